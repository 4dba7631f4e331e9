#include "runtime/core/host_function.hpp"

#include <cstring>
#include <utility>
#include <vector>

#include "runtime/core/store_state.hpp"

namespace witc::runtime {

HostFunction::HostFunction(StoreState& store, const RegisteredType& type, Body body)
    : state_(&store), type_(&type), native_(type.type.func), body_(std::move(body)) {
  HostContext::store = store.context();
  target = reinterpret_cast<const void*>(&HostFunction::enter);
  pop_bytes = native_.pop_bytes();
  ref_ = {reinterpret_cast<const void*>(&witc_host_entry_spilled), static_cast<HostContext*>(this), type_};
}

bool HostFunction::enter(HostContext* context, SpilledRegisters* registers, const std::uint64_t* stack) {
  auto& self = *static_cast<HostFunction*>(context);
  auto outcome = self.call(*registers, stack);
  if (outcome) return true;
  self.state_->set_pending_trap(std::move(outcome).error());
  return false;
}

Outcome<> HostFunction::call(SpilledRegisters& registers, const std::uint64_t* stack) {
  using Place = codegen::NativeSignature::Place;
  std::vector<codegen::Cell> params(native_.params.size());
  for (std::size_t i = 0; i < params.size(); ++i) {
    const auto& param = native_.params[i];
    switch (param.place) {
      case Place::integer_register: params[i].i64 = registers.integers[param.position]; break;
      case Place::vector_register: params[i] = registers.vectors[param.position]; break;
      case Place::stack:
        std::memcpy(&params[i], reinterpret_cast<const std::byte*>(stack) + param.position,
                    type_->type.func.params[i].kind == wasm::ValKind::v128 ? 16 : 8);
    }
  }
  std::vector<codegen::Cell> results(type_->type.func.results.size());
  auto outcome = body_(*state_, params, results);
  if (!outcome) return outcome;
  if (!results.empty()) {
    registers.result = results.front();
    if (results.size() > 1)
      std::memcpy(HostContext::store->results, &results[1], (results.size() - 1) * sizeof(codegen::Cell));
  }
  return {};
}

}  // namespace witc::runtime
