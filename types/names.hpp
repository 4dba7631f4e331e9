#pragma once

#include <string>
#include <string_view>

namespace witc::types {

/// Explainer.md: label. Words of letters and digits joined by '-', each in one case, the first starting with a letter.
bool is_label(std::string_view text);

/// Labels that differ only in case collide (Explainer.md: Name uniqueness): the form to compare.
std::string lower_case(std::string_view label);

}  // namespace witc::types
