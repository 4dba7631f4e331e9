#include "tests/round_trip/guests/guest.h"
#include "tests/round_trip/worlds/text.h"
#define INTERFACE "test:resource-aggregates/to-test"

IMPORT(INTERFACE, "[constructor]thing") s32 make(u32);
IMPORT(INTERFACE, "[resource-drop]thing") void drop_thing(s32);

typedef struct {
  u8 tag;
  s32 thing;
} tagged;
typedef struct {
  const s32* data;
  u32 length;
} list_handle;
typedef struct {
  s32 r1, r2, r3_thing1, r3_thing2, t1_thing, t1_r1, t2;
  tagged v1, v2;
  list_handle l1, l2;
  tagged o1, o2, result1, result2;
} arguments;
IMPORT(INTERFACE, "foo") u32 foo(const arguments*);

EXPORT("run") void run(void) {
  const s32 lent = make(1000), other = make(20000);
  const s32 owned_list[] = {make(6), make(7)}, lent_list[] = {lent, other};
  const arguments all = {make(1),        lent,         other,        make(2),      make(3),
                         make(4),        lent,         {0, make(5)}, {0, other},   {owned_list, 2},
                         {lent_list, 2}, {1, make(8)}, {1, lent},    {0, make(9)}, {0, other}};
  require(foo(&all) == 45 + 4 * 1000 + 4 * 20000);
  drop_thing(lent);
  drop_thing(other);
}
