#include "wasi/io/error.hpp"

#include <system_error>

namespace witc::wasi::io {

std::string Error::to_debug_string() const { return std::generic_category().message(os_error_); }

}  // namespace witc::wasi::io
