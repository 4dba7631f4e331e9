#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <string_view>
#include <tuple>

#include "tests/codegen/guest.hpp"

// Every atomic instruction of the opcode table, in every kind of memory, against what its name says.

namespace witc::testing {

namespace {

using std::uint32_t, std::uint64_t;

constexpr uint64_t page = 65536;
constexpr uint64_t pattern = 0x8182'8384'8586'8788;

struct Kind {
  const char* name;
  wasm::AddressType address;
  bool shared;
  bool explicit_checks;
};
constexpr Kind kinds[] = {
    {"unshared", wasm::AddressType::i32, false, false},
    {"shared", wasm::AddressType::i32, true, false},
    {"shared64", wasm::AddressType::i64, true, false},
    {"shared_without_guard", wasm::AddressType::i32, true, true},
};

class Atomic : public ::testing::TestWithParam<std::tuple<OptLevel, Kind>> {
 protected:
  Atomic() {
    wasm::MemoryType type;
    type.limits = {.min = 1, .max = 2, .address = kind().address};
    type.shared = kind().shared;
    module.memory(type);
  }

  static const Kind& kind() { return std::get<1>(GetParam()); }
  static bool wide() { return kind().address == wasm::AddressType::i64; }
  static wasm::ValType address_type() { return wide() ? wasm::i64 : wasm::i32; }
  static codegen::CompileOptions options() {
    auto result = Guest::all_features(std::get<0>(GetParam()));
    result.explicit_bounds_checks = kind().explicit_checks;
    return result;
  }

  static wasm::ValType type_of(char letter) {
    return letter == 'l' ? wasm::i64 : letter == 'i' ? wasm::i32 : address_type();
  }
  /// A function that is just the instruction.
  FunctionBuilder& function(Opcode opcode, uint64_t offset = 0) {
    std::vector<wasm::ValType> params, results;
    for (const char letter : wasm::info(opcode).params) params.push_back(type_of(letter));
    for (const char letter : wasm::info(opcode).results) results.push_back(type_of(letter));
    auto& f = module.function(params, results);
    for (uint32_t i = 0; i < params.size(); ++i) f.get(i);
    f.access(opcode, offset).end();
    return f;
  }
  /// The address and as many operands as it takes.
  static Outcome call(Guest& guest, const FunctionBuilder& f, uint64_t address, uint64_t first = 0,
                      uint64_t second = 0) {
    std::vector<Cell> args{cell(address), cell(first), cell(second)};
    args.resize(guest.module().function_type(f.index()).params.size());
    return guest.call_cells(f.index(), args);
  }
  static uint64_t result_of(const Outcome& outcome, Opcode opcode) {
    return wasm::info(opcode).results == "l" ? outcome.get<uint64_t>() : outcome.get<uint32_t>();
  }

  struct Function {
    Opcode opcode;
    const FunctionBuilder* builder;
    unsigned bytes() const { return wasm::info(opcode).access_bytes; }
    std::string_view name() const { return wasm::info(opcode).name; }
    uint64_t mask() const { return bytes() == 8 ? ~uint64_t{0} : (uint64_t{1} << bytes() * 8) - 1; }
  };
  /// A function per atomic instruction whose name has that in it.
  std::vector<Function> functions(std::string_view part, uint64_t offset = 0) {
    std::vector<Function> result;
    for (const auto& row : wasm::all_opcodes())
      if (row.family == wasm::Family::atomic && row.access_bytes != 0 && row.name.find(part) != std::string_view::npos)
        result.push_back({row.opcode, &function(row.opcode, offset)});
    return result;
  }

  static uint64_t word(Guest& guest, uint64_t address) {
    uint64_t value;
    std::memcpy(&value, guest.memory().data() + address, sizeof value);
    return value;
  }
  static void set_word(Guest& guest, uint64_t address, uint64_t value) {
    std::memcpy(guest.memory().data() + address, &value, sizeof value);
  }

  ModuleBuilder module;
};
INSTANTIATE_TEST_SUITE_P(AllLevels, Atomic,
                         ::testing::Combine(::testing::ValuesIn(all_levels), ::testing::ValuesIn(kinds)),
                         [](const auto& info) {
                           return std::string(std::get<1>(info.param).name) + "_O" +
                                  std::to_string(static_cast<int>(std::get<0>(info.param)));
                         });

TEST_P(Atomic, LoadsZeroExtend) {
  const auto loads = functions(".load", 8);
  ASSERT_EQ(loads.size(), 7u);
  Guest guest(module, options());
  set_word(guest, 16, pattern);
  for (const auto& load : loads)
    EXPECT_EQ(result_of(call(guest, *load.builder, 8), load.opcode), pattern & load.mask()) << load.name();
}

TEST_P(Atomic, StoresWrap) {
  const auto stores = functions(".store", 8);
  ASSERT_EQ(stores.size(), 7u);
  Guest guest(module, options());
  for (const auto& store : stores) {
    set_word(guest, 16, ~uint64_t{0});
    EXPECT_EQ(call(guest, *store.builder, 8, pattern).trap, std::nullopt);
    EXPECT_EQ(word(guest, 16), (pattern & store.mask()) | ~store.mask()) << store.name();
  }
}

uint64_t combined(std::string_view name, uint64_t a, uint64_t b) {
  if (name.find(".add") != name.npos) return a + b;
  if (name.find(".sub") != name.npos) return a - b;
  if (name.find(".and") != name.npos) return a & b;
  if (name.find(".or") != name.npos) return a | b;
  if (name.find(".xor") != name.npos) return a ^ b;
  return b;
}

TEST_P(Atomic, ReadModifyWriteGivesTheOldValue) {
  const auto all = functions(".rmw");
  ASSERT_EQ(all.size(), 49u);
  Guest guest(module, options());
  for (const auto& f : all) {
    if (f.name().find("cmpxchg") != std::string_view::npos) continue;
    const uint64_t operand = 0x1234'5678'9abc'def0;
    set_word(guest, 24, pattern);
    EXPECT_EQ(result_of(call(guest, *f.builder, 24, operand), f.opcode), pattern & f.mask()) << f.name();
    EXPECT_EQ(word(guest, 24), (combined(f.name(), pattern, operand) & f.mask()) | (pattern & ~f.mask())) << f.name();
  }
}

TEST_P(Atomic, CompareExchange) {
  const auto all = functions("cmpxchg");
  ASSERT_EQ(all.size(), 7u);
  Guest guest(module, options());
  for (const auto& f : all) {
    set_word(guest, 24, pattern);
    EXPECT_EQ(result_of(call(guest, *f.builder, 24, 1, 2), f.opcode), pattern & f.mask()) << f.name();
    EXPECT_EQ(word(guest, 24), pattern) << f.name();
    // What is expected is wrapped, too.
    EXPECT_EQ(result_of(call(guest, *f.builder, 24, pattern, 2), f.opcode), pattern & f.mask()) << f.name();
    EXPECT_EQ(word(guest, 24), (pattern & ~f.mask()) | 2) << f.name();
  }
}

TEST_P(Atomic, UnalignedAccessesTrap) {
  const auto all = functions("", 1);
  Guest guest(module, options());
  for (const auto& f : all) {
    SCOPED_TRACE(f.name());
    const bool waits = f.name().find("wait") != std::string_view::npos;
    if (f.bytes() > 1) {
      EXPECT_EQ(call(guest, *f.builder, 8).trap, TrapCode::unaligned_atomic);
      EXPECT_EQ(call(guest, *f.builder, f.bytes() / 2 - 1).trap, TrapCode::unaligned_atomic);
      // Also where it is out of bounds.
      EXPECT_EQ(call(guest, *f.builder, page + 8).trap, TrapCode::unaligned_atomic);
      EXPECT_TRUE(guest.builtin_calls.empty());
    }
    const auto aligned = call(guest, *f.builder, 7);
    EXPECT_EQ(aligned.trap, waits && !kind().shared ? std::optional(TrapCode::expected_shared_memory) : std::nullopt);
    guest.builtin_calls.clear();
  }
}

TEST_P(Atomic, OutOfBoundsTraps) {
  const auto all = functions("", 8);
  Guest guest(module, options());
  for (const auto& f : all) {
    SCOPED_TRACE(f.name());
    const bool waits = f.name().find("wait") != std::string_view::npos;
    const auto expected =
        waits && !kind().shared ? TrapCode::expected_shared_memory : TrapCode::out_of_bounds_memory_access;
    EXPECT_EQ(call(guest, *f.builder, page - 8).trap, expected);
    EXPECT_EQ(call(guest, *f.builder, ~uint64_t{7}).trap, expected);
    if (!waits || kind().shared) {
      EXPECT_EQ(call(guest, *f.builder, page - 8 - f.bytes()).trap, std::nullopt);
    }
  }
}

TEST_P(Atomic, TrapsKeepTheirPlace) {
  auto& f = module.function({address_type(), address_type()}, {});
  f.get(0).i32(1).access(Opcode::i32_atomic_store);
  f.get(1).access(Opcode::i32_atomic_load).op(Opcode::drop);
  f.get(0).i32(2).access(Opcode::i32_atomic_store).end();
  auto& neighbours = module.function({address_type()}, {});
  neighbours.get(0).i32(1).access(Opcode::i32_atomic_rmw_or).op(Opcode::drop);
  neighbours.get(0).i32(1).access(Opcode::i32_atomic_rmw_or, 4).op(Opcode::drop).end();
  Guest guest(module, options());
  for (const auto& [address, trap] :
       {std::pair(page, TrapCode::out_of_bounds_memory_access), std::pair(uint64_t{6}, TrapCode::unaligned_atomic)}) {
    set_word(guest, 32, 0);
    EXPECT_EQ(call(guest, f, 32, address).trap, trap);
    EXPECT_EQ(word(guest, 32), 1u);
  }
  EXPECT_EQ(call(guest, neighbours, page - 4).trap, TrapCode::out_of_bounds_memory_access);
  EXPECT_EQ(word(guest, page - 8), uint64_t{1} << 32);
}

TEST_P(Atomic, WaitAndNotifyAreTheRuntimes) {
  auto& wait32 = function(Opcode::memory_atomic_wait32, 8);
  auto& wait64 = function(Opcode::memory_atomic_wait64, 8);
  auto& notify = function(Opcode::memory_atomic_notify, 8);
  Guest guest(module, options());
  if (kind().shared) {
    EXPECT_EQ(call(guest, wait32, 16, pattern & 0xffff'ffff, 5).get<uint32_t>(), 2u);
    EXPECT_EQ(call(guest, wait64, 16, pattern, ~uint64_t{0}).get<uint32_t>(), 2u);
    EXPECT_EQ(call(guest, notify, 16, 3).get<uint32_t>(), 2u);
    const std::vector<std::vector<uint64_t>> expected = {
        {0, 24, pattern & 0xffff'ffff, 5}, {0, 24, pattern, ~uint64_t{0}}, {0, 24, 3}};
    EXPECT_EQ(guest.builtin_calls, expected);
  } else {
    EXPECT_EQ(call(guest, wait32, 16).trap, TrapCode::expected_shared_memory);
    EXPECT_EQ(call(guest, wait64, 16).trap, TrapCode::expected_shared_memory);
    EXPECT_EQ(call(guest, notify, 16, 3).get<uint32_t>(), 0u);
    EXPECT_TRUE(guest.builtin_calls.empty());
  }
}

TEST_P(Atomic, FencesAndSizes) {
  auto& f = module.function({}, {address_type()});
  f.op(Opcode::atomic_fence).raw({0}).op(Opcode::memory_size, 0).end();
  Guest guest(module, options());
  EXPECT_EQ(guest.call(f).get<uint32_t>(), 1u);
}

}  // namespace

}  // namespace witc::testing
