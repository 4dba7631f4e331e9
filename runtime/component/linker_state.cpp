#include "runtime/component/linker_state.hpp"

#include <algorithm>
#include <utility>

#include "support/edit_distance.hpp"
#include "support/semver.hpp"

namespace witc {

namespace runtime {

void LinkerInstanceState::define(std::string_view name, Definition definition) {
  const auto [it, inserted] = items_.try_emplace(std::string(name), std::move(definition));
  if (inserted) return;
  if (linker_->allow_shadowing) {
    it->second = std::move(definition);
  } else if (!linker_->first_error) {
    const std::string place = name_.empty() ? "the root" : "\"" + name_ + "\"";
    linker_->first_error = Error(ErrorCode::usage, "\"" + std::string(name) + "\" is already defined in " + place)
                               .with_help("call allow_shadowing(true) to replace definitions");
  }
}

const Definition* LinkerInstanceState::find(std::string_view name) const {
  const auto it = items_.find(name);
  return it == items_.end() ? nullptr : &it->second;
}

LinkerInstanceState& LinkerState::instance(std::string_view name) {
  if (name.empty()) return *root_;
  auto it = instances_.find(name);
  if (it == instances_.end())
    it = instances_.emplace(std::string(name), std::make_unique<LinkerInstanceState>(*this, std::string(name))).first;
  return *it->second;
}

const LinkerInstanceState* LinkerState::find_instance(std::string_view import_name) const {
  if (const auto exact = instances_.find(import_name); exact != instances_.end()) return exact->second.get();
  const auto wanted = split_version(import_name);
  const auto wanted_version = Version::parse(wanted.version);
  if (!wanted_version) return nullptr;
  const LinkerInstanceState* best = nullptr;
  std::optional<Version> best_version;
  for (const auto& [name, instance] : instances_) {
    const auto candidate = split_version(name);
    if (candidate.base != wanted.base) continue;
    const auto version = Version::parse(candidate.version);
    if (!version || !same_track(*version, *wanted_version)) continue;
    if (best_version && version->number() <= best_version->number()) continue;
    best = instance.get();
    best_version = version;
  }
  return best;
}

std::vector<std::string> LinkerState::other_versions(std::string_view import_name) const {
  std::vector<std::string> versions;
  const auto wanted = split_version(import_name);
  for (const auto& [name, instance] : instances_)
    if (const auto candidate = split_version(name); candidate.base == wanted.base && !candidate.version.empty())
      versions.emplace_back(candidate.version);
  return versions;
}

std::optional<std::string> LinkerState::nearest_name(std::string_view import_name) const {
  const auto wanted = split_version(import_name).base;
  std::size_t best = wanted.size() / 4 + 2;
  std::optional<std::string> nearest;
  for (const auto& [name, instance] : instances_) {
    const std::size_t distance = edit_distance(split_version(name).base, wanted);
    if (distance < best) {
      best = distance;
      nearest = name;
    }
  }
  return nearest;
}

}  // namespace runtime

LinkerBase::LinkerBase(const Engine& engine) : engine_(engine), state_(std::make_unique<runtime::LinkerState>()) {}
LinkerBase::LinkerBase(LinkerBase&&) noexcept = default;
LinkerBase& LinkerBase::operator=(LinkerBase&&) noexcept = default;
LinkerBase::~LinkerBase() = default;

LinkerInstance LinkerBase::root() { return LinkerInstance(state_->instance("")); }
LinkerInstance LinkerBase::instance(std::string_view name) { return LinkerInstance(state_->instance(name)); }
void LinkerBase::allow_shadowing(bool allow) { state_->allow_shadowing = allow; }
void LinkerBase::trap_unknown_imports(bool trap) { state_->trap_unknown_imports = trap; }

Expected<void> LinkerBase::status() const {
  if (state_->first_error) return fail(*state_->first_error);
  return {};
}

LinkerInstance& LinkerInstance::define(std::string_view name, std::shared_ptr<const detail::HostFunction> function) {
  state_->define(name, runtime::FunctionDefinition(std::move(function)));
  return *this;
}

LinkerInstance& LinkerInstance::define_resource(std::string_view name, const void* key,
                                                void (*destroy)(std::uint64_t)) {
  auto type = std::make_shared<runtime::ResourceType>();
  type->name = std::string(name);
  type->destroy = destroy;
  type->key = key;
  state_->define(name, runtime::ResourceDefinition(std::move(type)));
  return *this;
}

LinkerInstance& LinkerInstance::func_dynamic(std::string_view name, DynamicFunction function) {
  state_->define(name, runtime::DynamicDefinition(std::make_shared<const DynamicFunction>(std::move(function))));
  return *this;
}

}  // namespace witc
