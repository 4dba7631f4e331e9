#include "tests/round_trip/guests/guest.h"
#define INTERFACE "test:numbers/numbers"

GIVE_BACK_VALUE(u8, "roundtrip-u8", s32)
GIVE_BACK_VALUE(s8, "roundtrip-s8", s32)
GIVE_BACK_VALUE(u16, "roundtrip-u16", s32)
GIVE_BACK_VALUE(s16, "roundtrip-s16", s32)
GIVE_BACK_VALUE(u32, "roundtrip-u32", s32)
GIVE_BACK_VALUE(s32, "roundtrip-s32", s32)
GIVE_BACK_VALUE(u64, "roundtrip-u64", s64)
GIVE_BACK_VALUE(s64, "roundtrip-s64", s64)
GIVE_BACK_VALUE(f32, "roundtrip-f32", f32)
GIVE_BACK_VALUE(f64, "roundtrip-f64", f64)
GIVE_BACK_VALUE(character, "roundtrip-char", s32)

static u32 scalar;
EXPORT(INTERFACE "#set-scalar") void set_scalar(u32 a) { scalar = a; }
EXPORT(INTERFACE "#get-scalar") u32 get_scalar(void) { return scalar; }
