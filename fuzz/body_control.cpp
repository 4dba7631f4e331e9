#include "fuzz/body_generator.hpp"

#include <algorithm>

// Blocks, branches, exceptions and calls.

namespace witc::fuzz {

void BodyGenerator::select(wasm::ValType type, unsigned depth) {
  expression(type, depth + 1);
  expression(type, depth + 1);
  condition(depth);
  if (type.is_ref())
    f_.op(Opcode::select_t).raw({1, 0x70});
  else
    f_.op(Opcode::select);
}

void BodyGenerator::open(Opcode opcode, wasm::ValType type) {
  f_.structured(opcode, type);
  labels_.push_back({type});
}

void BodyGenerator::close() {
  f_.end();
  labels_.pop_back();
}

void BodyGenerator::if_else(wasm::ValType type, unsigned depth) {
  condition(depth);
  open(Opcode::if_, type);
  statements(choose_.below(3), depth + 1);
  expression(type, depth + 1);
  f_.op(Opcode::else_);
  statements(choose_.below(3), depth + 1);
  expression(type, depth + 1);
  close();
}

void BodyGenerator::block(wasm::ValType type, unsigned depth) {
  Types params;
  if (choose_.one_in(3)) params.resize(1 + choose_.below(3), choose_type());
  for (const auto& param : params) expression(param, depth + 1);
  if (params.empty()) {
    open(Opcode::block, type);
  } else {
    f_.structured(Opcode::block, module_.type(params, {type}));
    labels_.push_back({type});
    for (const auto& param : params) f_.set(add_local(param));
  }
  statements(1 + choose_.below(3), depth + 1);
  expression(type, depth + 1);
  close();
}

void BodyGenerator::branching_block(wasm::ValType type, unsigned depth) {
  const std::uint32_t count = 1 + choose_.below(4);
  for (std::uint32_t i = 0; i < count; ++i) open(Opcode::block, type);
  expression(type, depth + 1);
  condition(depth);
  if (!choose_.one_in(4)) f_.i32(7).op(Opcode::i32_and);
  std::vector<std::uint32_t> targets;
  for (std::uint32_t i = 0; i <= 1 + choose_.below(6); ++i) targets.push_back(choose_.below(count));
  f_.br_table(targets);
  for (std::uint32_t i = 0; i < count; ++i) {
    close();
    if (i + 1 == count) break;
    if (const auto local = find(locals_, type)) f_.tee(*local);
    statements(choose_.below(2), depth + 1);
  }
}

void BodyGenerator::br_if_value(wasm::ValType type, unsigned depth) {
  for (std::uint32_t i = 0; i < labels_.size(); ++i) {
    const std::uint32_t label = (i + choose_.below(2)) % labels_.size();
    if (labels_[labels_.size() - 1 - label] != Types{type}) continue;
    expression(type, depth + 1);
    condition(depth);
    f_.op(Opcode::br_if, label);
    return;
  }
  leaf(type);
}

bool BodyGenerator::loop(wasm::ValType type, unsigned depth) {
  if (loops_ >= 3) return false;
  ++loops_;
  const std::uint32_t counter = scratch(wasm::i32);
  if (choose_.one_in(3)) {
    condition(depth);
    f_.i32(7).op(Opcode::i32_and).set(counter);
  } else {
    f_.i32(static_cast<std::int32_t>(choose_.below(choose_.one_in(5) ? 70 : 8))).set(counter);
  }
  const std::uint32_t value = add_local(type);
  open(Opcode::block, type);
  expression(type, depth + 1);
  f_.structured(Opcode::loop, module_.type({type}, {type}));
  labels_.push_back({type});
  f_.tee(value);
  f_.get(counter).op(Opcode::i32_eqz).op(Opcode::br_if, 1);
  f_.set(value);
  f_.get(counter).i32(1).op(Opcode::i32_sub).set(counter);
  statements(1 + choose_.below(3), depth + 1);
  expression(type, depth + 1);
  f_.op(Opcode::br, 0);
  close();
  close();
  --loops_;
  return true;
}

void BodyGenerator::try_block(wasm::ValType type, unsigned depth) {
  const bool catches_all = plan_.tags.empty() || choose_.one_in(3);
  const bool with_reference = choose_.one_in(3);
  const std::uint32_t tag = catches_all ? 0 : choose_.below(plan_.tags.size());
  Types caught = catches_all ? Types{} : plan_.tags[tag];
  if (with_reference) caught.push_back(exnref);
  open(Opcode::block, type);
  f_.structured(Opcode::block, module_.type({}, caught));
  labels_.push_back(caught);
  f_.structured(Opcode::try_table, type);
  const auto clause = static_cast<std::uint8_t>((catches_all ? 2 : 0) + (with_reference ? 1 : 0));
  if (catches_all)
    f_.raw({1, clause, 0});
  else
    f_.raw({1, clause, static_cast<std::uint8_t>(tag), 0});
  labels_.push_back({type});
  statements(1 + choose_.below(3), depth + 1);
  if (choose_.one_in(3)) throw_something(depth);
  expression(type, depth + 1);
  close();
  f_.op(Opcode::br, 1);
  close();
  std::uint32_t exception = 0;
  if (with_reference) f_.set(exception = scratch(exnref));
  if (!catches_all)
    for (std::size_t i = plan_.tags[tag].size(); i-- > 0;) f_.set(add_local(plan_.tags[tag][i]));
  if (with_reference && choose_.one_in(3)) {
    condition(depth);
    f_.if_().get(exception).op(Opcode::throw_ref).end();
  }
  expression(type, depth + 1);
  close();
}

void BodyGenerator::throw_something(unsigned depth) {
  if (plan_.tags.empty()) return;
  condition(depth);
  f_.if_();
  labels_.push_back({});
  const std::uint32_t tag = choose_.below(plan_.tags.size());
  for (const auto& type : plan_.tags[tag]) expression(type, depth + 1);
  f_.op(Opcode::throw_, tag);
  close();
}

// Calls

void BodyGenerator::count_call() {
  f_.op(Opcode::global_get, plan_.fuel_global).op(Opcode::i32_eqz).if_();
  if (choose_.one_in(2)) {
    f_.op(Opcode::unreachable);
  } else {
    for (const auto& type : signature_.results) constant(type);
    f_.op(Opcode::return_);
  }
  f_.end();
  f_.op(Opcode::global_get, plan_.fuel_global).i32(1).op(Opcode::i32_sub).op(Opcode::global_set, plan_.fuel_global);
}

bool BodyGenerator::gives(std::uint32_t function, wasm::ValType type) const {
  const auto& results = plan_.functions[function].results;
  return std::ranges::find(results, type) != results.end();
}

bool BodyGenerator::call(wasm::ValType type, unsigned depth) {
  std::vector<std::uint32_t> candidates;
  for (std::uint32_t i = 0; i < plan_.functions.size(); ++i)
    if (gives(i, type)) candidates.push_back(i);
  if (candidates.empty()) return false;
  const std::uint32_t function = candidates[choose_.below(candidates.size())];
  call_function(function, depth);
  keep_one(plan_.functions[function].results, type);
  return true;
}

void BodyGenerator::call_function(std::uint32_t function, unsigned depth) {
  arguments(function, depth);
  call_instruction(function, depth, false);
}

void BodyGenerator::arguments(std::uint32_t function, unsigned depth) {
  for (const auto& param : plan_.functions[function].params) expression(param, depth + 1);
}

void BodyGenerator::call_instruction(std::uint32_t function, unsigned depth, bool is_tail_call) {
  const std::uint32_t type = module_.type(plan_.functions[function].params, plan_.functions[function].results);
  const auto& in_table = plan_.table_functions;
  const unsigned way = choose_.below(4);
  if (way == 0)
    if (const auto slot = std::ranges::find(in_table, function); slot != in_table.end()) {
      const wasm::AddressType address = plan_.tables[0].limits.address;
      if (plan_.is_wild && choose_.one_in(4))
        index_below(address, plan_.tables[0].limits.min, depth);
      else
        push_address(address, static_cast<std::uint64_t>(slot - in_table.begin()));
      f_.op(is_tail_call ? Opcode::return_call_indirect : Opcode::call_indirect, type, 0);
      return;
    }
  if (way == 1) {
    f_.op(Opcode::ref_func, function).op(is_tail_call ? Opcode::return_call_ref : Opcode::call_ref, type);
    return;
  }
  f_.op(is_tail_call ? Opcode::return_call : Opcode::call, function);
}

void BodyGenerator::keep_one(const Types& types, wasm::ValType type) {
  std::optional<std::uint32_t> kept;
  for (std::size_t i = types.size(); i-- > 0;) {
    if (!kept && types[i] == type) {
      if (i == 0) return;
      kept = scratch(type);
      f_.set(*kept);
    } else {
      discard(types[i]);
    }
  }
  f_.get(*kept);
}

void BodyGenerator::discard(wasm::ValType type) {
  if (choose_.one_in(2))
    if (const auto local = find(locals_, type)) return void(f_.set(*local));
  f_.op(Opcode::drop);
}

// Statements

void BodyGenerator::branch_away(unsigned depth) {
  const std::uint32_t label = choose_.below(labels_.size());
  const Types types = labels_[labels_.size() - 1 - label];
  if (std::ranges::find(types, wasm::ValType(exnref)) != types.end()) return;
  condition(depth);
  f_.if_();
  labels_.push_back({});
  for (const auto& type : types) expression(type, depth + 1);
  f_.op(Opcode::br, label + 1);
  // Never executed; values may come from nowhere.
  if (choose_.one_in(4)) f_.op(Opcode::i32_add).op(Opcode::drop);
  if (choose_.one_in(4)) statements(1 + choose_.below(2), depth + 1);
  close();
}

void BodyGenerator::tail_call(unsigned depth) {
  std::vector<std::uint32_t> candidates;
  for (std::uint32_t i = 0; i < plan_.functions.size(); ++i)
    if (plan_.functions[i].results == signature_.results) candidates.push_back(i);
  if (candidates.empty()) return;
  const std::uint32_t function = candidates[choose_.below(candidates.size())];
  condition(depth);
  f_.if_();
  labels_.push_back({});
  arguments(function, depth);
  call_instruction(function, depth, true);
  close();
}

void BodyGenerator::conditional(unsigned depth) {
  condition(depth);
  f_.if_();
  labels_.push_back({});
  statements(1 + choose_.below(3), depth + 1);
  if (choose_.one_in(2)) {
    f_.op(Opcode::else_);
    statements(1 + choose_.below(3), depth + 1);
  }
  close();
}

}  // namespace witc::fuzz
