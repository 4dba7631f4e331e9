#include "wasi/filesystem/error_code.hpp"

#include <cerrno>

namespace witc::wasi::filesystem {

namespace {

struct Row {
  int error;
  ErrorCode code;
};

// clang-format off
constexpr Row rows[] = {
    {EACCES, ErrorCode::access},
    {EAGAIN, ErrorCode::would_block},
    {EALREADY, ErrorCode::already},
    {EBADF, ErrorCode::bad_descriptor},
    {EBUSY, ErrorCode::busy},
    {EDEADLK, ErrorCode::deadlock},
    {EDQUOT, ErrorCode::quota},
    {EEXIST, ErrorCode::exist},
    {EFBIG, ErrorCode::file_too_large},
    {EILSEQ, ErrorCode::illegal_byte_sequence},
    {EINPROGRESS, ErrorCode::in_progress},
    {EINTR, ErrorCode::interrupted},
    {EINVAL, ErrorCode::invalid},
    {EIO, ErrorCode::io},
    {EISDIR, ErrorCode::is_directory},
    {ELOOP, ErrorCode::loop},
    {EMLINK, ErrorCode::too_many_links},
    {EMSGSIZE, ErrorCode::message_size},
    {ENAMETOOLONG, ErrorCode::name_too_long},
    {ENODEV, ErrorCode::no_device},
    {ENOENT, ErrorCode::no_entry},
    {ENOLCK, ErrorCode::no_lock},
    {ENOMEM, ErrorCode::insufficient_memory},
    {EMFILE, ErrorCode::insufficient_memory},  // no code of its own; so the guest sees that the host ran out of something
    {ENFILE, ErrorCode::insufficient_memory},
    {ENOSPC, ErrorCode::insufficient_space},
    {ENOTDIR, ErrorCode::not_directory},
    {ENOTEMPTY, ErrorCode::not_empty},
    {ENOTRECOVERABLE, ErrorCode::not_recoverable},
    {ENOTSUP, ErrorCode::unsupported},
    {ENOSYS, ErrorCode::unsupported},
    {ENOTTY, ErrorCode::no_tty},
    {ENXIO, ErrorCode::no_such_device},
    {EOVERFLOW, ErrorCode::overflow},
    {EPERM, ErrorCode::not_permitted},
    {EPIPE, ErrorCode::pipe},
    {EROFS, ErrorCode::read_only},
    {ESPIPE, ErrorCode::invalid_seek},
    {ETXTBSY, ErrorCode::text_file_busy},
    {EXDEV, ErrorCode::cross_device},
};
// clang-format on

}  // namespace

ErrorCode error_code(int error) {
  for (const Row& row : rows)
    if (row.error == error) return row.code;
  return ErrorCode::io;
}

}  // namespace witc::wasi::filesystem
