#include "wit-parser/wave/parser.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>
#include <type_traits>
#include <utility>

#include "support/utf8.hpp"
#include "types/names.hpp"
#include "wit-parser/diagnostics.hpp"

namespace witc::wave {

namespace {

using types::DefTypeId;
using types::Primitive;
using types::ValType;

/// What people are told to write, by alternative of types::DefType::shape.
constexpr std::string_view forms[] = {
    "",  // primitives
    "a record `{field: value, …}`",
    "a case of a variant",
    "a list `[value, …]`",
    "a tuple `(value, …)`",
    "flags `{flag, …}`",
    "a case of an enum",
    "an option: `some(value)` or `none`",
    "a result: `ok(value)` or `err(value)`",
    "a map `{key: value, …}`",
    "a handle",
    "a handle",
    "a stream",
    "a future",
};
static_assert(std::size(forms) == std::variant_size_v<decltype(types::DefType::shape)>);

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 40;
  if (text.size() <= longest) return "`" + std::string(text) + "`";
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return "`" + std::string(text.substr(0, end)) + "…`";
}

std::string_view name_of(const std::string& label) { return label; }
std::string_view name_of(const types::Field& field) { return field.name; }
std::string_view name_of(const types::Case& variant_case) { return variant_case.name; }

/// Whether the number is too large, not too small, for its type.
bool is_huge(std::string_view number) {
  if (number.starts_with('-')) number.remove_prefix(1);
  const std::size_t e = number.find_first_of("eE");
  const std::string_view digits = number.substr(0, e);
  if (e != std::string_view::npos && e + 1 < number.size()) {
    constexpr long long beyond_any = 1'000'000'000'000;
    std::string_view text = number.substr(e + 1);
    if (text.starts_with('+')) text.remove_prefix(1);
    long long exponent = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), exponent).ec != std::errc())
      exponent = text.starts_with('-') ? -beyond_any : beyond_any;
    // The position of the first digit that counts: negative powers of ten begin with zeros.
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::size_t first = digits.find_first_not_of("0.");
    const auto position = static_cast<long long>(point) - static_cast<long long>(first);
    return position + exponent > 0;
  }
  return digits.find_first_not_of("0.") < digits.find('.');
}

template <class T>
T parse_float(std::string_view text) {
  if (text == "inf") return std::numeric_limits<T>::infinity();
  if (text == "-inf") return -std::numeric_limits<T>::infinity();
  if (text == "nan") return std::numeric_limits<T>::quiet_NaN();
  T value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc()) return value;
  const T magnitude = is_huge(text) ? std::numeric_limits<T>::infinity() : T(0);
  return text.starts_with('-') ? -magnitude : magnitude;
}

}  // namespace

std::string describe(const Token& token) {
  switch (token.kind) {
    case TokenKind::end: return "the end of the text";
    case TokenKind::string:
    case TokenKind::multiline_string: return "a string";
    case TokenKind::character: return "a character";
    default: return quoted(token.text);
  }
}

Parser::Parser(Source source, std::size_t position, const types::TypeArena& arena) : source_(source), arena_(arena) {
  token_.begin = token_.end = static_cast<std::uint32_t>(position);
  advance();
}

void Parser::advance() {
  previous_end_ = token_.end;
  token_ = next_token(source_.text, token_.end);
}

bool Parser::accept(TokenKind kind) {
  if (!at(kind)) return false;
  advance();
  return true;
}

bool Parser::expect(TokenKind kind, std::string_view what) { return accept(kind) || unexpected(std::string(what)); }

bool Parser::fail(ErrorCode code, std::size_t begin, std::size_t end, std::string message, std::string help) {
  Diagnostic error;
  error.code = code;
  error.span = {source_.file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  error.message = std::move(message);
  error.help = std::move(help);
  error_ = std::move(error);
  return false;
}

bool Parser::unexpected(const std::string& what) {
  if (at(TokenKind::invalid)) return fail(ErrorCode::malformed, token_.begin, token_.end, token_.fault);
  const bool is_structure = token_.kind > TokenKind::multiline_string;
  return fail(is_structure ? ErrorCode::malformed : ErrorCode::type_mismatch, token_.begin, token_.end,
              "expected " + what + ", found " + wave::describe(token_));
}

std::string Parser::describe(DefTypeId id) const {
  const types::DefType& type = arena_.defs[id];
  const std::string form(forms[type.shape.index()]);
  return type.name.empty() ? form : quoted(type.name) + ", " + form;
}

bool Parser::value(ValType type, Val& out) {
  if (type.is_primitive()) return primitive(type.primitive(), out);
  if (depth_ == max_nesting)
    return fail(ErrorCode::limit_exceeded, token_.begin, token_.end,
                "nested deeper than the limit of " + std::to_string(max_nesting) + " values");
  ++depth_;
  const bool good =
      std::visit([&](const auto& shape) { return of(shape, type.defined(), out); }, arena_.defs[type.defined()].shape);
  --depth_;
  return good;
}

// Primitives.

bool Parser::primitive(Primitive type, Val& out) {
  switch (type) {
    case Primitive::bool_:
      if (!is_keyword_token("true") && !is_keyword_token("false")) return unexpected("bool, `true` or `false`");
      out = Val(token_.text == "true");
      advance();
      return true;
    case Primitive::s8: return integer<std::int8_t>(type, out);
    case Primitive::u8: return integer<std::uint8_t>(type, out);
    case Primitive::s16: return integer<std::int16_t>(type, out);
    case Primitive::u16: return integer<std::uint16_t>(type, out);
    case Primitive::s32: return integer<std::int32_t>(type, out);
    case Primitive::u32: return integer<std::uint32_t>(type, out);
    case Primitive::s64: return integer<std::int64_t>(type, out);
    case Primitive::u64: return integer<std::uint64_t>(type, out);
    case Primitive::f32: return floating<float>(type, out);
    case Primitive::f64: return floating<double>(type, out);
    case Primitive::char_: return character(out);
    case Primitive::string: return string(out);
    case Primitive::error_context: break;
  }
  return fail(ErrorCode::unsupported_feature, token_.begin, token_.end, "values of `error-context` have no text form");
}

template <class T>
bool Parser::integer(Primitive type, Val& out) {
  const std::string name(to_string(type));
  if (!at(TokenKind::number)) return unexpected(name);
  const std::string_view text = token_.text;
  T number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    if (text.find_first_of(".eEi") != std::string_view::npos) return unexpected(name + ", a whole number");
    return fail(ErrorCode::type_mismatch, token_.begin, token_.end,
                "expected " + name + ", from " + std::to_string(std::numeric_limits<T>::min()) + " to " +
                    std::to_string(std::numeric_limits<T>::max()) + ", found " + quoted(text));
  }
  out = Val(number);
  advance();
  return true;
}

template <class T>
bool Parser::floating(Primitive type, Val& out) {
  if (!at(TokenKind::number) && !is_keyword_token("nan") && !is_keyword_token("inf"))
    return unexpected(std::string(to_string(type)) + ", a number, `nan`, `inf` or `-inf`");
  out = Val(parse_float<T>(token_.text));
  advance();
  return true;
}

template <class T>
bool Parser::literal(std::expected<T, LiteralFault> decoded, Val& out) {
  if (!decoded) {
    const LiteralFault& fault = decoded.error();
    return fail(ErrorCode::malformed, token_.begin + fault.begin, token_.begin + fault.end, fault.message);
  }
  out = Val(*std::move(decoded));
  advance();
  return true;
}

bool Parser::character(Val& out) {
  if (!at(TokenKind::character)) return unexpected("char, a character in single quotes");
  return literal(decode_character(token_.text), out);
}

bool Parser::string(Val& out) {
  if (at(TokenKind::multiline_string)) return literal(decode_multiline_string(token_.text), out);
  if (!at(TokenKind::string)) return unexpected("string, in double quotes");
  return literal(decode_string(token_.text), out);
}

// Labels.

template <class Names>
const Parser::Labels& Parser::labels(const Names& names, DefTypeId id) {
  const auto [at, added] = labels_.try_emplace(id);
  if (added)
    for (std::size_t i = 0; i < names.size(); ++i) at->second.emplace(name_of(names[i]), i);
  return at->second;
}

template <class Names>
void Parser::report_unknown(const Names& names, std::string_view what, std::string_view name) {
  constexpr std::size_t few = 8;
  std::vector<std::string_view> known;
  for (const auto& one : names) known.push_back(name_of(one));
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
         labels(names, id).contains(name) ? "write the case as `%" + std::string(name) + "`" : std::string());
    return std::nullopt;
  }
  const Labels& known = labels(names, id);
  const auto found = known.find(name);
  if (found == known.end()) {
    report_unknown(names, what, name);
    return std::nullopt;
  }
  const Member made{found->second, token_};
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
  if (type.element != ValType(Primitive::u8)) {
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

template <class Other>
bool Parser::of(const Other&, DefTypeId id, Val&) {
  return fail(ErrorCode::unsupported_feature, token_.begin, token_.end, describe(id) + " has no text form");
}

}  // namespace witc::wave
