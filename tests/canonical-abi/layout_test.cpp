#include "witc/abi/layout.hpp"

#include <gtest/gtest.h>

#include "tests/canonical-abi/sample_types.hpp"
#include "types/layout.hpp"
#include "witc/abi/signature.hpp"

namespace witc::abi {
namespace {

using namespace testing;

// CanonicalABI.md: alignment, elem_size and flattening of types computed by hand.
static_assert(Typed<Point>::layout() == Layout{8, 4});
static_assert(Typed<std::tuple<std::uint8_t, std::uint64_t, bool>>::layout() == Layout{24, 8});
static_assert(Typed<std::optional<std::uint64_t>>::layout() == Layout{16, 8});
static_assert(Typed<std::optional<bool>>::layout() == Layout{2, 1});
static_assert(Typed<std::expected<void, std::string>>::layout() == Layout{12, 4});
static_assert(Typed<Shape>::layout() == Layout{16, 8});
static_assert(Typed<Caps>::layout() == Layout{1, 1});
static_assert(Typed<Level>::layout() == Layout{1, 1});
static_assert(discriminant_size(256) == 1 && discriminant_size(257) == 2 && discriminant_size(65536) == 2 &&
              discriminant_size(65537) == 4);
static_assert(flags_size(8) == 1 && flags_size(9) == 2 && flags_size(17) == 4);

// join: circle is f64, square is f32, named a string (two i32), none nothing.
static_assert(Typed<Shape>::flat().size() == 3);
static_assert(Typed<Shape>::flat()[1] == FlatType::i64 && Typed<Shape>::flat()[2] == FlatType::i32);
static_assert(join(FlatType::i32, FlatType::f32) == FlatType::i32 &&
              join(FlatType::f32, FlatType::f64) == FlatType::i64);

using Sixteen = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t,
                           std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t,
                           std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t>;
static_assert(!FlatSignature<void(Sixteen)>::params_in_memory);
static_assert(FlatSignature<void(Sixteen, bool)>::params_in_memory);
static_assert(FlatSignature<void(Sixteen, bool)>::lowered_params.size() == 1);
static_assert(FlatSignature<std::string()>::result_in_memory &&
              FlatSignature<std::string()>::lowered_params.size() == 1);
static_assert(!FlatSignature<double()>::result_in_memory &&
              FlatSignature<double()>::lowered_results[0] == FlatType::f64);

TEST(Layout, OfTheArenaAgreesWithTheTypedOne) {
  types::TypeArena arena;
  const SampleTypes sample(arena);
  const auto same = [&]<class T>(types::ValType type, Typed<T>) {
    EXPECT_EQ(types::layout(arena, type), Typed<T>::layout());
    const auto flat = types::flatten(arena, type);
    constexpr auto typed = Typed<T>::flat();
    ASSERT_EQ(flat.size(), typed.size());
    for (std::size_t i = 0; i < flat.size(); ++i) EXPECT_EQ(flat[i], typed[i]);
  };
  same(sample.point, Typed<Point>{});
  same(sample.shape, Typed<Shape>{});
  same(sample.caps, Typed<Caps>{});
  same(sample.level, Typed<Level>{});
  same(sample.person, Typed<Person>{});
}

}  // namespace
}  // namespace witc::abi
