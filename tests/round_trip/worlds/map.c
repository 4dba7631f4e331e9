#include "tests/round_trip/guests/guest.h"
#define INTERFACE "test:maps/to-test"

#define MAP(entry) RECORD(entry) LIST(entry)

#define name_fields(F) F(u32, key) F(string, value)
MAP(name)
#define id_fields(F) F(string, key) F(u32, value)
MAP(id)

/// Keys and values exchanged; takes the map.
static list_id inverted(list_name names) {
  list_id ids = {allocate(names.length * sizeof(id), _Alignof(id)), names.length};
  for (u32 i = 0; i < names.length; ++i) ids.data[i] = (id){names.data[i].value, names.data[i].key};
  release(names.data, names.length * sizeof(name));
  return ids;
}
#define INVERT(id, name)                                                   \
  EXPORT(INTERFACE "#" name) list_id* guest_##id(void* data, u32 length) { \
    static list_id result;                                                 \
    result = inverted((list_name){data, length});                          \
    return &result;                                                        \
  }                                                                        \
  POST_RETURN(id, name, list_id)
INVERT(named, "named-roundtrip")
INVERT(in_line, "inline-roundtrip")

LIST(u8)
#define bytes_fields(F) F(string, key) F(list_u8, value)
MAP(bytes)
GIVE_BACK_LIST(bytes, "bytes-roundtrip", list_bytes)
GIVE_BACK_LIST(empty, "empty-roundtrip", list_name)
GIVE_BACK_LIST(large, "large-roundtrip", list_name)
GIVE_BACK_LIST(single_entry, "single-entry-roundtrip", list_name)

#define option_u32_cases(F) F(1, u32, some)
VARIANT(option_u32, 2)
#define maybe_fields(F) F(string, key) F(option_u32, value)
MAP(maybe)
GIVE_BACK_LIST(option, "option-roundtrip", list_maybe)

#define labeled_fields(F) F(string, label) F(list_name, values)
RECORD(labeled)
GIVE_BACK(record, "record-roundtrip", labeled, (void* label, u32 length, void* values, u32 count),
          {{label, length}, {values, count}})

#define both_fields(F) F(list_id, a) F(list_bytes, b)
RECORD(both)
EXPORT(INTERFACE "#multi-param-roundtrip") both* multi_param(void* a, u32 a_length, void* b, u32 b_length) {
  static both result;
  result = (both){inverted((list_name){a, a_length}), {b, b_length}};
  return &result;
}
POST_RETURN(multi_param, "multi-param-roundtrip", both)

#define nested_fields(F) F(string, key) F(list_name, value)
MAP(nested)
GIVE_BACK_LIST(nested, "nested-roundtrip", list_nested)

#define map_or_string_cases(F) F(0, list_name, as_map) F(1, string, as_string)
VARIANT(map_or_string, 2)
static map_or_string map_or_string_of(s32 tag, void* data, u32 length) {
  return tag ? (map_or_string){1, .as_string = {data, length}} : (map_or_string){0, .as_map = {data, length}};
}
GIVE_BACK(variant, "variant-roundtrip", map_or_string, (s32 tag, void* data, u32 length),
          map_or_string_of(tag, data, length))
GIVE_BACK(result, "result-roundtrip", map_or_string, (s32 tag, void* data, u32 length),
          map_or_string_of(tag, data, length))

#define tuple_fields(F) F(list_name, a) F(u64, b)
RECORD(tuple)
GIVE_BACK(tuple, "tuple-roundtrip", tuple, (void* data, u32 length, s64 b), {{data, length}, b})
