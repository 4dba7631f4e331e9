#include "bench/programs/common.h"

// Loads all over the cache.
enum { slots = 1 << 16 };
static u32 keys[slots], values[slots];

static u32 *find(u32 key) {
  u32 slot = key * 2654435761u >> 16;
  while (keys[slot] != 0 && keys[slot] != key) slot = (slot + 1) % slots;
  keys[slot] = key;
  return &values[slot];
}

u64 run(u32 n) {
  u64 sum = 0;
  for (u32 i = 0; i < slots; ++i) keys[i] = values[i] = 0;
  u32 random = 7;
  for (u32 i = 0; i < n; ++i) {
    u32 *value = find(next_random(&random) % (slots / 2) + 1);
    sum += *value;
    *value += i;
  }
  return sum;
}
