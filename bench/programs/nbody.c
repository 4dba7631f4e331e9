#include "bench/programs/common.h"

// Floating point with square roots and divisions.
typedef struct {
  double x, y, z, vx, vy, vz, mass;
} Body;

enum { bodies = 5 };
static Body body[bodies];

static void advance(double dt) {
  for (u32 i = 0; i < bodies; ++i)
    for (u32 j = i + 1; j < bodies; ++j) {
      const double dx = body[i].x - body[j].x, dy = body[i].y - body[j].y, dz = body[i].z - body[j].z;
      const double square = dx * dx + dy * dy + dz * dz;
      const double pull = dt / (square * __builtin_sqrt(square));
      body[i].vx -= dx * body[j].mass * pull;
      body[i].vy -= dy * body[j].mass * pull;
      body[i].vz -= dz * body[j].mass * pull;
      body[j].vx += dx * body[i].mass * pull;
      body[j].vy += dy * body[i].mass * pull;
      body[j].vz += dz * body[i].mass * pull;
    }
  for (u32 i = 0; i < bodies; ++i) {
    body[i].x += dt * body[i].vx;
    body[i].y += dt * body[i].vy;
    body[i].z += dt * body[i].vz;
  }
}

u64 run(u32 n) {
  u32 random = 12345;
  for (u32 i = 0; i < bodies; ++i) {
    double *field = &body[i].x;
    for (u32 k = 0; k < 7; ++k) field[k] = (double)(next_random(&random) % 10000) / 100 + 1;
  }
  for (u32 i = 0; i < n; ++i) advance(0.001);
  double sum = 0;
  for (u32 i = 0; i < bodies; ++i) sum += body[i].x * body[i].x + body[i].vy * body[i].vy;
  return (u64)(sum * 1000);
}
