#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <vector>

#include "wasi/bindings/io.hpp"
#include "wasi/io/poll.hpp"
#include "wasi/io/sink.hpp"
#include "wasi/io/source.hpp"
#include "witc/own.hpp"
#include "witc/trap.hpp"

namespace witc::wasi::io {

/// The resource wasi:io/streams.input-stream.
class InputStream {
 public:
  explicit InputStream(std::shared_ptr<Source> source) : source_(std::move(source)) {}
  const std::shared_ptr<Source>& source() const { return source_; }

 private:
  std::shared_ptr<Source> source_;
};

/// The resource wasi:io/streams.output-stream.
class OutputStream {
 public:
  explicit OutputStream(std::shared_ptr<Sink> sink) : sink_(std::move(sink)) {}
  const std::shared_ptr<Sink>& sink() const { return sink_; }

  /// What the last check-write allowed and no write has used yet.
  std::uint64_t permit = 0;

 private:
  std::shared_ptr<Sink> sink_;
};

/// The host of wasi:io/streams. One operation moves at most 64 KiB of input and 1 MiB of output.
struct Streams {
  template <class T>
  using Result = std::expected<T, StreamError>;

  Result<std::vector<std::byte>> read(InputStream& self, std::uint64_t len);
  Result<std::vector<std::byte>> blocking_read(InputStream& self, std::uint64_t len);
  Result<std::uint64_t> skip(InputStream& self, std::uint64_t len);
  Result<std::uint64_t> blocking_skip(InputStream& self, std::uint64_t len);
  Own<Pollable> subscribe(InputStream& self);

  Result<std::uint64_t> check_write(OutputStream& self);
  /// Traps when check-write did not allow as much.
  Outcome<Result<void>> write(OutputStream& self, std::span<const std::byte> contents);
  /// Traps beyond 4,096 bytes.
  Outcome<Result<void>> blocking_write_and_flush(OutputStream& self, std::span<const std::byte> contents);
  /// Nothing is ever buffered, so flushing only reports whether the stream is open.
  Result<void> flush(OutputStream& self);
  Result<void> blocking_flush(OutputStream& self);
  Own<Pollable> subscribe(OutputStream& self);
  /// Traps as write does.
  Outcome<Result<void>> write_zeroes(OutputStream& self, std::uint64_t len);
  Outcome<Result<void>> blocking_write_zeroes_and_flush(OutputStream& self, std::uint64_t len);
  Result<std::uint64_t> splice(OutputStream& self, InputStream& src, std::uint64_t len);
  Result<std::uint64_t> blocking_splice(OutputStream& self, InputStream& src, std::uint64_t len);
};

}  // namespace witc::wasi::io
