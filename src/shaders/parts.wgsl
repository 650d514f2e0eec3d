// Mean and peak over the segments of each part: a few dozen at most, so that their sum is good in single precision.

@group(0) @binding(1) var<storage, read> plan: array<u32>;
@group(0) @binding(6) var<storage, read> power: array<f32>;
@group(0) @binding(7) var<storage, read_write> parts: array<vec2f>;

override fft: u32;
// First word of the list of parts in `plan`: the first segment of each, and the end.
override partList: u32;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let part = thread / fft;
  let place = thread % fft;
  if (part >= plan[1]) {
    return;
  }
  let first = plan[partList + part];
  let end = plan[partList + part + 1u];
  var sum = 0.0;
  var peak = 0.0;
  for (var segment = first; segment < end; segment++) {
    let value = power[segment * fft + place];
    sum += value;
    peak = max(peak, value);
  }
  // A mean rather than a sum: what floats may hold, squared, leaves no room for many of them.
  parts[thread] = vec2f(sum / f32(end - first), peak);
}
