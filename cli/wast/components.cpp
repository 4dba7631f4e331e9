#include "cli/wast/components.hpp"

#include <utility>
#include <variant>

#include "cli/wast/component_values.hpp"

namespace witc::cli::wast {

namespace {

namespace script = component::text::script;
using Kind = ComponentVerdict::Kind;

std::string describe(const Error& error) {
  std::string text = error.message;
  for (const auto& note : error.notes) text += "; " + note.text;
  return text;
}
std::string describe(const Trap& trap) { return "trap: " + trap.message; }
std::string describe(const witc::Failure& failure) {
  return failure.error() ? describe(*failure.error()) : describe(*failure.trap());
}

ComponentVerdict failed(std::string what) { return {Kind::failed, std::move(what)}; }

}  // namespace

ComponentVerdict Components::run(std::string_view source) {
  const auto command = script::parse_command(source);
  if (!command) return failed(describe(command.error()));
  return std::visit([this](const auto& what) { return run(what); }, *command);
}

ComponentVerdict Components::run(const script::Component& command) {
  auto component = environment_.compile(command);
  if (!command.is_definition) return instantiate(command.id, component);
  if (!component) return failed("component: " + describe(component.error()));
  environment_.define(command.id, std::move(*component));
  return {};
}

ComponentVerdict Components::run(const script::Instance& command) {
  return instantiate(command.id, environment_.definition(command.definition));
}

ComponentVerdict Components::instantiate(const std::optional<std::string>& id, const Expected<Component>& component) {
  latest_is_component_ = true;
  static_cast<void>(environment_.remember(id, nullptr));
  if (!component) return failed("component: " + describe(component.error()));
  if (!runs()) return {};
  auto outcome = environment_.instantiate(*component);
  if (!outcome) return failed("component: " + describe(outcome.error()));
  if (!*outcome) return failed("component: " + describe(outcome->error()));
  const auto named = environment_.remember(id, std::move(**outcome));
  return named ? ComponentVerdict() : failed("component: " + describe(named.error()));
}

ComponentVerdict Components::run(const script::Invoke& command) {
  if (!runs()) return {};
  const auto results = environment_.invoke(command);
  return results ? ComponentVerdict() : failed(describe(results.error()));
}

ComponentVerdict Components::run(const script::AssertReturn& command) {
  if (!runs()) return {Kind::skipped};
  const auto results = environment_.invoke(command.action);
  if (!results) return failed("expected a result, got " + describe(results.error()));
  const std::string wanted = command.result ? to_string(*command.result) : "no result";
  const std::string found = results->empty() ? "none" : to_string(results->front());
  const bool holds = results->empty() ? !command.result : command.result && matches(results->front(), *command.result);
  return holds ? ComponentVerdict{Kind::passed} : failed("expected " + wanted + ", got " + found);
}

ComponentVerdict Components::run(const script::Assertion& command) {
  if (command.kind == script::Assertion::Kind::malformed || command.kind == script::Assertion::Kind::invalid)
    return check_refused(command);
  if (const auto* component = std::get_if<script::Component>(&command.subject))
    return check_instantiation(command, environment_.compile(*component));
  if (const auto* instance = std::get_if<script::Instance>(&command.subject))
    return check_instantiation(command, environment_.definition(instance->definition));
  if (!runs()) return {Kind::skipped};
  const auto results = environment_.invoke(std::get<script::Invoke>(command.subject));
  if (results) return failed("expected a trap, got none");
  if (results.error().error()) return failed("expected a trap, got " + describe(results.error()));
  return {Kind::passed};
}

ComponentVerdict Components::check_refused(const script::Assertion& command) {
  const auto* component = std::get_if<script::Component>(&command.subject);
  if (!component) return failed("expected a component, got an instance");
  if (environment_.compile(*component))
    return failed("expected \"" + command.message + "\", but the component is valid");
  return {Kind::passed};
}

/// That the component traps while it is instantiated, or that it cannot be.
ComponentVerdict Components::check_instantiation(const script::Assertion& command,
                                                 const Expected<Component>& component) {
  const bool traps = command.kind == script::Assertion::Kind::trap;
  const std::string wanted = traps ? "expected a trap, got " : "expected a link error, got ";
  if (!component) return failed(wanted + describe(component.error()));
  if (!runs()) return {Kind::skipped};
  const auto outcome = environment_.instantiate(*component);
  if (!outcome && (traps || outcome.error().code != ErrorCode::link)) return failed(wanted + describe(outcome.error()));
  if (!outcome) return {Kind::passed};
  if (traps && !*outcome) return {Kind::passed};
  return failed(wanted + (*outcome ? "none" : describe(outcome->error())));
}

}  // namespace witc::cli::wast
