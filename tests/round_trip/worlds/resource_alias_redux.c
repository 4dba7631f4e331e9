#include "tests/round_trip/worlds/resource.h"
#include "tests/round_trip/worlds/text.h"
#define INTERFACE "test:resource-alias-redux/resource-alias1"

typedef struct {
  string text;
} thing;
RESOURCE(INTERFACE, "thing", thing)
EXPORT(INTERFACE "#[dtor]thing") void destroy(thing* x) {
  drop_string(&x->text);
  release(x, sizeof *x);
}
EXPORT(INTERFACE "#[constructor]thing") s32 thing_constructor(void* data, u32 length) {
  thing made = {{data, length}};
  append(&made.text, " Thing", 6);
  return make_thing(made);
}
EXPORT(INTERFACE "#[method]thing.get") string* get(const thing* self) {
  static string result;
  result = copy_string(&self->text);
  append(&result, " Thing.get", 10);
  return &result;
}
POST_RETURN(get, "[method]thing.get", string)

typedef s32 handle;
PLAIN(handle)
LIST(handle)
static list_handle* returned(u32 length, const s32* handles) {
  static list_handle result;
  result = (list_handle){duplicate(handles, length * sizeof *handles, 4), length};
  return &result;
}

EXPORT(INTERFACE "#a") list_handle* a(s32 f) { return returned(1, &f); }
POST_RETURN(a, "a", list_handle)
#undef INTERFACE

#define INTERFACE "test:resource-alias-redux/resource-alias2"
EXPORT(INTERFACE "#b") list_handle* b(s32 f, s32 g) { return returned(2, (s32[]){f, g}); }
POST_RETURN(b, "b", list_handle)
#undef INTERFACE

#define INTERFACE "the-test"
GIVE_BACK_LIST(test, "test", list_handle)
