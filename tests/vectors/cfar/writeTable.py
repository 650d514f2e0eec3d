"""Gathers what orderStatistics.py wrote for each window into src/lib/spectrum/cfar/orderSpread.ts.

    /usr/bin/python3 tests/vectors/cfar/writeTable.py FOLDER
"""

import json
import pathlib
import sys

from theory import AVERAGES, AXES, OVERLAPS, RANKS, TRAINING, WINDOWS

TARGET = pathlib.Path(__file__).parents[3] / "src/lib/spectrum/cfar/orderSpread.ts"
HEAD = """/*
 * Written by tests/vectors/cfar/orderStatistics.py: how much wider than for independent cells the training cell of rank k spreads. For each axis,
 * window and overlap, by averages, training cells N, and rank / N: p and q of Beta(k / p, (N - k + 1) / q). Where nothing stands cells are independent.
 */
export const spreadAverages: readonly number[] = [%s];
export const spreadTraining: readonly number[] = [%s];
export const spreadRanks: readonly number[] = [%s];
// prettier-ignore
export const spreadTables: Readonly<Record<string, readonly number[] | undefined>> = {
"""


def main():
    folder = pathlib.Path(sys.argv[1])
    listed = lambda values: ", ".join(map(str, values))
    out = HEAD % (listed(AVERAGES), listed(TRAINING), listed(RANKS))
    blocks = []
    for axis in AXES:
        for name in WINDOWS:
            found = json.loads((folder / f"orderSpread.{name}.json").read_text())
            for overlap in OVERLAPS:
                if overlap == 0 and (axis == "time" or name == "rect"):
                    continue
                lines = []
                for averages in AVERAGES:
                    # One segment alone knows no overlap along frequency, and none with an overlap is asked for.
                    key = f"{axis} {0 if axis == 'frequency' and averages == 1 else overlap} {averages}"
                    values = [v for n in TRAINING for r in RANKS for v in found.get(f"{key} {n} {r}", [1, 1])]
                    lines.append("    " + ", ".join(f"{v:g}" for v in values))
                blocks.append(f"  '{axis} {name} {overlap}': [\n" + ",\n".join(lines) + "\n  ]")
    TARGET.write_text(out + ",\n".join(blocks) + "\n};\n")


if __name__ == "__main__":
    main()
