#pragma once

#include <set>
#include <string>
#include <utility>

#include "bindgen/model.hpp"
#include "bindgen/view.hpp"

namespace witc::bindgen {

/// What it was made from, and the include guard. `part`: "", "host" or "guest".
void describe(HeaderView& header, const Model& model, Owner owner, const std::string& part);
/// The name of a generated header: "example/greeter/log.hpp", "example/greeter/log_host.hpp".
std::string header_file(const Place& place, const std::string& part = {});
/// That with the types of an interface, which has its name, or of a world, whose name is that of the whole.
std::string types_part(Owner owner);

/// Collects what a header has to include.
class Includes {
 public:
  Includes(const Model& model, Owner owner) : model_(model), owner_(owner) {}
  /// What the definition of a type needs.
  void add_type(wit::TypeDefId type);
  /// The types of an interface or world, where they have a header.
  void add_types_of(Owner owner);
  void add_function(const wit::Function& function);
  void add_own(std::string header) { own_.insert(std::move(header)); }
  void add_system(std::string header) { system_.insert(std::move(header)); }
  void move_to(HeaderView& header);

 private:
  void add_async() { system_.insert("witc/async.hpp"); }

  const Model& model_;
  Owner owner_;
  std::set<std::string> system_;
  std::set<std::string> own_;
};

}  // namespace witc::bindgen
