// Link time: binds every import of a plan to a definition of the linker and checks its type. All problems are
// collected, so that one error lists every missing or mismatched import.

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "canonical-abi/type_check.hpp"
#include "runtime/component/linked_instance.hpp"
#include "runtime/component/linker_state.hpp"
#include "types/difference.hpp"
#include "types/types.hpp"

namespace witc::runtime {

namespace {

class Resolver {
 public:
  Resolver(const component::Plan& plan, const LinkerState& linker) : plan_(plan), linker_(linker) {}

  Expected<ResolvedImports> run() {
    WITC_TRY(check_memories());
    for (const auto& import : plan_.type.imports) check_presence(import);
    // Resources first: the types of functions mention them.
    resolved_.resources.resize(plan_.resources.size());
    for (std::uint32_t i = 0; i < plan_.resources.size(); ++i) resolve_resource(types::ResourceId(i));
    for (const auto& import : plan_.type.imports)
      check_same_resources(import, linker_.root().find_import(import.name), import.name);
    for (const auto& module : plan_.imported_modules) resolve_module(module);
    resolved_.functions.resize(plan_.functions.size());
    for (std::uint32_t i = 0; i < plan_.functions.size(); ++i) {
      const component::FunctionId id(i);
      if (const auto* imported = std::get_if<component::ImportedFunction>(&plan_.functions[id].source))
        resolve_function(id, imported->path);
    }
    if (problems_.empty()) return std::move(resolved_);
    Error error(ErrorCode::link,
                std::to_string(problems_.size()) +
                    (problems_.size() == 1 ? " import cannot be satisfied" : " imports cannot be satisfied"));
    error.notes = std::move(problems_);
    if (anything_missing_)
      error.help = "define what is missing in the linker, or let it trap when it is called: trap_unknown_imports(true)";
    return fail(std::move(error));
  }

 private:
  const std::string& import_name(const component::ImportPath& path) const {
    return plan_.type.imports[path.import].name;
  }
  std::string describe(const component::ImportPath& path) const {
    std::string text = import_name(path);
    for (const auto& name : path.exports) text += "#" + name;
    return text;
  }

  void problem(std::string text) { problems_.push_back({std::move(text), {}}); }
  void missing(std::string text) {
    anything_missing_ = true;
    problem(std::move(text));
  }

  /// The definition a path names, or null.
  const Definition* find(const component::ImportPath& path) const {
    const Definition* found = linker_.root().find_import(import_name(path));
    for (const auto& name : path.exports) {
      const auto* instance = found ? std::get_if<InstanceDefinition>(&found->item) : nullptr;
      found = instance ? (*instance)->find(name) : nullptr;
    }
    return found;
  }

  /// A definition of the right kind, one that can be used beside the others; null, and reported, when there is none.
  template <class... Kinds>
  const Definition* find(const component::ImportPath& path, std::string_view kind, const std::string& wanted) {
    const Definition* found = find(path);
    if (!found) {
      if (!linker_.trap_unknown_imports && !is_reported(path)) missing(describe(path) + ": missing " + wanted);
      return nullptr;
    }
    if (!(std::holds_alternative<Kinds>(found->item) || ...)) {
      problem(describe(path) + ": expected a " + std::string(kind) + ", found a " + std::string(kind_of(*found)));
      return nullptr;
    }
    return belongs(*found, path) ? found : nullptr;
  }

  /// Whether the items of stores are all of one that is still there.
  bool belongs(const Definition& definition, const component::ImportPath& path) {
    if (!definition.store) return true;
    if (definition.store->expired()) {
      problem(describe(path) + ": the store of the instance that defines it is gone");
      return false;
    }
    if (!resolved_.store) resolved_.store = definition.store;
    if (resolved_.store->lock() == definition.store->lock()) return true;
    problem(describe(path) + ": belongs to another store than what other imports are given");
    return false;
  }

  /// Whether a memory that canonical definitions use has addresses of 64 bits: such components are validated only.
  Expected<void> check_memories() const {
    std::vector<const component::ModuleSource*> modules;  // by core instance
    for (const auto& step : plan_.steps)
      if (const auto* instantiate = std::get_if<component::InstantiateModule>(&step))
        modules.push_back(&instantiate->module);
    std::set<std::pair<std::uint32_t, std::string_view>> checked;
    const auto check = [&](const component::CanonOptions& options) -> Expected<void> {
      if (!options.memory) return {};
      const auto& [instance, name, kind] = *options.memory;
      if (!checked.emplace(instance.index(), name).second || !is_memory64(*modules[instance.index()], name)) return {};
      return fail(ErrorCode::unsupported_feature,
                  "canonical definitions with 64-bit memories (cm64) are validated, but cannot run in this version");
    };
    for (const auto& function : plan_.functions)
      if (const auto* lifted = std::get_if<component::LiftedFunction>(&function.source))
        WITC_TRY(check(lifted->options));
    for (const auto& trampoline : plan_.trampolines)
      if (const auto* lower = std::get_if<component::Lower>(&trampoline.action)) WITC_TRY(check(lower->options));
    return {};
  }

  bool is_memory64(const component::ModuleSource& source, std::string_view name) const {
    if (const auto* own = std::get_if<component::CoreModuleId>(&source)) {
      const wasm::Module& module = plan_.modules[*own].module;
      return module.memories[module.find_export(name)->index].limits.address == wasm::AddressType::i64;
    }
    const auto& exports = plan_.imported_modules[std::get<component::ImportedModuleId>(source)].type.exports;
    const auto found = std::ranges::find(exports, name, [](const auto& item) { return std::string_view(item.first); });
    return std::get<wasm::MemoryType>(found->second).limits.address == wasm::AddressType::i64;
  }

  /// Whether something has to be defined for it: types that are no resources are known without.
  bool is_needed(const types::ExternType& type) const {
    if (const auto* instance = std::get_if<types::InstanceTypeId>(&type))
      return std::ranges::any_of(plan_.types.instances[*instance].exports,
                                 [&](const types::ExternItem& item) { return is_needed(item.type); });
    const auto* item = std::get_if<types::TypeItem>(&type);
    if (!item) return true;
    const auto* resource = std::get_if<types::ResourceId>(&item->type);
    return resource && std::holds_alternative<component::ImportedResource>(plan_.resources[resource->index()]);
  }

  /// Where an import says that its resource type is another one, it must be if it is defined.
  void check_same_resources(const types::ExternItem& import, const Definition* found, const std::string& path) {
    if (!found) return;
    if (const auto* type = std::get_if<types::InstanceTypeId>(&import.type)) {
      const auto* instance = std::get_if<InstanceDefinition>(&found->item);
      if (!instance) return;
      for (const auto& item : plan_.types.instances[*type].exports)
        check_same_resources(item, (*instance)->find(item.name), path + "#" + item.name);
      return;
    }
    const auto* item = std::get_if<types::TypeItem>(&import.type);
    const auto* id = item ? std::get_if<types::ResourceId>(&item->type) : nullptr;
    const auto* given = std::get_if<ResourceDefinition>(&found->item);
    if (!id || !given) return;
    const auto& wanted = resolved_.resources[id->index()];
    if (wanted && wanted != *given) problem(path + ": expected the resource type that another import is given");
  }

  /// Reports an interface nobody defined once, not once per function.
  void check_presence(const types::ExternItem& import) {
    if (std::holds_alternative<types::ComponentTypeId>(import.type))
      return problem(import.name + ": a component cannot be given at run time; compose the two beforehand");
    if (!std::holds_alternative<types::InstanceTypeId>(import.type)) return;
    if (const Definition* found = linker_.root().find_import(import.name)) {
      if (std::holds_alternative<InstanceDefinition>(found->item)) return;
      absent_.insert(import.name);
      return problem(import.name + ": expected an instance, found a " + std::string(kind_of(*found)));
    }
    if (linker_.trap_unknown_imports || !is_needed(import.type)) return;
    std::string text = import.name + ": no such interface is defined";
    if (const auto versions = linker_.root().other_versions(import.name); !versions.empty()) {
      text += "; defined versions: ";
      for (std::size_t i = 0; i < versions.size(); ++i) text += (i ? ", " : "") + versions[i];
    } else if (const auto nearest = linker_.root().nearest_name(import.name)) {
      text += "; the nearest defined name is " + *nearest;
    }
    missing(text + wanted_functions(std::get<types::InstanceTypeId>(import.type)));
    absent_.insert(import.name);
  }
  /// The first few functions of an interface, for messages.
  std::string wanted_functions(types::InstanceTypeId id) const {
    constexpr std::size_t most = 3;
    std::string text;
    std::size_t count = 0;
    for (const auto& [name, type, attributes] : plan_.types.instances[id].exports)
      if (const auto* function = std::get_if<types::FuncTypeId>(&type); function && ++count <= most)
        text += (count == 1 ? "; wanted: " : "; ") + name + ": " + types::to_string(plan_.types, *function);
    return count > most ? text + "; and " + std::to_string(count - most) + " more" : text;
  }
  bool is_reported(const component::ImportPath& path) const { return absent_.contains(import_name(path)); }

  void resolve_resource(types::ResourceId id) {
    auto& slot = resolved_.resources[id.index()];
    if (const auto* alias = std::get_if<component::AliasedResource>(&plan_.resources[id.index()]))
      slot = resolved_.resources[alias->of.index()];
    const auto* imported = std::get_if<component::ImportedResource>(&plan_.resources[id.index()]);
    if (!imported) return;
    if (const Definition* found = find<ResourceDefinition>(imported->path, "resource type", "resource type")) {
      slot = std::get<ResourceDefinition>(found->item);
    } else if (linker_.trap_unknown_imports) {
      auto unknown = std::make_shared<ResourceType>();
      unknown->name = describe(imported->path);
      slot = std::move(unknown);
    }
  }

  void resolve_module(const component::ImportedModule& module) {
    resolved_.modules.push_back(nullptr);
    const Definition* found = find<ModuleDefinition>(module.path, "core module", "core module");
    if (!found) {
      if (linker_.trap_unknown_imports && !find(module.path))
        problem(describe(module.path) + ": missing core module, which has no function that could trap");
      return;
    }
    const auto& given = std::get<ModuleDefinition>(found->item);
    const auto shape = component::shape_of(given->module, core_types_);
    if (const auto difference = core_mismatch(module.type, shape, core_types_))
      return problem(describe(module.path) + ": " + *difference);
    resolved_.modules.back() = given;
  }

  void resolve_function(component::FunctionId id, const component::ImportPath& path) {
    const auto type = plan_.functions[id].type;
    const std::string wanted = types::to_string(plan_.types, type);
    const Definition* found =
        find<FunctionDefinition, DynamicDefinition, GuestFunction>(path, "function", "function of type " + wanted);
    auto& slot = resolved_.functions[id.index()];
    if (!found) {
      if (linker_.trap_unknown_imports) slot = ResolvedImports::UnknownFunction{describe(path)};
      return;
    }
    if (const auto difference = mismatch(type, *found))
      return problem(describe(path) + ": " + *difference + " (wanted: " + wanted + ")");
    if (const auto* typed = std::get_if<FunctionDefinition>(&found->item)) slot = *typed;
    if (const auto* dynamic = std::get_if<DynamicDefinition>(&found->item)) slot = *dynamic;
    if (const auto* guest = std::get_if<GuestFunction>(&found->item)) slot = *guest;
  }

  std::optional<std::string> mismatch(types::FuncTypeId wanted, const Definition& found) const {
    if (const auto* typed = std::get_if<FunctionDefinition>(&found.item)) {
      const auto same_resource = [this](types::ResourceId resource, abi::ResourceKey key) {
        const auto& given = resolved_.resources[resource.index()];
        return given && given->key == reinterpret_cast<const void*>(key);
      };
      return abi::mismatch(plan_.types, wanted, (*typed)->type(), same_resource);
    }
    if (const auto* guest = std::get_if<GuestFunction>(&found.item)) {
      LinkedInstance& owner = *guest->function->owner;
      const auto same_resource = [&](types::ResourceId left, types::ResourceId right) {
        return resolved_.resources[left.index()].get() == owner.resource(right);
      };
      return types::difference(plan_.types, wanted, owner.plan().types, guest->function->type, same_resource);
    }
    return std::nullopt;
  }

  const component::Plan& plan_;
  const LinkerState& linker_;
  component::CoreTypeTable core_types_ = plan_.core_types;  ///< and those of modules that were found
  ResolvedImports resolved_;
  std::set<std::string> absent_;  ///< interfaces that were reported as a whole
  bool anything_missing_ = false;
  std::vector<Note> problems_;
};

}  // namespace

Expected<ResolvedImports> resolve_imports(const component::Plan& plan, const LinkerState& linker) {
  if (linker.first_error) return fail(*linker.first_error);
  return Resolver(plan, linker).run();
}

}  // namespace witc::runtime
