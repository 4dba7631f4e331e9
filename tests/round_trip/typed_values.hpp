#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "witc/abi/typed.hpp"
#include "witc/val.hpp"

// Dynamic values of C++ values, and C++ values of dynamic ones, by what witc/abi/types.hpp says about the C++ types.
// The value given to `from_val` must be of the type that T stands for. Views in the result are of the value, or of what
// `Kept` keeps.

namespace witc::testing {

class Kept {
 public:
  template <class T>
  const T& keep(T object) {
    auto made = std::make_shared<T>(std::move(object));
    const T& reference = *made;
    objects_.push_back(std::move(made));
    return reference;
  }

 private:
  std::vector<std::shared_ptr<void>> objects_;
};

template <class T>
Val to_val(const T& value);
template <class T>
T from_val(const Val& value, Kept& kept);

namespace detail {

template <class T>
struct Convert;

template <class T>
concept Plain = std::constructible_from<Val, T> && std::is_arithmetic_v<T>;
template <Plain T>
struct Convert<T> {
  static Val to(T value) { return value; }
  static T from(const Val& value, Kept&) { return *value.get<T>(); }
};
template <>
struct Convert<std::byte> {
  static Val to(std::byte value) { return std::to_integer<std::uint8_t>(value); }
  static std::byte from(const Val& value, Kept&) { return std::byte{*value.get<std::uint8_t>()}; }
};
template <>
struct Convert<std::string_view> {
  static Val to(std::string_view value) { return value; }
  static std::string_view from(const Val& value, Kept&) { return *value.get<std::string>(); }
};
template <>
struct Convert<std::string> {
  static Val to(const std::string& value) { return value; }
  static std::string from(const Val& value, Kept&) { return *value.get<std::string>(); }
};

/// Lists of bytes may be kept in two ways.
inline Val::List items_of(const Val& value) {
  if (const auto* bytes = value.get<Val::Bytes>()) return Val::List(bytes->begin(), bytes->end());
  return *value.get<Val::List>();
}
template <class Range>
Val list_of(const Range& range) {
  Val::List items;
  for (const auto& item : range) items.push_back(to_val<std::ranges::range_value_t<Range>>(item));
  return items;
}
template <class T>
struct Convert<std::vector<T>> {
  static Val to(const std::vector<T>& value) { return list_of(value); }
  static std::vector<T> from(const Val& value, Kept& kept) {
    std::vector<T> list;
    for (const Val& item : kept.keep(items_of(value))) list.push_back(from_val<T>(item, kept));
    return list;
  }
};
template <class T>
struct Convert<std::span<T>> {
  static Val to(std::span<T> value) { return list_of(value); }
  static std::span<T> from(const Val& value, Kept& kept) {
    return kept.keep(from_val<std::vector<std::remove_const_t<T>>>(value, kept));
  }
};
template <class T, std::size_t N>
struct Convert<std::array<T, N>> {
  static Val to(const std::array<T, N>& value) { return list_of(value); }
  static std::array<T, N> from(const Val& value, Kept& kept) {
    std::array<T, N> list;
    const auto& items = kept.keep(items_of(value));
    for (std::size_t i = 0; i < N; ++i) list[i] = from_val<T>(items[i], kept);
    return list;
  }
};
template <abi::MapContainer T>
struct Convert<T> {
  using Key = T::key_type;
  using Mapped = T::mapped_type;
  static Val to(const T& value) {
    Val::List entries;
    for (const auto& [key, mapped] : value) entries.push_back(Val::tuple({to_val<Key>(key), to_val<Mapped>(mapped)}));
    return entries;
  }
  static T from(const Val& value, Kept& kept) {
    T map;
    for (const Val& entry : *value.get<Val::List>()) {
      const auto& items = entry.get<Val::Tuple>()->items;
      map.insert({from_val<Key>(items[0], kept), from_val<Mapped>(items[1], kept)});
    }
    return map;
  }
};
template <class K, class V>
struct Convert<std::pair<K, V>> {  // an entry of a map that is kept as a list
  static Val to(const std::pair<K, V>& value) { return Val::tuple({to_val<K>(value.first), to_val<V>(value.second)}); }
  static std::pair<K, V> from(const Val& value, Kept& kept) {
    const auto& items = value.get<Val::Tuple>()->items;
    return {from_val<K>(items[0], kept), from_val<V>(items[1], kept)};
  }
};
template <class... T>
struct Convert<std::tuple<T...>> {
  static Val to(const std::tuple<T...>& value) {
    return std::apply([](const auto&... item) { return Val::tuple({to_val<T>(item)...}); }, value);
  }
  static std::tuple<T...> from(const Val& value, Kept& kept) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::tuple<T...>(from_val<T>(value.get<Val::Tuple>()->items[I], kept)...);
    }(std::index_sequence_for<T...>());
  }
};

template <class T>
std::optional<Val> optional_val(const T& value) {
  if constexpr (std::is_empty_v<T>)
    return {};
  else
    return to_val<T>(value);
}
template <class T>
T from_payload(const std::shared_ptr<const Val>& payload, Kept& kept) {
  if constexpr (std::is_empty_v<T>)
    return T();
  else
    return from_val<T>(*payload, kept);
}
template <class T>
struct Convert<std::optional<T>> {
  static Val to(const std::optional<T>& value) { return value ? Val::some(to_val<T>(*value)) : Val::none(); }
  static std::optional<T> from(const Val& value, Kept& kept) {
    const auto& held = value.get<Val::Option>()->value;
    if (!held) return {};
    return from_val<T>(*held, kept);
  }
};
template <class T, class E>
struct Convert<std::expected<T, E>> {
  static Val to(const std::expected<T, E>& value) {
    if (!value) return Val::error(optional_val<E>(value.error()));
    if constexpr (std::is_void_v<T>)
      return Val::ok();
    else
      return Val::ok(optional_val<T>(*value));
  }
  static std::expected<T, E> from(const Val& value, Kept& kept) {
    const auto& result = *value.get<Val::Result>();
    if (!result.ok) return std::unexpected(from_payload<E>(result.payload, kept));
    if constexpr (std::is_void_v<T>)
      return {};
    else
      return from_payload<T>(result.payload, kept);
  }
};

template <abi::HasRecord T>
struct Convert<T> {
  static Val to(const T& value) {
    const auto field = [&](const auto& f) {
      return Val::Field{std::string(f.name), to_val<std::remove_cvref_t<decltype(value.*f.member)>>(value.*f.member)};
    };
    return std::apply([&](const auto&... f) { return Val::record({field(f)...}); }, abi::Record<T>::fields);
  }
  static T from(const Val& value, Kept& kept) {
    T record{};
    std::size_t index = 0;
    const auto& fields = value.get<Val::Record>()->fields;
    const auto set = [&](const auto& f) {
      record.*f.member = from_val<std::remove_cvref_t<decltype(record.*f.member)>>(fields[index++].value, kept);
    };
    std::apply([&](const auto&... f) { (set(f), ...); }, abi::Record<T>::fields);
    return record;
  }
};
template <class Names>
std::size_t index_of(const Names& names, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::find(names, name) - std::ranges::begin(names));
}
template <abi::HasEnum T>
struct Convert<T> {
  static constexpr auto& names = abi::Enum<T>::names;
  static Val to(T value) { return Val::enumeration(std::string(names.at(static_cast<std::size_t>(value)))); }
  static T from(const Val& value, Kept&) { return static_cast<T>(index_of(names, value.get<Val::Enum>()->name)); }
};
template <abi::HasFlags T>
struct Convert<T> {
  static constexpr auto& names = abi::Flags<T>::names;
  static Val to(T value) {
    std::vector<std::string> set;
    for (std::size_t i = 0; i < names.size(); ++i)
      if (std::uint64_t{std::to_underlying(value)} >> i & 1) set.emplace_back(names[i]);
    return Val::flags(std::move(set));
  }
  static T from(const Val& value, Kept&) {
    std::uint64_t bits = 0;
    for (const auto& name : value.get<Val::Flags>()->names) bits |= std::uint64_t{1} << index_of(names, name);
    return static_cast<T>(bits);
  }
};

/// A case is the payload itself, or a class of its name with a member `value`.
template <abi::HasVariant T>
struct Convert<T> {
  using Cases = decltype(T::value);
  static constexpr auto& names = abi::Variant<T>::names;
  template <class Case>
  static constexpr bool wraps = requires(Case chosen) {
    chosen.value;
    requires abi::Variant<T>::named_cases;
  };

  static Val to(const T& value) {
    const std::string name(names[value.value.index()]);
    return std::visit(
        [&]<class Case>(const Case& chosen) {
          if constexpr (wraps<Case>)
            return Val::variant(name, to_val(chosen.value));
          else
            return Val::variant(name, optional_val(chosen));
        },
        value.value);
  }
  static T from(const Val& value, Kept& kept) {
    const auto& chosen = *value.get<Val::Variant>();
    const std::size_t index = index_of(names, chosen.name);
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      std::optional<T> made;
      (void)((I == index && (made = make<I>(chosen.payload, kept), true)) || ...);
      return *std::move(made);
    }(std::make_index_sequence<names.size()>());
  }

 private:
  template <std::size_t I>
  static T make(const std::shared_ptr<const Val>& payload, Kept& kept) {
    using Case = std::variant_alternative_t<I, Cases>;
    T made{};
    if constexpr (wraps<Case>)
      made.value.template emplace<I>(Case{from_val<decltype(Case::value)>(*payload, kept)});
    else
      made.value.template emplace<I>(from_payload<Case>(payload, kept));
    return made;
  }
};

}  // namespace detail

template <class T>
Val to_val(const T& value) {
  return detail::Convert<T>::to(value);
}
template <class T>
T from_val(const Val& value, Kept& kept) {
  return detail::Convert<T>::from(value, kept);
}

}  // namespace witc::testing
