// Canonical Built-ins (Explainer.md), as their table says: the rules are those of CanonicalABI.md's sections of the
// same names.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "component/canon_tables.hpp"
#include "component/evaluator.hpp"
#include "wasm/binary_types.hpp"

namespace witc::component {

namespace {

bool has(std::string_view letters, char letter) { return letters.find(letter) != std::string_view::npos; }

wasm::ValType address_type(const wasm::Limits& limits) {
  return limits.address == wasm::AddressType::i64 ? wasm::i64 : wasm::i32;
}

}  // namespace

/// A built-in whose immediates are being read.
struct Evaluator::BuiltinUse {
  const Builtin& builtin;
  types::ResourceId resource = {};
  std::optional<types::ValType> element = {};  ///< of the stream or future
  types::FuncType returns = {};                ///< the result as parameter, for task.return
  std::vector<wasm::ValType> flat_result = {};
  wasm::ValType pointer = wasm::i32;
  wasm::ValType value = wasm::i32;
  wasm::ValType table_address = wasm::i32;
  std::uint32_t slot = 0;  ///< of the context

  bool obeys(char rule) const { return has(builtin.rules, rule); }
  std::vector<wasm::ValType> core_types(std::string_view letters) const;
};

std::vector<wasm::ValType> Evaluator::BuiltinUse::core_types(std::string_view letters) const {
  std::vector<wasm::ValType> types;
  for (const char letter : letters) {
    switch (letter) {
      case 'l': types.push_back(wasm::i64); break;
      case 'p': types.push_back(pointer); break;
      case 'x': types.push_back(value); break;
      case 'b': types.push_back(table_address); break;
      case '*': types.insert(types.end(), flat_result.begin(), flat_result.end()); break;
      default: types.push_back(wasm::i32); break;
    }
  }
  return types;
}

Expected<void> Evaluator::canon_builtin(Body& body, ByteReader& in, std::uint8_t opcode) {
  const std::uint64_t at = in.offset() - 1;
  const Builtin* builtin = find_builtin(opcode);
  if (!builtin) return error(at, "malformed canonical definition " + std::to_string(opcode), ErrorCode::malformed);
  if (const CanonGate* gate = builtin->gate; gate && !(gate->flag && features_.*gate->flag))
    return gated(at, gate->name, builtin->name);
  BuiltinUse use{*builtin};
  for (const char letter : builtin->immediates) WITC_TRY(builtin_immediate(body, in, letter, use));
  wasm::FuncType type{use.core_types(builtin->params), use.core_types(builtin->results)};
  switch (opcode) {
    case canon_opcode::resource_new: add_trampoline(body, std::move(type), ResourceNew{use.resource}); break;
    case canon_opcode::resource_drop: add_trampoline(body, std::move(type), ResourceDrop{use.resource}); break;
    case canon_opcode::resource_rep: add_trampoline(body, std::move(type), ResourceRep{use.resource}); break;
    case canon_opcode::context_get:
    case canon_opcode::context_set: {
      const bool sets = opcode == canon_opcode::context_set;
      add_trampoline(body, std::move(type), ContextAccess{sets, use.slot, use.value});
      break;
    }
    case canon_opcode::backpressure_inc: add_trampoline(body, std::move(type), BackpressureChange{true}); break;
    case canon_opcode::backpressure_dec: add_trampoline(body, std::move(type), BackpressureChange{false}); break;
    default: add_trampoline(body, std::move(type), UnavailableBuiltin{std::string(builtin->name)}); break;
  }
  return {};
}

Expected<void> Evaluator::builtin_immediate(Body& body, ByteReader& in, char letter, BuiltinUse& use) {
  const std::uint64_t at = in.offset();
  switch (letter) {
    case 'R': return builtin_resource(body.scope, in, use);
    case 'S':
    case 'F': return builtin_stream(body.scope, in, letter, use);
    case 'f': return builtin_start_type(body.scope, in, use);
    case 'b': return builtin_table(body.scope, in, use);
    case 'm': {
      WITC_TRY_ASSIGN(const CoreItem* memory, canon_memory(body.scope, in));
      use.pointer = address_type(std::get<wasm::MemoryType>(memory->type).limits);
      return {};
    }
    case 'v': return builtin_context_type(body, in, use);
    case 'u': {
      WITC_TRY_ASSIGN(use.slot, in.u32());
      if (use.slot > 1) return error(at, "expected slot 0 or 1 of the context, found " + std::to_string(use.slot));
      if (use.slot == 1 && !features_.threading) return gated(at, "cm-threading", "slot 1 of the context");
      return {};
    }
    case 'r': return builtin_result(body.scope, in, use);
    case 'o': return builtin_options(body, in, use);
    default: break;
  }
  WITC_TRY_ASSIGN(const std::uint8_t flag, in.u8());
  if (flag > 1)
    return error(at, "expected 0 or 1 for " + std::string(flag_keyword(letter)) + ", found " + std::to_string(flag),
                 ErrorCode::malformed);
  if (letter == 'a' && flag == 1 && !features_.more_async_builtins)
    return gated(at, "cm-more-async-builtins", std::string(use.builtin.name) + " async");
  return {};
}

Expected<void> Evaluator::builtin_resource(const Scope& scope, ByteReader& in, BuiltinUse& use) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const auto named, resource_index(scope, in));
  use.resource = plan_.types.identity(named);
  if (!use.obeys('l') || std::ranges::binary_search(scope.own_resources, use.resource)) return {};
  return error(at, std::string(use.builtin.name) + " needs a resource type that this component defines");
}

Expected<void> Evaluator::builtin_stream(const Scope& scope, ByteReader& in, char letter, BuiltinUse& use) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  WITC_TRY(check_index(scope.types, index, "type", at));
  const auto wrong = [&](const std::string& found) {
    return error(at, std::string(use.builtin.name) + " needs a " + (letter == 'S' ? "stream" : "future") +
                         " type, but type " + std::to_string(index) + " is " + found);
  };
  const auto* type = std::get_if<types::ValType>(&scope.types[index]);
  if (!type) return wrong("no value type");
  if (!type->is_primitive()) {
    const auto& shape = plan_.types.defs[type->defined()].shape;
    const auto* stream = std::get_if<types::Stream>(&shape);
    const auto* future = std::get_if<types::Future>(&shape);
    if (letter == 'S' ? stream != nullptr : future != nullptr) {
      use.element = stream ? stream->element : future->element;
      return {};
    }
  }
  return wrong(types::to_string(plan_.types, *type));
}

/// What a thread starts with: one parameter, which whoever starts it gives.
Expected<void> Evaluator::builtin_start_type(const Scope& scope, ByteReader& in, BuiltinUse& use) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  WITC_TRY_ASSIGN(const std::uint32_t number, core_function_type(scope.core_types, index, at));
  const wasm::FuncType& type = plan_.core_types[number].func;
  if (type == wasm::FuncType{{wasm::i64}, {}} && features_.memory64) {
    use.value = wasm::i64;
    return {};
  }
  if (type == wasm::FuncType{{wasm::i32}, {}}) return {};
  return error(at, "a thread's function must be (func (param i32)), found " + to_string(type));
}

Expected<void> Evaluator::builtin_table(const Scope& scope, ByteReader& in, BuiltinUse& use) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  WITC_TRY(check_index(scope.core_tables, index, "core table", at));
  const auto& table = std::get<wasm::TableType>(scope.core_tables[index].type);
  if (table.element != wasm::funcref)
    return error(
        at, "expected a table of funcref, but table " + std::to_string(index) + " is of " + to_string(table.element));
  use.table_address = address_type(table.limits);
  if (use.table_address == wasm::i64 && !features_.memory64)
    return gated(at, "cm64", "a 64-bit table in a canonical definition");
  return {};
}

/// Of context.get and context.set: the same everywhere in a component.
Expected<void> Evaluator::builtin_context_type(Body& body, ByteReader& in, BuiltinUse& use) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(use.value, wasm::read_val_type(in, features_.core));
  if (use.value != wasm::i32 && use.value != wasm::i64)
    return error(at, "the context holds i32 or i64, found " + to_string(use.value));
  if (use.value == wasm::i64 && !features_.memory64) return gated(at, "cm64", std::string(use.builtin.name) + " i64");
  if (body.context_type && *body.context_type != use.value)
    return error(at, "the context holds " + to_string(*body.context_type) + " in this component already, found " +
                         to_string(use.value));
  body.context_type = use.value;
  return {};
}

Expected<void> Evaluator::builtin_result(const Scope& scope, ByteReader& in, BuiltinUse& use) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
  if (form == 0x00) {
    WITC_TRY_ASSIGN(const auto value, value_type(scope, in));
    use.returns.params.push_back({"result", value});
    return {};
  }
  WITC_TRY_ASSIGN(const std::uint8_t none, in.u8());
  if (form != 0x01 || none != 0x00) return error(at, "malformed result of task.return", ErrorCode::malformed);
  return {};
}

Expected<void> Evaluator::builtin_options(Body& body, ByteReader& in, BuiltinUse& use) {
  const std::uint64_t at = in.offset();
  const std::string name(use.builtin.name);
  WITC_TRY_ASSIGN(const ParsedOptions parsed, canon_options(body, in));
  WITC_TRY(check_no_lift_options(parsed, at));
  if (use.obeys('s') && parsed.options.is_async) return error(at, name + " cannot have the option async");
  if (use.obeys('n') && parsed.realloc) return error(at, name + " cannot have the option realloc");
  if (use.obeys('y') && !parsed.options.is_async && !features_.more_async_builtins)
    return gated(at, "cm-more-async-builtins", name + " without async");
  use.pointer = flat_core_type(parsed.pointer);
  const CanonSide side{.direction = types::Direction::lower, .pointer = parsed.pointer};
  WITC_TRY_ASSIGN(const CanonSignature returned, canon_signature(use.returns, side));
  use.flat_result = returned.type.params;
  const bool memory = use.obeys('m') || returned.needs_memory || (use.obeys('e') && use.element);
  bool realloc = use.obeys('r');
  if (use.obeys('p') && use.element) {  // what is read comes in like the result of a lowered function
    WITC_TRY_ASSIGN(const CanonSignature read, canon_signature({.params = {}, .result = use.element}, side));
    realloc = realloc || read.needs_realloc;
  }
  return check_needs(parsed, memory, realloc, at);
}

}  // namespace witc::component
