#include "plugin.h"

const char description[] = "looks for the last digit of pi";

result apply(string text) {
  say(info, "this may take a while");
  for (volatile unsigned digits = 0;; ++digits) {
  }
  return ok(text);
}
