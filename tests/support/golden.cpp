#include "tests/support/golden.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

#include "tests/support/shared_dir.hpp"

namespace witc::testing {

using ::testing::AssertionFailure;
using ::testing::AssertionResult;
using ::testing::AssertionSuccess;

namespace {

bool blessing() {
  const char* bless = std::getenv("BLESS");
  return bless && std::string_view(bless) == "1";
}

AssertionResult refuse_to_bless() {
  return AssertionFailure() << "BLESS=1 together with CI=true: goldens are blessed and reviewed before they get here";
}

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

AssertionResult bless(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  return out.flush() ? AssertionSuccess() : AssertionFailure() << "cannot write " << path;
}

/// The line of `text` that starts at `offset` or contains it.
std::string_view line_at(std::string_view text, std::size_t offset) {
  const std::size_t before = text.substr(0, offset).rfind('\n');
  text.remove_prefix(before == std::string_view::npos ? 0 : before + 1);
  return text.substr(0, text.find('\n'));
}

AssertionResult explain_difference(const std::filesystem::path& path, std::string_view expected,
                                   std::string_view actual) {
  const auto [at, ignored] = std::ranges::mismatch(expected, actual);
  const auto offset = static_cast<std::size_t>(at - expected.begin());
  const auto line = 1 + std::ranges::count(expected.substr(0, offset), '\n');
  return AssertionFailure() << path << " differs at line " << line << "\n  golden: " << line_at(expected, offset)
                            << "\n  actual: " << line_at(actual, offset)
                            << "\nBLESS=1 accepts the new output. All of it:\n"
                            << actual;
}

}  // namespace

AssertionResult matches_golden(std::string_view folder, std::string_view name, std::string_view actual) {
  const auto path = source_dir() / folder / name;
  const auto expected = read_file(path);
  if (expected == actual) return AssertionSuccess();
  if (blessing()) return running_in_ci() ? refuse_to_bless() : bless(path, actual);
  if (!expected) return AssertionFailure() << path << " does not exist; BLESS=1 writes it. Output:\n" << actual;
  return explain_difference(path, *expected, actual);
}

AssertionResult has_no_orphans(std::string_view folder, std::span<const std::string> names) {
  std::vector<std::filesystem::path> orphans;
  for (const auto& entry : std::filesystem::directory_iterator(source_dir() / folder)) {
    if (entry.is_directory()) continue;  // the goldens of another test
    if (std::ranges::find(names, entry.path().filename().string()) == names.end()) orphans.push_back(entry.path());
  }
  if (orphans.empty()) return AssertionSuccess();
  if (blessing()) {
    if (running_in_ci()) return refuse_to_bless();
    for (const auto& orphan : orphans) std::filesystem::remove(orphan);
    return AssertionSuccess();
  }
  auto failure = AssertionFailure() << "golden files that no test produces (BLESS=1 removes them):";
  for (const auto& orphan : orphans) failure << "\n  " << orphan;
  return failure;
}

}  // namespace witc::testing
