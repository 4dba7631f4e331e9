#include "tests/round_trip/worlds/text.h"

EXPORT("my:inline/foo1#foo") void foo1(void) {}
EXPORT("my:inline/foo2#foo") void foo2(void) {}

static string* returned(const char* text) {
  static string result;
  result = new_string(text);
  return &result;
}
EXPORT("my:inline/bar1#bar") string* bar1(void) { return returned("bar1"); }
EXPORT("my:inline/bar2#bar") string* bar2(void) { return returned("bar2"); }

#define INTERFACE "my:inline/bar1"
POST_RETURN(bar1, "bar", string)
#undef INTERFACE
#define INTERFACE "my:inline/bar2"
POST_RETURN(bar2, "bar", string)
