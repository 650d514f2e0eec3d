// What the last pass leaves: powers, in blocks of `outBlock`.

@group(0) @binding(6) var<storage, read_write> power: array<f32>;

override outBlock: u32;

fn keep(block: u32, k: u32, value: vec2f) {
  power[block * outBlock + k] = dot(value, value);
}
