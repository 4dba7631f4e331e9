#include "bench/programs/common.h"

// Comparisons that no branch predictor knows.
static u32 data[1 << 16];

static void sort(u32 *begin, u32 *end) {
  while (end - begin > 16) {
    const u32 pivot = begin[(end - begin) / 2];
    u32 *i = begin, *j = end - 1;
    while (i <= j) {
      while (*i < pivot) ++i;
      while (*j > pivot) --j;
      if (i > j) break;
      const u32 t = *i;
      *i++ = *j;
      *j-- = t;
    }
    sort(begin, j + 1);
    begin = i;
  }
  for (u32 *i = begin + (begin < end); i < end; ++i) {
    const u32 value = *i;
    u32 *j = i;
    for (; j > begin && j[-1] > value; --j) *j = j[-1];
    *j = value;
  }
}

u64 run(u32 n) {
  const u32 count = sizeof data / sizeof *data;
  u64 sum = 0;
  for (u32 round = 0; round < n; ++round) {
    u32 random = round + 1;
    for (u32 i = 0; i < count; ++i) data[i] = next_random(&random);
    sort(data, data + count);
    for (u32 i = 0; i < count; i += 97) sum = sum * 31 + data[i];
  }
  return sum;
}
