#include "plugin.h"

const char description[] = "no vowels";

result apply(string text) {
  size_t kept = 0;
  for (size_t i = 0; i < text.length; ++i)
    if (!strchr("aeiouAEIOU", text.data[i])) text.data[kept++] = text.data[i];
  if (kept == text.length) say(warning, "there were none before");
  text.length = kept;
  return ok(text);
}
