#include "cli/wast/components.hpp"

#include "component/text/script.hpp"

namespace witc::cli::wast {

namespace {

using namespace component::text::script;
using Kind = ComponentVerdict::Kind;

Expected<component::Plan> compile(const Component& component, const component::Features& features) {
  if (!component.binary) return fail(component.binary.error());
  return component::compile_plan(*component.binary, features);
}

std::string describe(const Error& error) {
  std::string text = error.message;
  for (const auto& note : error.notes) text += "; " + note.text;
  return text;
}

ComponentVerdict judge(const Component& component, const component::Features& features) {
  const auto plan = compile(component, features);
  if (!plan) return {Kind::failed, "component: " + describe(plan.error())};
  return {component.is_definition ? Kind::done : Kind::skipped};
}

ComponentVerdict judge(const Assertion& assertion, const Component& component, const component::Features& features) {
  const auto plan = compile(component, features);
  switch (assertion.kind) {
    case Assertion::Kind::malformed:
    case Assertion::Kind::invalid:
      if (!plan) return {Kind::passed};
      return {Kind::failed, "expected \"" + assertion.message + "\", but the component is valid"};
    case Assertion::Kind::unlinkable:
      // Scripts give components nothing to import here, so that whatever is imported is missing.
      if (!plan) return {Kind::failed, "expected a link error, got " + describe(plan.error())};
      return {plan->type.imports.empty() ? Kind::skipped : Kind::passed};
    case Assertion::Kind::trap: break;
  }
  if (!plan) return {Kind::failed, "expected a trap, got " + describe(plan.error())};
  return {Kind::skipped};
}

struct Judge {
  const component::Features& features;

  ComponentVerdict operator()(const Component& component) const { return judge(component, features); }
  ComponentVerdict operator()(const Assertion& assertion) const {
    const auto* component = std::get_if<Component>(&assertion.subject);
    if (component == nullptr) return {Kind::skipped};
    return judge(assertion, *component, features);
  }
  ComponentVerdict operator()(const Instance&) const { return {Kind::skipped}; }
  ComponentVerdict operator()(const Other&) const { return {Kind::skipped}; }
};

}  // namespace

ComponentVerdict run_component_command(std::string_view source, const component::Features& features) {
  const auto command = parse_command(source);
  if (!command) return {Kind::failed, describe(command.error())};
  return std::visit(Judge{features}, *command);
}

}  // namespace witc::cli::wast
