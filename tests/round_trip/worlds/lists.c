#include "tests/round_trip/worlds/text.h"
#define INTERFACE "test:lists/to-test"

LIST(u8)
LIST(s8)
LIST(u16)
LIST(s16)
LIST(u32)
LIST(s32)
LIST(u64)
LIST(s64)
LIST(f32)
LIST(f64)
LIST(string)
LIST(list_string)

EXPORT(INTERFACE "#empty-list-param") void empty_list_param(void* data, u32 length) { require(data && length == 0); }
EXPORT(INTERFACE "#empty-string-param") void empty_string_param(void* data, u32 length) {
  require(data && length == 0);
}
EXPORT(INTERFACE "#empty-list-result") const list_u8* empty_list_result(void) {
  static const list_u8 result = {(void*)1, 0};
  return &result;
}
EXPORT(INTERFACE "#empty-string-result") const string* empty_string_result(void) {
  static const string result = {(void*)1, 0};
  return &result;
}

EXPORT(INTERFACE "#list-param") void list_param(u8* data, u32 length) {
  require(length == 4 && data[0] == 1 && data[1] == 2 && data[2] == 3 && data[3] == 4);
  release(data, length);
}
EXPORT(INTERFACE "#list-param2") void list_param2(void* data, u32 length) {
  string a = {data, length};
  require(equals(&a, "foo"));
  drop_string(&a);
}
EXPORT(INTERFACE "#list-param3") void list_param3(void* data, u32 length) {
  list_string a = {data, length};
  require(length == 3 && equals(a.data, "foo") && equals(a.data + 1, "bar") && equals(a.data + 2, "baz"));
  drop_list_string(&a);
}
EXPORT(INTERFACE "#list-param4") void list_param4(void* data, u32 length) {
  list_list_string a = {data, length};
  require(length == 2 && a.data[0].length == 2 && a.data[1].length == 1);
  require(equals(a.data[0].data, "foo") && equals(a.data[0].data + 1, "bar") && equals(a.data[1].data, "baz"));
  drop_list_list_string(&a);
}

typedef struct {
  u8 a;
  u32 b;
  u8 c;
} triple;
EXPORT(INTERFACE "#list-param5") void list_param5(triple* data, u32 length) {
  require(length == 2 && data[0].a == 1 && data[0].b == 2 && data[0].c == 3);
  require(data[1].a == 4 && data[1].b == 5 && data[1].c == 6);
  release(data, length * sizeof *data);
}
EXPORT(INTERFACE "#list-param-large") void list_param_large(void* data, u32 length) {
  list_string a = {data, length};
  require(length == 1000);
  for (u32 i = 0; i < length; ++i) require(equals(&a.data[i], "string"));
  drop_list_string(&a);
}

EXPORT(INTERFACE "#list-result") list_u8* list_result(void) {
  static list_u8 result;
  result = (list_u8){duplicate("\1\2\3\4\5", 5, 1), 5};
  return &result;
}
POST_RETURN(list_result, "list-result", list_u8)
EXPORT(INTERFACE "#list-result2") string* list_result2(void) {
  static string result;
  result = new_string("hello!");
  return &result;
}
POST_RETURN(list_result2, "list-result2", string)
EXPORT(INTERFACE "#list-result3") list_string* list_result3(void) {
  static list_string result;
  result = (list_string){allocate(2 * sizeof(string), 4), 2};
  result.data[0] = new_string("hello,");
  result.data[1] = new_string("world!");
  return &result;
}
POST_RETURN(list_result3, "list-result3", list_string)

#define MINMAX(id, name) \
  GIVE_BACK(id, name, id, (void* a, u32 a_length, void* b, u32 b_length), {{a, a_length}, {b, b_length}})
#define minmax8_fields(F) F(list_u8, a) F(list_s8, b)
RECORD(minmax8)
MINMAX(minmax8, "list-minmax8")
#define minmax16_fields(F) F(list_u16, a) F(list_s16, b)
RECORD(minmax16)
MINMAX(minmax16, "list-minmax16")
#define minmax32_fields(F) F(list_u32, a) F(list_s32, b)
RECORD(minmax32)
MINMAX(minmax32, "list-minmax32")
#define minmax64_fields(F) F(list_u64, a) F(list_s64, b)
RECORD(minmax64)
MINMAX(minmax64, "list-minmax64")
#define minmax_float_fields(F) F(list_f32, a) F(list_f64, b)
RECORD(minmax_float)
MINMAX(minmax_float, "list-minmax-float")

GIVE_BACK_LIST(list_roundtrip, "list-roundtrip", list_u8)
GIVE_BACK_LIST(string_roundtrip, "string-roundtrip", string)

#define header_fields(F) F(string, name) F(list_u8, value)
RECORD(header)
LIST(header)
GIVE_BACK_LIST(headers_roundtrip, "wasi-http-headers-roundtrip", list_header)

EXPORT(INTERFACE "#allocated-bytes") u32 count_allocated_bytes(void) { return allocated_bytes(); }
