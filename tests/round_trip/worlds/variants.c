#include "tests/round_trip/guests/guest.h"
#define INTERFACE "test:variants/to-test"

typedef struct {
  u8 tag, some;
} option_u8;
EXPORT(INTERFACE "#roundtrip-option") option_u8* roundtrip_option(s32 tag, f32 value) {
  static option_u8 result;
  result = (option_u8){tag, (u8)value};
  return &result;
}

typedef struct {
  u8 tag;
  union {
    f64 ok;
    u8 error;
  };
} result_f64_u8;
/// The parameter is a result<u32, f32>.
EXPORT(INTERFACE "#roundtrip-result") result_f64_u8* roundtrip_result(s32 tag, u32 value) {
  static result_f64_u8 result;
  f32 error;
  __builtin_memcpy(&error, &value, sizeof error);
  result = tag ? (result_f64_u8){1, .error = (u8)error} : (result_f64_u8){0, .ok = value};
  return &result;
}

GIVE_BACK_VALUE(e1, "roundtrip-enum", s32)
EXPORT(INTERFACE "#invert-bool") s32 invert_bool(s32 a) { return !a; }

// Where both cases have the same place in flat values as in memory, one initializer does for both.
#define TWO_CASES(T, A, B) \
  typedef struct {         \
    u8 tag;                \
    union {                \
      A a;                 \
      B b;                 \
    };                     \
  } T;                     \
  PLAIN(T)
TWO_CASES(c1, s32, s64)
TWO_CASES(c2, s32, f32)
TWO_CASES(c3, s32, f64)
TWO_CASES(c4, s64, f32)
TWO_CASES(c5, s64, f64)
TWO_CASES(c6, f32, f64)
#define casts_fields(F) F(c1, a) F(c2, b) F(c3, c) F(c4, d) F(c5, e) F(c6, f)
RECORD(casts)
GIVE_BACK(variant_casts, "variant-casts", casts,
          (s32 t1, s64 p1, s32 t2, s32 p2, s32 t3, s64 p3, s32 t4, s64 p4, s32 t5, s64 p5, s32 t6, s64 p6),
          {{t1, .b = p1}, {t2, .a = p2}, {t3, .b = f64_of(p3)}, {t4, .a = p4}, {t5, .a = p5}, {t6, .b = f64_of(p6)}})

#define ONE_CASE(T, A) \
  typedef struct {     \
    u8 tag;            \
    A a;               \
  } T;                 \
  PLAIN(T)
ONE_CASE(z1, s32)
ONE_CASE(z2, s64)
ONE_CASE(z3, f32)
ONE_CASE(z4, f64)
#define zeros_fields(F) F(z1, a) F(z2, b) F(z3, c) F(z4, d)
RECORD(zeros)
GIVE_BACK(variant_zeros, "variant-zeros", zeros, (s32 t1, s32 p1, s32 t2, s64 p2, s32 t3, f32 p3, s32 t4, f64 p4),
          {{t1, p1}, {t2, p2}, {t3, p3}, {t4, p4}})

EXPORT(INTERFACE "#variant-typedefs") void variant_typedefs(s32 some, s32 value, s32 b, s32 error, s32 ok) {
  if (some != 1 || value != 7 || b != 1 || error != 0 || ok != 8) __builtin_trap();
}

#define enums_fields(F) F(boolean, a) F(u8, b) F(u8, c)
RECORD(enums)
GIVE_BACK(variant_enums, "variant-enums", enums, (s32 a, s32 b, s32 c), {a, b, c})
