#include "cli/invoke.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "cli/exported_functions.hpp"
#include "runtime/component/compiled_component.hpp"
#include "types/references.hpp"

namespace witc::cli {

namespace {

using types::ValType;

/// Whether values of the type are handles: WAVE has no text for them.
bool is_handle(const types::TypeArena& arena, ValType type) {
  if (type.is_primitive()) return type.primitive() == types::Primitive::error_context;
  const auto& shape = arena.defs[type.defined()].shape;
  if (const auto* alias = std::get_if<types::Primitive>(&shape)) return *alias == types::Primitive::error_context;
  return std::holds_alternative<types::Own>(shape) || std::holds_alternative<types::Borrow>(shape) ||
         std::holds_alternative<types::Stream>(shape) || std::holds_alternative<types::Future>(shape);
}

/// A handle that values of the type may hold, at any depth.
std::optional<ValType> find_handle(const types::TypeArena& arena, ValType type) {
  std::vector<ValType> pending{type};
  std::set<std::uint32_t> seen;
  while (!pending.empty()) {
    const ValType next = pending.back();
    pending.pop_back();
    if (is_handle(arena, next)) return next;
    if (next.is_primitive() || !seen.insert(next.defined().index()).second) continue;
    types::for_each_reference(arena.defs[next.defined()], [&](const auto& part) {
      if constexpr (std::is_same_v<std::decay_t<decltype(part)>, ValType>) pending.push_back(part);
    });
  }
  return std::nullopt;
}

/// Handles that every call would have to write, or may have to print. Said before anything runs.
std::optional<Diagnostic> check_handles(const types::TypeArena& arena, const types::FuncType& type, Span span) {
  Diagnostic error{.code = ErrorCode::unsupported_feature,
                   .span = span,
                   .help = "call a function with plain values instead, or write a host with the C++ interface"};
  for (const auto& param : type.params) {
    if (!is_handle(arena, param.type)) continue;
    error.message =
        "the parameter `" + param.name + "` is " + to_string(arena, param.type) + ", which has no text form";
    return error;
  }
  const auto handle = type.result ? find_handle(arena, *type.result) : std::nullopt;
  if (!handle) return std::nullopt;
  error.message = "the result may hold " + to_string(arena, *handle) + ", which has no text form";
  return error;
}

/// The name that a call begins with: one of those there are, as messages write them, or what WAVE takes for a name.
wave::Parsed<wave::Callee> read_callee(wave::Source source, std::span<const ExportedFunction> functions) {
  const std::size_t begin = std::min(source.text.find_first_not_of(" \t\r\n"), source.text.size());
  const std::size_t end = std::min(source.text.find_first_of("( \t\r\n", begin), source.text.size());
  const std::string_view name = source.text.substr(begin, end - begin);
  for (const auto& [interface, function, type] : functions) {
    if (interface.empty() || name != interface + "#" + function) continue;
    return wave::Callee{
        interface, function, {source.file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}};
  }
  return wave::parse_callee(source);
}

}  // namespace

wave::Parsed<Invocation> Invocation::read(wave::Source source, const Component& component) {
  const component::Plan& plan = component.state()->plan();
  const auto functions = exported_functions(plan);
  const auto callee = read_callee(source, functions);
  if (!callee) return std::unexpected(callee.error());
  const auto found = find_function(functions, *callee, plan.types);
  if (!found) return std::unexpected(found.error());
  const ExportedFunction& function = **found;
  if (auto refused = check_handles(plan.types, plan.types.funcs[function.type], callee->span))
    return std::unexpected(*std::move(refused));
  auto call = wave::parse_call(source, *callee, plan.types, function.type);
  if (!call) {
    call.error().notes.push_back({function.full_name() + " is " + types::to_string(plan.types, function.type), {}});
    return std::unexpected(std::move(call).error());
  }
  if (call->has_result) {
    const Span whole{source.file, callee->span.begin, static_cast<std::uint32_t>(source.text.size())};
    return std::unexpected(Diagnostic{
        .code = ErrorCode::malformed, .span = whole, .message = "expected a call alone, found one with its result"});
  }
  return Invocation(component, function.full_name(), function.type, std::move(call->arguments));
}

CallResult<std::string> Invocation::call(StoreBase& store, const Instance& instance) const {
  const auto& types = component_.state()->plan().types;
  const auto function = instance.get_func(name_);
  if (!function) return std::unexpected(Failure(function.error()));
  const auto results = function->call(store, arguments_);
  if (!results) return std::unexpected(results.error());
  if (results->empty()) return std::string();
  auto text = wave::print_value(types, *types.funcs[type_].result, results->front());
  if (!text) return std::unexpected(Failure(std::move(text).error()));
  return *std::move(text);
}

}  // namespace witc::cli
