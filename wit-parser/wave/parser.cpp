#include "wit-parser/wave/parser.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>
#include <utility>

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

/// Whether the number is too large, not too small, for its type.
bool is_huge(std::string_view number) {
  if (number.starts_with('-')) number.remove_prefix(1);
  const std::size_t e = std::min(number.find_first_of("eE"), number.size());
  std::string_view power = number.substr(std::min(e + 1, number.size()));
  if (power.starts_with('+')) power.remove_prefix(1);
  long long exponent = 0;
  const auto [end, error] = std::from_chars(power.data(), power.data() + power.size(), exponent);
  constexpr long long beyond_any_text = 1'000'000'000'000;
  if (error == std::errc::result_out_of_range) exponent = power.starts_with('-') ? -beyond_any_text : beyond_any_text;
  // How many digits stand before the point, or less than none: how many zeros follow it.
  const std::string_view digits = number.substr(0, e);
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const auto size = static_cast<long long>(point) - static_cast<long long>(digits.find_first_not_of("0."));
  return size + exponent > 0;
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

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 40;
  if (text.size() <= longest) return "`" + std::string(text) + "`";
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return "`" + std::string(text.substr(0, end)) + "…`";
}

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

template <class Other>
bool Parser::of(const Other&, DefTypeId id, Val&) {
  return fail(ErrorCode::unsupported_feature, token_.begin, token_.end, describe(id) + " has no text form");
}

}  // namespace witc::wave
