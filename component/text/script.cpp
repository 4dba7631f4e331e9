#include "component/text/script.hpp"

#include <array>
#include <span>
#include <utility>

#include "component/text/parser.hpp"
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

Expected<std::variant<Component, Instance>> parse_subject(TokenCursor& cursor) {
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

Expected<Command> parse(TokenCursor& cursor) {
  if (cursor.at_form("component")) {
    WITC_TRY_ASSIGN(auto subject, parse_subject(cursor));
    return std::visit([](auto& what) { return Command(std::move(what)); }, subject);
  }
  for (const auto& [keyword, kind] : assertion_names) {
    TokenCursor ahead = cursor;
    if (!ahead.take_form(keyword) || !ahead.at_form("component")) continue;
    cursor = ahead;
    Assertion assertion{.kind = kind, .subject = {}, .message = {}};
    WITC_TRY_ASSIGN(assertion.subject, parse_subject(cursor));
    WITC_TRY_ASSIGN(assertion.message, cursor.expect_string("the message of an assertion"));
    WITC_TRY(cursor.expect_close());
    return assertion;
  }
  WITC_TRY(cursor.skip_item());
  return Other{};
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
