// One pass of the transform through main memory: for adapters that are no good at workgroup memory.

override radix: u32;
override span: u32;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let segment = thread / (fft / 16u);
  let t = thread % (fft / 16u);
  if (segment >= plan[0]) {
    return;
  }
  for (var i = 0u; i < 16u; i++) {
    v[i] = fetch(segment, t + i * (fft / 16u));
  }
  if (span > 1u) {
    turn(t, fft, radix, span);
  }
  butterflies(radix);
  for (var i = 0u; i < 16u; i++) {
    keep(segment, outputOf(i, t, fft, radix, span), v[placeOf(i, radix)]);
  }
}
