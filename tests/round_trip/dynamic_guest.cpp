#include "tests/round_trip/dynamic_guest.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "tests/round_trip/describe.hpp"

namespace witc::testing {

Config DynamicGuest::config() {
  ComponentFeatures features;
  features.fixed_length_lists = true;
  return Config{}.component_features(features);
}

std::string DynamicGuest::path(std::string_view file) {
  return std::string(ROUND_TRIP_DIR "/guests/").append(file).append(".wasm");
}

DynamicGuest::DynamicGuest(std::string_view file)
    : engine_(config()),
      linker_(engine_),
      resource_(ResourceType::dynamic([this](std::uint64_t rep) { alive_.erase(rep); })),
      store_(engine_) {
  load(file);
}

void DynamicGuest::load(std::string_view file) {
  const auto component = Component::from_file(engine_, path(file));
  ASSERT_TRUE(component) << component.error().message;
  const auto exported = component->export_names();
  for (const auto& import : component->imports())
    for (const auto& item : std::get<InstanceType>(import.type).exports) {
      define(import.name, item);
      const auto* type = std::get_if<FuncType>(&item.type);
      if (type && std::ranges::find(exported, import.name) != exported.end())
        functions_.push_back({import.name, item.name, *type});
    }
  auto instance = linker_.instantiate(store_, *component);
  ASSERT_TRUE(instance) << instance.error().message;
  ASSERT_TRUE(*instance) << instance->error().message;
  instance_ = **instance;
}

void DynamicGuest::define(const std::string& interface, const ExternItem& item) {
  LinkerInstance linker = linker_.instance(interface);
  if (std::holds_alternative<ResourceDeclaration>(item.type)) linker.resource(item.name, resource_);
  if (!std::holds_alternative<FuncType>(item.type)) return;
  linker.func_dynamic(item.name, [this](HostCaller& caller, std::span<const Val> args) {
    std::vector<Val> owned;
    arrived = describe_all(args, [&](const Val& handle) {
      if (handle.get<Val::Resource>()->owned) owned.push_back(handle);
      return describe_resource(caller, handle);
    });
    for (const Val& handle : owned) EXPECT_TRUE(drop(caller, handle));
    return answer;
  });
}

std::vector<Val> DynamicGuest::call(const std::string& name, const std::vector<Val>& args) {
  const auto function = instance_->get_func(name);
  EXPECT_TRUE(function) << function.error().message;
  if (!function) return {};
  auto results = function->call(store_, args);
  EXPECT_TRUE(results) << name << ": " << results.error().message();
  return results ? *results : std::vector<Val>();
}

std::uint32_t DynamicGuest::count(const std::string& name) {
  const auto results = call(name, {});
  return results.empty() ? ~0u : *results[0].get<std::uint32_t>();
}

Val DynamicGuest::make_resource() {
  alive_.insert(++made_);
  return resource_.make(store_, made_).value();
}

std::string DynamicGuest::describe_resource(StoreRef store, const Val& handle) const {
  const auto rep = resource_.rep(store, handle);
  if (!rep) return rep.error().message;
  return (alive_.contains(*rep) ? "resource " : "dropped resource ") + std::to_string(*rep);
}

}  // namespace witc::testing
