#include <limits>
#include <utility>

#include "support/semver.hpp"
#include "support/utf8.hpp"
#include "types/names.hpp"
#include "wit-parser/wave/parser.hpp"

// Whole texts: values, calls, and the names that calls begin with.

namespace witc::wave {

namespace {

std::unexpected<Diagnostic> refuse(Source source, std::size_t begin, std::size_t end, std::string message,
                                   ErrorCode code = ErrorCode::malformed) {
  Diagnostic error;
  error.code = code;
  error.span = {source.file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  error.message = std::move(message);
  return std::unexpected(std::move(error));
}

/// Spans and tokens expect a text that they can address and that is UTF-8.
Parsed<std::monostate> check_text(Source source) {
  if (source.text.size() > std::numeric_limits<std::uint32_t>::max())
    return refuse(source, 0, 0, "the text is larger than 4 GiB", ErrorCode::limit_exceeded);
  if (is_utf8(source.text)) return {};
  std::size_t i = 0;
  for (auto step = decode_utf8(source.text); step.code_point; step = decode_utf8(source.text.substr(i)))
    i += step.length;
  return refuse(source, i, i + 1, "the text is not UTF-8");
}

bool at_end(Parser& parser) { return parser.at(TokenKind::end) || parser.unexpected("the end of the text"); }

/// "f", or "[constructor]r", "[method]r.f", "[static]r.f" (Explainer.md: plainname).
bool is_function_name(std::string_view name) {
  if (!name.starts_with('[')) return types::is_label(name);
  const std::size_t close = name.find(']');
  if (close == std::string_view::npos) return false;
  const std::string_view annotation = name.substr(1, close - 1);
  const std::string_view rest = name.substr(close + 1);
  if (annotation == "constructor") return types::is_label(rest);
  const std::size_t dot = rest.find('.');
  return (annotation == "method" || annotation == "static") && dot != std::string_view::npos &&
         types::is_label(rest.substr(0, dot)) && types::is_label(rest.substr(dot + 1));
}

/// "i" or "ns:p/i".
bool is_path(std::string_view path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return types::is_label(path);
  const std::string_view package = path.substr(0, slash);
  const std::size_t colon = package.find(':');
  return colon != std::string_view::npos && types::is_label(package.substr(0, colon)) &&
         types::is_label(package.substr(colon + 1)) && types::is_label(path.substr(slash + 1));
}

/// Where a function is: "i", "ns:p/i@1.0.0".
std::optional<std::string> interface_name(std::string_view path, std::string_view version) {
  if (!is_path(path)) return std::nullopt;
  if (version.empty()) return std::string(path);
  if (path.find('/') == std::string_view::npos || !Version::parse(version)) return std::nullopt;
  return std::string(path) + "@" + std::string(version);
}

/// The parts of a name; nothing when it is none. The version stands before a `#`, or at the end after a `.`.
std::optional<Callee> split(std::string_view name) {
  const std::size_t hash = name.find('#');
  const bool is_export_name = hash != std::string_view::npos;
  const std::string_view versioned = name.substr(0, hash);
  const InterfaceName parts = split_version(versioned);
  if (parts.base.size() != versioned.size() && parts.version.empty()) return std::nullopt;
  std::string_view path = parts.base, function = is_export_name ? name.substr(hash + 1) : parts.base;
  if (!is_export_name) {
    const std::size_t dot = path.starts_with('[') ? std::string_view::npos : path.find('.');
    const bool is_plain = dot == std::string_view::npos;
    if (is_plain && parts.version.empty() && is_function_name(function))
      return Callee{std::nullopt, std::string(function), {}};
    if (is_plain) return std::nullopt;
    function = path.substr(dot + 1);
    path = path.substr(0, dot);
  }
  auto interface = interface_name(path, parts.version);
  if (!interface || !is_function_name(function)) return std::nullopt;
  return Callee{std::move(interface), std::string(function), {}};
}

/// `( a, b )`, where options at the end may be left out.
bool arguments(Parser& parser, const types::TypeArena& arena, const types::FuncType& type, std::vector<Val>& out) {
  const std::size_t begin = parser.token().begin;
  if (!parser.expect(TokenKind::left_paren, "`(` and the arguments")) return false;
  const bool good = parser.items(TokenKind::right_paren, "`)`", [&] {
    const Token& token = parser.token();
    if (out.size() == type.params.size())
      return parser.fail(ErrorCode::type_mismatch, token.begin, token.end,
                         "expected " + std::to_string(out.size()) + (out.size() == 1 ? " argument" : " arguments") +
                             ", found one more");
    const types::ValType expected = type.params[out.size()].type;
    return parser.value(expected, out.emplace_back());
  });
  if (!good) return false;
  while (out.size() < type.params.size()) {
    const types::Field& param = type.params[out.size()];
    const bool is_option =
        !param.type.is_primitive() && std::holds_alternative<types::Option>(arena.defs[param.type.defined()].shape);
    if (!is_option)
      return parser.fail(ErrorCode::type_mismatch, begin, parser.previous_end(),
                         "the argument for `" + param.name + "` is missing", "only options at the end may be left out");
    out.emplace_back(Val::none());
  }
  return true;
}

/// What stands behind `->`: `()`, `v`, or `(0: v)`.
bool result(Parser& parser, std::string_view text, const types::FuncType& type, std::optional<Val>& out) {
  if (!type.result)
    return parser.expect(TokenKind::left_paren, "`()`, the function has no result") &&
           parser.expect(TokenKind::right_paren, "`)`, the function has no result");
  bool is_numbered = false;
  if (parser.at(TokenKind::left_paren)) {
    const Token index = next_token(text, parser.token().end);
    is_numbered =
        index.kind == TokenKind::number && index.text == "0" && next_token(text, index.end).kind == TokenKind::colon;
  }
  if (is_numbered)
    for (int i = 0; i < 3; ++i) parser.advance();
  if (!parser.value(*type.result, out.emplace())) return false;
  if (!is_numbered) return true;
  parser.accept(TokenKind::comma);
  return parser.expect(TokenKind::right_paren, "`)`");
}

}  // namespace

Parsed<Val> parse_value(Source source, const types::TypeArena& arena, types::ValType type) {
  if (auto checked = check_text(source); !checked) return std::unexpected(std::move(checked).error());
  Parser parser(source, 0, arena);
  Val value;
  if (!parser.value(type, value) || !at_end(parser)) return std::unexpected(parser.take_error());
  return value;
}

Parsed<Callee> parse_callee(Source source) {
  if (auto checked = check_text(source); !checked) return std::unexpected(std::move(checked).error());
  const Token first = next_token(source.text, 0);
  const std::size_t end = std::min(source.text.find_first_of("( \t\r\n", first.begin), source.text.size());
  const std::string_view name = source.text.substr(first.begin, end - first.begin);
  if (name.empty()) return refuse(source, first.begin, first.end, "expected the name of a function");
  auto callee = split(name);
  if (!callee) {
    auto refused = refuse(source, first.begin, end, "expected the name of a function");
    refused.error().help =
        "functions are named `f`, `interface.f`, `ns:package/interface.f@1.0.0`, or "
        "`ns:package/interface@1.0.0#f`";
    return refused;
  }
  callee->span = {source.file, first.begin, static_cast<std::uint32_t>(end)};
  return *std::move(callee);
}

Parsed<Call> parse_call(Source source, const Callee& callee, const types::TypeArena& arena, types::FuncTypeId id) {
  if (auto checked = check_text(source); !checked) return std::unexpected(std::move(checked).error());
  const types::FuncType& type = arena.funcs[id];
  Parser parser(source, callee.span.end, arena);
  Call call;
  if (!arguments(parser, arena, type, call.arguments)) return std::unexpected(parser.take_error());
  call.has_result = parser.accept(TokenKind::arrow);
  if (call.has_result && !result(parser, source.text, type, call.result)) return std::unexpected(parser.take_error());
  if (!at_end(parser)) return std::unexpected(parser.take_error());
  return call;
}

}  // namespace witc::wave
