#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// String literals of the text formats (core spec, text/values: strings). WIT has taken them over.

namespace witc {

struct StringLiteral {
  std::size_t length = 0;       ///< with both quotes, or up to the fault: the opening quote when there is no other
  const char* fault = nullptr;  ///< what is wrong at `length`; null for a good one
};

/// Reads the literal that `text` starts with; its first character is the opening quote.
StringLiteral scan_string_literal(std::string_view text);

/// The bytes a literal stands for, given with its quotes. They need not be UTF-8. The literal must have no fault.
std::string decode_string_literal(std::string_view literal);

}  // namespace witc
