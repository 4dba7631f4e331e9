#include <algorithm>
#include <iterator>
#include <utility>

#include "wit-parser/diagnostics.hpp"
#include "wit-parser/wave/parser.hpp"

// Values of defined types: what is in braces, brackets and parentheses, and cases.

namespace witc::wave {

namespace {

using types::DefTypeId;
using types::Primitive;
using types::ValType;

}  // namespace

// Labels.

template <class Names>
void Parser::report_unknown(const Names& names, std::string_view what, std::string_view name) {
  constexpr std::size_t few = 8;
  std::vector<std::string_view> known;
  for (const auto& one : names) known.push_back(label_of(one));
  std::string help;
  if (const auto near = wit::nearest(name, known); !near.empty()) {
    help = "did you mean `" + std::string(near) + "`?";
  } else if (known.size() <= few) {
    for (const auto one : known) help += (help.empty() ? "there is " : ", ") + quoted(one);
  }
  fail(ErrorCode::type_mismatch, token_.begin, token_.end, "there is no " + std::string(what) + " " + quoted(name),
       std::move(help));
}

template <class Names>
std::optional<Parser::Member> Parser::member(const Names& names, DefTypeId id, std::string_view what,
                                             bool keywords_allowed) {
  if (!at(TokenKind::word)) {
    unexpected("a " + std::string(what));
    return std::nullopt;
  }
  std::string_view name = token_.text;
  if (name.starts_with('%'))
    name.remove_prefix(1);
  else if (!keywords_allowed && is_keyword(name)) {
    fail(ErrorCode::type_mismatch, token_.begin, token_.end,
         "expected " + describe(id) + ", found the keyword " + quoted(name),
         labels_.find(names, name) ? "write the case as `%" + std::string(name) + "`" : std::string());
    return std::nullopt;
  }
  const auto found = labels_.find(names, name);
  if (!found) {
    report_unknown(names, what, name);
    return std::nullopt;
  }
  const Member made{*found, token_};
  advance();
  return made;
}

// Records, flags, maps: in braces.

bool Parser::of(const types::Record& type, DefTypeId id, Val& out) {
  const std::size_t begin = token_.begin;
  if (!at(TokenKind::left_brace)) return unexpected(describe(id));
  advance();
  std::vector<std::optional<Val>> values(type.fields.size());
  if (accept(TokenKind::colon)) {
    if (!expect(TokenKind::right_brace, "`}`")) return false;
  } else if (at(TokenKind::right_brace)) {
    return fail(ErrorCode::malformed, begin, token_.end, "expected " + describe(id) + ", found `{}`",
                "`{}` is flags; a record without fields is written `{:}`");
  } else if (!record_fields(type, id, values)) {
    return false;
  }
  return finish_record(type, begin, values, out);
}

bool Parser::record_fields(const types::Record& type, DefTypeId id, std::vector<std::optional<Val>>& values) {
  return items(TokenKind::right_brace, "`}`", [&] {
    const auto field = member(type.fields, id, "field", true);
    if (!field) return false;
    if (values[field->index])
      return fail(ErrorCode::malformed, field->label.begin, field->label.end,
                  "the field " + quoted(field->label.text) + " is there already");
    return expect(TokenKind::colon, "`:`") && value(type.fields[field->index].type, values[field->index].emplace());
  });
}

bool Parser::finish_record(const types::Record& type, std::size_t begin, std::vector<std::optional<Val>>& values,
                           Val& out) {
  Val::Record record;
  record.fields.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i] && !omit(type.fields[i], begin)) return false;
    record.fields.push_back({type.fields[i].name, values[i] ? *std::move(values[i]) : Val::none()});
  }
  out = Val(std::move(record));
  return true;
}

bool Parser::omit(const types::Field& field, std::size_t record_begin) {
  const bool is_option =
      !field.type.is_primitive() && std::holds_alternative<types::Option>(arena_.defs[field.type.defined()].shape);
  if (!is_option)
    return fail(ErrorCode::type_mismatch, record_begin, previous_end_,
                "the field " + quoted(field.name) + " is missing", "only fields that are options may be left out");
  constexpr std::size_t usual_name = 32;
  omitted_ += 1 + field.name.size() / usual_name;
  if (omitted_ <= max_omitted_fields) return true;
  return fail(ErrorCode::limit_exceeded, record_begin, previous_end_,
              "more than the limit of " + std::to_string(max_omitted_fields) + " fields that are left out");
}

bool Parser::of(const types::Flags& type, DefTypeId id, Val& out) {
  if (!at(TokenKind::left_brace)) return unexpected(describe(id));
  advance();
  std::vector<Member> set;
  const bool good = items(TokenKind::right_brace, "`}`", [&] {
    const auto flag = member(type.names, id, "flag", true);
    if (flag) set.push_back(*flag);
    return flag.has_value();
  });
  if (!good) return false;
  std::ranges::stable_sort(set, {}, &Member::index);
  const auto twice = std::ranges::adjacent_find(set, {}, &Member::index);
  if (twice != set.end()) {
    const Token& label = std::next(twice)->label;
    return fail(ErrorCode::malformed, label.begin, label.end, "the flag " + quoted(label.text) + " is there already");
  }
  Val::Flags flags;
  for (const Member& flag : set) flags.names.push_back(type.names[flag.index]);
  out = Val(std::move(flags));
  return true;
}

bool Parser::of(const types::Map& type, DefTypeId id, Val& out) {
  const std::size_t begin = token_.begin;
  if (!at(TokenKind::left_brace)) return unexpected(describe(id));
  advance();
  Val::List pairs;
  if (accept(TokenKind::colon)) {
    if (!expect(TokenKind::right_brace, "`}`")) return false;
  } else if (at(TokenKind::right_brace)) {
    return fail(ErrorCode::malformed, begin, token_.end, "expected " + describe(id) + ", found `{}`",
                "`{}` is flags; an empty map is written `{:}`");
  } else {
    const bool good = items(TokenKind::right_brace, "`}`", [&] {
      Val::Tuple pair;
      pair.items.resize(2);
      if (!value(type.key, pair.items[0]) || !expect(TokenKind::colon, "`:`") || !value(type.value, pair.items[1]))
        return false;
      pairs.emplace_back(std::move(pair));
      return true;
    });
    if (!good) return false;
  }
  out = Val(std::move(pairs));
  return true;
}

// Lists and tuples.

bool Parser::of(const types::List& type, DefTypeId id, Val& out) {
  const std::size_t begin = token_.begin;
  if (!at(TokenKind::left_bracket)) return unexpected(describe(id));
  advance();
  Val::List list;
  const bool good = items(TokenKind::right_bracket, "`]`", [&] { return value(type.element, list.emplace_back()); });
  return good && finish_list(type, begin, std::move(list), out);
}

bool Parser::finish_list(const types::List& type, std::size_t begin, Val::List items, Val& out) {
  if (type.length && items.size() != *type.length)
    return fail(
        ErrorCode::type_mismatch, begin, previous_end_,
        "expected a list of " + std::to_string(*type.length) + " values, found " + std::to_string(items.size()));
  if (!arena_.is(type.element, Primitive::u8)) {
    out = Val(std::move(items));
    return true;
  }
  Val::Bytes bytes;
  bytes.reserve(items.size());
  for (const Val& item : items) bytes.push_back(*item.get<std::uint8_t>());
  out = Val(std::move(bytes));
  return true;
}

bool Parser::of(const types::Tuple& type, DefTypeId id, Val& out) {
  const std::size_t begin = token_.begin;
  if (!at(TokenKind::left_paren)) return unexpected(describe(id));
  advance();
  Val::Tuple tuple;
  const auto count = [&] { return std::to_string(type.types.size()); };
  const bool good = items(TokenKind::right_paren, "`)`", [&] {
    if (tuple.items.size() == type.types.size())
      return fail(ErrorCode::type_mismatch, token_.begin, token_.end,
                  "expected a tuple of " + count() + " values, found one more");
    const ValType expected = type.types[tuple.items.size()];
    return value(expected, tuple.items.emplace_back());
  });
  if (!good) return false;
  if (tuple.items.size() != type.types.size())
    return fail(ErrorCode::type_mismatch, begin, previous_end_,
                "expected a tuple of " + count() + " values, found " + std::to_string(tuple.items.size()));
  out = Val(std::move(tuple));
  return true;
}

// Cases.

bool Parser::payload(ValType type, std::optional<Val>& out) {
  return expect(TokenKind::left_paren, "`(` and a payload") && value(type, out.emplace()) &&
         expect(TokenKind::right_paren, "`)`");
}

bool Parser::case_payload(const Token& label, const std::optional<ValType>& type, std::optional<Val>& out) {
  if (type && at(TokenKind::left_paren)) return payload(*type, out);
  if (type)
    return fail(ErrorCode::type_mismatch, label.begin, label.end,
                "the case " + quoted(label.text) + " has a payload, which is missing",
                "write it as `" + std::string(label.text) + "(…)`");
  if (at(TokenKind::left_paren))
    return fail(ErrorCode::type_mismatch, token_.begin, token_.end,
                "the case " + quoted(label.text) + " has no payload, found `(`");
  return true;
}

bool Parser::of(const types::Enum& type, DefTypeId id, Val& out) {
  if (!at(TokenKind::word)) return unexpected(describe(id));
  const auto found = member(type.names, id, "case", false);
  if (!found) return false;
  out = Val::enumeration(type.names[found->index]);
  return true;
}

bool Parser::of(const types::Variant& type, DefTypeId id, Val& out) {
  if (!at(TokenKind::word)) return unexpected(describe(id));
  const auto found = member(type.cases, id, "case", false);
  if (!found) return false;
  const types::Case& chosen = type.cases[found->index];
  std::optional<Val> inside;
  if (!case_payload(found->label, chosen.type, inside)) return false;
  out = Val::variant(chosen.name, std::move(inside));
  return true;
}

bool Parser::may_be_flat(ValType type) const {
  if (type.is_primitive()) return true;
  const auto& shape = arena_.defs[type.defined()].shape;
  return !std::holds_alternative<types::Option>(shape) && !std::holds_alternative<types::Result>(shape);
}

bool Parser::of(const types::Option& type, DefTypeId id, Val& out) {
  const Token word = token_;
  std::optional<Val> inside;
  if (is_keyword_token("none")) {
    advance();
    out = Val::none();
    return case_payload(word, std::nullopt, inside);
  }
  if (is_keyword_token("some")) {
    advance();
    if (!case_payload(word, type.type, inside)) return false;
  } else if (!may_be_flat(type.type)) {
    return unexpected(describe(id));
  } else if (!value(type.type, inside.emplace())) {
    return false;
  }
  out = Val(Val::Option{Val::box(std::move(inside))});
  return true;
}

bool Parser::of(const types::Result& type, DefTypeId id, Val& out) {
  const Token word = token_;
  std::optional<Val> inside;
  bool ok = true;
  if (is_keyword_token("ok") || is_keyword_token("err")) {
    ok = token_.text == "ok";
    advance();
    if (!case_payload(word, ok ? type.ok : type.error, inside)) return false;
  } else if (!type.ok || !may_be_flat(*type.ok)) {
    return unexpected(describe(id));
  } else if (!value(*type.ok, inside.emplace())) {
    return false;
  }
  out = Val(Val::Result{ok, Val::box(std::move(inside))});
  return true;
}

}  // namespace witc::wave
