"""Truth for the CFAR thresholds: false-alarm probabilities from the whole covariance of all cells involved, by eigenvalues.

    OPENBLAS_NUM_THREADS=1 /usr/bin/python3 tests/vectors/cfar/generate.py

A cell minus multiplier times the mean of its training is a Hermitian form of complex normal amplitudes: sum l_i E_i, l_i the eigenvalues of
C^(1/2) A C^(1/2). Nothing is neglected here: all bins and all segments, with their phases. Order statistics of independent cells come from scipy's beta
and gamma distributions by quadrature. Writes cases.json.
"""

import json
import pathlib

import numpy as np
from scipy import integrate, optimize, special, stats

from theory import GUARD, OVERLAPS, WINDOWS, window

HERE = pathlib.Path(__file__).parent
SIZE = 256


def covariance(name, overlap, averages, bins):
    w = window(name, SIZE)
    hop = round(SIZE * (1 - overlap))
    length = SIZE + (averages - 1) * hop
    n = np.arange(length)
    rows = []
    for m in range(averages):
        taper = np.zeros(length)
        taper[m * hop : m * hop + SIZE] = w
        rows += [taper * np.exp(-2j * np.pi * k * n / SIZE) for k in bins]
    rows = np.array(rows)
    return rows @ rows.conj().T / np.sum(w * w)


def exceeds(values):
    """P(sum l_i E_i > 0) by inversion through the saddle point."""
    top = 1 / values.max()
    low, high = 0.0, top
    for _ in range(200):
        c = (low + high) / 2
        low, high = (c, high) if np.sum(values / (1 - c * values)) - 1 / c < 0 else (low, c)
    curve = np.sum((values / (1 - c * values)) ** 2) + 1 / c**2
    v = np.linspace(-9, 9, 3601)
    t = np.sinh(v) / np.sqrt(curve)
    bend = 0.5 / (top - c)
    s = c + 1j * t + bend * t**2
    terms = np.exp(-np.log(1 - np.outer(s, values)).sum(axis=1)) / s * (1j + 2 * bend * t) * np.cosh(v) / np.sqrt(curve)
    return float(np.sum((terms / (2j * np.pi)).real) * (v[1] - v[0]))


def cell_averaging(name, overlap, averages, training, pfa):
    half, guard = training // 2, GUARD[name]
    bins = np.r_[0, -guard - half : -guard, guard + 1 : guard + half + 1]
    values, vectors = np.linalg.eigh(covariance(name, overlap, averages, bins))
    root = vectors * np.sqrt(np.maximum(values, 0))

    def probability(multiplier):
        weights = np.tile(np.r_[1, np.full(training, -multiplier / training)], averages)
        form = np.linalg.eigvalsh((root.conj().T * weights) @ root)
        return exceeds(form[np.abs(form) > 1e-13])

    found = optimize.brentq(lambda t: np.log(probability(np.exp(t)) / pfa), 0.01, 4, xtol=1e-10)
    return np.exp(found)


def order_statistic(averages, training, rank, pfa):
    def probability(multiplier):
        def integrand(t):
            share = special.expit(t)
            level = stats.gamma.ppf(share, averages)
            return stats.beta.pdf(share, rank, training - rank + 1) * share * (1 - share) * stats.gamma.sf(multiplier * level, averages)

        return integrate.quad(integrand, -12, 12, limit=400, epsabs=0, epsrel=1e-9)[0]

    return np.exp(optimize.brentq(lambda t: np.log(probability(np.exp(t)) / pfa), 0.01, 5, xtol=1e-9))


def main():
    means = []
    for name in WINDOWS:
        for overlap in OVERLAPS:
            for averages in (1, 2, 3, 6):
                if overlap > 0 and averages == 1:
                    continue
                for training, pfa in ((16, 1e-3), (32, 1e-3), (32, 1e-4), (32, 1e-6)):
                    multiplier = cell_averaging(name, overlap, averages, training, pfa)
                    means.append([name, overlap, averages, training, pfa, round(multiplier, 7)])
    orders = [
        [averages, training, rank, pfa, round(float(order_statistic(averages, training, rank, pfa)), 7)]
        for averages, training, rank in ((1, 16, 12), (1, 32, 24), (1, 64, 40), (4, 32, 24), (16, 32, 28), (64, 48, 36))
        for pfa in (1e-3, 1e-4)
    ]
    lines = lambda rows: "[\n" + ",\n".join("    " + json.dumps(row) for row in rows) + "\n  ]"
    (HERE / "cases.json").write_text('{\n  "means": ' + lines(means) + ',\n  "orders": ' + lines(orders) + "\n}\n")


if __name__ == "__main__":
    main()
