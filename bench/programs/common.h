#pragma once

// Small programs that are measured as native code and as WebAssembly. Each has one function; `n` scales the work, and the
// result depends on all of it, so that it tells whether both did the same.

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

#ifdef __wasm__
#define EXPORT __attribute__((export_name("run")))
#else
#define EXPORT __attribute__((visibility("default")))
#endif

EXPORT u64 run(u32 n);

static inline u32 next_random(u32 *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}
