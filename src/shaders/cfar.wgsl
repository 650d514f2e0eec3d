// Which bins of each row's mean exceed the floor beside them: the twin of src/lib/spectrum/cfar/cfarDetector.ts, 32 bins a word.

@group(0) @binding(1) var<storage, read> plan: array<u32>;
@group(0) @binding(8) var<storage, read> rows: array<f32>;
@group(0) @binding(9) var<storage, read_write> masks: array<u32>;

override bins: u32;
// Complex spectra close on themselves; real ones end.
override circular: bool;
// The mean of the training cells, the greater or the smaller mean of their halves, or one of them by rank.
override kind: u32;
override training: u32;
override guard: u32;
override rank: u32;
override multiplier: f32;

fn level(row: u32, bin: u32) -> f32 {
  let value = rows[2u * row * bins + bin];
  return select(value, 0.0, value > 1e30);
}

// Training cell i of a bin, the first half before it, the second behind it. Where a spectrum ends, all lie on the other side.
fn trainingCell(bin: u32, i: u32) -> u32 {
  let half = training / 2u;
  let reach = guard + half;
  if (!circular && bin < reach) {
    return bin + guard + 1u + i;
  }
  if (!circular && bin + reach >= bins) {
    return bin - guard - 1u - i;
  }
  if (i < half) {
    return (bin + bins - guard - 1u - i) % bins;
  }
  return (bin + guard + 1u + i - half) % bins;
}

fn standsOut(row: u32, bin: u32) -> bool {
  let half = training / 2u;
  let limit = level(row, bin) / multiplier;
  var first = 0.0;
  var second = 0.0;
  var below = 0u;
  for (var i = 0u; i < training; i++) {
    let value = level(row, trainingCell(bin, i));
    first += select(0.0, value, i < half);
    second += select(value, 0.0, i < half);
    // Counting instead of sorting: the cell exceeds the one of that rank when so many lie below it.
    below += select(0u, 1u, value < limit);
  }
  switch kind {
    case 0u: {
      return limit * f32(training) > first + second;
    }
    case 1u: {
      return limit * f32(half) > max(first, second);
    }
    case 2u: {
      return limit * f32(half) > min(first, second);
    }
    default: {
      return below >= rank;
    }
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = id.x + id.y * groups.x * 64u;
  let words = (bins + 31u) / 32u;
  let row = thread / words;
  if (row >= plan[2]) {
    return;
  }
  let start = (thread % words) * 32u;
  var word = 0u;
  for (var i = 0u; i < 32u; i++) {
    if (start + i < bins && standsOut(row, start + i)) {
      word |= 1u << i;
    }
  }
  masks[thread] = word;
}
