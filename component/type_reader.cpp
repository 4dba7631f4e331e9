// Binary.md: Type Definitions. Value and function types are read into the arena at once; the bodies of component and
// instance types are located and kept as closures (entities.hpp).

#include <algorithm>
#include <utility>

#include "component/evaluator.hpp"
#include "types/names.hpp"

namespace witc::component {

namespace {

// Binary.md: valtype and deftype opcodes, in one place since 1.0 will renumber them.
constexpr std::uint8_t first_primitive = 0x73, last_primitive = 0x7f;
constexpr std::uint8_t code_error_context = 0x64, code_record = 0x72, code_variant = 0x71, code_list = 0x70,
                       code_fixed_list = 0x67, code_tuple = 0x6f, code_flags = 0x6e, code_enum = 0x6d,
                       code_option = 0x6b, code_result = 0x6a, code_own = 0x69, code_borrow = 0x68, code_stream = 0x66,
                       code_future = 0x65, code_map = 0x63, code_resource = 0x3f, code_async_resource = 0x3e,
                       code_func = 0x40, code_async_func = 0x43, code_component = 0x41, code_instance = 0x42;

/// By 0x7f - code.
constexpr types::Primitive primitives[] = {types::Primitive::bool_, types::Primitive::s8,  types::Primitive::u8,
                                           types::Primitive::s16,   types::Primitive::u16, types::Primitive::s32,
                                           types::Primitive::u32,   types::Primitive::s64, types::Primitive::u64,
                                           types::Primitive::f32,   types::Primitive::f64, types::Primitive::char_,
                                           types::Primitive::string};

}  // namespace

Expected<void> Evaluator::type_definition(Scope& scope, ByteReader& in, bool in_component) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t code, in.peek());
  const std::string path = scope.path.empty() ? "type " + std::to_string(scope.types.size())
                                              : scope.path + " > type " + std::to_string(scope.types.size());
  if (scope.types.size() >= limits_.items_per_space)
    return error(at, "more types than the limit of " + std::to_string(limits_.items_per_space),
                 ErrorCode::limit_exceeded);
  if (code == code_component || code == code_instance) {
    WITC_TRY(in.skip(1));
    WITC_TRY_ASSIGN(const ByteReader body, skip_declarators(in, 1));
    if (code == code_component) {
      scope.types.push_back(ComponentTypeClosure{{body, &scope, path}});
      return {};
    }
    // Evaluated once for itself, so that a bad instance type is refused where it stands.
    InstanceTypeClosure closure{{body, &scope, path}};
    WITC_TRY(evaluate_instance_type(closure, {}));
    scope.types.push_back(std::move(closure));
    return {};
  }
  if (code == code_func || code == code_async_func) {
    WITC_TRY(in.skip(1));
    if (code == code_async_func && !features_.async) return gated(at, "cm-async", "an async function type");
    WITC_TRY_ASSIGN(const auto type, function_type(scope, in, code == code_async_func));
    scope.types.push_back(type);
    return {};
  }
  if (code == code_resource || code == code_async_resource) {
    WITC_TRY(in.skip(1));
    if (!in_component || code == code_async_resource)
      return error(at, "resources can only be defined within a component");
    WITC_TRY_ASSIGN(const auto resource, resource_definition(scope, in));
    scope.types.push_back(resource);
    return {};
  }
  WITC_TRY(in.skip(1));
  if (code >= first_primitive && code <= last_primitive) {
    WITC_TRY_ASSIGN(const auto alias, push_type({primitives[last_primitive - code], {}}, 1, 1, at));
    scope.types.push_back(alias);
    return {};
  }
  WITC_TRY_ASSIGN(const auto type, defined_value_type(scope, in, code));
  scope.types.push_back(type);
  return {};
}

Expected<types::ValType> Evaluator::value_type(const Scope& scope, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::int64_t code, in.s33());
  if (code < 0) {
    const auto byte = static_cast<std::uint8_t>(code & 0x7f);
    if (code >= -64 && byte >= first_primitive && byte <= last_primitive)
      return types::ValType(primitives[last_primitive - byte]);
    if (code >= -64 && byte == code_error_context) {
      if (!features_.error_context) return gated(at, "cm-error-context", "the type error-context");
      return types::ValType(types::Primitive::error_context);
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
  WITC_TRY_ASSIGN(const std::string_view name, in.name());
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

void Evaluator::measure(types::ValType type, std::uint64_t& size, std::uint32_t& depth) const {
  if (type.is_primitive()) {
    size += 1;
    return;
  }
  const Measure& measured = measures_[type.defined().index()];
  size += measured.size;
  depth = std::max(depth, measured.depth + 1);
}

Expected<types::ValType> Evaluator::push_type(types::DefType type, std::uint64_t size, std::uint32_t depth,
                                              std::uint64_t at) {
  // Types are trees of shared parts: what is compared or laid out later takes time in proportion to the whole tree.
  if (size > limits_.type_size)
    return error(at, "effective type size exceeds the limit of " + std::to_string(limits_.type_size),
                 ErrorCode::limit_exceeded);
  if (depth > limits_.type_depth)
    return error(at, "type nesting is deeper than the limit of " + std::to_string(limits_.type_depth),
                 ErrorCode::limit_exceeded);
  WITC_TRY(spend());
  const auto id = plan_.types.defs.push(std::move(type));
  measures_.push_back({size, depth});
  if (types::layout(plan_.types, id).size > limits_.value_size)
    return error(at,
                 "values of the type are larger than the limit of " + std::to_string(limits_.value_size) + " bytes");
  return types::ValType(id);
}

Expected<types::ValType> Evaluator::defined_value_type(const Scope& scope, ByteReader& in, std::uint8_t code) {
  const std::uint64_t at = in.offset() - 1;
  std::uint64_t size = 1;
  std::uint32_t depth = 1;
  types::DefType type;
  const auto element = [&]() -> Expected<types::ValType> {
    WITC_TRY_ASSIGN(const auto read, value_type(scope, in));
    measure(read, size, depth);
    return read;
  };
  const auto optional_element = [&]() -> Expected<std::optional<types::ValType>> {
    WITC_TRY_ASSIGN(const auto read, optional_value_type(scope, in));
    if (read) measure(*read, size, depth);
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
    case code_record: {
      types::Record record;
      WITC_TRY(fields("fields", [&](std::string name) -> Expected<void> {
        WITC_TRY_ASSIGN(const auto field, element());
        record.fields.push_back({std::move(name), field});
        return {};
      }));
      type.shape = std::move(record);
      break;
    }
    case code_variant: {
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
    case code_list: {
      WITC_TRY_ASSIGN(const auto item, element());
      type.shape = types::List{item, std::nullopt};
      break;
    }
    case code_fixed_list: {
      if (!features_.fixed_length_lists) return gated(at, "cm-fixed-length-lists", "a fixed-length list");
      WITC_TRY_ASSIGN(const auto item, element());
      WITC_TRY_ASSIGN(const std::uint32_t length, in.u32());
      if (length == 0) return error(at, "a fixed-length list must not be empty");
      size += length;
      type.shape = types::List{item, length};
      break;
    }
    case code_tuple: {
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
    case code_flags: {
      WITC_TRY_ASSIGN(auto names, labels(in, "flags", limits_.members));
      if (names.size() > abi::max_flags)
        return error(at, "a flags type has at most 32 labels, found " + std::to_string(names.size()));
      size += names.size();
      type.shape = types::Flags{std::move(names)};
      break;
    }
    case code_enum: {
      WITC_TRY_ASSIGN(auto names, labels(in, "enum cases", limits_.members));
      size += names.size();
      type.shape = types::Enum{std::move(names)};
      break;
    }
    case code_option: {
      WITC_TRY_ASSIGN(const auto payload, element());
      type.shape = types::Option{payload};
      break;
    }
    case code_result: {
      WITC_TRY_ASSIGN(const auto ok, optional_element());
      WITC_TRY_ASSIGN(const auto failure, optional_element());
      type.shape = types::Result{ok, failure};
      break;
    }
    case code_own: {
      WITC_TRY_ASSIGN(const auto resource, resource_index(scope, in));
      type.shape = types::Own{resource};
      break;
    }
    case code_borrow: {
      WITC_TRY_ASSIGN(const auto resource, resource_index(scope, in));
      type.shape = types::Borrow{resource};
      break;
    }
    case code_stream:
    case code_future: {
      if (!features_.async) return gated(at, "cm-async", "a stream or future");
      WITC_TRY_ASSIGN(const auto payload, optional_element());
      if (code == code_stream)
        type.shape = types::Stream{payload};
      else
        type.shape = types::Future{payload};
      break;
    }
    case code_map: {
      if (!features_.map) return gated(at, "cm-map", "a map");
      WITC_TRY_ASSIGN(const auto key, element());
      WITC_TRY_ASSIGN(const auto value, element());
      type.shape = types::Map{key, value};
      break;
    }
    default: return error(at, "malformed type " + std::to_string(code), ErrorCode::malformed);
  }
  return push_type(std::move(type), size, depth, at);
}

Expected<types::FuncTypeId> Evaluator::function_type(const Scope& scope, ByteReader& in, bool is_async) {
  types::FuncType type;
  type.is_async = is_async;
  WITC_TRY_ASSIGN(const std::uint32_t count, in.count(limits_.core.params, "parameters"));
  UniqueNames names;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(std::string name, label(in));
    if (!names.insert(name)) return error(at, "parameter name \"" + name + "\" conflicts with an earlier one");
    WITC_TRY_ASSIGN(const auto param, value_type(scope, in));
    type.params.push_back({std::move(name), param});
  }
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
  if (form > 1) return error(at, "malformed function result", ErrorCode::malformed);
  if (form == 0) {
    WITC_TRY_ASSIGN(type.result, value_type(scope, in));
  } else {
    WITC_TRY_ASSIGN(const std::uint8_t none, in.u8());
    if (none != 0) return error(at, "malformed function result", ErrorCode::malformed);
  }
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
    if (std::get<wasm::FuncType>(destructor->type) != wasm::FuncType{{wasm::i32}, {}})
      return error(at, "a resource's destructor must be (func (param i32))");
    defined.destructor = destructor->definition;
  }
  if (!scope.instance.valid()) return make_resource(AbstractResource{}, "");
  const auto resource = make_resource(std::move(defined), "");
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
    case 0x00: return gated(at, "core types in types", "a core type declared in a component or instance type");
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
  if (code >= first_primitive && code <= last_primitive) return {};
  switch (code) {
    case code_component:
    case code_instance: WITC_TRY(skip_declarators(in, depth + 1)); return {};
    case code_func:
    case code_async_func: {
      WITC_TRY(each(named_type));
      WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
      if (form == 0) return type();
      WITC_TRY(in.u8());
      return {};
    }
    case code_record: return each(named_type);
    case code_variant:
      return each([&]() -> Expected<void> {
        WITC_TRY(name());
        WITC_TRY(optional_type());
        WITC_TRY(in.u8());
        return {};
      });
    case code_tuple: return each(type);
    case code_flags:
    case code_enum: return each(name);
    case code_result: WITC_TRY(optional_type()); return optional_type();
    case code_stream:
    case code_future: return optional_type();
    case code_map: WITC_TRY(type()); return type();
    case code_list:
    case code_option:
    case code_own:
    case code_borrow: return type();
    case code_fixed_list:
      WITC_TRY(type());
      WITC_TRY(in.u32());
      return {};
    case code_resource: return error(at, "resources can only be defined within a component");
    default: return error(at, "malformed type " + std::to_string(code), ErrorCode::malformed);
  }
}

}  // namespace witc::component
