#include "types/names.hpp"

#include <algorithm>

namespace witc::types {

namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_word(std::string_view word, bool first) {
  if (word.empty() || (first && is_digit(word[0]))) return false;
  return std::ranges::all_of(word, [](char c) { return is_lower(c) || is_digit(c); }) ||
         std::ranges::all_of(word, [](char c) { return is_upper(c) || is_digit(c); });
}

}  // namespace

bool is_label(std::string_view text) {
  bool first = true;
  for (;;) {
    const auto dash = text.find('-');
    if (!is_word(text.substr(0, dash), first)) return false;
    if (dash == std::string_view::npos) return true;
    text.remove_prefix(dash + 1);
    first = false;
  }
}

std::string lower_case(std::string_view label) {
  std::string text(label);
  std::ranges::transform(text, text.begin(), [](char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

}  // namespace witc::types
