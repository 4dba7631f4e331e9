#include "tests/round_trip/random_value.hpp"

#include <bit>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace witc::testing {

namespace {

void append_utf8(std::string& text, char32_t c) {
  const auto add = [&](char32_t byte) { text += static_cast<char>(byte); };
  const auto continuation = [&](unsigned shift) { add(0x80 | ((c >> shift) & 0x3f)); };
  if (c < 0x80) return add(c);
  if (c < 0x800) {
    add(0xc0 | (c >> 6));
  } else {
    if (c < 0x1'0000) {
      add(0xe0 | (c >> 12));
    } else {
      add(0xf0 | (c >> 18));
      continuation(12);
    }
    continuation(6);
  }
  continuation(0);
}

}  // namespace

template <class T>
Val RandomValues::integer() {
  using Limits = std::numeric_limits<T>;
  constexpr T boundaries[] = {0, 1, Limits::min(), Limits::max(), static_cast<T>(-1), Limits::max() / 2 + 1};
  if (one_in(2)) return boundaries[below(std::size(boundaries))];
  return static_cast<T>(engine_() >> below(64));
}

template <class T>
Val RandomValues::floating() {
  using Limits = std::numeric_limits<T>;
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  constexpr T boundaries[] = {T(0),
                              -T(0),
                              T(1),
                              T(-1.5),
                              Limits::min(),
                              Limits::denorm_min(),
                              Limits::max(),
                              Limits::lowest(),
                              Limits::infinity(),
                              -Limits::infinity(),
                              Limits::quiet_NaN()};
  if (one_in(2)) return boundaries[below(std::size(boundaries))];
  return std::bit_cast<T>(static_cast<Bits>(engine_()));
}

char32_t RandomValues::character() {
  constexpr char32_t boundaries[] = {0,     0x7f,   0x80,   0xff,   0x100,    0x7ff,
                                     0x800, 0xd7ff, 0xe000, 0xffff, 0x1'0000, 0x10'ffff};
  constexpr char32_t ranges[][2] = {{' ', '~'}, {0xa0, 0xff}, {0x100, 0x7ff}, {0x3040, 0x9fff}, {0x1'f300, 0x1'f9ff}};
  if (one_in(8)) return boundaries[below(std::size(boundaries))];
  const auto& [first, last] = ranges[below(std::size(ranges))];
  return first + static_cast<char32_t>(below(last - first + 1));
}

/// Some strings of each alphabet that encodings tell apart, some of all.
std::string RandomValues::string() {
  constexpr char32_t limits[] = {0x80, 0x100, 0x1'0000, 0x11'0000, 0x11'0000};
  const char32_t limit = limits[below(std::size(limits))];
  std::string text;
  for (std::size_t count = one_in(40) ? 5000 : below(20); count > 0; --count) {
    const char32_t c = character();
    append_utf8(text, c < limit ? c : c % 0x80);
  }
  return text;
}

std::size_t RandomValues::length() {
  if (depth_ > 2) return below(3);
  return depth_ == 1 && one_in(40) ? 1000 : below(6);
}

Val RandomValues::list(const Type& element, std::size_t count) {
  Val::List items;
  for (std::size_t i = 0; i < count; ++i) items.push_back((*this)(element));
  if (element.kind() != TypeKind::u8) return items;
  Val::Bytes bytes;
  for (const Val& item : items) bytes.push_back(*item.get<std::uint8_t>());
  return bytes;
}

Val RandomValues::map(const Type& key, const Type& value) {
  std::map<std::variant<bool, std::int64_t, std::uint64_t, char32_t, std::string>, std::pair<Val, Val>> entries;
  for (std::size_t count = length(); count > 0; --count) {
    Val made = (*this)(key);
    std::visit(
        [&](const auto& k) {
          using K = std::decay_t<decltype(k)>;
          const auto insert = [&](auto order) {
            if (!entries.contains(order)) entries.emplace(order, std::pair(made, (*this)(value)));
          };
          if constexpr (std::is_same_v<K, bool> || std::is_same_v<K, char32_t> || std::is_same_v<K, std::string>)
            insert(k);
          else if constexpr (std::is_integral_v<K>)
            insert(static_cast<std::conditional_t<std::is_signed_v<K>, std::int64_t, std::uint64_t>>(k));
        },
        made.alternatives());
  }
  Val::List items;
  for (auto& [order, entry] : entries) items.push_back(Val::tuple({entry.first, entry.second}));
  return items;
}

std::optional<Val> RandomValues::payload(const std::optional<Type>& type) {
  if (!type) return {};
  return (*this)(*type);
}

Val RandomValues::operator()(const Type& type) {
  const auto arguments = type.arguments();
  switch (type.kind()) {
    case TypeKind::bool_: return one_in(2);
    case TypeKind::s8: return integer<std::int8_t>();
    case TypeKind::u8: return integer<std::uint8_t>();
    case TypeKind::s16: return integer<std::int16_t>();
    case TypeKind::u16: return integer<std::uint16_t>();
    case TypeKind::s32: return integer<std::int32_t>();
    case TypeKind::u32: return integer<std::uint32_t>();
    case TypeKind::s64: return integer<std::int64_t>();
    case TypeKind::u64: return integer<std::uint64_t>();
    case TypeKind::f32: return floating<float>();
    case TypeKind::f64: return floating<double>();
    case TypeKind::char_: return character();
    case TypeKind::string: return string();
    case TypeKind::list: {
      ++depth_;
      Val made = list(*arguments[0], type.length() ? *type.length() : length());
      --depth_;
      return made;
    }
    case TypeKind::map: {
      ++depth_;
      Val made = map(*arguments[0], *arguments[1]);
      --depth_;
      return made;
    }
    case TypeKind::record: {
      Val::Record record;
      for (const auto& field : type.members()) record.fields.push_back({field.name, (*this)(*field.type)});
      return record;
    }
    case TypeKind::tuple: {
      Val::Tuple tuple;
      for (const auto& item : arguments) tuple.items.push_back((*this)(*item));
      return tuple;
    }
    case TypeKind::variant: return variant(type);
    case TypeKind::enum_: {
      const auto cases = type.members();
      // The last ones are where the discriminant is largest.
      return Val::enumeration(cases[one_in(4) ? cases.size() - 1 - below(2) % cases.size() : below(cases.size())].name);
    }
    case TypeKind::flags: {
      const std::uint64_t bits = one_in(4) ? 0 : one_in(3) ? ~std::uint64_t{0} : engine_();
      std::vector<std::string> set;
      const auto labels = type.members();
      for (std::size_t i = 0; i < labels.size(); ++i)
        if (bits >> i & 1) set.push_back(labels[i].name);
      return Val::flags(std::move(set));
    }
    case TypeKind::option: return one_in(3) ? Val::none() : Val::some((*this)(*arguments[0]));
    case TypeKind::result: return one_in(2) ? Val::ok(payload(arguments[0])) : Val::error(payload(arguments[1]));
    case TypeKind::own:
    case TypeKind::borrow: return make_handle_(type);
    default: break;
  }
  return Val();
}

Val RandomValues::variant(const Type& type) {
  const auto cases = type.members();
  const auto& chosen = cases[below(cases.size())];
  return Val::variant(chosen.name, payload(chosen.type));
}

}  // namespace witc::testing
