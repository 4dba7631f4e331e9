#include <string>

#include "types/types.hpp"

namespace witc::types {

namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

std::string optional_type(const TypeArena& arena, const std::optional<ValType>& type) {
  return type ? to_string(arena, *type) : "_";
}

template <class List, class F>
std::string join(const List& list, F each) {
  std::string text;
  for (const auto& item : list) text += (text.empty() ? "" : ", ") + each(item);
  return text;
}

std::string wrap(std::string_view keyword, const std::optional<std::string>& inside) {
  return inside ? std::string(keyword) + "<" + *inside + ">" : std::string(keyword);
}

std::string print_result(const TypeArena& arena, const Result& result) {
  if (!result.ok && !result.error) return "result";
  if (!result.error) return "result<" + to_string(arena, *result.ok) + ">";
  return "result<" + optional_type(arena, result.ok) + ", " + to_string(arena, *result.error) + ">";
}

std::string print_shape(const TypeArena& arena, const DefType& type) {
  const auto name = [](const std::string& text) { return text; };
  return std::visit(
      Overloaded{
          [&](Primitive p) { return std::string(to_string(p)); },
          [&](const Record& r) {
            return "record { " +
                   join(r.fields, [&](const Field& f) { return f.name + ": " + to_string(arena, f.type); }) + " }";
          },
          [&](const Variant& v) {
            return "variant { " +
                   join(v.cases,
                        [&](const Case& c) {
                          return c.type ? c.name + "(" + to_string(arena, *c.type) + ")" : c.name;
                        }) +
                   " }";
          },
          [&](const List& l) {
            return "list<" + to_string(arena, l.element) + (l.length ? ", " + std::to_string(*l.length) : "") + ">";
          },
          [&](const Tuple& t) {
            return "tuple<" + join(t.types, [&](ValType e) { return to_string(arena, e); }) + ">";
          },
          [&](const Flags& f) { return "flags { " + join(f.names, name) + " }"; },
          [&](const Enum& e) { return "enum { " + join(e.names, name) + " }"; },
          [&](const Option& o) { return "option<" + to_string(arena, o.type) + ">"; },
          [&](const Result& r) { return print_result(arena, r); },
          [&](const Map& m) { return "map<" + to_string(arena, m.key) + ", " + to_string(arena, m.value) + ">"; },
          [&](const Own& o) { return "own<" + arena.resources[o.resource].name + ">"; },
          [&](const Borrow& b) { return "borrow<" + arena.resources[b.resource].name + ">"; },
          [&](const Stream& s) {
            return wrap("stream", s.element ? std::optional(to_string(arena, *s.element)) : std::nullopt);
          },
          [&](const Future& f) {
            return wrap("future", f.element ? std::optional(to_string(arena, *f.element)) : std::nullopt);
          },
      },
      type.shape);
}

}  // namespace

std::string_view to_string(Primitive primitive) {
  switch (primitive) {
    case Primitive::bool_: return "bool";
    case Primitive::s8: return "s8";
    case Primitive::u8: return "u8";
    case Primitive::s16: return "s16";
    case Primitive::u16: return "u16";
    case Primitive::s32: return "s32";
    case Primitive::u32: return "u32";
    case Primitive::s64: return "s64";
    case Primitive::u64: return "u64";
    case Primitive::f32: return "f32";
    case Primitive::f64: return "f64";
    case Primitive::char_: return "char";
    case Primitive::string: return "string";
    case Primitive::error_context: return "error-context";
  }
  return "?";
}

std::string to_string(const TypeArena& arena, ValType type) {
  if (type.is_primitive()) return std::string(to_string(type.primitive()));
  const DefType& defined = arena.defs[type.defined()];
  return defined.name.empty() ? print_shape(arena, defined) : defined.name;
}

std::string to_string(const TypeArena& arena, FuncTypeId type) {
  const FuncType& function = arena.funcs[type];
  std::string text = function.is_async ? "async func(" : "func(";
  text += join(function.params, [&](const Field& p) { return p.name + ": " + to_string(arena, p.type); }) + ")";
  if (function.result) text += " -> " + to_string(arena, *function.result);
  return text;
}

std::string spell_out(const TypeArena& arena, DefTypeId type) { return print_shape(arena, arena.defs[type]); }

}  // namespace witc::types
