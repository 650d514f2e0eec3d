// Which bins of each row's mean stand out of their neighbours: the twin of cfarMask.ts, 32 bins a word.

@group(0) @binding(1) var<storage, read> plan: array<u32>;
@group(0) @binding(8) var<storage, read> rows: array<f32>;
@group(0) @binding(9) var<storage, read_write> masks: array<u32>;

override bins: u32;
// Complex spectra close on themselves; real ones end.
override circular: bool;
override guard: u32;
override reference: u32;
override multiplier: f32;
// Cells of the reference that must lie below the cell over `multiplier`; 0 to compare with their mean.
override rank: u32;

fn standsOut(row: u32, bin: u32) -> bool {
  let base = 2u * row * bins;
  let value = rows[base + bin];
  var sum = 0.0;
  var cells = 0u;
  var below = 0u;
  for (var i = 1u; i <= reference; i++) {
    let distance = guard + i;
    if (circular || bin >= distance) {
      let other = rows[base + (bin + bins - distance) % bins];
      sum += other;
      cells++;
      below += select(0u, 1u, other * multiplier < value);
    }
    if (circular || bin + distance < bins) {
      let other = rows[base + (bin + distance) % bins];
      sum += other;
      cells++;
      below += select(0u, 1u, other * multiplier < value);
    }
  }
  if (rank == 0u) {
    return value * f32(cells) > multiplier * sum;
  }
  // At the ends of a real spectrum the rank shrinks with the cells that there are.
  return below * 2u * reference >= rank * cells;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let words = (bins + 31u) / 32u;
  let row = thread / words;
  if (row >= plan[2]) {
    return;
  }
  let first = (thread % words) * 32u;
  var word = 0u;
  for (var i = 0u; i < 32u; i++) {
    if (first + i < bins && standsOut(row, first + i)) {
      word |= 1u << i;
    }
  }
  masks[thread] = word;
}
