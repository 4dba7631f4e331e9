#include "cli/output.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace witc::cli {

namespace {

std::unexpected<Error> cannot_write(const std::string& file, int code) {
  Location location;
  location.file = file;
  return fail(ErrorCode::io, "cannot write the file: " + std::generic_category().message(code), std::move(location));
}

}  // namespace

Expected<void> write_output(const std::string& file, std::string_view content) {
  const bool is_standard = file == "-";
  std::FILE* out = is_standard ? stdout : std::fopen(file.c_str(), "wbe");
  if (out == nullptr) return cannot_write(file, errno);
  const bool written = std::fwrite(content.data(), 1, content.size(), out) == content.size() && std::fflush(out) == 0;
  const int code = errno;
  const bool closed = is_standard || std::fclose(out) == 0;
  if (!written) return cannot_write(file, code);
  if (!closed) return cannot_write(file, errno);
  return {};
}

}  // namespace witc::cli
