#include "tests/round_trip/guests/guest.h"
#define INTERFACE "round-trip:fixed-lists/echo"

FIXED_LIST(u8, 4)
ECHO(of_u8, "of-u8", u8_4, (s32 a, s32 b, s32 c, s32 d), (a, b, c, d), {{a, b, c, d}})

FIXED_LIST(u64, 2)
ECHO(of_u64, "of-u64", u64_2, (s64 a, s64 b), (a, b), {{a, b}})

FIXED_LIST(string, 2)
ECHO(of_string, "of-string", string_2, (void* a, u32 a_length, void* b, u32 b_length), (a, a_length, b, b_length),
     {{{a, a_length}, {b, b_length}}})

ECHO_VALUE(of_one, "of-one", f32)

FIXED_LIST(u16, 3)
FIXED_LIST(u16_3, 2)
ECHO(of_nested, "of-nested", u16_3_2, (s32 a, s32 b, s32 c, s32 d, s32 e, s32 f), (a, b, c, d, e, f),
     {{{{a, b, c}}, {{d, e, f}}}})

// Too many for flat parameters: the caller puts them into a block.
FIXED_LIST(s32, 20)
IMPORT(INTERFACE, "of-twenty") void host_of_twenty(s32_20*, s32_20*);
EXPORT(INTERFACE "#of-twenty") s32_20* guest_of_twenty(s32_20* argument) {
  static s32_20 result;
  host_of_twenty(argument, &result);
  release(argument, sizeof *argument);
  return &result;
}

FIXED_LIST(f64, 2)
FIXED_LIST(f64_2, 2)
#define matrix_fields(F) F(string, name) F(f64_2_2, cells)
RECORD(matrix)
ECHO(of_matrix, "of-matrix", matrix, (void* name, u32 length, f64 a, f64 b, f64 c, f64 d), (name, length, a, b, c, d),
     {{name, length}, {{{{a, b}}, {{c, d}}}}})

FIXED_LIST(u8, 3)
LIST(u8_3)
ECHO_LIST(of_list, "of-list", list_u8_3)

FIXED_LIST(character, 2)
#define option_characters_cases(F) F(1, character_2, some)
VARIANT(option_characters, 2)
ECHO(of_option, "of-option", option_characters, (s32 tag, s32 a, s32 b), (tag, a, b), {tag, .some = {{a, b}}})
