#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace witc {

/// Whether `text` is well-formed UTF-8 throughout: no surrogates, no overlong forms, nothing beyond U+10FFFF.
bool is_utf8(std::string_view text);

/// One step through text that may not be UTF-8.
struct DecodedCharacter {
  std::optional<char32_t> code_point;  ///< nothing when the bytes are not well-formed
  std::size_t length = 0;              ///< bytes to step over: one when ill-formed, none only at the end of the text
};
DecodedCharacter decode_utf8(std::string_view text);

/// Appends a code point, at most U+10FFFF.
void append_utf8(std::string& out, char32_t code_point);

}  // namespace witc
