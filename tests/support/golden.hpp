#pragma once

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>

// Golden files: expected output that is reviewed like source. `BLESS=1 ctest …` writes them anew from what the tests
// produce; with CI=true in the environment that is refused.

namespace witc::testing {

/// Compares `actual` with the golden file `name` in `folder` (from the root of the source tree). A failure shows the
/// first line that differs.
::testing::AssertionResult matches_golden(std::string_view folder, std::string_view name, std::string_view actual);

/// Every file of `folder` is in `names`: a golden that no test produces is a leftover. Blessing removes it. Folders in
/// it are not looked into.
::testing::AssertionResult has_no_orphans(std::string_view folder, std::span<const std::string> names);

}  // namespace witc::testing
