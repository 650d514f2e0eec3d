// Mean and peak over the parts of each row, in ascending order of frequency, one-sided for real samples.

@group(0) @binding(1) var<storage, read> plan: array<u32>;
@group(0) @binding(7) var<storage, read> parts: array<vec2f>;
@group(0) @binding(8) var<storage, read_write> rows: array<f32>;

override fft: u32;
override bins: u32;
// Transforms that a segment was split into: frequency k stands at k / blocks of block k % blocks.
override blocks: u32;
override partList: u32;
// First word of the list of rows in `plan`: the first part of each, and the end.
override rowList: u32;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let row = thread / bins;
  let bin = thread % bins;
  if (row >= plan[2]) {
    return;
  }
  let complex = bins == fft;
  let k = select(bin, (bin + fft / 2u) % fft, complex);
  let place = (k % blocks) * (fft / blocks) + k / blocks;
  let first = plan[rowList + row];
  let end = plan[rowList + row + 1u];
  let segments = f32(max(1u, plan[partList + end] - plan[partList + first]));
  var mean = 0.0;
  var peak = 0.0;
  for (var part = first; part < end; part++) {
    let value = parts[part * fft + place];
    mean += value.x * (f32(plan[partList + part + 1u] - plan[partList + part]) / segments);
    peak = max(peak, value.y);
  }
  let sides = select(2.0, 1.0, complex || k == 0u || k == fft / 2u);
  rows[2u * row * bins + bin] = mean * sides;
  rows[(2u * row + 1u) * bins + bin] = peak * sides;
}
