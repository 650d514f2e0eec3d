import { describe, expect, it } from 'vitest';
import { Prng } from '#lib/base/prng.ts';
import { RowMath, type MathRow } from '#lib/spectrum/rowMath.ts';
import { blockBins } from '#lib/spectrum/rowMathCode.ts';

/** Rows of both kinds: a power of two, one that ends in the middle of a block, one shorter than a turn of the loops. */
const sizes = [4096, 2049, 33];

function filled(row: MathRow, value: (bin: number) => number): MathRow {
  row.values.forEach((_, bin) => (row.values[bin] = value(bin)));
  return row;
}

function blockValues(values: Float32Array, blocks: number, fold: (block: number[]) => number): number[] {
  return Array.from({ length: blocks }, (_, at) => {
    // What lies past the last bin is 0.
    const block = Array.from(values.subarray(at * blockBins, (at + 1) * blockBins));
    return fold([...block, ...new Array<number>(blockBins - block.length).fill(0)]);
  });
}

const close = (seen: Float32Array, wanted: number[]) => {
  expect(seen.length).toBe(wanted.length);
  seen.forEach((value, at) => expect(value).toBeCloseTo(wanted[at], 3));
};

describe.each(sizes)('rows of %i bins', (bins) => {
  const random = new Prng(bins);
  const setUp = () => {
    const math = new RowMath(bins, 4, 4);
    return { math, rows: [math.row(), math.row(), math.row(), math.row()], blocks: math.blocks };
  };

  it('makes ratios, and knows the blocks of them', () => {
    const { math, rows, blocks } = setUp();
    const [power, inverse, ratio] = rows;
    filled(power, () => random.unit());
    filled(inverse, () => 1 + random.unit());
    power.values[5] = NaN;
    power.values[20] = Infinity;
    power.values[30] = 1000;
    const known = {
      ratioMost: math.blockRow(),
      ratioSum: math.blockRow(),
      powerMost: math.blockRow(),
      powerLeast: math.blockRow()
    };
    math.ratios({ power, inverse }, 1500, ratio, known);
    expect(Array.from(ratio.values)).toEqual(
      Array.from(power.values, (value, bin) => {
        const exact = Math.fround(value * inverse.values[bin]);
        return exact < 1500 ? exact : 1;
      })
    );
    close(
      known.ratioMost.values,
      blockValues(ratio.values, blocks, (block) => Math.max(...block))
    );
    close(
      known.ratioSum.values,
      blockValues(ratio.values, blocks, (block) => block.reduce((a, b) => a + b))
    );
    const numbers = power.values.map((value) => (Number.isNaN(value) ? 0.5 : value));
    expect(known.powerMost.values[1]).toBe(Infinity);
    expect(known.powerMost.values[0]).toBe(Math.max(...numbers.subarray(0, blockBins)));
    expect(known.powerLeast.values[0]).toBe(Math.min(...numbers.subarray(0, blockBins)));
  });

  it('gathers under a cap, averages, adds', () => {
    const { math, rows, blocks } = setUp();
    const [a, b, sums, average] = rows;
    filled(a, () => 4 * random.unit());
    filled(b, () => random.unit());
    filled(sums, () => 1);
    math.gather(a, 2, sums);
    expect(Array.from(sums.values)).toEqual(Array.from(a.values, (value) => Math.fround(1 + Math.min(2, value))));
    math.add(b, sums);
    expect(sums.values[bins - 1]).toBe(
      Math.fround(Math.fround(1 + Math.min(2, a.values[bins - 1])) + b.values[bins - 1])
    );
    const [most, sum] = [math.blockRow(), math.blockRow()];
    math.average(a, b, 0.25, average, most, sum);
    expect(Array.from(average.values)).toEqual(
      Array.from(a.values, (value, bin) => Math.fround(value + b.values[bin]) * 0.25)
    );
    close(
      most.values,
      blockValues(average.values, blocks, (block) => Math.max(...block))
    );
    close(
      sum.values,
      blockValues(average.values, blocks, (block) => block.reduce((x, y) => x + y))
    );
  });

  it('gives no more rows than were asked for', () => {
    const math = new RowMath(65536, 1, 0);
    math.row();
    expect(() => math.row()).toThrow(RangeError);
  });
});
