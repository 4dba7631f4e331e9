// A resource of the guest: T objects behind the resource `name` of `interface`.
#pragma once
#include "tests/round_trip/guests/guest.h"

#define RESOURCE(interface, name, T)                                                 \
  IMPORT("[export]" interface, "[resource-new]" name) s32 new_##T(T*);               \
  IMPORT("[export]" interface, "[resource-rep]" name) T* T##_of(s32);                \
  IMPORT("[export]" interface, "[resource-drop]" name) void drop_handle_of_##T(s32); \
  MAYBE_UNUSED static s32 make_##T(T value) { return new_##T(duplicate(&value, sizeof value, _Alignof(T))); }

/// For one without memory of its own.
#define PLAIN_DESTRUCTOR(interface, name, T) \
  EXPORT(interface "#[dtor]" name) void destroy_##T(T* x) { release(x, sizeof *x); }
