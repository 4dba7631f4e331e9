#include "bindgen/output.hpp"

#include <fstream>
#include <system_error>
#include <utility>

#include "support/file.hpp"

namespace witc::bindgen {

namespace {

namespace fs = std::filesystem;

bool is_current(const fs::path& path, const GeneratedFile& file) {
  if (!file.is_starting_point) {
    const auto found = read_text_file(path, file.text.size());
    return found && *found == file.text;
  }
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// New contents beside the files whose place they will take; what is left at the end is removed.
class Pending {
 public:
  ~Pending() {
    std::error_code ignored;
    for (const auto& [from, to] : files_) fs::remove(from, ignored);
  }
  Expected<void> write(const fs::path& path, const std::string& text) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error)
      return fail(ErrorCode::io, path.parent_path().string() + ": cannot make the directory: " + error.message());
    if (fs::is_directory(path, error)) return fail(ErrorCode::io, path.string() + ": cannot be written: a directory");
    const fs::path beside = path.string() + ".new";
    files_.emplace_back(beside, path);
    std::ofstream out(beside, std::ios::binary);
    out << text;
    if (!out.flush()) return fail(ErrorCode::io, path.string() + ": cannot be written");
    return {};
  }
  Expected<void> commit() {
    for (auto& [from, to] : files_) {
      std::error_code error;
      fs::rename(from, to, error);
      if (error) return fail(ErrorCode::io, to.string() + ": cannot be written: " + error.message());
    }
    files_.clear();
    return {};
  }

 private:
  std::vector<std::pair<fs::path, fs::path>> files_;
};

}  // namespace

Expected<void> write_files(const fs::path& directory, std::span<const GeneratedFile> files) {
  Pending pending;
  for (const auto& file : files)
    if (!is_current(directory / file.name, file)) WITC_TRY(pending.write(directory / file.name, file.text));
  return pending.commit();
}

std::vector<std::string> outdated_files(const fs::path& directory, std::span<const GeneratedFile> files) {
  std::vector<std::string> outdated;
  for (const auto& file : files)
    if (!is_current(directory / file.name, file)) outdated.push_back(file.name);
  return outdated;
}

}  // namespace witc::bindgen
