/*
 * The peer of the spectrum kernel: bytes -> window -> FFTW3 (single precision) -> |X|^2 -> sum, in plain C, as somebody would write it who wants it
 * fast on one core. Reads lines "FFT HOP SEGMENTS PASSES" and answers each with the CPU time of PASSES passes in nanoseconds, so that the caller can
 * take turns with other candidates.
 *
 * gcc -O3 -march=native -o fftwPsd fftwPsd.c -lfftw3f -lm
 */
#include <fftw3.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_FFT = 65536, SAMPLES = 1 << 20 };

static uint8_t *samples;
static float *window, *sums;
static float *input;
static fftwf_complex *output;
static fftwf_plan plan;
static int planned;

static double cpu_nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

/* Separate loops over arrays that do not overlap, so that the compiler vectorises each. */
static __attribute__((noinline)) void convert(const uint8_t *restrict from, const float *restrict weights, float *restrict to, int count) {
  for (int i = 0; i < count; i++) to[i] = ((float)from[i] - 127.5f) * weights[i];
}

static __attribute__((noinline)) void add_powers(const float *restrict values, float *restrict to, int count) {
  for (int i = 0; i < count; i++) to[i] += values[2 * i] * values[2 * i] + values[2 * i + 1] * values[2 * i + 1];
}

static void prepare(int fft) {
  if (planned == fft) return;
  if (plan) fftwf_destroy_plan(plan);
  plan = fftwf_plan_dft_1d(fft, (fftwf_complex *)input, output, FFTW_FORWARD, FFTW_PATIENT);
  planned = fft;
  for (int i = 0; i < fft; i++) window[2 * i] = window[2 * i + 1] = (float)(0.5 - 0.5 * cos(2 * M_PI * i / fft));
}

int main(void) {
  samples = malloc(2 * SAMPLES);
  window = fftwf_malloc(sizeof(float) * 2 * MOST_FFT);
  sums = fftwf_malloc(sizeof(float) * MOST_FFT);
  input = fftwf_malloc(sizeof(float) * 2 * MOST_FFT);
  output = fftwf_malloc(sizeof(fftwf_complex) * MOST_FFT);
  if (!samples || !window || !sums || !input || !output) return 1;
  uint32_t state = 1;
  for (int i = 0; i < 2 * SAMPLES; i++) samples[i] = (state = state * 1664525u + 1013904223u) >> 24;
  int fft, hop, segments, passes;
  while (scanf("%d %d %d %d", &fft, &hop, &segments, &passes) == 4) {
    if (fft < 16 || fft > MOST_FFT || hop < 1 || (long)hop * (segments - 1) + fft > SAMPLES) return 2;
    prepare(fft);
    memset(sums, 0, sizeof(float) * fft);
    double began = cpu_nanoseconds();
    for (int pass = 0; pass < passes; pass++) {
      for (int segment = 0; segment < segments; segment++) {
        convert(samples + 2L * hop * segment, window, input, 2 * fft);
        fftwf_execute(plan);
        add_powers((const float *)output, sums, fft);
      }
    }
    printf("%.0f %g\n", cpu_nanoseconds() - began, sums[fft / 3]);
    fflush(stdout);
  }
  return 0;
}
