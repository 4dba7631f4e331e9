#include "plugin.h"

const char description[] = "wants a copy for everybody";

result apply(string text) {
  enum { everybody = 1 << 20 };
  string copies = {malloc(everybody * text.length), everybody * text.length};
  if (!copies.data) return error("there is not enough memory");
  for (size_t i = 0; i < everybody; ++i) memcpy(copies.data + i * text.length, text.data, text.length);
  return ok(copies);
}
