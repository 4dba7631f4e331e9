#pragma once

#include <cstddef>
#include <span>

#include "tests/conformance/module_difference.hpp"

namespace witc::testing {

/// The same for components. `original` is one that is printed. Explained are, and nothing else:
/// - what compare_modules explains, in core modules;
/// - neighbouring sections of one kind are one section, and sections without items are left out;
/// - sections have their sizes and counts in the shortest form;
/// - the section of names comes last, with its subsections in order, and without names of what does not exist;
/// - a name of an import or export that has no attributes begins with 0 (Binary.md: nameattributes), and attributes are
///   in order; numbers in definitions have their shortest form. These change bytes that only a reader of every
///   definition can tell from others: a section whose content differs is counted as such, and is to be looked at.
ModuleDifference compare_components(std::span<const std::byte> original, std::span<const std::byte> again);

}  // namespace witc::testing
