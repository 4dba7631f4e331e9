#pragma once

#include "wasi/bindings/filesystem.hpp"

namespace witc::wasi::filesystem {

/// The error-code whose documentation names this errno; `io` for those that none names.
ErrorCode error_code(int error);

}  // namespace witc::wasi::filesystem
