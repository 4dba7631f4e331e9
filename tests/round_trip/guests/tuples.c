#include "tests/round_trip/guests/guest.h"
#define INTERFACE "round-trip:tuples/echo"

ECHO_VALUE(of_one, "of-one", s32)

#define two_fields(F) F(u8, a) F(u64, b)
RECORD(two)
ECHO(of_two, "of-two", two, (s32 a, s64 b), (a, b), {a, b})

#define text_fields(F) F(string, a) F(character, b)
RECORD(text)
ECHO(of_text, "of-text", text, (void* data, u32 length, s32 b), (data, length, b), {{data, length}, b})

LIST(u16)
#define innermost_fields(F) F(string, a) F(list_u16, b)
RECORD(innermost)
#define inner_fields(F) F(f32, a) F(innermost, b)
RECORD(inner)
#define nested_fields(F) F(boolean, a) F(inner, b) F(s64, c)
RECORD(nested)
ECHO(of_nested, "of-nested", nested, (s32 a, f32 b, void* text, u32 length, void* list, u32 count, s64 c),
     (a, b, text, length, list, count, c), {a, {b, {{text, length}, {list, count}}}, c})

#define entry_fields(F) F(character, a) F(string, b)
RECORD(entry)
LIST(entry)
ECHO_LIST(of_list, "of-list", list_entry)
