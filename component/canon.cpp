// Binary.md: Canonical Definitions; the rules are those of CanonicalABI.md (canonopt validation, flatten_functype).

#include <array>
#include <utility>

#include "component/evaluator.hpp"
#include "types/layout.hpp"

namespace witc::component {

namespace {

/// What follows the opcode of a built-in, as letters: t type, o options, a flag byte, m core memory, c core type of a
/// context slot and its index, r result list and options, f core function type and core table, i core function type.
struct Builtin {
  std::uint8_t opcode;
  std::string_view name;
  std::string_view immediates;
  std::string_view params;  ///< core signature, i or l each
  std::string_view results;
};

constexpr Builtin builtins[] = {
    {0x05, "task.cancel", "", "", ""},
    {0x06, "subtask.cancel", "a", "i", "i"},
    {0x09, "task.return", "r", "", ""},  // parameters are the flattened results
    {0x0a, "context.get", "c", "", "i"},
    {0x0b, "context.set", "c", "i", ""},
    {0x0c, "thread.yield", "a", "", "i"},
    {0x0d, "subtask.drop", "", "i", ""},
    {0x0e, "stream.new", "t", "", "l"},
    {0x0f, "stream.read", "to", "iii", "i"},
    {0x10, "stream.write", "to", "iii", "i"},
    {0x11, "stream.cancel-read", "ta", "i", "i"},
    {0x12, "stream.cancel-write", "ta", "i", "i"},
    {0x13, "stream.drop-readable", "t", "i", ""},
    {0x14, "stream.drop-writable", "t", "i", ""},
    {0x15, "future.new", "t", "", "l"},
    {0x16, "future.read", "to", "ii", "i"},
    {0x17, "future.write", "to", "ii", "i"},
    {0x18, "future.cancel-read", "ta", "i", "i"},
    {0x19, "future.cancel-write", "ta", "i", "i"},
    {0x1a, "future.drop-readable", "t", "i", ""},
    {0x1b, "future.drop-writable", "t", "i", ""},
    {0x1c, "error-context.new", "o", "ii", "i"},
    {0x1d, "error-context.debug-message", "o", "ii", ""},
    {0x1e, "error-context.drop", "", "i", ""},
    {0x1f, "waitable-set.new", "", "", "i"},
    {0x20, "waitable-set.wait", "am", "ii", "i"},
    {0x21, "waitable-set.poll", "am", "ii", "i"},
    {0x22, "waitable-set.drop", "", "i", ""},
    {0x23, "waitable.join", "", "ii", ""},
    {0x24, "backpressure.inc", "", "", ""},
    {0x25, "backpressure.dec", "", "", ""},
    {0x26, "thread.index", "", "", "i"},
    {0x27, "thread.new-indirect", "f", "ii", "i"},
    {0x28, "thread.resume-later", "", "i", ""},
    {0x29, "thread.suspend", "a", "", "i"},
    {0x2a, "thread.suspend-then-resume", "a", "i", "i"},
    {0x2b, "thread.yield-then-resume", "a", "i", "i"},
    {0x2c, "thread.suspend-then-promote", "a", "i", "i"},
    {0x2d, "thread.yield-then-promote", "a", "i", "i"},
};

const Builtin* find_builtin(std::uint8_t opcode) {
  for (const auto& row : builtins)
    if (row.opcode == opcode) return &row;
  return nullptr;
}

std::vector<wasm::ValType> value_types(std::string_view letters) {
  std::vector<wasm::ValType> types;
  for (const char c : letters) types.push_back(c == 'l' ? wasm::i64 : wasm::i32);
  return types;
}

bool contains_borrow(const types::TypeArena& arena, types::ValType type);

bool contains_borrow(const types::TypeArena& arena, const std::optional<types::ValType>& type) {
  return type && contains_borrow(arena, *type);
}

/// Whether a value of the type can hold a borrow. Type size and depth are limited, so this is too.
bool contains_borrow(const types::TypeArena& arena, types::ValType type) {
  if (type.is_primitive()) return false;
  const auto& shape = arena.defs[type.defined()].shape;
  if (std::holds_alternative<types::Borrow>(shape)) return true;
  if (const auto* record = std::get_if<types::Record>(&shape)) {
    for (const auto& field : record->fields)
      if (contains_borrow(arena, field.type)) return true;
  } else if (const auto* variant = std::get_if<types::Variant>(&shape)) {
    for (const auto& c : variant->cases)
      if (contains_borrow(arena, c.type)) return true;
  } else if (const auto* tuple = std::get_if<types::Tuple>(&shape)) {
    for (const auto member : tuple->types)
      if (contains_borrow(arena, member)) return true;
  } else if (const auto* list = std::get_if<types::List>(&shape)) {
    return contains_borrow(arena, list->element);
  } else if (const auto* option = std::get_if<types::Option>(&shape)) {
    return contains_borrow(arena, option->type);
  } else if (const auto* result = std::get_if<types::Result>(&shape)) {
    return contains_borrow(arena, result->ok) || contains_borrow(arena, result->error);
  } else if (const auto* map = std::get_if<types::Map>(&shape)) {
    return contains_borrow(arena, map->key) || contains_borrow(arena, map->value);
  }
  return false;
}

/// Whether values of the type lie in linear memory even when they travel flat.
bool contains_pointer(const types::TypeArena& arena, types::ValType type) {
  if (type.is_primitive()) return type.primitive() == types::Primitive::string;
  const auto& shape = arena.defs[type.defined()].shape;
  const auto optional = [&](const std::optional<types::ValType>& t) { return t && contains_pointer(arena, *t); };
  if (const auto* primitive = std::get_if<types::Primitive>(&shape)) return *primitive == types::Primitive::string;
  if (const auto* list = std::get_if<types::List>(&shape))
    return !list->length || contains_pointer(arena, list->element);
  if (std::holds_alternative<types::Map>(shape)) return true;
  if (const auto* record = std::get_if<types::Record>(&shape)) {
    for (const auto& field : record->fields)
      if (contains_pointer(arena, field.type)) return true;
  } else if (const auto* variant = std::get_if<types::Variant>(&shape)) {
    for (const auto& c : variant->cases)
      if (optional(c.type)) return true;
  } else if (const auto* tuple = std::get_if<types::Tuple>(&shape)) {
    for (const auto member : tuple->types)
      if (contains_pointer(arena, member)) return true;
  } else if (const auto* option = std::get_if<types::Option>(&shape)) {
    return contains_pointer(arena, option->type);
  } else if (const auto* result = std::get_if<types::Result>(&shape)) {
    return optional(result->ok) || optional(result->error);
  }
  return false;
}

/// Which options the values of a function need on the side that is lifted into or out of.
struct Needs {
  bool memory = false;
  bool realloc = false;
};
Needs needs_of(const types::TypeArena& arena, const types::FuncType& type, const types::FlatFuncType& flat,
               types::Direction direction) {
  bool params = flat.params_in_memory;
  for (const auto& param : type.params) params = params || contains_pointer(arena, param.type);
  const bool result_pointers = type.result && contains_pointer(arena, *type.result);
  Needs needs;
  needs.memory = params || result_pointers || flat.result_in_memory;
  // Into the guest: parameters of a lifted function, the result of a lowered one.
  needs.realloc = direction == types::Direction::lift ? params : result_pointers;
  return needs;
}

}  // namespace

Expected<const CoreItem*> Evaluator::core_function(const Scope& scope, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  WITC_TRY(check_index(scope.core_functions, index, "core function", at));
  return &scope.core_functions[index];
}

Expected<const FunctionEntity*> Evaluator::function(const Scope& scope, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  WITC_TRY(check_index(scope.functions, index, "function", at));
  return &scope.functions[index];
}

Expected<void> Evaluator::canon(Body& body, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t opcode, in.u8());
  if (opcode == 0x00 || opcode == 0x01) {
    WITC_TRY_ASSIGN(const std::uint8_t zero, in.u8());
    if (zero != 0) return error(at, "malformed canonical definition", ErrorCode::malformed);
    return opcode == 0x00 ? canon_lift(body, in) : canon_lower(body, in);
  }
  if (opcode >= 0x02 && opcode <= 0x04) return canon_resource(body, in, opcode);
  return canon_builtin(body, in, opcode);
}

Expected<Evaluator::ParsedOptions> Evaluator::canon_options(Body& body, ByteReader& in) {
  ParsedOptions parsed;
  parsed.options.instance = body.scope.instance;
  WITC_TRY_ASSIGN(const std::uint32_t count, in.count(10, "canonical options"));
  bool has_encoding = false;
  const auto once = [&](bool& seen, std::uint64_t at, std::string_view what) -> Expected<void> {
    if (std::exchange(seen, true)) return error(at, "canonical option " + std::string(what) + " is given twice");
    return {};
  };
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t option, in.u8());
    switch (option) {
      case 0x00:
      case 0x01:
      case 0x02:
        WITC_TRY(once(has_encoding, at, "string-encoding"));
        parsed.options.encoding = static_cast<StringEncoding>(option);
        break;
      case 0x03: {
        WITC_TRY(once(parsed.has_memory, at, "memory"));
        WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
        WITC_TRY(check_index(body.scope.core_memories, index, "core memory", at));
        const CoreItem& memory = body.scope.core_memories[index];
        if (std::get<wasm::MemoryType>(memory.type).limits.address != wasm::AddressType::i32)
          return gated(at, "cm64", "a 64-bit memory option");
        if (memory.definition) parsed.options.memory = std::get<CoreExport>(*memory.definition);
        break;
      }
      case 0x04: {
        WITC_TRY(once(parsed.has_realloc, at, "realloc"));
        WITC_TRY_ASSIGN(const auto* realloc, core_function(body.scope, in));
        if (std::get<wasm::FuncType>(realloc->type) !=
            wasm::FuncType{{wasm::i32, wasm::i32, wasm::i32, wasm::i32}, {wasm::i32}})
          return error(at, "realloc must be (func (param i32 i32 i32 i32) (result i32))");
        parsed.options.realloc = realloc->definition;
        break;
      }
      case 0x05: {
        WITC_TRY(once(parsed.has_post_return, at, "post-return"));
        WITC_TRY_ASSIGN(parsed.post_return, core_function(body.scope, in));
        parsed.options.post_return = parsed.post_return->definition;
        break;
      }
      case 0x06:
        if (!features_.async) return gated(at, "cm-async", "the option async");
        WITC_TRY(once(parsed.options.is_async, at, "async"));
        break;
      case 0x07: {
        WITC_TRY(once(parsed.has_callback, at, "callback"));
        WITC_TRY_ASSIGN(const auto* callback, core_function(body.scope, in));
        if (std::get<wasm::FuncType>(callback->type) != wasm::FuncType{{wasm::i32, wasm::i32, wasm::i32}, {wasm::i32}})
          return error(at, "callback must be (func (param i32 i32 i32) (result i32))");
        parsed.options.callback = callback->definition;
        break;
      }
      default: return error(at, "malformed canonical option " + std::to_string(option), ErrorCode::malformed);
    }
  }
  if (parsed.has_realloc && !parsed.has_memory) return error(in.offset(), "canonical option realloc needs memory");
  return parsed;
}

Expected<void> Evaluator::canon_lift(Body& body, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const auto* core, core_function(body.scope, in));
  WITC_TRY_ASSIGN(ParsedOptions parsed, canon_options(body, in));
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  WITC_TRY(check_index(body.scope.types, index, "type", at));
  const auto* type = std::get_if<types::FuncTypeId>(&body.scope.types[index]);
  if (!type) return error(at, "type " + std::to_string(index) + " is not a function type");
  const types::FuncType& function = plan_.types.funcs[*type];
  if (function.result && contains_borrow(plan_.types, *function.result))
    return error(at, "a function's result may not contain a borrow");
  if (parsed.options.is_async && !function.is_async) return error(at, "the option async needs an async function type");
  if (!parsed.options.is_async && parsed.has_callback) return error(at, "the option callback needs the option async");
  const auto flat = types::flatten_functype(plan_.types, function, types::Direction::lift);
  const Needs needs = needs_of(plan_.types, function, flat, types::Direction::lift);
  if (needs.memory && !parsed.has_memory) return error(at, "canonical option memory is required");
  if (needs.realloc && !parsed.has_realloc) return error(at, "canonical option realloc is required");
  wasm::FuncType expected{core_types(flat.params), core_types(flat.results)};
  if (parsed.options.is_async) expected.results.assign(parsed.has_callback ? 1 : 0, wasm::i32);
  const auto& found = std::get<wasm::FuncType>(core->type);
  if (found != expected)
    return error(at, "lowered type " + to_string(expected) + " does not match the core function's " + to_string(found));
  if (parsed.post_return) {
    const wasm::FuncType post{expected.results, {}};
    const auto& given = std::get<wasm::FuncType>(parsed.post_return->type);
    if (parsed.options.is_async) return error(at, "post-return cannot be combined with async");
    if (given != post) return error(at, "post-return must be " + to_string(post) + ", found " + to_string(given));
  }
  FunctionEntity lifted{*type, std::nullopt};
  if (body.emits())
    lifted.id = plan_.functions.push({*type, LiftedFunction{*core->definition, std::move(parsed.options)}});
  body.scope.functions.push_back(lifted);
  return {};
}

void Evaluator::add_trampoline(Body& body, wasm::FuncType type,
                               std::variant<Lower, ResourceNew, ResourceRep, ResourceDrop, UnavailableBuiltin> action) {
  CoreItem item{type, std::nullopt};
  if (body.emits()) item.definition = plan_.trampolines.push({body.scope.instance, std::move(type), std::move(action)});
  body.scope.core_functions.push_back(std::move(item));
}

Expected<void> Evaluator::canon_lower(Body& body, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const auto* callee, function(body.scope, in));
  WITC_TRY_ASSIGN(ParsedOptions parsed, canon_options(body, in));
  const types::FuncType& type = plan_.types.funcs[callee->type];
  if (parsed.has_post_return || parsed.has_callback)
    return error(at, "post-return and callback are options of canon lift only");
  if (parsed.options.is_async && !type.is_async) return error(at, "the option async needs an async function type");
  auto flat = types::flatten_functype(plan_.types, type, types::Direction::lower);
  // flatten_functype, async: four flat parameters at most, the result always through a pointer, a status comes back.
  constexpr std::size_t max_flat_async_params = 4;
  const std::size_t params = flat.params.size() - (flat.result_in_memory ? 1 : 0);
  Needs needs = needs_of(plan_.types, type, flat, types::Direction::lower);
  // CanonicalABI.md (canon lower) asks async for memory in any case; its tests, and who follows them, where it is used.
  if (parsed.options.is_async && (type.result || params > max_flat_async_params)) needs.memory = true;
  if (needs.memory && !parsed.has_memory) return error(at, "canonical option memory is required");
  if (needs.realloc && !parsed.has_realloc) return error(at, "canonical option realloc is required");
  if (!parsed.options.is_async) {
    add_trampoline(body, {core_types(flat.params), core_types(flat.results)},
                   Lower{callee->id.value_or(FunctionId()), std::move(parsed.options)});
    return {};
  }
  if (params > max_flat_async_params)
    flat.params.assign(1, abi::FlatType::i32);
  else
    flat.params.resize(params);
  if (type.result) flat.params.push_back(abi::FlatType::i32);
  add_trampoline(body, {core_types(flat.params), {wasm::i32}}, UnavailableBuiltin{"async lower"});
  return {};
}

Expected<void> Evaluator::canon_resource(Body& body, ByteReader& in, std::uint8_t opcode) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const auto named, resource_index(body.scope, in));
  const types::ResourceId resource = plan_.types.identity(named);
  if (opcode == 0x03) {
    add_trampoline(body, {{wasm::i32}, {}}, ResourceDrop{resource});
    return {};
  }
  if (body.emits()) {
    const auto* defined = std::get_if<DefinedResource>(&plan_.resources[resource.index()]);
    if (!defined || defined->instance != body.scope.instance)
      return error(at, "resource.new and resource.rep need a resource type that this component defines");
  }
  if (opcode == 0x02)
    add_trampoline(body, {{wasm::i32}, {wasm::i32}}, ResourceNew{resource});
  else
    add_trampoline(body, {{wasm::i32}, {wasm::i32}}, ResourceRep{resource});
  return {};
}

Expected<void> Evaluator::canon_builtin(Body& body, ByteReader& in, std::uint8_t opcode) {
  const std::uint64_t at = in.offset() - 1;
  const Builtin* builtin = find_builtin(opcode);
  if (!builtin) return error(at, "malformed canonical definition " + std::to_string(opcode), ErrorCode::malformed);
  if (!features_.async) return gated(at, "cm-async", builtin->name);
  if (opcode >= 0x26 && !features_.threading) return gated(at, "cm-threading", builtin->name);
  if (builtin->name.starts_with("error-context") && !features_.error_context)
    return gated(at, "cm-error-context", builtin->name);
  wasm::FuncType type{value_types(builtin->params), value_types(builtin->results)};
  for (const char immediate : builtin->immediates) {
    switch (immediate) {
      case 't': {
        const std::uint64_t type_at = in.offset();
        WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
        WITC_TRY(check_index(body.scope.types, index, "type", type_at));
        break;
      }
      case 'o': WITC_TRY(canon_options(body, in)); break;
      case 'a': WITC_TRY(in.u8()); break;
      case 'm': {
        const std::uint64_t memory_at = in.offset();
        WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
        WITC_TRY(check_index(body.scope.core_memories, index, "core memory", memory_at));
        break;
      }
      case 'c': {
        WITC_TRY(in.u8());
        const std::uint64_t slot_at = in.offset();
        WITC_TRY_ASSIGN(const std::uint32_t slot, in.u32());
        if (slot > 1) return error(slot_at, "context slot " + std::to_string(slot) + " does not exist");
        break;
      }
      case 'r': {
        WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
        types::FuncType result;
        if (form == 0x00) {
          WITC_TRY_ASSIGN(const auto value, value_type(body.scope, in));
          result.params.push_back({"result", value});
        } else {
          WITC_TRY(in.u8());
        }
        WITC_TRY(canon_options(body, in));
        type.params = core_types(types::flatten_functype(plan_.types, result, types::Direction::lift).params);
        break;
      }
      default:  // 'f'
        WITC_TRY(in.u32());
        WITC_TRY(in.u32());
        break;
    }
  }
  add_trampoline(body, std::move(type), UnavailableBuiltin{std::string(builtin->name)});
  return {};
}

}  // namespace witc::component
