#include "wasi/os/file_descriptor.hpp"

#include <unistd.h>

namespace witc::wasi::os {

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) ::close(fd_);
}

std::shared_ptr<const FileDescriptor> borrowed(int fd) {
  return {new FileDescriptor(fd), [](FileDescriptor* descriptor) {
            descriptor->release();
            delete descriptor;
          }};
}

}  // namespace witc::wasi::os
