#include "tests/round_trip/worlds/text.h"
#define INTERFACE "test:fixed-length-lists/to-test"

EXPORT(INTERFACE "#list-param") void list_param(u32 a, u32 b, u32 c, u32 d) {
  require(a == 1 && b == 2 && c == 3 && d == 4);
}
EXPORT(INTERFACE "#list-param2") void list_param2(u32 a, u32 b, u32 c, u32 d) {
  require(a == 1 && b == 2 && c == 3 && d == 4);
}

FIXED_LIST(s32, 20)
/// 1, -2, 3, -4 …
EXPORT(INTERFACE "#list-param3") void list_param3(s32_20* a) {
  for (s32 i = 0; i < 20; ++i) require(a->at[i] == (i % 2 ? -1 - i : i + 1));
  release(a, sizeof *a);
}

FIXED_LIST(u8, 8)
EXPORT(INTERFACE "#list-result") const u8_8* list_result(void) {
  static const u8_8 result = {{'0', '1', 'A', 'B', 'a', 'b', 128, 255}};
  return &result;
}

FIXED_LIST(u16, 4)
FIXED_LIST(s16, 4)
#define minmax16_fields(F) F(u16_4, a) F(s16_4, b)
RECORD(minmax16)
GIVE_BACK(minmax16, "list-minmax16", minmax16, (s32 a, s32 b, s32 c, s32 d, s32 e, s32 f, s32 g, s32 h),
          {{{a, b, c, d}}, {{e, f, g, h}}})

FIXED_LIST(f32, 2)
FIXED_LIST(f64, 2)
#define minmax_float_fields(F) F(f32_2, a) F(f64_2, b)
RECORD(minmax_float)
GIVE_BACK(minmax_float, "list-minmax-float", minmax_float, (f32 a, f32 b, f64 c, f64 d), {{{a, b}}, {{c, d}}})

FIXED_LIST(u8, 12)
GIVE_BACK(list_roundtrip, "list-roundtrip", u8_12,
          (s32 a, s32 b, s32 c, s32 d, s32 e, s32 f, s32 g, s32 h, s32 i, s32 j, s32 k, s32 l),
          {{a, b, c, d, e, f, g, h, i, j, k, l}})

FIXED_LIST(u32, 2)
FIXED_LIST(u32_2, 2)
FIXED_LIST(s32, 2)
FIXED_LIST(s32_2, 2)
#define nested_pair_fields(F) F(u32_2_2, a) F(s32_2_2, b)
RECORD(nested_pair)
GIVE_BACK(nested_roundtrip, "nested-roundtrip", nested_pair, (s32 a, s32 b, s32 c, s32 d, s32 e, s32 f, s32 g, s32 h),
          {{{{{a, b}}, {{c, d}}}}, {{{{e, f}}, {{g, h}}}}})

FIXED_LIST(s32, 4)
FIXED_LIST(s32_4, 4)
#define large_fields(F) F(u32_2_2, a) F(s32_4_4, b)
RECORD(large)
EXPORT(INTERFACE "#large-roundtrip") large* large_roundtrip(large* arguments) {
  static large result;
  result = copy_large(arguments);
  release(arguments, sizeof *arguments);
  return &result;
}

#define nested_fields(F) F(s32_2, l)
RECORD(nested)
FIXED_LIST(nested, 2)
GIVE_BACK(nightmare_on_cpp, "nightmare-on-cpp", nested_2, (s32 a, s32 b, s32 c, s32 d), {{{{{a, b}}}, {{{c, d}}}}})
