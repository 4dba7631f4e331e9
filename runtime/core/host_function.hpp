#pragma once

#include <functional>
#include <memory>
#include <span>

#include "codegen/native_signature.hpp"
#include "runtime/arch/entry.hpp"
#include "runtime/code/type_registry.hpp"
#include "witc/trap.hpp"

namespace witc::runtime {

class StoreState;

/// A function of the host with a core type (execution/runtime: host functions). The store owns it.
class HostFunction : HostContext {
 public:
  /// `results` has a cell per result. A trap it returns ends the guest.
  using Body = std::function<Outcome<>(StoreState& store, std::span<const codegen::Cell> params,
                                       std::span<codegen::Cell> results)>;

  HostFunction(StoreState& store, const RegisteredType& type, Body body);
  HostFunction(const HostFunction&) = delete;
  HostFunction& operator=(const HostFunction&) = delete;

  codegen::FuncRef* func_ref() { return &ref_; }

 private:
  static bool enter(HostContext* context, SpilledRegisters* registers, const std::uint64_t* stack);
  Outcome<> call(SpilledRegisters& registers, const std::uint64_t* stack);

  StoreState* state_;
  const RegisteredType* type_;
  codegen::NativeSignature native_;
  Body body_;
  codegen::FuncRef ref_;
};

}  // namespace witc::runtime
