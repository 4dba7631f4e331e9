#include "bench/programs/common.h"

// Bytes in and out through a table.
static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static u8 input[3 << 14], output[4 << 14];

u64 run(u32 n) {
  u64 sum = 0;
  for (u32 i = 0; i < sizeof input; ++i) input[i] = (u8)(i * 31);
  for (u32 round = 0; round < n; ++round) {
    input[round % sizeof input] += 1;
    for (u32 i = 0, o = 0; i < sizeof input; i += 3, o += 4) {
      const u32 bits = (u32)input[i] << 16 | (u32)input[i + 1] << 8 | input[i + 2];
      output[o] = (u8)digits[bits >> 18];
      output[o + 1] = (u8)digits[bits >> 12 & 63];
      output[o + 2] = (u8)digits[bits >> 6 & 63];
      output[o + 3] = (u8)digits[bits & 63];
    }
    for (u32 i = 0; i < sizeof output; i += 61) sum = sum * 33 + output[i];
  }
  return sum;
}
