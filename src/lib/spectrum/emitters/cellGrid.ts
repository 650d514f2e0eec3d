/** Pairs of points below which all are compared. */
const fewPairs = 256;

/**
 * Points sorted into cells whose diagonal is `eps`: in a cell all are within `eps` of each other, and whoever else is within `eps` stands in one
 * of the cells around. Cells are kept sorted, so that the cells around all of them are found by walking the list once per direction: nothing
 * is hashed, and empty space costs nothing.
 */
export class CellGrid {
  readonly count: number;
  /** Cells that hold points. */
  readonly cells: number;
  /** First place of each cell, and one more. Places are positions in the sorted order; `order` says which point stands there. */
  readonly start: Int32Array;
  readonly order: Int32Array;
  readonly cellOf: Int32Array;
  /** eps squared: what distances are compared with. */
  readonly most: number;
  readonly #dimensions: number;
  /** Points in the order of places. */
  readonly #at: Float64Array;
  /** Grid coordinates of each cell. */
  readonly #corner: Float64Array;
  /** Least and greatest value of each cell's points in each dimension. */
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #reach: number;

  constructor(points: Float64Array, dimensions: number, eps: number) {
    const count = points.length / dimensions;
    if (!Number.isInteger(count)) throw new RangeError(`${points.length} values are no points of ${dimensions}`);
    if (!(eps > 0 && eps < Infinity)) throw new RangeError(`A neighbourhood of ${eps} is not possible`);
    const side = eps / Math.sqrt(dimensions);
    const grid = new Float64Array(points.length);
    for (let i = 0; i < points.length; i++) {
      grid[i] = Math.floor(points[i] / side);
      if (!Number.isFinite(grid[i])) throw new RangeError(`A point at ${points[i]} has no place`);
    }
    this.count = count;
    this.most = eps * eps;
    this.#dimensions = dimensions;
    this.#reach = Math.ceil(Math.sqrt(dimensions));
    this.order = Int32Array.from({ length: count }, (_, point) => point);
    this.order.sort((a, b) => compareAt(grid, a, grid, b, dimensions) || a - b);
    this.#at = new Float64Array(points.length);
    this.cellOf = new Int32Array(count);
    const starts: number[] = [];
    for (let place = 0; place < count; place++) {
      const point = this.order[place];
      for (let d = 0; d < dimensions; d++) this.#at[place * dimensions + d] = points[point * dimensions + d];
      if (place === 0 || compareAt(grid, point, grid, this.order[place - 1], dimensions) !== 0) starts.push(place);
      this.cellOf[place] = starts.length - 1;
    }
    this.cells = starts.length;
    this.start = Int32Array.from([...starts, count]);
    this.#corner = new Float64Array(this.cells * dimensions);
    this.#low = new Float64Array(this.cells * dimensions).fill(Infinity);
    this.#high = new Float64Array(this.cells * dimensions).fill(-Infinity);
    for (let place = 0; place < count; place++) {
      const cell = this.cellOf[place];
      for (let d = 0; d < dimensions; d++) {
        const value = this.#at[place * dimensions + d];
        const at = cell * dimensions + d;
        this.#corner[at] = grid[this.order[place] * dimensions + d];
        this.#low[at] = Math.min(this.#low[at], value);
        this.#high[at] = Math.max(this.#high[at], value);
      }
    }
  }

  /** Squared distance of two places. */
  distance(a: number, b: number): number {
    let sum = 0;
    for (let d = 0, i = a * this.#dimensions, j = b * this.#dimensions; d < this.#dimensions; d++) {
      const apart = this.#at[i++] - this.#at[j++];
      sum += apart * apart;
    }
    return sum;
  }

  within(a: number, b: number): boolean {
    return this.distance(a, b) <= this.most;
  }

  /** Order of two places by their features. */
  compare(a: number, b: number): number {
    return compareAt(this.#at, a, this.#at, b, this.#dimensions);
  }

  /** Whether any point of a cell can be within eps of a place. */
  reaches(place: number, cell: number): boolean {
    let sum = 0;
    for (let d = 0; d < this.#dimensions; d++) {
      const value = this.#at[place * this.#dimensions + d];
      const at = cell * this.#dimensions + d;
      const apart = Math.max(0, this.#low[at] - value, value - this.#high[at]);
      sum += apart * apart;
    }
    return sum <= this.most;
  }

  /** Calls back once for every two cells that are near enough for points within eps of each other. */
  eachPair(sink: (a: number, b: number) => void): void {
    const dimensions = this.#dimensions;
    const offset = new Float64Array(dimensions).fill(-this.#reach);
    const last = dimensions - 1;
    // Over all offsets of the leading coordinates; the last coordinate is a stretch of the sorted list.
    for (;;) {
      offset[last] = 0;
      const leading = firstSign(offset);
      if (leading >= 0 && this.#near(offset)) this.#walk(offset, leading === 0, sink);
      let d = last - 1;
      while (d >= 0 && offset[d] === this.#reach) offset[d--] = -this.#reach;
      if (d < 0) return;
      offset[d]++;
    }
  }

  #near(offset: Float64Array): boolean {
    let sum = 0;
    for (const steps of offset) sum += Math.max(0, Math.abs(steps) - 1) ** 2;
    return sum <= this.#dimensions;
  }

  /** Pairs of cells that lie `offset` apart, up to the reach in the last coordinate. Both ends move forward only. */
  #walk(offset: Float64Array, own: boolean, sink: (a: number, b: number) => void): void {
    const dimensions = this.#dimensions;
    const last = dimensions - 1;
    let from = 0;
    for (let a = 0; a < this.cells; a++) {
      offset[last] = own ? 1 : -this.#reach;
      while (from < this.cells && this.#order(from, a, offset) < 0) from++;
      offset[last] = this.#reach;
      for (let b = from; b < this.cells; b++) {
        if (this.#order(b, a, offset) > 0) break;
        if (this.#apart(a, b) <= this.most) sink(a, b);
      }
    }
    offset[last] = 0;
  }

  /** Order of cell b against cell a moved by an offset. */
  #order(b: number, a: number, offset: Float64Array): number {
    const dimensions = this.#dimensions;
    for (let d = 0; d < dimensions; d++) {
      const apart = this.#corner[b * dimensions + d] - this.#corner[a * dimensions + d] - offset[d];
      if (apart !== 0) return apart;
    }
    return 0;
  }

  /** Squared distance between what two cells hold. */
  #apart(a: number, b: number): number {
    let sum = 0;
    for (let d = 0; d < this.#dimensions; d++) {
      const i = a * this.#dimensions + d;
      const j = b * this.#dimensions + d;
      const apart = Math.max(0, this.#low[i] - this.#high[j], this.#low[j] - this.#high[i]);
      sum += apart * apart;
    }
    return sum;
  }

  /** Whether any of some places is within eps of any of others. Large sets are halved until they are clearly near or clearly not. */
  touch(a: readonly number[], b: readonly number[]): boolean {
    const boxA = this.#box(a);
    const boxB = this.#box(b);
    let least = 0;
    let most = 0;
    for (let d = 0; d < this.#dimensions; d++) {
      const apart = Math.max(0, boxA.low[d] - boxB.high[d], boxB.low[d] - boxA.high[d]);
      const across = Math.max(boxA.high[d] - boxB.low[d], boxB.high[d] - boxA.low[d]);
      least += apart * apart;
      most += across * across;
    }
    if (least > this.most) return false;
    if (most <= this.most) return true;
    if (a.length * b.length <= fewPairs) return a.some((one) => b.some((other) => this.within(one, other)));
    const [large, box, small] = boxA.width > boxB.width ? [a, boxA, b] : [b, boxB, a];
    const { widest: d } = box;
    const middle = (box.low[d] + box.high[d]) / 2;
    // Too close together to be told apart by a number between them.
    if (!(middle < box.high[d])) return this.within(a[0], b[0]);
    const upper = (place: number) => this.#at[place * this.#dimensions + d] > middle;
    return (
      this.touch(
        large.filter((place) => !upper(place)),
        small
      ) || this.touch(large.filter(upper), small)
    );
  }

  #box(places: readonly number[]) {
    const low = new Float64Array(this.#dimensions).fill(Infinity);
    const high = new Float64Array(this.#dimensions).fill(-Infinity);
    for (const place of places) {
      for (let d = 0; d < this.#dimensions; d++) {
        const value = this.#at[place * this.#dimensions + d];
        if (value < low[d]) low[d] = value;
        if (value > high[d]) high[d] = value;
      }
    }
    let widest = 0;
    for (let d = 1; d < this.#dimensions; d++) if (high[d] - low[d] > high[widest] - low[widest]) widest = d;
    return { low, high, widest, width: high[widest] - low[widest] };
  }
}

/** 1, 0 or -1 by the first coordinate that is not 0. */
function firstSign(offset: Float64Array): number {
  for (const steps of offset) if (steps !== 0) return Math.sign(steps);
  return 0;
}

function compareAt(a: Float64Array, i: number, b: Float64Array, j: number, dimensions: number): number {
  for (let d = 0; d < dimensions; d++) {
    const apart = a[i * dimensions + d] - b[j * dimensions + d];
    if (apart !== 0) return apart;
  }
  return 0;
}
