#include "wasi/io/fd_streams.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <chrono>
#include <csignal>
#include <thread>

#include "tests/wasi/bytes.hpp"
#include "tests/wasi/pipe.hpp"
#include "tests/wasi/temporary_directory.hpp"
#include "wasi/io/streams.hpp"

namespace witc::wasi::io {

using testing::bytes_of;
using testing::Pipe;
using testing::text_of;

class FdStreamsTest : public ::testing::Test {
 protected:
  Pipe pipe;
  Streams streams;
  InputStream input{std::make_shared<FdSource>(pipe.reader)};
  OutputStream output{std::make_shared<FdSink>(pipe.writer)};
};

TEST_F(FdStreamsTest, ReadingAnEmptyPipeGivesNothingAndDoesNotBlock) {
  EXPECT_EQ(streams.read(input, 10)->size(), 0u);
  EXPECT_EQ(*streams.skip(input, 10), 0u);
  EXPECT_FALSE(is_ready(*input.source()));
  pipe.write("abc");
  EXPECT_TRUE(is_ready(*input.source()));
  EXPECT_EQ(text_of(*streams.read(input, 10)), "abc");
}

TEST_F(FdStreamsTest, BlockingReadWaitsForBytes) {
  std::thread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    pipe.write("late");
  });
  EXPECT_EQ(text_of(*streams.blocking_read(input, 10)), "late");
  writer.join();
}

TEST_F(FdStreamsTest, TheEndOfAPipeClosesTheStream) {
  pipe.write("x");
  pipe.writer.reset();
  output = OutputStream(nullptr);
  EXPECT_EQ(text_of(*streams.blocking_read(input, 10)), "x");
  EXPECT_TRUE(is_ready(*input.source()));
  const auto end = streams.blocking_read(input, 10);
  ASSERT_FALSE(end);
  EXPECT_TRUE(std::holds_alternative<StreamError::Closed>(end.error().value));
}

TEST_F(FdStreamsTest, AFullPipePermitsNothing) {
  std::size_t written = 0;
  for (;;) {
    const auto permit = streams.check_write(output);
    ASSERT_TRUE(permit);
    if (*permit == 0) break;
    ASSERT_TRUE(streams.write(output, std::vector<std::byte>(*permit)).value());
    written += *permit;
    ASSERT_LT(written, std::size_t{1} << 26);
  }
  EXPECT_GE(written, 4096u);
  EXPECT_FALSE(is_ready(*output.sink()));
  EXPECT_EQ(streams.blocking_read(input, 65536)->size(), std::min(written, std::size_t{65536}));
  EXPECT_TRUE(is_ready(*output.sink()));
  EXPECT_GT(*streams.check_write(output), 0u);
}

TEST_F(FdStreamsTest, ABlockingWriteLosesNothingOnANonBlockingPipe) {
  ASSERT_EQ(::fcntl(pipe.writer->get(), F_SETFL, O_NONBLOCK), 0);
  constexpr int chunks = 64;
  std::size_t received = 0;
  std::thread reader([&] {
    while (received < chunks * 4096u) received += streams.blocking_read(input, 1000)->size();
  });
  for (int i = 0; i < chunks; ++i)
    EXPECT_TRUE(streams.blocking_write_and_flush(output, std::vector<std::byte>(4096)).value());
  reader.join();
  EXPECT_EQ(received, chunks * 4096u);
}

TEST_F(FdStreamsTest, WritingToAPipeNobodyReadsClosesTheStreamAndRaisesNoSignal) {
  // The default action of SIGPIPE would end this process.
  ASSERT_NE(std::signal(SIGPIPE, SIG_DFL), SIG_ERR);
  pipe.reader.reset();
  input = InputStream(nullptr);
  const auto written = streams.blocking_write_and_flush(output, bytes_of("x"));
  ASSERT_TRUE(written);
  ASSERT_FALSE(*written);
  EXPECT_TRUE(std::holds_alternative<StreamError::Closed>(written->error().value));
  sigset_t pending;
  ASSERT_EQ(::sigpending(&pending), 0);
  EXPECT_EQ(sigismember(&pending, SIGPIPE), 0) << "the signal must not be left behind";
  sigset_t blocked;
  ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, nullptr, &blocked), 0);
  EXPECT_EQ(sigismember(&blocked, SIGPIPE), 0) << "the mask must be as it was";
}

TEST_F(FdStreamsTest, ASigpipeThatWasPendingBeforeStaysPending) {
  sigset_t sigpipe;
  sigemptyset(&sigpipe);
  sigaddset(&sigpipe, SIGPIPE);
  sigset_t previous;
  ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, &sigpipe, &previous), 0);
  const auto is_pending = [] {
    sigset_t pending;
    ::sigpending(&pending);
    return sigismember(&pending, SIGPIPE) == 1;
  };
  pipe.reader.reset();
  input = InputStream(nullptr);
  EXPECT_FALSE(streams.blocking_write_and_flush(output, bytes_of("x")).value());
  EXPECT_FALSE(is_pending()) << "the write's own is taken back";
  ::pthread_kill(::pthread_self(), SIGPIPE);
  OutputStream again(std::make_shared<FdSink>(pipe.writer));
  EXPECT_FALSE(streams.blocking_write_and_flush(again, bytes_of("x")).value());
  EXPECT_TRUE(is_pending());
  const timespec no_wait{};
  EXPECT_EQ(::sigtimedwait(&sigpipe, nullptr, &no_wait), SIGPIPE);
  ASSERT_EQ(::pthread_sigmask(SIG_SETMASK, &previous, nullptr), 0);
}

TEST_F(FdStreamsTest, ABadDescriptorIsAnErrorNotAHang) {
  InputStream bad_input(std::make_shared<FdSource>(os::borrowed(1 << 20)));
  const auto read = streams.blocking_read(bad_input, 1);
  ASSERT_FALSE(read);
  EXPECT_EQ(std::get<StreamError::LastOperationFailed>(read.error().value)->os_error(), EBADF);
  OutputStream bad_output(std::make_shared<FdSink>(os::borrowed(1 << 20)));
  const auto written = streams.blocking_write_and_flush(bad_output, bytes_of("x"));
  ASSERT_FALSE(written.value());
  EXPECT_EQ(std::get<StreamError::LastOperationFailed>(written->error().value)->os_error(), EBADF);
}

TEST_F(FdStreamsTest, ARegularFileAsStandardStreamSharesItsPosition) {
  const testing::TemporaryDirectory directory;
  testing::write_file(directory / "in", "0123456789");
  auto fd = std::make_shared<os::FileDescriptor>(::open((directory / "in").c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_TRUE(*fd);
  ASSERT_EQ(::lseek(fd->get(), 4, SEEK_SET), 4);
  InputStream file(std::make_shared<FdSource>(fd));
  EXPECT_EQ(text_of(*streams.read(file, 2)), "45");
  OutputStream out(std::make_shared<FdSink>(fd));
  EXPECT_TRUE(streams.blocking_write_and_flush(out, bytes_of("ab")).value());
  EXPECT_EQ(testing::read_file(directory / "in"), "012345ab89");
}

}  // namespace witc::wasi::io
