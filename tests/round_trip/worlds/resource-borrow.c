#include "tests/round_trip/worlds/resource.h"
#define INTERFACE "test:resource-borrow/to-test"

typedef struct {
  u32 value;
} thing;
RESOURCE(INTERFACE, "thing", thing)
PLAIN_DESTRUCTOR(INTERFACE, "thing", thing)
EXPORT(INTERFACE "#[constructor]thing") s32 thing_constructor(u32 v) { return make_thing((thing){v + 1}); }
EXPORT(INTERFACE "#foo") u32 foo(const thing* v) { return v->value + 2; }
