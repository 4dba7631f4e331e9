#include "tests/round_trip/worlds/text.h"
#define INTERFACE "test:flavorful/to-test"

EXPORT(INTERFACE "#f-list-in-record1") void record1(void* data, u32 length) {
  string a = {data, length};
  require(equals(&a, "list_in_record1"));
  drop_string(&a);
}
EXPORT(INTERFACE "#f-list-in-record2") string* record2(void) {
  static string result;
  result = new_string("list_in_record2");
  return &result;
}
POST_RETURN(record2, "f-list-in-record2", string)
GIVE_BACK_LIST(record3, "f-list-in-record3", string)
GIVE_BACK_LIST(record4, "f-list-in-record4", string)

#define option_string_cases(F) F(1, string, some)
VARIANT(option_string, 2)
#define error_string_cases(F) F(1, string, error)
VARIANT(error_string, 2)
EXPORT(INTERFACE "#f-list-in-variant1")
void variant1(s32 some, void* a, u32 a_length, s32 error, void* b, u32 b_length) {
  option_string first = {some, .some = {a, a_length}};
  error_string second = {error, .error = {b, b_length}};
  require(some && equals(&first.some, "foo"));
  require(error && equals(&second.error, "bar"));
  drop_option_string(&first);
  drop_error_string(&second);
}
EXPORT(INTERFACE "#f-list-in-variant2") option_string* variant2(void) {
  static option_string result;
  result = (option_string){1, .some = new_string("list_in_variant2")};
  return &result;
}
POST_RETURN(variant2, "f-list-in-variant2", option_string)
GIVE_BACK(variant3, "f-list-in-variant3", option_string, (s32 tag, void* data, u32 length),
          {tag, .some = {data, length}})

/// An error the first time.
EXPORT(INTERFACE "#errno-result") u8* errno_result(void) {
  static u8 result[2] = {0, 1};
  result[0] = !result[0];
  return result;
}

LIST(u8)
LIST(string)
#define typedefs_fields(F) F(list_u8, a) F(list_string, c)
RECORD(typedefs)
GIVE_BACK(list_typedefs, "list-typedefs", typedefs, (void* a, u32 a_length, void* c, u32 c_length),
          {{a, a_length}, {c, c_length}})

#define variants_fields(F) F(list_u8, a) F(list_u8, b) F(list_u8, c)
RECORD(variants)
GIVE_BACK(list_of_variants, "list-of-variants", variants,
          (void* a, u32 a_length, void* b, u32 b_length, void* c, u32 c_length),
          {{a, a_length}, {b, b_length}, {c, c_length}})
