#pragma once

#include <cstddef>
#include <string_view>

namespace witc {

/// Edits to turn one name into the other: a character more, less, another, or two swapped (optimal string alignment).
/// Takes time in the product of the lengths.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace witc
