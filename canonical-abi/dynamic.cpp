#include "canonical-abi/dynamic.hpp"

#include <utility>

#include "canonical-abi/dynamic_nodes.hpp"
#include "types/layout.hpp"

namespace witc::abi {

namespace {

using types::TypeArena;

/// Calls f(node, value) for the parameters of a function while it gives true.
template <class Values, class F>
bool for_each_param(TypeFacts& facts, const types::FuncType& type, Values& values, F f) {
  for (std::size_t i = 0; i < type.params.size(); ++i)
    if (!f(any(&facts, type.params[i].type), values[i])) return false;
  return true;
}

/// The parameters as a tuple, for when they travel through memory.
Layout params_layout(TypeFacts& facts, const types::FuncType& type) {
  RecordLayout tuple;
  for (const auto& param : type.params) tuple.add(facts.layout(param.type));
  return tuple.finish();
}

}  // namespace

bool lift_params(Context& cx, const TypeArena& arena, types::FuncTypeId id, std::span<const std::uint64_t> flat,
                 std::vector<Val>& arguments) {
  const types::FuncType& type = arena.funcs[id];
  TypeFacts facts(arena);
  arguments.resize(type.params.size());
  if (!types::flatten_functype(arena, type, types::Direction::lower).params_in_memory) {
    FlatReader reader(flat);
    return for_each_param(facts, type, arguments,
                          [&](const AnyNode& node, Val& out) { return lift_flat(cx, node, reader, out); });
  }
  const auto pointer = static_cast<std::uint32_t>(flat[0]);
  const Layout layout = params_layout(facts, type);
  if (!cx.check_range(pointer, layout.size, layout.align, "parameters")) return false;
  RecordLayout offsets;
  return for_each_param(facts, type, arguments, [&](const AnyNode& node, Val& out) {
    return load(cx, node, static_cast<std::uint32_t>(pointer + offsets.add(node.layout())), out);
  });
}

bool lower_results(Context& cx, const TypeArena& arena, types::FuncTypeId id, std::span<const Val> results,
                   std::span<const std::uint64_t> flat_params, std::uint64_t& flat_result) {
  const types::FuncType& type = arena.funcs[id];
  if (!type.result) return true;
  TypeFacts facts(arena);
  const AnyNode node = any(&facts, *type.result);
  if (node.flat().fits(max_flat_results)) {
    FlatWriter writer(std::span(&flat_result, 1));
    return lower_flat(cx, node, results[0], writer);
  }
  const auto pointer = static_cast<std::uint32_t>(flat_params.back());
  const Layout layout = node.layout();
  return cx.check_range(pointer, layout.size, layout.align, "result") && store(cx, node, results[0], pointer);
}

bool lower_params(Context& cx, const TypeArena& arena, types::FuncTypeId id, std::span<const Val> arguments,
                  std::vector<std::uint64_t>& flat) {
  const types::FuncType& type = arena.funcs[id];
  TypeFacts facts(arena);
  const auto shape = types::flatten_functype(arena, type, types::Direction::lift);
  flat.assign(shape.params.size(), 0);
  if (!shape.params_in_memory) {
    FlatWriter writer(flat);
    return for_each_param(facts, type, arguments,
                          [&](const AnyNode& node, const Val& value) { return lower_flat(cx, node, value, writer); });
  }
  const Layout layout = params_layout(facts, type);
  std::uint32_t pointer = 0;
  if (!cx.allocate(layout.align, layout.size, pointer)) return false;
  flat[0] = pointer;
  RecordLayout offsets;
  return for_each_param(facts, type, arguments, [&](const AnyNode& node, const Val& value) {
    return store(cx, node, value, static_cast<std::uint32_t>(pointer + offsets.add(node.layout())));
  });
}

bool lift_results(Context& cx, const TypeArena& arena, types::FuncTypeId id, std::uint64_t flat_result,
                  std::vector<Val>& results) {
  const types::FuncType& type = arena.funcs[id];
  results.clear();
  if (!type.result) return true;
  TypeFacts facts(arena);
  const AnyNode node = any(&facts, *type.result);
  results.emplace_back();
  if (node.flat().fits(max_flat_results)) {
    FlatReader reader(std::span<const std::uint64_t>(&flat_result, 1));
    return lift_flat(cx, node, reader, results[0]);
  }
  const auto pointer = static_cast<std::uint32_t>(flat_result);
  const Layout layout = node.layout();
  return cx.check_range(pointer, layout.size, layout.align, "result") && load(cx, node, pointer, results[0]);
}

}  // namespace witc::abi
