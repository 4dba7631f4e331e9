#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "component/plan.hpp"
#include "support/diagnostic.hpp"
#include "types/types.hpp"
#include "wit-parser/wave/wave.hpp"

namespace witc::cli {

/// A function of the component itself, or of an instance it exports.
struct ExportedFunction {
  std::string interface;  ///< "ns:p/i@1.0.0", "i", for an instance in an instance "a#b"; empty for one of its own
  std::string name;
  types::FuncTypeId type;

  std::string full_name() const { return interface.empty() ? name : interface + "#" + name; }
};

/// All of them, in the order of the exports.
std::vector<ExportedFunction> exported_functions(const component::Plan& plan);

/// The one that a call means. Otherwise a diagnostic with the ones it may mean, or with what there is and the nearest
/// name.
wave::Parsed<const ExportedFunction*> find_function(std::span<const ExportedFunction> functions,
                                                    const wave::Callee& callee, const types::TypeArena& types);

}  // namespace witc::cli
