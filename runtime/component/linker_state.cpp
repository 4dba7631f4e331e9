#include "runtime/component/linker_state.hpp"

#include <algorithm>
#include <utility>

#include "runtime/component/linked_instance.hpp"
#include "support/edit_distance.hpp"
#include "support/semver.hpp"
#include "witc/core/module.hpp"
#include "witc/resource_type.hpp"

namespace witc {

namespace runtime {

std::string_view kind_of(const Definition& definition) {
  static constexpr std::string_view names[] = {"function",      "function",    "function",
                                               "resource type", "core module", "instance"};
  return names[definition.item.index()];
}

void LinkerInstanceState::define(std::string_view name, Definition definition) {
  const auto [it, inserted] = items_.try_emplace(std::string(name), std::move(definition));
  if (inserted) return;
  if (linker_->allow_shadowing) {
    it->second = std::move(definition);
  } else {
    linker_->remember(Error(ErrorCode::usage, "\"" + std::string(name) + "\" is already defined in " + describe())
                          .with_help("call allow_shadowing(true) to replace definitions"));
  }
}

LinkerInstanceState& LinkerInstanceState::instance(std::string_view name) {
  auto it = items_.find(name);
  if (it == items_.end()) {
    auto made = std::make_unique<LinkerInstanceState>(*linker_, (path_.empty() ? "" : path_ + "#") + std::string(name));
    it = items_.emplace(std::string(name), Definition{std::move(made)}).first;
  }
  if (const auto* found = std::get_if<InstanceDefinition>(&it->second.item)) return **found;
  linker_->remember(Error(ErrorCode::usage, "\"" + std::string(name) + "\" is already defined in " + describe() +
                                                ", as a " + std::string(kind_of(it->second))));
  return linker_->nowhere();
}

void LinkerInstanceState::define_function(std::string_view name, LinkedInstance& from, component::FunctionId id) {
  const auto* passed_on = from.passed_on(id);
  if (!passed_on) return define(name, {GuestFunction{&from.function(id)}, from.store().token()});
  if (const auto* typed = std::get_if<FunctionDefinition>(passed_on)) define(name, {*typed});
  if (const auto* dynamic = std::get_if<DynamicDefinition>(passed_on)) define(name, {*dynamic});
  if (const auto* guest = std::get_if<GuestFunction>(passed_on)) define(name, {*guest, from.store().token()});
}

void LinkerInstanceState::define_exports(LinkedInstance& from, const std::vector<component::Export>& exports) {
  const std::weak_ptr<StoreState> store = from.store().token();
  for (const auto& [name, item] : exports) {
    if (const auto* function = std::get_if<component::ExportedFunction>(&item)) {
      define_function(name, from, function->function);
    } else if (const auto* nested = std::get_if<component::ExportedInstance>(&item)) {
      instance(name).define_exports(from, nested->exports);
    } else if (const auto* module = std::get_if<component::ExportedModule>(&item)) {
      define(name, {from.module(module->module)});
    } else if (const auto* type = std::get_if<component::ExportedType>(&item)) {
      if (const auto* resource = std::get_if<types::ResourceId>(&type->type.type))
        define(name, {from.shared_resource(*resource), store});
    }
  }
}

const Definition* LinkerInstanceState::find(std::string_view name) const {
  const auto it = items_.find(name);
  return it == items_.end() ? nullptr : &it->second;
}

const Definition* LinkerInstanceState::find_import(std::string_view import_name) const {
  if (const Definition* exact = find(import_name)) return exact;
  const auto wanted = split_version(import_name);
  const auto wanted_version = Version::parse(wanted.version);
  if (!wanted_version) return nullptr;
  const Definition* best = nullptr;
  std::optional<Version> best_version;
  for (const auto& [name, definition] : items_) {
    const auto candidate = split_version(name);
    if (candidate.base != wanted.base) continue;
    const auto version = Version::parse(candidate.version);
    if (!version || !same_track(*version, *wanted_version)) continue;
    if (best_version && version->number() <= best_version->number()) continue;
    best = &definition;
    best_version = version;
  }
  return best;
}

std::vector<std::string> LinkerInstanceState::other_versions(std::string_view import_name) const {
  std::vector<std::string> versions;
  const auto wanted = split_version(import_name);
  for (const auto& [name, definition] : items_)
    if (const auto candidate = split_version(name); candidate.base == wanted.base && !candidate.version.empty())
      versions.emplace_back(candidate.version);
  return versions;
}

std::optional<std::string> LinkerInstanceState::nearest_name(std::string_view name) const {
  const auto wanted = split_version(name).base;
  std::size_t best = wanted.size() / 4 + 2;
  std::optional<std::string> nearest;
  for (const auto& [candidate, definition] : items_) {
    const std::size_t distance = edit_distance(split_version(candidate).base, wanted);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace runtime

LinkerBase::LinkerBase(const Engine& engine) : engine_(engine), state_(std::make_unique<runtime::LinkerState>()) {}
LinkerBase::LinkerBase(LinkerBase&&) noexcept = default;
LinkerBase& LinkerBase::operator=(LinkerBase&&) noexcept = default;
LinkerBase::~LinkerBase() = default;

LinkerInstance LinkerBase::root() { return LinkerInstance(state_->root()); }
LinkerInstance LinkerBase::instance(std::string_view name) { return root().instance(name); }
void LinkerBase::allow_shadowing(bool allow) { state_->allow_shadowing = allow; }
void LinkerBase::trap_unknown_imports(bool trap) { state_->trap_unknown_imports = trap; }

Expected<void> LinkerBase::status() const {
  if (state_->first_error) return fail(*state_->first_error);
  return {};
}

LinkerInstance& LinkerInstance::define(std::string_view name, std::shared_ptr<const detail::HostFunction> function) {
  state_->define(name, {runtime::FunctionDefinition(std::move(function))});
  return *this;
}

LinkerInstance& LinkerInstance::define_resource(std::string_view name, const void* key,
                                                void (*destroy)(std::uint64_t)) {
  auto type = std::make_shared<runtime::ResourceType>();
  type->name = std::string(name);
  type->destroy = destroy;
  type->key = key;
  state_->define(name, {runtime::ResourceDefinition(std::move(type))});
  return *this;
}

LinkerInstance& LinkerInstance::func_dynamic(std::string_view name, DynamicFunction function) {
  state_->define(name, {std::make_shared<const DynamicFunction>(std::move(function))});
  return *this;
}

LinkerInstance& LinkerInstance::resource(std::string_view name, const ResourceType& type) {
  if (type.state()->instance)
    state_->linker().remember(
        Error(ErrorCode::usage, "\"" + std::string(name) + "\": the resource type is a guest's; define its instance"));
  else
    state_->define(name, {type.state()});
  return *this;
}

LinkerInstance& LinkerInstance::module(std::string_view name, const core::Module& module) {
  state_->define(name, {module.state()});
  return *this;
}

LinkerInstance LinkerInstance::instance(std::string_view name) { return LinkerInstance(state_->instance(name)); }

LinkerInstance& LinkerInstance::exports(const Instance& instance) {
  state_->define_exports(instance.state(), instance.state().plan().exports);
  return *this;
}

}  // namespace witc
