#include "bench/programs/common.h"

// Small integers in two dimensions.
enum { width = 256, height = 256 };
static u8 cells[2][height + 2][width + 2];

u64 run(u32 n) {
  u32 random = 5;
  for (u32 y = 1; y <= height; ++y)
    for (u32 x = 1; x <= width; ++x) cells[0][y][x] = next_random(&random) & 1;
  for (u32 generation = 0; generation < n; ++generation) {
    u8(*now)[width + 2] = cells[generation & 1], (*then)[width + 2] = cells[~generation & 1];
    for (u32 y = 1; y <= height; ++y)
      for (u32 x = 1; x <= width; ++x) {
        const u32 around = now[y - 1][x - 1] + now[y - 1][x] + now[y - 1][x + 1] + now[y][x - 1] + now[y][x + 1] +
                           now[y + 1][x - 1] + now[y + 1][x] + now[y + 1][x + 1];
        then[y][x] = around == 3 || (around == 2 && now[y][x]);
      }
  }
  u64 alive = 0;
  for (u32 y = 1; y <= height; ++y)
    for (u32 x = 1; x <= width; ++x) alive += cells[n & 1][y][x];
  return alive;
}
