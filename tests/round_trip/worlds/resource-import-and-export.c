// A thing of the guest owns one of the host's, and adds something to all numbers on their way.
#include "tests/round_trip/guests/guest.h"
#define INTERFACE "test:resource-import-and-export/test"
#include "tests/round_trip/guests/thing.h"

IMPORT(INTERFACE, "[constructor]thing") imported host_constructor(u32);
EXPORT(INTERFACE "#[constructor]thing") exported guest_constructor(u32 v) { return wrap(host_constructor(v + 1)); }

IMPORT(INTERFACE, "[method]thing.foo") u32 host_foo(imported);
EXPORT(INTERFACE "#[method]thing.foo") u32 guest_foo(wrapper* self) { return host_foo(self->inner) + 2; }

IMPORT(INTERFACE, "[method]thing.bar") void host_bar(imported, u32);
EXPORT(INTERFACE "#[method]thing.bar") void guest_bar(wrapper* self, u32 v) { host_bar(self->inner, v + 3); }

IMPORT(INTERFACE, "[static]thing.baz") imported host_baz(imported, imported);
EXPORT(INTERFACE "#[static]thing.baz") exported guest_baz(exported a, exported b) {
  const imported first = unwrap(a);
  return wrap(host_baz(first, unwrap(b)));
}

// The world's own functions are about things of the host.
IMPORT("$root", "toplevel-import") imported toplevel_import(imported);
EXPORT("toplevel-export") imported toplevel_export(imported a) { return toplevel_import(a); }
