#include "cli/wast/component_values.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <set>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "support/utf8.hpp"

namespace witc::cli::wast {

namespace {

bool matches(const std::shared_ptr<const Val>& result, const std::shared_ptr<const Val>& expected) {
  if (!result || !expected) return !result && !expected;
  return wast::matches(*result, *expected);
}

struct Match {
  template <class T>
    requires std::integral<T> || std::same_as<T, std::string> || std::same_as<T, Val::Bytes> ||
             std::same_as<T, Val::Resource>
  bool operator()(const T& a, const T& b) const {
    return a == b;
  }
  template <std::floating_point T>
  bool operator()(T a, T b) const {
    return std::isnan(a) ? std::isnan(b) : a == b && std::signbit(a) == std::signbit(b);
  }
  bool operator()(const Val::List& a, const Val::List& b) const { return std::ranges::equal(a, b, wast::matches); }
  /// Bytes of a type that is another name of u8 are a list, those of a script never are.
  bool operator()(const Val::List& a, const Val::Bytes& b) const { return std::ranges::equal(a, b, wast::matches); }
  bool operator()(const Val::Bytes& a, const Val::List& b) const { return a.empty() && b.empty(); }
  bool operator()(const Val::Record& a, const Val::Record& b) const {
    return std::ranges::equal(a.fields, b.fields, [](const Val::Field& x, const Val::Field& y) {
      return x.name == y.name && wast::matches(x.value, y.value);
    });
  }
  bool operator()(const Val::Tuple& a, const Val::Tuple& b) const {
    return std::ranges::equal(a.items, b.items, wast::matches);
  }
  bool operator()(const Val::Variant& a, const Val::Variant& b) const {
    return a.name == b.name && matches(a.payload, b.payload);
  }
  bool operator()(const Val::Enum& a, const Val::Enum& b) const { return a.name == b.name; }
  bool operator()(const Val::Option& a, const Val::Option& b) const { return matches(a.value, b.value); }
  bool operator()(const Val::Result& a, const Val::Result& b) const {
    return a.ok == b.ok && matches(a.payload, b.payload);
  }
  bool operator()(const Val::Flags& a, const Val::Flags& b) const {
    return std::set(a.names.begin(), a.names.end()) == std::set(b.names.begin(), b.names.end());
  }
  template <class A, class B>
  bool operator()(const A&, const B&) const {
    return false;
  }
};

/// Parts that a value and its type have; a type that has others is left to whoever checks the value.
struct Fit {
  const Type& type;

  std::optional<Type> argument(std::size_t i) const {
    const auto arguments = type.arguments();
    return i < arguments.size() ? arguments[i] : std::nullopt;
  }
  std::optional<Type> member(std::string_view name) const {
    for (const auto& member : type.members())
      if (member.name == name) return member.type;
    return std::nullopt;
  }
  static Val part(const Val& value, const std::optional<Type>& wanted) { return wanted ? fit(value, *wanted) : value; }
  static std::shared_ptr<const Val> part(const std::shared_ptr<const Val>& value, const std::optional<Type>& wanted) {
    return value ? std::make_shared<const Val>(part(*value, wanted)) : nullptr;
  }

  Val operator()(const Val::List& value) const {
    const auto element = argument(0);
    if (value.empty() && type.kind() == TypeKind::list && element && element->kind() == TypeKind::u8)
      return Val::Bytes();
    Val::List fitted;
    for (const Val& item : value) {
      const auto* pair = item.get<Val::Tuple>();
      if (type.kind() == TypeKind::map && pair && pair->items.size() == 2)
        fitted.push_back(Val::tuple({part(pair->items[0], element), part(pair->items[1], argument(1))}));
      else
        fitted.push_back(part(item, element));
    }
    return fitted;
  }
  Val operator()(const Val::Record& value) const {
    Val::Record fitted;
    for (const auto& [name, field] : value.fields) fitted.fields.push_back({name, part(field, member(name))});
    return fitted;
  }
  Val operator()(const Val::Tuple& value) const {
    Val::Tuple fitted;
    for (std::size_t i = 0; i < value.items.size(); ++i) fitted.items.push_back(part(value.items[i], argument(i)));
    return fitted;
  }
  Val operator()(const Val::Variant& value) const {
    return Val::Variant{value.name, part(value.payload, member(value.name))};
  }
  Val operator()(const Val::Option& value) const { return Val::Option{part(value.value, argument(0))}; }
  Val operator()(const Val::Result& value) const {
    return Val::Result{value.ok, part(value.payload, argument(value.ok ? 0 : 1))};
  }
  template <class Other>
  Val operator()(const Other& value) const {
    return value;
  }
};

constexpr std::size_t most_shown = 100;  ///< characters of a string, items of a list

/// In quotes, as much as a message has room for.
std::string quote(std::string_view text) {
  std::size_t length = std::min(text.size(), most_shown);
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) --length;
  const std::string shown = "\"" + std::string(text.substr(0, length)) + "\"";
  return length < text.size() ? shown + fmt::format(" … ({} bytes in all)", text.size()) : shown;
}

std::string payload(const std::shared_ptr<const Val>& value) { return value ? " " + to_string(*value) : ""; }

struct Spell {
  std::string operator()(bool value) const { return fmt::format("bool.const {}", value); }
  std::string operator()(char32_t value) const {
    std::string text;
    append_utf8(text, value);
    return "char.const " + quote(text);
  }
  template <std::integral T>
  std::string operator()(T value) const {
    return fmt::format("{}{}.const {}", std::is_signed_v<T> ? 's' : 'u', 8 * sizeof(T), value);
  }
  template <std::floating_point T>
  std::string operator()(T value) const {
    return fmt::format("f{}.const {}", 8 * sizeof(T), std::isnan(value) ? "nan:canonical" : fmt::format("{}", value));
  }
  std::string operator()(const std::string& value) const { return "str.const " + quote(value); }
  std::string operator()(const Val::List& value) const { return "list.const" + all(value); }
  std::string operator()(const Val::Bytes& value) const { return "list.const" + all(value); }
  std::string operator()(const Val::Tuple& value) const { return "tuple.const" + all(value.items); }
  std::string operator()(const Val::Record& value) const {
    std::string text = "record.const";
    for (const auto& [name, field] : value.fields) text += " (field " + quote(name) + " " + to_string(field) + ")";
    return text;
  }
  std::string operator()(const Val::Variant& value) const {
    return "variant.const " + quote(value.name) + payload(value.payload);
  }
  std::string operator()(const Val::Enum& value) const { return "enum.const " + quote(value.name); }
  std::string operator()(const Val::Option& value) const {
    return value.value ? "option.some" + payload(value.value) : "option.none";
  }
  std::string operator()(const Val::Result& value) const {
    return (value.ok ? "result.ok" : "result.err") + payload(value.payload);
  }
  std::string operator()(const Val::Flags& value) const {
    std::string text = "flags.const";
    for (const auto& name : value.names) text += " " + quote(name);
    return text;
  }
  std::string operator()(const Val::Resource& value) const {
    return fmt::format("{} handle", value.owned ? "own" : "borrow");
  }

 private:
  template <class Items>
  static std::string all(const Items& items) {
    std::string text;
    for (std::size_t i = 0; i < std::min(items.size(), most_shown); ++i) text += " " + to_string(Val(items[i]));
    return items.size() > most_shown ? text + fmt::format(" … ({} in all)", items.size()) : text;
  }
};

}  // namespace

bool matches(const Val& result, const Val& expected) {
  return std::visit(Match{}, result.alternatives(), expected.alternatives());
}

Val fit(const Val& value, const Type& type) { return std::visit(Fit{type}, value.alternatives()); }

std::string to_string(const Val& value) { return "(" + std::visit(Spell{}, value.alternatives()) + ")"; }

}  // namespace witc::cli::wast
