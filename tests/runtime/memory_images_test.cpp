// Copy-on-write images: instances that map their memories have the same ones as those that copy them.

#include <gtest/gtest.h>

#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/runtime/core_harness.hpp"
#include "wasm/text/module_parser.hpp"
#include "wasm/validator.hpp"

namespace witc::testing {
namespace {

using std::uint32_t, std::uint64_t;

constexpr uint64_t page = 65536;

std::vector<std::byte> parse(const std::string& text) {
  auto binary = wasm::parse_module(text);
  if (!binary) throw std::runtime_error(binary.error().message);
  return std::move(*binary);
}

std::string letters(std::size_t count) {
  std::string text(count, ' ');
  for (std::size_t i = 0; i < count; ++i) text[i] = static_cast<char>('a' + i * 7 % 26);
  return text;
}

std::string data(const std::string& place, const std::string& content) {
  return "(data " + place + " \"" + content + "\")";
}

/// Instances of one module, the first of which copies.
class MemoryImages : public ::testing::Test {
 protected:
  struct Instances {
    std::shared_ptr<runtime::CompiledModule> compiled;
    std::vector<runtime::CoreInstance*> all;
  };

  /// `imports` are for all of them.
  Instances instantiate(CoreHarness& harness, const std::string& text, std::vector<runtime::CoreExtern> imports = {}) {
    const auto first = harness.instantiate(parse(text), imports);
    Instances instances{first.compiled, {first.instance}};
    for (int i = 0; i < 2; ++i) {
      auto made = runtime::CoreInstance::instantiate(harness.store(), first.compiled, imports);
      if (!made || !*made) throw std::runtime_error("no instance");
      instances.all.push_back(**made);
    }
    return instances;
  }

  static uint32_t mapped_segments(const Instances& instances) {
    const auto* images = instances.compiled->memory_images();
    return images ? images->segments() : 0;
  }

  static void expect_same(const Instances& instances) {
    for (uint32_t index = 0; index < instances.all[0]->module().memories.size(); ++index) {
      auto* first = instances.all[0]->memory(index);
      for (auto* other : instances.all)
        EXPECT_EQ(std::memcmp(first->base(), other->memory(index)->base(), first->size()), 0) << index;
    }
  }
};

TEST_F(MemoryImages, HoldWhatCopyingGives) {
  const std::string text =
      "(module (memory 4) (memory 2) (memory i64 3)" + data("(memory 0) (i32.const 100)", letters(page)) +
      data("", letters(10)) + data("(memory 1) (i32.const 5000)", letters(3000)) +
      data("(memory 0) (i32.const 90)", "overlap the one before") +
      data("(memory 2) (i64.const 65530)", letters(page)) + data("(memory 0) (i32.const 131070)", "ab") +
      data("(memory 0) (i32.const 262144)", "") + ")";
  for (const bool on : {true, false}) {
    CoreHarness harness(Config{}.copy_on_write_images(on));
    const auto instances = instantiate(harness, text);
    EXPECT_EQ(mapped_segments(instances), on ? 7u : 0u);
    expect_same(instances);
    EXPECT_EQ(std::memcmp(instances.all[1]->memory(0)->base() + 90, "overlap", 7), 0);
    EXPECT_EQ(std::memcmp(instances.all[1]->memory(0)->base() + 131070, "ab", 2), 0);
  }
}

TEST_F(MemoryImages, AreNotSharedByThoseWhoWrite) {
  CoreHarness harness;
  const auto instances = instantiate(harness, "(module (memory 2 4)" + data("(i32.const 0)", letters(page + 10)) + ")");
  EXPECT_EQ(mapped_segments(instances), 1u);
  for (std::size_t i = 0; i < 3; ++i) instances.all[i]->memory(0)->base()[5] = static_cast<std::byte>(i);
  for (std::size_t i = 0; i < 3; ++i) {
    auto* memory = instances.all[i]->memory(0);
    EXPECT_EQ(memory->base()[5], static_cast<std::byte>(i));
    EXPECT_EQ(memory->grow(2), 2);
    EXPECT_EQ(memory->base()[4 * page - 1], std::byte{0});
    EXPECT_EQ(memory->grow(1), -1);
  }
}

TEST_F(MemoryImages, DropTheirSegments) {
  CoreHarness harness;
  const auto instances =
      instantiate(harness, "(module (memory 2)" + data("$d (i32.const 0)", letters(page)) + data("$p", "x") + ")");
  for (auto* instance : instances.all) {
    EXPECT_FALSE(instance->memory_init(0, 0, 0, 0, 1));
    EXPECT_TRUE(instance->memory_init(0, 1, 0, 0, 1));
  }
}

TEST_F(MemoryImages, EndWhereTheInstanceDecides) {
  CoreHarness harness;
  const auto offset = harness.store().adopt_global({.type = wasm::i32, .is_mutable = false}, cell32(7));
  const auto instances =
      instantiate(harness,
                  "(module (import \"\" \"\" (global $g i32)) (memory 2)" + data("(i32.const 0)", letters(page)) +
                      data("(global.get $g)", "seven") + data("(i32.const 9)", "nine") + ")",
                  {offset});
  EXPECT_EQ(mapped_segments(instances), 1u);
  expect_same(instances);
  EXPECT_EQ(std::memcmp(instances.all[2]->memory(0)->base() + 7, "senine", 6), 0);
}

TEST_F(MemoryImages, EndBeforeASegmentThatDoesNotFit) {
  CoreHarness harness;
  const auto exporter = harness.instantiate(parse("(module (memory (export \"m\") 1))"));
  const auto binary =
      parse("(module (import \"\" \"\" (memory 1)) (memory 2)" + data("(memory 1) (i32.const 0)", letters(page)) +
            data("(memory 0) (i32.const 0)", "first") + data("(memory 1) (i32.const 131072)", "x") +
            data("(memory 0) (i32.const 0)", "later") + ")");
  const auto module = wasm::decode_and_validate(binary, wasm::all_features);
  ASSERT_TRUE(module.has_value());
  const auto failing = runtime::CompiledModule::make(harness.engine().state(), *module, binary, "test");
  const runtime::CoreExtern memory = exporter.instance->memory(0);
  for (int i = 0; i < 3; ++i) {
    std::memset(exporter.instance->memory(0)->base(), 0, 8);
    const auto outcome = runtime::CoreInstance::instantiate(harness.store(), *failing, {&memory, 1});
    ASSERT_TRUE(outcome.has_value());
    EXPECT_FALSE(outcome->has_value());
    EXPECT_EQ(std::memcmp(exporter.instance->memory(0)->base(), "first", 5), 0);
  }
  EXPECT_EQ((*failing)->memory_images()->segments(), 1u);
}

TEST_F(MemoryImages, AreNotMadeOfLittleNorOfHoles) {
  CoreHarness harness;
  EXPECT_EQ(mapped_segments(instantiate(harness, "(module (memory 1)" + data("(i32.const 0)", letters(1000)) + ")")),
            0u);
  const auto holes = instantiate(harness, "(module (memory 100)" + data("(i32.const 0)", letters(page)) +
                                              data("(i32.const 6000000)", "far away") + ")");
  EXPECT_EQ(mapped_segments(holes), 0u);
  expect_same(holes);
}

}  // namespace
}  // namespace witc::testing
