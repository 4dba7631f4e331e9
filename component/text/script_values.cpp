#include "component/text/script_values.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "support/utf8.hpp"
#include "wasm/text/literals.hpp"
#include "wasm/text/number.hpp"

namespace witc::component::text::script {

namespace {

using witc::text::TokenCursor;

/// Values are made and destroyed by recursion.
constexpr unsigned max_nesting = 200;

/// At what follows the keyword; stops before the closing parenthesis.
class ValueParser {
 public:
  explicit ValueParser(TokenCursor& cursor) : cursor_(cursor) {}

  /// `keyword …`, as it stands within parentheses.
  Expected<Val> contents();
  Expected<Val> value() {
    WITC_TRY(cursor_.expect_open());
    WITC_TRY_ASSIGN(Val read, contents());
    WITC_TRY(cursor_.expect_close());
    return read;
  }

 private:
  using Read = Expected<Val> (ValueParser::*)();
  struct Form {
    std::string_view keyword;
    Read read;
  };
  static const Form forms[];

  template <class T>
  Expected<Val> integer() {
    constexpr unsigned bits = std::numeric_limits<std::make_unsigned_t<T>>::digits;
    const auto parse = std::is_signed_v<T> ? witc::text::parse_integer : witc::text::parse_unsigned;
    const auto number = parse(cursor_.text(), bits);
    if (!number)
      return cursor_.unexpected("an integer of " + std::to_string(bits) +
                                (std::is_signed_v<T> ? " bits" : " bits without sign"));
    cursor_.next();
    return Val(static_cast<T>(*number));
  }

  bool take_nan() { return cursor_.take_keyword("nan:canonical") || cursor_.take_keyword("nan:arithmetic"); }
  Expected<Val> f32() {
    if (take_nan()) return Val(std::numeric_limits<float>::quiet_NaN());
    WITC_TRY_ASSIGN(const std::uint32_t bits, wasm::expect_f32(cursor_));
    return Val(std::bit_cast<float>(bits));
  }
  Expected<Val> f64() {
    if (take_nan()) return Val(std::numeric_limits<double>::quiet_NaN());
    WITC_TRY_ASSIGN(const std::uint64_t bits, wasm::expect_f64(cursor_));
    return Val(std::bit_cast<double>(bits));
  }

  Expected<Val> boolean() {
    if (cursor_.take_keyword("true")) return Val(true);
    if (cursor_.take_keyword("false")) return Val(false);
    return cursor_.unexpected("\"true\" or \"false\"");
  }
  Expected<Val> character();
  Expected<Val> string() {
    WITC_TRY_ASSIGN(std::string text, cursor_.expect_name("a string"));
    return Val(std::move(text));
  }

  Expected<std::vector<Val>> values() {
    std::vector<Val> read;
    while (!cursor_.at_close()) {
      WITC_TRY_ASSIGN(read.emplace_back(), value());
    }
    return read;
  }
  Expected<Val> list();
  Expected<Val> tuple() {
    WITC_TRY_ASSIGN(auto items, values());
    return Val(Val::Tuple{std::move(items)});
  }
  Expected<Val> record();
  Expected<std::string> label() { return cursor_.expect_name("a label in quotes"); }
  Expected<Val> flags();

  Expected<std::optional<Val>> payload() {
    if (cursor_.at_close()) return std::nullopt;
    WITC_TRY_ASSIGN(Val read, value());
    return std::optional(std::move(read));
  }
  Expected<Val> variant() {
    WITC_TRY_ASSIGN(std::string name, label());
    WITC_TRY_ASSIGN(auto given, payload());
    return Val::variant(std::move(name), std::move(given));
  }
  Expected<Val> enumeration() {
    WITC_TRY_ASSIGN(std::string name, label());
    return Val::enumeration(std::move(name));
  }
  Expected<Val> none() { return Val::none(); }
  Expected<Val> some() {
    WITC_TRY_ASSIGN(Val given, value());
    return Val::some(std::move(given));
  }
  Expected<Val> ok() {
    WITC_TRY_ASSIGN(auto given, payload());
    return Val::ok(std::move(given));
  }
  Expected<Val> error() {
    WITC_TRY_ASSIGN(auto given, payload());
    return Val::error(std::move(given));
  }

  TokenCursor& cursor_;
  unsigned nesting_ = 0;
};

constexpr ValueParser::Form ValueParser::forms[] = {
    {"bool.const", &ValueParser::boolean},
    {"s8.const", &ValueParser::integer<std::int8_t>},
    {"u8.const", &ValueParser::integer<std::uint8_t>},
    {"s16.const", &ValueParser::integer<std::int16_t>},
    {"u16.const", &ValueParser::integer<std::uint16_t>},
    {"s32.const", &ValueParser::integer<std::int32_t>},
    {"u32.const", &ValueParser::integer<std::uint32_t>},
    {"s64.const", &ValueParser::integer<std::int64_t>},
    {"u64.const", &ValueParser::integer<std::uint64_t>},
    {"f32.const", &ValueParser::f32},
    {"f64.const", &ValueParser::f64},
    {"char.const", &ValueParser::character},
    {"str.const", &ValueParser::string},
    {"list.const", &ValueParser::list},
    {"record.const", &ValueParser::record},
    {"tuple.const", &ValueParser::tuple},
    {"variant.const", &ValueParser::variant},
    {"enum.const", &ValueParser::enumeration},
    {"option.none", &ValueParser::none},
    {"option.some", &ValueParser::some},
    {"result.ok", &ValueParser::ok},
    {"result.err", &ValueParser::error},
    {"flags.const", &ValueParser::flags},
};

Expected<Val> ValueParser::contents() {
  const auto* form = std::ranges::find(forms, cursor_.text(), &Form::keyword);
  if (form == std::end(forms)) return cursor_.unexpected("a value such as \"u32.const\"");
  if (nesting_ == max_nesting) return cursor_.error("values are nested too deeply");
  cursor_.next();
  ++nesting_;
  auto read = (this->*form->read)();
  --nesting_;
  return read;
}

Expected<Val> ValueParser::character() {
  const auto at = cursor_.peek();
  WITC_TRY_ASSIGN(const std::string text, cursor_.expect_name("a character in quotes"));
  const auto [character, length] = decode_utf8(text);
  if (!character || length != text.size()) return cursor_.error_at(at, "expected one character");
  return Val(*character);
}

Expected<Val> ValueParser::list() {
  WITC_TRY_ASSIGN(auto items, values());
  if (items.empty() || !std::ranges::all_of(items, [](const Val& item) { return item.get<std::uint8_t>(); }))
    return Val(std::move(items));
  Val::Bytes bytes;
  for (const Val& item : items) bytes.push_back(*item.get<std::uint8_t>());
  return Val(std::move(bytes));
}

/// `(field "name" value)…`, the values with or without parentheses.
Expected<Val> ValueParser::record() {
  Val::Record record;
  while (!cursor_.at_close()) {
    WITC_TRY(cursor_.expect_form("field"));
    WITC_TRY_ASSIGN(std::string name, label());
    WITC_TRY_ASSIGN(Val field, cursor_.at_open() ? value() : contents());
    WITC_TRY(cursor_.expect_close());
    record.fields.push_back({std::move(name), std::move(field)});
  }
  return Val(std::move(record));
}

Expected<Val> ValueParser::flags() {
  std::vector<std::string> names;
  while (!cursor_.at_close()) {
    WITC_TRY_ASSIGN(names.emplace_back(), label());
  }
  return Val::flags(std::move(names));
}

}  // namespace

Expected<Val> parse_value(TokenCursor& cursor) { return ValueParser(cursor).value(); }

}  // namespace witc::component::text::script
