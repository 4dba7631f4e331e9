#include "wasi/io/streams.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace witc::wasi::io {

namespace {

constexpr std::uint64_t max_blocking_write = 4096;  // blocking-write-and-flush: "a write of up to 4096 bytes"

std::unexpected<StreamError> stream_error(Failure failure) {
  if (failure.error == 0) return std::unexpected(StreamError{StreamError::Closed{}});
  return std::unexpected(StreamError{make_own<Error>(failure.error)});
}

template <class T>
Streams::Result<T> to_result(std::expected<T, Failure> result) {
  if (!result) return stream_error(result.error());
  if constexpr (std::is_void_v<T>) {
    return {};
  } else {
    return *std::move(result);
  }
}

std::unexpected<Trap> trap(std::string message) {
  return std::unexpected(Trap(TrapCode::host_error, "wasi:io/streams: " + std::move(message)));
}

std::unexpected<Trap> too_much(std::string_view function, std::uint64_t length, std::uint64_t permit) {
  return trap(std::string(function) + " of " + std::to_string(length) + " bytes, where " + std::to_string(permit) +
              " are permitted");
}

/// Reads promptly into a buffer no longer than a guest may ask for.
std::expected<std::vector<std::byte>, Failure> read_some(Source& source, std::uint64_t len) {
  std::vector<std::byte> buffer(std::min<std::uint64_t>(len, max_read));
  const auto count = source.read(buffer);
  if (!count) return std::unexpected(count.error());
  buffer.resize(*count);
  return buffer;
}

/// Waits and reads until there is at least one byte. A source may be found empty after it was ready, when somebody else
/// reads it too.
std::expected<std::vector<std::byte>, Failure> read_waiting(Source& source, std::uint64_t len) {
  for (;;) {
    if (len > 0) wait(source);
    auto bytes = read_some(source, len);
    if (!bytes || !bytes->empty() || len == 0) return bytes;
  }
}

std::expected<std::uint64_t, Failure> count_of(const std::expected<std::vector<std::byte>, Failure>& bytes) {
  if (!bytes) return std::unexpected(bytes.error());
  return bytes->size();
}

std::expected<void, Failure> write_zeroes_to(Sink& sink, std::uint64_t len) {
  static constexpr std::array<std::byte, 4096> zeroes{};
  do {
    const auto count = std::min<std::uint64_t>(len, zeroes.size());
    if (auto written = sink.write(std::span(zeroes).first(count)); !written) return written;
    len -= count;
  } while (len > 0);
  return {};
}

std::expected<std::uint64_t, Failure> splice_some(Sink& sink, Source& source, std::uint64_t len) {
  const auto permit = sink.check_write();
  if (!permit) return std::unexpected(permit.error());
  const auto bytes = read_some(source, std::min<std::uint64_t>(*permit, len));
  if (!bytes) return std::unexpected(bytes.error());
  if (auto written = sink.write(*bytes); !written) return std::unexpected(written.error());
  return bytes->size();
}

}  // namespace

Streams::Result<std::vector<std::byte>> Streams::read(InputStream& self, std::uint64_t len) {
  return to_result(read_some(*self.source(), len));
}

Streams::Result<std::vector<std::byte>> Streams::blocking_read(InputStream& self, std::uint64_t len) {
  return to_result(read_waiting(*self.source(), len));
}

Streams::Result<std::uint64_t> Streams::skip(InputStream& self, std::uint64_t len) {
  return to_result(count_of(read_some(*self.source(), len)));
}

Streams::Result<std::uint64_t> Streams::blocking_skip(InputStream& self, std::uint64_t len) {
  return to_result(count_of(read_waiting(*self.source(), len)));
}

Own<Pollable> Streams::subscribe(InputStream& self) { return make_own<Pollable>(self.source()); }

Streams::Result<std::uint64_t> Streams::check_write(OutputStream& self) {
  const auto permit = self.sink()->check_write();
  self.permit = permit.value_or(0);
  if (!permit) return stream_error(permit.error());
  return *permit;
}

Outcome<Streams::Result<void>> Streams::write(OutputStream& self, std::span<const std::byte> contents) {
  if (contents.size() > self.permit) return too_much("write", contents.size(), self.permit);
  self.permit -= contents.size();
  return to_result(self.sink()->write(contents));
}

Outcome<Streams::Result<void>> Streams::blocking_write_and_flush(OutputStream& self,
                                                                 std::span<const std::byte> contents) {
  if (contents.size() > max_blocking_write)
    return too_much("blocking-write-and-flush", contents.size(), max_blocking_write);
  return to_result(self.sink()->write(contents));
}

Streams::Result<void> Streams::flush(OutputStream& self) { return to_result(self.sink()->write({})); }

Streams::Result<void> Streams::blocking_flush(OutputStream& self) { return flush(self); }

Own<Pollable> Streams::subscribe(OutputStream& self) { return make_own<Pollable>(self.sink()); }

Outcome<Streams::Result<void>> Streams::write_zeroes(OutputStream& self, std::uint64_t len) {
  if (len > self.permit) return too_much("write-zeroes", len, self.permit);
  self.permit -= len;
  return to_result(write_zeroes_to(*self.sink(), len));
}

Outcome<Streams::Result<void>> Streams::blocking_write_zeroes_and_flush(OutputStream& self, std::uint64_t len) {
  if (len > max_blocking_write) return too_much("blocking-write-zeroes-and-flush", len, max_blocking_write);
  return to_result(write_zeroes_to(*self.sink(), len));
}

Streams::Result<std::uint64_t> Streams::splice(OutputStream& self, InputStream& src, std::uint64_t len) {
  return to_result(splice_some(*self.sink(), *src.source(), len));
}

Streams::Result<std::uint64_t> Streams::blocking_splice(OutputStream& self, InputStream& src, std::uint64_t len) {
  for (;;) {
    if (len > 0) {
      wait(*self.sink());
      wait(*src.source());
    }
    const auto moved = splice_some(*self.sink(), *src.source(), len);
    if (!moved || *moved > 0 || len == 0) return to_result(moved);
  }
}

}  // namespace witc::wasi::io
