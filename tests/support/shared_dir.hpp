#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string_view>

namespace witc::testing {

/// The root of the source tree.
std::filesystem::path source_dir();

/// A file or folder under WITC_SHARED_DIR, such as "components/hello-c.component.wasm"; nothing when it is absent.
std::optional<std::filesystem::path> shared_path(std::string_view relative);
/// The same under WITC_CONFORMANCE_DIR, such as "core/i32.wast".
std::optional<std::filesystem::path> conformance_path(std::string_view relative);

/// Whether the environment has CI=true: absent shared material is a failure then, and no golden is blessed.
bool running_in_ci();

}  // namespace witc::testing

/// Declares `variable` as the path `lookup(relative)` finds. Without it the test ends: skipped with one line, or failed
/// where the environment has CI=true.
#define WITC_TEST_FIND_(variable, lookup, relative)                                           \
  const auto variable##_found = ::witc::testing::lookup(relative);                            \
  if (!variable##_found) {                                                                    \
    if (::witc::testing::running_in_ci()) FAIL() << "CI=true, and not found: " << (relative); \
    GTEST_SKIP() << "needs " << (relative) << " under WITC_SHARED_DIR";                       \
  }                                                                                           \
  const std::filesystem::path variable = *variable##_found

#define WITC_SHARED_FILE(variable, relative) WITC_TEST_FIND_(variable, shared_path, relative)
#define WITC_CONFORMANCE_FILE(variable, relative) WITC_TEST_FIND_(variable, conformance_path, relative)
