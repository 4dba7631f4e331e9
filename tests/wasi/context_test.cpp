#include "witc/wasi.hpp"

#include <gtest/gtest.h>
#include <algorithm>

#include "tests/support/scoped_variable.hpp"
#include "tests/wasi/bytes.hpp"
#include "tests/wasi/pipe.hpp"
#include "tests/wasi/temporary_directory.hpp"
#include "wasi/hosts.hpp"

namespace witc::wasi {

using testing::bytes_of;
using testing::text_of;

using Variables = std::vector<std::tuple<std::string, std::string>>;

TEST(ContextTest, StartsWithNothing) {
  Context context;
  Hosts& hosts = context.hosts();
  EXPECT_TRUE(hosts.environment.get_arguments().empty());
  EXPECT_TRUE(hosts.environment.get_environment().empty());
  EXPECT_EQ(hosts.environment.initial_cwd(), std::nullopt);
  EXPECT_TRUE(hosts.preopens.get_directories().empty());
  auto input = hosts.stdin_stream.get_stdin();
  EXPECT_FALSE(hosts.streams.blocking_read(*input, 1)) << "closed at once";
  auto output = hosts.stdout_stream.get_stdout();
  EXPECT_TRUE(hosts.streams.blocking_write_and_flush(*output, bytes_of("into the void")).value());
  EXPECT_FALSE(hosts.terminal_stdin.get_terminal_stdin());
  EXPECT_FALSE(hosts.terminal_stdout.get_terminal_stdout());
  EXPECT_FALSE(hosts.terminal_stderr.get_terminal_stderr());
}

TEST(ContextTest, ArgumentsAndVariables) {
  Context context;
  context.arg("program").args({"a", ""}).env("KEY", "one").env("OTHER", "").env("KEY", "two").initial_cwd("/work");
  EXPECT_EQ(context.hosts().environment.get_arguments(), (std::vector<std::string>{"program", "a", ""}));
  EXPECT_EQ(context.hosts().environment.get_environment(), (Variables{{"KEY", "two"}, {"OTHER", ""}}));
  EXPECT_EQ(context.hosts().environment.initial_cwd(), "/work");
}

TEST(ContextTest, WhatIsNotUtf8IsReplaced) {
  Context context;
  context
      .arg(
          "a\xff"
          "b\xc3")
      .env("K\x80", "\xed\xa0\x80");
  EXPECT_EQ(context.hosts().environment.get_arguments(), (std::vector<std::string>{"a\uFFFDb\uFFFD"}));
  EXPECT_EQ(context.hosts().environment.get_environment(), (Variables{{"K\uFFFD", "\uFFFD\uFFFD\uFFFD"}}));
}

TEST(ContextTest, InheritsTheEnvironmentOnlyWhenAsked) {
  const witc::testing::ScopedVariable variable("WITC_WASI_TEST", "a=b");
  Context context;
  context.inherit_env();
  const auto variables = context.hosts().environment.get_environment();
  EXPECT_NE(std::ranges::find(variables, std::tuple<std::string, std::string>("WITC_WASI_TEST", "a=b")),
            variables.end());
}

TEST(ContextTest, StandardStreamsFromMemory) {
  std::string out;
  std::string err;
  Context context;
  context.stdin_bytes("input").capture_stdout(out).capture_stderr(err);
  Context moved = std::move(context);
  Hosts& hosts = moved.hosts();
  auto first = hosts.stdin_stream.get_stdin();
  EXPECT_EQ(text_of(*hosts.streams.read(*first, 2)), "in");
  auto second = hosts.stdin_stream.get_stdin();
  EXPECT_EQ(text_of(*hosts.streams.read(*second, 10)), "put") << "both are the one standard input";
  EXPECT_FALSE(hosts.streams.blocking_read(*first, 1));
  auto output = hosts.stdout_stream.get_stdout();
  auto again = hosts.stdout_stream.get_stdout();
  auto error = hosts.stderr_stream.get_stderr();
  EXPECT_TRUE(hosts.streams.blocking_write_and_flush(*output, bytes_of("a")).value());
  EXPECT_TRUE(hosts.streams.blocking_write_and_flush(*again, bytes_of("b")).value());
  EXPECT_TRUE(hosts.streams.blocking_write_and_flush(*error, bytes_of("c")).value());
  EXPECT_EQ(out, "ab") << "arrived already: nothing is buffered";
  EXPECT_EQ(err, "c");
}

TEST(ContextTest, StandardStreamsFromFileDescriptors) {
  testing::Pipe in;
  testing::Pipe out;
  {
    Context context;
    context.stdin_fd(in.reader->get()).stdout_fd(out.writer->get());
    in.write("hello");
    auto input = context.hosts().stdin_stream.get_stdin();
    EXPECT_EQ(text_of(*context.hosts().streams.blocking_read(*input, 10)), "hello");
    auto output = context.hosts().stdout_stream.get_stdout();
    EXPECT_TRUE(context.hosts().streams.blocking_write_and_flush(*output, bytes_of("hi")).value());
    EXPECT_FALSE(context.hosts().terminal_stdin.get_terminal_stdin());
  }
  char text[3] = {};
  EXPECT_EQ(::read(out.reader->get(), text, sizeof text), 2);
  EXPECT_STREQ(text, "hi");
  in.write("still open");
}

TEST(ContextTest, PreopensDirectories) {
  const testing::TemporaryDirectory directory;
  testing::write_file(directory / "file", "x");
  Context context;
  ASSERT_TRUE(context.preopen(directory.path(), "/data"));
  ASSERT_TRUE(context.preopen(directory.path(), "lib", Access::read_only));
  auto granted = context.hosts().preopens.get_directories();
  ASSERT_EQ(granted.size(), 2u);
  EXPECT_EQ(std::get<1>(granted[0]), "/data");
  EXPECT_EQ(std::get<1>(granted[1]), "lib");
  auto& types = context.hosts().filesystem;
  EXPECT_TRUE(types.create_directory_at(*std::get<0>(granted[0]), "new"));
  EXPECT_FALSE(types.create_directory_at(*std::get<0>(granted[1]), "newer"));
  EXPECT_TRUE(types.is_same_object(*std::get<0>(granted[0]), *std::get<0>(granted[1])));
}

TEST(ContextTest, RefusesToPreopenWhatIsNotADirectory) {
  const testing::TemporaryDirectory directory;
  testing::write_file(directory / "file", "x");
  Context context;
  const auto missing = context.preopen(directory / "missing", "/data");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::io);
  EXPECT_EQ(missing.error().message,
            "expected a directory to grant at \"" + (directory / "missing").string() + "\": No such file or directory");
  const auto file = context.preopen(directory / "file", "/data");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::io);
  EXPECT_EQ(context.preopen(directory.path(), "").error().code, ErrorCode::usage);
  EXPECT_TRUE(context.hosts().preopens.get_directories().empty());
}

TEST(ContextTest, SeedsInsecureRandom) {
  Context a;
  Context b;
  a.insecure_random_seed(1, 2);
  b.insecure_random_seed(1, 2);
  EXPECT_EQ(a.hosts().insecure.get_insecure_random_u64(), b.hosts().insecure.get_insecure_random_u64());
  EXPECT_EQ(a.hosts().insecure_seed.insecure_seed(), std::tuple(1u, 2u));
}

}  // namespace witc::wasi
