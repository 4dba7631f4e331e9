// Images of core modules: what comes out of one is what went in, and what cannot be used is refused.

#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <string>

#include "codegen/cpu_features.hpp"
#include "runtime/code/host_cpu.hpp"
#include "runtime/code/image.hpp"
#include "runtime/code/image_format.hpp"
#include "runtime/core/core_module.hpp"
#include "tests/runtime/core_harness.hpp"
#include "wasm/text/module_parser.hpp"

namespace witc::testing {
namespace {

using runtime::CoreModule;
using runtime::image_format::Header;
using runtime::image_format::Section;
using Bytes = std::vector<std::byte>;

/// A call with a handler around it, a trap, constants, data: something in every table.
constexpr std::string_view sample = R"((module
  (tag $thrown (param i32))
  (memory 1)
  (data (i32.const 16) "data")
  (func $throw (param i32) (throw $thrown (local.get 0)))
  (func (export "catch") (param i32) (result i32)
    (local $kept i32)
    (local.set $kept (i32.load (i32.const 16)))
    (block $handler (result i32)
      (try_table (catch $thrown $handler) (call $throw (local.get 0)))
      (i32.const -1))
    (i32.add (i32.const 1))
    (i32.add (i32.sub (local.get $kept) (i32.load (i32.const 16)))))
  (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "scale") (param f64) (result f64) (f64.mul (local.get 0) (f64.const 0x1.5p-2)))
  (func (export "load") (result i32) (i32.load (i32.const 16)))))";

Bytes binary_of(std::string_view text) {
  auto binary = wasm::parse_module(text);
  EXPECT_TRUE(binary) << binary.error().message;
  return std::move(*binary);
}

Bytes image_of(const Engine& engine, Bytes binary = binary_of(sample)) {
  auto module = CoreModule::make(engine.state(), std::move(binary), "sample");
  EXPECT_TRUE(module) << module.error().message;
  auto image = (*module)->serialize();
  EXPECT_TRUE(image) << image.error().message;
  return std::move(*image);
}

Expected<std::shared_ptr<CoreModule>> load(const Engine& engine, std::span<const std::byte> image) {
  return CoreModule::deserialize(engine.state(), image, "sample");
}

/// The message of the error, or nothing.
std::string refusal(const Engine& engine, std::span<const std::byte> image, ErrorCode code) {
  const auto loaded = load(engine, image);
  if (loaded) return "";
  EXPECT_EQ(loaded.error().code, code) << loaded.error().message;
  EXPECT_FALSE(loaded.error().help.empty()) << loaded.error().message;
  return loaded.error().message;
}

void expect_works(const std::shared_ptr<CoreModule>& module, const Engine& engine) {
  CoreHarness harness(engine);
  const auto instance = harness.instantiate(module);
  EXPECT_EQ((*harness.call(instance, "catch", {cell32(41)}))[0].i32, 42u);
  EXPECT_EQ((*harness.call(instance, "divide", {cell32(42), cell32(6)}))[0].i32, 7u);
  EXPECT_EQ((*harness.call(instance, "scale", {cell64(std::bit_cast<std::uint64_t>(64.0))}))[0].f64, 21.0);
  EXPECT_EQ((*harness.call(instance, "load"))[0].i32, 0x6174'6164u);
}

TEST(Image, RunsWhatWasCompiled) {
  const Bytes image = image_of(Engine());
  const Engine other;
  const auto module = load(other, image);
  ASSERT_TRUE(module) << module.error().message;
  expect_works(*module, other);
}

TEST(Image, TrapsSayWhereAsCodeCompiledNowDoes) {
  const Engine engine;
  const auto trap_of = [&](const std::shared_ptr<CoreModule>& module) {
    CoreHarness harness(engine);
    const auto outcome = harness.call(harness.instantiate(module), "divide", {cell32(1), cell32(0)});
    EXPECT_FALSE(outcome);
    return outcome.error();
  };
  const auto compiled = trap_of(*CoreModule::make(engine.state(), binary_of(sample), "sample"));
  const auto loaded = trap_of(*load(engine, image_of(engine)));
  EXPECT_EQ(loaded.code, TrapCode::integer_divide_by_zero);
  ASSERT_EQ(loaded.frames.size(), compiled.frames.size());
  ASSERT_FALSE(loaded.frames.empty());
  EXPECT_EQ(loaded.frames[0].function_index, compiled.frames[0].function_index);
  EXPECT_EQ(loaded.frames[0].wasm_offset, compiled.frames[0].wasm_offset);
}

TEST(Image, OfAnImageIsTheSameImage) {
  const Engine engine;
  const Bytes image = image_of(engine);
  EXPECT_EQ(*(*load(engine, image))->serialize(), image);
  EXPECT_EQ(image_of(Engine(Config().compile_threads(1))), image) << "compiling is deterministic";
}

TEST(Image, OutlivesTheBytesItCameFrom) {
  const Engine engine;
  Bytes image = image_of(engine);
  const auto module = load(engine, image);
  std::ranges::fill(image, std::byte{0xcc});
  expect_works(*module, engine);
}

TEST(Image, OfAModuleWithoutFunctions) {
  const Engine engine;
  const Bytes image = image_of(engine, binary_of("(module (memory 1))"));
  const auto module = load(engine, image);
  ASSERT_TRUE(module) << module.error().message;
  CoreHarness(engine).instantiate(*module);
}

/// A file that is gone afterwards.
class ImageFile : public ::testing::Test {
 protected:
  std::filesystem::path write(const Bytes& bytes) const {
    std::ofstream(path_, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return path_;
  }
  void TearDown() override { std::filesystem::remove(path_); }

 private:
  std::filesystem::path path_ =
      std::filesystem::path(::testing::TempDir()) /
      (std::string("witc-") + ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".image");
};

TEST_F(ImageFile, CodeRunsWhereTheFileIsMapped) {
  const Engine engine;
  const auto path = write(image_of(engine));
  const auto module = CoreModule::deserialize_file(engine.state(), path);
  ASSERT_TRUE(module) << module.error().message;
  expect_works(*module, engine);
  std::ifstream maps("/proc/self/maps");
  int executable = 0;
  for (std::string line; std::getline(maps, line);)
    if (line.ends_with(path.filename().string())) {
      EXPECT_EQ(line.find('w'), line.find(path.filename().string())) << "writable: " << line;
      executable += line.find(" r-xp ") != std::string::npos;
    }
  EXPECT_EQ(executable, 1);
}

TEST_F(ImageFile, ErrorsNameTheFile) {
  const Engine engine;
  const auto path = write({});
  for (const auto& file : {path, path.parent_path(), path.parent_path() / "no-such.image"}) {
    const auto module = CoreModule::deserialize_file(engine.state(), file);
    ASSERT_FALSE(module);
    EXPECT_EQ(module.error().location.file, file.string());
  }
}

// What it was made for

struct Difference {
  const char* name;
  Config config;
  const char* message;
};

void PrintTo(const Difference& difference, std::ostream* out) { *out << difference.name; }

class OtherSettings : public ::testing::TestWithParam<Difference> {};

TEST_P(OtherSettings, AreRefusedByName) {
  EXPECT_EQ(refusal(Engine(GetParam().config), image_of(Engine()), ErrorCode::incompatible), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Image, OtherSettings,
    ::testing::Values(Difference{"guard", Config().memory_guard(65536),
                                 "expected an image with memory guard 65536, found one with 4295032832"},
                      Difference{"reservation", Config().memory_reservation(1 << 30),
                                 "expected an image with memory reservation 1073741824, found one with 4294967296"},
                      Difference{"signals", Config().signals_based_traps(false),
                                 "expected an image with explicit bounds checks on, found one with off"},
                      Difference{"deterministic", Config().deterministic(true),
                                 "expected an image with deterministic profile on, found one with off"},
                      Difference{"feature", Config().feature(Feature::gc, false).feature(Feature::simd, false),
                                 "the image needs WebAssembly features that are missing here: simd, gc"}),
    [](const auto& info) { return info.param.name; });

TEST(ImageKey, WhatDoesNotChangeTheMeaningOfCodeMayDiffer) {
  const Bytes image = image_of(Engine(Config().opt_level(OptLevel::none).target_cpu("x86-64-v2")));
  const Engine engine(Config().opt_level(OptLevel::aggressive).feature(Feature::threads, true));
  const auto module = load(engine, image);
  ASSERT_TRUE(module) << module.error().message;
  expect_works(*module, engine);
}

/// The image with one entry of its key changed.
Bytes with_key(const Bytes& image, std::string_view name, const std::string& value) {
  const auto read = *runtime::Image::from_bytes(image);
  runtime::ImageKey key = read->key();
  const auto entry = std::ranges::find(key.entries, name, &runtime::ImageKey::Entry::name);
  EXPECT_NE(entry, key.entries.end()) << name;
  entry->value = value;
  return write_image(read->kind(), encode(key), read->binary(), read->modules());
}

TEST(ImageKey, OtherMachinesAreRefusedByWhatDiffers) {
  const Engine engine;
  const Bytes image = image_of(engine);
  EXPECT_EQ(
      refusal(engine, with_key(image, "architecture", "aarch64"), ErrorCode::incompatible),
      "expected an image with architecture " + std::string(codegen::host_architecture) + ", found one with aarch64");
  EXPECT_EQ(refusal(engine, with_key(image, "CPU features", "sse2 no-such-thing avx1024"), ErrorCode::incompatible),
            "the image needs CPU features that are missing here: no-such-thing, avx1024");
  EXPECT_TRUE(load(engine, with_key(image, "CPU", "another that has the same features")));
}

TEST(ImageKey, OtherOptionsAreRefused) {
  const Engine engine;
  const auto read = *runtime::Image::from_bytes(image_of(engine));
  const auto changed = [&](const std::function<void(runtime::ImageKey&)>& change) {
    runtime::ImageKey key = read->key();
    change(key);
    return refusal(engine, write_image(read->kind(), encode(key), read->binary(), read->modules()),
                   ErrorCode::incompatible);
  };
  EXPECT_NE(changed([](auto& key) { key.entries.pop_back(); }), "");
  EXPECT_NE(changed([](auto& key) { key.entries.push_back({"fuel", "on"}); }), "");
  EXPECT_EQ(changed([](auto& key) { key.entries[2].name = "tail calls"; }),
            "expected the image to say its memory reservation, found \"tail calls\"");
}

TEST(ImageKey, CodeForThisMachineNeedsNoMoreThanWeSeeThatItHas) {
  const Engine engine;
  const auto target = engine.state()->pool.target();
  ASSERT_TRUE(target) << target.error().message;
  EXPECT_EQ(target->features, runtime::host_cpu_features()) << "LLVM and CPUID disagree";
  EXPECT_EQ(target->architecture, codegen::host_architecture);
}

// Damage

TEST(ImageDamage, OtherVersionsAreRefused) {
  const Engine engine;
  const Bytes image = image_of(engine);
  const auto with_word = [&](std::size_t offset) {
    Bytes changed = image;
    changed[offset] ^= std::byte{0x80};
    changed.resize(runtime::image_format::versions_size);  // whatever follows
    return refusal(engine, changed, ErrorCode::incompatible);
  };
  EXPECT_EQ(with_word(offsetof(Header, format_version)),
            "the image was made by another version of witc: expected format version 1, found 129");
  EXPECT_NE(with_word(offsetof(Header, interface_version)).find("expected interface version"), std::string::npos);
  EXPECT_NE(with_word(offsetof(Header, shared_layout)).find("laid out differently"), std::string::npos);
}

/// An image whose structure a test takes apart.
class Damaged : public ::testing::Test {
 protected:
  Header header() const {
    Header result{};
    std::memcpy(&result, image.data(), sizeof result);
    return result;
  }
  template <class T>
  Bytes with(std::size_t offset, T value) const {
    Bytes changed = image;
    std::memcpy(changed.data() + offset, &value, sizeof value);
    return changed;
  }
  /// A 32-bit field of a section.
  Bytes with_entry(Section section, std::size_t offset, std::uint32_t value) const {
    EXPECT_LT(offset, header().sections[section].size);
    return with(header().sections[section].offset + offset, value);
  }
  std::string error(const Bytes& bytes) const { return refusal(engine, bytes, ErrorCode::malformed); }

  const Engine engine;
  const Bytes image = image_of(engine);
};

TEST_F(Damaged, SomethingElse) {
  EXPECT_EQ(error({}), "expected a precompiled image, found something else");
  EXPECT_EQ(error(Bytes(1000)), "expected a precompiled image, found something else");
  EXPECT_EQ(error(binary_of(sample)), "expected a precompiled image, found something else");
}

TEST_F(Damaged, CutOffAnywhere) {
  const std::size_t code = header().sections[Section::code_section].offset;
  for (std::size_t size = 0; size < image.size(); size += size < code ? 1 : 97)
    EXPECT_NE(error(Bytes(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(size))), "") << size;
  Bytes longer = image;
  longer.push_back({});
  EXPECT_NE(error(longer), "");
}

TEST_F(Damaged, SectionsOutOfBoundsOrOrder) {
  for (std::size_t i = 0; i < Section::section_count; ++i) {
    const std::size_t range = offsetof(Header, sections) + i * 16;
    const auto section = header().sections[i];
    for (const std::uint64_t offset : {std::uint64_t{0}, section.offset + 8, section.offset + (std::uint64_t{1} << 40),
                                       ~std::uint64_t{0}, ~std::uint64_t{4095}})
      EXPECT_NE(error(with(range, offset)), "") << i << ' ' << offset;
    for (const std::uint64_t size : {section.size + (1 << 20), section.size + 1, std::uint64_t{1} << 63,
                                     ~std::uint64_t{0}, std::uint64_t{0} - section.offset})
      EXPECT_NE(error(with(range + 8, size)), "") << i << ' ' << size;
  }
}

TEST_F(Damaged, CountsThatAreTooBigOrTooSmall) {
  for (const std::uint32_t count : {0u, 4u, 6u, 0x1000'0000u, 0xffff'ffffu})
    EXPECT_NE(error(with_entry(Section::modules_section, 0, count)), "") << count;
  for (const std::size_t field :
       {offsetof(runtime::image_format::FunctionRecord, lines), offsetof(runtime::image_format::FunctionRecord, saved),
        offsetof(runtime::image_format::FunctionRecord, call_sites)})
    for (const std::uint32_t count : {100u, 0x1000'0000u, 0xffff'ffffu})
      EXPECT_NE(error(with_entry(Section::functions_section, field, count)), "") << field << ' ' << count;
}

TEST_F(Damaged, FunctionsThatReachBeyondTheirCode) {
  using Record = runtime::image_format::FunctionRecord;
  for (const std::uint32_t value : {0u, 0x7fff'ffffu, 0xffff'ffffu}) {
    EXPECT_NE(error(with_entry(Section::functions_section, offsetof(Record, code_size), value)), "") << value;
    EXPECT_NE(error(with_entry(Section::functions_section, offsetof(Record, text_size), value)), "") << value;
    if (value == 0) continue;  // is where a function may begin
    EXPECT_NE(error(with_entry(Section::functions_section, offsetof(Record, entry), value)), "") << value;
  }
}

TEST_F(Damaged, CallSitesOutOfOrderOrBounds) {
  for (const std::size_t field : {0, 4, 8})
    EXPECT_EQ(error(with_entry(Section::call_sites_section, field, 0x7fff'ffff)),
              "the image is damaged: the call sites of a function are not in order, or not inside it")
        << field;
}

TEST_F(Damaged, RegistersSavedElsewhere) {
  for (const std::int32_t offset : {0, 8, -4096, std::numeric_limits<std::int32_t>::min()})
    EXPECT_NE(error(with_entry(Section::saved_section, 4, static_cast<std::uint32_t>(offset))), "") << offset;
}

TEST_F(Damaged, CodeOfAnotherModule) {
  const auto read = *runtime::Image::from_bytes(image);
  EXPECT_EQ(error(write_image(read->kind(), encode(read->key()), binary_of("(module (memory 1))"), read->modules())),
            "the image is damaged: it has code for 5 functions of a core module with 0");
}

TEST_F(Damaged, AnyBitOfTheStructureIsRefusedOrLoads) {
  const std::size_t code = header().sections[Section::code_section].offset;
  unsigned refused = 0;
  for (std::size_t at = 0; at < code; ++at)
    for (int bit = 0; bit < 8; ++bit) {
      Bytes changed = image;
      changed[at] ^= static_cast<std::byte>(1 << bit);
      const auto loaded = load(engine, changed);
      if (loaded) continue;
      ++refused;
      EXPECT_FALSE(loaded.error().message.empty());
    }
  EXPECT_GT(refused, sizeof(Header) * 8);
}

}  // namespace
}  // namespace witc::testing
