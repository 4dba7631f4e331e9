#pragma once

#include <string>

#include "witc/types.hpp"
#include "witc/val.hpp"

namespace witc::cli::wast {

/// Whether a result is what the script says: of the same shape and equal, but all NaNs are one, zeros have signs, an
/// empty list is one of anything, and flags stand in any order.
bool matches(const Val& result, const Val& expected);

/// The value of a script as one of the type, if it is one: only the type says what an empty list is one of.
Val fit(const Val& value, const Type& type);

/// As scripts spell it.
std::string to_string(const Val& value);

}  // namespace witc::cli::wast
