#include "bindgen/options.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <tuple>
#include <utility>

namespace witc::bindgen {

namespace {

bool is_cpp_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == ':' || c == '<' || c == '>' || c == ',' || c == ' ';
  });
}

bool is_header(std::string_view name) {
  return !name.empty() && name.find_first_of("\"\n\\") == std::string_view::npos;
}

/// `NAME@HEADER`.
std::optional<std::pair<std::string, std::string>> split(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  const auto name = text.substr(0, at);
  const auto header = text.substr(at + 1);
  if (!is_cpp_name(name) || !is_header(header)) return std::nullopt;
  return std::pair(std::string(name), std::string(header));
}

}  // namespace

Expected<With> parse_with(std::string_view text) {
  const auto equals = text.find('=');
  const auto right = equals == std::string_view::npos ? std::nullopt : split(text.substr(equals + 1));
  if (!right)
    return fail(Error(ErrorCode::usage, "\"" + std::string(text) + "\" does not say what takes the place of what")
                    .with_help("write it as ns:package/interface/type=my::Type@my/header.hpp"));
  return With{std::string(text.substr(0, equals)), right->first, right->second};
}

Expected<void> set_result_type(HostOptions& options, std::string_view text) {
  auto parts = split(text);
  if (!parts)
    return fail(Error(ErrorCode::usage, "\"" + std::string(text) + "\" does not name a class template and its header")
                    .with_help("write it as tl::expected@tl/expected.hpp"));
  std::tie(options.result_type, options.result_header) = *std::move(parts);
  return {};
}

}  // namespace witc::bindgen
