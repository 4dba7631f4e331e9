// Text for the guests of other people's worlds, whose functions say what they want or compute something.
#pragma once
#include "tests/round_trip/guests/guest.h"

/// For values that were agreed upon: traps unless it is so.
MAYBE_UNUSED static void require(boolean it) {
  if (!it) __builtin_trap();
}

MAYBE_UNUSED static u32 length_of(const char* text) {
  u32 length = 0;
  while (text[length]) ++length;
  return length;
}

MAYBE_UNUSED static string new_string(const char* text) {
  return (string){duplicate(text, length_of(text), 1), length_of(text)};
}

MAYBE_UNUSED static boolean equals(const string* x, const char* text) {
  if (x->length != length_of(text)) return 0;
  for (u32 i = 0; i < x->length; ++i)
    if (((const char*)x->data)[i] != text[i]) return 0;
  return 1;
}

/// Appends a copy.
MAYBE_UNUSED static void append(string* to, const void* text, u32 length) {
  char* longer = allocate(to->length + length, 1);
  __builtin_memcpy(longer, to->data, to->length);
  __builtin_memcpy(longer + to->length, text, length);
  drop_string(to);
  *to = (string){longer, to->length + length};
}
