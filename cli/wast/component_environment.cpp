#include "cli/wast/component_environment.hpp"

#include <algorithm>
#include <utility>

#include "cli/wast/component_host.hpp"
#include "cli/wast/component_values.hpp"
#include "witc/resource_type.hpp"

namespace witc::cli::wast {

namespace {

namespace script = component::text::script;

std::unexpected<Error> unknown(std::string_view what, const std::optional<std::string>& id) {
  return fail(ErrorCode::not_found,
              id ? "no " + std::string(what) + " $" + *id : "no " + std::string(what) + " before this");
}

}  // namespace

Expected<Component> ComponentEnvironment::compile(const script::Component& component) const {
  if (!component.binary) return std::unexpected(component.binary.error());
  auto compiled = Component::from_binary(engine_, *component.binary, component.id.value_or(""));
  if (!compiled || code_from_ == CodeFrom::calls) return compiled;
  WITC_TRY_ASSIGN(const auto image, compiled->serialize());
  return Component::deserialize(engine_, image, component.id.value_or(""));
}

void ComponentEnvironment::define(const std::optional<std::string>& id, Component component) {
  if (id) definitions_.insert_or_assign(*id, component);
  latest_definition_ = std::move(component);
}

Expected<Component> ComponentEnvironment::definition(const std::optional<std::string>& id) const {
  if (!id && latest_definition_) return *latest_definition_;
  const auto found = id ? definitions_.find(*id) : definitions_.end();
  if (found == definitions_.end()) return unknown("component definition", id);
  return found->second;
}

Expected<Outcome<std::shared_ptr<ComponentEnvironment::Live>>> ComponentEnvironment::instantiate(
    const Component& component) {
  using Made = Outcome<std::shared_ptr<Live>>;
  if (!std::exchange(has_host_, true)) {
    linker_.allow_shadowing(true);  // names of instances may come again
    WITC_TRY(define_host(linker_));
  }
  Store<> store(engine_);
  WITC_TRY_ASSIGN(auto instance, linker_.instantiate(store, component));
  if (!instance) return Made(std::unexpected(std::move(instance).error()));
  return Made(std::make_shared<Live>(std::move(store), component, *instance));
}

Expected<void> ComponentEnvironment::remember(const std::optional<std::string>& id, std::shared_ptr<Live> instance) {
  latest_ = std::move(instance);
  if (!id) return {};
  instances_[*id] = latest_;
  if (!latest_) return {};
  // Resources of another store cannot come here: types that have no values stand for theirs.
  std::vector<std::pair<ResourceType, ResourceType>> resources;
  LinkerInstance named = linker_.instance(*id);
  for (const auto& name : latest_->component.export_names()) {
    if (const auto module = latest_->instance.get_module(name)) named.module(name, *module);
    const auto type = latest_->instance.get_resource(name);
    if (!type) continue;
    auto known = std::ranges::find(resources, *type, &std::pair<ResourceType, ResourceType>::first);
    if (known == resources.end()) known = resources.emplace(known, *type, ResourceType::dynamic());
    named.resource(name, known->second);
  }
  return linker_.status();
}

CallResult<std::vector<Val>> ComponentEnvironment::invoke(const script::Invoke& action) const {
  const auto named = action.instance ? instances_.find(*action.instance) : instances_.end();
  const auto& live = named == instances_.end() ? latest_ : named->second;
  if (!live || (action.instance && named == instances_.end()))
    return std::unexpected(witc::Failure(unknown("instance of a component", action.instance).error()));
  const auto function = live->instance.get_func(action.function);
  if (!function) return std::unexpected(witc::Failure(function.error()));
  const auto params = function->type().params;
  std::vector<Val> arguments = action.arguments;
  for (std::size_t i = 0; i < std::min(arguments.size(), params.size()); ++i)
    arguments[i] = fit(arguments[i], *params[i].type);
  return function->call(live->store, arguments);
}

}  // namespace witc::cli::wast
