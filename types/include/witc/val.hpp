#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace witc {

/// A field of a record. A template so that it is complete only where Val is.
template <class V>
struct NamedValue {
  std::string name;
  V value;
};

/// A WIT value of any type, for hosts that do not know types when they are compiled. The value knows its shape, not its
/// type: whether it fits a parameter is checked when it is passed.
class Val {
 public:
  using Field = NamedValue<Val>;
  /// A list of any length or a fixed one, and a map: a list of pairs, each a Tuple (see `map`).
  using List = std::vector<Val>;
  /// A list<u8>; bytes are kept apart because they are many.
  using Bytes = std::vector<std::uint8_t>;
  struct Record {
    std::vector<Field> fields;
  };
  struct Tuple {
    std::vector<Val> items;
  };
  struct Variant {
    std::string name;
    std::shared_ptr<const Val> payload;  ///< null when the case has none
  };
  struct Enum {
    std::string name;
  };
  struct Option {
    std::shared_ptr<const Val> value;
  };  ///< null is none
  struct Result {
    bool ok = true;
    std::shared_ptr<const Val> payload;
  };
  struct Flags {
    std::vector<std::string> names;
  };  ///< those that are set, in the order of the type
  /// A handle of the host's side of a store. Owned ones must be passed on or dropped; they end with the store.
  struct Resource {
    std::uint32_t handle = 0;
    bool owned = true;
    bool operator==(const Resource&) const = default;
  };

  Val() : value_(false) {}
  Val(bool value) : value_(value) {}
  Val(std::int8_t value) : value_(value) {}
  Val(std::uint8_t value) : value_(value) {}
  Val(std::int16_t value) : value_(value) {}
  Val(std::uint16_t value) : value_(value) {}
  Val(std::int32_t value) : value_(value) {}
  Val(std::uint32_t value) : value_(value) {}
  Val(std::int64_t value) : value_(value) {}
  Val(std::uint64_t value) : value_(value) {}
  Val(float value) : value_(value) {}
  Val(double value) : value_(value) {}
  Val(char32_t value) : value_(value) {}
  Val(std::string value) : value_(std::move(value)) {}
  Val(std::string_view value) : value_(std::string(value)) {}
  Val(const char* value) : value_(std::string(value)) {}
  Val(List value) : value_(std::move(value)) {}
  Val(Bytes value) : value_(std::move(value)) {}
  Val(Record value) : value_(std::move(value)) {}
  Val(Tuple value) : value_(std::move(value)) {}
  Val(Variant value) : value_(std::move(value)) {}
  Val(Enum value) : value_(std::move(value)) {}
  Val(Option value) : value_(std::move(value)) {}
  Val(Result value) : value_(std::move(value)) {}
  Val(Flags value) : value_(std::move(value)) {}
  Val(Resource value) : value_(value) {}

  static Val list(std::initializer_list<Val> items) { return List(items); }
  static Val tuple(std::initializer_list<Val> items) { return Tuple{items}; }
  static Val record(std::initializer_list<Field> fields);
  /// In the order that is given. If a key comes twice, the last one counts to those who look it up.
  static Val map(std::initializer_list<std::pair<Val, Val>> entries);
  static Val variant(std::string name, std::optional<Val> payload = {}) {
    return Variant{std::move(name), box(std::move(payload))};
  }
  static Val enumeration(std::string name) { return Enum{std::move(name)}; }
  static Val some(Val value) { return Option{box(std::move(value))}; }
  static Val none() { return Option{}; }
  static Val ok(std::optional<Val> payload = {}) { return Result{true, box(std::move(payload))}; }
  static Val error(std::optional<Val> payload = {}) { return Result{false, box(std::move(payload))}; }
  static Val flags(std::vector<std::string> names) { return Flags{std::move(names)}; }

  /// The value as a T (one of the types above, or a C++ scalar), or null.
  template <class T>
  const T* get() const {
    return std::get_if<T>(&value_);
  }
  template <class T>
  T* get() {
    return std::get_if<T>(&value_);
  }
  const auto& alternatives() const { return value_; }

  bool operator==(const Val& other) const;

  static std::shared_ptr<const Val> box(std::optional<Val> value) {
    return value ? std::make_shared<const Val>(std::move(*value)) : nullptr;
  }

 private:
  std::variant<bool, std::int8_t, std::uint8_t, std::int16_t, std::uint16_t, std::int32_t, std::uint32_t, std::int64_t,
               std::uint64_t, float, double, char32_t, std::string, List, Bytes, Record, Tuple, Variant, Enum, Option,
               Result, Flags, Resource>
      value_;
};

inline Val Val::record(std::initializer_list<Field> fields) { return Record{fields}; }

inline Val Val::map(std::initializer_list<std::pair<Val, Val>> entries) {
  List pairs;
  for (const auto& [key, value] : entries) pairs.push_back(tuple({key, value}));
  return pairs;
}

}  // namespace witc
