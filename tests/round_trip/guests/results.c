#include "tests/round_trip/guests/guest.h"
#define INTERFACE "round-trip:results/echo"

LIST(u8)
typedef u8 errno;
PLAIN(errno)
#define failure_fields(F) F(errno, code) F(string, message)
RECORD(failure)

ECHO_VALUE(of_empty, "of-empty", s32)

#define result_u32_cases(F) F(0, u32, ok)
VARIANT(result_u32, 2)
ECHO(of_ok, "of-ok", result_u32, (s32 tag, s32 p), (tag, p), {tag, .ok = p})

#define error_string_cases(F) F(1, string, error)
VARIANT(error_string, 2)
ECHO(of_error, "of-error", error_string, (s32 tag, void* data, u32 length), (tag, data, length),
     {tag, .error = {data, length}})

#define error_errno_cases(F) F(1, errno, error)
VARIANT(error_errno, 2)
ECHO(of_errno, "of-errno", error_errno, (s32 tag, s32 p), (tag, p), {tag, .error = p})

#define both_cases(F) F(0, string, ok) F(1, errno, error)
VARIANT(both, 2)
static both both_of(s32 tag, s32 p, s32 q) { return tag ? (both){1, .error = p} : (both){0, .ok = {pointer_of(p), q}}; }
ECHO(of_both, "of-both", both, (s32 tag, s32 p, s32 q), (tag, p, q), both_of(tag, p, q))

#define same_cases(F) F(0, string, ok) F(1, string, error)
VARIANT(same, 2)
ECHO(of_same, "of-same", same, (s32 tag, void* data, u32 length), (tag, data, length), {tag, .ok = {data, length}})

#define record_cases(F) F(0, list_u8, ok) F(1, failure, error)
VARIANT(record, 2)
static record record_of(s32 tag, s32 p, s32 q, s32 r) {
  return tag ? (record){1, .error = {p, {pointer_of(q), r}}} : (record){0, .ok = {pointer_of(p), q}};
}
ECHO(of_record, "of-record", record, (s32 tag, s32 p, s32 q, s32 r), (tag, p, q, r), record_of(tag, p, q, r))

#define inner_cases(F) F(0, u8, ok) F(1, string, error)
VARIANT(inner, 2)
#define option_f64_cases(F) F(1, f64, some)
VARIANT(option_f64, 2)
#define nested_cases(F) F(0, inner, ok) F(1, option_f64, error)
VARIANT(nested, 2)
static nested nested_of(s32 tag, s32 inner_tag, s64 p, s32 q) {
  if (tag) return (nested){1, .error = {inner_tag, .some = f64_of(p)}};
  if (inner_tag) return (nested){0, .ok = {1, .error = {pointer_of(p), q}}};
  return (nested){0, .ok = {0, .ok = (u8)p}};
}
ECHO(of_nested, "of-nested", nested, (s32 tag, s32 inner_tag, s64 p, s32 q), (tag, inner_tag, p, q),
     nested_of(tag, inner_tag, p, q))

#define item_cases(F) F(0, s64, ok) F(1, errno, error)
VARIANT(item, 2)
LIST(item)
ECHO_LIST(of_list, "of-list", list_item)
