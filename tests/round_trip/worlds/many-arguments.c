#include "tests/round_trip/worlds/text.h"

EXPORT("test:many-arguments/to-test#many-arguments")
void many_arguments(u64 a1, u64 a2, u64 a3, u64 a4, u64 a5, u64 a6, u64 a7, u64 a8, u64 a9, u64 a10, u64 a11, u64 a12,
                    u64 a13, u64 a14, u64 a15, u64 a16) {
  const u64 all[] = {a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16};
  for (u64 i = 0; i < 16; ++i) require(all[i] == i + 1);
}
