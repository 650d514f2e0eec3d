import { CellGrid } from './cellGrid.ts';

/** What belongs to no cluster. */
export const noise = -1;

/**
 * DBSCAN (Ester, Kriegel, Sander, Xu, 1996), exactly, in time that grows with n log n: a grid whose cells are as wide as `eps` is across
 * makes all points of a cell neighbours of each other, so that a full cell needs no counting (Gunawan, 2013). Points that stand in the same place
 * cost no more than others.
 *
 * A point with at least `least` points (itself included) within `eps` is a core point; core points within `eps` of each other are one cluster; any
 * other point belongs to the cluster of its nearest core point within `eps`, or is noise. The nearest, not the first found: clusters do not
 * depend on the order of the points, as they would in the original.
 *
 * @param points n x dimensions, scaled so that distances mean something; finite
 * @returns cluster of each point, or `noise`; clusters are numbered from 0 in the order of their first points
 * @throws RangeError when `points` are not whole or not finite, or eps is not above 0
 */
export function dbscan(points: Float64Array, dimensions: number, eps: number, least: number): Int32Array {
  const grid = new CellGrid(points, dimensions, eps);
  const core = corePoints(grid, least);
  const parent = joinCells(grid, core);
  const place = clusterOfPlaces(grid, core, parent);
  const labels = new Int32Array(grid.count).fill(noise);
  const names = new Map<number, number>();
  const clusters = new Int32Array(grid.count);
  for (let at = 0; at < grid.count; at++) clusters[grid.order[at]] = place[at];
  for (let point = 0; point < labels.length; point++) {
    const cell = clusters[point];
    if (cell === noise) continue;
    const known = names.get(cell) ?? names.size;
    names.set(cell, known);
    labels[point] = known;
  }
  return labels;
}

/** Nonzero for places (in the grid's order) of core points. */
function corePoints(grid: CellGrid, least: number): Uint8Array {
  const { start, cells } = grid;
  const core = new Uint8Array(grid.count);
  const near = new Int32Array(grid.count);
  const full = (cell: number) => start[cell + 1] - start[cell] >= least;
  for (let cell = 0; cell < cells; cell++) near.fill(start[cell + 1] - start[cell], start[cell], start[cell + 1]);
  const count = (from: number, others: number) => {
    for (let at = start[from]; at < start[from + 1]; at++) {
      if (!grid.reaches(at, others)) continue;
      for (let other = start[others]; other < start[others + 1] && near[at] < least; other++)
        if (grid.within(at, other)) near[at]++;
    }
  };
  grid.eachPair((a, b) => {
    if (!full(a)) count(a, b);
    if (!full(b)) count(b, a);
  });
  for (let at = 0; at < core.length; at++) core[at] = near[at] >= least ? 1 : 0;
  return core;
}

/** Union-find over cells: those whose core points reach each other have one root. */
function joinCells(grid: CellGrid, core: Uint8Array): Int32Array {
  const parent = Int32Array.from({ length: grid.cells }, (_, cell) => cell);
  const cores = Array.from({ length: grid.cells }, (_, cell) => {
    const places: number[] = [];
    for (let at = grid.start[cell]; at < grid.start[cell + 1]; at++) if (core[at] !== 0) places.push(at);
    return places;
  });
  grid.eachPair((a, b) => {
    if (cores[a].length === 0 || cores[b].length === 0) return;
    const one = root(parent, a);
    const other = root(parent, b);
    if (one !== other && grid.touch(cores[a], cores[b])) parent[Math.max(one, other)] = Math.min(one, other);
  });
  return parent;
}

/** Root cell of each place's cluster, or `noise`. */
function clusterOfPlaces(grid: CellGrid, core: Uint8Array, parent: Int32Array): Int32Array {
  const { start } = grid;
  const nearest = new Float64Array(grid.count).fill(Infinity);
  const from = new Int32Array(grid.count).fill(-1);
  const look = (cell: number, others: number) => {
    for (let at = start[cell]; at < start[cell + 1]; at++) {
      if (core[at] !== 0 || !grid.reaches(at, others)) continue;
      for (let other = start[others]; other < start[others + 1]; other++) {
        if (core[other] === 0) continue;
        const distance = grid.distance(at, other);
        if (!(distance <= grid.most) || distance > nearest[at]) continue;
        // Two as near: the one that comes first by its features, whatever the order of the points was.
        if (distance === nearest[at] && grid.compare(other, from[at]) >= 0) continue;
        nearest[at] = distance;
        from[at] = other;
      }
    }
  };
  for (let cell = 0; cell < grid.cells; cell++) look(cell, cell);
  grid.eachPair((a, b) => {
    look(a, b);
    look(b, a);
  });
  return Int32Array.from(from, (other, at) => {
    const place = core[at] !== 0 ? at : other;
    return place < 0 ? noise : root(parent, grid.cellOf[place]);
  });
}

function root(parent: Int32Array, cell: number): number {
  while (parent[cell] !== cell) {
    parent[cell] = parent[parent[cell]];
    cell = parent[cell];
  }
  return cell;
}
