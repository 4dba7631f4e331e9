#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "witc/abi/context.hpp"

// What typed calls look at without asking the library: they are compiled into the program that makes them.

namespace witc::codegen {
struct FuncRef;
struct NativeSignature;
struct StoreContext;
}  // namespace witc::codegen

namespace witc::runtime {

class ComponentInstanceState;
class LinkedInstance;
class StoreState;

/// CanonicalABI.md: ComponentInstance, as far as calls look at it.
struct InstanceFlags {
  InstanceFlags* parent = nullptr;
  bool may_leave = true;
  bool entered = false;  ///< a call into it is on the stack
  bool trapped = false;  ///< it ended; ComponentInstanceState has the reason
};

/// The canonical options of a definition at run time (CanonicalABI.md: CanonicalOptions).
struct CanonState {
  ComponentInstanceState* instance = nullptr;
  InstanceFlags* flags = nullptr;  ///< of the instance
  std::byte* memory_base = nullptr;
  const std::uint64_t* memory_length = nullptr;
  abi::StringEncoding encoding = abi::StringEncoding::utf8;
  bool canonical_nans = false;  ///< Config::deterministic
  codegen::FuncRef* realloc = nullptr;
  codegen::FuncRef* post_return = nullptr;
};

/// What one component-level call in progress borrowed and lent (CanonicalABI.md: Task.num_borrows, Subtask.lenders, as
/// far as synchronous calls need them). Lives on the stack of the call.
struct CallScope {
  ComponentInstanceState* callee = nullptr;  ///< null for a host callee
  ComponentInstanceState* caller = nullptr;  ///< null for a host caller
  std::uint32_t num_borrows = 0;             ///< borrow handles the callee must drop before it returns
  std::vector<std::uint32_t> lenders = {};   ///< handles of the caller whose num_lends this call holds
};

/// What the walk's hooks know about the call they serve; abi::Context::instance points to it.
struct CallFrame {
  StoreState* store = nullptr;
  LinkedInstance* owner = nullptr;
  const CanonState* options = nullptr;  ///< of the guest side of this call
  CallScope* scope = nullptr;
  bool dynamic = false;  ///< resource keys are types::ResourceId indices, values are host handles
};

extern const abi::Hooks component_hooks;

/// The walk's context for the guest side that the frame describes.
inline abi::Context make_context(CallFrame& frame) {
  abi::Context context;
  context.memory_base = frame.options->memory_base;
  context.memory_length = frame.options->memory_length;
  context.encoding = frame.options->encoding;
  context.canonical_nans = frame.options->canonical_nans;
  context.hooks = &component_hooks;
  context.instance = &frame;
  context.store = frame.store;
  return context;
}

/// Gives back what a call lent (CanonicalABI.md: deliver_resolve).
void return_lent(CallScope& scope);

}  // namespace witc::runtime
