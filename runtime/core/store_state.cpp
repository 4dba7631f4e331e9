#include "runtime/core/store_state.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "codegen/native_signature.hpp"
#include "runtime/component/linked_instance.hpp"
#include "runtime/trap/signals.hpp"

namespace witc::runtime {

namespace {

/// Stack that guest code never touches, so that host functions and the C library have room at any nesting.
constexpr std::uintptr_t host_stack_reserve = 128 * 1024;
constexpr std::size_t max_results = 1000;

std::vector<Frame> describe(const RawBacktrace& raw) {
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < raw.count; ++i) {
    const CompiledModule* module = find_code(raw.addresses[i]);
    if (!module) continue;
    if (auto frame = module->describe(raw.addresses[i])) frames.push_back(std::move(*frame));
  }
  return frames;
}

std::uintptr_t stack_limit(const Config& config) {
  const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  const std::uintptr_t lowest = thread_stack_low() + host_stack_reserve;
  const std::uintptr_t wanted = here > config.max_wasm_stack() ? here - config.max_wasm_stack() : 0;
  return std::max(lowest, wanted);
}

[[gnu::noinline]] void scan_stack(RootVisitor& visitor, const void* base) {
  visitor.words(__builtin_frame_address(0), base);
}

}  // namespace

StoreState::StoreState(std::shared_ptr<EngineState> engine, void* host_data)
    : engine_(std::move(engine)), host_data_(host_data), results_(std::make_unique<codegen::Cell[]>(max_results)) {
  context_.store = this;
  context_.results = results_.get();
}

StoreState::~StoreState() {
  host_handles_.for_each([](ResourceHandle& handle) {
    if (handle.own && handle.type->destroy) handle.type->destroy(handle.rep);
  });
}

CoreInstance* StoreState::adopt(std::unique_ptr<CoreInstance> instance) {
  return instances_.emplace_back(std::move(instance)).get();
}
Memory* StoreState::adopt(std::shared_ptr<Memory> memory) {
  memory->limit(limits.memory_bytes);
  return memories_.emplace_back(std::move(memory)).get();
}
void StoreState::share(Memory& memory) {
  const auto is_it = [&](const auto& owned) { return owned.get() == &memory; };
  if (std::none_of(memories_.begin(), memories_.end(), is_it)) memories_.push_back(memory.shared_from_this());
}
Table* StoreState::adopt(std::unique_ptr<Table> table) { return tables_.emplace_back(std::move(table)).get(); }
Tag* StoreState::adopt(std::unique_ptr<Tag> tag) { return tags_.emplace_back(std::move(tag)).get(); }
HostFunction* StoreState::adopt(std::unique_ptr<HostFunction> function) {
  return host_functions_.emplace_back(std::move(function)).get();
}
LinkedInstance* StoreState::adopt(std::unique_ptr<LinkedInstance> instance) {
  return linked_.emplace_back(std::move(instance)).get();
}

bool StoreState::owns_memory_address(std::uintptr_t address) const {
  return std::any_of(memories_.begin(), memories_.end(),
                     [&](const auto& memory) { return memory->reservation_contains(address); });
}

Outcome<> StoreState::enter(GuestCall& call) {
  prepare_thread_for_guest_code(engine_->config.signals_based_traps());
  Activation activation{.stack_pointer = nullptr,
                        .previous = static_cast<Activation*>(context_.activation),
                        .previous_exit_frame = context_.exit_frame,
                        .store = &context_};
  if (!activation.previous) {
    context_.stack_limit = stack_limit(engine_->config);
    stack_base_ = &activation + 1;
  }
  context_.activation = &activation;
  Activation* const outer = exchange_current_activation(&activation);
  const bool trapped = witc_enter_guest(&call, &activation) != 0;
  exchange_current_activation(outer);
  context_.activation = activation.previous;
  context_.exit_frame = activation.previous_exit_frame;
  if (!trapped) [[likely]]
    return {};

  if (SignalTrap& signal = current_signal_trap(); signal.pending) {
    signal.pending = false;
    Trap trap(signal.code, std::string(to_string(signal.code)));
    trap.frames = describe(signal.backtrace);
    return std::unexpected(std::move(trap));
  }
  return std::unexpected(take_pending_trap());
}

GlobalRef StoreState::adopt_global(const wasm::GlobalType& type, const codegen::Cell& value) {
  auto& global = host_globals_.emplace_back(HostGlobal{value, type});
  return {&global.cell, type};
}

Heap& StoreState::heap() {
  if (!heap_) heap_ = std::make_unique<Heap>(limits.heap_bytes, [this](RootVisitor& visitor) { visit_roots(visitor); });
  return *heap_;
}

void StoreState::visit_roots(RootVisitor& visitor) {
  visitor.reference(context_.exception);
  visitor.words(results_.get(), results_.get() + max_results);
  for (const auto& global : host_globals_)
    if (global.type.type.is_ref()) visitor.reference(global.cell.ref);
  for (const auto& instance : instances_) instance->visit_roots(visitor);
  for (const auto& table : tables_)
    for (std::uint64_t i = 0; i < table->size(); ++i) visitor.reference((*table)[i]);
  if (!context_.activation) return;
  __builtin_unwind_init();  // registers that guest code left references in go to this frame, which is above the next
  scan_stack(visitor, stack_base_);
}

void StoreState::set_pending_trap(Trap trap) {
  if (pending_) return;
  if (trap.frames.empty()) trap.frames = backtrace();
  pending_ = std::move(trap);
}

Trap StoreState::take_pending_trap() {
  if (!pending_) return Trap(TrapCode::host_error, "a host function failed without saying why");
  Trap trap = std::move(*pending_);
  pending_.reset();
  return trap;
}

std::vector<Frame> StoreState::backtrace() const {
  RawBacktrace raw;
  if (context_.exit_frame) raw.walk(0, context_.exit_frame, static_cast<const Activation*>(context_.activation));
  return describe(raw);
}

Outcome<> StoreState::call(codegen::FuncRef& function, const wasm::FuncType& type,
                           std::span<const codegen::Cell> params, std::span<codegen::Cell> results) {
  GuestCall call;
  call.code = function.code;
  call.context = function.context;
  const codegen::NativeSignature native(type);
  std::vector<std::uint64_t> words(native.stack_bytes / 8);
  for (std::size_t i = 0; i < type.params.size(); ++i) {
    using enum codegen::NativeSignature::Place;
    const auto& [place, position] = native.params[i];
    switch (place) {
      case integer_register: call.integers[position] = params[i].i64; break;
      case vector_register: call.vectors[position] = params[i]; break;
      case stack: std::memcpy(&words[position / 8], &params[i], type.params[i] == wasm::v128 ? 16 : 8); break;
    }
  }
  call.stack_words = words.size();
  call.stack = words.data();
  if (auto outcome = enter(call); !outcome) return outcome;
  for (std::size_t i = 0; i < type.results.size() && i < results.size(); ++i) {
    if (i > 0)
      results[i] = context_.results[i - 1];
    else
      results[i] = native.vector_result ? call.vector_result : call.integer_result;
  }
  return {};
}

}  // namespace witc::runtime
