#pragma once

#include <string>

#include "wit-parser/doc/links.hpp"

namespace witc::wit {

/// Types as in WIT, with links to those that have names.
class TypeHtml {
 public:
  TypeHtml(const PackageGraph& graph, const Links& links, PackageId page) : graph_(graph), links_(links), page_(page) {}

  std::string use(types::ValType type) const;
  /// What stands behind the name of a type, one step.
  std::string shape(types::DefTypeId type) const;
  /// `func(a: u8) -> r`, with a line for each parameter if it is long. `is_member`: the first one is the resource
  /// itself.
  std::string function(const Function& function) const;

 private:
  struct Shapes;
  bool is_own(types::ValType type) const;
  std::string linked(const std::string& name, const std::optional<std::string>& address) const;

  const PackageGraph& graph_;
  const Links& links_;
  PackageId page_;
};

}  // namespace witc::wit
