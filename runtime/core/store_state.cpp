#include "runtime/core/store_state.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "runtime/component/linked_instance.hpp"
#include "runtime/trap/signals.hpp"

namespace witc::runtime {

namespace {

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

[[gnu::noinline]] void scan_stack(RootVisitor& visitor, const void* base) {
  visitor.words(__builtin_frame_address(0), base);
}

}  // namespace

StoreState::StoreState(std::shared_ptr<EngineState> engine, void* host_data)
    : engine_(std::move(engine)), host_data_(host_data), results_(std::make_unique<codegen::Cell[]>(max_results)) {
  context_.store = this;
  context_.results = results_.get();
  context_.epoch = &engine_->epoch;
}

StoreState::~StoreState() {
  token_.reset();
  host_handles_.for_each([](ResourceHandle& handle) {
    if (handle.own) handle.type->abandon(handle.rep);
  });
  // Later instances may have handles to resources of earlier ones.
  while (!linked_.empty()) linked_.pop_back();
}

CoreInstance* StoreState::adopt(std::unique_ptr<CoreInstance> instance) {
  return instances_.emplace_back(std::move(instance)).get();
}
void StoreState::share(Memory& memory) {
  const auto is_it = [&](const auto& owned) { return owned.get() == &memory; };
  if (std::none_of(memories_.begin(), memories_.end(), is_it)) memories_.push_back(memory.shared_from_this());
}
Tag* StoreState::adopt(std::unique_ptr<Tag> tag) { return tags_.emplace_back(std::move(tag)).get(); }
LinkedInstance* StoreState::adopt(std::unique_ptr<LinkedInstance> instance) {
  return linked_.emplace_back(std::move(instance)).get();
}

bool StoreState::owns_memory_address(std::uintptr_t address) const {
  return std::any_of(memories_.begin(), memories_.end(),
                     [&](const auto& memory) { return memory->reservation_contains(address); });
}

void StoreState::take_over_signal_trap() {
  SignalTrap& signal = current_signal_trap();
  if (!std::exchange(signal.pending, false)) return;
  pending_.emplace(signal.code, std::string(to_string(signal.code)));
  pending_->frames = describe(signal.backtrace);
}

GlobalRef StoreState::adopt_global(const wasm::GlobalType& type, const codegen::Cell& value) {
  auto& global = host_globals_.emplace_back(HostGlobal{value, type});
  return {&global.cell, type};
}

Heap& StoreState::heap() {
  if (!heap_)
    heap_ = std::make_unique<Heap>(
        limits.heap_bytes, [this](RootVisitor& visitor) { visit_roots(visitor); },
        [this](std::size_t current, std::size_t desired) {
          return !limiter || limiter->heap_growing(current, desired);
        });
  return *heap_;
}

void StoreState::limit_heap(std::size_t bytes) {
  limits.heap_bytes = bytes;
  if (heap_) heap_->limit(bytes);
}

HostFunction& StoreState::make_host_function(std::shared_ptr<const core::detail::HostFunction> definition,
                                             const RegisteredType& type) {
  return host_functions_.emplace_back(*this, type, std::move(definition));
}

Expected<void> StoreState::admit_instance() const {
  const auto count = static_cast<std::uint32_t>(instances_.size());
  if (count >= limits.instances)
    return fail(ErrorCode::limit_exceeded,
                "the store has " + std::to_string(count) + " core instances, which is its limit");
  if (limiter && !limiter->instance_made(count))
    return fail(ErrorCode::limit_exceeded, "the store's limiter refuses one more core instance");
  return {};
}

Expected<Memory*> StoreState::make_memory(const wasm::MemoryType& type) {
  const std::uint64_t bytes = type.bytes(type.limits.min);
  if (bytes > limits.memory_bytes)
    return fail(ErrorCode::limit_exceeded, "a memory of " + std::to_string(bytes) +
                                               " bytes is larger than the store's limit of " +
                                               std::to_string(limits.memory_bytes));
  if (limiter && !limiter->memory_growing(0, bytes, type.max_bytes()))
    return fail(ErrorCode::limit_exceeded,
                "the store's limiter refuses a memory of " + std::to_string(bytes) + " bytes");
  WITC_TRY_ASSIGN(auto memory, Memory::make(type, engine_->config));
  memory->limit(limits.memory_bytes);
  return memories_.emplace_back(std::move(memory)).get();
}

Expected<Table*> StoreState::make_table(const wasm::TableType& type, void* initial) {
  if (type.limits.min > limits.table_elements)
    return fail(ErrorCode::limit_exceeded, "a table of " + std::to_string(type.limits.min) +
                                               " elements is larger than the store's limit of " +
                                               std::to_string(limits.table_elements));
  if (limiter && !limiter->table_growing(0, type.limits.min, type.limits.max))
    return fail(ErrorCode::limit_exceeded,
                "the store's limiter refuses a table of " + std::to_string(type.limits.min) + " elements");
  const std::uint64_t most = engine_->config.limits().core.table_elements;
  WITC_TRY_ASSIGN(auto table, Table::make(type, initial, std::min(limits.table_elements, most)));
  return tables_.emplace_back(std::move(table)).get();
}

std::int64_t StoreState::grow(Memory& memory, std::uint64_t delta_pages) {
  if (limiter && delta_pages != 0) {
    const std::uint64_t pages = memory.pages();
    if (!memory.may_grow(delta_pages)) return -1;
    const auto& type = memory.type();
    if (!limiter->memory_growing(type.bytes(pages), type.bytes(pages + delta_pages), type.max_bytes())) return -1;
  }
  return memory.grow(delta_pages);
}

std::int64_t StoreState::grow(Table& table, std::uint64_t delta, void* value) {
  if (limiter && delta != 0) {
    if (!table.may_grow(delta)) return -1;
    if (!limiter->table_growing(table.size(), table.size() + delta, table.type().limits.max)) return -1;
  }
  return table.grow(delta, value);
}

void StoreState::visit_roots(RootVisitor& visitor) {
  visitor.reference(context_.exception);
  visitor.words(results_.get(), results_.get() + max_results);
  roots_.for_each([&](void* value) { visitor.reference(value); });
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

Outcome<> StoreState::call(codegen::FuncRef& function, std::span<const codegen::Cell> params,
                           std::span<codegen::Cell> results) {
  const codegen::NativeSignature& native = *registered(function.type).native;
  GuestCall call(function);
  std::uint64_t few_words[16];
  std::vector<std::uint64_t> many_words;
  std::uint64_t* words = few_words;
  if (native.stack_bytes > sizeof few_words) {
    many_words.resize(native.stack_bytes / 8);
    words = many_words.data();
  }
  for (std::size_t i = 0; i < native.params.size(); ++i) {
    using enum codegen::NativeSignature::Place;
    const auto& [place, position, stack_bytes] = native.params[i];
    switch (place) {
      case integer_register: call.integers[position] = params[i].i64; break;
      case vector_register: call.vectors[position] = params[i]; break;
      case stack: std::memcpy(&words[position / 8], &params[i], stack_bytes); break;
    }
  }
  call.stack_words = native.stack_bytes / 8;
  call.stack = words;
  call.has_vectors = native.has_vectors;
  if (!enter(call)) [[unlikely]]
    return std::unexpected(take_pending_trap());
  if (!results.empty()) {
    results[0] = native.vector_result ? call.vector_result : call.integer_result;
    std::copy_n(context_.results, results.size() - 1, results.begin() + 1);
  }
  return {};
}

}  // namespace witc::runtime
