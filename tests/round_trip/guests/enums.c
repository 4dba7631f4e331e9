#include "tests/round_trip/guests/guest.h"
#define INTERFACE "round-trip:enums/echo"

ECHO_VALUE(of_one, "of-one", s32)
ECHO_VALUE(of_color, "of-color", s32)
ECHO_VALUE(of_byte, "of-byte", s32)
ECHO_VALUE(of_wide, "of-wide", s32)

#define pair_fields(F) F(u8, a) F(u16, b)
RECORD(pair)
ECHO(of_pair, "of-pair", pair, (s32 a, s32 b), (a, b), {a, b})

LIST(u16)
ECHO_LIST(of_list, "of-list", list_u16)
