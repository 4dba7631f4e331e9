#include "tests/round_trip/guests/guest.h"
#define INTERFACE "round-trip:flag-sets/echo"

ECHO_VALUE(of_one, "of-one", s32)
ECHO_VALUE(of_seven, "of-seven", s32)
ECHO_VALUE(of_eight, "of-eight", s32)
ECHO_VALUE(of_nine, "of-nine", s32)
ECHO_VALUE(of_sixteen, "of-sixteen", s32)
ECHO_VALUE(of_seventeen, "of-seventeen", s32)
ECHO_VALUE(of_thirty_two, "of-thirty-two", s32)

#define sets_fields(F) F(u8, a) F(u16, b) F(u8, c) F(u32, d)
RECORD(sets)
ECHO(of_sets, "of-sets", sets, (s32 a, s32 b, s32 c, s32 d), (a, b, c, d), {a, b, c, d})

LIST(u16)
ECHO_LIST(of_list, "of-list", list_u16)
