#pragma once

#include <vector>

#include "wit-parser/resolver/context.hpp"

namespace witc::wit {

/// WIT.md: Union of Worlds with `include`. Adds the items of `from`, which is complete, to `into`. The types that
/// `from` defines itself are defined anew.
struct Inclusion {
  WorldId from;
  WorldId into;
  const ast::Include& ast;
};
void include_world(const Inclusion& inclusion, Scope& imports, Scope& exports, ResolveContext& context);

}  // namespace witc::wit
