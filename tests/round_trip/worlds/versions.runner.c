#include "tests/round_trip/worlds/text.h"

IMPORT("test:dep/test@0.1.0", "x") f32 x1(void);
IMPORT("test:dep/test@0.1.0", "y") f32 y1(f32);
IMPORT("test:dep/test@0.2.0", "x") f32 x2(void);
IMPORT("test:dep/test@0.2.0", "z") f32 z2(f32, f32);

EXPORT("run") void run(void) {
  require(x1() == 1);
  require(y1(1) == 2);
  require(x2() == 2);
  require(z2(1, 2) == 3);
}
