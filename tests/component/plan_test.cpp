#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "component/decoder.hpp"
#include "tests/component/text.hpp"
#include "tests/support/module_builder.hpp"
#include "tests/support/shared_dir.hpp"

namespace witc::component {
namespace {

using testing::ByteBuffer;

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {(std::istreambuf_iterator<char>(file)), {}};
}

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string own(std::string_view name) { return read(testing::source_dir() / "tests/components" / name); }

TEST(Plan, OfASmallComponent) {
  const std::string binary = own("nest.wasm");
  const auto plan = compile_plan(bytes_of(binary));
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  ASSERT_EQ(plan->type.imports.size(), 1u);
  EXPECT_EQ(plan->type.imports[0].name, "next");
  EXPECT_EQ(types::to_string(plan->types, std::get<types::FuncTypeId>(plan->type.imports[0].type)),
            "func(depth: u32) -> u32");
  ASSERT_EQ(plan->exports.size(), 1u);
  EXPECT_EQ(plan->exports[0].name, "descend");
  EXPECT_EQ(plan->steps.size(), 1u);
  EXPECT_EQ(plan->trampolines.size(), 1u);
}

TEST(Plan, KnowsWhatItsInstancesAreOf) {
  const auto binary = testing::component_binary(
      "(component (component $a (component $b) (instance (instantiate $b)))"
      " (instance $i (instantiate $a)) (instance $j (instantiate $a)))");
  const auto plan = compile_plan(binary);
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  const std::string a = "component 0", b = "component 0 > component 0";
  EXPECT_EQ(plan->definitions, (std::vector<std::string>{"", a, b, a, b}));
}

/// Instances of instances, each twice in the next: a name is there very many times.
TEST(Plan, LongNamesCountAsItems) {
  std::string text =
      "(component (core module $m (func (export \"f\"))) (core instance $c (instantiate $m))"
      "(func $f (canon lift (core func $c \"f\"))) (instance (export \"" +
      std::string(90'000, 'f') + "\" (func $f)))";
  for (int i = 0; i < 13; ++i) {
    const std::string n = std::to_string(i);
    text += "(instance (export \"a\" (instance " + n + ")) (export \"b\" (instance " + n + ")))";
  }
  const auto binary = testing::component_binary(text + "(export \"x\" (instance 13)))");
  const auto plan = compile_plan(binary);
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().code, ErrorCode::limit_exceeded) << plan.error().message;
}

/// Each component wraps the instance that the one in it exports, so that no index space is large.
TEST(Plan, InstancesAreNotNestedDeeperThanTypes) {
  const auto wrapped = [](std::string inside, int instances, int times) {
    for (int i = 0; i < times; ++i)
      inside += "(instance (export \"x\" (instance " + std::to_string(instances++ - 1) + ")))";
    return "(component " + inside + "(export \"x\" (instance " + std::to_string(instances - 1) + ")))";
  };
  const auto plan_of = [](const std::string& text) { return compile_plan(testing::component_binary(text)); };
  EXPECT_TRUE(plan_of(wrapped("(instance)", 1, 98)).has_value());
  const auto refused = [&](const std::string& text) {
    const auto plan = plan_of(text);
    return plan ? "accepted" : plan.error().message;
  };
  constexpr std::string_view message = "instances are nested deeper than the limit of 100";
  EXPECT_EQ(refused(wrapped("(instance)", 1, 101)), message);
  std::string text = wrapped("(instance)", 1, 90);
  for (int i = 0; i < 60; ++i)
    text = wrapped(text + "(instance (instantiate 0)) (alias export 0 \"x\" (instance))", 2, 90);
  EXPECT_EQ(refused(text), message);
}

TEST(Plan, SpellingsOfTypesAreLimited) {
  types::TypeArena arena;
  types::ValType type = arena.defs.push({types::Enum{{std::string(90'000, 'a')}}, {}});
  for (int depth = 0; depth < 4; ++depth)
    type = arena.defs.push({types::Tuple{std::vector<types::ValType>(1'000, type)}, {}});
  const std::string spelled = types::to_string(arena, type);
  EXPECT_TRUE(spelled.starts_with("tuple<tuple<tuple<tuple<enum { aaa")) << spelled.substr(0, 100);
  EXPECT_TRUE(spelled.ends_with("a…")) << spelled.substr(spelled.size() - 100);
  EXPECT_LT(spelled.size(), types::max_spelling + 10);
  EXPECT_LT(types::spell_out(arena, type.defined()).size(), types::max_spelling + 10);
}

TEST(Plan, EveryTruncationIsRefused) {
  const std::string binary = own("nest.wasm");
  unsigned accepted = 0;
  for (std::size_t length = 0; length < binary.size(); ++length) {
    const auto plan = compile_plan(bytes_of(binary).first(length));
    accepted += plan.has_value();
    if (!plan) {
      EXPECT_FALSE(plan.error().message.empty());
    }
  }
  // Sections are complete by themselves, so a cut between two of them may leave a smaller valid component.
  EXPECT_LE(accepted, 20u);
}

class Mutations : public ::testing::TestWithParam<const char*> {};

TEST_P(Mutations, NeverCrash) {
  const std::string original = own(GetParam());
  std::mt19937 random(7);
  unsigned refused = 0;
  for (int i = 0; i < 1500; ++i) {
    std::string binary = original;
    binary[random() % binary.size()] = static_cast<char>(random());
    refused += !compile_plan(bytes_of(binary)).has_value();
  }
  EXPECT_GT(refused, 100u);
}

INSTANTIATE_TEST_SUITE_P(Own, Mutations, ::testing::Values("nest.wasm", "trap.wasm", "report.wasm"));

struct Facts {
  const char* file;
  std::size_t imports, exports, steps;
};
std::ostream& operator<<(std::ostream& out, const Facts& facts) { return out << facts.file; }

class RealComponents : public ::testing::TestWithParam<Facts> {};

TEST_P(RealComponents, HavePlans) {
  WITC_SHARED_FILE(path, std::string("components/") + GetParam().file + ".component.wasm");
  const std::string binary = read(path);
  const auto plan = compile_plan(bytes_of(binary), {}, {}, 2);
  ASSERT_TRUE(plan.has_value()) << plan.error().message << " at " << plan.error().location.item;
  EXPECT_EQ(plan->type.imports.size(), GetParam().imports);
  EXPECT_EQ(plan->exports.size(), GetParam().exports);
  EXPECT_EQ(plan->steps.size(), GetParam().steps);
}

// Imports and exports as the printed worlds beside the components list them.
INSTANTIATE_TEST_SUITE_P(
    Toolchains, RealComponents,
    ::testing::Values(Facts{"hello-c", 15, 1, 4}, Facts{"hello-c-wcl", 15, 1, 4}, Facts{"hello-rust", 16, 1, 4},
                      Facts{"hello-cpp", 15, 1, 4}, Facts{"app-c", 9, 1, 5}, Facts{"app2-c", 2, 1, 4},
                      Facts{"as-demo", 1, 3, 3}, Facts{"composed-c", 1, 1, 9}, Facts{"d-betterc", 0, 2, 1},
                      Facts{"demo-c", 1, 1, 5}, Facts{"demo-rust", 11, 1, 5}, Facts{"ls-c", 15, 1, 4},
                      Facts{"js-command", 29, 1, 4}, Facts{"js-http", 18, 1, 4}, Facts{"js-text", 0, 1, 4},
                      Facts{"js-text-qjs-sync", 18, 2, 9}, Facts{"js-async-qjs-p3", 18, 3, 8}, Facts{"p3-c", 1, 2, 3}),
    [](const auto& info) {
      std::string name = info.param.file;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

/// A component of the given sections.
std::vector<std::byte> component(std::initializer_list<std::pair<std::uint8_t, std::string_view>> sections) {
  ByteBuffer out;
  out.append(std::string_view("\0asm\x0d\0\1\0", 8));
  for (const auto& [id, content] : sections) {
    ByteBuffer body;
    body.append(content);
    out.u8(id);
    out.sized(body);
  }
  return out.bytes();
}

struct BadCase {
  const char* name;
  const char* message;
  std::vector<std::byte> binary;
};
std::ostream& operator<<(std::ostream& out, const BadCase& bad) { return out << bad.name; }

class Invalid : public ::testing::TestWithParam<BadCase> {};

TEST_P(Invalid, IsRefusedForTheRightReason) {
  const auto plan = compile_plan(GetParam().binary);
  ASSERT_FALSE(plan.has_value());
  EXPECT_NE(plan.error().message.find(GetParam().message), std::string::npos) << plan.error().message;
}

using namespace std::string_view_literals;
const BadCase bad_cases[] = {
    {"CoreModule", "found a core module",
     [] {
       ByteBuffer out;
       out.append("\0asm\1\0\0\0"sv);
       return out.bytes();
     }()},
    {"UnknownSection", "malformed section id", component({{13, ""sv}})},
    {"ValueSection", "cm-values", component({{12, "\1"sv}})},
    {"UnknownType", "unknown type 5", component({{10, "\1\0\1f\1\5"sv}})},
    {"EmptyRecord", "at least one", component({{7, "\1\x72\0"sv}})},
    {"BadLabel", "kebab", component({{7, "\1\x72\1\3A_b\x7f"sv}})},
    {"DuplicateFields", "conflicts", component({{7, "\1\x72\2\1a\x7f\1A\x7f"sv}})},
    {"ThirtyThreeFlags", "at most 32",
     [] {
       std::string flags("\1\x6e\x21", 3);
       for (int i = 0; i < 33; ++i)
         flags += std::string("\2") + static_cast<char>('a' + i % 26) + static_cast<char>(i < 26 ? 'a' : 'b');
       return component({{7, flags}});
     }()},
    {"OwnOfAValueType", "not a resource type", component({{7, "\2\x70\x7d\x69\0"sv}})},
    {"ResourceRepresentedByI64", "represented by an i32", component({{7, "\1\x3f\x7e\0"sv}})},
    {"FixedListGated", "cm-fixed-length-lists", component({{7, "\1\x67\x7d\4"sv}})},
    {"BadImportName", "not a valid import or export name", component({{7, "\1\x40\0\1\0"sv}, {10, "\1\0\3A_b\1\0"sv}})},
    {"DuplicateImports", "conflicts", component({{7, "\1\x40\0\1\0"sv}, {10, "\2\0\1f\1\0\0\1F\1\0"sv}})},
    {"UnknownInstanceExport", "unknown instance 3", component({{6, "\1\1\0\3\1f"sv}})},
    {"OuterAliasTooFar", "unknown outer scope", component({{6, "\1\3\2\2\0"sv}})},
    {"LowerOfUnknownFunction", "unknown function 0", component({{8, "\1\1\0\0\0"sv}})},
    {"LiftOfUnknownCoreFunction", "unknown core function 0", component({{8, "\1\0\0\0\0\0"sv}})},
    {"BuiltinGated", "cm-threading", component({{8, "\1\x26"sv}})},
    {"TrailingBytes", "section size mismatch", component({{7, "\1\x7f\x7f"sv}})},
};
INSTANTIATE_TEST_SUITE_P(Rules, Invalid, ::testing::ValuesIn(bad_cases),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Plan, TagsOfModulesAreLinked) {
  const auto error_of = [](std::string_view rest) {
    const auto binary = testing::component_binary(
        "(component (core module $m (tag (export \"t\") (param i32))) (core instance $i (instantiate $m)) " +
        std::string(rest) + ")");
    const auto plan = compile_plan(binary);
    return plan ? std::string() : plan.error().message;
  };
  constexpr std::string_view user = "(core module $n (import \"a\" \"t\" (tag (param i32)))) ";
  EXPECT_EQ(error_of(std::string(user) + "(core instance (instantiate $n (with \"a\" (instance $i))))"), "");
  EXPECT_EQ(
      error_of(std::string(user) + "(alias core export $i \"t\" (core tag $t)) (core instance (instantiate $n (with "
                                   "\"a\" (instance (export \"t\" (tag $t))))))"),
      "");
  EXPECT_NE(error_of("(core module $n (import \"a\" \"t\" (tag))) (core instance (instantiate $n (with \"a\" (instance "
                     "$i))))"),
            "");
  EXPECT_NE(error_of("(alias core export $i \"t\" (core func $f))"), "");
}

TEST(Limits, TypesThatDoubleAreRefusedNotExpanded) {
  // (tuple t t) thirty times over: 2^30 fields.
  std::string types(1, static_cast<char>(31));
  types += "\x73";
  for (char i = 0; i < 30; ++i) types += std::string("\x6f\2") + i + i;
  const auto plan = compile_plan(component({{7, types}}));
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().code, ErrorCode::limit_exceeded) << plan.error().message;
}

TEST(Limits, ValuesLargerThan256MegabytesAreRefused) {
  Features features;
  features.fixed_length_lists = true;
  Limits limits;
  limits.type_size = ~std::uint64_t{0};
  const auto plan = compile_plan(component({{7, "\1\x67\x7d\x80\x80\x80\x80\1"sv}}), features, limits);
  ASSERT_FALSE(plan.has_value());
  EXPECT_NE(plan.error().message.find("values of the type are larger"), std::string::npos) << plan.error().message;
}

}  // namespace
}  // namespace witc::component
