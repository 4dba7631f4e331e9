#include "plugin.h"

/// The host puts what it passes into memory that it gets here.
EXPORT("cabi_realloc") void* cabi_realloc(void* old, size_t old_size, size_t alignment, size_t size) {
  (void)old_size, (void)alignment;  // malloc's is enough for everything
  void* memory = realloc(old, size);
  if (!memory && size > 0) __builtin_trap();
  return memory;
}

EXPORT("describe") const string* export_describe(void) {
  static string answer;
  answer = (string){(char*)description, strlen(description)};
  return &answer;
}

static result answer;
EXPORT("apply") const result* export_apply(char* data, size_t length) {
  answer = apply((string){data, length});
  return &answer;
}
/// When the host has taken the result.
EXPORT("cabi_post_apply") void free_answer(const result* taken) { free(taken->text.data); }
