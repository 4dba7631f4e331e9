#include "tests/round_trip/describe.hpp"

#include <cmath>
#include <cstdio>
#include <ranges>

namespace witc::testing {

namespace {

struct Describe {
  const DescribeHandle& handle;

  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(char32_t value) const { return "char " + std::to_string(static_cast<std::uint32_t>(value)); }
  template <class T>
    requires std::is_integral_v<T>
  std::string operator()(T value) const {
    return std::to_string(value) + (std::is_signed_v<T> ? "s" : "u") + std::to_string(8 * sizeof(T));
  }
  template <class T>
    requires std::is_floating_point_v<T>
  std::string operator()(T value) const {
    if (std::isnan(value)) return "nan";
    char text[64];
    std::snprintf(text, sizeof text, "%af%zu", static_cast<double>(value), 8 * sizeof(T));
    return text;
  }
  std::string operator()(const std::string& value) const { return "\"" + value + "\""; }
  std::string operator()(const Val::List& items) const { return "[" + all(items) + "]"; }
  std::string operator()(const Val::Bytes& bytes) const { return (*this)(Val::List(bytes.begin(), bytes.end())); }
  std::string operator()(const Val::Tuple& tuple) const { return "(" + all(tuple.items) + ")"; }
  std::string operator()(const Val::Record& record) const {
    std::string text = "{";
    for (const auto& [name, value] : record.fields) text += name + ": " + describe(value, handle) + ", ";
    return text + "}";
  }
  std::string operator()(const Val::Variant& value) const { return value.name + payload(value.payload); }
  std::string operator()(const Val::Enum& value) const { return "enum " + value.name; }
  std::string operator()(const Val::Option& value) const {
    return value.value ? "some" + payload(value.value) : "none";
  }
  std::string operator()(const Val::Result& value) const {
    return (value.ok ? "ok" : "error") + payload(value.payload);
  }
  std::string operator()(const Val::Flags& value) const {
    std::string text = "flags";
    for (const auto& name : value.names) text += " " + name;
    return text;
  }
  std::string operator()(const Val::Resource& value) const { return handle(Val(value)); }

 private:
  template <class Items>
  std::string all(const Items& items) const {
    std::string text;
    for (const Val& item : items) text += describe(item, handle) + ", ";
    return text;
  }
  std::string payload(const std::shared_ptr<const Val>& value) const {
    return value ? "(" + describe(*value, handle) + ")" : "";
  }
};

}  // namespace

std::string describe(const Val& value, const DescribeHandle& handle) {
  return std::visit(Describe{handle}, value.alternatives());
}

std::string describe_all(std::span<const Val> values, const DescribeHandle& handle) {
  std::string text;
  for (const Val& value : values) text += describe(value, handle) + "\n";
  return text;
}

}  // namespace witc::testing
