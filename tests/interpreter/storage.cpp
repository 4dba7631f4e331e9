#include <algorithm>
#include <string_view>

#include "tests/interpreter/interpreter.hpp"

// execution/instructions: memory and table.

namespace witc::interpreter {

using Op = wasm::Opcode;

namespace {

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using s8 = std::int8_t;
using s16 = std::int16_t;
using s32 = std::int32_t;
using s64 = std::int64_t;

bool in_bounds(u64 begin, u64 count, u64 size) { return begin <= size && count <= size - begin; }

/// The greatest size that the address type can express (valid/types: limits).
u64 max_pages(const wasm::MemoryType& type) {
  const unsigned address_bits = type.limits.address == wasm::AddressType::i64 ? 64 : 32;
  const u64 all = type.page_size_log2 == 0 ? (address_bits == 64 ? ~u64{0} : u64{0xffff'ffff})
                                           : u64{1} << (address_bits - type.page_size_log2);
  return std::min(all, type.limits.max.value_or(all));
}

}  // namespace

u64 Instance::pop_address(Stack& stack, const wasm::Limits& limits) {
  return limits.address == wasm::AddressType::i64 ? stack.pop<u64>() : stack.pop<u32>();
}

void Instance::push_address(Stack& stack, const wasm::Limits& limits, u64 value) {
  if (limits.address == wasm::AddressType::i64)
    stack.push(value);
  else
    stack.push(static_cast<u32>(value));
}

u8* Instance::access(Stack& stack, const wasm::MemArg& memarg, std::size_t bytes) {
  Memory& memory = memories_[memarg.memory];
  const u64 base = pop_address(stack, memory.type.limits);
  if (base > ~memarg.offset || !in_bounds(base + memarg.offset, bytes, memory.bytes.size())) return nullptr;
  return memory.bytes.data() + base + memarg.offset;
}

template <class Narrow, class Wide>
Instance::Flow Instance::load(Stack& stack, const wasm::Instruction& in) {
  const u8* const from = access(stack, in.memarg, sizeof(Narrow));
  if (!from) return trap(TrapCode::out_of_bounds_memory_access);
  Narrow value;
  std::memcpy(&value, from, sizeof value);
  if constexpr (std::is_same_v<Narrow, Wide>)
    stack.push(value);
  else
    stack.push(static_cast<Wide>(value));
  return {};
}

template <class Narrow, class Wide>
Instance::Flow Instance::store(Stack& stack, const wasm::Instruction& in) {
  const auto value = stack.pop<Narrow>();  // the low bytes
  u8* const to = access(stack, in.memarg, sizeof value);
  if (!to) return trap(TrapCode::out_of_bounds_memory_access);
  std::memcpy(to, &value, sizeof value);
  return {};
}

Instance::Flow Instance::memory_instruction(Stack& stack, const wasm::Instruction& in) {
  switch (in.opcode) {
    case Op::i32_load:
    case Op::f32_load: return load<u32, u32>(stack, in);
    case Op::i64_load:
    case Op::f64_load: return load<u64, u64>(stack, in);
    case Op::i32_load8_s: return load<s8, s32>(stack, in);
    case Op::i32_load8_u: return load<u8, u32>(stack, in);
    case Op::i32_load16_s: return load<s16, s32>(stack, in);
    case Op::i32_load16_u: return load<u16, u32>(stack, in);
    case Op::i64_load8_s: return load<s8, s64>(stack, in);
    case Op::i64_load8_u: return load<u8, u64>(stack, in);
    case Op::i64_load16_s: return load<s16, s64>(stack, in);
    case Op::i64_load16_u: return load<u16, u64>(stack, in);
    case Op::i64_load32_s: return load<s32, s64>(stack, in);
    case Op::i64_load32_u: return load<u32, u64>(stack, in);
    case Op::i32_store:
    case Op::f32_store: return store<u32, u32>(stack, in);
    case Op::i64_store:
    case Op::f64_store: return store<u64, u64>(stack, in);
    case Op::i32_store8: return store<u8, u32>(stack, in);
    case Op::i32_store16: return store<u16, u32>(stack, in);
    case Op::i64_store8: return store<u8, u64>(stack, in);
    case Op::i64_store16: return store<u16, u64>(stack, in);
    case Op::i64_store32: return store<u32, u64>(stack, in);
    default: return bulk_memory_instruction(stack, in);
  }
}

Instance::Flow Instance::bulk_memory_instruction(Stack& stack, const wasm::Instruction& in) {
  const auto out_of_bounds = [] { return trap(TrapCode::out_of_bounds_memory_access); };
  switch (in.opcode) {
    case Op::memory_size: {
      const Memory& memory = memories_[in.index];
      push_address(stack, memory.type.limits, memory.bytes.size() >> memory.type.page_size_log2);
      return {};
    }
    case Op::memory_grow: {
      Memory& memory = memories_[in.index];
      const u64 delta = pop_address(stack, memory.type.limits);
      const u64 before = memory.bytes.size() >> memory.type.page_size_log2;
      if (delta > max_pages(memory.type) - before) {
        push_address(stack, memory.type.limits, ~u64{0});
        return {};
      }
      if (before + delta > budget_.memory_bytes >> memory.type.page_size_log2) return exhausted();
      memory.bytes.resize((before + delta) << memory.type.page_size_log2);
      push_address(stack, memory.type.limits, before);
      return {};
    }
    case Op::memory_fill: {
      Memory& memory = memories_[in.index];
      const u64 count = pop_address(stack, memory.type.limits);
      const auto value = stack.pop<u8>();
      const u64 begin = pop_address(stack, memory.type.limits);
      if (!in_bounds(begin, count, memory.bytes.size())) return out_of_bounds();
      if (!spend(count / 16)) return exhausted();
      for (u64 i = 0; i < count; ++i) memory.bytes[begin + i] = value;
      return {};
    }
    case Op::memory_copy: {
      Memory& target = memories_[in.index];
      const Memory& source = memories_[in.index2];
      // The count has the narrower of the two address types.
      const bool is_wide =
          target.type.limits.address == wasm::AddressType::i64 && source.type.limits.address == wasm::AddressType::i64;
      const u64 count = is_wide ? stack.pop<u64>() : stack.pop<u32>();
      const u64 from = pop_address(stack, source.type.limits);
      const u64 to = pop_address(stack, target.type.limits);
      if (!in_bounds(from, count, source.bytes.size()) || !in_bounds(to, count, target.bytes.size()))
        return out_of_bounds();
      if (!spend(count / 16)) return exhausted();
      const std::vector<u8> bytes(source.bytes.begin() + static_cast<std::ptrdiff_t>(from),
                                  source.bytes.begin() + static_cast<std::ptrdiff_t>(from + count));
      std::copy(bytes.begin(), bytes.end(), target.bytes.begin() + static_cast<std::ptrdiff_t>(to));
      return {};
    }
    case Op::memory_init: {
      Memory& target = memories_[in.index2];
      const u64 count = stack.pop<u32>();
      const u64 from = stack.pop<u32>();
      const u64 to = pop_address(stack, target.type.limits);
      if (!in_bounds(from, count, data_[in.index].size()) || !in_bounds(to, count, target.bytes.size()))
        return out_of_bounds();
      if (!spend(count / 16)) return exhausted();
      for (u64 i = 0; i < count; ++i) target.bytes[to + i] = std::to_integer<u8>(data_[in.index][from + i]);
      return {};
    }
    case Op::data_drop: data_[in.index] = {}; return {};
    default: return exhausted();
  }
}

// Vectors

template <class Narrow, class Wide>
Instance::Flow Instance::load_extend(Stack& stack, const wasm::Instruction& in) {
  const u8* const from = access(stack, in.memarg, 8);
  if (!from) return trap(TrapCode::out_of_bounds_memory_access);
  std::array<Narrow, 8 / sizeof(Narrow)> narrow;
  std::memcpy(&narrow, from, 8);
  Lanes<Wide> wide{};
  for (std::size_t i = 0; i < wide.size(); ++i) wide[i] = narrow[i];
  stack.push(wide);
  return {};
}

template <class T>
Instance::Flow Instance::load_splat(Stack& stack, const wasm::Instruction& in) {
  const u8* const from = access(stack, in.memarg, sizeof(T));
  if (!from) return trap(TrapCode::out_of_bounds_memory_access);
  Lanes<T> lanes{};
  for (auto& lane : lanes) std::memcpy(&lane, from, sizeof(T));
  stack.push(lanes);
  return {};
}

template <class T>
Instance::Flow Instance::load_zero(Stack& stack, const wasm::Instruction& in) {
  const u8* const from = access(stack, in.memarg, sizeof(T));
  if (!from) return trap(TrapCode::out_of_bounds_memory_access);
  Lanes<T> lanes{};
  std::memcpy(&lanes[0], from, sizeof(T));
  stack.push(lanes);
  return {};
}

template <class T>
Instance::Flow Instance::load_lane(Stack& stack, const wasm::Instruction& in) {
  auto lanes = stack.pop<Lanes<T>>();
  const u8* const from = access(stack, in.memarg, sizeof(T));
  if (!from) return trap(TrapCode::out_of_bounds_memory_access);
  std::memcpy(&lanes[in.lane], from, sizeof(T));
  stack.push(lanes);
  return {};
}

template <class T>
Instance::Flow Instance::store_lane(Stack& stack, const wasm::Instruction& in) {
  const auto lanes = stack.pop<Lanes<T>>();
  u8* const to = access(stack, in.memarg, sizeof(T));
  if (!to) return trap(TrapCode::out_of_bounds_memory_access);
  std::memcpy(to, &lanes[in.lane], sizeof(T));
  return {};
}

Instance::Flow Instance::vector_memory_instruction(Stack& stack, const wasm::Instruction& in) {
  using Bytes = Lanes<u8>;
  switch (in.opcode) {
    case Op::v128_load: return load<Bytes, Bytes>(stack, in);
    case Op::v128_store: return store<Bytes, Bytes>(stack, in);
    case Op::v128_load8x8_s: return load_extend<s8, s16>(stack, in);
    case Op::v128_load8x8_u: return load_extend<u8, u16>(stack, in);
    case Op::v128_load16x4_s: return load_extend<s16, s32>(stack, in);
    case Op::v128_load16x4_u: return load_extend<u16, u32>(stack, in);
    case Op::v128_load32x2_s: return load_extend<s32, s64>(stack, in);
    case Op::v128_load32x2_u: return load_extend<u32, u64>(stack, in);
    case Op::v128_load8_splat: return load_splat<u8>(stack, in);
    case Op::v128_load16_splat: return load_splat<u16>(stack, in);
    case Op::v128_load32_splat: return load_splat<u32>(stack, in);
    case Op::v128_load64_splat: return load_splat<u64>(stack, in);
    case Op::v128_load32_zero: return load_zero<u32>(stack, in);
    case Op::v128_load64_zero: return load_zero<u64>(stack, in);
    case Op::v128_load8_lane: return load_lane<u8>(stack, in);
    case Op::v128_load16_lane: return load_lane<u16>(stack, in);
    case Op::v128_load32_lane: return load_lane<u32>(stack, in);
    case Op::v128_load64_lane: return load_lane<u64>(stack, in);
    case Op::v128_store8_lane: return store_lane<u8>(stack, in);
    case Op::v128_store16_lane: return store_lane<u16>(stack, in);
    case Op::v128_store32_lane: return store_lane<u32>(stack, in);
    case Op::v128_store64_lane: return store_lane<u64>(stack, in);
    default: return exhausted();
  }
}

// Atomic accesses, by the only thread there is. All must be aligned.

template <class Narrow, class Wide>
Instance::Flow Instance::read_modify_write(Stack& stack, const wasm::Instruction& in, std::string_view operation) {
  const bool exchanges = operation == "cmpxchg";
  const auto operand = operation == "load" ? Wide{} : stack.pop<Wide>();
  const auto expected = static_cast<Narrow>(exchanges ? stack.pop<Wide>() : Wide{});  // wrapped
  // Alignment comes first: an address that is neither aligned nor in bounds is not aligned.
  const Value address = stack.pop();
  stack.push(address);
  const u64 effective = pop_address(stack, memories_[in.memarg.memory].type.limits) + in.memarg.offset;
  if (effective % sizeof(Narrow) != 0) return trap(TrapCode::unaligned_atomic);
  stack.push(address);
  u8* const place = access(stack, in.memarg, sizeof(Narrow));
  if (!place) return trap(TrapCode::out_of_bounds_memory_access);
  Narrow before;
  std::memcpy(&before, place, sizeof before);
  const auto value = static_cast<Narrow>(operand);
  Narrow after = before;
  if (operation == "store" || operation == "xchg") after = value;
  if (operation == "add") after = static_cast<Narrow>(before + value);
  if (operation == "sub") after = static_cast<Narrow>(before - value);
  if (operation == "and") after = before & value;
  if (operation == "or") after = before | value;
  if (operation == "xor") after = before ^ value;
  if (exchanges && before == expected) after = value;
  std::memcpy(place, &after, sizeof after);
  if (operation != "store") stack.push(Wide{before});
  return {};
}

Instance::Flow Instance::atomic_instruction(Stack& stack, const wasm::Instruction& in) {
  const auto& row = wasm::info(in.opcode);
  if (in.opcode == Op::atomic_fence) return {};
  if (row.name.starts_with("memory.")) return exhausted();
  // The last word that says what is done: "i64.atomic.rmw8.add_u", "i32.atomic.load16_u".
  std::string_view operation;
  for (const std::string_view candidate : {"load", "store", "add", "sub", "and", "or", "xor", "xchg", "cmpxchg"}) {
    const auto rest = row.name.substr(row.name.rfind('.') + 1);
    if (rest.starts_with(candidate)) operation = candidate;
  }
  const bool is_wide = row.name.starts_with("i64");
  switch (row.access_bytes) {
    case 1:
      return is_wide ? read_modify_write<u8, u64>(stack, in, operation)
                     : read_modify_write<u8, u32>(stack, in, operation);
    case 2:
      return is_wide ? read_modify_write<u16, u64>(stack, in, operation)
                     : read_modify_write<u16, u32>(stack, in, operation);
    case 4:
      return is_wide ? read_modify_write<u32, u64>(stack, in, operation)
                     : read_modify_write<u32, u32>(stack, in, operation);
    default: return read_modify_write<u64, u64>(stack, in, operation);
  }
}

// Tables

Instance::Flow Instance::table_instruction(Stack& stack, const wasm::Instruction& in) {
  const auto out_of_bounds = [] { return trap(TrapCode::out_of_bounds_table_access); };
  switch (in.opcode) {
    case Op::table_get: {
      const Table& table = tables_[in.index];
      const u64 index = pop_address(stack, table.type.limits);
      if (index >= table.elements.size()) return out_of_bounds();
      stack.push(table.elements[index]);
      return {};
    }
    case Op::table_set: {
      Table& table = tables_[in.index];
      const Value value = stack.pop();
      const u64 index = pop_address(stack, table.type.limits);
      if (index >= table.elements.size()) return out_of_bounds();
      table.elements[index] = value;
      return {};
    }
    case Op::table_size: {
      const Table& table = tables_[in.index];
      push_address(stack, table.type.limits, table.elements.size());
      return {};
    }
    case Op::table_grow: {
      Table& table = tables_[in.index];
      const u64 delta = pop_address(stack, table.type.limits);
      const Value value = stack.pop();
      const u64 before = table.elements.size();
      const u64 addressable = table.type.limits.address == wasm::AddressType::i64 ? ~u64{0} : u64{0xffff'ffff};
      if (delta > table.type.limits.max.value_or(addressable) - before) {
        push_address(stack, table.type.limits, ~u64{0});
        return {};
      }
      if (before + delta > budget_.table_elements) return exhausted();
      table.elements.resize(before + delta, value);
      push_address(stack, table.type.limits, before);
      return {};
    }
    case Op::table_fill: {
      Table& table = tables_[in.index];
      const u64 count = pop_address(stack, table.type.limits);
      const Value value = stack.pop();
      const u64 begin = pop_address(stack, table.type.limits);
      if (!in_bounds(begin, count, table.elements.size())) return out_of_bounds();
      for (u64 i = 0; i < count; ++i) table.elements[begin + i] = value;
      return {};
    }
    case Op::table_copy: {
      Table& target = tables_[in.index];
      const Table& source = tables_[in.index2];
      const bool is_wide =
          target.type.limits.address == wasm::AddressType::i64 && source.type.limits.address == wasm::AddressType::i64;
      const u64 count = is_wide ? stack.pop<u64>() : stack.pop<u32>();
      const u64 from = pop_address(stack, source.type.limits);
      const u64 to = pop_address(stack, target.type.limits);
      if (!in_bounds(from, count, source.elements.size()) || !in_bounds(to, count, target.elements.size()))
        return out_of_bounds();
      const std::vector<Value> values(source.elements.begin() + static_cast<std::ptrdiff_t>(from),
                                      source.elements.begin() + static_cast<std::ptrdiff_t>(from + count));
      std::copy(values.begin(), values.end(), target.elements.begin() + static_cast<std::ptrdiff_t>(to));
      return {};
    }
    case Op::table_init: {
      Table& target = tables_[in.index2];
      const u64 count = stack.pop<u32>();
      const u64 from = stack.pop<u32>();
      const u64 to = pop_address(stack, target.type.limits);
      const auto& items = elements_[in.index];
      if (!in_bounds(from, count, items.size()) || !in_bounds(to, count, target.elements.size()))
        return out_of_bounds();
      for (u64 i = 0; i < count; ++i) target.elements[to + i] = items[from + i];
      return {};
    }
    case Op::elem_drop: elements_[in.index].clear(); return {};
    default: return exhausted();
  }
}

}  // namespace witc::interpreter
