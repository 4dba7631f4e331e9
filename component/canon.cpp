// Binary.md: Canonical Definitions: lift, lower and options; the rules are those of CanonicalABI.md (canonopt
// validation, canon lift, canon lower).

#include <utility>

#include "component/canon_tables.hpp"
#include "component/evaluator.hpp"

namespace witc::component {

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
  if (opcode == canon_opcode::lift || opcode == canon_opcode::lower) {
    WITC_TRY_ASSIGN(const std::uint8_t zero, in.u8());
    if (zero != 0) return error(at, "malformed canonical definition", ErrorCode::malformed);
    return opcode == canon_opcode::lift ? canon_lift(body, in) : canon_lower(body, in);
  }
  return canon_builtin(body, in, opcode);
}

/// A memory that canonical definitions may use.
Expected<const CoreItem*> Evaluator::canon_memory(const Scope& scope, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  WITC_TRY(check_index(scope.core_memories, index, "core memory", at));
  const CoreItem& memory = scope.core_memories[index];
  const auto& type = std::get<wasm::MemoryType>(memory.type);
  if (type.shared)
    return error(at, "expected a memory that is not shared, but memory " + std::to_string(index) + " is");
  if (type.limits.address == wasm::AddressType::i64 && !features_.memory64)
    return gated(at, "cm64", "a 64-bit memory in a canonical definition");
  return &memory;
}

const wasm::FuncType& Evaluator::function_type(const CoreItem& function) const {
  return plan_.core_types[std::get<CoreFuncType>(function.type).number].func;
}

Expected<void> Evaluator::check_core_type(const CoreItem& function, const wasm::FuncType& expected,
                                          std::string_view what, std::uint64_t at) const {
  const wasm::FuncType& found = function_type(function);
  if (found == expected) return {};
  return error(at, std::string(what) + " must be " + to_string(expected) + ", found " + to_string(found));
}

Expected<void> Evaluator::canon_option(const Scope& scope, ByteReader& in, ParsedOptions& parsed) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t code, in.u8());
  const OptionForm* form = find_option(code);
  if (!form) return error(at, "malformed canonical option " + std::to_string(code), ErrorCode::malformed);
  const bool is_encoding = form->code <= OptionCode::latin1_utf16;
  const std::uint32_t bit = is_encoding ? 1 : 1u << code;
  if (parsed.given & bit)
    return error(
        at, "canonical option " + std::string(is_encoding ? "string-encoding" : form->keyword) + " is given twice");
  parsed.given |= bit;
  switch (form->code) {
    case OptionCode::utf8:
    case OptionCode::utf16:
    case OptionCode::latin1_utf16: parsed.options.encoding = static_cast<StringEncoding>(code); break;
    case OptionCode::memory: {
      WITC_TRY_ASSIGN(const CoreItem* memory, canon_memory(scope, in));
      if (memory->definition) parsed.options.memory = std::get<CoreExport>(*memory->definition);
      if (std::get<wasm::MemoryType>(memory->type).limits.address == wasm::AddressType::i64)
        parsed.pointer = abi::FlatType::i64;
      parsed.has_memory = true;
      break;
    }
    case OptionCode::realloc: {
      WITC_TRY_ASSIGN(parsed.realloc, core_function(scope, in));
      parsed.options.realloc = parsed.realloc->definition;
      break;
    }
    case OptionCode::post_return: {
      WITC_TRY_ASSIGN(parsed.post_return, core_function(scope, in));
      parsed.options.post_return = parsed.post_return->definition;
      break;
    }
    case OptionCode::async:
      if (!features_.async) return gated(at, "cm-async", "the option async");
      parsed.options.is_async = true;
      break;
    case OptionCode::callback: {
      WITC_TRY_ASSIGN(parsed.callback, core_function(scope, in));
      parsed.options.callback = parsed.callback->definition;
      break;
    }
  }
  return {};
}

Expected<Evaluator::ParsedOptions> Evaluator::canon_options(Body& body, ByteReader& in) {
  const std::uint64_t at = in.offset();
  ParsedOptions parsed;
  parsed.options.instance = body.scope.instance;
  WITC_TRY_ASSIGN(const std::uint32_t count, in.count(10, "canonical options"));
  for (std::uint32_t i = 0; i < count; ++i) WITC_TRY(canon_option(body.scope, in, parsed));
  if (parsed.realloc) {
    if (!parsed.has_memory) return error(at, "canonical option realloc needs memory");
    const wasm::ValType address = flat_core_type(parsed.pointer);
    WITC_TRY(check_core_type(*parsed.realloc, {{address, address, address, address}, {address}}, "realloc", at));
  }
  if (parsed.callback) {
    if (!parsed.options.is_async) return error(at, "the option callback needs the option async");
    WITC_TRY(check_core_type(*parsed.callback, {{wasm::i32, wasm::i32, wasm::i32}, {wasm::i32}}, "callback", at));
  }
  if (parsed.post_return && parsed.options.is_async) return error(at, "post-return cannot be combined with async");
  return parsed;
}

/// Of what is lowered to, rather than lifted from, core functions.
Expected<void> Evaluator::check_no_lift_options(const ParsedOptions& parsed, std::uint64_t at) const {
  if (!parsed.post_return && !parsed.callback) return {};
  return error(at, std::string(parsed.post_return ? "post-return" : "callback") + " is an option of canon lift only");
}

Expected<void> Evaluator::check_needs(const ParsedOptions& parsed, bool memory, bool realloc, std::uint64_t at) const {
  if ((memory || realloc) && !parsed.has_memory) return error(at, "canonical option memory is required");
  if (realloc && !parsed.realloc) return error(at, "canonical option realloc is required");
  return {};
}

/// What walking large types takes is counted; many definitions may mention the same.
Expected<CanonSignature> Evaluator::canon_signature(const types::FuncType& type, const CanonSide& side) {
  constexpr std::uint64_t nodes_per_item = 16;
  Measure whole;
  for (const auto& param : type.params) measure(param.type, whole);
  if (type.result) measure(*type.result, whole);
  WITC_TRY(spend(whole.nodes / nodes_per_item));
  return flatten_functype(plan_.types, type, side);
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
  const bool is_async = parsed.options.is_async;
  if (is_async && !function.is_async) return error(at, "the option async needs an async function type");
  if (is_async && !parsed.callback && !features_.async_stackful)
    return gated(at, "cm-async-stackful", "the option async of canon lift without callback");
  const CanonSide side{types::Direction::lift, is_async, parsed.callback != nullptr, parsed.pointer};
  WITC_TRY_ASSIGN(const CanonSignature expected, canon_signature(function, side));
  WITC_TRY(check_needs(parsed, expected.needs_memory, expected.needs_realloc, at));
  WITC_TRY(check_core_type(*core, expected.type, "the core function that is lifted", at));
  if (parsed.post_return)
    WITC_TRY(check_core_type(*parsed.post_return, wasm::FuncType{expected.type.results, {}}, "post-return", at));
  FunctionEntity lifted{*type, std::nullopt};
  if (body.emits())
    lifted.id = plan_.functions.push({*type, LiftedFunction{*core->definition, std::move(parsed.options)}});
  body.scope.functions.push_back(lifted);
  return {};
}

void Evaluator::add_trampoline(Body& body, wasm::FuncType type, TrampolineAction action) {
  CoreItem item{CoreFuncType{plan_.core_types.add(type)}, std::nullopt};
  if (body.emits()) item.definition = plan_.trampolines.push({body.scope.instance, std::move(type), std::move(action)});
  body.scope.core_functions.push_back(std::move(item));
}

Expected<void> Evaluator::canon_lower(Body& body, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const auto* callee, function(body.scope, in));
  WITC_TRY_ASSIGN(ParsedOptions parsed, canon_options(body, in));
  const types::FuncType& type = plan_.types.funcs[callee->type];
  const bool is_async = parsed.options.is_async;
  WITC_TRY(check_no_lift_options(parsed, at));
  if (is_async && !type.is_async) return error(at, "the option async needs an async function type");
  // CanonicalABI.md (canon lower) asks async for memory in any case; its tests, and who follows them, where it is used.
  const CanonSide side{types::Direction::lower, is_async, false, parsed.pointer};
  WITC_TRY_ASSIGN(CanonSignature lowered, canon_signature(type, side));
  WITC_TRY(check_needs(parsed, lowered.needs_memory, lowered.needs_realloc, at));
  if (is_async)
    add_trampoline(body, std::move(lowered.type), UnavailableBuiltin{"async lower"});
  else
    add_trampoline(body, std::move(lowered.type), Lower{callee->id.value_or(FunctionId()), std::move(parsed.options)});
  return {};
}

}  // namespace witc::component
