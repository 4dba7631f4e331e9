#include "tests/round_trip/guests/guest.h"
#define INTERFACE "round-trip:options/echo"

#define OPTION(T) VARIANT(option_##T, 2)

#define option_u8_cases(F) F(1, u8, some)
OPTION(u8)
ECHO(of_u8, "of-u8", option_u8, (s32 tag, s32 p), (tag, p), {tag, .some = p})

#define option_f64_cases(F) F(1, f64, some)
OPTION(f64)
ECHO(of_f64, "of-f64", option_f64, (s32 tag, f64 p), (tag, p), {tag, .some = p})

#define option_boolean_cases(F) F(1, boolean, some)
OPTION(boolean)
ECHO(of_bool, "of-bool", option_boolean, (s32 tag, s32 p), (tag, p), {tag, .some = p})

#define option_string_cases(F) F(1, string, some)
OPTION(string)
ECHO(of_string, "of-string", option_string, (s32 tag, void* data, u32 length), (tag, data, length),
     {tag, .some = {data, length}})

#define option_u32_cases(F) F(1, u32, some)
OPTION(u32)
#define option_option_u32_cases(F) F(1, option_u32, some)
OPTION(option_u32)
ECHO(of_option, "of-option", option_option_u32, (s32 tag, s32 inner, s32 p), (tag, inner, p),
     {tag, .some = {inner, .some = p}})

LIST(option_string)
#define option_list_option_string_cases(F) F(1, list_option_string, some)
OPTION(list_option_string)
ECHO(of_list, "of-list", option_list_option_string, (s32 tag, void* data, u32 length), (tag, data, length),
     {tag, .some = {data, length}})

#define option_u64_cases(F) F(1, u64, some)
OPTION(u64)
#define pair_fields(F) F(u8, a) F(option_u64, b)
RECORD(pair)
#define option_pair_cases(F) F(1, pair, some)
OPTION(pair)
ECHO(of_tuple, "of-tuple", option_pair, (s32 tag, s32 a, s32 inner, s64 p), (tag, a, inner, p),
     {tag, .some = {a, {inner, .some = p}}})

#define option_f32_cases(F) F(1, f32, some)
OPTION(f32)
#define two_fields(F) F(option_f32, x) F(option_string, y)
RECORD(two)
ECHO(of_two, "of-two", two, (s32 tag, f32 p, s32 tag2, void* data, u32 length), (tag, p, tag2, data, length),
     {{tag, .some = p}, {tag2, .some = {data, length}}})
