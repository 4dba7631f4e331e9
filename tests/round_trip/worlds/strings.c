#include "tests/round_trip/worlds/text.h"
#define INTERFACE "test:strings/to-test"

EXPORT(INTERFACE "#take-basic") void take_basic(void* data, u32 length) {
  string s = {data, length};
  require(equals(&s, "latin utf16"));
  drop_string(&s);
}
EXPORT(INTERFACE "#return-unicode") string* return_unicode(void) {
  static string result;
  result = new_string("🚀🚀🚀 𠈄𓀀");
  return &result;
}
POST_RETURN(return_unicode, "return-unicode", string)
EXPORT(INTERFACE "#return-empty") const string* return_empty(void) {
  static const string result = {(void*)1, 0};
  return &result;
}
GIVE_BACK_LIST(roundtrip, "roundtrip", string)
