import { codesPerDb, lowestDbfs } from './levelCode.ts';

/** One triangle that covers the target. */
export const vertexShader = `#version 300 es
void main() {
  vec2 corner = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2);
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

/**
 * One pixel of the waterfall: reduces its rows and bins of the history to a code (maximum of the peaks, or mean of the powers), and looks the
 * colour up. A row of \`bins\` codes lies folded in \`folds\` lines of the history's width; lines go on over the layers.
 */
export const fragmentShader = `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;
precision highp isampler2D;
uniform usampler2DArray history;
uniform isampler2D columnBins;
uniform isampler2D lineRows;
uniform sampler2D palette;
uniform int width;
uniform int layerLines;
uniform int folds;
uniform int capacity;
uniform int height;
uniform bool mean;
uniform float low;
uniform float scale;
uniform vec3 empty;
out vec4 color;

const float codesPerDb = ${codesPerDb.toFixed(1)};
const float lowest = ${lowestDbfs.toFixed(1)};
const float octavesPerDb = 0.33219280948873623;

float code(int row, int bin) {
  int fold = bin / width;
  int line = row * folds + fold;
  int layer = line / layerLines;
  return float(texelFetch(history, ivec3(bin - fold * width, line - layer * layerLines, layer), 0).r);
}

void main() {
  ivec2 rows = texelFetch(lineRows, ivec2(height - 1 - int(gl_FragCoord.y), 0), 0).xy;
  if (rows.y == 0) {
    color = vec4(empty, 1.0);
    return;
  }
  ivec2 bins = texelFetch(columnBins, ivec2(int(gl_FragCoord.x), 0), 0).xy;
  float result = 0.0;
  float sum = 0.0;
  for (int i = 0; i < rows.y; i++) {
    int row = rows.x + i;
    if (row >= capacity) row -= capacity;
    for (int bin = bins.x; bin <= bins.y; bin++) {
      float value = code(row, bin);
      result = max(result, value);
      // Powers relative to -150 dBFS keep both ends of the scale inside a float.
      if (mean) sum += exp2((value / codesPerDb + lowest + 150.0) * octavesPerDb);
    }
  }
  int count = rows.y * (bins.y - bins.x + 1);
  if (mean && count > 1) result = floor((log2(sum / float(count)) / octavesPerDb - 150.0 - lowest) * codesPerDb + 0.5);
  int entry = int(clamp(floor((result - low) * scale + 0.5), 0.0, 255.0));
  color = vec4(texelFetch(palette, ivec2(entry, 0), 0).rgb, 1.0);
}`;
