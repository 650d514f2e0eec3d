// Whole transforms of `size` points, at most 4096, in workgroup memory; the small ones several to a workgroup. Real and imaginary parts change
// places one after the other, so that the 16 KiB that every adapter has are enough.

// Transforms that make one segment: the blocks of split.wgsl, or 1.
override blocks: u32;
override size: u32;
// Points of a workgroup, a multiple of `size`.
override groupPoints: u32;
override radixA: u32;
override radixB: u32;
// 1 when two passes are enough.
override radixC: u32;

var<workgroup> exchange: array<f32, groupPoints>;
var<private> next: array<vec2f, 16>;

fn reorder(base: u32, t: u32, radix: u32, span: u32) {
  for (var i = 0u; i < 16u; i++) {
    exchange[base + outputOf(i, t, size, radix, span)] = v[placeOf(i, radix)].x;
  }
  workgroupBarrier();
  for (var i = 0u; i < 16u; i++) {
    next[i].x = exchange[base + t + i * (size / 16u)];
  }
  workgroupBarrier();
  for (var i = 0u; i < 16u; i++) {
    exchange[base + outputOf(i, t, size, radix, span)] = v[placeOf(i, radix)].y;
  }
  workgroupBarrier();
  for (var i = 0u; i < 16u; i++) {
    next[i].y = exchange[base + t + i * (size / 16u)];
  }
  workgroupBarrier();
  v = next;
}

@compute @workgroup_size(groupPoints / 16u)
fn main(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u
) {
  let t = local % (size / 16u);
  let inGroup = local / (size / 16u);
  let block = (group.x + group.y * groups.x) * (groupPoints / size) + inGroup;
  let base = inGroup * size;
  let there = block < plan[0] * blocks;
  for (var i = 0u; i < 16u; i++) {
    v[i] = vec2f();
    if (there) {
      v[i] = fetch(block, t + i * (size / 16u));
    }
  }
  butterflies(radixA);
  reorder(base, t, radixA, 1u);
  turn(t, size, radixB, radixA);
  butterflies(radixB);
  var radix = radixB;
  var span = radixA;
  if (radixC > 1u) {
    reorder(base, t, radixB, radixA);
    span = radixA * radixB;
    radix = radixC;
    turn(t, size, radixC, radixA * radixB);
    butterflies(radixC);
  }
  if (!there) {
    return;
  }
  for (var i = 0u; i < 16u; i++) {
    keep(block, outputOf(i, t, size, radix, span), v[placeOf(i, radix)]);
  }
}
