import { codesPerDb, lowestDbfs } from './levelCode.ts';
import { paletteTable, type PaletteName } from './palette.ts';
import { mapLine, type LineRows } from './pixelMap.ts';
import type { History, RowKind } from './history.ts';
import type { WaterfallPainter, WaterfallScene } from './waterfallPainter.ts';
import { fragmentShader, vertexShader } from './webgl2Shaders.ts';

type Uniform = 'width' | 'layerLines' | 'folds' | 'capacity' | 'height' | 'mean' | 'low' | 'scale' | 'empty';

/**
 * The waterfall on graphics hardware: the history's codes lie in a texture array, and the shader reduces and colours them anew for every
 * picture, so levels, palette, zoom and pan are uniforms and two small maps. Only new rows travel. It draws on a canvas of its own that is
 * then copied, because a canvas that once gave a WebGL context never gives a 2D one, and a lost context must be able to fall back.
 */
export class Webgl2Waterfall implements WaterfallPainter {
  readonly name = 'webgl2';
  readonly #canvas: OffscreenCanvas;
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #uniforms: Record<Uniform, WebGLUniformLocation | null>;
  readonly #palette: WebGLTexture;
  readonly #columnMap: WebGLTexture;
  readonly #lineMap: WebGLTexture;
  readonly #maxSize: number;
  #history: WebGLTexture | null = null;
  #columnPairs = new Int32Array(0);
  #linePairs = new Int32Array(0);
  readonly #rows: LineRows = { from: 0, to: -1 };
  // Layout of the history texture.
  #bins = 0;
  #capacity = 0;
  #width = 0;
  #folds = 0;
  #layerLines = 0;
  // What it holds.
  #row: RowKind | null = null;
  #epoch = -1;
  #next = 0;
  #columnsVersion = -1;
  #paletteName: PaletteName | null = null;

  /** @throws Error when the host gives no WebGL2 context or does not take the shaders. */
  constructor(canvas: OffscreenCanvas, gl: WebGL2RenderingContext) {
    this.#canvas = canvas;
    this.#gl = gl;
    this.#maxSize = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
    this.#program = link(gl);
    gl.useProgram(this.#program);
    const at = (name: string) => gl.getUniformLocation(this.#program, name);
    this.#uniforms = {
      width: at('width'),
      layerLines: at('layerLines'),
      folds: at('folds'),
      capacity: at('capacity'),
      height: at('height'),
      mean: at('mean'),
      low: at('low'),
      scale: at('scale'),
      empty: at('empty')
    };
    for (const [unit, name] of ['history', 'columnBins', 'lineRows', 'palette'].entries()) gl.uniform1i(at(name), unit);
    this.#columnMap = texture(gl, 1);
    this.#lineMap = texture(gl, 2);
    this.#palette = texture(gl, 3);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  }

  paint(target: OffscreenCanvasRenderingContext2D, scene: WaterfallScene): boolean {
    const gl = this.#gl;
    if (gl.isContextLost() || scene.width > this.#maxSize || scene.height > this.#maxSize) return false;
    if (!this.#upload(scene.history, scene.row)) return false;
    this.#resize(scene);
    this.#mapColumns(scene);
    this.#mapLines(scene);
    this.#loadPalette(scene.palette);
    gl.uniform1i(this.#uniforms.width, this.#width);
    gl.uniform1i(this.#uniforms.layerLines, this.#layerLines);
    gl.uniform1i(this.#uniforms.folds, this.#folds);
    gl.uniform1i(this.#uniforms.capacity, this.#capacity);
    gl.uniform1i(this.#uniforms.height, scene.height);
    gl.uniform1i(this.#uniforms.mean, scene.row === 'mean' ? 1 : 0);
    gl.uniform1f(this.#uniforms.low, (scene.minDbfs - lowestDbfs) * codesPerDb);
    gl.uniform1f(this.#uniforms.scale, 255 / ((scene.maxDbfs - scene.minDbfs) * codesPerDb));
    const empty = parseInt(scene.theme.empty.slice(1), 16);
    gl.uniform3f(this.#uniforms.empty, (empty >> 16) / 255, ((empty >> 8) & 255) / 255, (empty & 255) / 255);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    target.drawImage(this.#canvas, 0, 0);
    // Losing the context on the way leaves an empty picture: say so, and the next painter draws this frame.
    return !gl.isContextLost();
  }

  dispose(): void {
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #resize(scene: WaterfallScene): void {
    if (this.#canvas.width === scene.width && this.#canvas.height === scene.height) return;
    this.#canvas.width = scene.width;
    this.#canvas.height = scene.height;
    this.#gl.viewport(0, 0, scene.width, scene.height);
    this.#columnPairs = new Int32Array(2 * scene.width);
    this.#linePairs = new Int32Array(2 * scene.height);
    this.#columnsVersion = -1;
  }

  /** Brings the texture up to date with the history. False when the hardware has no room for it. */
  #upload(history: History, row: RowKind): boolean {
    const gl = this.#gl;
    if (history.bins !== this.#bins || history.capacity !== this.#capacity) {
      if (!this.#allocate(history)) return false;
      this.#epoch = -1;
    }
    if (history.epoch !== this.#epoch || row !== this.#row) this.#next = history.first;
    this.#epoch = history.epoch;
    this.#row = row;
    gl.activeTexture(gl.TEXTURE0);
    const codes = history.codes(row);
    for (let seq = Math.max(this.#next, history.first); seq < history.next; seq++)
      this.#uploadRow(codes, history.slot(seq));
    this.#next = history.next;
    return true;
  }

  #uploadRow(codes: Uint16Array, slot: number): void {
    const gl = this.#gl;
    const line = slot * this.#folds;
    const layer = Math.floor(line / this.#layerLines);
    const y = line - layer * this.#layerLines;
    const full = Math.floor(this.#bins / this.#width);
    const rest = this.#bins - full * this.#width;
    const at = slot * this.#bins;
    const { TEXTURE_2D_ARRAY: array, RED_INTEGER: red, UNSIGNED_SHORT: short } = gl;
    gl.texSubImage3D(array, 0, 0, y, layer, this.#width, full, 1, red, short, codes, at);
    if (rest > 0)
      gl.texSubImage3D(array, 0, 0, y + full, layer, rest, 1, 1, red, short, codes, at + full * this.#width);
  }

  #allocate(history: History): boolean {
    const gl = this.#gl;
    if (this.#history !== null) gl.deleteTexture(this.#history);
    this.#bins = history.bins;
    this.#capacity = history.capacity;
    // Wider than the hardware takes: a row is folded into several lines, all of one row in one layer.
    this.#width = Math.min(history.bins, this.#maxSize);
    this.#folds = Math.ceil(history.bins / this.#width);
    const rowsPerLayer = Math.min(history.capacity, Math.floor(this.#maxSize / this.#folds));
    if (rowsPerLayer === 0) return false;
    this.#layerLines = rowsPerLayer * this.#folds;
    const layers = Math.ceil(history.capacity / rowsPerLayer);
    if (layers > (gl.getParameter(gl.MAX_ARRAY_TEXTURE_LAYERS) as number)) return false;
    gl.activeTexture(gl.TEXTURE0);
    this.#history = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.#history);
    nearest(gl, gl.TEXTURE_2D_ARRAY);
    while (gl.getError() !== gl.NO_ERROR);
    gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, gl.R16UI, this.#width, this.#layerLines, layers);
    return gl.getError() === gl.NO_ERROR;
  }

  #mapColumns(scene: WaterfallScene): void {
    if (scene.columnsVersion === this.#columnsVersion) return;
    this.#columnsVersion = scene.columnsVersion;
    const { low, high } = scene.columns;
    for (let x = 0; x < scene.width; x++) {
      this.#columnPairs[2 * x] = low[x];
      this.#columnPairs[2 * x + 1] = high[x];
    }
    this.#loadPairs(1, this.#columnMap, this.#columnPairs, scene.width);
  }

  #mapLines(scene: WaterfallScene): void {
    const rows = this.#rows;
    for (let y = 0; y < scene.height; y++) {
      mapLine(scene.history, scene.topLine - y, scene.step, rows);
      const count = rows.to - rows.from + 1;
      this.#linePairs[2 * y] = count > 0 ? scene.history.slot(rows.from) : 0;
      this.#linePairs[2 * y + 1] = Math.max(count, 0);
    }
    this.#loadPairs(2, this.#lineMap, this.#linePairs, scene.height);
  }

  #loadPairs(unit: number, into: WebGLTexture, pairs: Int32Array, length: number): void {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, into);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG32I, length, 1, 0, gl.RG_INTEGER, gl.INT, pairs);
  }

  #loadPalette(name: PaletteName): void {
    if (name === this.#paletteName) return;
    this.#paletteName = name;
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE3);
    gl.bindTexture(gl.TEXTURE_2D, this.#palette);
    const table = new Uint8Array(paletteTable(name).buffer);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, table);
  }
}

function nearest(gl: WebGL2RenderingContext, target: number): void {
  gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(target, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.texParameteri(target, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(target, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
}

function texture(gl: WebGL2RenderingContext, unit: number): WebGLTexture {
  const made = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, made);
  nearest(gl, gl.TEXTURE_2D);
  return made;
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader]
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) throw new Error('The WebGL context was lost');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true)
    throw new Error(`The waterfall's shaders do not link: ${gl.getProgramInfoLog(program) ?? 'no reason given'}`);
  return program;
}
