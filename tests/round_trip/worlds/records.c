#include "tests/round_trip/guests/guest.h"
#define INTERFACE "test:records/to-test"

typedef struct {
  u8 a;
  u16 b;
} numbers;
EXPORT(INTERFACE "#multiple-results") const numbers* multiple_results(void) {
  static const numbers result = {4, 5};
  return &result;
}

typedef struct {
  u32 a;
  u8 b;
} swapped;
EXPORT(INTERFACE "#swap-tuple") swapped* swap_tuple(s32 a, s32 b) {
  static swapped result;
  result = (swapped){b, a};
  return &result;
}

GIVE_BACK_VALUE(flags1, "roundtrip-flags1", s32)
GIVE_BACK_VALUE(flags2, "roundtrip-flags2", s32)

#define flags3_fields(F) F(u8, a) F(u16, b) F(u32, c)
RECORD(flags3)
GIVE_BACK(flags3, "roundtrip-flags3", flags3, (s32 a, s32 b, s32 c), {a, b, c})

#define r1_fields(F) F(u8, a) F(u8, b)
RECORD(r1)
GIVE_BACK(record1, "roundtrip-record1", r1, (s32 a, s32 b), {a, b})
GIVE_BACK_VALUE(tuple1, "tuple1", s32)
