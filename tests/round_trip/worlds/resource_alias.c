#include "tests/round_trip/worlds/resource.h"
#define E1 "test:resource-alias/e1"
#define E2 "test:resource-alias/e2"

typedef struct {
  u32 value;
} thing;
RESOURCE(E1, "x", thing)
PLAIN_DESTRUCTOR(E1, "x", thing)
EXPORT(E1 "#[constructor]x") s32 x_constructor(u32 v) { return make_thing((thing){v}); }

typedef struct {
  s32* data;
  u32 length;
} list_handle;
static list_handle* returned(u32 length, const s32* handles) {
  static list_handle result;
  result = (list_handle){duplicate(handles, length * sizeof *handles, 4), length};
  return &result;
}

EXPORT(E1 "#a") list_handle* e1_a(s32 f) { return returned(1, &f); }
EXPORT("cabi_post_" E1 "#a") void post_e1_a(list_handle* result) {
  release(result->data, result->length * sizeof *result->data);
}

/// Both things, and a new one with the value of the third.
EXPORT(E2 "#a") list_handle* e2_a(s32 f, s32 g, const thing* h) { return returned(3, (s32[]){f, g, make_thing(*h)}); }
EXPORT("cabi_post_" E2 "#a") void post_e2_a(list_handle* result) { post_e1_a(result); }
