"""Windows, the exact covariance of their bins and segments, and the tail of a cell: an implementation of its own, by eigenvalues."""

import numpy as np
import scipy.linalg
from scipy import interpolate, special

COEFFICIENTS = {
    "rect": [1],
    "hann": [0.5, 0.5],
    "blackman-harris": [0.35875, 0.48829, 0.14128, 0.01168],
    "flat-top": [0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368],
}
WINDOWS = list(COEFFICIENTS)
OVERLAPS = [0, 0.5, 0.75]
AXES = ["frequency", "time"]
AVERAGES = [1, 2, 4, 16]
TRAINING = [16, 32, 64]
RANKS = [0.5, 0.625, 0.75, 0.875]
GUARD = {"rect": 1, "hann": 2, "blackman-harris": 4, "flat-top": 5}


def window(name, n):
    k = np.arange(n)
    return sum((-1) ** j * a * np.cos(2 * np.pi * j * k / n) for j, a in enumerate(COEFFICIENTS[name]))


def correlation(name, overlap, n=1024):
    """[segments apart, bins apart] of the amplitudes, from sum w(i) w(i - r hop) exp(-2 pi j d i / n)."""
    w = window(name, n)
    hop = round(n * (1 - overlap))
    out = []
    for r in range(-(-n // hop)):
        product = np.zeros(n)
        product[r * hop :] = w[r * hop :] * w[: n - r * hop]
        out.append(np.fft.fft(product) / np.sum(w * w))
    return np.array(out)


def weights(name, overlap, averages):
    """The mean of `averages` segments of one bin is sum w_i E_i, E_i unit exponentials."""
    along = correlation(name, overlap)[:, 0].real
    first = np.zeros(averages)
    first[: min(len(along), averages)] = along[:averages]
    return np.maximum(scipy.linalg.eigvalsh(scipy.linalg.toeplitz(first)), 0) / averages


class CellTail:
    """P(mean power > y), and its inverse."""

    def __init__(self, name, overlap, averages):
        self.weights = weights(name, overlap, averages)
        self.equal = np.ptp(self.weights) < 1e-12 / averages
        self.averages = averages
        if self.equal:
            return
        self.logs = np.linspace(np.log(1e-4), np.log(60.0), 500)
        tail = np.array([np.clip(self._exact(y), 0, 1) for y in np.exp(self.logs)])
        good = tail > 1e-14
        self.tail = interpolate.CubicSpline(self.logs[good], np.log(tail[good]))
        self.top = self.logs[good][-1]
        share = 1 - tail
        rising = np.r_[True, np.diff(np.maximum.accumulate(share)) > 1e-13] & (share > 1e-12) & good
        self.inverse = interpolate.PchipInterpolator(special.logit(share[rising]), self.logs[rising])
        self.low = special.logit(share[rising][0])

    def _exact(self, y):
        """Inversion of the moment generating function along a parabola through the saddle point."""
        w = self.weights
        top = 1 / w.max()

        def slope(s):
            return np.sum(w / (1 - s * w)) - y - 1 / s

        low, high = 0.0, top
        for _ in range(200):
            c = (low + high) / 2
            low, high = (c, high) if slope(c) < 0 else (low, c)
        curve = np.sum((w / (1 - c * w)) ** 2) + 1 / c**2
        t = np.linspace(-1, 1, 801)
        t = np.sinh(6 * t) / np.sinh(6) * 60
        step = np.gradient(t)
        t, jac = t / np.sqrt(curve), step / np.sqrt(curve)
        bend = 0.5 / (top - c)
        s = c + 1j * t + bend * t**2
        ds = 1j + 2 * bend * t
        transform = np.exp(-s * y) / np.prod(1 - np.outer(s, w), axis=1)
        return float(np.sum((transform / s * ds / (2j * np.pi)).real * jac))

    def above(self, y):
        if self.equal:
            return special.gammaincc(self.averages, self.averages * y)
        logs = np.log(np.maximum(y, 1e-4))
        return np.where(logs > self.top, 0, np.exp(self.tail(np.minimum(logs, self.top))))

    def level(self, share):
        if self.equal:
            return special.gammaincinv(self.averages, share) / self.averages
        return np.exp(self.inverse(np.maximum(special.logit(share), self.low)))
