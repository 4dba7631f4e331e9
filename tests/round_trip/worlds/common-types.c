#include "tests/round_trip/guests/guest.h"
#define INTERFACE "test:common/to-test"

#define r1_fields(F) F(u8, a) F(u8, b)
RECORD(r1)
IMPORT(INTERFACE, "wrap") void host_wrap(s32, r1*);
EXPORT(INTERFACE "#wrap") r1* guest_wrap(s32 flag) {
  static r1 result;
  host_wrap(flag, &result);
  return &result;
}

typedef struct {
  u8 tag, b;
} v1;
IMPORT(INTERFACE, "var-f") void host_var_f(v1*);
EXPORT(INTERFACE "#var-f") v1* guest_var_f(void) {
  static v1 result;
  host_var_f(&result);
  return &result;
}
