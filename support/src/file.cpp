#include "support/file.hpp"

#include <fstream>
#include <system_error>

namespace witc {

Expected<std::string> read_text_file(const std::filesystem::path& file, std::size_t max_bytes) {
  const auto unreadable = [&](const std::string& reason) {
    Location location;
    location.file = file.string();
    return fail(ErrorCode::io, "cannot read the file: " + reason, std::move(location));
  };
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (error) return unreadable(error.message());
  // Others may never end, or never begin.
  if (!std::filesystem::is_regular_file(status)) return unreadable("it is not a regular file");
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return unreadable("no permission, or it is gone");
  std::string text;
  char buffer[65536];
  while (stream.read(buffer, sizeof buffer) || stream.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(stream.gcount()));
    if (text.size() > max_bytes) {
      Location location;
      location.file = file.string();
      return fail(ErrorCode::limit_exceeded,
                  "the file has more than the limit of " + std::to_string(max_bytes) + " bytes", std::move(location));
    }
  }
  if (stream.bad()) return unreadable("the system could not read it to its end");
  return text;
}

}  // namespace witc
