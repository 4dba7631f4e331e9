#include "fuzz/value_generator.hpp"

#include <bit>
#include <cmath>
#include <string>

namespace witc::fuzz {

namespace {

using types::Primitive;
using types::TypeArena;
using types::ValType;

template <class Shape>
ValType define(TypeArena& arena, Shape shape) {
  return arena.defs.push({std::move(shape), {}, {}});
}

std::vector<std::string> labels(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back("l" + std::to_string(i));
  return names;
}

/// A choice from a few numbers.
template <std::size_t n>
std::uint32_t one_of(Choices& choices, const std::uint32_t (&numbers)[n]) {
  return numbers[choices.below(n)];
}

class TypeChooser {
 public:
  TypeChooser(TypeArena& arena, Choices& choices) : arena_(arena), choices_(choices) {}

  ValType operator()(unsigned depth) {
    constexpr std::uint32_t shapes = 16;
    const std::uint32_t choice = choices_.below(depth == 0 ? 14 : 14 + 2 * shapes);
    if (choice == static_cast<std::uint32_t>(Primitive::error_context) && !choices_.one_in(8)) return Primitive::u32;
    if (choice < 14) return static_cast<Primitive>(choice);
    return shape((choice - 14) % shapes, depth - 1);
  }

 private:
  std::optional<ValType> maybe(unsigned depth) {
    if (choices_.below(4) == 0) return std::nullopt;
    return (*this)(depth);
  }
  std::vector<ValType> several(unsigned depth) {
    std::vector<ValType> types;
    for (std::uint32_t count = one_of(choices_, {1, 2, 3, 4, 18}); count > 0; --count) types.push_back((*this)(depth));
    return types;
  }
  ValType resource() {
    const auto resource = arena_.resources.push({"r", {}});
    if (choices_.one_in(2)) return define(arena_, types::Borrow{resource});
    return define(arena_, types::Own{resource});
  }
  ValType shape(std::uint32_t choice, unsigned depth) {
    switch (choice) {
      case 0:
      case 1: return define(arena_, types::List{(*this)(depth), {}});
      case 2: return define(arena_, types::List{(*this)(depth), one_of(choices_, {1, 2, 3, 17})});
      case 3: return define(arena_, types::List{Primitive::u8, one_of(choices_, {1, 3, 16, 40})});
      case 4: return define(arena_, types::Tuple{several(depth)});
      case 5:
      case 6: {
        types::Record record;
        for (const ValType type : several(depth))
          record.fields.push_back({"f" + std::to_string(record.fields.size()), type});
        return define(arena_, std::move(record));
      }
      case 7:
      case 8: {
        types::Variant variant;
        const std::uint32_t count = one_of(choices_, {1, 2, 3, 5, 257});
        for (std::uint32_t i = 0; i < count; ++i)
          variant.cases.push_back({"c" + std::to_string(i), i < 5 ? maybe(depth) : std::nullopt});
        return define(arena_, std::move(variant));
      }
      case 9: return define(arena_, types::Enum{labels(one_of(choices_, {1, 2, 3, 256, 257}))});
      case 10: return define(arena_, types::Flags{labels(one_of(choices_, {1, 8, 9, 17, 32}))});
      case 11: return define(arena_, types::Option{(*this)(depth)});
      case 12: {
        const auto ok = maybe(depth);
        return define(arena_, types::Result{ok, maybe(depth)});
      }
      case 13: return define(arena_, types::Map{static_cast<Primitive>(choices_.below(9)), (*this)(depth)});
      case 14: return resource();
      default: break;
    }
    if (!choices_.one_in(8)) return define(arena_, types::Map{Primitive::string, (*this)(depth)});
    if (choices_.one_in(2)) return define(arena_, types::Stream{maybe(depth)});
    return define(arena_, types::Future{maybe(depth)});
  }

  TypeArena& arena_;
  Choices& choices_;
};

class ValueChooser {
 public:
  ValueChooser(const TypeArena& arena, Choices& choices) : arena_(arena), choices_(choices) {}

  Val operator()(ValType type) {
    if (type.is_primitive()) return of(type.primitive());
    return std::visit([&](const auto& shape) { return of(shape); }, arena_.defs[type.defined()].shape);
  }

 private:
  template <class T>
  Val number() {
    return Val(static_cast<T>(choices_.integer(8 * sizeof(T))));
  }
  template <class T>
  static Val without_nan(T value) {
    return Val(std::isnan(value) ? T(0) : value);
  }
  Val character() {
    const auto c = static_cast<char32_t>(choices_.integer(16) | (choices_.one_in(4) ? 0x1'0000u : 0u));
    return Val(c >= 0xd800 && c < 0xe000 ? U'\ufffd' : c);
  }
  std::string text() {
    static const std::string_view words[] = {
        "", "a", "abc", "é", "ÿÿ", "aé日", "🦆", "日本", "x🦆", "\xf4\x8f\xbf\xbf", "plain text", "\xc2\x80"};
    std::string made;
    for (std::uint32_t count = choices_.below(4); count > 0; --count) made += words[choices_.below(std::size(words))];
    return made;
  }
  std::uint32_t length(const std::optional<std::uint32_t>& fixed) { return fixed ? *fixed : choices_.below(5); }

  Val of(Primitive type) {
    switch (type) {
      case Primitive::bool_: return Val(choices_.below(2) == 1);
      case Primitive::s8: return number<std::int8_t>();
      case Primitive::u8: return number<std::uint8_t>();
      case Primitive::s16: return number<std::int16_t>();
      case Primitive::u16: return number<std::uint16_t>();
      case Primitive::s32: return number<std::int32_t>();
      case Primitive::u32: return number<std::uint32_t>();
      case Primitive::s64: return number<std::int64_t>();
      case Primitive::u64: return number<std::uint64_t>();
      case Primitive::f32: return without_nan(std::bit_cast<float>(static_cast<std::uint32_t>(choices_.float32())));
      case Primitive::f64: return without_nan(std::bit_cast<double>(choices_.float64()));
      case Primitive::char_: return character();
      case Primitive::string: return Val(text());
      case Primitive::error_context: break;
    }
    return Val();
  }
  Val of(const types::List& list) {
    const std::uint32_t count = length(list.length);
    if (arena_.is(list.element, Primitive::u8)) {
      Val::Bytes bytes(count);
      for (auto& byte : bytes) byte = choices_.byte();
      return Val(std::move(bytes));
    }
    Val::List items;
    for (std::uint32_t i = 0; i < count; ++i) items.push_back((*this)(list.element));
    return Val(std::move(items));
  }
  Val of(const types::Map& map) {
    Val::List pairs;
    for (std::uint32_t count = choices_.below(4); count > 0; --count) {
      Val key = (*this)(map.key);
      pairs.push_back(Val::tuple({std::move(key), (*this)(map.value)}));
    }
    return Val(std::move(pairs));
  }
  Val of(const types::Record& record) {
    Val::Record made;
    for (const auto& field : record.fields) made.fields.push_back({field.name, (*this)(field.type)});
    return Val(std::move(made));
  }
  Val of(const types::Tuple& tuple) {
    Val::Tuple made;
    for (const ValType type : tuple.types) made.items.push_back((*this)(type));
    return Val(std::move(made));
  }
  std::optional<Val> payload(const std::optional<ValType>& type) {
    return type ? std::optional((*this)(*type)) : std::nullopt;
  }
  Val of(const types::Variant& variant) {
    const auto& chosen = variant.cases[choices_.below(variant.cases.size())];
    return Val::variant(chosen.name, payload(chosen.type));
  }
  Val of(const types::Enum& type) { return Val::enumeration(type.names[choices_.below(type.names.size())]); }
  Val of(const types::Flags& type) {
    std::vector<std::string> set;
    for (const auto& name : type.names)
      if (choices_.below(2) == 1) set.push_back(name);
    return Val::flags(std::move(set));
  }
  Val of(const types::Option& option) { return choices_.below(2) == 1 ? Val::some((*this)(option.type)) : Val::none(); }
  Val of(const types::Result& result) {
    return choices_.below(2) == 1 ? Val::ok(payload(result.ok)) : Val::error(payload(result.error));
  }
  Val of(const types::Own&) { return Val(Val::Resource{choices_.byte(), true}); }
  Val of(const types::Borrow&) { return Val(Val::Resource{choices_.byte(), false}); }
  Val of(const types::Stream&) { return Val(); }
  Val of(const types::Future&) { return Val(); }

  const TypeArena& arena_;
  Choices& choices_;
};

}  // namespace

ValType choose_type(TypeArena& arena, Choices& choices, unsigned depth) { return TypeChooser(arena, choices)(depth); }

Val choose_value(const TypeArena& arena, ValType type, Choices& choices) { return ValueChooser(arena, choices)(type); }

ValType describe(TypeArena& arena, const abi::TypeDesc& type) {
  using enum abi::TypeShape;
  const auto child = [&](std::size_t i) { return describe(arena, *type.children[i]); };
  const auto maybe = [&](std::size_t i) { return type.children[i] ? std::optional(child(i)) : std::nullopt; };
  const std::vector<std::string> names(type.names.begin(), type.names.end());
  switch (type.shape) {
    case list:
      return define(arena,
                    types::List{child(0), type.length ? std::optional<std::uint32_t>(type.length) : std::nullopt});
    case map: return define(arena, types::Map{child(0), child(1)});
    case option: return define(arena, types::Option{child(0)});
    case result: return define(arena, types::Result{maybe(0), maybe(1)});
    case enum_: return define(arena, types::Enum{names});
    case flags: return define(arena, types::Flags{names});
    case tuple: {
      types::Tuple made;
      for (const auto* member : type.children) made.types.push_back(describe(arena, *member));
      return define(arena, std::move(made));
    }
    case record: {
      types::Record made;
      for (std::size_t i = 0; i < names.size(); ++i) made.fields.push_back({names[i], child(i)});
      return define(arena, std::move(made));
    }
    case variant: {
      types::Variant made;
      for (std::size_t i = 0; i < names.size(); ++i) made.cases.push_back({names[i], maybe(i)});
      return define(arena, std::move(made));
    }
    default: break;  // handles are not among the peers
  }
  return static_cast<Primitive>(type.shape);  // enumerates the same names
}

}  // namespace witc::fuzz
