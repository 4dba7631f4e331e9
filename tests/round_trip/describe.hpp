#pragma once

#include <functional>
#include <span>
#include <string>

#include "witc/val.hpp"

namespace witc::testing {

/// A text that is the same for values that are the same to the last bit; but a NaN is a NaN (CanonicalABI.md:
/// canonicalize_nan32), and a list of bytes may be kept in either way. `handle` describes resources.
using DescribeHandle = std::function<std::string(const Val&)>;
std::string describe(const Val& value, const DescribeHandle& handle = {});
/// One line each.
std::string describe_all(std::span<const Val> values, const DescribeHandle& handle = {});

}  // namespace witc::testing
