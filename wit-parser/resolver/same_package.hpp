#pragma once

#include <optional>
#include <string>

#include "wit-parser/resolver/package_names.hpp"

namespace witc::wit {

/// Where two definitions of one package first differ; one of the places is nowhere when only the other has something.
struct PackageDifference {
  std::string first;  ///< what stands there, in backquotes
  Span first_span;
  std::string second;
  Span second_span;
};

/// WIT.md: "Any package which is duplicated across dependencies must have the same contents." The order of items at the
/// top level, how they are divided into files, and documentation are no contents.
std::optional<PackageDifference> difference(const PackageSource& first, const PackageSource& second);

}  // namespace witc::wit
