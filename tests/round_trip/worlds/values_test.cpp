// Worlds of wit-bindgen's runtime tests that have values only, through generated bindings and with dynamic calls.

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "a/b/test.hpp"
#include "foo/bar/test.hpp"
#include "my/lists/test.hpp"
#include "my/strings/test.hpp"
#include "test/common/middle.hpp"
#include "test/fixed_length_lists/test.hpp"
#include "test/flavorful/test.hpp"
#include "test/list_in_variant/test.hpp"
#include "test/lists/test.hpp"
#include "test/many_arguments/test.hpp"
#include "test/maps/test.hpp"
#include "test/numbers/test.hpp"
#include "test/records/test.hpp"
#include "test/strings/test.hpp"
#include "test/variants/test.hpp"
#include "test/versions/test.hpp"
#include "tests/round_trip/worlds/world_guest.hpp"

namespace witc::testing {
namespace {

/// The bytes of text.
std::vector<std::byte> bytes(std::string_view text) {
  const auto view = std::as_bytes(std::span(text));
  return {view.begin(), view.end()};
}

TEST(Worlds, Demo) {
  WorldGuest<::a::b::test::Instance> guest(world_file("demo"), "a:b/the-test");
  ASSERT_TRUE(guest.instantiate());
  EXPECT_TRUE(guest.world().the_test().x(guest.store));
}

TEST(Worlds, GatedFeatures) {
  WorldGuest<::foo::bar::test::Instance> guest(world_file("gated-features"), "foo:bar/bindings@1.2.3");
  ASSERT_TRUE(guest.instantiate());
  EXPECT_TRUE(guest.world().bindings().z(guest.store));
}

TEST(Worlds, FixedLengthLists) {
  namespace to_test = ::test::fixed_length_lists::to_test;
  using Guest = to_test::Guest;
  WorldGuest<::test::fixed_length_lists::test::Instance> guest(world_file("fixed-length-lists"),
                                                               "test:fixed-length-lists/to-test");
  ASSERT_TRUE(guest.instantiate());
  const Guest& lists = guest.world().to_test();
  EXPECT_TRUE(lists.list_param(guest.store, {1, 2, 3, 4}));
  EXPECT_TRUE(lists.list_param2(guest.store, {{{1, 2}, {3, 4}}}));
  std::array<std::int32_t, 20> alternating;
  for (int i = 0; i < 20; ++i) alternating[i] = i % 2 ? -1 - i : i + 1;
  EXPECT_TRUE(lists.list_param3(guest.store, alternating));
  guest.compare("list-result", lists, &Guest::list_result);
  guest.gives_back("list-minmax16", lists, &Guest::list_minmax16);
  guest.gives_back("list-minmax-float", lists, &Guest::list_minmax_float);
  guest.gives_back("list-roundtrip", lists, &Guest::list_roundtrip);
  guest.gives_back("nested-roundtrip", lists, &Guest::nested_roundtrip);
  guest.gives_back("large-roundtrip", lists, &Guest::large_roundtrip);
  guest.gives_back("nightmare-on-cpp", lists, &Guest::nightmare_on_cpp);
  alternating[19] = 0;
  EXPECT_FALSE(lists.list_param3(guest.store, alternating));
}

TEST(Worlds, Flavorful) {
  namespace to_test = ::test::flavorful::to_test;
  using Guest = to_test::Guest;
  WorldGuest<::test::flavorful::test::Instance> guest(world_file("flavorful"), "test:flavorful/to-test");
  ASSERT_TRUE(guest.instantiate());
  const Guest& flavorful = guest.world().to_test();
  EXPECT_TRUE(flavorful.f_list_in_record1(guest.store, {"list_in_record1"}));
  EXPECT_EQ(flavorful.f_list_in_record2(guest.store).value().a, "list_in_record2");
  guest.gives_back("f-list-in-record3", flavorful, &Guest::f_list_in_record3);
  guest.gives_back("f-list-in-record4", flavorful, &Guest::f_list_in_record4);
  EXPECT_TRUE(flavorful.f_list_in_variant1(guest.store, "foo", std::unexpected("bar")));
  EXPECT_EQ(flavorful.f_list_in_variant2(guest.store).value(), "list_in_variant2");
  guest.gives_back("f-list-in-variant3", flavorful, &Guest::f_list_in_variant3);
  EXPECT_EQ(flavorful.errno_result(guest.store).value(), std::unexpected(to_test::MyErrno::a));
  EXPECT_TRUE(flavorful.errno_result(guest.store).value());
  EXPECT_EQ(flavorful.list_typedefs(guest.store, "text", std::vector<std::string>{"a", ""}).value(),
            std::tuple(bytes("text"), std::vector<std::string>{"a", ""}));
  guest.compare("list-typedefs", flavorful, &Guest::list_typedefs);
  guest.gives_back("list-of-variants", flavorful, &Guest::list_of_variants);
  EXPECT_FALSE(flavorful.f_list_in_record1(guest.store, {"list_in_record2"}));
}

TEST(Worlds, ListInVariant) {
  namespace to_test = ::test::list_in_variant::to_test;
  using Guest = to_test::Guest;
  WorldGuest<::test::list_in_variant::test::Instance> guest(world_file("list-in-variant"),
                                                            "test:list-in-variant/to-test");
  ASSERT_TRUE(guest.instantiate());
  const Guest& lists = guest.world().to_test();
  const std::vector<std::string> items{"hello", "world"};
  EXPECT_EQ(lists.list_in_option(guest.store, items).value(), "hello,world");
  EXPECT_EQ(lists.list_in_option(guest.store, std::nullopt).value(), "none");
  EXPECT_EQ(lists.list_in_variant(guest.store, to_test::PayloadOrEmpty::WithData{items}).value(), "hello,world");
  EXPECT_EQ(lists.list_in_variant(guest.store, to_test::PayloadOrEmpty::Empty()).value(), "empty");
  EXPECT_EQ(lists.list_in_result(guest.store, std::unexpected("oops")).value(), "error: oops");
  EXPECT_EQ(lists.list_in_option_with_return(guest.store, items).value(), (to_test::Summary{2, "hello,world"}));
  guest.compare("list-in-option", lists, &Guest::list_in_option);
  guest.compare("list-in-variant", lists, &Guest::list_in_variant);
  guest.compare("list-in-result", lists, &Guest::list_in_result);
  guest.compare("list-in-option-with-return", lists, &Guest::list_in_option_with_return);
  guest.compare("top-level-list", lists, &Guest::top_level_list);
}

TEST(Worlds, Lists) {
  using Guest = ::test::lists::to_test::Guest;
  using Strings = std::vector<std::string>;
  WorldGuest<::test::lists::test::Instance> guest(world_file("lists"), "test:lists/to-test");
  ASSERT_TRUE(guest.instantiate());
  const Guest& lists = guest.world().to_test();
  EXPECT_TRUE(lists.empty_list_param(guest.store, {}));
  EXPECT_TRUE(lists.empty_string_param(guest.store, ""));
  EXPECT_TRUE(lists.empty_list_result(guest.store).value().empty());
  EXPECT_TRUE(lists.empty_string_result(guest.store).value().empty());
  EXPECT_TRUE(lists.list_param(guest.store, bytes("\1\2\3\4")));
  EXPECT_TRUE(lists.list_param2(guest.store, "foo"));
  EXPECT_TRUE(lists.list_param3(guest.store, Strings{"foo", "bar", "baz"}));
  EXPECT_TRUE(lists.list_param4(guest.store, std::vector<Strings>{{"foo", "bar"}, {"baz"}}));
  using Triple = std::tuple<std::uint8_t, std::uint32_t, std::uint8_t>;
  EXPECT_TRUE(lists.list_param5(guest.store, std::vector<Triple>{{1, 2, 3}, {4, 5, 6}}));
  EXPECT_TRUE(lists.list_param_large(guest.store, Strings(1000, "string")));
  EXPECT_EQ(lists.list_result(guest.store).value(), bytes("\1\2\3\4\5"));
  EXPECT_EQ(lists.list_result2(guest.store).value(), "hello!");
  EXPECT_EQ(lists.list_result3(guest.store).value(), (Strings{"hello,", "world!"}));
  guest.gives_back("list-minmax8", lists, &Guest::list_minmax8);
  guest.gives_back("list-minmax16", lists, &Guest::list_minmax16);
  guest.gives_back("list-minmax32", lists, &Guest::list_minmax32);
  guest.gives_back("list-minmax64", lists, &Guest::list_minmax64);
  guest.gives_back("list-minmax-float", lists, &Guest::list_minmax_float);
  guest.gives_back("list-roundtrip", lists, &Guest::list_roundtrip);
  guest.gives_back("string-roundtrip", lists, &Guest::string_roundtrip);
  guest.gives_back("wasi-http-headers-roundtrip", lists, &Guest::wasi_http_headers_roundtrip);
  EXPECT_EQ(lists.allocated_bytes(guest.store).value(), 0u);
  EXPECT_FALSE(lists.list_param2(guest.store, "bar"));
}

TEST(Worlds, ListsAlias) {
  WorldGuest<::my::lists::test::Instance> guest(world_file("lists-alias"), "cat");
  ASSERT_TRUE(guest.instantiate());
  EXPECT_TRUE(guest.world().cat().foo(guest.store, bytes("hello")));
  const ::my::lists::test::cat::MyList list = guest.world().cat().bar(guest.store).value();
  EXPECT_EQ(list, bytes("world"));
}

TEST(Worlds, ManyArguments) {
  WorldGuest<::test::many_arguments::test::Instance> guest(world_file("many-arguments"), "test:many-arguments/to-test");
  ASSERT_TRUE(guest.instantiate());
  const auto& to_test = guest.world().to_test();
  EXPECT_TRUE(to_test.many_arguments(guest.store, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16));
  EXPECT_FALSE(to_test.many_arguments(guest.store, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 15));
}

TEST(Worlds, Map) {
  namespace to_test = ::test::maps::to_test;
  using Guest = to_test::Guest;
  WorldGuest<::test::maps::test::Instance> guest(world_file("map"), "test:maps/to-test");
  ASSERT_TRUE(guest.instantiate());
  const Guest& maps = guest.world().to_test();
  const to_test::NamesById names{{7, "b"}, {~0u, "a"}};
  const to_test::IdsByName ids{{"a", ~0u}, {"b", 7}};
  const to_test::BytesByName data{{"x", bytes("y")}};
  EXPECT_EQ(maps.named_roundtrip(guest.store, names).value(), ids);
  EXPECT_EQ(maps.inline_roundtrip(guest.store, names).value(), ids);
  EXPECT_EQ(maps.multi_param_roundtrip(guest.store, names, data).value(), std::tuple(ids, data));
  guest.gives_back("bytes-roundtrip", maps, &Guest::bytes_roundtrip);
  guest.gives_back("empty-roundtrip", maps, &Guest::empty_roundtrip);
  guest.gives_back("option-roundtrip", maps, &Guest::option_roundtrip);
  guest.gives_back("record-roundtrip", maps, &Guest::record_roundtrip);
  guest.gives_back("large-roundtrip", maps, &Guest::large_roundtrip);
  guest.gives_back("nested-roundtrip", maps, &Guest::nested_roundtrip);
  guest.gives_back("variant-roundtrip", maps, &Guest::variant_roundtrip);
  guest.gives_back("result-roundtrip", maps, &Guest::result_roundtrip);
  guest.gives_back("tuple-roundtrip", maps, &Guest::tuple_roundtrip);
  guest.gives_back("single-entry-roundtrip", maps, &Guest::single_entry_roundtrip);
}

TEST(Worlds, Numbers) {
  using Guest = ::test::numbers::numbers::Guest;
  WorldGuest<::test::numbers::test::Instance> guest(world_file("numbers"), "test:numbers/numbers");
  ASSERT_TRUE(guest.instantiate());
  const Guest& numbers = guest.world().numbers();
  guest.gives_back("roundtrip-u8", numbers, &Guest::roundtrip_u8);
  guest.gives_back("roundtrip-s8", numbers, &Guest::roundtrip_s8);
  guest.gives_back("roundtrip-u16", numbers, &Guest::roundtrip_u16);
  guest.gives_back("roundtrip-s16", numbers, &Guest::roundtrip_s16);
  guest.gives_back("roundtrip-u32", numbers, &Guest::roundtrip_u32);
  guest.gives_back("roundtrip-s32", numbers, &Guest::roundtrip_s32);
  guest.gives_back("roundtrip-u64", numbers, &Guest::roundtrip_u64);
  guest.gives_back("roundtrip-s64", numbers, &Guest::roundtrip_s64);
  guest.gives_back("roundtrip-f32", numbers, &Guest::roundtrip_f32);
  guest.gives_back("roundtrip-f64", numbers, &Guest::roundtrip_f64);
  guest.gives_back("roundtrip-char", numbers, &Guest::roundtrip_char);
  for (const std::uint32_t value : {2u, 4u, ~0u}) {
    EXPECT_TRUE(numbers.set_scalar(guest.store, value));
    EXPECT_EQ(numbers.get_scalar(guest.store).value(), value);
    EXPECT_EQ(guest.call("get-scalar", {}), std::vector<Val>{value});
  }
}

TEST(Worlds, Records) {
  namespace to_test = ::test::records::to_test;
  using Guest = to_test::Guest;
  WorldGuest<::test::records::test::Instance> guest(world_file("records"), "test:records/to-test");
  ASSERT_TRUE(guest.instantiate());
  const Guest& records = guest.world().to_test();
  EXPECT_EQ(records.multiple_results(guest.store).value(), (std::tuple<std::uint8_t, std::uint16_t>(4, 5)));
  EXPECT_EQ(records.swap_tuple(guest.store, {1, 2}).value(), (std::tuple<std::uint32_t, std::uint8_t>(2, 1)));
  guest.compare("swap-tuple", records, &Guest::swap_tuple);
  guest.gives_back("roundtrip-flags1", records, &Guest::roundtrip_flags1);
  guest.gives_back("roundtrip-flags2", records, &Guest::roundtrip_flags2);
  guest.gives_back("roundtrip-flags3", records, &Guest::roundtrip_flags3);
  guest.gives_back("roundtrip-record1", records, &Guest::roundtrip_record1);
  guest.gives_back("tuple1", records, &Guest::tuple1);
}

TEST(Worlds, Strings) {
  using Guest = ::test::strings::to_test::Guest;
  WorldGuest<::test::strings::test::Instance> guest(world_file("strings"), "test:strings/to-test");
  ASSERT_TRUE(guest.instantiate());
  const Guest& strings = guest.world().to_test();
  EXPECT_TRUE(strings.take_basic(guest.store, "latin utf16"));
  EXPECT_EQ(strings.return_unicode(guest.store).value(), "🚀🚀🚀 𠈄𓀀");
  EXPECT_EQ(strings.return_empty(guest.store).value(), "");
  guest.gives_back("roundtrip", strings, &Guest::roundtrip);
}

TEST(Worlds, StringsAlias) {
  WorldGuest<::my::strings::test::Instance> guest(world_file("strings-alias"), "cat");
  ASSERT_TRUE(guest.instantiate());
  EXPECT_TRUE(guest.world().cat().foo(guest.store, "hello"));
  const ::my::strings::test::cat::MyString text = guest.world().cat().bar(guest.store).value();
  EXPECT_EQ(text, "world");
}

TEST(Worlds, Variants) {
  namespace to_test = ::test::variants::to_test;
  using Guest = to_test::Guest;
  WorldGuest<::test::variants::test::Instance> guest(world_file("variants"), "test:variants/to-test");
  ASSERT_TRUE(guest.instantiate());
  const Guest& variants = guest.world().to_test();
  EXPECT_EQ(variants.roundtrip_option(guest.store, 1.5f).value(), 1);
  EXPECT_EQ(variants.roundtrip_option(guest.store, std::nullopt).value(), std::nullopt);
  EXPECT_EQ(variants.roundtrip_result(guest.store, 7u).value(), 7.0);
  EXPECT_EQ(variants.roundtrip_result(guest.store, std::unexpected(3.5f)).value(), std::unexpected(std::uint8_t{3}));
  guest.compare("invert-bool", variants, &Guest::invert_bool);
  guest.gives_back("roundtrip-enum", variants, &Guest::roundtrip_enum);
  guest.gives_back("variant-casts", variants, &Guest::variant_casts);
  guest.gives_back("variant-zeros", variants, &Guest::variant_zeros);
  guest.gives_back("variant-enums", variants, &Guest::variant_enums);
  EXPECT_TRUE(variants.variant_typedefs(guest.store, 7, true, 8));
  EXPECT_FALSE(variants.variant_typedefs(guest.store, 7, true, std::unexpected(std::monostate())));
}

TEST(Worlds, Versions) {
  WorldGuest<::test::versions::test::Instance> guest(world_file("versions"), "test:dep/test@0.1.0");
  ASSERT_TRUE(guest.instantiate());
  const ::test::dep::v0_1_0::test::Guest& first = guest.world().test();
  const ::test::dep::v0_2_0::test::Guest& second = guest.world().test_v0_2_0();
  EXPECT_EQ(first.x(guest.store).value(), 1);
  EXPECT_EQ(first.y(guest.store, 1).value(), 2);
  EXPECT_EQ(second.x(guest.store).value(), 2);
  EXPECT_EQ(second.z(guest.store, 1, 2).value(), 3);
  guest.compare("y", first, &::test::dep::v0_1_0::test::Guest::y);
}

namespace common = ::test::common;
struct CommonTypes {
  common::to_test::R1 wrap(common::test_types::F1 flag) { return {2, flag}; }
  common::to_test::V1 var_f() { return common::test_types::V1::B{2}; }
};

TEST(Worlds, CommonTypes) {
  using Guest = common::to_test::Guest;
  WorldGuest<common::middle::Instance, CommonTypes> guest(world_file("common-types"), "test:common/to-test");
  common::middle::add_to_linker(guest.linker, std::identity());
  ASSERT_TRUE(guest.instantiate());
  const Guest& to_test = guest.world().to_test();
  using Flag = common::test_types::F1;
  EXPECT_EQ(to_test.wrap(guest.store, Flag::b).value(), (common::test_types::R1{2, Flag::b}));
  EXPECT_EQ(to_test.var_f(guest.store).value(), common::test_types::V1::B{2});
  guest.compare("wrap", to_test, &Guest::wrap);
  guest.compare("var-f", to_test, &Guest::var_f);
}

}  // namespace
}  // namespace witc::testing
