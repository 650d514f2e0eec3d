#!/usr/bin/env python3
"""The chain of figure engine.7 by CuPy and cuFFT: unsigned 8-bit I/Q in host memory -> mean and peak rows in host memory.

usage: cupyPsd.py FFT SEGMENTS_PER_ROW BATCH_SEGMENTS SECONDS
prints {"samplesPerSecond": .., "device": ..}; the copies to and from the GPU are part of the time. Segments do not overlap.
"""

import json
import sys
import time

import cupy
import numpy

fft, per_row, segments = (int(text) for text in sys.argv[1:4])
seconds = float(sys.argv[4])
if segments % per_row != 0:
    sys.exit("BATCH_SEGMENTS must be a multiple of SEGMENTS_PER_ROW")

window = numpy.hanning(fft + 1)[:fft]
scaled = cupy.asarray((window / (window.sum() * 127.5)).astype(numpy.float32))
# Two batches in turn, so that none is the one before.
host = numpy.random.default_rng(1).integers(0, 256, size=(2, segments * fft, 2), dtype=numpy.uint8)

load = cupy.ElementwiseKernel(
    "raw uint8 bytes, raw float32 window, int32 fft",
    "complex64 out",
    "float w = window[i % fft]; out = complex<float>((bytes[2 * i] - 127.5f) * w, (bytes[2 * i + 1] - 127.5f) * w)",
    "load_windowed",
)
power = cupy.ElementwiseKernel("complex64 x", "float32 y", "y = x.real() * x.real() + x.imag() * x.imag()", "power")


def chain(batch):
    on_gpu = cupy.asarray(batch)
    points = cupy.empty((segments, fft), dtype=cupy.complex64)
    load(on_gpu.ravel(), scaled, fft, points)
    rows = power(cupy.fft.fft(points, axis=1)).reshape(segments // per_row, per_row, fft)
    mean = cupy.fft.fftshift(rows.mean(axis=1), axes=1)
    peak = cupy.fft.fftshift(rows.max(axis=1), axes=1)
    return cupy.asnumpy(mean), cupy.asnumpy(peak)


for warm in range(4):
    chain(host[warm % 2])
begin = time.perf_counter()
batches = 0
while time.perf_counter() - begin < seconds:
    chain(host[batches % 2])
    batches += 1
spent = time.perf_counter() - begin
device = cupy.cuda.runtime.getDeviceProperties(0)["name"].decode()
print(json.dumps({"samplesPerSecond": batches * segments * fft / spent, "device": device}))
