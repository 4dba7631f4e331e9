#include "tests/round_trip/worlds/resource.h"
#define INTERFACE "my:inline/foo@0.0.0"

typedef struct {
  u8 nothing;
} bar;
RESOURCE(INTERFACE, "bar", bar)
PLAIN_DESTRUCTOR(INTERFACE, "bar", bar)
EXPORT(INTERFACE "#[constructor]bar") s32 bar_constructor(void) { return make_bar((bar){0}); }
