#pragma once

#include <variant>

#include "wasi/io/error.hpp"
#include "witc/own.hpp"

/// The types of wasi:io@0.2.12.
namespace witc::wasi::io {

/// Why a stream operation failed. Either way the stream is closed from then on.
struct StreamError {
  using LastOperationFailed = Own<Error>;
  struct Closed {};
  std::variant<LastOperationFailed, Closed> value;
};

}  // namespace witc::wasi::io
