#include "tests/round_trip/worlds/text.h"

IMPORT("cat", "foo") void foo(const void*, u32);
IMPORT("cat", "bar") void bar(string*);

EXPORT("run") void run(void) {
  foo("hello", 5);
  string bytes;
  bar(&bytes);
  require(equals(&bytes, "world"));
  drop_string(&bytes);
}
