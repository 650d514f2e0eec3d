// What a pass leaves for the next one, in blocks of `outBlock`.

@group(0) @binding(5) var<storage, read_write> pointsOut: array<vec2f>;

override outBlock: u32;

fn keep(block: u32, k: u32, value: vec2f) {
  pointsOut[block * outBlock + k] = value;
}
