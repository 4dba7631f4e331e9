#include "bench/programs/common.h"

// Calls.
static __attribute__((noinline)) u32 fibonacci(u32 n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

u64 run(u32 n) { return fibonacci(n); }
