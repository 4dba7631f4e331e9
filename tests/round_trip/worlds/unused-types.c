#include "tests/round_trip/guests/guest.h"

EXPORT("foo:bar/component#foo") void foo(void) {}
