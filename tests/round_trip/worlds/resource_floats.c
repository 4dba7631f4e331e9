#include "tests/round_trip/worlds/resource.h"
#define TEST "test:resource-floats/test"

// Floats of the host: two resource types.
typedef s32 host_float, imported_float;
IMPORT(TEST, "[constructor]float") host_float new_host_float(f64);
IMPORT(TEST, "[method]float.get") f64 host_float_get(host_float);
IMPORT(TEST, "[resource-drop]float") void drop_host_float(host_float);
IMPORT("imports", "[constructor]float") imported_float new_imported_float(f64);
IMPORT("imports", "[method]float.get") f64 imported_float_get(imported_float);
IMPORT("imports", "[static]float.add") imported_float imported_float_add(imported_float, f64);
IMPORT("imports", "[resource-drop]float") void drop_imported_float(imported_float);

// One of the guest is made of an imported one.
typedef struct {
  imported_float inner;
} exported_float;
RESOURCE("exports", "float", exported_float)
EXPORT("exports#[dtor]float") void destroy(exported_float* x) {
  if (x->inner) drop_imported_float(x->inner);
  release(x, sizeof *x);
}
EXPORT("exports#[constructor]float") s32 constructor(f64 v) {
  return make_exported_float((exported_float){new_imported_float(v + 1)});
}
EXPORT("exports#[method]float.get") f64 get(exported_float* self) { return imported_float_get(self->inner) + 3; }
EXPORT("exports#[static]float.add") s32 add_number(s32 a, f64 b) {
  exported_float* given = exported_float_of(a);
  const imported_float sum = imported_float_add(given->inner, b);
  given->inner = 0;
  drop_handle_of_exported_float(a);
  return make_exported_float((exported_float){sum});
}

EXPORT("add") host_float add(host_float a, host_float b) {
  const host_float sum = new_host_float(host_float_get(a) + host_float_get(b) + 5);
  drop_host_float(a);
  drop_host_float(b);
  return sum;
}
