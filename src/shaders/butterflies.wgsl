// Sixteen points of one transform in registers, and what the passes do with them. A pass of radix R is 16 / R butterflies at once: point i
// belongs to butterfly i % (16 / R) and is its input i / (16 / R). Radix 4, 8 and 16 have their first layer in common: four points, four apart.

@group(0) @binding(3) var<storage, read> twiddles: array<vec2f>;

// Points of the whole transform, and entries of the twiddle table: exp(-2 pi i k / fft).
override fft: u32;

var<private> v: array<vec2f, 16>;

const halfRoot = 0.70710678118654752;
const cosEighth = 0.92387953251128674;
const sinEighth = 0.38268343236508977;

fn times(a: vec2f, b: vec2f) -> vec2f {
  return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}

// Four points in place: output k where input k was.
fn four(a: u32, b: u32, c: u32, d: u32) {
  let even = v[a] + v[c];
  let evenLess = v[a] - v[c];
  let odd = v[b] + v[d];
  let oddLess = v[b] - v[d];
  // Times -i.
  let turned = vec2f(oddLess.y, -oddLess.x);
  v[a] = even + odd;
  v[b] = evenLess + turned;
  v[c] = even - odd;
  v[d] = evenLess - turned;
}

fn two(a: u32, b: u32) {
  let sum = v[a] + v[b];
  v[b] = v[a] - v[b];
  v[a] = sum;
}

fn butterflies(radix: u32) {
  four(0u, 4u, 8u, 12u);
  four(1u, 5u, 9u, 13u);
  four(2u, 6u, 10u, 14u);
  four(3u, 7u, 11u, 15u);
  if (radix == 16u) {
    v[5] = times(v[5], vec2f(cosEighth, -sinEighth));
    v[9] = times(v[9], vec2f(halfRoot, -halfRoot));
    v[13] = times(v[13], vec2f(sinEighth, -cosEighth));
    v[6] = times(v[6], vec2f(halfRoot, -halfRoot));
    v[10] = vec2f(v[10].y, -v[10].x);
    v[14] = times(v[14], vec2f(-halfRoot, -halfRoot));
    v[7] = times(v[7], vec2f(sinEighth, -cosEighth));
    v[11] = times(v[11], vec2f(-halfRoot, -halfRoot));
    v[15] = times(v[15], vec2f(-cosEighth, sinEighth));
    four(0u, 1u, 2u, 3u);
    four(4u, 5u, 6u, 7u);
    four(8u, 9u, 10u, 11u);
    four(12u, 13u, 14u, 15u);
  }
  if (radix == 8u) {
    v[6] = times(v[6], vec2f(halfRoot, -halfRoot));
    v[7] = times(v[7], vec2f(halfRoot, -halfRoot));
    v[10] = vec2f(v[10].y, -v[10].x);
    v[11] = vec2f(v[11].y, -v[11].x);
    v[14] = times(v[14], vec2f(-halfRoot, -halfRoot));
    v[15] = times(v[15], vec2f(-halfRoot, -halfRoot));
    two(0u, 2u);
    two(1u, 3u);
    two(4u, 6u);
    two(5u, 7u);
    two(8u, 10u);
    two(9u, 11u);
    two(12u, 14u);
    two(13u, 15u);
  }
}

// Where in `v` the butterflies leave point i, which is output i / (16 / radix) of butterfly i % (16 / radix).
fn placeOf(i: u32, radix: u32) -> u32 {
  let each = 16u / radix;
  let r = i / each;
  return i % each + 4u * (r & 3u) + (r >> 2u) * each;
}

// Stockham's order: after passes that combined `span` points, thread t of a transform of `size` points holds the points t + i * size / 16. Butterfly
// j, counted over the transform, has frequency j % span so far.
fn turn(t: u32, size: u32, radix: u32, span: u32) {
  let each = 16u / radix;
  let step = fft / (span * radix);
  for (var i = each; i < 16u; i++) {
    let k = (t + (i % each) * (size / 16u)) % span;
    v[i] = times(v[i], twiddles[k * (i / each) * step]);
  }
}

// Where point i goes in the order of the next pass.
fn outputOf(i: u32, t: u32, size: u32, radix: u32, span: u32) -> u32 {
  let each = 16u / radix;
  let j = t + (i % each) * (size / 16u);
  let k = j % span;
  return (j - k) * radix + k + (i / each) * span;
}
