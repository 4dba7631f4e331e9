// Finding and calling what an instance exports: the public Instance, Func, and the host's side of a lifted call.

#include <algorithm>
#include <new>
#include <string>
#include <utility>

#include "canonical-abi/dynamic.hpp"
#include "canonical-abi/type_check.hpp"
#include "runtime/component/calls.hpp"
#include "runtime/component/linked_instance.hpp"
#include "support/semver.hpp"
#include "witc/instance.hpp"
#include "witc/linker.hpp"

namespace witc {

namespace {

using component::Export;

/// The export of that name; else the only one that differs in its version alone, within the semver track if both have
/// one.
const Export* find_export(const std::vector<Export>& exports, std::string_view name) {
  const auto exact = std::find_if(exports.begin(), exports.end(), [&](const Export& e) { return e.name == name; });
  if (exact != exports.end()) return &*exact;
  const auto wanted = split_version(name);
  const auto wanted_version = Version::parse(wanted.version);
  const Export* found = nullptr;
  for (const auto& candidate : exports) {
    const auto parts = split_version(candidate.name);
    if (parts.base != wanted.base || parts.version.empty()) continue;
    const auto version = Version::parse(parts.version);
    const bool fits = wanted.version.empty() || (version && wanted_version && same_track(*version, *wanted_version));
    if (!fits) continue;
    if (found) return nullptr;  // several: the caller must say which
    found = &candidate;
  }
  return found;
}

void list_functions(const std::vector<Export>& exports, const std::string& prefix, std::vector<Note>& notes) {
  for (const auto& item : exports) {
    if (std::holds_alternative<component::ExportedFunction>(item.item))
      notes.push_back({"it exports " + prefix + item.name, {}});
    if (const auto* instance = std::get_if<component::ExportedInstance>(&item.item))
      list_functions(instance->exports, prefix + item.name + "#", notes);
  }
}

Error no_export(std::string_view kind, std::string_view name) {
  return Error(ErrorCode::not_found, "no exported " + std::string(kind) + " \"" + std::string(name) + "\"");
}

}  // namespace

Expected<const Export*> Instance::find_item(std::string_view name, std::string_view kind) const {
  const std::vector<Export>* exports = &state_->plan().exports;
  std::string_view rest = name;
  for (;;) {
    const auto hash = rest.find('#');
    const Export* found = find_export(*exports, rest.substr(0, hash));
    if (found && hash == std::string_view::npos) return found;
    const auto* instance = found ? std::get_if<component::ExportedInstance>(&found->item) : nullptr;
    if (!instance) break;
    exports = &instance->exports;
    rest.remove_prefix(hash + 1);
  }
  return fail(no_export(kind, name));
}

Expected<runtime::LiftedFunctionState*> Instance::find(std::string_view name, const abi::FuncDesc* wanted) const {
  auto item = find_item(name, "function");
  const auto* function = item ? std::get_if<component::ExportedFunction>(&(*item)->item) : nullptr;
  if (!function) {
    Error error = no_export("function", name);
    list_functions(state_->plan().exports, "", error.notes);
    return fail(std::move(error));
  }
  WITC_TRY_ASSIGN(auto* lifted, state_->callable(function->function));
  if (!wanted) return lifted;
  runtime::LinkedInstance& owner = *lifted->owner;
  const auto same_resource = [&owner](types::ResourceId id, abi::ResourceKey key) {
    const auto* resource = owner.resource(id);
    const auto* tag = reinterpret_cast<const void*>(key);
    if (!resource) return false;
    return resource->key ? resource->key == tag : owner.bind_guest_resource(tag, *resource);
  };
  const auto& types = owner.plan().types;
  if (auto difference = abi::mismatch(types, lifted->type, *wanted, same_resource))
    return fail(ErrorCode::type_mismatch, "\"" + std::string(name) + "\": " + *difference +
                                              " (the component has: " + types::to_string(types, lifted->type) + ")");
  return lifted;
}

const runtime::LiftedFunction& Instance::as_lifted(const runtime::LiftedFunctionState& function) { return function; }

Expected<core::Module> Instance::get_module(std::string_view name) const {
  WITC_TRY_ASSIGN(const Export* item, find_item(name, "core module"));
  if (const auto* module = std::get_if<component::ExportedModule>(&item->item))
    return core::Module(state_->component().engine(), state_->module(module->module));
  return fail(no_export("core module", name));
}

Expected<ResourceType> Instance::get_resource(std::string_view name) const {
  WITC_TRY_ASSIGN(const Export* item, find_item(name, "resource type"));
  const auto* type = std::get_if<component::ExportedType>(&item->item);
  if (const auto* resource = type ? std::get_if<types::ResourceId>(&type->type.type) : nullptr)
    return ResourceType(state_->shared_resource(*resource));
  return fail(no_export("resource type", name));
}

void Instance::bind_resource(const void* key, std::shared_ptr<const void> bindings) const {
  state_->bind(key, std::move(bindings));
}

Expected<Func> Instance::get_func(std::string_view name) const {
  WITC_TRY_ASSIGN(auto* function, find(name, nullptr));
  return Func(*function);
}

CallResult<std::vector<Val>> Func::call(StoreRef store, std::span<const Val> args) const {
  const auto& types = function_->owner->plan().types;
  if (&function_->owner->store() != &store.state())
    return std::unexpected(Failure(Error(ErrorCode::wrong_owner, "the function belongs to another store")));
  if (auto fits = abi::check_arguments(types, function_->type, args); !fits)
    return std::unexpected(Failure(std::move(fits).error()));
  runtime::LiftedCall call(*function_);
  if (!call.begin(store.state())) return std::unexpected(Failure(call.refusal(store.state())));
  runtime::GuestSide side(*function_, true);
  std::vector<std::uint64_t> params;
  std::vector<Val> results;
  std::uint64_t result = 0;
  if (!abi::lower_params(side.context(), types, function_->type, args, params))
    return std::unexpected(Failure(call.take_trap(side.context())));
  if (!call.invoke(params, result)) return std::unexpected(Failure(call.take_trap()));
  if (!abi::lift_results(side.context(), types, function_->type, result, results) || !side.check_borrows())
    return std::unexpected(Failure(call.take_trap(side.context())));
  if (!call.post_return(result)) return std::unexpected(Failure(call.take_trap()));
  return results;
}

Expected<void> LinkerBase::check(const Component& component) const {
  WITC_TRY(link(component));
  return {};
}

Expected<std::shared_ptr<const runtime::LinkedComponent>> LinkerBase::link(const Component& component) const {
  if (!(component.engine() == engine_))
    return fail(ErrorCode::wrong_owner, "the component belongs to another engine than the linker");
  WITC_TRY_ASSIGN(auto imports, runtime::resolve_imports(component.state()->plan(), *state_));
  for (const auto& module : imports.modules)
    if (&module->compiled->engine() != engine_.state().get())
      return fail(ErrorCode::wrong_owner, "a core module that the component imports belongs to another engine");
  return std::make_shared<const runtime::LinkedComponent>(
      component.state(), std::make_shared<const runtime::ResolvedImports>(std::move(imports)));
}

Expected<Outcome<Instance>> LinkerBase::instantiate_linked(StoreBase& store, const runtime::LinkedComponent& linked) {
  if (!(store.engine() == linked.component->engine()))
    return fail(ErrorCode::wrong_owner, "the store belongs to another engine than the linker");
  WITC_TRY_ASSIGN(auto instance, runtime::LinkedInstance::instantiate(store.state(), linked.component, linked.imports));
  if (!instance) return Outcome<Instance>(std::unexpected(std::move(instance).error()));
  return Outcome<Instance>(Instance(**instance));
}

}  // namespace witc
