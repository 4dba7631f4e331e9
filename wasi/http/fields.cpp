#include "wasi/http/fields.hpp"

#include <algorithm>
#include <charconv>

namespace witc::wasi::http {

namespace {

constexpr std::string_view forbidden[] = {
    "connection",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "transfer-encoding",
    "upgrade",
};

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, to_lower, to_lower); }

}  // namespace

std::vector<FieldValue> FieldList::get(std::string_view name) const {
  std::vector<FieldValue> values;
  for (const Field& field : fields_)
    if (same_name(field.name, name)) values.push_back(field.value);
  return values;
}

bool FieldList::has(std::string_view name) const {
  return std::ranges::any_of(fields_, [&](const Field& field) { return same_name(field.name, name); });
}

void FieldList::remove(std::string_view name) {
  std::erase_if(fields_, [&](const Field& field) {
    if (!same_name(field.name, name)) return false;
    size_ -= field.name.size() + field.value.size() + sizeof(Field);
    return true;
  });
}

bool FieldList::append(std::string_view name, std::span<const std::byte> value) {
  const std::size_t size = name.size() + value.size() + sizeof(Field);
  if (size > max_size - size_) return false;
  size_ += size;
  fields_.push_back({.name = std::string(name), .value = FieldValue(value.begin(), value.end())});
  return true;
}

std::optional<std::uint64_t> FieldList::content_length() const {
  const auto values = get("content-length");
  if (values.size() != 1) return std::nullopt;
  const auto* begin = reinterpret_cast<const char*>(values.front().data());
  const auto* end = begin + values.front().size();
  std::uint64_t length = 0;
  const auto [stop, error] = std::from_chars(begin, end, length);
  if (error != std::errc() || stop != end) return std::nullopt;
  return length;
}

bool is_token(std::string_view text) {
  constexpr std::string_view symbols = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (to_lower(c) >= 'a' && to_lower(c) <= 'z') ||
           symbols.find(c) != std::string_view::npos;
  });
}

bool is_field_value(std::span<const std::byte> value) {
  return std::ranges::all_of(value, [](std::byte byte) {
    const auto c = std::to_integer<unsigned>(byte);
    return c == '\t' || (c >= 0x20 && c != 0x7f);
  });
}

bool is_forbidden(std::string_view name) {
  return std::ranges::any_of(forbidden, [&](std::string_view other) { return same_name(name, other); });
}

}  // namespace witc::wasi::http
