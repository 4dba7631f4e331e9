#include "tests/round_trip/guests/guest.h"
#define INTERFACE "round-trip:numbers/echo"

ECHO_VALUE(of_bool, "of-bool", s32)
ECHO_VALUE(of_u8, "of-u8", s32)
ECHO_VALUE(of_s8, "of-s8", s32)
ECHO_VALUE(of_u16, "of-u16", s32)
ECHO_VALUE(of_s16, "of-s16", s32)
ECHO_VALUE(of_u32, "of-u32", s32)
ECHO_VALUE(of_s32, "of-s32", s32)
ECHO_VALUE(of_u64, "of-u64", s64)
ECHO_VALUE(of_s64, "of-s64", s64)
ECHO_VALUE(of_f32, "of-f32", f32)
ECHO_VALUE(of_f64, "of-f64", f64)
ECHO_VALUE(of_char, "of-char", s32)

// clang-format off
#define widths_fields(F) \
  F(boolean, a) F(u64, b) F(u8, c) F(s16, d) F(s8, e) F(f64, f) F(u16, g) F(s32, h) F(f32, i) F(character, j) \
  F(s64, k) F(u32, l)
// clang-format on
RECORD(widths)
ECHO(of_widths, "of-widths", widths,
     (s32 a, s64 b, s32 c, s32 d, s32 e, f64 f, s32 g, s32 h, f32 i, s32 j, s64 k, s32 l),
     (a, b, c, d, e, f, g, h, i, j, k, l), {a, b, c, d, e, f, g, h, i, j, k, l})
