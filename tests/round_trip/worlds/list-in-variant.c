#include "tests/round_trip/worlds/text.h"
#define INTERFACE "test:list-in-variant/to-test"

LIST(string)

/// The items with commas between them; takes the list.
static string joined(list_string items) {
  string text = {(void*)1, 0};
  for (u32 i = 0; i < items.length; ++i) {
    if (i) append(&text, ",", 1);
    append(&text, items.data[i].data, items.data[i].length);
  }
  drop_list_string(&items);
  return text;
}

static string* returned(string text) {
  static string result;
  result = text;
  return &result;
}

EXPORT(INTERFACE "#list-in-option") string* in_option(s32 some, void* data, u32 length) {
  return returned(some ? joined((list_string){data, length}) : new_string("none"));
}
POST_RETURN(in_option, "list-in-option", string)

EXPORT(INTERFACE "#list-in-variant") string* in_variant(s32 tag, void* data, u32 length) {
  return returned(tag ? joined((list_string){data, length}) : new_string("empty"));
}
POST_RETURN(in_variant, "list-in-variant", string)

EXPORT(INTERFACE "#list-in-result") string* in_result(s32 error, void* data, u32 length) {
  if (!error) return returned(joined((list_string){data, length}));
  string text = new_string("error: ");
  append(&text, data, length);
  drop_string(&(string){data, length});
  return returned(text);
}
POST_RETURN(in_result, "list-in-result", string)

#define summary_fields(F) F(u32, count) F(string, label)
RECORD(summary)
EXPORT(INTERFACE "#list-in-option-with-return") summary* with_return(s32 some, void* data, u32 length) {
  static summary result;
  result = some ? (summary){length, joined((list_string){data, length})} : (summary){0, new_string("none")};
  return &result;
}
POST_RETURN(with_return, "list-in-option-with-return", summary)

EXPORT(INTERFACE "#top-level-list") string* top_level(void* data, u32 length) {
  return returned(joined((list_string){data, length}));
}
POST_RETURN(top_level, "top-level-list", string)
