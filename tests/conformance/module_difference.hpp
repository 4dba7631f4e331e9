#pragma once

#include <cstddef>
#include <set>
#include <span>
#include <string>

namespace witc::testing {

/// How two binaries of one module differ. Text has one form for several binaries, so a module that has gone through it
/// may come back in another; what must not change is what it means.
struct ModuleDifference {
  std::string changed;            ///< what means something else; empty when nothing does
  std::set<std::string> reasons;  ///< what is only written in another way
};

/// `original` decodes. Explained are, and nothing else:
/// - a data count section that no instruction needs is left out;
/// - sections and subsections of the name section without items are left out;
/// - the name section comes last, with its subsections in order, minimal, and without names of what does not exist
///   and blocks whose name is empty;
/// - neighbouring locals of one type are one group;
/// - numbers, types and segments have their shortest form: LEB128, `(ref null func)` as funcref, a final type without
///   supertype as a bare one, memory and table 0 as the default;
/// - branch hints count from the beginning of a function, and so move with the groups of its locals.
ModuleDifference compare_modules(std::span<const std::byte> original, std::span<const std::byte> again);

}  // namespace witc::testing
