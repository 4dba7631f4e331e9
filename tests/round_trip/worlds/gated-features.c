#include "tests/round_trip/guests/guest.h"

EXPORT("foo:bar/bindings@1.2.3#z") void z(void) {}
