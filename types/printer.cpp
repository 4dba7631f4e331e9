#include <string>
#include <string_view>
#include <utility>

#include "types/types.hpp"

namespace witc::types {

namespace {

/// Spells types into one text of limited length: a type of a few bytes can stand for very many.
class Speller {
 public:
  explicit Speller(const TypeArena& arena) : arena_(arena) {}

  void type(ValType type) {
    if (type.is_primitive()) return append(to_string(type.primitive()));
    const DefType& defined = arena_.defs[type.defined()];
    defined.name.empty() ? shape(defined) : append(defined.name);
  }

  void shape(const DefType& type) {
    std::visit([&](const auto& shape) { spell(shape); }, type.shape);
  }

  void function(const FuncType& type) {
    append(type.is_async ? "async func(" : "func(");
    list(type.params, [&](const Field& param) { field(param); });
    append(")");
    if (!type.result) return;
    append(" -> ");
    this->type(*type.result);
  }

  std::string take() {
    if (full()) out_ += "…";
    return std::move(out_);
  }

 private:
  bool full() const { return out_.size() > max_spelling; }
  void append(std::string_view text) {
    if (!full()) out_ += text.substr(0, max_spelling + 1 - out_.size());
  }

  template <class List, class F>
  void list(const List& list, F each) {
    bool first = true;
    for (const auto& item : list) {
      if (full()) return;
      if (!std::exchange(first, false)) append(", ");
      each(item);
    }
  }
  template <class List, class F>
  void braced(std::string_view keyword, const List& items, F each) {
    append(keyword);
    append(" { ");
    list(items, each);
    append(" }");
  }
  void field(const Field& field) {
    append(field.name);
    append(": ");
    type(field.type);
  }
  void handle(std::string_view keyword, ResourceId resource) {
    append(keyword);
    append(arena_.resources[resource].name);
    append(">");
  }
  void optional(std::string_view keyword, const std::optional<ValType>& inside) {
    append(keyword);
    if (!inside) return;
    append("<");
    type(*inside);
    append(">");
  }

  void spell(Primitive primitive) { append(to_string(primitive)); }
  void spell(const Record& record) {
    braced("record", record.fields, [&](const Field& item) { field(item); });
  }
  void spell(const Variant& variant) {
    braced("variant", variant.cases, [&](const Case& item) {
      append(item.name);
      if (!item.type) return;
      append("(");
      type(*item.type);
      append(")");
    });
  }
  void spell(const List& list) {
    append("list<");
    type(list.element);
    if (list.length) append(", " + std::to_string(*list.length));
    append(">");
  }
  void spell(const Tuple& tuple) {
    append("tuple<");
    list(tuple.types, [&](ValType item) { type(item); });
    append(">");
  }
  void spell(const Flags& flags) {
    braced("flags", flags.names, [&](const std::string& name) { append(name); });
  }
  void spell(const Enum& cases) {
    braced("enum", cases.names, [&](const std::string& name) { append(name); });
  }
  void spell(const Option& option) { optional("option", option.type); }
  void spell(const Result& result) {
    if (!result.error) return optional("result", result.ok);
    append("result<");
    result.ok ? type(*result.ok) : append("_");
    append(", ");
    type(*result.error);
    append(">");
  }
  void spell(const Map& map) {
    append("map<");
    type(map.key);
    append(", ");
    type(map.value);
    append(">");
  }
  void spell(const Own& own) { handle("own<", own.resource); }
  void spell(const Borrow& borrow) { handle("borrow<", borrow.resource); }
  void spell(const Stream& stream) { optional("stream", stream.element); }
  void spell(const Future& future) { optional("future", future.element); }

  const TypeArena& arena_;
  std::string out_;
};

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
  Speller speller(arena);
  speller.type(type);
  return speller.take();
}

std::string to_string(const TypeArena& arena, FuncTypeId type) {
  Speller speller(arena);
  speller.function(arena.funcs[type]);
  return speller.take();
}

std::string spell_out(const TypeArena& arena, DefTypeId type) {
  Speller speller(arena);
  speller.shape(arena.defs[type]);
  return speller.take();
}

}  // namespace witc::types
