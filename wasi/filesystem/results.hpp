#pragma once

#include <expected>

#include "wasi/filesystem/descriptor.hpp"
#include "wasi/filesystem/error_code.hpp"
#include "wasi/os/file_descriptor.hpp"
#include "witc/error.hpp"

/// What the parts of the filesystem host share: from the system's answers to the WIT's results.
namespace witc::wasi::filesystem {

template <class T = void>
using Result = std::expected<T, ErrorCode>;

inline std::unexpected<ErrorCode> fail(ErrorCode code) { return std::unexpected(code); }
inline std::unexpected<ErrorCode> fail_with(int error) { return std::unexpected(error_code(error)); }

template <class T>
Result<T> from_system(os::Result<T> result) {
  if (!result) return fail_with(result.error());
  return *std::move(result);
}

/// The answer of a system call that gives 0 or -1 and errno.
inline Result<> checked(int answer) {
  if (answer != 0) return fail_with(errno);
  return {};
}

/// A descriptor whose contents are bytes and that has all of `needed`.
inline Result<> require_file(const OpenFile& file, DescriptorFlags needed) {
  if (file.is_directory()) return fail(ErrorCode::is_directory);
  if (!file.allows(needed)) return fail(ErrorCode::bad_descriptor);
  return {};
}

inline Result<> require_directory(const OpenFile& file) {
  if (!file.is_directory()) return fail(ErrorCode::not_directory);
  return {};
}

/// descriptor-flags.mutate-directory: without it, what would modify anything fails with read-only.
inline Result<> require_mutable_directory(const OpenFile& file) {
  if (auto directory = require_directory(file); !directory) return directory;
  if (!file.allows(DescriptorFlags::mutate_directory)) return fail(ErrorCode::read_only);
  return {};
}

}  // namespace witc::wasi::filesystem
