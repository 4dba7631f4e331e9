// Opens buckets, writes, reads, and closes them. Names and layouts are those of the canonical ABI (CanonicalABI.md): a
// handle is a number, a text or a list is an address and a length, and what does not fit into one word is returned by
// way of an address that the caller gives.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define IMPORT(name) __attribute__((import_module("example:key-value/store@1.0.0"), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name)))

typedef struct {
  const void* data;
  size_t length;
} list;
typedef int bucket;

enum { no_such_bucket, over_quota };
typedef struct {
  uint8_t kind;
  uint64_t over;
} failure;
typedef struct {
  bool is_error;
  union {
    bucket ok;
    failure error;
  };
} bucket_or_failure;
typedef struct {
  bool is_error;
  failure error;
} nothing_or_failure;
typedef struct {
  bool is_some;
  list value;
} maybe_list;

IMPORT("[constructor]bucket") bucket make_bucket(const char* name, size_t length);
IMPORT("[static]bucket.open") void open_bucket(const char* name, size_t length, bucket_or_failure* result);
IMPORT("[method]bucket.get") void get(bucket self, const char* key, size_t length, maybe_list* result);
IMPORT("[method]bucket.put")
void put(bucket self, const char* key, size_t key_length, const void* value, size_t length, nothing_or_failure* result);
IMPORT("[method]bucket.keys") void keys(bucket self, list* result);
IMPORT("[resource-drop]bucket") void drop_bucket(bucket self);

static bool put_text(bucket self, const char* key, const char* value) {
  nothing_or_failure result;
  put(self, key, strlen(key), value, strlen(value), &result);
  return !result.is_error;
}

static struct {
  bool is_error;
  list text;
} answer;
static const void* answer_with(bool is_error, const char* text) {
  answer.is_error = is_error;
  answer.text = (list){text, strlen(text)};
  return &answer;
}

EXPORT("run") const void* run(void) {
  bucket_or_failure opened;
  open_bucket("greetings", 9, &opened);
  if (!opened.is_error || opened.error.kind != no_such_bucket) return answer_with(true, "a bucket before its time");

  const bucket written = make_bucket("greetings", 9);
  put_text(written, "italian", "ciao");
  put_text(written, "german", "hallo");
  if (put_text(written, "welsh", "a greeting that is longer than the quota")) return answer_with(true, "no quota");
  drop_bucket(written);

  open_bucket("greetings", 9, &opened);
  if (opened.is_error) return answer_with(true, "the bucket has gone");
  static char text[100];
  list names;
  keys(opened.ok, &names);
  for (size_t i = 0; i < names.length; ++i) {
    const list key = ((const list*)names.data)[i];
    maybe_list value;
    get(opened.ok, key.data, key.length, &value);
    if (!value.is_some) return answer_with(true, "a key without a value");
    if (i > 0) strcat(text, " ");
    strncat(text, value.value.data, value.value.length);
  }
  drop_bucket(opened.ok);
  make_bucket("forgotten", 9);  // closed by the host when this instance ends
  return answer_with(false, text);
}

/// The host puts what it returns into memory that it gets here. Nothing is given back: this guest runs once.
EXPORT("cabi_realloc") void* cabi_realloc(void* old, size_t old_size, size_t alignment, size_t size) {
  (void)old_size, (void)alignment;  // malloc's is enough for everything
  void* memory = realloc(old, size);
  if (!memory && size > 0) __builtin_trap();
  return memory;
}
