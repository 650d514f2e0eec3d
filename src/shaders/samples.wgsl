// Where a transform begins: raw samples of any format, times the window. Full scale is part of the window's scale.

@group(0) @binding(0) var<storage, read> words: array<u32>;
@group(0) @binding(1) var<storage, read> plan: array<u32>;
@group(0) @binding(2) var<storage, read> window: array<f32>;

// Index in `sampleKinds` of spectrumShaders.ts.
override kind: u32;

// First word of the list of segments in `plan`: the place of each segment's first sample.
const segmentList = 4u;

fn byteAt(word: u32, place: u32) -> u32 {
  return (word >> (8u * place)) & 0xffu;
}

fn signedByteAt(word: u32, place: u32) -> f32 {
  return f32(bitcast<i32>(word << (24u - 8u * place)) >> 24u);
}

fn signedHalfAt(word: u32, place: u32) -> f32 {
  return f32(bitcast<i32>(word << (16u - 16u * place)) >> 16u);
}

// What is not finite, or beyond 2^60, is no sample. Told by its bits: a shader may take it for granted that there are no such floats.
fn float(word: u32) -> f32 {
  return bitcast<f32>(select(0u, word, (word & 0x7fffffffu) < 0x5d800000u));
}

fn sample(at: u32) -> vec2f {
  switch kind {
    case 0u: {
      let word = words[at >> 1u];
      let place = 2u * (at & 1u);
      return vec2f(f32(byteAt(word, place)), f32(byteAt(word, place + 1u))) - 127.5;
    }
    case 1u: {
      let word = words[at >> 1u];
      let place = 2u * (at & 1u);
      return vec2f(signedByteAt(word, place), signedByteAt(word, place + 1u));
    }
    case 2u: {
      return vec2f(signedHalfAt(words[at], 0u), signedHalfAt(words[at], 1u));
    }
    case 3u: {
      return vec2f(float(words[2u * at]), float(words[2u * at + 1u]));
    }
    case 4u: {
      return vec2f(f32(byteAt(words[at >> 2u], at & 3u)) - 127.5, 0.0);
    }
    case 5u: {
      return vec2f(signedByteAt(words[at >> 2u], at & 3u), 0.0);
    }
    case 6u: {
      return vec2f(signedHalfAt(words[at >> 1u], at & 1u), 0.0);
    }
    default: {
      return vec2f(float(words[at]), 0.0);
    }
  }
}

fn fetch(segment: u32, i: u32) -> vec2f {
  return sample(plan[segmentList + segment] + i) * window[i];
}
