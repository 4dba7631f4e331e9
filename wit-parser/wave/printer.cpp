#include <array>
#include <charconv>
#include <cmath>
#include <type_traits>

#include "support/utf8.hpp"
#include "wit-parser/wave/labels.hpp"
#include "wit-parser/wave/token.hpp"
#include "wit-parser/wave/wave.hpp"

namespace witc::wave {

namespace {

using types::Primitive;
using types::ValType;

/// Characters that a terminal or an editor would act on instead of showing them.
bool is_disturbing(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

std::string escape(char32_t c) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  do {
    hex.insert(hex.begin(), digits[c & 15]);
    c >>= 4;
  } while (c != 0);
  return "\\u{" + hex + "}";
}

/// Appends the first character of `text`, which is `length` bytes long.
void append_character(std::string& out, std::string_view text, char32_t c, std::size_t length) {
  switch (c) {
    case '\\':
    case '\'':
    case '"': (out += '\\') += static_cast<char>(c); break;
    case '\t': out += "\\t"; break;
    case '\n': out += "\\n"; break;
    case '\r': out += "\\r"; break;
    default:
      if (is_disturbing(c))
        out += escape(c);
      else
        out.append(text.substr(0, length));
  }
}

/// As JavaScript prints numbers: powers of ten only where there would be many zeros.
template <class T>
std::string print_float(T value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  constexpr T smallest = T(1e-7), largest = T(1e21);
  const T magnitude = std::fabs(value);
  const bool plain = magnitude == 0 || (magnitude >= smallest && magnitude < largest);
  std::array<char, 64> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific);
  std::string text(buffer.data(), end.ptr);
  // Exponents have two digits at least.
  if (const std::size_t e = text.find('e'); e != std::string::npos && text[e + 2] == '0') text.erase(e + 2, 1);
  return text;
}

class Printer {
 public:
  explicit Printer(const types::TypeArena& arena) : arena_(arena) {}

  Expected<void> value(ValType type, const Val& value) {
    if (type.is_primitive()) return primitive(type.primitive(), value);
    if (depth_ == max_nesting)
      return fail(ErrorCode::limit_exceeded,
                  "nested deeper than the limit of " + std::to_string(max_nesting) + " values");
    ++depth_;
    auto printed = std::visit([&](const auto& shape) { return of(shape, value); }, arena_.defs[type.defined()].shape);
    --depth_;
    return printed;
  }

  void append(std::string_view text) { out_ += text; }
  std::string take() { return std::move(out_); }

  template <class Items, class F>
  Expected<void> sequence(std::string_view open, std::string_view close, const Items& items, F print) {
    out_ += open;
    bool first = true;
    for (const auto& item : items) {
      if (!first) out_ += ", ";
      first = false;
      WITC_TRY(print(item));
    }
    out_ += close;
    return {};
  }

 private:
  static std::unexpected<Error> mismatch(std::string_view expected) {
    return fail(ErrorCode::type_mismatch, "the value to print is not " + std::string(expected));
  }

  template <class T>
  Expected<void> number(Primitive type, const Val& value) {
    const T* number = value.get<T>();
    if (!number) return mismatch(to_string(type));
    if constexpr (std::is_floating_point_v<T>)
      out_ += print_float(*number);
    else
      out_ += std::to_string(*number);
    return {};
  }

  Expected<void> primitive(Primitive type, const Val& value) {
    switch (type) {
      case Primitive::bool_:
        if (!value.get<bool>()) return mismatch("bool");
        out_ += *value.get<bool>() ? "true" : "false";
        return {};
      case Primitive::s8: return number<std::int8_t>(type, value);
      case Primitive::u8: return number<std::uint8_t>(type, value);
      case Primitive::s16: return number<std::int16_t>(type, value);
      case Primitive::u16: return number<std::uint16_t>(type, value);
      case Primitive::s32: return number<std::int32_t>(type, value);
      case Primitive::u32: return number<std::uint32_t>(type, value);
      case Primitive::s64: return number<std::int64_t>(type, value);
      case Primitive::u64: return number<std::uint64_t>(type, value);
      case Primitive::f32: return number<float>(type, value);
      case Primitive::f64: return number<double>(type, value);
      case Primitive::char_: return character(value);
      case Primitive::string: return string(value);
      case Primitive::error_context: break;
    }
    return fail(ErrorCode::unsupported_feature, "values of `error-context` have no text form");
  }

  Expected<void> character(const Val& value) {
    const char32_t* character = value.get<char32_t>();
    if (!character) return mismatch("char");
    if (*character > 0x10ffff || (*character >= 0xd800 && *character < 0xe000))
      return mismatch("a Unicode scalar value");
    std::string text;
    append_utf8(text, *character);
    out_ += '\'';
    append_character(out_, text, *character, text.size());
    out_ += '\'';
    return {};
  }

  Expected<void> string(const Val& value) {
    const auto* content = value.get<std::string>();
    if (!content) return mismatch("string");
    out_ += '"';
    for (std::string_view rest = *content; !rest.empty();) {
      const auto [c, length] = decode_utf8(rest);
      if (!c) return mismatch("a string in UTF-8");
      append_character(out_, rest, *c, length);
      rest.remove_prefix(length);
    }
    out_ += '"';
    return {};
  }

  Expected<void> of(Primitive type, const Val& value) { return primitive(type, value); }

  Expected<void> of(const types::Record& type, const Val& value) {
    const auto* record = value.get<Val::Record>();
    if (!record || record->fields.size() != type.fields.size()) return mismatch("the record of the type");
    out_ += '{';
    bool first = true;
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
      const Val::Field& field = record->fields[i];
      if (field.name != type.fields[i].name) return mismatch("the record of the type");
      if (const auto* option = field.value.get<Val::Option>(); option && !option->value) {
        if (!is_option(type.fields[i].type)) return mismatch("the record of the type");
        continue;
      }
      if (!first) out_ += ", ";
      first = false;
      (out_ += field.name) += ": ";
      WITC_TRY(this->value(type.fields[i].type, field.value));
    }
    out_ += first ? ":}" : "}";
    return {};
  }

  Expected<void> of(const types::List& type, const Val& value) {
    if (const auto* bytes = value.get<Val::Bytes>()) {
      if (!is_length(type, bytes->size()) || !arena_.is(type.element, Primitive::u8))
        return mismatch("the list of the type");
      return sequence("[", "]", *bytes, [&](std::uint8_t byte) -> Expected<void> {
        out_ += std::to_string(byte);
        return {};
      });
    }
    const auto* list = value.get<Val::List>();
    if (!list || !is_length(type, list->size())) return mismatch("the list of the type");
    return sequence("[", "]", *list, [&](const Val& item) { return this->value(type.element, item); });
  }

  Expected<void> of(const types::Tuple& type, const Val& value) {
    const auto* tuple = value.get<Val::Tuple>();
    if (!tuple || tuple->items.size() != type.types.size()) return mismatch("the tuple of the type");
    std::size_t i = 0;
    return sequence("(", ")", tuple->items, [&](const Val& item) { return this->value(type.types[i++], item); });
  }

  Expected<void> of(const types::Map& type, const Val& value) {
    const auto* list = value.get<Val::List>();
    if (!list) return mismatch("a map, a list of pairs");
    if (list->empty()) {
      out_ += "{:}";
      return {};
    }
    return sequence("{", "}", *list, [&](const Val& item) -> Expected<void> {
      const auto* pair = item.get<Val::Tuple>();
      if (!pair || pair->items.size() != 2) return mismatch("a map, a list of pairs");
      WITC_TRY(this->value(type.key, pair->items[0]));
      out_ += ": ";
      return this->value(type.value, pair->items[1]);
    });
  }

  Expected<void> of(const types::Flags& type, const Val& value) {
    const auto* flags = value.get<Val::Flags>();
    if (!flags) return mismatch("the flags of the type");
    return sequence("{", "}", flags->names, [&](const std::string& name) -> Expected<void> {
      if (!labels_.find(type.names, name)) return mismatch("the flags of the type");
      out_ += name;
      return {};
    });
  }

  Expected<void> of(const types::Enum& type, const Val& value) {
    const auto* chosen = value.get<Val::Enum>();
    if (!chosen || !labels_.find(type.names, chosen->name)) return mismatch("a case of the enum");
    label(chosen->name);
    return {};
  }

  Expected<void> of(const types::Variant& type, const Val& value) {
    const auto* variant = value.get<Val::Variant>();
    const auto index = variant ? labels_.find(type.cases, variant->name) : std::nullopt;
    if (!index) return mismatch("a case of the variant");
    label(variant->name);
    return payload(type.cases[*index].type, variant->payload.get());
  }

  Expected<void> of(const types::Option& type, const Val& value) {
    const auto* option = value.get<Val::Option>();
    if (!option) return mismatch("an option");
    out_ += option->value ? "some" : "none";
    return option->value ? payload(type.type, option->value.get()) : Expected<void>();
  }

  Expected<void> of(const types::Result& type, const Val& value) {
    const auto* result = value.get<Val::Result>();
    if (!result) return mismatch("a result");
    out_ += result->ok ? "ok" : "err";
    return payload(result->ok ? type.ok : type.error, result->payload.get());
  }

  template <class Other>
  Expected<void> of(const Other&, const Val&) {
    return fail(ErrorCode::unsupported_feature, "handles, streams and futures have no text form");
  }

  Expected<void> payload(const std::optional<ValType>& type, const Val* payload) {
    if (type.has_value() != (payload != nullptr)) return mismatch("a case with the payload of the type");
    if (!type) return {};
    out_ += '(';
    WITC_TRY(value(*type, *payload));
    out_ += ')';
    return {};
  }

  void label(const std::string& name) { (out_ += is_keyword(name) ? "%" : "") += name; }

  template <class Shape>
  bool has_shape(ValType type) const {
    return !type.is_primitive() && std::holds_alternative<Shape>(arena_.defs[type.defined()].shape);
  }
  bool is_option(ValType type) const { return has_shape<types::Option>(type); }
  static bool is_length(const types::List& type, std::size_t size) { return !type.length || *type.length == size; }

  const types::TypeArena& arena_;
  LabelIndex labels_;
  std::string out_;
  std::uint32_t depth_ = 0;
};

bool is_none(const Val& value) {
  const auto* option = value.get<Val::Option>();
  return option && !option->value;
}

}  // namespace

Expected<std::string> print_value(const types::TypeArena& arena, types::ValType type, const Val& value) {
  Printer printer(arena);
  WITC_TRY(printer.value(type, value));
  return printer.take();
}

Expected<std::string> print_call(std::string_view name, const types::TypeArena& arena, types::FuncTypeId id,
                                 std::span<const Val> arguments) {
  const types::FuncType& type = arena.funcs[id];
  if (arguments.size() != type.params.size())
    return fail(ErrorCode::type_mismatch, "expected " + std::to_string(type.params.size()) + " arguments, found " +
                                              std::to_string(arguments.size()));
  while (!arguments.empty() && is_none(arguments.back())) arguments = arguments.first(arguments.size() - 1);
  Printer printer(arena);
  printer.append(name);
  std::size_t i = 0;
  WITC_TRY(printer.sequence("(", ")", arguments,
                            [&](const Val& argument) { return printer.value(type.params[i++].type, argument); }));
  return printer.take();
}

Expected<std::string> print_result(const types::TypeArena& arena, types::FuncTypeId id, const Val* result) {
  const types::FuncType& type = arena.funcs[id];
  if (type.result.has_value() != (result != nullptr))
    return fail(ErrorCode::type_mismatch, type.result ? "the result is missing" : "the function has no result");
  if (!result) return std::string();
  Printer printer(arena);
  printer.append("-> ");
  WITC_TRY(printer.value(*type.result, *result));
  return printer.take();
}

}  // namespace witc::wave
