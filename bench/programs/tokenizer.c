#include "bench/programs/common.h"

// A switch for every byte: a tokenizer of arithmetic expressions.
static u8 text[1 << 16];

u64 run(u32 n) {
  static const char alphabet[] = "0123456789+-*/() abcxyz_=;";
  u32 random = 3;
  for (u32 i = 0; i < sizeof text; ++i) text[i] = (u8)alphabet[next_random(&random) % (sizeof alphabet - 1)];
  u64 hash = 0;
  for (u32 round = 0; round < n; ++round) {
    u32 number = 0, depth = 0, state = 0;
    for (u32 i = 0; i < sizeof text; ++i) {
      const u8 c = text[i];
      switch (c) {
        case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
          number = state == 1 ? number * 10 + c - '0' : (u32)(c - '0');
          state = 1;
          break;
        case '(': ++depth; state = 2; break;
        case ')': depth -= depth > 0; state = 3; break;
        case '+': hash += number; state = 4; break;
        case '-': hash -= number; state = 4; break;
        case '*': hash ^= number; state = 5; break;
        case '/': hash = hash * 3 + depth; state = 5; break;
        case ' ': break;
        case '=': case ';': hash = hash << 1 | hash >> 63; state = 0; break;
        default: state = state == 6 ? 6 : 6 + (c & 1); hash += c; break;
      }
    }
    hash ^= state;
  }
  return hash;
}
