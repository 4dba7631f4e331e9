#include "tests/round_trip/worlds/text.h"

IMPORT("my:inline/foo1", "foo") void foo1(void);
IMPORT("my:inline/foo2", "foo") void foo2(void);
IMPORT("my:inline/bar1", "bar") void bar1(string*);
IMPORT("my:inline/bar2", "bar") void bar2(string*);

EXPORT("run") void run(void) {
  string text;
  foo1();
  foo2();
  bar1(&text);
  require(equals(&text, "bar1"));
  drop_string(&text);
  bar2(&text);
  require(equals(&text, "bar2"));
  drop_string(&text);
}
