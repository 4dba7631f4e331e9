#include "bench/programs/common.h"

// Floating point with a branch in every step.
u64 run(u32 n) {
  u64 inside = 0;
  for (u32 py = 0; py < n; ++py)
    for (u32 px = 0; px < n; ++px) {
      const double cx = 3.0 * px / n - 2, cy = 2.0 * py / n - 1;
      double x = 0, y = 0;
      u32 step = 0;
      for (; step < 100 && x * x + y * y < 4; ++step) {
        const double t = x * x - y * y + cx;
        y = 2 * x * y + cy;
        x = t;
      }
      inside += step;
    }
  return inside;
}
