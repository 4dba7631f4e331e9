#include "tests/round_trip/guests/guest.h"
#include "tests/round_trip/worlds/text.h"
#define E1 "test:resource-alias/e1"
#define E2 "test:resource-alias/e2"

typedef struct {
  s32* data;
  u32 length;
} list_handle;
IMPORT(E1, "[constructor]x") s32 make_x(u32);
IMPORT(E1, "[resource-drop]x") void drop_x(s32);
IMPORT(E1, "a") void e1_a(s32, list_handle*);
IMPORT(E2, "a") void e2_a(s32, s32, s32, list_handle*);

static void drop_all(list_handle* list) {
  for (u32 i = 0; i < list->length; ++i) drop_x(list->data[i]);
  release(list->data, list->length * sizeof *list->data);
}

EXPORT("run") void run(void) {
  list_handle list;
  e1_a(make_x(42), &list);
  require(list.length == 1);
  drop_all(&list);
  const s32 lent = make_x(9);
  e2_a(make_x(7), make_x(8), lent, &list);
  require(list.length == 2);
  drop_all(&list);
  drop_x(lent);
  require(allocated_bytes() == 0);
}
