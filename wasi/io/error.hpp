#pragma once

#include <string>

namespace witc::wasi::io {

/// The resource wasi:io/error.error: what the last-operation-failed of a stream was. Interfaces that know more about it
/// give it as an error-code of theirs (wasi:filesystem/types.filesystem-error-code).
class Error {
 public:
  explicit Error(int os_error) : os_error_(os_error) {}

  int os_error() const { return os_error_; }  ///< an errno
  std::string to_debug_string() const;

 private:
  int os_error_;
};

/// The host of wasi:io/error.
struct Errors {
  std::string to_debug_string(Error& self) { return self.to_debug_string(); }
};

}  // namespace witc::wasi::io
