#include "tests/round_trip/guests/guest.h"
#define INTERFACE "round-trip:variants/echo"

LIST(u8)
#define size_fields(F) F(f64, width) F(f64, height)
RECORD(size)
#define shape_cases(F) F(1, f64, circle) F(2, size, rectangle) F(3, string, label)
VARIANT(shape, 4)
static shape shape_of(s32 tag, s64 p, s64 q) {
  switch (tag) {
    case 1: return (shape){1, .circle = f64_of(p)};
    case 2: return (shape){2, .rectangle = {f64_of(p), f64_of(q)}};
    case 3: return (shape){3, .label = {pointer_of(p), (u32)q}};
    default: return (shape){.tag = tag};
  }
}
ECHO(of_shape, "of-shape", shape, (s32 tag, s64 p, s64 q), (tag, p, q), shape_of(tag, p, q))

ECHO_VALUE(of_plain, "of-plain", s32)

#define only_cases(F) F(0, u64, it)
VARIANT(only, 1)
ECHO(of_only, "of-only", only, (s32 tag, s64 p), (tag, p), {tag, .it = p})

#define i32_and_i64_cases(F) F(0, s32, a) F(1, s64, b)
VARIANT(i32_and_i64, 2)
ECHO(of_i32_and_i64, "of-i32-and-i64", i32_and_i64, (s32 tag, s64 p), (tag, p), {tag, .b = p})

#define i32_and_f32_cases(F) F(0, s32, a) F(1, f32, b)
VARIANT(i32_and_f32, 2)
ECHO(of_i32_and_f32, "of-i32-and-f32", i32_and_f32, (s32 tag, s32 p), (tag, p), {tag, .a = p})

#define i32_and_f64_cases(F) F(0, s32, a) F(1, f64, b)
VARIANT(i32_and_f64, 2)
ECHO(of_i32_and_f64, "of-i32-and-f64", i32_and_f64, (s32 tag, s64 p), (tag, p), {tag, .b = f64_of(p)})

#define i64_and_f32_cases(F) F(0, s64, a) F(1, f32, b)
VARIANT(i64_and_f32, 2)
ECHO(of_i64_and_f32, "of-i64-and-f32", i64_and_f32, (s32 tag, s64 p), (tag, p), {tag, .a = p})

#define i64_and_f64_cases(F) F(0, s64, a) F(1, f64, b)
VARIANT(i64_and_f64, 2)
ECHO(of_i64_and_f64, "of-i64-and-f64", i64_and_f64, (s32 tag, s64 p), (tag, p), {tag, .a = p})

#define f32_and_f64_cases(F) F(0, f32, a) F(1, f64, b)
VARIANT(f32_and_f64, 2)
ECHO(of_f32_and_f64, "of-f32-and-f64", f32_and_f64, (s32 tag, s64 p), (tag, p), {tag, .b = f64_of(p)})

LIST(shape)
// clang-format off
#define token_cases(F) \
  F(1, string, name) F(2, string, text) F(3, list_u8, bytes) F(4, i64_and_f64, number) F(5, list_shape, group) \
  F(6, s8, sign)
// clang-format on
VARIANT(token, 7)
static token token_of(s32 tag, s32 p, s64 q) {
  switch (tag) {
    case 1: return (token){1, .name = {pointer_of(p), (u32)q}};
    case 2: return (token){2, .text = {pointer_of(p), (u32)q}};
    case 3: return (token){3, .bytes = {pointer_of(p), (u32)q}};
    case 4: return (token){4, .number = {p, .a = q}};
    case 5: return (token){5, .group = {pointer_of(p), (u32)q}};
    case 6: return (token){6, .sign = p};
    default: return (token){.tag = tag};
  }
}
ECHO(of_token, "of-token", token, (s32 tag, s32 p, s64 q), (tag, p, q), token_of(tag, p, q))
LIST(token)
ECHO_LIST(of_list, "of-list", list_token)
