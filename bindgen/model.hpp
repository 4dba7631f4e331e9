#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "bindgen/options.hpp"
#include "types/package_graph.hpp"

// What every part of the generator asks about a world: where things are in C++, what they are called, and which
// resources a type mentions.

namespace witc::bindgen {

/// Who defines types and functions.
using Owner = std::variant<wit::InterfaceId, wit::WorldId>;

/// Where the C++ of an interface or world is.
struct Place {
  std::string wit_name;        ///< "example:greeter/log@1.0.0"; of an inline interface, its plain name
  std::string definition;      ///< the namespace as it is opened: "example::greeter::inline v1_0_0::log"
  std::string reference;       ///< the same as it is named from anywhere: "::example::greeter::v1_0_0::log"
  std::string file;            ///< "example/greeter/log"; a header's name begins like that
  const With* with = nullptr;  ///< set when the user has it already
};

class Model {
 public:
  /// Errors: usage, when an option names something that is not there or cannot be replaced.
  static Expected<Model> make(const wit::PackageGraph& graph, wit::WorldId world, const HostOptions& options);

  const wit::PackageGraph& graph() const { return *graph_; }
  const types::TypeArena& arena() const { return graph_->arena; }
  const HostOptions& options() const { return *options_; }
  wit::WorldId world() const { return world_; }

  /// Whether the graph has several versions of a package, whose files and names then have to say which.
  bool has_versions(wit::PackageId package) const;
  const Place& place(Owner owner) const { return places_.at(owner); }
  /// What an interface or world defines or uses, in an order in which C++ can define them.
  std::vector<wit::TypeDefId> owned_types(Owner owner) const;
  /// The C++ name of a type, within its owner's namespace.
  const std::string& name(wit::TypeDefId type) const { return names_.at(type); }
  const With* with(wit::TypeDefId type) const;
  /// What WIT calls a type that is used; nothing for types without a name.
  std::optional<wit::TypeDefId> named(types::ValType type) const;

  /// The resources that a type mentions, behind aliases, each once.
  const std::vector<types::ResourceId>& resources(types::ValType type) const { return facts(type).resources; }
  std::vector<types::ResourceId> resources(const wit::Function& function) const;
  /// The definition of a resource (not one of its aliases), and what an owner calls it.
  wit::TypeDefId definition(types::ResourceId resource) const { return resources_.at(arena().identity(resource)); }
  std::string local_name(Owner owner, types::ResourceId resource) const;

  /// Whether a value of the type owns something that cannot be copied.
  bool owns(types::ValType type) const { return facts(type).owns; }
  bool is_async(types::ValType type) const { return facts(type).is_async; }  ///< has streams, futures, error contexts
  /// Whether a type of the world is deprecated: what mentions it must not be warned about.
  bool has_deprecated_types() const;
  bool is_comparable(types::ValType type) const { return resources(type).empty() && !is_async(type); }

 private:
  /// What a type and all that it is made of say together.
  struct Facts {
    std::vector<types::ResourceId> resources = {};
    bool owns = false;
    bool is_async = false;
    std::uint64_t nodes = 0;  ///< with all that it is made of, as often as it is used
    std::uint32_t depth = 0;
    bool add(types::ResourceId resource);
    bool add(const Facts& part);  ///< whether that was news
  };
  Model(const wit::PackageGraph& graph, wit::WorldId world, const HostOptions& options)
      : graph_(&graph), world_(world), options_(&options) {}
  void add_places();
  void add_place(Owner owner, wit::PackageId package, std::string wit_name, const std::vector<std::string>& inner,
                 const std::string& file);
  void add_types();
  Expected<void> add_facts();
  bool add_facts(types::DefTypeId type);
  const Facts& facts(types::ValType type) const;
  Expected<void> apply_with();

  const wit::PackageGraph* graph_;
  wit::WorldId world_;
  const HostOptions* options_;
  std::map<Owner, Place> places_;
  std::unordered_map<wit::TypeDefId, std::string> names_;
  std::unordered_map<wit::TypeDefId, const With*> with_;
  std::unordered_map<types::DefTypeId, wit::TypeDefId> named_;
  std::unordered_map<types::ResourceId, wit::TypeDefId> resources_;
  std::vector<Facts> facts_;  ///< by DefTypeId
};

}  // namespace witc::bindgen
