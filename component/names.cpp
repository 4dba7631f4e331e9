#include "component/names.hpp"

#include <algorithm>

#include "types/names.hpp"

namespace witc::component {

using types::is_label;

namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// Splits off what comes before the first `separator`.
std::string_view take_until(std::string_view& text, char separator) {
  const auto at = text.find(separator);
  const auto head = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return head;
}

bool is_lower_label(std::string_view text) {
  return is_label(text) && std::none_of(text.begin(), text.end(), [](char c) { return is_upper(c); });
}

struct Annotated {
  std::string_view annotation;  ///< "[method]" and its kin, or empty
  std::string_view rest;
};

Annotated split_annotation(std::string_view name) {
  if (!name.starts_with('[')) return {{}, name};
  const auto end = name.find(']');
  if (end == std::string_view::npos) return {name, {}};
  return {name.substr(0, end + 1), name.substr(end + 1)};
}

}  // namespace

std::optional<InterfaceName> parse_interface_name(std::string_view text) {
  InterfaceName name;
  name.name_space = take_until(text, ':');
  name.package = take_until(text, '/');
  const auto at = text.find('@');
  name.interface = text.substr(0, at);
  if (at != std::string_view::npos) {
    name.version_text = text.substr(at + 1);
    name.version = Version::parse(name.version_text);
    if (!name.version && !is_canonical_version(name.version_text)) return std::nullopt;
  }
  if (!is_lower_label(name.name_space) || !is_lower_label(name.package) || !is_label(name.interface))
    return std::nullopt;
  return name;
}

bool is_canonical_version(std::string_view text) {
  if (text == "0.0.0") return true;
  for (int zeros = 0; zeros < 2 && text.starts_with("0."); ++zeros) text.remove_prefix(2);
  return !text.empty() && text.front() != '0' && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_extern_name(std::string_view name) {
  const auto [annotation, rest] = split_annotation(name);
  if (annotation.empty()) return is_label(name) || parse_interface_name(name).has_value();
  if (annotation == "[constructor]") return is_label(rest);
  if (annotation != "[method]" && annotation != "[static]") return false;
  const auto dot = rest.find('.');
  return dot != std::string_view::npos && is_label(rest.substr(0, dot)) && is_label(rest.substr(dot + 1));
}

bool UniqueNames::insert(std::string_view name) {
  // Lower-cased; [method] and [static] do not distinguish, and l.l is l; [constructor] does.
  auto [annotation, rest] = split_annotation(name);
  std::string key;
  if (annotation == "[constructor]") key = annotation;
  if (annotation == "[method]" || annotation == "[static]") {
    const auto dot = rest.find('.');
    if (dot != std::string_view::npos && rest.substr(0, dot) == rest.substr(dot + 1)) rest = rest.substr(0, dot);
  }
  return seen_.insert(key + types::lower_case(rest)).second;
}

}  // namespace witc::component
