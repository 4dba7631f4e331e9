#pragma once

#include <cstddef>
#include <span>

#include "wasi/io/source.hpp"

namespace witc::wasi::io {

/// Where an output-stream's bytes go. Everything is written through: nothing is held back in this process, so what a
/// guest wrote before it stopped, however it stopped, has arrived. Once it failed it stays closed.
class Sink : public Event {
 public:
  /// How many bytes `write` takes without blocking; 0 when none at this time.
  std::expected<std::size_t, Failure> check_write() {
    if (closed_) return Failure::closed();
    return keep(capacity());
  }

  /// Writes all of it. Waits where more is given than `check_write` allowed.
  std::expected<void, Failure> write(std::span<const std::byte> bytes) {
    if (closed_) return Failure::closed();
    if (bytes.empty()) return {};
    return keep(do_write(bytes));
  }

  Readiness readiness() final { return closed_ ? Readiness::immediately() : when_writable(); }

 protected:
  virtual std::expected<std::size_t, Failure> capacity() = 0;
  virtual std::expected<void, Failure> do_write(std::span<const std::byte> bytes) = 0;
  virtual Readiness when_writable() = 0;

 private:
  template <class T>
  std::expected<T, Failure> keep(std::expected<T, Failure> result) {
    closed_ = !result.has_value();
    return result;
  }

  bool closed_ = false;
};

}  // namespace witc::wasi::io
