#pragma once

#include "wit-parser/resolver/context.hpp"

namespace witc::wit {

/// WIT.md: Transitive imports and worlds. Adds the interfaces that a world's items need: to the imports, unless they
/// are needed by an export and exported themselves. Puts interfaces before types before functions, each after what it
/// needs. Refuses worlds in which an interface would be needed as an import and as an export at once.
void elaborate(WorldId world, Span name_span, ResolveContext& context);

}  // namespace witc::wit
