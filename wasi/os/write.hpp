#pragma once

#include <cstddef>
#include <span>

#include "wasi/os/file_descriptor.hpp"

namespace witc::wasi::os {

Result<std::size_t> write(int fd, std::span<const std::byte> bytes);

/// A write that reports a broken pipe as EPIPE and never as SIGPIPE: a library must neither die of the signal nor
/// change how the process handles it.
Result<std::size_t> write_without_sigpipe(int fd, std::span<const std::byte> bytes);

}  // namespace witc::wasi::os
