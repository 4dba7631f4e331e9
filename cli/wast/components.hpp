#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/wast/component_environment.hpp"
#include "cli/wast/settings.hpp"

namespace witc::cli::wast {

/// What a command on components came to.
struct ComponentVerdict {
  enum class Kind : unsigned char {
    done,     ///< nothing was asserted, and nothing was wrong
    passed,   ///< an assertion holds
    skipped,  ///< the script's components are only validated
    failed,
  };
  Kind kind = Kind::done;
  std::string what = {};  ///< what was expected and what happened, of failures
};

/// Runs the commands on components that a script has.
class Components {
 public:
  Components(const Engine& engine, const Settings& settings, CodeFrom code_from)
      : settings_(settings), environment_(engine, code_from) {}

  ComponentVerdict run(std::string_view source);
  /// Whether an action on that instance, or on the latest without a name, acts on one of a component.
  bool act_on(const std::optional<std::string>& id) const {
    return id ? environment_.has_instance(*id) : latest_is_component_;
  }
  /// A core module's instance is the latest now.
  void another_is_latest() { latest_is_component_ = false; }

 private:
  using Command = component::text::script::Command;
  ComponentVerdict run(const component::text::script::Component& command);
  ComponentVerdict run(const component::text::script::Instance& command);
  ComponentVerdict run(const component::text::script::Invoke& command);
  ComponentVerdict run(const component::text::script::AssertReturn& command);
  ComponentVerdict run(const component::text::script::Assertion& command);
  ComponentVerdict instantiate(const std::optional<std::string>& id, const Expected<Component>& component);
  ComponentVerdict check_refused(const component::text::script::Assertion& command);
  ComponentVerdict check_instantiation(const component::text::script::Assertion& command,
                                       const Expected<Component>& component);

  bool runs() const { return settings_.component_runs == ComponentRuns::all; }

  const Settings& settings_;
  ComponentEnvironment environment_;
  bool latest_is_component_ = false;
};

}  // namespace witc::cli::wast
