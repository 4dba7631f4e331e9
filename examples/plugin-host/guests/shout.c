#include <ctype.h>

#include "plugin.h"

const char description[] = "all letters are capitals";

result apply(string text) {
  if (text.length == 0) return error("there is nothing to shout");
  for (size_t i = 0; i < text.length; ++i) text.data[i] = (char)toupper((unsigned char)text.data[i]);
  return ok(text);
}
