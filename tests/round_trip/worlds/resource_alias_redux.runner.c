#include "tests/round_trip/worlds/text.h"
#define ALIAS1 "test:resource-alias-redux/resource-alias1"
#define ALIAS2 "test:resource-alias-redux/resource-alias2"

typedef struct {
  s32* data;
  u32 length;
} list_handle;
IMPORT(ALIAS1, "[constructor]thing") s32 new_thing(const void*, u32);
IMPORT(ALIAS1, "[method]thing.get") void get(s32, string*);
IMPORT(ALIAS1, "[resource-drop]thing") void drop_handle(s32);
IMPORT(ALIAS1, "a") void alias1_a(s32, list_handle*);
IMPORT(ALIAS2, "b") void alias2_b(s32, s32, list_handle*);
IMPORT("the-test", "test") void the_test(const s32*, u32, list_handle*);

static s32 make(const char* text) { return new_thing(text, length_of(text)); }

/// Takes the list, whose things must have these texts.
static void expect(list_handle* list, u32 length, const char* const* texts) {
  require(list->length == length);
  for (u32 i = 0; i < length; ++i) {
    string text;
    get(list->data[i], &text);
    require(equals(&text, texts[i]));
    drop_string(&text);
    drop_handle(list->data[i]);
  }
  release(list->data, length * sizeof *list->data);
}

EXPORT("run") void run(void) {
  list_handle list;
  alias1_a(make("a"), &list);
  expect(&list, 1, (const char*[]){"a of the host"});
  alias2_b(make("b"), make("c"), &list);
  expect(&list, 2, (const char*[]){"b of the host", "c of the host"});
  const s32 things[] = {make("d"), make("")};
  the_test(things, 2, &list);
  expect(&list, 2, (const char*[]){"d of the host", " of the host"});
  require(allocated_bytes() == 0);
}
