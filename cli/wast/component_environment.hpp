#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/wast/environment.hpp"
#include "component/text/script.hpp"
#include "witc/component.hpp"
#include "witc/instance.hpp"
#include "witc/linker.hpp"
#include "witc/store.hpp"

namespace witc::cli::wast {

/// What a script's commands on components act on: definitions, and instances, each in a store of its own. Components
/// import from the host, and core modules and resource types from instances that have a name.
class ComponentEnvironment {
 public:
  ComponentEnvironment(const Engine& engine, CodeFrom code_from)
      : engine_(engine), code_from_(code_from), linker_(engine) {}

  /// Decodes and validates.
  Expected<Component> compile(const component::text::script::Component& component) const;
  void define(const std::optional<std::string>& id, Component component);
  Expected<Component> definition(const std::optional<std::string>& id) const;

  struct Live {
    Store<> store;
    Component component;
    Instance instance;
  };
  Expected<Outcome<std::shared_ptr<Live>>> instantiate(const Component& component);
  /// Becomes the latest instance, and the one of that name. Null stands for one that could not be made.
  Expected<void> remember(const std::optional<std::string>& id, std::shared_ptr<Live> instance);
  bool has_instance(const std::string& id) const { return instances_.contains(id); }

  CallResult<std::vector<Val>> invoke(const component::text::script::Invoke& action) const;

 private:
  Engine engine_;
  CodeFrom code_from_;
  Linker<> linker_;
  bool has_host_ = false;  ///< made when a component is instantiated: most scripts have none
  std::map<std::string, Component, std::less<>> definitions_;
  std::optional<Component> latest_definition_;
  std::map<std::string, std::shared_ptr<Live>, std::less<>> instances_;
  std::shared_ptr<Live> latest_;
};

}  // namespace witc::cli::wast
