#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <tuple>

#include "tests/codegen/guest.hpp"

// Memories whose accesses check their bounds: 64-bit addresses, small pages, and all of them when there is to be no
// guard. The whole reservation is accessible here, so that a trap is a check's.

namespace witc::testing {

namespace {

using std::uint32_t, std::uint64_t;

constexpr uint64_t page = 65536;

struct Kind {
  const char* name;
  wasm::MemoryType type;
  bool explicit_checks;
  bool calls_on_trap;
  uint64_t size;

  wasm::ValType address() const {
    return type.limits.address == wasm::AddressType::i64 ? wasm::ValType(wasm::i64) : wasm::ValType(wasm::i32);
  }
};

wasm::MemoryType memory_type(wasm::AddressType address, uint64_t pages, std::uint8_t page_size_log2) {
  wasm::MemoryType type;
  type.limits = {.min = pages, .max = {}, .address = address};
  type.page_size_log2 = page_size_log2;
  return type;
}

const Kind kinds[] = {
    {"memory64", memory_type(wasm::AddressType::i64, 1, 16), false, false, page},
    {"small_pages", memory_type(wasm::AddressType::i32, 100, 0), false, false, 100},
    {"small_pages64", memory_type(wasm::AddressType::i64, 100, 0), false, false, 100},
    {"no_guard", memory_type(wasm::AddressType::i32, 1, 16), true, false, page},
    {"no_signals", memory_type(wasm::AddressType::i32, 1, 16), true, true, page},
    {"no_signals64", memory_type(wasm::AddressType::i64, 1, 16), true, true, page},
};

class Address : public ::testing::TestWithParam<std::tuple<OptLevel, Kind>> {
 protected:
  Address() { module.memory(kind().type); }

  static const Kind& kind() { return std::get<1>(GetParam()); }
  static codegen::CompileOptions options() {
    auto result = Guest::all_features(std::get<0>(GetParam()));
    result.explicit_bounds_checks = kind().explicit_checks;
    result.calls_on_trap = kind().calls_on_trap;
    return result;
  }

  struct OpenGuest : Guest {
    explicit OpenGuest(const ModuleBuilder& module) : Guest(module, Address::options()) { open_reservation(); }
  };

  /// A call of (address) or (address, value).
  template <class... Values>
  static Outcome call(Guest& guest, const FunctionBuilder& f, uint64_t address, Values... values) {
    if (kind().address() == wasm::i64) return guest.call(f, address, values...);
    return guest.call(f, static_cast<uint32_t>(address), values...);
  }
  static void expect_trap(const Outcome& outcome) { EXPECT_EQ(outcome.trap, TrapCode::out_of_bounds_memory_access); }

  ModuleBuilder module;
};
INSTANTIATE_TEST_SUITE_P(AllLevels, Address,
                         ::testing::Combine(::testing::ValuesIn(all_levels), ::testing::ValuesIn(kinds)),
                         [](const auto& info) {
                           return std::string(std::get<1>(info.param).name) + "_O" +
                                  std::to_string(static_cast<int>(std::get<0>(info.param)));
                         });

/// Pops what a load gave.
void drop(FunctionBuilder& f) { f.op(Opcode::drop); }

TEST_P(Address, LoadsEndWithTheMemory) {
  const Opcode loads[] = {Opcode::i32_load,          Opcode::i32_load8_s,     Opcode::i64_load,  Opcode::i64_load16_u,
                          Opcode::f32_load,          Opcode::f64_load,        Opcode::v128_load, Opcode::v128_load8x8_s,
                          Opcode::v128_load16_splat, Opcode::v128_load32_zero};
  std::vector<const FunctionBuilder*> near, far;
  for (const Opcode load : loads) {
    auto& f = module.function({kind().address()}, {});
    f.get(0).access(load);
    drop(f);
    f.end();
    near.push_back(&f);
    auto& g = module.function({kind().address()}, {});
    g.get(0).access(load, 40);
    drop(g);
    g.end();
    far.push_back(&g);
  }
  OpenGuest guest(module);
  for (std::size_t i = 0; i < std::size(loads); ++i) {
    const uint64_t last = kind().size - wasm::info(loads[i]).access_bytes;
    SCOPED_TRACE(wasm::info(loads[i]).name);
    EXPECT_EQ(call(guest, *near[i], last).trap, std::nullopt);
    expect_trap(call(guest, *near[i], last + 1));
    expect_trap(call(guest, *near[i], ~uint64_t{0}));
    EXPECT_EQ(call(guest, *far[i], last - 40).trap, std::nullopt);
    expect_trap(call(guest, *far[i], last - 39));
    expect_trap(call(guest, *far[i], ~uint64_t{0} - 39));  // wraps around to 0
  }
}

TEST_P(Address, StoresBeyondWriteNothing) {
  struct Store {
    Opcode opcode;
    wasm::ValType type;
  };
  const Store stores[] = {{Opcode::i32_store, wasm::i32},  {Opcode::i32_store8, wasm::i32},
                          {Opcode::i64_store, wasm::i64},  {Opcode::i64_store16, wasm::i64},
                          {Opcode::f32_store, wasm::f32},  {Opcode::f64_store, wasm::f64},
                          {Opcode::v128_store, wasm::v128}};
  std::vector<const FunctionBuilder*> functions;
  for (const auto& store : stores) {
    auto& f = module.function({kind().address(), store.type}, {});
    f.get(0).get(1).access(store.opcode, 8).end();
    functions.push_back(&f);
  }
  OpenGuest guest(module);
  std::byte* const end = guest.memory().data() + kind().size;
  for (std::size_t i = 0; i < std::size(stores); ++i) {
    SCOPED_TRACE(wasm::info(stores[i].opcode).name);
    const unsigned bytes = wasm::info(stores[i].opcode).access_bytes;
    std::memset(end - 32, 0, 64);
    const V128 ones{~uint64_t{0}, ~uint64_t{0}};
    expect_trap(call(guest, *functions[i], kind().size - bytes - 7, ones));
    for (int at = -32; at < 32; ++at) EXPECT_EQ(end[at], std::byte{0}) << at;
    EXPECT_EQ(call(guest, *functions[i], kind().size - bytes - 8, ones).trap, std::nullopt);
    EXPECT_EQ(end[-1], std::byte{0xff});
    EXPECT_EQ(end[0], std::byte{0});
  }
}

TEST_P(Address, Lanes) {
  auto& load = module.function({kind().address()}, {wasm::v128});
  load.get(0).v128(1, 2).access(Opcode::v128_load64_lane, 4).raw({1}).end();
  auto& store = module.function({kind().address()}, {});
  store.get(0).v128(3, 4).access(Opcode::v128_store32_lane, 4).raw({2}).end();
  OpenGuest guest(module);
  EXPECT_EQ(call(guest, store, 0).trap, std::nullopt);
  EXPECT_EQ(call(guest, load, 0).get<V128>(), (V128{1, 4}));
  EXPECT_EQ(call(guest, load, kind().size - 12).trap, std::nullopt);
  expect_trap(call(guest, load, kind().size - 11));
  expect_trap(call(guest, store, kind().size - 7));
}

/// A trap leaves what was stored before, and what comes after does not happen.
TEST_P(Address, TrapsKeepTheirPlace) {
  auto& f = module.function({kind().address(), kind().address()}, {});
  f.get(0).i32(1).access(Opcode::i32_store8);
  f.get(1).access(Opcode::i32_load).op(Opcode::drop);
  f.get(0).i32(2).access(Opcode::i32_store8).end();
  auto& neighbours = module.function({kind().address()}, {});
  neighbours.get(0).i32(-1).access(Opcode::i32_store).get(0).i32(-1).access(Opcode::i32_store, 4).end();
  OpenGuest guest(module);
  const bool wide = kind().address() == wasm::i64;
  const auto outcome =
      wide ? guest.call(f, uint64_t{5}, kind().size) : guest.call(f, uint32_t{5}, static_cast<uint32_t>(kind().size));
  expect_trap(outcome);
  EXPECT_EQ(guest.memory()[5], std::byte{1});
  EXPECT_NE(guest.offset_in(f, outcome.trap_address), std::nullopt);
  expect_trap(call(guest, neighbours, kind().size - 4));
  EXPECT_EQ(guest.memory()[kind().size - 4], std::byte{0xff});
  EXPECT_EQ(guest.memory().data()[kind().size], std::byte{0});
}

TEST_P(Address, OffsetsBeyondTheMinimum) {
  auto& f = module.function({kind().address()}, {wasm::i32});
  f.get(0).access(Opcode::i32_load8_u, 0xffff'ffff).end();
  OpenGuest guest(module);
  expect_trap(call(guest, f, 0));
  expect_trap(call(guest, f, ~uint64_t{0}));
}

TEST_P(Address, SizesAndBulkOperationsTakeTheMemorysAddresses) {
  const auto data = module.passive_data("abc");
  const auto address = kind().address();
  auto& f = module.function({address, address, address}, {address});
  f.get(0).get(1).get(2).op(Opcode::memory_copy, 0, 0);
  f.get(0).i32(7).get(2).op(Opcode::memory_fill, 0);
  f.get(0).i32(8).i32(9).op(Opcode::memory_init, data, 0);
  f.get(0).op(Opcode::memory_grow, 0).end();
  auto& size = module.function({}, {address});
  size.op(Opcode::memory_size, 0).end();
  OpenGuest guest(module);
  const bool wide = address == wasm::i64;
  const uint64_t mask = wide ? ~uint64_t{0} : 0xffff'ffff;
  const uint64_t a = ~uint64_t{0} & mask, b = ~uint64_t{1} & mask, c = ~uint64_t{2} & mask;
  const auto outcome =
      wide ? guest.call(f, a, b, c)
           : guest.call(f, static_cast<uint32_t>(a), static_cast<uint32_t>(b), static_cast<uint32_t>(c));
  EXPECT_EQ(outcome.get<uint64_t>() & mask, 7u);
  const std::vector<std::vector<uint64_t>> expected = {{0, 0, a, b, c}, {0, a, 7, c}, {0, data, a, 8, 9}, {0, a}};
  EXPECT_EQ(guest.builtin_calls, expected);
  EXPECT_EQ(guest.call(size).get<uint64_t>() & mask, kind().type.limits.min);
  guest.grow_result = -1;
  EXPECT_EQ(call(guest, f, 0, uint64_t{0}, uint64_t{0}).get<uint64_t>() & mask, mask);
  guest.builtins_succeed = false;
  expect_trap(call(guest, f, 0, uint64_t{0}, uint64_t{0}));
}

class Trapping : public ::testing::TestWithParam<OptLevel> {};
INSTANTIATE_TEST_SUITE_P(AllLevels, Trapping, ::testing::ValuesIn(all_levels));

/// Without signals no trapping instruction is left, wherever the trap comes from.
TEST_P(Trapping, CallsTheRuntime) {
  ModuleBuilder module;
  module.memory(1);
  module.table(1);
  auto& unreachable = module.function({}, {});
  unreachable.op(Opcode::unreachable).end();
  auto& divide = module.function({wasm::i32}, {wasm::i32});
  divide.i32(1).get(0).op(Opcode::i32_div_s).end();
  auto& truncate = module.function({wasm::f32}, {wasm::i32});
  truncate.get(0).op(Opcode::i32_trunc_f32_s).end();
  auto& indirect = module.function({wasm::i32}, {});
  indirect.get(0).op(Opcode::call_indirect, module.type({}, {}), 0).end();
  auto& recursive = module.function({}, {});
  recursive.call(recursive).call(recursive).end();
  auto options = Guest::all_features(GetParam());
  options.explicit_bounds_checks = true;
  options.calls_on_trap = true;
  Guest guest(module, options);
  EXPECT_EQ(guest.call(unreachable).trap, TrapCode::unreachable);
  EXPECT_EQ(guest.call(divide, 0).trap, TrapCode::integer_divide_by_zero);
  EXPECT_EQ(guest.call(truncate, 1e30f).trap, TrapCode::integer_overflow);
  EXPECT_EQ(guest.call(indirect, 0).trap, TrapCode::uninitialized_element);
  EXPECT_EQ(guest.call(indirect, 1).trap, TrapCode::undefined_element);
  EXPECT_EQ(guest.call(recursive).trap, TrapCode::call_stack_exhausted);
  for (const auto* function : {&unreachable, &divide, &truncate, &indirect, &recursive}) {
    const auto& code = guest.compiled(*function).code;
    const std::byte trapping[] = {std::byte{0x67}, std::byte{0x0f}, std::byte{0xb9}};
    EXPECT_EQ(std::search(code.begin(), code.end(), std::begin(trapping), std::end(trapping)), code.end());
  }
}

class Address64 : public ::testing::TestWithParam<OptLevel> {};
INSTANTIATE_TEST_SUITE_P(AllLevels, Address64, ::testing::ValuesIn(all_levels));

TEST_P(Address64, HugeOffsets) {
  ModuleBuilder module;
  module.memory(memory_type(wasm::AddressType::i64, 1, 16));
  auto& last = module.function({wasm::i64}, {wasm::i32});
  last.get(0).access(Opcode::i32_load8_u, ~uint64_t{0}).end();
  auto& top_bit = module.function({wasm::i64}, {wasm::i64});
  top_bit.get(0).access(Opcode::i64_load, uint64_t{1} << 63).end();
  Guest guest(module, Guest::all_features(GetParam()));
  guest.open_reservation();
  for (const uint64_t address : {uint64_t{0}, uint64_t{1}, uint64_t{1} << 63, ~uint64_t{0}}) {
    EXPECT_EQ(guest.call(last, address).trap, TrapCode::out_of_bounds_memory_access);
    EXPECT_EQ(guest.call(top_bit, address).trap, TrapCode::out_of_bounds_memory_access);
  }
}

TEST_P(Address64, Tables) {
  ModuleBuilder module;
  const auto table =
      module.table(wasm::TableType{wasm::externref, {.min = 3, .max = {}, .address = wasm::AddressType::i64}});
  auto& get = module.function({wasm::i64}, {wasm::externref});
  get.get(0).op(Opcode::table_get, table).end();
  auto& set = module.function({wasm::i64, wasm::externref}, {});
  set.get(0).get(1).op(Opcode::table_set, table).end();
  auto& size = module.function({}, {wasm::i64});
  size.op(Opcode::table_size, table).end();
  auto& grow = module.function({wasm::i64}, {wasm::i64});
  grow.op(Opcode::ref_null).raw({0x6f}).get(0).op(Opcode::table_grow, table).end();
  auto& bulk = module.function({wasm::i64, wasm::i64, wasm::i64}, {});
  bulk.get(0).get(1).get(2).op(Opcode::table_copy, table, table).end();
  Guest guest(module, Guest::all_features(GetParam()));
  int thing = 0;
  EXPECT_EQ(guest.call(set, uint64_t{2}, static_cast<void*>(&thing)).trap, std::nullopt);
  EXPECT_EQ(guest.call(get, uint64_t{2}).get<void*>(), &thing);
  for (const uint64_t index : {uint64_t{3}, uint64_t{1} << 32, ~uint64_t{0}})
    EXPECT_EQ(guest.call(get, index).trap, TrapCode::out_of_bounds_table_access);
  EXPECT_EQ(guest.call(size).get<uint64_t>(), 3u);
  guest.grow_result = -1;
  EXPECT_EQ(guest.call(grow, uint64_t{1} << 40).get<uint64_t>(), ~uint64_t{0});
  EXPECT_EQ(guest.call(bulk, uint64_t{1} << 40, uint64_t{2}, uint64_t{3}).trap, std::nullopt);
  EXPECT_EQ(guest.builtin_calls[0], (std::vector<uint64_t>{table, 0, uint64_t{1} << 40}));
  EXPECT_EQ(guest.builtin_calls[1], (std::vector<uint64_t>{table, table, uint64_t{1} << 40, 2, 3}));
}

}  // namespace

}  // namespace witc::testing
