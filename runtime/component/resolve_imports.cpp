// Link time: binds every import of a plan to a definition of the linker and checks its type. All problems are
// collected, so that one error lists every missing or mismatched import.

#include <algorithm>
#include <string>
#include <utility>

#include "canonical-abi/type_check.hpp"
#include "runtime/component/linker_state.hpp"
#include "types/types.hpp"

namespace witc::runtime {

namespace {

class Resolver {
 public:
  Resolver(const component::Plan& plan, const LinkerState& linker) : plan_(plan), linker_(linker) {}

  Expected<ResolvedImports> run() {
    resolved_.resources.resize(plan_.resources.size());
    resolved_.functions.resize(plan_.functions.size());
    // Resources first: the types of functions mention them.
    for (std::uint32_t i = 0; i < plan_.type.imports.size(); ++i) check_presence(i);
    for (std::uint32_t i = 0; i < plan_.resources.size(); ++i)
      if (const auto* imported = std::get_if<component::ImportedResource>(&plan_.resources[i]))
        resolve_resource(types::ResourceId(i), imported->path);
    for (std::uint32_t i = 0; i < plan_.resources.size(); ++i)
      if (const auto* alias = std::get_if<component::AliasedResource>(&plan_.resources[i]))
        resolved_.resources[i] = resolved_.resources[alias->of.index()];
    for (std::uint32_t i = 0; i < plan_.functions.size(); ++i)
      if (const auto* imported =
              std::get_if<component::ImportedFunction>(&plan_.functions[component::FunctionId(i)].source))
        resolve_function(component::FunctionId(i), imported->path);
    if (problems_.empty()) return std::move(resolved_);
    Error error(ErrorCode::link,
                std::to_string(problems_.size()) +
                    (problems_.size() == 1 ? " import cannot be satisfied" : " imports cannot be satisfied"));
    error.notes = std::move(problems_);
    return fail(std::move(error));
  }

 private:
  const std::string& import_name(const component::ImportPath& path) const { return plan_.type.imports[path.import].name; }

  std::string describe(const component::ImportPath& path) const {
    std::string text = import_name(path);
    for (const auto& name : path.exports) text += "#" + name;
    return text;
  }

  void problem(std::string text) { problems_.push_back({std::move(text), {}}); }

  /// The definition a path names, or null; missing interfaces were reported by check_presence.
  const Definition* find(const component::ImportPath& path) const {
    if (path.exports.empty()) return linker_.root().find(import_name(path));
    const auto* instance = linker_.find_instance(import_name(path));
    return instance && path.exports.size() == 1 ? instance->find(path.exports.front()) : nullptr;
  }

  /// Reports an interface nobody defined once, not once per function.
  void check_presence(std::uint32_t index) {
    const auto& import = plan_.type.imports[index];
    if (!std::holds_alternative<types::InstanceTypeId>(import.type)) {
      if (std::holds_alternative<types::CoreModuleTypeId>(import.type) ||
          std::holds_alternative<types::ComponentTypeId>(import.type))
        problem(import.name + ": a module or component import cannot be supplied by this linker");
      return;
    }
    if (linker_.find_instance(import.name) || linker_.trap_unknown_imports) return;
    if (plan_.types.instances[std::get<types::InstanceTypeId>(import.type)].exports.empty()) return;
    std::string text = import.name + ": no such interface is defined";
    if (const auto versions = linker_.other_versions(import.name); !versions.empty()) {
      text += "; defined versions: ";
      for (std::size_t i = 0; i < versions.size(); ++i) text += (i ? ", " : "") + versions[i];
    } else if (const auto nearest = linker_.nearest_name(import.name)) {
      text += "; the nearest defined name is " + *nearest;
    }
    problem(std::move(text));
  }

  bool reported_by_presence(const component::ImportPath& path) const {
    return !path.exports.empty() && !linker_.find_instance(import_name(path));
  }

  void resolve_resource(types::ResourceId id, const component::ImportPath& path) {
    const Definition* definition = find(path);
    if (const auto* resource = definition ? std::get_if<ResourceDefinition>(definition) : nullptr) {
      resolved_.resources[id.index()] = *resource;
    } else if (definition) {
      problem(describe(path) + ": expected a resource type, found a function");
    } else if (linker_.trap_unknown_imports) {
      auto unknown = std::make_shared<ResourceType>();
      unknown->name = describe(path);
      resolved_.resources[id.index()] = std::move(unknown);
    } else if (!reported_by_presence(path)) {
      problem(describe(path) + ": missing resource type");
    }
  }

  void resolve_function(component::FunctionId id, const component::ImportPath& path) {
    const Definition* definition = find(path);
    const auto type = plan_.functions[id].type;
    if (!definition) {
      if (linker_.trap_unknown_imports)
        resolved_.functions[id.index()] = ResolvedImports::UnknownFunction{describe(path)};
      else if (!reported_by_presence(path))
        problem(describe(path) + ": missing function of type " + types::to_string(plan_.types, type));
    } else if (const auto* typed = std::get_if<FunctionDefinition>(definition)) {
      const auto same_resource = [this](types::ResourceId resource, abi::ResourceKey key) {
        const auto& found = resolved_.resources[resource.index()];
        return found && found->key == reinterpret_cast<const void*>(key);
      };
      if (auto difference = abi::mismatch(plan_.types, type, (*typed)->type(), same_resource))
        problem(describe(path) + ": " + *difference + " (wanted: " + types::to_string(plan_.types, type) + ")");
      resolved_.functions[id.index()] = *typed;
    } else if (const auto* dynamic = std::get_if<DynamicDefinition>(definition)) {
      resolved_.functions[id.index()] = *dynamic;
    } else {
      problem(describe(path) + ": expected a function, found a resource type");
    }
  }

  const component::Plan& plan_;
  const LinkerState& linker_;
  ResolvedImports resolved_;
  std::vector<Note> problems_;
};

}  // namespace

Expected<ResolvedImports> resolve_imports(const component::Plan& plan, const LinkerState& linker) {
  if (linker.first_error) return fail(*linker.first_error);
  return Resolver(plan, linker).run();
}

}  // namespace witc::runtime
