#include "tests/round_trip/worlds/text.h"
#define INTERFACE "cat"

LIST(u8)
EXPORT("cat#foo") void foo(void* data, u32 length) {
  string x = {data, length};
  require(equals(&x, "hello"));
  drop_string(&x);
}
EXPORT("cat#bar") list_u8* bar(void) {
  static list_u8 result;
  result = (list_u8){duplicate("world", 5, 1), 5};
  return &result;
}
POST_RETURN(bar, "bar", list_u8)
