// The resource `thing` of the interface INTERFACE, which is imported and exported: a thing of the guest owns one of the
// host's. (CanonicalABI.md: resource.new and its kin; an exported function gets the representation for a borrow.)
#pragma once
#include "tests/round_trip/guests/guest.h"

typedef s32 imported;  ///< a handle to a thing of the host
typedef s32 exported;  ///< a handle to a thing of the guest
typedef struct {
  imported inner;  ///< 0 when it has been taken out
} wrapper;

IMPORT(INTERFACE, "[resource-drop]thing") void drop_imported(imported);
IMPORT("[export]" INTERFACE, "[resource-new]thing") exported new_exported(wrapper*);
IMPORT("[export]" INTERFACE, "[resource-rep]thing") wrapper* wrapper_of(exported);
IMPORT("[export]" INTERFACE, "[resource-drop]thing") void drop_exported(exported);

static u32 alive;
EXPORT("live") u32 live(void) { return alive; }

static exported wrap(imported inner) {
  wrapper* made = allocate(sizeof *made, _Alignof(wrapper));
  made->inner = inner;
  ++alive;
  return new_exported(made);
}

static imported unwrap(exported thing) {
  wrapper* given = wrapper_of(thing);
  const imported inner = given->inner;
  given->inner = 0;
  drop_exported(thing);
  return inner;
}

EXPORT(INTERFACE "#[dtor]thing") void destroy(wrapper* thing) {
  if (thing->inner) drop_imported(thing->inner);
  release(thing, sizeof *thing);
  --alive;
}

// In the values that go through the guest, a thing that is copied is the host's answer on its way out.
typedef s32 thing;
MAYBE_UNUSED static thing copy_thing(const thing* x) { return wrap(*x); }
MAYBE_UNUSED static void drop_thing(thing* x) { (void)x; }
