#include "component/text/script.hpp"

#include <array>
#include <span>
#include <utility>

#include "component/text/parser.hpp"
#include "component/text/script_values.hpp"
#include "wasm/text/module_parser.hpp"

namespace witc::component::text::script {

namespace {

using witc::text::TokenCursor;

std::optional<std::string> take_id(TokenCursor& cursor) {
  const auto id = cursor.take_identifier();
  return id ? std::optional(std::string(*id)) : std::nullopt;
}

/// Up to the closing parenthesis. In front of the cursor is `(component`, maybe `definition`.
void parse_contents(TokenCursor& cursor, Component& component) {
  TokenCursor ahead = cursor;
  component.id = take_id(ahead);
  if (ahead.take_keyword("binary")) {
    component.form = Form::binary;
    const std::string bytes = ahead.take_strings();
    const auto content = std::as_bytes(std::span(bytes));
    component.binary = std::vector<std::byte>(content.begin(), content.end());
  } else if (ahead.take_keyword("quote")) {
    component.form = Form::quote;
    // Strings are often one line each, without a space at the end.
    component.binary = parse_component("(component " + ahead.take_strings(" ") + ")");
  } else {
    component.binary = parse_component_fields(cursor);
    ahead = cursor;
  }
  if (component.binary && !ahead.at_close()) component.binary = ahead.unexpected("\")\"");
}

Expected<Invoke> parse_invoke(TokenCursor& cursor) {
  Invoke invoke;
  WITC_TRY(cursor.expect_form("invoke"));
  invoke.instance = take_id(cursor);
  WITC_TRY_ASSIGN(invoke.function, cursor.expect_name("the name of an export"));
  while (!cursor.at_close()) {
    WITC_TRY_ASSIGN(invoke.arguments.emplace_back(), parse_value(cursor));
  }
  WITC_TRY(cursor.expect_close());
  return invoke;
}

/// A component, or an instance of one.
Expected<std::variant<Component, Instance>> parse_component_form(TokenCursor& cursor) {
  TokenCursor end = cursor;
  WITC_TRY(end.skip_item());
  WITC_TRY(cursor.expect_form("component"));
  if (cursor.take_keyword("instance")) {
    Instance instance;
    instance.id = take_id(cursor);
    instance.definition = take_id(cursor);
    if (!instance.definition) instance.definition = std::exchange(instance.id, std::nullopt);
    WITC_TRY(cursor.expect_close());
    return instance;
  }
  Component component;
  component.is_definition = cursor.take_keyword("definition");
  parse_contents(cursor, component);
  cursor = end;
  return component;
}

struct AssertionName {
  std::string_view keyword;
  Assertion::Kind kind;
};
constexpr std::array assertion_names{
    AssertionName{"assert_malformed", Assertion::Kind::malformed},
    AssertionName{"assert_invalid", Assertion::Kind::invalid},
    AssertionName{"assert_unlinkable", Assertion::Kind::unlinkable},
    AssertionName{"assert_trap", Assertion::Kind::trap},
};

template <class Target>
constexpr auto into = [](auto what) { return Target(std::move(what)); };

/// Behind its keyword.
Expected<Assertion> parse_assertion(TokenCursor& cursor, Assertion::Kind kind) {
  using Subject = decltype(Assertion::subject);
  Assertion assertion{.kind = kind, .subject = {}, .message = {}};
  if (kind == Assertion::Kind::trap && cursor.at_form("invoke")) {
    WITC_TRY_ASSIGN(assertion.subject, parse_invoke(cursor));
  } else {
    WITC_TRY_ASSIGN(auto form, parse_component_form(cursor));
    assertion.subject = std::visit(into<Subject>, std::move(form));
  }
  WITC_TRY_ASSIGN(assertion.message, cursor.expect_string("the message of an assertion"));
  WITC_TRY(cursor.expect_close());
  return assertion;
}

/// Behind its keyword.
Expected<AssertReturn> parse_assert_return(TokenCursor& cursor) {
  AssertReturn assertion;
  WITC_TRY_ASSIGN(assertion.action, parse_invoke(cursor));
  if (!cursor.at_close()) {
    WITC_TRY_ASSIGN(assertion.result, parse_value(cursor));
  }
  WITC_TRY(cursor.expect_close());
  return assertion;
}

Expected<Command> parse(TokenCursor& cursor) {
  if (cursor.at_form("component")) {
    WITC_TRY_ASSIGN(auto form, parse_component_form(cursor));
    return std::visit(into<Command>, std::move(form));
  }
  if (cursor.at_form("invoke")) return parse_invoke(cursor);
  if (cursor.take_form("assert_return")) return parse_assert_return(cursor);
  for (const auto& [keyword, kind] : assertion_names)
    if (cursor.take_form(keyword)) return parse_assertion(cursor, kind);
  cursor.next();
  return cursor.unexpected("a command on components such as \"invoke\"");
}

}  // namespace

Expected<Command> parse_command(std::string_view source) {
  WITC_TRY_ASSIGN(const witc::text::TokenBuffer buffer, wasm::tokenize_module(source));
  TokenCursor cursor(buffer);
  WITC_TRY_ASSIGN(Command command, parse(cursor));
  WITC_TRY(cursor.expect_end());
  return command;
}

}  // namespace witc::component::text::script
