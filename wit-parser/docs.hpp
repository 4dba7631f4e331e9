#pragma once

#include <span>
#include <string>

#include "wit-parser/token.hpp"

namespace witc::wit {

/// The text of an item's documentation: the comments right before it, of any kind as the reference implementation has
/// it, without their markers and common indentation. Lines end with "\n", the last one with nothing.
std::string documentation(std::span<const Comment> comments);

}  // namespace witc::wit
