#pragma once

#include <string>
#include <utility>
#include <vector>

#include "bindgen/model.hpp"
#include "bindgen/names.hpp"
#include "bindgen/spelling.hpp"

namespace witc::bindgen {

/// The classes of resources in the class `Guest` of an exported interface: members of it for its own, template
/// parameters for those of other interfaces, which the world knows to be a guest's or the host's.
class GuestClasses {
 public:
  GuestClasses(const Model& model, wit::InterfaceId interface);

  const std::vector<std::pair<types::ResourceId, std::string>>& own() const { return own_; }
  const std::vector<std::pair<types::ResourceId, std::string>>& foreign() const { return foreign_; }
  ResourceClass operator()(types::ResourceId resource) const;
  /// The name of the class for a resource of this interface.
  const std::string& name(types::ResourceId resource) const;

 private:
  std::vector<std::pair<types::ResourceId, std::string>> own_;
  std::vector<std::pair<types::ResourceId, std::string>> foreign_;
};

}  // namespace witc::bindgen
