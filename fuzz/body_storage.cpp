#include "fuzz/body_generator.hpp"

#include <algorithm>
#include <bit>

#include "fuzz/instruction_choice.hpp"

// Memories and tables. What is accessed is mostly within bounds, and often at their very end.

namespace witc::fuzz {

void BodyGenerator::push_address(wasm::AddressType type, std::uint64_t value) {
  if (type == wasm::AddressType::i64)
    f_.i64(static_cast<std::int64_t>(value));
  else
    f_.i32(static_cast<std::int32_t>(value));
}

void BodyGenerator::index_below(wasm::AddressType type, std::uint64_t size, unsigned depth) {
  const unsigned way = choose_.below(16);
  if (way < 7)
    return push_address(type, size < 8 ? choose_.below(size + 1) : choose_.below(std::min<std::uint64_t>(size, 300)));
  if (way < 10 && size > 16) return push_address(type, size - 1 - choose_.below(16 + (plan_.is_wild ? 0 : 8)));
  if (way == 10 && plan_.is_wild) return push_address(type, choose_.integer(type == wasm::AddressType::i64 ? 64 : 32));
  const std::uint64_t mask = size == 0 ? 0 : std::bit_floor(size) - 1;
  expression(type == wasm::AddressType::i64 ? wasm::i64 : wasm::i32, depth + 1);
  if (plan_.is_wild && choose_.one_in(8)) return;
  push_address(type, choose_.one_in(2) ? mask : mask & 0xff);
  f_.op(type == wasm::AddressType::i64 ? Opcode::i64_and : Opcode::i32_and);
}

wasm::MemArg BodyGenerator::address(const wasm::OpcodeInfo& row, unsigned depth) {
  wasm::MemArg memarg;
  memarg.memory = choose_.below(plan_.memories.size());
  const wasm::AddressType type = plan_.memories[memarg.memory].limits.address;
  std::uint64_t bytes = initial_bytes(memarg.memory);
  if (plan_.is_wild && choose_.one_in(4)) bytes += plan_.memories[memarg.memory].page_size_log2 == 0 ? 16 : 65536;
  const auto natural = static_cast<std::uint32_t>(std::countr_zero(row.access_bytes));
  const bool is_atomic = row.family == wasm::Family::atomic;
  memarg.align = is_atomic ? natural : choose_.below(natural + 1);
  if (choose_.one_in(4)) memarg.offset = choose_.below(40);
  if (choose_.one_in(24)) memarg.offset = bytes - std::min<std::uint64_t>(bytes, choose_.below(40));
  if (plan_.is_wild && choose_.one_in(24)) memarg.offset = choose_.integer(type == wasm::AddressType::i64 ? 64 : 32);
  if (is_atomic && !(plan_.is_wild && choose_.one_in(8))) memarg.offset &= ~std::uint64_t{row.access_bytes - 1u};
  const std::uint64_t spare = memarg.offset < bytes ? bytes - memarg.offset : 0;
  index_below(type, spare > row.access_bytes ? spare - row.access_bytes + 1 : 0, depth);
  if (is_atomic) {
    push_address(type, ~std::uint64_t{row.access_bytes - 1u});
    f_.op(type == wasm::AddressType::i64 ? Opcode::i64_and : Opcode::i32_and);
  }
  return memarg;
}

void BodyGenerator::length(wasm::AddressType type, std::uint64_t size, unsigned depth) {
  if (plan_.is_wild && choose_.one_in(6)) return index_below(type, size, depth);
  push_address(type, choose_.below(std::min<std::uint64_t>(size, choose_.one_in(4) ? 300 : 20) + 1));
}

bool BodyGenerator::sized_expression(wasm::ValType type, unsigned depth) {
  if (type != wasm::i32 && type != wasm::i64) return false;
  if (choose_.one_in(4)) {
    null_test(type, depth);
    return true;
  }
  const auto address = type == wasm::i64 ? wasm::AddressType::i64 : wasm::AddressType::i32;
  if (choose_.one_in(2)) {
    const std::uint32_t table = choose_.below(plan_.tables.size());
    if (plan_.tables[table].limits.address != address) return false;
    if (choose_.one_in(2)) {
      expression(wasm::funcref, depth + 1);
      push_address(address, choose_.below(4));
      f_.op(Opcode::table_grow, table);
    } else {
      f_.op(Opcode::table_size, table);
    }
    return true;
  }
  if (plan_.memories.empty()) return false;
  const std::uint32_t memory = choose_.below(plan_.memories.size());
  if (plan_.memories[memory].limits.address != address) return false;
  if (choose_.one_in(2)) {
    push_address(address, choose_.one_in(4) ? choose_.integer(32) : choose_.below(3));
    f_.op(Opcode::memory_grow, memory);
  } else {
    f_.op(Opcode::memory_size, memory);
  }
  return true;
}

void BodyGenerator::null_test(wasm::ValType type, unsigned depth) {
  if (type == wasm::i32 && choose_.one_in(2)) {
    expression(wasm::funcref, depth + 1);
    f_.op(Opcode::ref_is_null);
    return;
  }
  open(Opcode::block, type);
  expression(type, depth + 1);
  expression(wasm::funcref, depth + 1);
  f_.op(Opcode::br_on_null, 0);
  f_.op(Opcode::drop).op(Opcode::drop);
  expression(type, depth + 1);
  close();
}

void BodyGenerator::reference(unsigned depth) {
  switch (choose_.below(6)) {
    case 0:
    case 1: return constant(wasm::funcref);
    case 2:  // the first of two that is not null
      open(Opcode::block, wasm::funcref);
      expression(wasm::funcref, depth + 1);
      f_.op(Opcode::br_on_non_null, 0);
      expression(wasm::funcref, depth + 1);
      return close();
    case 3:
      if (!plan_.is_wild) break;
      expression(wasm::funcref, depth + 1);
      f_.op(Opcode::ref_as_non_null);
      return;
    default: break;
  }
  const std::uint32_t table = choose_.below(plan_.tables.size());
  index_below(plan_.tables[table].limits.address, plan_.tables[table].limits.min, depth);
  f_.op(Opcode::table_get, table);
}

// Statements

void BodyGenerator::store(unsigned depth) {
  const auto candidates = instructions_giving('-');
  const auto& row = wasm::info(candidates[choose_.below(candidates.size())]);
  if (!can_use(row)) return;
  std::optional<wasm::MemArg> memarg;
  operands(row, memarg, depth);
  emit(row, memarg);
}

void BodyGenerator::bulk(unsigned depth) {
  if (plan_.memories.empty()) return;
  const std::uint32_t target = choose_.below(plan_.memories.size());
  const auto to = plan_.memories[target].limits.address;
  switch (choose_.below(4)) {
    case 0:
      index_below(to, initial_bytes(target), depth);
      expression(wasm::i32, depth + 1);
      length(to, initial_bytes(target), depth);
      f_.op(Opcode::memory_fill, target);
      return;
    case 1: {
      const std::uint32_t source = choose_.below(plan_.memories.size());
      const auto from = plan_.memories[source].limits.address;
      index_below(to, initial_bytes(target), depth);
      index_below(from, initial_bytes(source), depth);
      length(std::min(to, from), initial_bytes(source), depth);
      f_.op(Opcode::memory_copy, target, source);
      return;
    }
    case 2: {
      if (plan_.data_sizes.empty()) return;
      const std::uint32_t segment = choose_.below(plan_.data_sizes.size());
      index_below(to, initial_bytes(target), depth);
      index_below(wasm::AddressType::i32, plan_.data_sizes[segment] / 2, depth);
      length(wasm::AddressType::i32, plan_.data_sizes[segment] / 2, depth);
      f_.op(Opcode::memory_init, plan_.first_passive_data + segment, target);
      return;
    }
    default:
      if (!plan_.data_sizes.empty() && plan_.is_wild)
        f_.op(Opcode::data_drop, plan_.first_passive_data + choose_.below(plan_.data_sizes.size()));
  }
}

void BodyGenerator::table_statement(unsigned depth) {
  const std::uint32_t target = choose_.below(plan_.tables.size());
  const auto& limits = plan_.tables[target].limits;
  switch (choose_.below(5)) {
    case 0:
      index_below(limits.address, limits.min, depth);
      expression(wasm::funcref, depth + 1);
      f_.op(Opcode::table_set, target);
      return;
    case 1:
      index_below(limits.address, limits.min / 2, depth);
      expression(wasm::funcref, depth + 1);
      length(limits.address, limits.min / 2, depth);
      f_.op(Opcode::table_fill, target);
      return;
    case 2: {
      const std::uint32_t source = choose_.below(plan_.tables.size());
      const auto& from = plan_.tables[source].limits;
      index_below(limits.address, limits.min / 2, depth);
      index_below(from.address, from.min / 2, depth);
      length(std::min(limits.address, from.address), from.min / 2, depth);
      f_.op(Opcode::table_copy, target, source);
      return;
    }
    case 3: {
      if (plan_.element_sizes.empty()) return;
      const std::uint32_t segment = choose_.below(plan_.element_sizes.size());
      index_below(limits.address, limits.min / 2, depth);
      index_below(wasm::AddressType::i32, plan_.element_sizes[segment] / 2, depth);
      length(wasm::AddressType::i32, plan_.element_sizes[segment] / 2, depth);
      f_.op(Opcode::table_init, plan_.first_passive_elements + segment, target);
      return;
    }
    default:
      if (!plan_.element_sizes.empty() && plan_.is_wild)
        f_.op(Opcode::elem_drop, plan_.first_passive_elements + choose_.below(plan_.element_sizes.size()));
  }
}

}  // namespace witc::fuzz
