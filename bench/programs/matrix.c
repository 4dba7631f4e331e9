#include "bench/programs/common.h"

// Floating point in nested loops.
enum { size = 128 };
static double a[size][size], b[size][size], c[size][size];

u64 run(u32 n) {
  for (u32 i = 0; i < size; ++i)
    for (u32 j = 0; j < size; ++j) {
      a[i][j] = (double)(i * 3 + j) / size;
      b[i][j] = (double)(i + 7 * j) / size;
    }
  double trace = 0;
  for (u32 round = 0; round < n; ++round) {
    for (u32 i = 0; i < size; ++i)
      for (u32 j = 0; j < size; ++j) {
        double sum = 0;
        for (u32 k = 0; k < size; ++k) sum += a[i][k] * b[k][j];
        c[i][j] = sum;
      }
    for (u32 i = 0; i < size; ++i) trace += c[i][i];
    a[round % size][0] += 1;
  }
  return (u64)trace;
}
