#include "tests/round_trip/worlds/text.h"
#define INTERFACE "cat"

EXPORT("cat#foo") void foo(void* data, u32 length) {
  string x = {data, length};
  require(equals(&x, "hello"));
  drop_string(&x);
}
EXPORT("cat#bar") string* bar(void) {
  static string result;
  result = new_string("world");
  return &result;
}
POST_RETURN(bar, "bar", string)
