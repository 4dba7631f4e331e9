#include "codegen/native_signature.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/codegen/guest.hpp"

// The native signature as codegen/native_signature.hpp says it and as LLVM does it, over random signatures.

namespace witc::testing {

namespace {

using Types = std::vector<wasm::ValType>;

constexpr std::size_t signature_count = 300;

/// The counter of a tail call chain, then up to 30 parameters of all types.
std::vector<Types> random_signatures() {
  static const wasm::ValType all[] = {wasm::i32, wasm::i64, wasm::f32, wasm::f64, wasm::v128, wasm::funcref};
  std::mt19937 random(20'240'601);
  std::vector<Types> result(signature_count);
  for (auto& params : result) {
    params = {wasm::i32};
    for (auto count = random() % 31; count > 0; --count) params.push_back(all[random() % std::size(all)]);
  }
  return result;
}

/// The bits that parameter `i` of signature `k` is given.
V128 bits_of(std::size_t k, std::size_t i) {
  const std::uint64_t low = (k * 64 + i + 1) * 0x9e37'79b9'7f4a'7c15u;
  return {low, low * 3 + 1};
}

/// One module for all signatures. Functions are named for what they take: `marks` nothing, the others by signature.
class NativeSignature : public ::testing::TestWithParam<OptLevel> {
 protected:
  static constexpr std::uint32_t marks_count = 7;

  NativeSignature() {
    module.table(static_cast<std::uint32_t>(signatures.size()) * 2 + 1);
    const auto add = [&](const Types& params) { return &module.function(params, {wasm::i32}); };
    for (std::uint32_t i = 0; i < marks_count; ++i) {
      marks.push_back(add({}));
      marks.back()->i32(static_cast<std::int32_t>(i)).end();
    }
    for (const auto& params : signatures) {
      checks.push_back(add(params));
      chains.push_back(add(params));
      callers.push_back(add({wasm::i32}));
    }
    for (std::size_t k = 0; k < signatures.size(); ++k) {
      emit_check(k);
      emit_chain(k, (k + 1) % signatures.size());
      emit_caller(k);
    }
    std::vector<std::uint32_t> escaping;
    for (const auto* functions : {&marks, &checks, &chains})
      for (const auto* function : *functions) escaping.push_back(function->index());
    module.passive_elements(escaping);
    guest.emplace(module, GetParam());
    for (std::size_t k = 0; k < signatures.size(); ++k) {
      guest->table()[check_slot(k)] = guest->func_ref(checks[k]->index());
      guest->table()[chain_slot(k)] = guest->func_ref(chains[k]->index());
    }
  }

  static std::uint32_t check_slot(std::size_t k) { return static_cast<std::uint32_t>(k) * 2 + 1; }
  static std::uint32_t chain_slot(std::size_t k) { return static_cast<std::uint32_t>(k) * 2 + 2; }
  static std::uint32_t mark_of(std::size_t k, std::size_t i) {
    return static_cast<std::uint32_t>((k + i) % marks_count);
  }

  /// Whether every parameter but the counter has the bits it was given: 0 if so.
  void emit_check(std::size_t k) {
    auto& f = *checks[k];
    f.i32(0);
    for (std::uint32_t i = 1; i < signatures[k].size(); ++i) {
      const V128 bits = bits_of(k, i);
      const auto type = signatures[k][i];
      if (type == wasm::funcref) {
        f.i32(0).get(i).op(Opcode::table_set, 0);
        f.i32(0).op(Opcode::call_indirect, module.type({}, {wasm::i32}), 0);
        f.i32(static_cast<std::int32_t>(mark_of(k, i))).op(Opcode::i32_ne);
      } else if (type == wasm::v128) {
        f.get(i).v128(bits.low, bits.high).op(Opcode::v128_xor).op(Opcode::v128_any_true);
      } else if (type == wasm::i64 || type == wasm::f64) {
        f.get(i);
        if (type == wasm::f64) f.op(Opcode::i64_reinterpret_f64);
        f.i64(static_cast<std::int64_t>(bits.low)).op(Opcode::i64_ne);
      } else {
        f.get(i);
        if (type == wasm::f32) f.op(Opcode::i32_reinterpret_f32);
        f.i32(static_cast<std::int32_t>(bits.low)).op(Opcode::i32_ne);
      }
      f.op(Opcode::i32_or);
    }
    f.end();
  }

  /// Pushes all parameters but the counter.
  void push_params(FunctionBuilder& f, std::size_t k) {
    for (std::uint32_t i = 1; i < signatures[k].size(); ++i) {
      const V128 bits = bits_of(k, i);
      switch (signatures[k][i].kind) {
        case wasm::ValKind::i32: f.i32(static_cast<std::int32_t>(bits.low)); break;
        case wasm::ValKind::i64: f.i64(static_cast<std::int64_t>(bits.low)); break;
        case wasm::ValKind::f32: f.f32(std::bit_cast<float>(static_cast<std::uint32_t>(bits.low))); break;
        case wasm::ValKind::f64: f.f64(std::bit_cast<double>(bits.low)); break;
        case wasm::ValKind::v128: f.v128(bits.low, bits.high); break;
        case wasm::ValKind::ref: f.op(Opcode::ref_func, marks[mark_of(k, i)]->index()); break;
      }
    }
  }

  /// Hands its parameters to the check, then tail-calls the next signature's until the counter is 0.
  void emit_chain(std::size_t k, std::size_t next) {
    auto& f = *chains[k];
    for (std::uint32_t i = 0; i < signatures[k].size(); ++i) f.get(i);
    f.call(*checks[k]).if_().i32(static_cast<std::int32_t>(k + 1)).op(Opcode::return_).end();
    f.get(0).op(Opcode::i32_eqz).if_().i32(0).op(Opcode::return_).end();
    f.get(0).i32(1).op(Opcode::i32_sub);
    push_params(f, next);
    if (k % 2)
      f.op(Opcode::return_call, chains[next]->index());
    else
      f.i32(static_cast<std::int32_t>(chain_slot(next)))
          .op(Opcode::return_call_indirect, module.type(signatures[next], {wasm::i32}), 0);
    f.end();
  }

  /// Calls the check as often as it is told, directly and through the table; counts what was wrong.
  void emit_caller(std::size_t k) {
    auto& f = *callers[k];
    const auto wrong = f.local(wasm::i32);
    f.loop();
    f.i32(0);
    push_params(f, k);
    f.call(*checks[k]).get(wrong).op(Opcode::i32_add).set(wrong);
    f.i32(0);
    push_params(f, k);
    f.i32(static_cast<std::int32_t>(check_slot(k)))
        .op(Opcode::call_indirect, module.type(signatures[k], {wasm::i32}), 0);
    f.get(wrong).op(Opcode::i32_add).set(wrong);
    f.get(0).i32(1).op(Opcode::i32_sub).tee(0).op(Opcode::br_if, 0).end();
    f.get(wrong).end();
  }

  std::vector<Cell> arguments(std::size_t k) {
    std::vector<Cell> result = {cell(0)};
    for (std::size_t i = 1; i < signatures[k].size(); ++i)
      result.push_back(signatures[k][i] == wasm::funcref ? cell(guest->func_ref(marks[mark_of(k, i)]->index()))
                                                         : cell(bits_of(k, i)));
    return result;
  }

  const std::vector<Types> signatures = random_signatures();
  ModuleBuilder module;
  std::vector<FunctionBuilder*> marks, checks, chains, callers;
  std::optional<Guest> guest;
};
INSTANTIATE_TEST_SUITE_P(TwoLevels, NativeSignature, ::testing::Values(OptLevel::none, OptLevel::less));

std::string name_of(const Types& params) { return wasm::to_string(wasm::FuncType{params, {}}); }

TEST_P(NativeSignature, EveryArgumentArrives) {
  for (std::size_t k = 0; k < signatures.size(); ++k) {
    ASSERT_EQ(guest->call_cells(checks[k]->index(), arguments(k)).get<std::int32_t>(), 0) << name_of(signatures[k]);
    ASSERT_EQ(guest->call(*callers[k], 1000).get<std::int32_t>(), 0) << name_of(signatures[k]);
  }
}

/// Each signature hands on to the next, many times in a stack that a drift of 16 bytes a round would leave.
TEST_P(NativeSignature, TailCallsBetweenAllSignatures) {
  constexpr int rounds = 200;
  const auto outcome = [&] {
    auto args = arguments(0);
    args[0] = cell(static_cast<std::int32_t>(rounds * signatures.size()));
    return guest->call_cells(chains[0]->index(), args);
  }();
  ASSERT_FALSE(outcome.trap) << outcome.describe();
  const auto wrong = outcome.get<std::int32_t>();
  EXPECT_EQ(wrong, 0) << name_of(signatures[static_cast<std::size_t>(wrong - 1) % signatures.size()]);
}

/// What the callee pops is the operand of its `ret`.
TEST(NativeSignatureOf, PopBytesAreWhatTheCodePops) {
  const auto signatures = random_signatures();
  ModuleBuilder module;
  std::vector<FunctionBuilder*> functions;
  for (const auto& params : signatures) (functions.emplace_back(&module.function(params, {})))->end();
  Guest guest(module, OptLevel::less);
  std::size_t padded = 0;
  for (std::size_t k = 0; k < signatures.size(); ++k) {
    const codegen::NativeSignature native({signatures[k], {}});
    const auto& compiled = guest.compiled(*functions[k]);
    const auto* last = compiled.code.data() + compiled.text_size - 3;
    ASSERT_EQ(last[0], std::byte{0xc2}) << name_of(signatures[k]);
    EXPECT_EQ(std::to_integer<std::uint32_t>(last[1]) | std::to_integer<std::uint32_t>(last[2]) << 8,
              native.pop_bytes())
        << name_of(signatures[k]);
    padded += native.is_padded;
  }
  EXPECT_GT(padded, signatures.size() / 20);
}

/// A size that is no multiple of 16, with a v128 in it, gets one word more.
TEST(NativeSignatureOf, Padding) {
  Types params(8, wasm::f64);
  params.insert(params.end(), {wasm::i64, wasm::i64, wasm::i64, wasm::i64, wasm::i64, wasm::i64, wasm::v128});
  const codegen::NativeSignature even({params, {}});
  EXPECT_FALSE(even.is_padded);
  EXPECT_EQ(even.stack_bytes, 32u);
  EXPECT_EQ(even.params[13].position, 0u);
  EXPECT_EQ(even.params[14].position, 16u);
  EXPECT_EQ(even.pop_bytes(), 40u);

  params.push_back(wasm::f32);
  const codegen::NativeSignature odd({params, {wasm::v128}});
  EXPECT_TRUE(odd.is_padded);
  EXPECT_TRUE(odd.vector_result);
  EXPECT_EQ(odd.stack_bytes, 48u);
  EXPECT_EQ(odd.params[15].position, 32u);
  EXPECT_EQ(odd.pop_bytes(), 56u);

  params[14] = wasm::f64;
  const codegen::NativeSignature words({params, {}});
  EXPECT_FALSE(words.is_padded);
  EXPECT_EQ(words.stack_bytes, 24u);
  EXPECT_EQ(words.pop_bytes(), 24u);
}

}  // namespace

}  // namespace witc::testing
