#include "tests/round_trip/worlds/resource.h"
#define INTERFACE "test:resource-aggregates/to-test"

typedef struct {
  u32 value;
} thing;
RESOURCE(INTERFACE, "thing", thing)
PLAIN_DESTRUCTOR(INTERFACE, "thing", thing)
EXPORT(INTERFACE "#[constructor]thing") s32 thing_constructor(u32 v) { return make_thing((thing){v}); }

/// The value of a thing that is given to us and ends here.
static u32 take(s32 handle) {
  const u32 value = thing_of(handle)->value;
  drop_handle_of_thing(handle);
  return value;
}

typedef struct {
  s32 r1;
  const thing* r2;
  struct {
    const thing* thing1;
    s32 thing2;
  } r3;
  struct {
    s32 thing, r1;
  } t1;
  const thing* t2;
  struct {
    u8 tag;
    s32 thing;
  } v1;
  struct {
    u8 tag;
    const thing* thing;
  } v2;
  struct {
    s32* data;
    u32 length;
  } l1;
  struct {
    const thing** data;
    u32 length;
  } l2;
  struct {
    u8 tag;
    s32 some;
  } o1;
  struct {
    u8 tag;
    const thing* some;
  } o2;
  struct {
    u8 tag;
    s32 ok;
  } result1;
  struct {
    u8 tag;
    const thing* ok;
  } result2;
} arguments;

/// The sum of all things, each with a factor of its own.
EXPORT(INTERFACE "#foo") u32 foo(arguments* x) {
  u32 sum = take(x->r1) + 2 * x->r2->value + 3 * x->r3.thing1->value + 4 * take(x->r3.thing2);
  sum += 5 * take(x->t1.thing) + 6 * take(x->t1.r1) + 7 * x->t2->value;
  sum += 8 * take(x->v1.thing) + 9 * x->v2.thing->value;
  for (u32 i = 0; i < x->l1.length; ++i) sum += (10 + i) * take(x->l1.data[i]);
  for (u32 i = 0; i < x->l2.length; ++i) sum += (20 + i) * x->l2.data[i]->value;
  if (x->o1.tag == 1) sum += 30 * take(x->o1.some);
  if (x->o2.tag == 1) sum += 31 * x->o2.some->value;
  if (x->result1.tag == 0) sum += 32 * take(x->result1.ok);
  if (x->result2.tag == 0) sum += 33 * x->result2.ok->value;
  release(x->l1.data, x->l1.length * sizeof *x->l1.data);
  release(x->l2.data, x->l2.length * sizeof *x->l2.data);
  release(x, sizeof *x);
  return sum;
}
