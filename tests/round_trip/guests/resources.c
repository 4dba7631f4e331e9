#include "tests/round_trip/guests/guest.h"
#define INTERFACE "round-trip:resources/things"
#include "tests/round_trip/guests/thing.h"

IMPORT(INTERFACE, "[constructor]thing") imported host_constructor(void*, u32);
EXPORT(INTERFACE "#[constructor]thing") exported guest_constructor(void* name, u32 length) {
  const imported made = host_constructor(name, length);
  drop_string(&(string){name, length});
  return wrap(made);
}

static string* returned(const string* answer) {
  static string result;
  result = copy_string(answer);
  release(answer->data, answer->length);
  return &result;
}

IMPORT(INTERFACE, "[method]thing.name") void host_name(imported, string*);
EXPORT(INTERFACE "#[method]thing.name") string* guest_name(wrapper* self) {
  string answer;
  host_name(self->inner, &answer);
  return returned(&answer);
}
POST_RETURN(name, "[method]thing.name", string)

IMPORT(INTERFACE, "[method]thing.rename") void host_rename(imported, void*, u32, string*);
EXPORT(INTERFACE "#[method]thing.rename") string* guest_rename(wrapper* self, void* name, u32 length) {
  string answer;
  host_rename(self->inner, name, length, &answer);
  drop_string(&(string){name, length});
  return returned(&answer);
}
POST_RETURN(rename, "[method]thing.rename", string)

IMPORT(INTERFACE, "[method]thing.same") s32 host_same(imported, imported);
EXPORT(INTERFACE "#[method]thing.same") s32 guest_same(wrapper* self, wrapper* other) {
  return host_same(self->inner, other->inner);
}

IMPORT(INTERFACE, "[static]thing.merge") imported host_merge(imported, imported);
EXPORT(INTERFACE "#[static]thing.merge") exported guest_merge(exported a, exported b) {
  const imported first = unwrap(a);
  return wrap(host_merge(first, unwrap(b)));
}

#define found_cases(F) F(0, thing, ok) F(1, string, error)
VARIANT(found, 2)
ECHO(find, "[static]thing.find", found, (void* name, u32 length), (name, length), {1, .error = {name, length}})

IMPORT(INTERFACE, "pass") imported host_pass(imported);
EXPORT(INTERFACE "#pass") exported guest_pass(exported x) { return wrap(host_pass(unwrap(x))); }

IMPORT(INTERFACE, "look") void host_look(imported, string*);
EXPORT(INTERFACE "#look") string* guest_look(wrapper* x) {
  string answer;
  host_look(x->inner, &answer);
  return returned(&answer);
}
POST_RETURN(look, "look", string)

IMPORT(INTERFACE, "longer") void host_longer(imported, imported, string*);
EXPORT(INTERFACE "#longer") string* guest_longer(wrapper* x, wrapper* y) {
  string answer;
  host_longer(x->inner, y->inner, &answer);
  return returned(&answer);
}
POST_RETURN(longer, "longer", string)

#define TOKENS "round-trip:resources/tokens"
#define KEEPER "round-trip:resources/keeper"

typedef s32 token;
PLAIN(token)
LIST(token)
IMPORT(TOKENS, "[constructor]token") token new_token(u32);
IMPORT(TOKENS, "[method]token.value") u32 token_value(token);
IMPORT(TOKENS, "[resource-drop]token") void drop_token_handle(token);
IMPORT(TOKENS, "read") u32 read_token(token);

typedef struct shelf {
  list_token tokens;
} shelf;

static void put(shelf* on, token x) {
  list_token* list = &on->tokens;
  token* longer = allocate((list->length + 1) * sizeof *longer, _Alignof(token));
  __builtin_memcpy(longer, list->data, list->length * sizeof *longer);
  release(list->data, list->length * sizeof *longer);
  longer[list->length] = x;
  *list = (list_token){longer, list->length + 1};
}

static void clear(shelf* it) {
  for (u32 i = 0; i < it->tokens.length; ++i) drop_token_handle(it->tokens.data[i]);
  drop_list_token(&it->tokens);
  it->tokens.length = 0;
}

static u32 sum_of(const shelf* it) {
  u32 sum = 0;
  for (u32 i = 0; i < it->tokens.length; ++i) sum += token_value(it->tokens.data[i]);
  return sum;
}

static shelf kept;

EXPORT(KEEPER "#make") token keeper_make(u32 value) { return new_token(value); }

typedef struct {
  u32 by_method, by_function;
} peeked;
EXPORT(KEEPER "#peek") peeked* keeper_peek(token x) {
  static peeked result;
  result = (peeked){token_value(x), read_token(x)};
  drop_token_handle(x);
  return &result;
}

EXPORT(KEEPER "#keep") void keeper_keep(token x) { put(&kept, x); }
EXPORT(KEEPER "#kept") u32 keeper_kept(void) { return kept.tokens.length; }
EXPORT(KEEPER "#drop-all") void keeper_drop_all(void) { clear(&kept); }

typedef struct {
  u8 tag;
  token some;
} option_token;
EXPORT(KEEPER "#give-back") option_token* keeper_give_back(void) {
  static option_token result;
  const u32 count = kept.tokens.length;
  if (count == 0) return result = (option_token){0}, &result;
  result = (option_token){1, kept.tokens.data[count - 1]};
  list_token fewer = {duplicate(kept.tokens.data, (count - 1) * sizeof(token), _Alignof(token)), count - 1};
  drop_list_token(&kept.tokens);
  kept.tokens = fewer;
  return &result;
}

IMPORT("[export]" KEEPER, "[resource-new]shelf") s32 new_shelf(shelf*);

EXPORT(KEEPER "#[constructor]shelf") s32 shelf_constructor(token first) {
  shelf* made = allocate(sizeof *made, _Alignof(shelf));
  *made = (shelf){0};
  ++alive;
  put(made, first);
  return new_shelf(made);
}
EXPORT(KEEPER "#[dtor]shelf") void shelf_destructor(shelf* self) {
  clear(self);
  release(self, sizeof *self);
  --alive;
}
EXPORT(KEEPER "#[method]shelf.add") void shelf_add(shelf* self, token x) { put(self, x); }
EXPORT(KEEPER "#[method]shelf.sum") u32 shelf_sum(shelf* self) { return sum_of(self); }
EXPORT(KEEPER "#[method]shelf.take") list_token* shelf_take(shelf* self) {
  static list_token result;
  result = self->tokens;
  self->tokens = (list_token){0};
  return &result;
}
EXPORT("cabi_post_" KEEPER "#[method]shelf.take") void post_shelf_take(list_token* result) { drop_list_token(result); }
/// Whether the token is worth more than the other shelf, and this one too.
EXPORT(KEEPER "#[method]shelf.compare") s32 shelf_compare(shelf* self, token x, shelf* other) {
  const u32 value = token_value(x);
  drop_token_handle(x);
  return value > sum_of(other) && value > sum_of(self);
}
