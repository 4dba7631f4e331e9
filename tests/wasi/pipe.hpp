#pragma once

#include <fcntl.h>
#include <unistd.h>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "wasi/os/file_descriptor.hpp"

namespace witc::wasi::testing {

/// A pipe whose ends the tests and streams share.
struct Pipe {
  std::shared_ptr<os::FileDescriptor> reader;
  std::shared_ptr<os::FileDescriptor> writer;

  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    reader = std::make_shared<os::FileDescriptor>(ends[0]);
    writer = std::make_shared<os::FileDescriptor>(ends[1]);
  }

  void write(std::string_view text) {
    if (::write(writer->get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      throw std::runtime_error("short write");
  }
};

}  // namespace witc::wasi::testing
