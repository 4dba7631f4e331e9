#include "tests/round_trip/worlds/resource.h"
#include "tests/round_trip/worlds/text.h"
#define INTERFACE "test:resource-borrow-in-record/to-test"

typedef struct {
  string text;
} thing;
RESOURCE(INTERFACE, "thing", thing)
EXPORT(INTERFACE "#[dtor]thing") void destroy(thing* x) {
  drop_string(&x->text);
  release(x, sizeof *x);
}
EXPORT(INTERFACE "#[constructor]thing") s32 thing_constructor(void* data, u32 length) {
  return make_thing((thing){{data, length}});
}
EXPORT(INTERFACE "#[method]thing.get") string* get(const thing* self) {
  static string result;
  result = copy_string(&self->text);
  return &result;
}
POST_RETURN(get, "[method]thing.get", string)

typedef s32 handle;
PLAIN(handle)
LIST(handle)
/// New things, with " test" behind the texts.
EXPORT(INTERFACE "#test") list_handle* test(const thing** data, u32 length) {
  static list_handle result;
  result = (list_handle){allocate(length * sizeof(handle), 4), length};
  for (u32 i = 0; i < length; ++i) {
    thing made = {copy_string(&data[i]->text)};
    append(&made.text, " test", 5);
    result.data[i] = make_thing(made);
  }
  release(data, length * sizeof *data);
  return &result;
}
POST_RETURN(test, "test", list_handle)
