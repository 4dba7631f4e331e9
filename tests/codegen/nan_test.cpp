#include <gtest/gtest.h>

#include <limits>

#include "tests/codegen/guest.hpp"

// execution/numerics, NaN propagation: arithmetic gives quiet NaNs, also where it changes no number. What LLVM may fold
// it away for is a constant, and that can come many ways.

namespace witc::testing {

namespace {

class Nan : public ::testing::TestWithParam<OptLevel> {};
INSTANTIATE_TEST_SUITE_P(AllLevels, Nan, ::testing::ValuesIn(all_levels));

constexpr std::uint32_t signalling32 = 0x7f80'0001;
constexpr std::uint64_t signalling64 = 0x7ff0'0000'0000'0001;
constexpr std::uint64_t signalling32x2 = 0x7f80'0001'7f80'0001;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t one64 = 0x3ff0'0000'0000'0000;
constexpr std::uint64_t one32x2 = 0x3f80'0000'3f80'0000;
constexpr std::uint64_t minus_zero64 = 0x8000'0000'0000'0000;
constexpr std::uint64_t minus_zero32x2 = 0x8000'0000'8000'0000;

bool is_quiet32(std::uint32_t bits) { return (bits & 0x7fc0'0000) == 0x7fc0'0000; }
bool is_quiet64(std::uint64_t bits) { return (bits & 0x7ff8'0000'0000'0000) == 0x7ff8'0000'0000'0000; }

/// A way for a constant to reach an operation. Parameters: an f64, an i32.
struct Way {
  const char* name;
  void (*push)(ModuleBuilder& module, FunctionBuilder& f);
};

// Locals are declared where they are used; those of no value are zero.

const Way ways_to_one[] = {
    {"constant", [](ModuleBuilder&, FunctionBuilder& f) { f.f64(1); }},
    {"local", [](ModuleBuilder&, FunctionBuilder& f) { f.f64(1).tee(f.local(wasm::f64)); }},
    {"difference of locals",
     [](ModuleBuilder&, FunctionBuilder& f) {
       const auto a = f.local(wasm::f64), b = f.local(wasm::f64);
       f.f64(3).set(a).f64(2).set(b).get(a).get(b).op(Opcode::f64_sub);
     }},
    {"rounded local",
     [](ModuleBuilder&, FunctionBuilder& f) { f.f64(1.5).tee(f.local(wasm::f64)).op(Opcode::f64_trunc); }},
    {"root of a local",
     [](ModuleBuilder&, FunctionBuilder& f) { f.f64(1).tee(f.local(wasm::f64)).op(Opcode::f64_sqrt); }},
    {"absolute value of a local",
     [](ModuleBuilder&, FunctionBuilder& f) { f.f64(-1).tee(f.local(wasm::f64)).op(Opcode::f64_abs); }},
    {"promoted constant", [](ModuleBuilder&, FunctionBuilder& f) { f.f32(1).op(Opcode::f64_promote_f32); }},
    {"converted local",
     [](ModuleBuilder&, FunctionBuilder& f) { f.i32(1).tee(f.local(wasm::i32)).op(Opcode::f64_convert_i32_s); }},
    {"converted difference",
     [](ModuleBuilder&, FunctionBuilder& f) {
       f.i32(3).tee(f.local(wasm::i32)).i32(2).op(Opcode::i32_sub).op(Opcode::f64_convert_i32_u);
     }},
    {"reinterpreted local",
     [](ModuleBuilder&, FunctionBuilder& f) { f.i64(one64).tee(f.local(wasm::i64)).op(Opcode::f64_reinterpret_i64); }},
    {"select of the same", [](ModuleBuilder&, FunctionBuilder& f) { f.f64(1).f64(1).get(1).op(Opcode::select); }},
    {"select of one and minus one",
     [](ModuleBuilder&, FunctionBuilder& f) { f.f64(1).f64(-1).get(1).op(Opcode::select); }},
    {"block result",
     [](ModuleBuilder&, FunctionBuilder& f) {
       f.block(wasm::f64).f64(1).get(1).op(Opcode::br_if, 0).op(Opcode::drop).f64(1).end();
     }},
    {"block parameter",
     [](ModuleBuilder& module, FunctionBuilder& f) {
       f.f64(1).structured(Opcode::block, module.type({wasm::f64}, {wasm::f64})).end();
     }},
    {"loop parameter",
     [](ModuleBuilder& module, FunctionBuilder& f) {
       f.f64(1).structured(Opcode::loop, module.type({wasm::f64}, {wasm::f64})).end();
     }},
    {"parameter of an if",
     [](ModuleBuilder& module, FunctionBuilder& f) {
       f.f64(1).get(1).structured(Opcode::if_, module.type({wasm::f64}, {wasm::f64})).end();
     }},
    {"lane of a constant",
     [](ModuleBuilder&, FunctionBuilder& f) { f.v128(0, one64).lane(Opcode::f64x2_extract_lane, 1); }},
    {"lane of a local",
     [](ModuleBuilder&, FunctionBuilder& f) {
       f.v128(one64, 0).tee(f.local(wasm::v128)).lane(Opcode::f64x2_extract_lane, 0);
     }},
};
const Way ways_to_zero[] = {
    {"constant", [](ModuleBuilder&, FunctionBuilder& f) { f.f64(0); }},
    {"initial value of a local", [](ModuleBuilder&, FunctionBuilder& f) { f.get(f.local(wasm::f64)); }},
    {"converted initial value",
     [](ModuleBuilder&, FunctionBuilder& f) { f.get(f.local(wasm::i64)).op(Opcode::f64_convert_i64_u); }},
    {"reinterpreted initial value",
     [](ModuleBuilder&, FunctionBuilder& f) { f.get(f.local(wasm::i64)).op(Opcode::f64_reinterpret_i64); }},
};
const Way ways_to_minus_zero[] = {
    {"constant", [](ModuleBuilder&, FunctionBuilder& f) { f.f64(-0.0); }},
    {"negated initial value",
     [](ModuleBuilder&, FunctionBuilder& f) { f.get(f.local(wasm::f64)).op(Opcode::f64_neg); }},
    {"copied sign",
     [](ModuleBuilder&, FunctionBuilder& f) { f.get(f.local(wasm::f64)).f64(-1).op(Opcode::f64_copysign); }},
};

const Way ways_to_infinity[] = {
    {"constant", [](ModuleBuilder&, FunctionBuilder& f) { f.f64(infinity); }},
    {"local", [](ModuleBuilder&, FunctionBuilder& f) { f.f64(infinity).tee(f.local(wasm::f64)); }},
};
const Way ways_to_minus_infinity[] = {
    {"constant", [](ModuleBuilder&, FunctionBuilder& f) { f.f64(-infinity); }},
    {"local", [](ModuleBuilder&, FunctionBuilder& f) { f.f64(-infinity).tee(f.local(wasm::f64)); }},
};
const Way ways_to_itself[] = {
    {"parameter", [](ModuleBuilder&, FunctionBuilder& f) { f.get(0); }},
    {"local", [](ModuleBuilder&, FunctionBuilder& f) { f.get(0).tee(f.local(wasm::f64)); }},
};

TEST_P(Nan, ArithmeticWithNeutralNumbers) {
  struct Case {
    Opcode opcode;
    std::span<const Way> ways;
    bool number_first;
  };
  const Case cases[] = {
      {Opcode::f64_mul, ways_to_one, false},           {Opcode::f64_mul, ways_to_one, true},
      {Opcode::f64_div, ways_to_one, false},           {Opcode::f64_sub, ways_to_zero, false},
      {Opcode::f64_add, ways_to_zero, true},           {Opcode::f64_add, ways_to_minus_zero, false},
      {Opcode::f64_add, ways_to_minus_zero, true},     {Opcode::f64_sub, ways_to_minus_zero, true},
      {Opcode::f64_sub, ways_to_minus_zero, false},    {Opcode::f64_min, ways_to_infinity, false},
      {Opcode::f64_max, ways_to_minus_infinity, true}, {Opcode::f64_min, ways_to_itself, false},
      {Opcode::f64_max, ways_to_itself, false},
  };
  for (const auto& [opcode, ways, number_first] : cases) {
    ModuleBuilder module;
    std::vector<const FunctionBuilder*> functions;
    for (const auto& way : ways) {
      auto& f = module.function({wasm::f64, wasm::i32}, {wasm::f64});
      if (!number_first) f.get(0);
      way.push(module, f);
      if (number_first) f.get(0);
      f.op(opcode).end();
      functions.push_back(&f);
    }
    Guest guest(module, GetParam());
    for (std::size_t i = 0; i < functions.size(); ++i)
      for (const int condition : {0, 1})
        EXPECT_TRUE(is_quiet64(guest.call(*functions[i], signalling64, condition).get<std::uint64_t>()))
            << wasm::info(opcode).name << ": " << ways[i].name << ", condition " << condition;
  }
}

/// A comparison tells LLVM what a parameter is.
TEST_P(Nan, ArithmeticWithComparedNumbers) {
  ModuleBuilder module;
  auto& branch = module.function({wasm::f64, wasm::f64}, {wasm::f64});
  branch.get(1).f64(1).op(Opcode::f64_eq).if_(wasm::f64);
  branch.get(0).get(1).op(Opcode::f64_mul).op(Opcode::else_).f64(0).end().end();
  auto& choice = module.function({wasm::f64, wasm::f64}, {wasm::f64});
  choice.get(0).get(1).op(Opcode::f64_mul).get(1).get(1).f64(1).op(Opcode::f64_eq).op(Opcode::select).end();
  auto& computed = module.function({wasm::f64, wasm::f64}, {wasm::f64});
  computed.get(1).f64(3).op(Opcode::f64_eq).if_(wasm::f64);
  computed.get(0).get(1).f64(2).op(Opcode::f64_sub).op(Opcode::f64_div).op(Opcode::else_).f64(0).end().end();
  auto& integer = module.function({wasm::f64, wasm::i64}, {wasm::f64});
  integer.get(1).i64(one64).op(Opcode::i64_eq).if_(wasm::f64);
  integer.get(0).get(1).op(Opcode::f64_reinterpret_i64).op(Opcode::f64_mul).op(Opcode::else_).f64(0).end().end();
  Guest guest(module, GetParam());
  const auto run = [&](const FunctionBuilder& f, double number) {
    return guest.call(f, signalling64, number).get<std::uint64_t>();
  };
  EXPECT_TRUE(is_quiet64(run(branch, 1)));
  EXPECT_TRUE(is_quiet64(run(choice, 1)));
  EXPECT_TRUE(is_quiet64(run(computed, 3)));
  EXPECT_TRUE(is_quiet64(run(integer, 1)));
}

/// Ways for a vector constant; parameter 0 is a v128.
struct VectorWay {
  const char* name;
  void (*push)(FunctionBuilder& f, std::uint64_t bits);
};
const VectorWay vector_ways[] = {
    {"constant", [](FunctionBuilder& f, std::uint64_t bits) { f.v128(bits, bits); }},
    {"local", [](FunctionBuilder& f, std::uint64_t bits) { f.v128(bits, bits).tee(f.local(wasm::v128)); }},
    {"splat",
     [](FunctionBuilder& f, std::uint64_t bits) { f.i64(static_cast<std::int64_t>(bits)).op(Opcode::i64x2_splat); }},
    {"splat of a float",
     [](FunctionBuilder& f, std::uint64_t bits) { f.f64(std::bit_cast<double>(bits)).op(Opcode::f64x2_splat); }},
    {"replaced lane",
     [](FunctionBuilder& f, std::uint64_t bits) {
       f.v128(bits, 0).f64(std::bit_cast<double>(bits)).lane(Opcode::f64x2_replace_lane, 1);
     }},
    {"sum of integers",
     [](FunctionBuilder& f, std::uint64_t bits) { f.v128(bits - 1, bits - 1).v128(1, 1).op(Opcode::i64x2_add); }},
    {"shuffle",
     [](FunctionBuilder& f, std::uint64_t bits) {
       f.v128(0, bits).tee(f.local(wasm::v128)).v128(bits, 0).op(Opcode::i8x16_shuffle);
       f.raw({8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23});
     }},
};

TEST_P(Nan, VectorArithmeticWithNeutralNumbers) {
  struct Case {
    Opcode opcode;
    std::uint64_t number;
    bool number_first;
  };
  const Case cases[] = {
      {Opcode::f64x2_mul, one64, false},
      {Opcode::f64x2_mul, one64, true},
      {Opcode::f64x2_mul, one64 | minus_zero64, false},
      {Opcode::f64x2_div, one64, false},
      {Opcode::f64x2_sub, 0, false},
      {Opcode::f64x2_sub, minus_zero64, true},
      {Opcode::f64x2_add, minus_zero64, false},
      {Opcode::f32x4_mul, one32x2, true},
      {Opcode::f32x4_div, one32x2, false},
      {Opcode::f32x4_sub, 0, false},
      {Opcode::f32x4_add, minus_zero32x2, true},
  };
  for (const auto& [opcode, number, number_first] : cases) {
    ModuleBuilder module;
    std::vector<const FunctionBuilder*> functions;
    for (const auto& way : vector_ways) {
      auto& f = module.function({wasm::v128}, {wasm::v128});
      if (!number_first) f.get(0);
      way.push(f, number);
      if (number_first) f.get(0);
      f.op(opcode).end();
      functions.push_back(&f);
    }
    Guest guest(module, GetParam());
    const bool is_32 = wasm::info(opcode).name.starts_with("f32x4");
    const std::uint64_t signalling = is_32 ? signalling32x2 : signalling64;
    for (std::size_t i = 0; i < functions.size(); ++i) {
      const auto result = guest.call(*functions[i], V128{signalling, signalling}).get<V128>();
      for (const auto bits : {result.low, result.high})
        EXPECT_TRUE(is_32 ? is_quiet32(static_cast<std::uint32_t>(bits)) && is_quiet32(bits >> 32) : is_quiet64(bits))
            << wasm::info(opcode).name << ": " << vector_ways[i].name << std::hex << " gives " << bits;
    }
  }
}

TEST_P(Nan, DemotionOfPromotion) {
  ModuleBuilder module;
  const auto between = [&](auto emit) {
    auto& f = module.function({wasm::f32, wasm::i32}, {wasm::f32});
    f.get(0).op(Opcode::f64_promote_f32);
    emit(f);
    f.op(Opcode::f32_demote_f64).end();
    return &f;
  };
  const FunctionBuilder* functions[] = {
      between([](FunctionBuilder&) {}),
      between([](FunctionBuilder& f) { f.op(Opcode::f64_neg); }),
      between([](FunctionBuilder& f) { f.op(Opcode::f64_abs); }),
      between([](FunctionBuilder& f) { f.tee(f.local(wasm::f64)); }),
      between([](FunctionBuilder& f) { f.f64(-2).op(Opcode::f64_copysign); }),
      between([](FunctionBuilder& f) {
        f.tee(f.local(wasm::f64)).f64(2).get(2).f64(2).op(Opcode::f64_ne).op(Opcode::select);
      }),
  };
  auto& vector = module.function({wasm::v128}, {wasm::v128});
  vector.get(0).op(Opcode::f64x2_promote_low_f32x4).op(Opcode::f32x4_demote_f64x2_zero).end();
  Guest guest(module, GetParam());
  for (std::size_t i = 0; i < std::size(functions); ++i)
    EXPECT_TRUE(is_quiet32(guest.call(*functions[i], signalling32, 0).get<std::uint32_t>())) << i;
  const auto result = guest.call(vector, V128{signalling32x2, signalling32x2}).get<V128>();
  EXPECT_TRUE(is_quiet32(static_cast<std::uint32_t>(result.low)) && is_quiet32(result.low >> 32));
  EXPECT_EQ(result.high, 0u);
}

struct Unary {
  Opcode opcode;
  bool is_32;
};
constexpr Unary unary_vectors[] = {
    {Opcode::f32x4_ceil, true},    {Opcode::f32x4_floor, true},  {Opcode::f32x4_trunc, true},
    {Opcode::f32x4_nearest, true}, {Opcode::f32x4_sqrt, true},   {Opcode::f64x2_ceil, false},
    {Opcode::f64x2_floor, false},  {Opcode::f64x2_trunc, false}, {Opcode::f64x2_nearest, false},
    {Opcode::f64x2_sqrt, false},
};

TEST_P(Nan, RoundingAndRoots) {
  for (const auto opcode :
       {Opcode::f64_ceil, Opcode::f64_floor, Opcode::f64_trunc, Opcode::f64_nearest, Opcode::f64_sqrt}) {
    ModuleBuilder module;
    auto& f = module.function({wasm::f64}, {wasm::f64});
    f.get(0).op(opcode).end();
    auto& folded = module.function({}, {wasm::f64});
    folded.f64(std::bit_cast<double>(signalling64)).op(opcode).end();
    Guest guest(module, GetParam());
    EXPECT_TRUE(is_quiet64(guest.call(f, signalling64).get<std::uint64_t>())) << wasm::info(opcode).name;
    EXPECT_TRUE(is_quiet64(guest.call(folded).get<std::uint64_t>())) << wasm::info(opcode).name;
  }
  for (const auto& [opcode, is_32] : unary_vectors) {
    ModuleBuilder module;
    auto& f = module.function({wasm::v128}, {wasm::v128});
    f.get(0).op(opcode).end();
    Guest guest(module, GetParam());
    const std::uint64_t signalling = is_32 ? signalling32x2 : signalling64;
    const auto bits = guest.call(f, V128{signalling, signalling}).get<V128>().high;
    EXPECT_TRUE(is_32 ? is_quiet32(bits >> 32) : is_quiet64(bits)) << wasm::info(opcode).name;
  }
}

constexpr Opcode binary[] = {Opcode::f64_add, Opcode::f64_sub, Opcode::f64_mul,
                             Opcode::f64_div, Opcode::f64_min, Opcode::f64_max};

TEST_P(Nan, ConstantsAlone) {
  for (const auto opcode : binary) {
    ModuleBuilder module;
    std::vector<const FunctionBuilder*> functions;
    for (const double number : {0.0, -0.0, 1.0, -1.0, 2.0, infinity})
      for (const bool number_first : {false, true}) {
        auto& f = module.function({}, {wasm::f64});
        if (number_first) f.f64(number);
        f.f64(std::bit_cast<double>(signalling64));
        if (!number_first) f.f64(number);
        f.op(opcode).end();
        functions.push_back(&f);
      }
    Guest guest(module, GetParam());
    for (const auto* f : functions)
      EXPECT_TRUE(is_quiet64(guest.call(*f).get<std::uint64_t>())) << wasm::info(opcode).name;
  }
}

/// If all NaNs among the operands are canonical, so is the result; and it is when there is none.
TEST_P(Nan, CanonicalStaysCanonical) {
  constexpr std::uint64_t canonical = 0x7ff8'0000'0000'0000;
  const auto is_canonical = [](const Outcome& outcome) {
    return (outcome.get<std::uint64_t>() & ~minus_zero64) == canonical;
  };
  for (const auto opcode : binary) {
    ModuleBuilder module;
    auto& f = module.function({wasm::f64, wasm::f64}, {wasm::f64});
    f.get(0).get(1).op(opcode).end();
    auto& by_one = module.function({wasm::f64}, {wasm::f64});
    by_one.get(0).f64(1).op(opcode).end();
    Guest guest(module, GetParam());
    for (const auto nan : {std::bit_cast<double>(canonical), std::bit_cast<double>(canonical | minus_zero64)}) {
      EXPECT_TRUE(is_canonical(guest.call(f, nan, 1.0))) << wasm::info(opcode).name;
      EXPECT_TRUE(is_canonical(guest.call(f, 1.0, nan))) << wasm::info(opcode).name;
      EXPECT_TRUE(is_canonical(guest.call(f, nan, -nan))) << wasm::info(opcode).name;
      EXPECT_TRUE(is_canonical(guest.call(by_one, nan))) << wasm::info(opcode).name;
    }
  }
  ModuleBuilder module;
  auto& difference = module.function({wasm::f64, wasm::f64}, {wasm::f64});
  difference.get(0).get(1).op(Opcode::f64_sub).end();
  auto& folded = module.function({}, {wasm::f64});
  folded.f64(0).f64(0).op(Opcode::f64_div).end();
  auto& root = module.function({wasm::f64}, {wasm::f64});
  root.get(0).op(Opcode::f64_sqrt).end();
  Guest guest(module, GetParam());
  EXPECT_TRUE(is_canonical(guest.call(difference, infinity, infinity)));
  EXPECT_TRUE(is_canonical(guest.call(folded)));
  EXPECT_TRUE(is_canonical(guest.call(root, -1.0)));
}

}  // namespace

}  // namespace witc::testing
