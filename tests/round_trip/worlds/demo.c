#include "tests/round_trip/guests/guest.h"

EXPORT("a:b/the-test#x") void x(void) {}
