#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/wast/environment.hpp"
#include "component/decoder.hpp"
#include "component/text/script.hpp"
#include "witc/component.hpp"
#include "witc/instance.hpp"
#include "witc/linker.hpp"
#include "witc/store.hpp"

namespace witc::cli::wast {

/// What a script's commands on components act on: definitions, and instances, each in a store of its own.
class ComponentEnvironment {
 public:
  ComponentEnvironment(const Engine& engine, const component::Features& features, CodeFrom code_from);

  Expected<void> validate(const component::text::script::Component& component) const;
  /// The same, and ready to be instantiated.
  Expected<Component> compile(const component::text::script::Component& component) const;
  void define(const std::optional<std::string>& id, Component component);
  Expected<Component> definition(const std::optional<std::string>& id) const;

  struct Live {
    Store<> store;
    Instance instance;
  };
  Expected<Outcome<std::shared_ptr<Live>>> instantiate(const Component& component) const;
  /// Becomes the latest instance, and the one of that name. Null stands for one that could not be made, or for one of a
  /// core module.
  void remember(const std::optional<std::string>& id, std::shared_ptr<Live> instance);
  bool has_instance(const std::string& id) const { return instances_.contains(id); }

  /// Either what is wrong with the command, or the trap.
  CallResult<std::vector<Val>> invoke(const component::text::script::Invoke& action) const;

 private:
  Engine engine_;
  component::Features features_;
  CodeFrom code_from_;
  Linker<> linker_;
  std::map<std::string, Component, std::less<>> definitions_;
  std::optional<Component> latest_definition_;
  std::map<std::string, std::shared_ptr<Live>, std::less<>> instances_;
  std::shared_ptr<Live> latest_;
};

}  // namespace witc::cli::wast
