#include "runtime/core/host_function.hpp"

#include <cstring>
#include <utility>
#include <vector>

#include "runtime/core/api.hpp"
#include "runtime/core/store_state.hpp"

namespace witc {

namespace runtime {

namespace {

using core::detail::Slot;

static_assert(sizeof(Slot) == sizeof(codegen::Cell) && alignof(Slot) == alignof(codegen::Cell));
static_assert(core::detail::integer_registers == codegen::integer_registers);
static_assert(core::detail::vector_registers == codegen::vector_registers);

/// Space for the values of one call; on the stack as long as they are few.
class Slots {
 public:
  explicit Slots(std::size_t count) {
    if (count > std::size(few_)) many_.resize(count);
  }
  Slot* data() { return many_.empty() ? few_ : many_.data(); }

 private:
  Slot few_[24];
  std::vector<Slot> many_;
};

}  // namespace

HostFunction::HostFunction(StoreState& store, const RegisteredType& type,
                           std::shared_ptr<const core::detail::HostFunction> definition)
    : state_(&store), type_(&type), definition_(std::move(definition)) {
  HostContext::store = store.context();
  const void* native = definition_->native_target();
  target = native ? native : reinterpret_cast<const void*>(&HostFunction::enter);
  pop_bytes = type.native->pop_bytes();
  const auto entry = native ? &witc_host_entry : &witc_host_entry_spilled;
  ref_ = {reinterpret_cast<const void*>(entry), static_cast<HostContext*>(this), type_};
}

bool HostFunction::enter(HostContext* context, SpilledRegisters* registers, const std::uint64_t* stack) {
  return of(context).call(*registers, stack);
}

bool HostFunction::call(SpilledRegisters& registers, const std::uint64_t* stack) {
  using Place = codegen::NativeSignature::Place;
  const auto& native = *type_->native;
  Slots params(native.params.size());
  for (std::size_t i = 0; i < native.params.size(); ++i) {
    Slot& slot = params.data()[i];
    const auto& [place, position, stack_bytes] = native.params[i];
    switch (place) {
      case Place::integer_register: core::detail::put(slot, registers.integers[position]); break;
      case Place::vector_register: std::memcpy(&slot, &registers.vectors[position], sizeof slot); break;
      case Place::stack:
        slot = {};
        std::memcpy(&slot, reinterpret_cast<const std::byte*>(stack) + position, stack_bytes);
    }
  }
  const std::size_t result_count = type_->type.func.results.size();
  Slots results(result_count);
  core::detail::HostCall call(static_cast<HostContext*>(this));
  if (!definition_->call(call, params.data(), results.data())) return false;
  if (result_count > 0) std::memcpy(&registers.result, results.data(), sizeof(Slot));
  if (result_count > 1) std::memcpy(call.more_results(), results.data() + 1, (result_count - 1) * sizeof(Slot));
  return true;
}

}  // namespace runtime

namespace core::detail {

namespace {

/// A host function with dynamic values.
class DynamicHostFunction final : public HostFunction {
 public:
  DynamicHostFunction(FuncType type, DynamicFunction function)
      : HostFunction(std::move(type)), function_(std::move(function)) {}

  bool call(HostCall& call, const Slot* params, Slot* results) const override {
    return guarded(call, [&] { return run(call, params, results); });
  }

 private:
  bool run(HostCall& call, const Slot* params, Slot* results) const {
    runtime::StoreState& store = call.store();
    std::vector<Val> arguments;
    arguments.reserve(type().params.size());
    for (const ValType param : type().params)
      arguments.push_back(runtime::to_val(store, runtime::cell_of(*params++), runtime::to_wasm(param)));
    std::vector<Val> values;
    values.reserve(type().results.size());
    for (const ValType result : type().results) values.push_back(runtime::to_val(store, {}, runtime::to_wasm(result)));
    HostCaller caller(store, call.importer());
    if (auto outcome = function_(caller, arguments, values); !outcome) {
      call.stop(std::move(outcome).error());
      return false;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto cell = runtime::to_cell(store, values[i], runtime::to_wasm(type().results[i]));
      if (!cell) {
        call.stop(Trap(TrapCode::host_misuse,
                       "result " + std::to_string(i) + " of a host function: " + cell.error().message));
        return false;
      }
      std::memcpy(&results[i], &*cell, sizeof *cell);
    }
    return true;
  }

  DynamicFunction function_;
};

}  // namespace

HostCall::HostCall(void* context) : context_(context) {
  const auto& function = runtime::HostFunction::of(context);
  function_ = &function.definition();
  store_ = &function.store();
  importer_ = function.importer();
}
Slot* HostCall::more_results() const { return reinterpret_cast<Slot*>(store_->context()->results); }
void HostCall::stop(Trap trap) { store_->set_pending_trap(std::move(trap)); }
void HostCall::finish(bool ok) { runtime::HostFunction::of(context_).set_trapped(!ok); }

std::shared_ptr<const HostFunction> make_host_function(FuncType type, DynamicFunction function) {
  return std::make_shared<const DynamicHostFunction>(std::move(type), std::move(function));
}

Func make_func(StoreRef store, std::shared_ptr<const HostFunction> function) {
  runtime::StoreState& state = store.state();
  const auto& type = state.engine().types.function_type(runtime::to_wasm(function->type()));
  return Func(state, *state.make_host_function(std::move(function), type).func_ref());
}

}  // namespace core::detail

namespace core {

Expected<Func> make_func(StoreRef store, FuncType type, DynamicFunction function) {
  WITC_TRY(runtime::check_type(store.state().engine().types, type));
  return detail::make_func(store, detail::make_host_function(std::move(type), std::move(function)));
}

}  // namespace core

}  // namespace witc
