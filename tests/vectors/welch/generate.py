"""Vectors for the Welch PSD, from an independent implementation: scipy.signal.welch(detrend=False).

    /usr/bin/python3 tests/vectors/welch/generate.py

Writes <name>.samples (raw samples), <name>.psd (little-endian float32, dB relative to a full-scale complex tone per Hz, ascending frequency)
and cases.json. Seeded: the same numpy and scipy write the same samples.
"""

import json
import pathlib

import numpy
import scipy
import scipy.signal

HERE = pathlib.Path(__file__).parent
WINDOWS = {"rect": "boxcar", "hann": "hann", "blackman-harris": "blackmanharris", "flat-top": "flattop"}
COMPONENTS = {"u8": ("<u1", 127.5, 127.5), "s8": ("<i1", 0, 128), "s16": ("<i2", 0, 32768), "f32": ("<f4", 0, 1)}

# name, format, fft, window, overlap, samples, rate (S/s)
CASES = [
    ("cu8-256", "cu8", 256, "hann", 0.5, 20_011, 250_000),
    ("cu8-4096", "cu8", 4096, "blackman-harris", 0, 70_000, 2_400_000),
    ("cu8-65536", "cu8", 65536, "hann", 0.5, 131_100, 2_400_000),
    ("cs8-512", "cs8", 512, "flat-top", 0.75, 12_345, 1_000_000),
    ("cs8-8192", "cs8", 8192, "hann", 0.3, 40_000, 8_000_000),
    ("cs16-256", "cs16", 256, "rect", 0, 5_000, 48_000),
    ("cs16-2048", "cs16", 2048, "hann", 0.5, 30_000, 12_345.678),
    ("cs16-32768", "cs16", 32768, "blackman-harris", 0.5, 66_000, 10_000_000),
    ("cf32-1024", "cf32", 1024, "flat-top", 0.5, 9_999, 1_024_000),
    ("cf32-16384", "cf32", 16384, "blackman-harris", 0.75, 40_000, 3_200_000),
    ("cf32-4096", "cf32", 4096, "hann", 0.5, 16_384, 2_048_000),
    ("u8-256", "u8", 256, "hann", 0, 9_000, 8_000),
    ("u8-4096", "u8", 4096, "flat-top", 0.5, 30_000, 48_000),
    ("s8-1024", "s8", 1024, "blackman-harris", 0.5, 20_000, 2_000_000),
    ("s16-512", "s16", 512, "rect", 0.5, 9_000, 12_000),
    ("s16-65536", "s16", 65536, "hann", 0, 70_000, 96_000),
    ("f32-2048", "f32", 2048, "hann", 0.75, 11_111, 44_100),
    ("f32-32768", "f32", 32768, "blackman-harris", 0.5, 50_000, 192_000),
]


def signal(random, count, fft, complex_):
    """A strong tone, one 30, one 60 and one 75 dB below it, a band of noise, a little offset, and white noise 100 dB below full scale."""
    n = numpy.arange(count)
    out = numpy.zeros(count, complex)
    for level, place in ((-1, 0.1307), (-31, 0.2713), (-61, 0.3519), (-76, 0.4411)):
        sign = -1 if complex_ and level == -31 else 1
        out += 10 ** (level / 20) * numpy.exp(2j * numpy.pi * (sign * place * n + random.random()))
    white = random.standard_normal(count) + 1j * random.standard_normal(count)
    band = scipy.signal.lfilter(*scipy.signal.butter(4, 0.1), white) * numpy.exp(2j * numpy.pi * 0.2 * n)
    out += 10 ** (-45 / 20) * band + 10 ** (-100 / 20) * white + 0.002 + 0.001j
    return out * 0.95


def encode(values, format_):
    complex_ = format_[0] == "c"
    kind, offset, scale = COMPONENTS[format_.lstrip("c")]
    parts = numpy.column_stack([values.real, values.imag]).ravel() if complex_ else values.real
    if kind == "<f4":
        return parts.astype(kind)
    limits = numpy.iinfo(kind)
    return numpy.clip(numpy.round(parts * scale + offset), limits.min, limits.max).astype(kind)


def decode(raw, format_):
    _, offset, scale = COMPONENTS[format_.lstrip("c")]
    values = (raw.astype(numpy.float64) - offset) / scale
    return values[0::2] + 1j * values[1::2] if format_[0] == "c" else values


def main():
    listed = []
    for seed, (name, format_, fft, window, overlap, count, rate) in enumerate(CASES):
        random = numpy.random.Generator(numpy.random.PCG64(seed))
        complex_ = format_[0] == "c"
        raw = encode(signal(random, count, fft, complex_), format_)
        noverlap = round(fft * overlap)
        _, density = scipy.signal.welch(
            decode(raw, format_), fs=rate, window=WINDOWS[window], nperseg=fft, noverlap=noverlap, detrend=False, return_onesided=not complex_
        )
        if complex_:
            density = numpy.fft.fftshift(density)
        (HERE / f"{name}.samples").write_bytes(raw.tobytes())
        (HERE / f"{name}.psd").write_bytes((10 * numpy.log10(density)).astype("<f4").tobytes())
        averages = (count - fft) // (fft - noverlap) + 1
        listed.append(
            dict(name=name, format=format_, fft=fft, window=window, overlap=overlap, rate=rate, samples=count, averages=averages)
        )
    made = f"scipy {scipy.__version__}, numpy {numpy.__version__}"
    (HERE / "cases.json").write_text(json.dumps({"made": made, "cases": listed}, indent=2) + "\n")


main()
