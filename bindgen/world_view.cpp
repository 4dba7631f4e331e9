#include <algorithm>
#include <set>
#include <utility>

#include "bindgen/functions.hpp"
#include "bindgen/guest_classes.hpp"
#include "bindgen/headers.hpp"
#include "bindgen/names.hpp"
#include "bindgen/text.hpp"
#include "bindgen/views.hpp"

namespace witc::bindgen {

namespace {

/// Puts the view of a world together.
class WorldViewer {
 public:
  explicit WorldViewer(const Model& model)
      : model_(model), graph_(model.graph()), world_(graph_.worlds[model.world()]) {}

  WorldView view() && {
    const Place& place = model_.place(model_.world());
    describe(view_, model_, model_.world(), "world");
    view_.wit_name = place.wit_name;
    view_.doc = doc_of(world_.meta.docs);
    includes_.add_types_of(model_.world());
    add_aliases();
    add_imports();
    find_collision();
    find_agreements();
    add_exports();
    includes_.add_system("witc/bindings/guest.hpp");
    includes_.add_system("witc/bindings/host.hpp");
    includes_.move_to(view_);
    return std::move(view_);
  }

 private:
  struct Imported {
    Owner owner;
    HostView host;
  };

  /// What a world calls an interface: its short name, with that of its package where another has the same.
  std::string short_name_of(const wit::WorldItem& item, Names& names) const {
    if (item.name) return names.add(snake_case(*item.name));
    const auto& interface = graph_.interfaces[*item.interface()];
    const auto& package = graph_.packages[interface.package].name;
    const std::string name = snake_case(*interface.name);
    if (!names.contains(name)) return names.add(name);
    if (package.version && model_.has_versions(interface.package))
      return names.add(name + "_" + version_name(*package.version));
    return names.add(snake_case(package.name + "-" + *interface.name));
  }

  /// Every interface of the world can be named through its namespace.
  void add_aliases() {
    Names names({"Instance", "add_to_linker", "add_functions_to_linker", "instantiate", "functions"});
    for (const auto type : model_.owned_types(model_.world())) names.add(model_.name(type));
    std::set<wit::InterfaceId> seen;
    for (const auto* side : {&world_.imports, &world_.exports})
      for (const auto& item : *side) {
        const auto* id = item.interface();
        if (!id || !seen.insert(*id).second) continue;
        const Place& place = model_.place(*id);
        includes_.add_types_of(*id);
        // An inline interface's namespace is in that of the world.
        if (graph_.interfaces[*id].name && has_namespace(*id))
          view_.aliases.push_back({short_name_of(item, names), place.reference});
      }
  }

  bool has_namespace(wit::InterfaceId id) const {
    return model_.place(id).with || view_types(model_, id) || view_host(model_, id);
  }

  void add_imports() {
    if (auto root = view_host(model_, model_.world())) {
      view_.root = *root;
      for (const auto& header : root->system_includes) includes_.add_system(header);
      add_slot(model_.world(), *std::move(root), snake_case(world_.name), "functions of the world itself", "");
    }
    for (const auto& item : world_.imports) {
      const auto* id = item.interface();
      if (!id || model_.place(*id).with) continue;
      auto host = view_host(model_, *id);
      if (!host) continue;
      includes_.add_own(header_file(model_.place(*id), "host"));
      const std::string key = graph_.key(item);
      add_slot(*id, *std::move(host), short_name_of(item, slot_names_), key,
               key == model_.place(*id).wit_name ? "" : ", " + quoted(key));
    }
  }

  void add_slot(Owner owner, HostView host, std::string name, std::string wit_name, std::string argument) {
    const bool in_world = std::holds_alternative<wit::WorldId>(owner);
    if (in_world) name = slot_names_.add(name);
    SlotView slot;
    slot.stem = pascal_case_of(name);
    slot.type = "Get" + slot.stem;
    slot.name = std::move(name);
    slot.wit_name = std::move(wit_name);
    slot.adder = in_world ? "add_functions_to_linker" : model_.place(owner).reference + "::add_to_linker";
    slot.argument = std::move(argument);
    view_.slots.push_back(std::move(slot));
    view_.owners.push_back(owner);
    imported_.push_back({owner, std::move(host)});
  }

  static std::string pascal_case_of(std::string snake) {
    std::ranges::replace(snake, '_', '-');
    return pascal_case(snake);
  }

  /// One object can be the host of all interfaces if no two have a function or a resource of one name.
  void find_collision() {
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < imported_.size() && view_.collision.empty(); ++i) {
      std::set<std::string> names;
      for (const auto& function : imported_[i].host.functions) names.insert(function.name);
      for (const auto& resource : imported_[i].host.resources) names.insert(resource.name);
      for (const auto& name : names) {
        const auto [found, is_new] = seen.emplace(name, i);
        if (is_new) continue;
        view_.collision = "one object cannot be the host of the whole world: " + view_.slots[found->second].wit_name +
                          " and " + view_.slots[i].wit_name + " both have `" + name + "`";
        break;
      }
    }
  }

  /// An interface that uses a resource of another one has to be given the class of that one's host.
  void find_agreements() {
    for (std::size_t i = 0; i < imported_.size(); ++i)
      for (const auto& used : imported_[i].host.foreign)
        for (std::size_t j = 0; j < imported_.size(); ++j) {
          if (i == j || imported_[j].owner != model_.graph().types[used.definition].owner) continue;
          const auto& defined = imported_[j].host.resources;
          const auto found = std::ranges::find(defined, used.definition, &ResourceView::definition);
          if (found == defined.end()) continue;
          view_.agreements.push_back(
              {"typename witc::bindings::host_t<T, " + view_.slots[i].type + ">::" + used.name,
               "typename witc::bindings::host_t<T, " + view_.slots[j].type + ">::" + found->name,
               quoted(view_.slots[i].wit_name + ": `" + used.name + "` must be the class that the host of " +
                      view_.slots[j].wit_name + " names `" + found->name + "`")});
        }
  }

  void add_exports() {
    Names names({"find"});
    std::vector<wit::Function> functions;
    for (const auto& item : world_.exports)
      if (const auto* function = item.function()) functions.push_back(*function);
    const auto function_name = function_names(functions);
    const Speller speller(model_, model_.world(), [&](types::ResourceId resource) -> ResourceClass {
      return {parameter(resource), ResourceClass::Kind::host};
    });
    for (const auto& function : functions) {
      includes_.add_function(function);
      view_.functions.push_back(view_guest_function(model_, speller, function, view_.wit_name + "#",
                                                    names.add(function_name.find(function.name)->second)));
    }
    for (const auto& item : world_.exports) {
      const auto* id = item.interface();
      if (!id || model_.place(*id).with || !view_guest(model_, *id)) continue;
      includes_.add_own(header_file(model_.place(*id), "guest"));
      const std::string guest = model_.place(*id).reference + "::Guest" + guest_arguments(*id);
      exported_.emplace(*id, guest);
      view_.exports.push_back({short_name_of(item, names), guest, graph_.key(item)});
    }
    std::vector<std::string> parameters, arguments;
    for (const auto& [resource, name] : parameters_) {
      parameters.push_back("class " + name);
      arguments.push_back(name);
      view_.host_classes.push_back(resource);
    }
    add_wrapped();
    view_.parameters = join(parameters);
    view_.arguments = arguments.empty() ? "" : "<" + join(arguments) + ">";
  }

  /// The declaration of add_to_linker, in as many lines as it takes.
  void add_wrapped() {
    std::vector<std::string> types{"class T"}, values{"witc::Linker<T>& linker"};
    for (const auto& slot : view_.slots) {
      types.push_back("class " + slot.type);
      values.push_back(slot.type + " " + slot.name);
    }
    view_.add_to_linker =
        wrap_list("template <", types, ">", 0) + "\n" + wrap_list("void add_to_linker(", values, ") {", 0);
  }

  /// The resources that an exported interface uses: of other exported ones, or of the host.
  std::string guest_arguments(wit::InterfaceId id) {
    std::vector<std::string> arguments;
    const GuestClasses classes(model_, id);
    for (const auto& [resource, name] : classes.foreign()) {
      const auto& owner = graph_.types[model_.definition(resource)].owner;
      const auto* interface = std::get_if<wit::InterfaceId>(&owner);
      const auto exported = interface ? exported_.find(*interface) : exported_.end();
      if (exported == exported_.end())
        arguments.push_back(parameter(resource));
      else
        arguments.push_back("typename " + exported->second + "::" + GuestClasses(model_, *interface).name(resource));
    }
    return arguments.empty() ? "" : "<" + join(arguments) + ">";
  }

  /// The template parameter for a class of the host.
  const std::string& parameter(types::ResourceId resource) {
    const auto found = std::ranges::find(parameters_, resource, [](const auto& entry) { return entry.first; });
    if (found != parameters_.end()) return found->second;
    const auto& def = graph_.types[model_.definition(resource)];
    return parameters_.emplace_back(resource, parameter_names_.add(pascal_case(def.name))).second;
  }

  const Model& model_;
  const wit::PackageGraph& graph_;
  const wit::World& world_;
  Includes includes_{model_, Owner(model_.world())};
  WorldView view_;
  std::vector<Imported> imported_;
  Names slot_names_{std::set<std::string, std::less<>>{"linker"}};
  std::map<wit::InterfaceId, std::string> exported_;
  std::vector<std::pair<types::ResourceId, std::string>> parameters_;
  Names parameter_names_{std::set<std::string, std::less<>>{"Instance", "T"}};
};

}  // namespace

WorldView view_world(const Model& model) { return WorldViewer(model).view(); }

}  // namespace witc::bindgen
