#include "types/difference.hpp"

#include <algorithm>

namespace witc::types {

namespace {

/// Names of what is further in say less and less.
constexpr int max_depth = 16;

class Search {
 public:
  Search(const TypeArena& wanted, const TypeArena& found, const SameResource& same_resource)
      : wanted_(wanted), found_(found), same_resource_(same_resource) {}

  std::string function(const FuncType& a, const FuncType& b) {
    if (a.is_async != b.is_async)
      return a.is_async ? "expected an async function, found a synchronous one"
                        : "expected a synchronous function, found an async one";
    if (std::string text = fields(a.params, b.params, "parameter"); !text.empty()) return text;
    return in("result", optional(a.result, b.result));
  }

 private:
  std::string value(ValType a, ValType b) {
    if (equal(wanted_, a, found_, b, same_resource_)) return {};
    if (depth_ < max_depth && !a.is_primitive() && !b.is_primitive()) {
      ++depth_;
      std::string text = std::visit([this](const auto& x, const auto& y) { return shape(x, y); },
                                    wanted_.defs[a.defined()].shape, found_.defs[b.defined()].shape);
      --depth_;
      if (!text.empty()) return text;
    }
    std::string wanted = to_string(wanted_, a), found = to_string(found_, b);
    if (wanted == found && !a.is_primitive() && !b.is_primitive()) {
      wanted = spell_out(wanted_, a.defined());
      found = spell_out(found_, b.defined());
    }
    if (wanted == found) return "expected " + wanted + ", found another type of that name";
    return "expected " + wanted + ", found " + found;
  }

  std::string optional(const std::optional<ValType>& a, const std::optional<ValType>& b) {
    if (a && b) return value(*a, *b);
    if (a) return "expected " + to_string(wanted_, *a) + ", found none";
    return b ? "expected none, found " + to_string(found_, *b) : "";
  }
  std::string value(const std::optional<ValType>& a, const std::optional<ValType>& b) { return optional(a, b); }

  static std::string in(const std::string& place, const std::string& text) {
    return text.empty() ? text : place + ": " + text;
  }

  /// Fields, cases or parameters: the first that differs in name or type.
  template <class Items>
  std::string fields(const Items& a, const Items& b, const std::string& what) {
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
      if (a[i].name != b[i].name)
        return what + " " + std::to_string(i + 1) + ": expected `" + a[i].name + "`, found `" + b[i].name + "`";
      if (std::string text = value(a[i].type, b[i].type); !text.empty()) return what + " `" + a[i].name + "`: " + text;
    }
    return counts(a.size(), b.size(), what);
  }
  std::string names(const std::vector<std::string>& a, const std::vector<std::string>& b, const std::string& what) {
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
      if (a[i] != b[i]) return what + " " + std::to_string(i + 1) + ": expected `" + a[i] + "`, found `" + b[i] + "`";
    return counts(a.size(), b.size(), what);
  }
  static std::string counts(std::size_t a, std::size_t b, const std::string& what) {
    if (a == b) return {};
    return "expected " + std::to_string(a) + " " + what + (a == 1 ? "" : "s") + ", found " + std::to_string(b);
  }

  std::string shape(const Record& a, const Record& b) { return fields(a.fields, b.fields, "field"); }
  std::string shape(const Variant& a, const Variant& b) { return fields(a.cases, b.cases, "case"); }
  std::string shape(const Enum& a, const Enum& b) { return names(a.names, b.names, "case"); }
  std::string shape(const Flags& a, const Flags& b) { return names(a.names, b.names, "flag"); }
  std::string shape(const List& a, const List& b) {
    return a.length == b.length ? in("element", value(a.element, b.element)) : "";
  }
  std::string shape(const Option& a, const Option& b) { return in("some", value(a.type, b.type)); }
  std::string shape(const Result& a, const Result& b) {
    if (std::string text = in("ok", optional(a.ok, b.ok)); !text.empty()) return text;
    return in("error", optional(a.error, b.error));
  }
  std::string shape(const Tuple& a, const Tuple& b) {
    for (std::size_t i = 0; i < std::min(a.types.size(), b.types.size()); ++i)
      if (std::string text = value(a.types[i], b.types[i]); !text.empty())
        return "item " + std::to_string(i + 1) + ": " + text;
    return counts(a.types.size(), b.types.size(), "item");
  }
  template <class A, class B>
  std::string shape(const A&, const B&) {
    return {};
  }

  const TypeArena& wanted_;
  const TypeArena& found_;
  const SameResource& same_resource_;
  int depth_ = 0;
};

}  // namespace

std::optional<std::string> difference(const TypeArena& wanted, FuncTypeId a, const TypeArena& found, FuncTypeId b,
                                      const SameResource& same_resource) {
  if (equal(wanted, a, found, b, same_resource)) return std::nullopt;
  return Search(wanted, found, same_resource).function(wanted.funcs[a], found.funcs[b]);
}

}  // namespace witc::types
