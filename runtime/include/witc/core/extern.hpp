#pragma once

#include <variant>

#include "witc/core/func.hpp"
#include "witc/core/global.hpp"
#include "witc/core/memory.hpp"
#include "witc/core/table.hpp"
#include "witc/core/tag.hpp"
#include "witc/core/types.hpp"

namespace witc::core {

/// What an instance exports and a module imports (core spec, execution/runtime: external values).
using Extern = std::variant<Func, Table, Memory, Global, Tag>;

/// The type as it is now: sizes of memories and tables are their minima.
ExternType type_of(const Extern& item);

}  // namespace witc::core
