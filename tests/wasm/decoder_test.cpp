#include "wasm/decoder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "tests/support/module_builder.hpp"
#include "tests/support/shared_dir.hpp"
#include "wasm/validator.hpp"

namespace witc::wasm {
namespace {

using testing::ByteBuffer;
using testing::ModuleBuilder;

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

/// One of everything.
std::vector<std::byte> rich_module() {
  ModuleBuilder m;
  const auto imported = m.import_function("env", "callback", {i32}, {i64});
  m.memory(1, 4);
  m.table(3, 8);
  const auto counter = m.global(7);
  auto& f = m.function({i32, f64}, {i32});
  const auto local = f.local(v128);
  f.get(0).op(Opcode::call, imported).op(Opcode::drop);
  f.block(i32).get(0).get(0).br_table({0, 0, 0}).end().op(Opcode::drop);
  f.v128(1, 2).set(local).op(Opcode::global_get, counter).end();
  m.active_elements(0, 1, {f.index()});
  m.passive_elements({f.index()});
  m.active_data(16, "some data");
  m.passive_data("more");
  m.export_function("f", f);
  m.export_item("memory", ExternKind::memory, 0);
  m.name(f, "the_function");
  return m.build();
}

TEST(Decoder, FindsEverySection) {
  const auto binary = rich_module();
  const auto module = decode_and_validate(binary);
  ASSERT_TRUE(module.has_value()) << module.error().message;
  EXPECT_EQ(module->imports.size(), 1u);
  EXPECT_EQ(module->functions.size(), 2u);
  EXPECT_EQ(module->memories[0].limits.max, 4u);
  EXPECT_EQ(module->tables[0].type.limits.min, 3u);
  EXPECT_EQ(module->elements.size(), 2u);
  EXPECT_EQ(module->data.size(), 2u);
  EXPECT_EQ(module->exports.size(), 2u);
  EXPECT_EQ(module->display_name(1), "the_function");
  EXPECT_EQ(module->display_name(0), "func[0]");
  EXPECT_EQ(module->escaping_functions, std::vector<std::uint32_t>{1});
}

TEST(Decoder, EveryTruncationIsAnErrorWithAnOffset) {
  const auto binary = rich_module();
  unsigned accepted = 0;
  for (std::size_t length = 0; length < binary.size(); ++length) {
    const auto module = decode_and_validate(std::span(binary).first(length));
    accepted += module.has_value();
    if (!module && length > 8) {
      EXPECT_TRUE(module.error().location.offset.has_value()) << length << ": " << module.error().message;
    }
  }
  // The preamble alone, with types, with imports; and everything but the name section.
  EXPECT_LE(accepted, 4u);
}

TEST(Decoder, MutationsNeverCrash) {
  const auto original = rich_module();
  std::mt19937 random(42);
  unsigned refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    auto binary = original;
    for (unsigned changes = 1 + random() % 3; changes > 0; --changes)
      binary[random() % binary.size()] = static_cast<std::byte>(random());
    refused += !decode_and_validate(binary).has_value();
  }
  EXPECT_GT(refused, 1000u);
}

TEST(Decoder, SaysWhatIsWrongWithTheStart) {
  EXPECT_NE(decode(bytes_of("")).error().message.find("unexpected end"), std::string::npos);
  EXPECT_NE(decode(bytes_of("\177ELF")).error().message.find("magic header"), std::string::npos);
  EXPECT_NE(decode(bytes_of(std::string_view("\0asm\2\0\0\0", 8))).error().message.find("version"), std::string::npos);
  EXPECT_NE(decode(bytes_of(std::string_view("\0asm\x0d\0\1\0", 8))).error().message.find("component"),
            std::string::npos);
}

TEST(Decoder, HugeCountsAllocateNothing) {
  // A type section that claims 2^32 - 1 types.
  const std::string_view section("\0asm\1\0\0\0\1\5\xff\xff\xff\xff\x0f", 15);
  const auto module = decode(bytes_of(section));
  ASSERT_FALSE(module.has_value());
  EXPECT_EQ(module.error().code, ErrorCode::limit_exceeded);
}

TEST(Decoder, RefusesFeaturesThatAreOffByName) {
  // A 64-bit memory.
  Features short_addresses;
  short_addresses.set(Feature::memory64, false);
  const auto memory64 = decode(bytes_of(std::string_view("\0asm\1\0\0\0\5\3\1\4\1", 13)), short_addresses);
  ASSERT_FALSE(memory64.has_value());
  EXPECT_EQ(memory64.error().code, ErrorCode::unsupported_feature);
  EXPECT_NE(memory64.error().message.find("memory64"), std::string::npos);
  Features none;
  none.set(Feature::simd, false);
  const auto simd = decode_and_validate(rich_module(), none);
  ASSERT_FALSE(simd.has_value());
  EXPECT_NE(simd.error().message.find("simd"), std::string::npos);
}

class RealModules : public ::testing::TestWithParam<const char*> {};

TEST_P(RealModules, AreValid) {
  WITC_SHARED_FILE(path, std::string("components/") + GetParam());
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto module = decode_and_validate(bytes_of(text));
  EXPECT_TRUE(module.has_value()) << module.error().message;
}

INSTANTIATE_TEST_SUITE_P(Toolchains, RealModules,
                         ::testing::Values("hello-c.wasm", "hello-cpp.wasm", "hello-rust.wasm"));

}  // namespace
}  // namespace witc::wasm
