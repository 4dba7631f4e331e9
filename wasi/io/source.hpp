#pragma once

#include <cstddef>
#include <expected>
#include <span>

#include "wasi/io/event.hpp"

namespace witc::wasi::io {

/// Why a stream did nothing: it is closed, or the operation failed and the stream is closed from then on.
struct Failure {
  int error = 0;  ///< an errno; 0 when the stream was closed

  static std::unexpected<Failure> closed() { return std::unexpected(Failure{}); }
  bool operator==(const Failure&) const = default;
};

/// Never more than this is moved by one read, whatever length a guest names.
inline constexpr std::size_t max_read = 65536;

/// Where an input-stream's bytes come from. Once it failed or ended it stays closed.
class Source : public Event {
 public:
  /// Up to buffer.size() bytes, promptly; 0 when none are available at this time.
  std::expected<std::size_t, Failure> read(std::span<std::byte> buffer) {
    if (closed_) return Failure::closed();
    if (buffer.empty()) return 0;
    auto count = do_read(buffer);
    closed_ = !count.has_value();
    return count;
  }

  Readiness readiness() final { return closed_ ? Readiness::immediately() : when_readable(); }

 protected:
  /// As `read`; the end of the data is Failure::closed.
  virtual std::expected<std::size_t, Failure> do_read(std::span<std::byte> buffer) = 0;
  virtual Readiness when_readable() = 0;

 private:
  bool closed_ = false;
};

}  // namespace witc::wasi::io
