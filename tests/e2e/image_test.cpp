// Compiled ahead of time by the real command, and run by it and in this process. Nothing here compiles in this process,
// so that a test can see that none needs to.

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/shared_dir.hpp"
#include "witc/component.hpp"
#include "witc/instance.hpp"
#include "witc/linker.hpp"

namespace witc::testing {
namespace {

namespace fs = std::filesystem;

ProcessResult witc(std::vector<std::string> arguments, std::string_view input = {}) {
  arguments.insert(arguments.begin(), WITC_COMMAND);
  return run_process(arguments, input);
}

fs::path own(const std::string& name) { return source_dir() / "tests/components" / (name + ".wasm"); }

/// A folder of the test's own.
class Images : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path path(const std::string& name) const { return folder_ / name; }

  fs::path compile(const fs::path& file, std::vector<std::string> options = {}) const {
    const fs::path image = path(file.stem().string() + ".image");
    options.insert(options.begin(), {"compile", file.string(), "-o", image.string()});
    const auto result = witc(options);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out + result.err, "");
    return image;
  }
  static ProcessResult run(const fs::path& image, std::vector<std::string> arguments = {},
                           std::string_view input = {}) {
    arguments.insert(arguments.begin(), {"run", "--allow-precompiled", "--argv0", "guest", image.string()});
    return witc(arguments, input);
  }
  static ProcessResult run_compiled_now(const fs::path& file, std::vector<std::string> arguments = {},
                                        std::string_view input = {}) {
    arguments.insert(arguments.begin(), {"run", "--argv0", "guest", file.string()});
    return witc(arguments, input);
  }

 private:
  fs::path folder_ = fs::path(::testing::TempDir()) /
                     (std::string("witc-images-") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

void expect_same(const ProcessResult& image, const ProcessResult& compiled_now) {
  EXPECT_EQ(image.exit_code, compiled_now.exit_code);
  EXPECT_EQ(image.out, compiled_now.out);
  EXPECT_EQ(image.err, compiled_now.err);
}

TEST_F(Images, DoAsTheirComponentsDo) {
  expect_same(run(compile(own("report")), {"a", "b"}, "1\n2\n"), run_compiled_now(own("report"), {"a", "b"}, "1\n2\n"));
}

TEST_F(Images, TrapWithTheSameBacktraces) {
  for (const char* level : {"-O0", "-O1", "-O3"}) {
    const auto image = compile(own("trap"), {level});
    for (const char* how : {"unreachable", "divide", "memory", "stack", "signature", "abort"}) {
      const auto result = run(image, {how});
      EXPECT_EQ(result.exit_code, 134) << how;
      if (level == std::string("-O1")) expect_same(result, run_compiled_now(own("trap"), {how}));
    }
  }
}

class RealComponents : public Images, public ::testing::WithParamInterface<const char*> {};

TEST_P(RealComponents, DoTheSameFromAnImage) {
  const std::string name = GetParam();
  WITC_SHARED_FILE(file, "components/" + name + ".component.wasm");
  const auto image = compile(file, {"-O0"});
  expect_same(run(image, {"one", "two"}, "abcde"), run_compiled_now(file, {"one", "two"}, "abcde"));
}

INSTANTIATE_TEST_SUITE_P(Shared, RealComponents,
                         ::testing::Values("hello-c", "hello-c-wcl", "hello-rust", "hello-cpp", "ls-c"));

// Trust

TEST_F(Images, AreRefusedUnlessTheyAreAllowed) {
  const auto image = compile(own("report"));
  const auto result = witc({"run", image});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.err.find("found a precompiled image"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("--allow-precompiled"), std::string::npos) << result.err;
}

TEST_F(Images, AreMadeForLimitsOrNot) {
  const auto limited = compile(own("trap"), {"--fuel", "--timeout"});
  const auto run_with = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {"run", "--allow-precompiled"});
    options.insert(options.end(), {limited.string(), "loop"});
    return witc(options);
  };
  const auto stopped = run_with({"--fuel", "1000000", "--timeout", "1h"});
  EXPECT_EQ(stopped.exit_code, 134);
  EXPECT_NE(stopped.err.find("all fuel consumed: --fuel 1000000"), std::string::npos) << stopped.err;
  const auto without = run_with({});
  EXPECT_EQ(without.exit_code, 1);
  EXPECT_NE(without.err.find("expected an image with fuel off, found one with on"), std::string::npos) << without.err;
}

TEST_F(Images, ComeThroughPipes) {
  const auto image = witc({"compile", own("report"), "-o", "-"});
  EXPECT_EQ(image.exit_code, 0) << image.err;
  EXPECT_EQ(witc({"run", "-"}, image.out).exit_code, 2);
  expect_same(run("-", {}, image.out), run_compiled_now(own("report")));
}

TEST_F(Images, AllowedOrNotComponentsStayComponents) {
  expect_same(run(own("report")), run_compiled_now(own("report")));
}

TEST_F(Images, AreOfTheKindThatIsAskedFor) {
  std::ofstream(path("empty.wasm"), std::ios::binary) << std::string("\0asm\1\0\0\0", 8);
  const auto result = run(compile(path("empty.wasm")));
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("expected the image of a component, found that of a core module"), std::string::npos)
      << result.err;
}

TEST_F(Images, AreReplacedWholeOrNotAtAll) {
  const auto image = compile(own("report"));
  const auto before = fs::file_size(image);
  EXPECT_EQ(witc({"compile", path("no-such.wasm"), "-o", image}).exit_code, 1);
  EXPECT_EQ(fs::file_size(image), before);
  EXPECT_EQ(witc({"compile", own("report"), "-o", path("no/such/folder")}).exit_code, 1);
  EXPECT_EQ(std::distance(fs::directory_iterator(image.parent_path()), {}), 1) << "something was left behind";
}

TEST_F(Images, ForACpuThatNobodyKnowsAreNotMade) {
  const auto result = witc({"compile", own("report"), "-o", path("x"), "--cpu", "pentium-9000"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("pentium-9000"), std::string::npos) << result.err;
  EXPECT_FALSE(fs::exists(path("x")));
}

TEST_F(Images, ForAPlainCpuRunHere) {
  expect_same(run(compile(own("report"), {"--cpu", "x86-64-v2"})), run_compiled_now(own("report")));
}

// In this process

struct State {};

/// Lines of this process's memory map.
std::vector<std::string> mapped() {
  std::vector<std::string> lines;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) lines.push_back(line);
  return lines;
}

TEST_F(Images, RunWithoutTheCodeGenerator) {
  const auto image = compile(own("nest"));
  const Engine engine;
  const auto component = Component::deserialize_file(engine, image);
  ASSERT_TRUE(component) << component.error().message;
  Linker<State> linker(engine);
  linker.root().func("next", [](std::uint32_t depth) -> Outcome<std::uint32_t> { return depth * 100; });
  Store<State> store(engine);
  const auto instance = linker.instantiate(store, *component);
  ASSERT_TRUE(instance && *instance);
  const auto descend = (*instance)->get_typed_func<std::uint32_t(std::uint32_t, std::uint32_t)>("descend");
  ASSERT_TRUE(descend) << descend.error().message;
  EXPECT_EQ(descend->call(store, 6, 3), 700u);

  bool code_is_mapped = false;
  for (const auto& line : mapped()) {
    EXPECT_EQ(line.find("libLLVM"), std::string::npos) << line;
    EXPECT_EQ(line.find("witc-codegen"), std::string::npos) << line;
    code_is_mapped |= line.find(" r-xp ") != std::string::npos && line.ends_with(image.filename().string());
  }
  EXPECT_TRUE(code_is_mapped);
}

TEST_F(Images, ThatAreConstantDataRunWhereTheyLie) {
  std::ifstream file(compile(own("nest")), std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  void* const memory = mmap(nullptr, bytes.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  std::ranges::copy(bytes, static_cast<char*>(memory));
  ASSERT_EQ(mprotect(memory, bytes.size(), PROT_READ), 0);
  const std::span data(static_cast<const std::byte*>(memory), bytes.size());

  const Engine engine;
  ASSERT_TRUE(Component::deserialize_static(engine, data));  // and ends: the bytes are not its own
  const auto component = Component::deserialize_static(engine, data);
  ASSERT_TRUE(component) << component.error().message;
  Linker<State> linker(engine);
  linker.root().func("next", [](std::uint32_t depth) -> Outcome<std::uint32_t> { return depth * 100; });
  {
    Store<State> store(engine);
    const auto instance = linker.instantiate(store, *component);
    ASSERT_TRUE(instance && *instance);
    const auto descend = (*instance)->get_typed_func<std::uint32_t(std::uint32_t, std::uint32_t)>("descend");
    ASSERT_TRUE(descend) << descend.error().message;
    EXPECT_EQ(descend->call(store, 6, 3), 700u);
  }

  const auto address = reinterpret_cast<std::uintptr_t>(memory);
  EXPECT_TRUE(std::ranges::any_of(mapped(), [&](const std::string& line) {
    const auto begin = std::stoull(line, nullptr, 16);
    return begin > address && begin < address + bytes.size() && line.find(" r-xp ") != std::string::npos;
  })) << "its code was copied";

  const auto misplaced = Component::deserialize_static(engine, data.subspan(8));
  ASSERT_FALSE(misplaced);
  EXPECT_EQ(misplaced.error().code, ErrorCode::usage);
  EXPECT_NE(misplaced.error().message.find("8 bytes after"), std::string::npos) << misplaced.error().message;
  EXPECT_EQ(Component::deserialize_static(engine, data.first(100)).error().code, ErrorCode::malformed);
  EXPECT_EQ(Component::deserialize_static(engine, {}).error().code, ErrorCode::malformed);
}

TEST_F(Images, OfComponentsGiveTheSameImageAgain) {
  const auto image = compile(own("nest"));
  const Engine engine;
  const auto component = Component::deserialize_file(engine, image);
  ASSERT_TRUE(component) << component.error().message;
  const auto again = component->serialize();
  ASSERT_TRUE(again) << again.error().message;
  ASSERT_TRUE(Component::deserialize(engine, *again));
  std::ifstream file(image, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(again->data()), again->size()), bytes);
}

/// The structure is as it was, but the component in it is another one.
TEST_F(Images, WithADamagedComponentAreRefusedOrLoad) {
  std::ifstream file(compile(own("nest")), std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  const auto begin = bytes.find(std::string("\0asm\x0d\0\1\0", 8));
  ASSERT_NE(begin, std::string::npos);
  unsigned refused = 0;
  for (std::size_t at = begin; at < begin + fs::file_size(own("nest")); ++at) {
    const char before = std::exchange(bytes[at], static_cast<char>(bytes[at] ^ 0x55));
    const Engine engine;
    const auto component = Component::deserialize(engine, std::as_bytes(std::span(bytes)));
    if (!component) {
      ++refused;
      EXPECT_EQ(component.error().code, ErrorCode::malformed) << component.error().message;
    }
    bytes[at] = before;
  }
  EXPECT_GT(refused, 100u);
}

}  // namespace
}  // namespace witc::testing
