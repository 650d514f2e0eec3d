// Where a later pass begins: the points that the pass before left, in blocks of `inBlock`.

@group(0) @binding(1) var<storage, read> plan: array<u32>;
@group(0) @binding(4) var<storage, read> pointsIn: array<vec2f>;

override inBlock: u32;

fn fetch(block: u32, i: u32) -> vec2f {
  return pointsIn[block * inBlock + i];
}
