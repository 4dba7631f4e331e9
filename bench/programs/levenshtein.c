#include "bench/programs/common.h"

// Dynamic programming: loads that depend on the last store.
enum { length = 1024 };
static u8 left[length], right[length];
static u32 row[length + 1];

static u32 smaller(u32 a, u32 b) { return a < b ? a : b; }

u64 run(u32 n) {
  u32 random = 99;
  u64 sum = 0;
  for (u32 i = 0; i < length; ++i) {
    left[i] = (u8)(next_random(&random) % 4);
    right[i] = (u8)(next_random(&random) % 4);
  }
  for (u32 round = 0; round < n; ++round) {
    left[round % length] ^= 1;
    for (u32 j = 0; j <= length; ++j) row[j] = j;
    for (u32 i = 0; i < length; ++i) {
      u32 diagonal = row[0];
      row[0] = i + 1;
      for (u32 j = 0; j < length; ++j) {
        const u32 above = row[j + 1];
        row[j + 1] = smaller(smaller(above, row[j]) + 1, diagonal + (left[i] != right[j]));
        diagonal = above;
      }
    }
    sum += row[length];
  }
  return sum;
}
