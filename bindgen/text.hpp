#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bindgen/view.hpp"
#include "types/package_graph.hpp"

// Pieces of C++ text.

namespace witc::bindgen {

inline constexpr std::size_t line_width = 110;

std::string join(const std::vector<std::string>& items, std::string_view separator = ", ");
/// `before(a, b, c)after`, broken after the bracket and between items where it would be too wide; the first line is
/// printed `indent` to the right. `before` ends and `after` begins with the bracket.
std::string wrap_list(const std::string& before, const std::vector<std::string>& items, const std::string& after,
                      std::size_t indent);
/// A string literal.
std::string quoted(std::string_view text);
/// Documentation and deprecation of an item.
Doc doc_of(const std::string& docs, const wit::Stability& stability = {});

}  // namespace witc::bindgen
