#include "tests/round_trip/guests/guest.h"
#define INTERFACE "round-trip:many/echo"

#define SIXTEEN(T) T a, T b, T c, T d, T e, T f, T g, T h, T i, T j, T k, T l, T m, T n, T o, T p

IMPORT(INTERFACE, "sixteen") s64 host_sixteen(SIXTEEN(s64));
EXPORT(INTERFACE "#sixteen") s64 guest_sixteen(SIXTEEN(s64)) {
  return host_sixteen(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
}

#define SCALARS \
  f32 a, s32 b, f64 c, s64 d, f32 e, s32 f, f64 g, s32 h, f64 i, s64 j, f64 k, s32 l, f32 m, s32 n, f64 o, f32 p
IMPORT(INTERFACE, "scalars") f64 host_scalars(SCALARS);
EXPORT(INTERFACE "#scalars") f64 guest_scalars(SCALARS) {
  return host_scalars(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
}

// From here on more flat values than parameters may have: the caller makes a record of them, which is the callee's.
// clang-format off
#define seventeen_fields(F) \
  F(u8, a) F(u64, b) F(u8, c) F(u64, d) F(u8, e) F(u64, f) F(u8, g) F(u64, h) F(u8, i) F(u64, j) F(u8, k) F(u64, l) \
  F(u8, m) F(u64, n) F(u8, o) F(u64, p) F(u8, q)
// clang-format on
RECORD(seventeen)
IMPORT(INTERFACE, "seventeen") s64 host_seventeen(const seventeen*);
EXPORT(INTERFACE "#seventeen") s64 guest_seventeen(seventeen* arguments) {
  const seventeen copy = copy_seventeen(arguments);
  release(arguments, sizeof *arguments);
  return host_seventeen(&copy);
}

LIST(u16)
#define option_u64_cases(F) F(1, u64, some)
VARIANT(option_u64, 2)
#define result_cases(F) F(0, string, ok) F(1, u8, error)
VARIANT(result, 2)
// clang-format off
#define all_fields(F) \
  F(u8, a) F(s8, b) F(u16, c) F(s16, d) F(u32, e) F(s32, f) F(u64, g) F(s64, h) F(f32, i) F(f64, j) \
  F(character, k) F(boolean, l) F(string, m) F(list_u16, n) F(option_u64, o) F(result, p)
// clang-format on
RECORD(all)

LIST(string)
#define strings_fields(F) \
  F(string, a) F(string, b) F(string, c) F(string, d) F(string, e) F(string, f) F(string, g) F(string, h) F(string, i)
RECORD(strings)

/// An echo whose parameters are the record T.
#define ECHO_RECORD(id, name, T, R)                        \
  IMPORT(INTERFACE, name) void host_##id(const T*, R*);    \
  EXPORT(INTERFACE "#" name) R* guest_##id(T* arguments) { \
    static R result;                                       \
    R answer;                                              \
    host_##id(arguments, &answer);                         \
    drop_##T(arguments);                                   \
    release(arguments, sizeof *arguments);                 \
    result = copy_##R(&answer);                            \
    drop_##R(&answer);                                     \
    return &result;                                        \
  }                                                        \
  POST_RETURN(id, name, R)

ECHO_RECORD(mixed, "mixed", all, all)
ECHO_RECORD(of_all, "of-all", all, all)
ECHO_RECORD(nine_strings, "nine-strings", strings, list_string)

#define EIGHT(F) F(a), F(b), F(c), F(d), F(e), F(f), F(g), F(h)
#define PARAMETER(x) void *x, u32 x##_length
#define ARGUMENT(x) x, x##_length
#define MAKE_STRING(x) {x, x##_length}
IMPORT(INTERFACE, "eight-strings") void host_eight_strings(EIGHT(PARAMETER), list_string*);
EXPORT(INTERFACE "#eight-strings") list_string* guest_eight_strings(EIGHT(PARAMETER)) {
  static list_string result;
  host_eight_strings(EIGHT(ARGUMENT), &result);
  string arguments[] = {EIGHT(MAKE_STRING)};
  for (u32 i = 0; i < 8; ++i) drop_string(&arguments[i]);
  return &result;
}
POST_RETURN(eight_strings, "eight-strings", list_string)
