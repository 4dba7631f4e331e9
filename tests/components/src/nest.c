// Uses `frames` stack frames, then asks the host to go one level deeper: for stack limits across host and guest.
#include <stdint.h>

__attribute__((import_module("$root"), import_name("next"))) uint32_t next(uint32_t depth);

__attribute__((noinline)) static uint32_t spend(uint32_t depth, uint32_t frames) {
  volatile uint32_t used[8];
  used[frames % 8] = frames;
  const uint32_t deeper = frames == 0 ? next(depth + 1) : spend(depth, frames - 1);
  return deeper + used[frames % 8] * 0;
}

__attribute__((export_name("descend"))) uint32_t descend(uint32_t depth, uint32_t frames) { return spend(depth, frames); }
