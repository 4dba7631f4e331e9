#pragma once

#include <string>
#include <string_view>

namespace witc::testing {

/// A resolved graph as JSON without its numbering: interfaces, worlds and named types are called by their names, and
/// anonymous types are spelled out where they are used. Two graphs are the same exactly when their normal forms are.
/// Items of worlds keep their order. Left out: the stability of anonymous types, which follows from what they are made
/// of.
std::string normal_form(std::string_view json);

}  // namespace witc::testing
