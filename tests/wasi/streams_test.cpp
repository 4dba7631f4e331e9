#include "wasi/io/streams.hpp"

#include <gtest/gtest.h>

#include "tests/wasi/bytes.hpp"
#include "wasi/io/memory_streams.hpp"

namespace witc::wasi::io {

using testing::bytes_of;
using testing::text_of;

namespace {

InputStream input_of(std::string text) {
  return InputStream(
      std::make_shared<MemorySource>(std::make_shared<InputBuffer>(InputBuffer{.bytes = std::move(text)})));
}

/// A source that fails after a few bytes, and a sink that takes a few bytes and then fails.
class FailingSource final : public Source {
  std::expected<std::size_t, Failure> do_read(std::span<std::byte> buffer) override {
    if (std::exchange(failed_, true)) return std::unexpected(Failure{EIO});
    buffer[0] = std::byte{'x'};
    return 1;
  }
  Readiness when_readable() override { return Readiness::immediately(); }
  bool failed_ = false;
};

class TinySink final : public Sink {
 public:
  explicit TinySink(std::size_t left) : left_(left) {}
  std::string text;

 private:
  std::expected<std::size_t, Failure> capacity() override { return left_; }
  std::expected<void, Failure> do_write(std::span<const std::byte> bytes) override {
    if (bytes.size() > left_) return std::unexpected(Failure{ENOSPC});
    left_ -= bytes.size();
    text += text_of(bytes);
    return {};
  }
  Readiness when_writable() override { return Readiness::immediately(); }
  std::size_t left_;
};

bool is_closed(const StreamError& error) { return std::holds_alternative<StreamError::Closed>(error.value); }

}  // namespace

class StreamsTest : public ::testing::Test {
 protected:
  Streams streams;
  std::shared_ptr<std::string> text = std::make_shared<std::string>();
  OutputStream output{std::make_shared<MemorySink>(text)};
};

TEST_F(StreamsTest, ReadsUntilTheEndThenIsClosed) {
  InputStream input = input_of("hello");
  EXPECT_EQ(text_of(*streams.read(input, 2)), "he");
  EXPECT_EQ(streams.read(input, 0)->size(), 0u);
  EXPECT_EQ(text_of(*streams.blocking_read(input, 100)), "llo");
  EXPECT_EQ(streams.read(input, 0)->size(), 0u) << "the end is known only once it was read";
  const auto end = streams.blocking_read(input, 1);
  ASSERT_FALSE(end);
  EXPECT_TRUE(is_closed(end.error()));
  EXPECT_TRUE(is_closed(streams.read(input, 0).error()));
}

TEST_F(StreamsTest, CapsWhateverLengthTheGuestNames) {
  InputStream input = input_of(std::string(200'000, 'a'));
  EXPECT_EQ(streams.read(input, UINT64_MAX)->size(), max_read);
  EXPECT_EQ(*streams.skip(input, UINT64_MAX), max_read);
  EXPECT_EQ(streams.blocking_read(input, UINT64_MAX)->size(), max_read);
  EXPECT_EQ(*streams.blocking_skip(input, UINT64_MAX), 200'000 - 3 * max_read);
}

TEST_F(StreamsTest, AFailureIsReportedOnceAndClosesTheStream) {
  InputStream input(std::make_shared<FailingSource>());
  EXPECT_EQ(streams.read(input, 10)->size(), 1u);
  const auto failed = streams.read(input, 10);
  ASSERT_FALSE(failed);
  const auto* error = std::get_if<StreamError::LastOperationFailed>(&failed.error().value);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ((*error)->os_error(), EIO);
  EXPECT_EQ(Errors().to_debug_string(**error), "Input/output error");
  EXPECT_TRUE(is_closed(streams.read(input, 10).error()));
  EXPECT_TRUE(is_ready(*input.source())) << "a closed stream is ready";
}

TEST_F(StreamsTest, WritesOnlyWhatCheckWriteAllowed) {
  EXPECT_FALSE(streams.write(output, bytes_of("x"))) << "check-write was not called";
  const auto permit = streams.check_write(output);
  ASSERT_TRUE(permit);
  ASSERT_GE(*permit, 5u);
  EXPECT_TRUE(streams.write(output, bytes_of("hello")).value());
  EXPECT_EQ(*text, "hello");
  EXPECT_TRUE(streams.write(output, std::vector<std::byte>(*permit - 5)).value()) << "the rest of the permit";
  const auto beyond = streams.write(output, bytes_of("x"));
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().code, TrapCode::host_error);
  EXPECT_EQ(beyond.error().message, "wasi:io/streams: write of 1 bytes, where 0 are permitted");
  EXPECT_EQ(text->size(), *permit);
}

TEST_F(StreamsTest, WriteZeroesHasTheSameRule) {
  EXPECT_FALSE(streams.write_zeroes(output, 1));
  const auto permit = streams.check_write(output);
  EXPECT_TRUE(streams.write_zeroes(output, 5000).value());
  EXPECT_EQ(*text, std::string(5000, '\0'));
  EXPECT_FALSE(streams.write_zeroes(output, *permit));
  EXPECT_FALSE(streams.write_zeroes(output, UINT64_MAX));
}

TEST_F(StreamsTest, BlockingWritesTakeUpTo4096) {
  EXPECT_TRUE(streams.blocking_write_and_flush(output, std::vector<std::byte>(4096)).value());
  EXPECT_FALSE(streams.blocking_write_and_flush(output, std::vector<std::byte>(4097)));
  EXPECT_TRUE(streams.blocking_write_zeroes_and_flush(output, 4096).value());
  EXPECT_FALSE(streams.blocking_write_zeroes_and_flush(output, 4097));
  EXPECT_EQ(text->size(), 8192u);
  EXPECT_TRUE(streams.flush(output));
  EXPECT_TRUE(streams.blocking_flush(output));
}

TEST_F(StreamsTest, AFailedWriteClosesTheStream) {
  OutputStream full(std::make_shared<TinySink>(2));
  const auto failed = streams.blocking_write_and_flush(full, bytes_of("abc"));
  ASSERT_TRUE(failed);
  ASSERT_FALSE(*failed);
  EXPECT_EQ(std::get<StreamError::LastOperationFailed>(failed->error().value)->os_error(), ENOSPC);
  EXPECT_TRUE(is_closed(streams.check_write(full).error()));
  EXPECT_TRUE(is_closed(streams.flush(full).error()));
  EXPECT_TRUE(is_closed(streams.blocking_write_and_flush(full, bytes_of("a"))->error()));
  EXPECT_FALSE(streams.write(full, bytes_of("a"))) << "check-write gave no permit";
}

TEST_F(StreamsTest, SplicesWhatBothSidesAllow) {
  InputStream input = input_of("abcdefgh");
  auto sink = std::make_shared<TinySink>(5);
  OutputStream tiny(sink);
  EXPECT_EQ(*streams.splice(tiny, input, 2), 2u);
  EXPECT_EQ(*streams.blocking_splice(tiny, input, UINT64_MAX), 3u);
  EXPECT_EQ(sink->text, "abcde");
  EXPECT_EQ(*streams.splice(tiny, input, 10), 0u) << "nothing is permitted, so nothing is read";
  EXPECT_EQ(*streams.splice(output, input, 10), 3u);
  EXPECT_EQ(*text, "fgh");
  EXPECT_TRUE(is_closed(streams.splice(output, input, 10).error()));
  EXPECT_TRUE(is_closed(streams.blocking_splice(output, input, 10).error()));
}

TEST_F(StreamsTest, APollableOutlivesItsStream) {
  Own<Pollable> pollable = [&] {
    InputStream input = input_of("x");
    return streams.subscribe(input);
  }();
  EXPECT_TRUE(Poll().ready(*pollable));
  Poll().block(*pollable);
}

}  // namespace witc::wasi::io
