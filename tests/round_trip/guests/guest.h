// What the guests share: memory that knows what is alive, and the values of the canonical ABI as C types. On wasm32, C
// lays out the members of structs and unions as CanonicalABI.md does (Alignment; Element Size), so a value in linear
// memory is a struct. Every type T has a `copy_T`, which reads all of a value and makes a new one, and a `drop_T`,
// which gives back all the memory that belongs to one.
#pragma once

#include <stddef.h>
#include <stdint.h>

#define IMPORT(instance, name) __attribute__((import_module(instance), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name)))
#define MAYBE_UNUSED __attribute__((unused))

typedef uint8_t u8, boolean;
typedef int8_t s8;
typedef uint16_t u16;
typedef int16_t s16;
typedef uint32_t u32, character;
typedef int32_t s32;
typedef uint64_t u64;
typedef int64_t s64;
typedef float f32;
typedef double f64;

/// Blocks of size zero are no blocks: any address is one.
void* allocate(size_t size, size_t alignment);
/// Traps unless `block` is alive and was allocated with exactly that size.
void release(void* block, size_t size);
/// As allocate, with the bytes of `block`.
void* duplicate(const void* block, size_t size, size_t alignment);
/// What is alive.
u32 allocated_bytes(void);

// Types without memory of their own.
#define PLAIN(T)                                                   \
  MAYBE_UNUSED static inline T copy_##T(const T* x) { return *x; } \
  MAYBE_UNUSED static inline void drop_##T(T* x) { (void)x; }
PLAIN(boolean)
PLAIN(u8)
PLAIN(s8)
PLAIN(u16)
PLAIN(s16)
PLAIN(u32)
PLAIN(s32)
PLAIN(u64)
PLAIN(s64)
PLAIN(f32)
PLAIN(f64)
PLAIN(character)

// A string is as long as its encoding says: UTF-8, UTF-16, or either Latin-1 or UTF-16 with a tag in the length
// (CanonicalABI.md: load_string_from_range).
typedef struct {
  void* data;
  u32 length;
} string;
#ifdef UTF16
static inline size_t string_bytes(const string* x) { return 2 * (size_t)x->length; }
enum { string_alignment = 2 };
#elifdef LATIN1_OR_UTF16
static inline size_t string_bytes(const string* x) {
  const u32 tag = 0x80000000u;
  return x->length & tag ? 2 * (size_t)(x->length & ~tag) : x->length;
}
enum { string_alignment = 2 };
#else
static inline size_t string_bytes(const string* x) { return x->length; }
enum { string_alignment = 1 };
#endif
MAYBE_UNUSED static string copy_string(const string* x) {
  return (string){duplicate(x->data, string_bytes(x), string_alignment), x->length};
}
MAYBE_UNUSED static void drop_string(string* x) { release(x->data, string_bytes(x)); }

#define LIST(T)                                                                \
  typedef struct {                                                             \
    T* data;                                                                   \
    u32 length;                                                                \
  } list_##T;                                                                  \
  MAYBE_UNUSED static list_##T copy_list_##T(const list_##T* x) {              \
    list_##T copy = {allocate(x->length * sizeof(T), _Alignof(T)), x->length}; \
    for (u32 i = 0; i < x->length; ++i) copy.data[i] = copy_##T(&x->data[i]);  \
    return copy;                                                               \
  }                                                                            \
  MAYBE_UNUSED static void drop_list_##T(list_##T* x) {                        \
    for (u32 i = 0; i < x->length; ++i) drop_##T(&x->data[i]);                 \
    release(x->data, x->length * sizeof(T));                                   \
  }

// list<T, N>
#define FIXED_LIST(T, N)                                          \
  typedef struct {                                                \
    T at[N];                                                      \
  } T##_##N;                                                      \
  MAYBE_UNUSED static T##_##N copy_##T##_##N(const T##_##N* x) {  \
    T##_##N copy;                                                 \
    for (u32 i = 0; i < N; ++i) copy.at[i] = copy_##T(&x->at[i]); \
    return copy;                                                  \
  }                                                               \
  MAYBE_UNUSED static void drop_##T##_##N(T##_##N* x) {           \
    for (u32 i = 0; i < N; ++i) drop_##T(&x->at[i]);              \
  }

// Records and tuples. The macro T_fields(F) lists F(type, name).
#define FIELD(T, name) T name;
#define COPY_FIELD(T, name) .name = copy_##T(&x->name),
#define DROP_FIELD(T, name) drop_##T(&x->name);
#define RECORD(T)                                                                    \
  typedef struct {                                                                   \
    T##_fields(FIELD)                                                                \
  } T;                                                                               \
  MAYBE_UNUSED static T copy_##T(const T* x) { return (T){T##_fields(COPY_FIELD)}; } \
  MAYBE_UNUSED static void drop_##T(T* x) { T##_fields(DROP_FIELD) }

// Variants of fewer than 257 cases. The macro T_cases(F) lists F(number, type, name) of those with a payload.
#define CASE(number, T, name) T name;
#define COPY_CASE(number, T, name) \
  case number: copy.name = copy_##T(&x->name); break;
#define DROP_CASE(number, T, name) \
  case number: drop_##T(&x->name); break;
#define VARIANT(T, cases)                      \
  typedef struct {                             \
    u8 tag;                                    \
    union {                                    \
      T##_cases(CASE)                          \
    };                                         \
  } T;                                         \
  MAYBE_UNUSED static T copy_##T(const T* x) { \
    T copy = {.tag = x->tag};                  \
    if (x->tag >= cases) __builtin_trap();     \
    switch (x->tag) { T##_cases(COPY_CASE) }   \
    return copy;                               \
  }                                            \
  MAYBE_UNUSED static void drop_##T(T* x) {    \
    if (x->tag >= cases) __builtin_trap();     \
    switch (x->tag) { T##_cases(DROP_CASE) }   \
  }

// Flat values of a variant are joined (CanonicalABI.md: lift_flat_variant): floats travel as the bits of integers.
MAYBE_UNUSED static f64 f64_of(s64 bits) {
  f64 x;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}
MAYBE_UNUSED static void* pointer_of(s64 bits) { return (void*)(u32)bits; }

/// What is called when the host has read a result: gives back its memory (CanonicalABI.md: canon_lift, post_return).
#define POST_RETURN(id, name, T) \
  EXPORT("cabi_post_" INTERFACE "#" name) void post_##id(T* result) { drop_##T(result); }

#define OPEN(...) __VA_ARGS__

/// An exported function that gives its argument to the imported one of the same name, and returns a copy of the answer.
/// `params` and `args` are the flat parameters; what follows initializes the T that they stand for.
#define ECHO(id, name, T, params, args, ...)               \
  IMPORT(INTERFACE, name) void host_##id(OPEN params, T*); \
  EXPORT(INTERFACE "#" name) T* guest_##id(OPEN params) {  \
    static T result;                                       \
    T argument = __VA_ARGS__, answer;                      \
    host_##id(OPEN args, &answer);                         \
    drop_##T(&argument);                                   \
    result = copy_##T(&answer);                            \
    drop_##T(&answer);                                     \
    return &result;                                        \
  }                                                        \
  POST_RETURN(id, name, T)

/// The same where T is a pointer and a length.
#define ECHO_LIST(id, name, T) ECHO(id, name, T, (void* data, u32 length), (data, length), {data, length})

/// The same for what is one core value both ways.
#define ECHO_VALUE(id, name, T)           \
  IMPORT(INTERFACE, name) T host_##id(T); \
  EXPORT(INTERFACE "#" name) T guest_##id(T value) { return host_##id(value); }

/// An exported function that returns a copy of its argument, for guests without imports.
#define GIVE_BACK(id, name, T, params, ...)               \
  EXPORT(INTERFACE "#" name) T* guest_##id(OPEN params) { \
    static T result;                                      \
    T argument = __VA_ARGS__;                             \
    result = copy_##T(&argument);                         \
    drop_##T(&argument);                                  \
    return &result;                                       \
  }                                                       \
  POST_RETURN(id, name, T)
#define GIVE_BACK_LIST(id, name, T) GIVE_BACK(id, name, T, (void* data, u32 length), {data, length})
#define GIVE_BACK_VALUE(id, name, T) \
  EXPORT(INTERFACE "#" name) T guest_##id(T value) { return value; }
