#pragma once

#include <memory>
#include <string>

#include "wasi/io/sink.hpp"
#include "wasi/io/source.hpp"

namespace witc::wasi::io {

/// Bytes to be read once, by one stream or by several in turn.
struct InputBuffer {
  std::string bytes;
  std::size_t position = 0;
};

class MemorySource final : public Source {
 public:
  explicit MemorySource(std::shared_ptr<InputBuffer> buffer) : buffer_(std::move(buffer)) {}

 private:
  std::expected<std::size_t, Failure> do_read(std::span<std::byte> buffer) override;
  Readiness when_readable() override { return Readiness::immediately(); }

  std::shared_ptr<InputBuffer> buffer_;
};

/// Appends to a string.
class MemorySink final : public Sink {
 public:
  explicit MemorySink(std::shared_ptr<std::string> text) : text_(std::move(text)) {}

 private:
  std::expected<std::size_t, Failure> capacity() override;
  std::expected<void, Failure> do_write(std::span<const std::byte> bytes) override;
  Readiness when_writable() override { return Readiness::immediately(); }

  std::shared_ptr<std::string> text_;
};

/// Takes everything and keeps nothing.
class NullSink final : public Sink {
  std::expected<std::size_t, Failure> capacity() override;
  std::expected<void, Failure> do_write(std::span<const std::byte>) override { return {}; }
  Readiness when_writable() override { return Readiness::immediately(); }
};

}  // namespace witc::wasi::io
