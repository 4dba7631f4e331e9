#include <algorithm>
#include <cstring>
#include <string>

#include "runtime/core/core_instance.hpp"
#include "runtime/core/store_state.hpp"
#include "runtime/gc/builtins.hpp"
#include "runtime/trap/signals.hpp"

// The functions of codegen::Builtins, and the slow path of a first call. Generated code has validated immediates;
// operands are the guest's and are checked here.

namespace witc::runtime {

namespace {

using codegen::InstanceHeader;

CoreInstance& instance_of(InstanceHeader* header) { return *static_cast<CoreInstance*>(header->instance); }

bool in_bounds(const Memory& memory, std::uint64_t begin, std::uint64_t count) {
  return begin <= memory.size() && count <= memory.size() - begin;
}

std::int64_t memory_grow(InstanceHeader* header, std::uint32_t memory, std::uint64_t delta) {
  CoreInstance& instance = instance_of(header);
  return instance.store().grow(*instance.memory(memory), delta);
}

bool memory_copy(InstanceHeader* header, std::uint32_t dst_memory, std::uint32_t src_memory, std::uint64_t dst,
                 std::uint64_t src, std::uint64_t count) {
  Memory& to = *instance_of(header).memory(dst_memory);
  Memory& from = *instance_of(header).memory(src_memory);
  if (!in_bounds(to, dst, count) || !in_bounds(from, src, count)) return false;
  std::memmove(to.base() + dst, from.base() + src, count);
  return true;
}

bool memory_fill(InstanceHeader* header, std::uint32_t memory, std::uint64_t dst, std::uint32_t value,
                 std::uint64_t count) {
  Memory& to = *instance_of(header).memory(memory);
  if (!in_bounds(to, dst, count)) return false;
  std::memset(to.base() + dst, static_cast<int>(value & 0xff), count);
  return true;
}

bool memory_init(InstanceHeader* header, std::uint32_t memory, std::uint32_t segment, std::uint64_t dst,
                 std::uint32_t src, std::uint32_t count) {
  return instance_of(header).memory_init(memory, segment, dst, src, count);
}

void data_drop(InstanceHeader* header, std::uint32_t segment) { instance_of(header).data_drop(segment); }

std::int64_t table_grow(InstanceHeader* header, std::uint32_t table, void* value, std::uint64_t delta) {
  CoreInstance& instance = instance_of(header);
  return instance.store().grow(*instance.table(table), delta, value);
}

bool table_copy(InstanceHeader* header, std::uint32_t dst_table, std::uint32_t src_table, std::uint64_t dst,
                std::uint64_t src, std::uint64_t count) {
  Table& to = *instance_of(header).table(dst_table);
  Table& from = *instance_of(header).table(src_table);
  if (!to.contains(dst, count) || !from.contains(src, count)) return false;
  if (count != 0) std::memmove(&to[dst], &from[src], count * sizeof(void*));
  return true;
}

bool table_fill(InstanceHeader* header, std::uint32_t table, std::uint64_t dst, void* value, std::uint64_t count) {
  Table& to = *instance_of(header).table(table);
  if (!to.contains(dst, count)) return false;
  if (count != 0) std::fill_n(&to[dst], count, value);
  return true;
}

bool table_init(InstanceHeader* header, std::uint32_t table, std::uint32_t segment, std::uint64_t dst,
                std::uint32_t src, std::uint32_t count) {
  return instance_of(header).table_init(table, segment, dst, src, count);
}

void elem_drop(InstanceHeader* header, std::uint32_t segment) { instance_of(header).elem_drop(segment); }

/// Waits; `frame` is that of the builtin, for backtraces.
template <class Integer>
WaitQueues::Result wait(InstanceHeader* header, const void* frame, std::uint32_t memory, std::uint64_t address,
                        Integer expected, std::int64_t timeout) {
  Memory& shared = *instance_of(header).memory(memory);
  auto& value = *reinterpret_cast<Integer*>(shared.base() + address);
  StoreState& store = instance_of(header).store();
  if (!store.engine().config.epoch_interruption()) return shared.waiters().wait(address, value, expected, timeout);
  const auto may_go_on = [&] {
    header->store->exit_frame = const_cast<void*>(frame);
    return store.extend_deadline();
  };
  return shared.waiters().wait(address, value, expected, timeout, may_go_on);
}

template <class Integer>
[[gnu::noinline]] std::uint32_t memory_atomic_wait(InstanceHeader* header, std::uint32_t memory, std::uint64_t address,
                                                   Integer expected, std::int64_t timeout) {
  const auto result = wait(header, __builtin_frame_address(0), memory, address, expected, timeout);
  if (result == WaitQueues::Result::interrupted) witc_unwind_guest(current_thread.activation);
  return static_cast<std::uint32_t>(result);
}

std::uint32_t memory_atomic_notify(InstanceHeader* header, std::uint32_t memory, std::uint64_t address,
                                   std::uint32_t count) {
  return instance_of(header).memory(memory)->waiters().notify(address, count);
}

}  // namespace

const codegen::Builtins& builtins() {
  static const codegen::Builtins table{
      .memory_grow = memory_grow,
      .memory_copy = memory_copy,
      .memory_fill = memory_fill,
      .memory_init = memory_init,
      .data_drop = data_drop,
      .table_grow = table_grow,
      .table_copy = table_copy,
      .table_fill = table_fill,
      .table_init = table_init,
      .elem_drop = elem_drop,
      .allocate_struct = allocate_struct,
      .allocate_array = allocate_array,
      .allocate_exception = allocate_exception,
      .array_new_data = array_new_data,
      .array_new_elem = array_new_elem,
      .array_init_data = array_init_data,
      .array_init_elem = array_init_elem,
      .array_fill = array_fill,
      .array_copy = array_copy,
      .throw_exception = witc_throw,
      .memory_atomic_wait32 = memory_atomic_wait<std::uint32_t>,
      .memory_atomic_wait64 = memory_atomic_wait<std::uint64_t>,
      .memory_atomic_notify = memory_atomic_notify,
      .fuel_exhausted = witc_fuel_exhausted,
      .epoch_reached = witc_epoch_reached,
      .raise_trap = raise_trap,
  };
  return table;
}

/// Called by witc_lazy_entry. The result is jumped to; null means that a trap is pending.
extern "C" __attribute__((visibility("hidden"))) const void* witc_compile_on_demand(InstanceHeader* header,
                                                                                    std::uint32_t defined) {
  CoreInstance& instance = instance_of(header);
  auto code = instance.compiled().code(defined);
  if (!code) {
    instance.store().set_pending_trap(
        Trap(TrapCode::compilation_failed, "compilation failed: " + code.error().message));
    return nullptr;
  }
  instance.refresh_func_ref(defined, *code);
  return *code;
}

}  // namespace witc::runtime
