#include "tests/round_trip/guests/guest.h"

EXPORT("test:dep/test@0.1.0#x") f32 x1(void) { return 1; }
EXPORT("test:dep/test@0.1.0#y") f32 y1(f32 a) { return a + 1; }
EXPORT("test:dep/test@0.2.0#x") f32 x2(void) { return 2; }
EXPORT("test:dep/test@0.2.0#z") f32 z2(f32 a, f32 b) { return a + b; }
