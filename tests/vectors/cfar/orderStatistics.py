"""How order statistics of correlated cells spread: what src/lib/spectrum/cfar/orderSpread.ts is written from (by writeTable.py).

    OPENBLAS_NUM_THREADS=1 /usr/bin/python3 tests/vectors/cfar/orderStatistics.py FOLDER [window ...]

The rank-k cell of N independent cells is F^-1(U) with U ~ Beta(k, N - k + 1). Neighbouring cells of a windowed transform, and rows of overlapped
segments, are correlated: the same spread as fewer cells would have. For each window, overlap, number of averages, N and rank this simulates the
training cells alone, integrates the tail of the tested cell exactly (so a simulated row counts however rare the alarm), solves for the multipliers at
1e-3 and 1e-5, and finds the Beta(k / p, (N - k + 1) / q) that gives both. The table holds p and q. Seeded.
"""

import json
import pathlib
import sys

import numpy as np
from scipy import optimize, special

from theory import AXES, AVERAGES, GUARD, OVERLAPS, RANKS, TRAINING, WINDOWS, CellTail, correlation, window

SIZE = 256
STEP = 16
ALARMS = (1e-3, 1e-5)
LOGIT = np.linspace(-14, 14, 1401)
SHARE = special.expit(LOGIT)


def rows_along_frequency(random, name, overlap, averages, count):
    """Averaged spectra of independent stretches of white noise."""
    taper = window(name, SIZE)
    hop = round(SIZE * (1 - overlap))
    length = SIZE + (averages - 1) * hop
    noise = random.standard_normal((count, length, 2), np.float32).view(np.complex64)[..., 0]
    out = np.zeros((count, SIZE))
    for m in range(averages):
        out += np.abs(np.fft.fft(noise[:, m * hop : m * hop + SIZE] * taper.astype(np.float32), axis=1)) ** 2
    return out / (2 * averages * np.sum(taper**2))


def rows_along_time(random, name, overlap, averages, count, cells):
    """Averages over successive segments of one bin: a stationary sequence, made on a circle that is longer than its memory."""
    along = correlation(name, overlap)[:, 0].real
    length = cells * averages
    spectrum = np.full(length, along[0])
    for r in range(1, len(along)):
        spectrum += 2 * along[r] * np.cos(2 * np.pi * r * np.arange(length) / length)
    noise = random.standard_normal((count, length, 2), np.float32).view(np.complex64)[..., 0]
    segments = np.abs(np.fft.ifft(noise * np.sqrt(np.maximum(spectrum, 0)), axis=1)) ** 2 * length / 2
    return segments.reshape(count, cells, averages).mean(axis=2)


def windows_of(axis, name, cells, training):
    length = cells.shape[1]
    starts = np.arange(0, length, STEP)
    if axis == "time":
        offsets = np.arange(training)
    else:
        half, guard = training // 2, GUARD[name]
        offsets = np.r_[-guard - half : -guard, guard + 1 : guard + half + 1]
    return cells[:, (starts[:, None] + offsets) % length].reshape(-1, training)


def ranked(axis, name, overlap, averages, random):
    """Values of the rank-k cell for each (N, k)."""
    rows = {1: 120_000, 2: 50_000, 4: 25_000, 16: 10_000}[averages]
    chunk = max(50, min(4000, 400_000 // (SIZE * averages) * 16))
    found = {(n, r): [] for n in TRAINING for r in RANKS}
    while rows > 0:
        now = min(chunk, rows)
        rows -= now
        if axis == "time":
            cells = rows_along_time(random, name, overlap, averages, now, SIZE)
        else:
            cells = rows_along_frequency(random, name, overlap, averages, now)
        for n in TRAINING:
            ranks = [round(n * r) - 1 for r in RANKS]
            ordered = np.partition(windows_of(axis, name, cells, n), ranks, axis=1)
            for r, k in zip(RANKS, ranks):
                found[n, r].append(ordered[:, k].astype(np.float32))
    return {key: np.concatenate(values).astype(float) for key, values in found.items()}


def multiplier(probability, alarm):
    return np.exp(optimize.brentq(lambda t: np.log(probability(np.exp(t)) / alarm), 0.0, np.log(400.0), xtol=1e-7))


def spread(values, tail, n, k):
    """p, q of the Beta that gives the simulated multipliers."""
    counts, edges = np.histogram(np.log(values), 2000)
    middles, shares = np.exp((edges[1:] + edges[:-1]) / 2), counts / len(values)
    targets = [multiplier(lambda a: np.dot(shares, tail.above(a * middles)), alarm) for alarm in ALARMS]
    levels = tail.level(SHARE)
    above = [tail.above(a * levels) for a in targets]
    step = LOGIT[1] - LOGIT[0]

    def miss(logs):
        a, b = k / np.exp(logs[0]), (n - k + 1) / np.exp(logs[1])
        density = np.exp(a * special.log_expit(LOGIT) + b * special.log_expit(-LOGIT) - special.betaln(a, b))
        return [np.log(np.sum(density * s) * step / alarm) for s, alarm in zip(above, ALARMS)]

    share = 1 - tail.above(middles)
    mean = np.dot(shares, share)
    variance = np.dot(shares, (share - mean) ** 2)
    both = mean * (1 - mean) / variance - 1
    start = np.log([k / (mean * both), (n - k + 1) / ((1 - mean) * both)])
    found = optimize.root(miss, start)
    if not found.success:
        # Where both targets hang on the spread alone, the ratio of the two is not to be had: keep that of the moments.
        found = optimize.least_squares(lambda x: [*miss(x), 1e-3 * (x[0] - x[1] - start[0] + start[1])], start)
    return np.exp(found.x), targets


def main():
    folder = pathlib.Path(sys.argv[1])
    names = sys.argv[2:] or WINDOWS
    for name in names:
        out = {}
        for axis in AXES:
            for overlap in OVERLAPS:
                for averages in AVERAGES:
                    # Independent cells need no table; one segment alone knows no overlap.
                    if overlap == 0 and (axis == "time" or name == "rect"):
                        continue
                    if axis == "frequency" and averages == 1 and (overlap > 0 or name == "rect"):
                        continue
                    random = np.random.Generator(np.random.PCG64([AXES.index(axis), WINDOWS.index(name), round(100 * overlap), averages]))
                    tail = CellTail(name, overlap, averages)
                    for (n, r), values in ranked(axis, name, overlap, averages, random).items():
                        (p, q), targets = spread(values, tail, n, round(n * r))
                        out[f"{axis} {overlap} {averages} {n} {r}"] = [round(p, 3), round(q, 3)]
                        if n == 32 and r == 0.75:
                            print(axis, name, overlap, averages, n, r, "p %.3f q %.3f" % (p, q), np.round(targets, 3), flush=True)
        (folder / f"orderSpread.{name}.json").write_text(json.dumps(out))


if __name__ == "__main__":
    main()
