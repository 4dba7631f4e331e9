#pragma once

#include <cstdint>

#include "witc/detail/call_scope.hpp"

namespace witc::detail {
class HostFunction;
}

namespace witc::runtime {

/// The start of every host function's context. Read by assembly (arch/entry.hpp).
struct HostContext {
  codegen::StoreContext* store = nullptr;  ///< same place as in codegen::InstanceHeader
  const void* target = nullptr;
  std::uint32_t trapped = 0;    ///< set by `target` before it returns when a trap is pending
  std::uint32_t pop_bytes = 8;  ///< codegen::NativeSignature::pop_bytes
};

/// The context of a lowered function: what calls into the host need first.
struct LoweredFunction : HostContext {
  StoreState* owning_store = nullptr;
  LinkedInstance* owner = nullptr;
  CanonState options;
  const detail::HostFunction* host = nullptr;  ///< null when something else than a typed host function is called
};

}  // namespace witc::runtime
