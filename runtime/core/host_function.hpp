#pragma once

#include <memory>

#include "runtime/arch/entry.hpp"
#include "runtime/code/type_registry.hpp"
#include "witc/core/host_func.hpp"

namespace witc::runtime {

class CoreInstance;
class StoreState;

/// A function of the host with a core type (execution/runtime: host functions) in one store, which owns it. Each import
/// gets its own, so that the host can be told who imported what is called.
class HostFunction : HostContext {
 public:
  HostFunction(StoreState& store, const RegisteredType& type,
               std::shared_ptr<const core::detail::HostFunction> definition);
  HostFunction(const HostFunction&) = delete;
  HostFunction& operator=(const HostFunction&) = delete;

  codegen::FuncRef* func_ref() { return &ref_; }
  StoreState& store() const { return *state_; }
  const core::detail::HostFunction& definition() const { return *definition_; }
  /// Null when nothing imported it.
  CoreInstance* importer() const { return importer_; }
  void set_importer(CoreInstance& instance) { importer_ = &instance; }

  /// What guest code passes as context.
  static HostFunction& of(void* context) { return static_cast<HostFunction&>(*static_cast<HostContext*>(context)); }
  /// Whether the native target is returning with a trap.
  void set_trapped(bool trapped) { HostContext::trapped = trapped; }

 private:
  static bool enter(HostContext* context, SpilledRegisters* registers, const std::uint64_t* stack);
  bool call(SpilledRegisters& registers, const std::uint64_t* stack);

  StoreState* state_;
  CoreInstance* importer_ = nullptr;
  const RegisteredType* type_;
  std::shared_ptr<const core::detail::HostFunction> definition_;
  codegen::FuncRef ref_;
};

}  // namespace witc::runtime
