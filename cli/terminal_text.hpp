#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Text from inputs on its way to a terminal: names in a hostile file must not move the cursor, recolour or reorder what
// a person reads.

namespace witc::cli {

/// Text that is safe to print, and where each of its original bytes came to stand.
struct TerminalText {
  std::string text;
  std::vector<std::size_t> columns;  ///< display column (0-based) of each original byte, and of the end
  std::size_t width() const { return columns.back(); }
};

/// Tabs become spaces up to the next multiple of four; control characters, bidirectional overrides and bytes that are
/// not UTF-8 become visible escapes such as \u{1b} and \xff. Wide characters count two columns, combining marks none.
TerminalText to_terminal(std::string_view text);

/// The same escapes for running text; line feeds stay.
std::string escape_for_terminal(std::string_view text);

}  // namespace witc::cli
