// Binary.md: Type Definitions. Value and function types are read into the arena at once; the bodies of component and
// instance types are located and kept as closures (entities.hpp).

#include <algorithm>
#include <utility>

#include "component/evaluator.hpp"
#include "component/type_opcodes.hpp"
#include "types/layout.hpp"
#include "types/names.hpp"

namespace witc::component {

namespace {

bool is_char(const types::TypeArena& arena, types::ValType type) {
  if (type.is_primitive()) return type.primitive() == types::Primitive::char_;
  const auto* primitive = std::get_if<types::Primitive>(&arena.defs[type.defined()].shape);
  return primitive && *primitive == types::Primitive::char_;
}

}  // namespace

Expected<void> Evaluator::type_definition(Scope& scope, ByteReader& in, bool in_component) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t code, in.peek());
  const std::string path = scope.path.empty() ? "type " + std::to_string(scope.types.size())
                                              : scope.path + " > type " + std::to_string(scope.types.size());
  if (scope.types.size() >= limits_.items_per_space)
    return error(at, "more types than the limit of " + std::to_string(limits_.items_per_space),
                 ErrorCode::limit_exceeded);
  if (code == opcode::component || code == opcode::instance) {
    WITC_TRY(in.skip(1));
    WITC_TRY_ASSIGN(const ByteReader body, skip_declarators(in, 1));
    // Evaluated once for itself, so that a bad type is refused where it stands.
    TypeClosure closure{.body = body, .scope = &scope, .path = path};
    WITC_TRY_ASSIGN(const auto declared, declarators(closure, {}, code == opcode::component));
    closure.mentions_resource = declared.mentions_resource;
    if (code == opcode::component)
      scope.types.push_back(ComponentTypeClosure{std::move(closure)});
    else
      scope.types.push_back(InstanceTypeClosure{std::move(closure)});
    return {};
  }
  if (code == opcode::func || code == opcode::async_func) {
    WITC_TRY(in.skip(1));
    if (code == opcode::async_func && !features_.async) return gated(at, "cm-async", "an async function type");
    WITC_TRY_ASSIGN(const auto type, function_type(scope, in, code == opcode::async_func));
    scope.types.push_back(type);
    return {};
  }
  if (code == opcode::resource || code == opcode::async_resource) {
    WITC_TRY(in.skip(1));
    if (!in_component || code == opcode::async_resource)
      return error(at, "resources can only be defined within a component");
    WITC_TRY_ASSIGN(const auto resource, resource_definition(scope, in));
    scope.types.push_back(resource);
    return {};
  }
  WITC_TRY(in.skip(1));
  if (const auto primitive = opcode::to_primitive(code)) {
    WITC_TRY(check_gate(*primitive, at));
    WITC_TRY_ASSIGN(const auto alias, push_type({*primitive, {}}, {}, at));
    scope.types.push_back(alias);
    return {};
  }
  WITC_TRY_ASSIGN(const auto type, defined_value_type(scope, in, code));
  scope.types.push_back(type);
  return {};
}

Expected<void> Evaluator::check_gate(types::Primitive primitive, std::uint64_t at) const {
  if (primitive == types::Primitive::error_context && !features_.error_context)
    return gated(at, "cm-error-context", "the type error-context");
  return {};
}

Expected<types::ValType> Evaluator::value_type(const Scope& scope, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::int64_t code, in.s33());
  if (code < 0) {
    const auto byte = static_cast<std::uint8_t>(code & 0x7f);
    const auto primitive = code >= -64 ? opcode::to_primitive(byte) : std::nullopt;
    if (primitive) {
      WITC_TRY(check_gate(*primitive, at));
      return types::ValType(*primitive);
    }
    return error(at, "malformed value type", ErrorCode::malformed);
  }
  const auto index = static_cast<std::uint32_t>(code);
  WITC_TRY(check_index(scope.types, index, "type", at));
  const auto* value = std::get_if<types::ValType>(&scope.types[index]);
  if (!value) return error(at, "type " + std::to_string(index) + " is not a defined value type");
  return *value;
}

Expected<std::optional<types::ValType>> Evaluator::optional_value_type(const Scope& scope, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t present, in.u8());
  if (present > 1) return error(at, "malformed optional type", ErrorCode::malformed);
  if (present == 0) return std::optional<types::ValType>();
  WITC_TRY_ASSIGN(const auto type, value_type(scope, in));
  return std::optional<types::ValType>(type);
}

Expected<std::string> Evaluator::label(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::string_view name, name_of(in));
  if (!types::is_label(name)) return error(at, "\"" + std::string(name) + "\" is not in kebab case");
  return std::string(name);
}

Expected<std::vector<std::string>> Evaluator::labels(ByteReader& in, std::string_view what, std::uint32_t limit) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint32_t count, in.count(limit, what));
  if (count == 0) return error(at, "a type needs at least one of its " + std::string(what));
  std::vector<std::string> names;
  UniqueNames unique;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t name_at = in.offset();
    WITC_TRY_ASSIGN(std::string name, label(in));
    if (!unique.insert(name)) return error(name_at, "name \"" + name + "\" conflicts with an earlier one");
    names.push_back(std::move(name));
  }
  return names;
}

void Evaluator::measure(types::ValType type, Measure& whole) const {
  const Measure part = type.is_primitive() ? Measure{.depth = 0} : measures_[type.defined().index()];
  whole.size += part.size;
  whole.nodes += part.nodes;
  whole.depth = std::max(whole.depth, part.depth + 1);
  whole.borrows = whole.borrows || part.borrows;
  whole.handles = whole.handles || part.handles;
}

/// Types are trees of shared parts: what is compared or laid out later takes time in proportion to the whole tree.
Expected<void> Evaluator::check_size(const Measure& measured, std::uint64_t at) const {
  if (measured.size > limits_.type_size)
    return error(at, "effective type size exceeds the limit of " + std::to_string(limits_.type_size),
                 ErrorCode::limit_exceeded);
  return {};
}

Expected<types::ValType> Evaluator::push_type(types::DefType type, const Measure& measured, std::uint64_t at) {
  WITC_TRY(check_size(measured, at));
  if (measured.depth > limits_.type_depth)
    return error(at, "type nesting is deeper than the limit of " + std::to_string(limits_.type_depth),
                 ErrorCode::limit_exceeded);
  WITC_TRY(spend(measured.nodes));
  const auto id = plan_.types.defs.push(std::move(type));
  measures_.push_back(measured);
  // Explainer.md: Type definitions: the limit is for 64-bit memories, whichever the component has.
  if (types::layout(plan_.types, id, abi::FlatType::i64).size > limits_.value_size)
    return error(at,
                 "values of the type are larger than the limit of " + std::to_string(limits_.value_size) + " bytes");
  return types::ValType(id);
}

Expected<types::ValType> Evaluator::defined_value_type(const Scope& scope, ByteReader& in, std::uint8_t code) {
  const std::uint64_t at = in.offset() - 1;
  Measure whole;
  types::DefType type;
  const auto element = [&]() -> Expected<types::ValType> {
    WITC_TRY_ASSIGN(const auto read, value_type(scope, in));
    measure(read, whole);
    return read;
  };
  const auto optional_element = [&]() -> Expected<std::optional<types::ValType>> {
    WITC_TRY_ASSIGN(const auto read, optional_value_type(scope, in));
    if (read) measure(*read, whole);
    return read;
  };
  const auto fields = [&](std::string_view what, auto read_one) -> Expected<void> {
    WITC_TRY_ASSIGN(const std::uint32_t count, in.count(limits_.members, what));
    if (count == 0) return error(at, "a type needs at least one of its " + std::string(what));
    UniqueNames names;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint64_t name_at = in.offset();
      WITC_TRY_ASSIGN(std::string name, label(in));
      if (!names.insert(name)) return error(name_at, "name \"" + name + "\" conflicts with an earlier one");
      WITC_TRY(read_one(std::move(name)));
    }
    return {};
  };
  switch (code) {
    case opcode::record: {
      types::Record record;
      WITC_TRY(fields("fields", [&](std::string name) -> Expected<void> {
        WITC_TRY_ASSIGN(const auto field, element());
        record.fields.push_back({std::move(name), field});
        return {};
      }));
      type.shape = std::move(record);
      break;
    }
    case opcode::variant: {
      types::Variant variant;
      WITC_TRY(fields("cases", [&](std::string name) -> Expected<void> {
        WITC_TRY_ASSIGN(const auto payload, optional_element());
        WITC_TRY_ASSIGN(const std::uint8_t zero, in.u8());
        if (zero != 0) return error(in.offset() - 1, "malformed variant case", ErrorCode::malformed);
        variant.cases.push_back({std::move(name), payload});
        return {};
      }));
      type.shape = std::move(variant);
      break;
    }
    case opcode::list: {
      WITC_TRY_ASSIGN(const auto item, element());
      type.shape = types::List{item, std::nullopt};
      break;
    }
    case opcode::fixed_list: {
      if (!features_.fixed_length_lists) return gated(at, "cm-fixed-length-lists", "a fixed-length list");
      WITC_TRY_ASSIGN(const auto item, element());
      WITC_TRY_ASSIGN(const std::uint32_t length, in.u32());
      if (length == 0) return error(at, "a fixed-length list must not be empty");
      type.shape = types::List{item, length};
      break;
    }
    case opcode::tuple: {
      WITC_TRY_ASSIGN(const std::uint32_t count, in.count(limits_.members, "tuple members"));
      if (count == 0) return error(at, "a tuple needs at least one member");
      types::Tuple tuple;
      for (std::uint32_t i = 0; i < count; ++i) {
        WITC_TRY_ASSIGN(const auto member, element());
        tuple.types.push_back(member);
      }
      type.shape = std::move(tuple);
      break;
    }
    case opcode::flags: {
      WITC_TRY_ASSIGN(auto names, labels(in, "flags", limits_.members));
      if (names.size() > abi::max_flags)
        return error(at, "a flags type has at most 32 labels, found " + std::to_string(names.size()));
      whole.size += names.size();
      type.shape = types::Flags{std::move(names)};
      break;
    }
    case opcode::enum_: {
      WITC_TRY_ASSIGN(auto names, labels(in, "enum cases", limits_.members));
      whole.size += names.size();
      type.shape = types::Enum{std::move(names)};
      break;
    }
    case opcode::option: {
      WITC_TRY_ASSIGN(const auto payload, element());
      type.shape = types::Option{payload};
      break;
    }
    case opcode::result: {
      WITC_TRY_ASSIGN(const auto ok, optional_element());
      WITC_TRY_ASSIGN(const auto failure, optional_element());
      type.shape = types::Result{ok, failure};
      break;
    }
    case opcode::own: {
      WITC_TRY_ASSIGN(const auto resource, resource_index(scope, in));
      type.shape = types::Own{resource};
      whole.handles = true;
      break;
    }
    case opcode::borrow: {
      WITC_TRY_ASSIGN(const auto resource, resource_index(scope, in));
      type.shape = types::Borrow{resource};
      whole.borrows = whole.handles = true;
      break;
    }
    case opcode::stream:
    case opcode::future: {
      if (!features_.async) return gated(at, "cm-async", "a stream or future");
      WITC_TRY_ASSIGN(const auto payload, optional_element());
      // Explainer.md: for the time being.
      if (code == opcode::stream && payload && is_char(plan_.types, *payload))
        return error(at, "stream<char> is not valid at this time, use stream<u8>");
      if (code == opcode::stream)
        type.shape = types::Stream{payload};
      else
        type.shape = types::Future{payload};
      break;
    }
    case opcode::map: {
      if (!features_.map) return gated(at, "cm-map", "a map");
      WITC_TRY_ASSIGN(const auto key, element());
      WITC_TRY_ASSIGN(const auto value, element());
      type.shape = types::Map{key, value};
      break;
    }
    default: return error(at, "malformed type " + std::to_string(code), ErrorCode::malformed);
  }
  return push_type(std::move(type), whole, at);
}

Expected<types::FuncTypeId> Evaluator::function_type(const Scope& scope, ByteReader& in, bool is_async) {
  types::FuncType type;
  type.is_async = is_async;
  Measure whole;
  WITC_TRY_ASSIGN(const std::uint32_t count, in.count(limits_.core.params, "parameters"));
  UniqueNames names;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(std::string name, label(in));
    if (!names.insert(name)) return error(at, "parameter name \"" + name + "\" conflicts with an earlier one");
    WITC_TRY_ASSIGN(const auto param, value_type(scope, in));
    measure(param, whole);
    type.params.push_back({std::move(name), param});
  }
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
  if (form > 1) return error(at, "malformed function result", ErrorCode::malformed);
  if (form == 0) {
    WITC_TRY_ASSIGN(type.result, value_type(scope, in));
    if (!type.result->is_primitive() && measures_[type.result->defined().index()].borrows)
      return error(at, "a function's result may not contain a borrow");
  } else {
    WITC_TRY_ASSIGN(const std::uint8_t none, in.u8());
    if (none != 0) return error(at, "malformed function result", ErrorCode::malformed);
  }
  if (type.result) measure(*type.result, whole);
  WITC_TRY(check_size(whole, at));
  WITC_TRY(spend(1 + count));
  return plan_.types.funcs.push(std::move(type));
}

types::ResourceId Evaluator::make_resource(ResourceOrigin origin, std::string_view name) {
  plan_.resources.push_back(std::move(origin));
  return plan_.types.resources.push({std::string(name)});
}

Expected<types::ResourceId> Evaluator::resource_definition(Scope& scope, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t rep, in.u8());
  if (rep != 0x7f) return error(at, "a resource must be represented by an i32");
  WITC_TRY_ASSIGN(const std::uint8_t has_destructor, in.u8());
  if (has_destructor > 1) return error(at, "malformed resource", ErrorCode::malformed);
  DefinedResource defined{scope.instance, std::nullopt};
  if (has_destructor) {
    WITC_TRY_ASSIGN(const auto* destructor, core_function(scope, in));
    if (function_type(*destructor) != wasm::FuncType{{wasm::i32}, {}})
      return error(at, "a resource's destructor must be (func (param i32))");
    defined.destructor = destructor->definition;
  }
  const bool is_abstract = !scope.instance.valid();
  const auto resource = make_resource(is_abstract ? ResourceOrigin() : ResourceOrigin(std::move(defined)), "");
  scope.own_resources.push_back(resource);
  if (is_abstract) return resource;
  plan_.steps.push_back(BindResource{resource});
  return resource;
}

Expected<types::ResourceId> Evaluator::resource_index(const Scope& scope, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  WITC_TRY(check_index(scope.types, index, "type", at));
  const auto* resource = std::get_if<types::ResourceId>(&scope.types[index]);
  if (!resource) return error(at, "type " + std::to_string(index) + " is not a resource type");
  return *resource;
}

/// Steps over the declarators of a component or instance type; gives a reader over them, count included.
Expected<ByteReader> Evaluator::skip_declarators(ByteReader& in, std::uint32_t depth) {
  if (depth > limits_.type_depth)
    return error(in.offset(), "types nested deeper than the limit of " + std::to_string(limits_.type_depth),
                 ErrorCode::limit_exceeded);
  ByteReader whole = in;
  const std::size_t begin = in.position();
  WITC_TRY_ASSIGN(const std::uint32_t count, in.count(limits_.items_per_space, "declarators"));
  for (std::uint32_t i = 0; i < count; ++i) WITC_TRY(skip_declarator(in, depth));
  return whole.sub(in.position() - begin);
}

Expected<void> Evaluator::skip_declarator(ByteReader& in, std::uint32_t depth) {
  WITC_TRY(spend());
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
  switch (form) {
    case 0x00: return skip_core_type(in);
    case 0x01: return skip_type(in, depth);
    case 0x02: {
      WITC_TRY_ASSIGN(const std::uint8_t sort, in.u8());
      if (sort == 0x00) WITC_TRY(in.u8());
      WITC_TRY_ASSIGN(const std::uint8_t target, in.u8());
      WITC_TRY(in.u32());
      if (target == 0x02) {
        WITC_TRY(in.u32());
      } else {
        WITC_TRY(in.name());
      }
      return {};
    }
    case 0x03:
    case 0x04: {
      WITC_TRY(extern_name(in));
      WITC_TRY_ASSIGN(const std::uint8_t sort, in.u8());
      if (sort == 0x00) WITC_TRY(in.u8());
      if (sort == 0x03) {
        WITC_TRY_ASSIGN(const std::uint8_t bound, in.u8());
        if (bound == 0x01) return {};
      }
      WITC_TRY(in.u32());
      return {};
    }
    default: return error(at, "malformed declarator " + std::to_string(form), ErrorCode::malformed);
  }
}

Expected<void> Evaluator::skip_type(ByteReader& in, std::uint32_t depth) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t code, in.u8());
  const auto optional_type = [&]() -> Expected<void> {
    WITC_TRY_ASSIGN(const std::uint8_t present, in.u8());
    if (present) WITC_TRY(in.s33());
    return {};
  };
  const auto each = [&](auto skip_one) -> Expected<void> {
    WITC_TRY_ASSIGN(const std::uint32_t count, in.count(limits_.items_per_space, "members"));
    for (std::uint32_t i = 0; i < count; ++i) WITC_TRY(skip_one());
    return {};
  };
  const auto name = [&]() -> Expected<void> {
    WITC_TRY(in.name());
    return {};
  };
  const auto type = [&]() -> Expected<void> {
    WITC_TRY(in.s33());
    return {};
  };
  const auto named_type = [&]() -> Expected<void> {
    WITC_TRY(name());
    return type();
  };
  if (opcode::to_primitive(code)) return {};
  switch (code) {
    case opcode::component:
    case opcode::instance: WITC_TRY(skip_declarators(in, depth + 1)); return {};
    case opcode::func:
    case opcode::async_func: {
      WITC_TRY(each(named_type));
      WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
      if (form == 0) return type();
      WITC_TRY(in.u8());
      return {};
    }
    case opcode::record: return each(named_type);
    case opcode::variant:
      return each([&]() -> Expected<void> {
        WITC_TRY(name());
        WITC_TRY(optional_type());
        WITC_TRY(in.u8());
        return {};
      });
    case opcode::tuple: return each(type);
    case opcode::flags:
    case opcode::enum_: return each(name);
    case opcode::result: WITC_TRY(optional_type()); return optional_type();
    case opcode::stream:
    case opcode::future: return optional_type();
    case opcode::map: WITC_TRY(type()); return type();
    case opcode::list:
    case opcode::option:
    case opcode::own:
    case opcode::borrow: return type();
    case opcode::fixed_list:
      WITC_TRY(type());
      WITC_TRY(in.u32());
      return {};
    case opcode::resource: return error(at, "resources can only be defined within a component");
    default: return error(at, "malformed type " + std::to_string(code), ErrorCode::malformed);
  }
}

}  // namespace witc::component
