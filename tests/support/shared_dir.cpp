#include "tests/support/shared_dir.hpp"

#include <cstdlib>
#include <system_error>

namespace witc::testing {

namespace {

std::optional<std::filesystem::path> find_under(const std::filesystem::path& root, std::string_view relative) {
  if (root.empty()) return std::nullopt;
  std::filesystem::path path = root / relative;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  return path;
}

}  // namespace

std::filesystem::path source_dir() { return WITC_SOURCE_DIR; }

std::optional<std::filesystem::path> shared_path(std::string_view relative) {
  return find_under(WITC_SHARED_DIR, relative);
}

std::optional<std::filesystem::path> conformance_path(std::string_view relative) {
  return find_under(WITC_CONFORMANCE_DIR, relative);
}

bool running_in_ci() {
  const char* ci = std::getenv("CI");
  return ci && std::string_view(ci) == "true";
}

}  // namespace witc::testing
