# The peer that people reach for: bytes -> complex64 -> scipy.signal.welch, on one core. Reads lines "FFT HOP SEGMENTS PASSES" and answers each with the
# CPU time of PASSES passes in nanoseconds. No detrending, as in the other candidates: it is the quicker way.
import sys
import time

import numpy
import scipy.signal

samples = 1 << 19
state = 1
data = numpy.empty(2 * samples, numpy.uint8)
for i in range(2 * samples):
    state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
    data[i] = state >> 24

for line in sys.stdin:
    fft, hop, segments, passes = map(int, line.split())
    used = data[: 2 * (hop * (segments - 1) + fft)]
    began = time.process_time_ns()
    for _ in range(passes):
        values = (used.astype(numpy.float32) - numpy.float32(127.5)).view(numpy.complex64)
        _, density = scipy.signal.welch(
            values, window="hann", nperseg=fft, noverlap=fft - hop, detrend=False, return_onesided=False
        )
    print(time.process_time_ns() - began, density[fft // 3], flush=True)
