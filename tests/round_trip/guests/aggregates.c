#include "tests/round_trip/guests/guest.h"
#define INTERFACE "round-trip:aggregates/echo"
#include "tests/round_trip/guests/thing.h"

IMPORT(INTERFACE, "[constructor]thing") imported host_constructor(u32);
EXPORT(INTERFACE "#[constructor]thing") exported guest_constructor(u32 id) { return wrap(host_constructor(id)); }

IMPORT(INTERFACE, "[method]thing.id") u32 host_id(imported);
EXPORT(INTERFACE "#[method]thing.id") u32 guest_id(wrapper* self) { return host_id(self->inner); }

// Owned things in the host's arguments are what was in the guest's.

#define labeled_fields(F) F(thing, it) F(string, label)
RECORD(labeled)
ECHO(of_record, "of-record", labeled, (exported it, void* label, u32 length), (unwrap(it), label, length),
     {it, {label, length}})

LIST(thing)
static thing* unwrap_all(thing* things, u32 count) {
  for (u32 i = 0; i < count; ++i) things[i] = unwrap(things[i]);
  return things;
}
ECHO(of_list, "of-list", list_thing, (thing * data, u32 length), (unwrap_all(data, length), length), {data, length})

#define option_thing_cases(F) F(1, thing, some)
VARIANT(option_thing, 2)
ECHO(of_option, "of-option", option_thing, (s32 tag, thing it), (tag, tag ? unwrap(it) : it), {tag, .some = it})

#define result_thing_cases(F) F(0, thing, ok) F(1, string, error)
VARIANT(result_thing, 2)
static result_thing result_thing_of(s32 tag, s32 p, s32 q) {
  return tag ? (result_thing){1, .error = {pointer_of(p), q}} : (result_thing){0, .ok = p};
}
ECHO(of_result, "of-result", result_thing, (s32 tag, s32 p, s32 q), (tag, tag ? p : unwrap(p), q),
     result_thing_of(tag, p, q))

#define three_fields(F) F(thing, a) F(u8, b) F(thing, c)
RECORD(three)
ECHO(of_tuple, "of-tuple", three, (thing a, s32 b, thing c), (unwrap(a), b, unwrap(c)), {a, b, c})

#define named_fields(F) F(string, name) F(thing, it)
RECORD(named)
#define choice_cases(F) F(1, thing, one) F(2, named, named)
VARIANT(choice, 3)
static choice choice_of(s32 tag, s32 p, s32 q, s32 r) {
  switch (tag) {
    case 1: return (choice){1, .one = p};
    case 2: return (choice){2, .named = {{pointer_of(p), q}, r}};
    default: return (choice){.tag = tag};
  }
}
ECHO(of_variant, "of-variant", choice, (s32 tag, s32 p, s32 q, s32 r),
     (tag, tag == 1 ? unwrap(p) : p, q, tag == 2 ? unwrap(r) : r), choice_of(tag, p, q, r))

LIST(labeled)
static labeled* unwrap_labeled(labeled* items, u32 count) {
  for (u32 i = 0; i < count; ++i) items[i].it = unwrap(items[i].it);
  return items;
}
ECHO(of_records, "of-records", list_labeled, (labeled * data, u32 length), (unwrap_labeled(data, length), length),
     {data, length})

LIST(named)
static named* unwrap_named(named* items, u32 count) {
  for (u32 i = 0; i < count; ++i) items[i].it = unwrap(items[i].it);
  return items;
}
ECHO(of_map, "of-map", list_named, (named * data, u32 length), (unwrap_named(data, length), length), {data, length})

FIXED_LIST(thing, 3)
ECHO(of_fixed, "of-fixed", thing_3, (thing a, thing b, thing c), (unwrap(a), unwrap(b), unwrap(c)), {{a, b, c}})

// Lent things: what the guest gets is where its own is; what it lends on is what that owns.

typedef wrapper* lent;
static imported inner_of(lent thing) { return thing->inner; }
static lent lend(lent thing) { return pointer_of(thing->inner); }

typedef struct {
  lent it;
  string label;
} loan;

IMPORT(INTERFACE, "sum-record") u32 host_sum_record(imported, void*, u32);
EXPORT(INTERFACE "#sum-record") u32 guest_sum_record(lent it, void* label, u32 length) {
  const u32 sum = host_sum_record(inner_of(it), label, length);
  drop_string(&(string){label, length});
  return sum;
}

IMPORT(INTERFACE, "sum-list") u32 host_sum_list(lent*, u32);
EXPORT(INTERFACE "#sum-list") u32 guest_sum_list(lent* data, u32 length) {
  for (u32 i = 0; i < length; ++i) data[i] = lend(data[i]);
  const u32 sum = host_sum_list(data, length);
  release(data, length * sizeof *data);
  return sum;
}

IMPORT(INTERFACE, "sum-option") u32 host_sum_option(s32, imported);
EXPORT(INTERFACE "#sum-option") u32 guest_sum_option(s32 tag, lent it) {
  return host_sum_option(tag, tag ? inner_of(it) : 0);
}

IMPORT(INTERFACE, "sum-result") u32 host_sum_result(s32, imported);
EXPORT(INTERFACE "#sum-result") u32 guest_sum_result(s32 tag, lent it) {
  return host_sum_result(tag, tag ? 0 : inner_of(it));
}

IMPORT(INTERFACE, "sum-tuple") u32 host_sum_tuple(imported, imported);
EXPORT(INTERFACE "#sum-tuple") u32 guest_sum_tuple(lent a, lent b) { return host_sum_tuple(inner_of(a), inner_of(b)); }

IMPORT(INTERFACE, "sum-variant") u32 host_sum_variant(s32, imported);
EXPORT(INTERFACE "#sum-variant") u32 guest_sum_variant(s32 tag, lent it) {
  return host_sum_variant(tag, tag ? inner_of(it) : 0);
}

IMPORT(INTERFACE, "sum-records") u32 host_sum_records(loan*, u32);
EXPORT(INTERFACE "#sum-records") u32 guest_sum_records(loan* data, u32 length) {
  for (u32 i = 0; i < length; ++i) data[i].it = lend(data[i].it);
  const u32 sum = host_sum_records(data, length);
  for (u32 i = 0; i < length; ++i) drop_string(&data[i].label);
  release(data, length * sizeof *data);
  return sum;
}

typedef struct {
  thing given;
  lent lent;
} both;
static void translate(both* x) {
  x->given = unwrap(x->given);
  x->lent = lend(x->lent);
}

typedef struct {
  both a;
  struct {
    both* data;
    u32 length;
  } b;
  option_thing c;
  both d;  ///< a tuple of the same layout, the other way round
  list_thing e;
  struct {
    lent* data;
    u32 length;
  } f;
  string g;
  u64 h;
  string i;
} arguments;

IMPORT(INTERFACE, "mixed") void host_mixed(const arguments*, list_thing*);
EXPORT(INTERFACE "#mixed") list_thing* guest_mixed(arguments* x) {
  static list_thing result;
  translate(&x->a);
  for (u32 i = 0; i < x->b.length; ++i) translate(&x->b.data[i]);
  if (x->c.tag) x->c.some = unwrap(x->c.some);
  const lent first = pointer_of(x->d.given);
  x->d = (both){inner_of(first), pointer_of(unwrap((exported)x->d.lent))};
  unwrap_all(x->e.data, x->e.length);
  for (u32 i = 0; i < x->f.length; ++i) x->f.data[i] = lend(x->f.data[i]);

  list_thing answer;
  host_mixed(x, &answer);
  release(x->b.data, x->b.length * sizeof *x->b.data);
  release(x->e.data, x->e.length * sizeof *x->e.data);
  release(x->f.data, x->f.length * sizeof *x->f.data);
  drop_string(&x->g);
  drop_string(&x->i);
  release(x, sizeof *x);
  result = copy_list_thing(&answer);
  drop_list_thing(&answer);
  return &result;
}
POST_RETURN(mixed, "mixed", list_thing)
