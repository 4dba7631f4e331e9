#pragma once

#include <cstdint>
#include <vector>

namespace witc::runtime {

class ComponentInstanceState;
class LinkedInstance;
class StoreState;
struct CanonState;

/// What one component-level call in progress borrowed and lent (CanonicalABI.md: Task.num_borrows, Subtask.lenders, as
/// far as synchronous calls need them). Lives on the stack of the call.
struct CallScope {
  ComponentInstanceState* callee = nullptr;  ///< null for a host callee
  ComponentInstanceState* caller = nullptr;  ///< null for a host caller
  std::uint32_t num_borrows = 0;             ///< borrow handles the callee must drop before it returns
  std::vector<std::uint32_t> lenders;        ///< handles of the caller whose num_lends this call holds
};

/// What the walk's hooks know about the call they serve; abi::Context::instance points to it.
struct CallFrame {
  StoreState* store = nullptr;
  LinkedInstance* owner = nullptr;
  const CanonState* options = nullptr;  ///< of the guest side of this call
  CallScope* scope = nullptr;
  bool dynamic = false;  ///< resource keys are types::ResourceId indices, values are host handles
};

}  // namespace witc::runtime
