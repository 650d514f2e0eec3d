// First pass of a transform too large for workgroup memory: decimation in frequency. Block q of what it leaves is a transform of its own, whose
// output m is frequency radix * m + q of the whole.

override radix: u32;

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
  butterflies(radix);
  let each = 16u / radix;
  for (var i = 0u; i < 16u; i++) {
    let n = t + (i % each) * (fft / 16u);
    let q = i / each;
    keep(segment, q * (fft / radix) + n, times(v[placeOf(i, radix)], twiddles[n * q]));
  }
}
