#include "fuzz/body_generator.hpp"

#include <array>

// What has an effect and gives nothing.

namespace witc::fuzz {

BodyGenerator::BodyGenerator(Choices& choices, const Plan& plan, testing::ModuleBuilder& module,
                             testing::FunctionBuilder& f, const Signature& signature)
    : choose_(choices), plan_(plan), module_(module), f_(f), signature_(signature), locals_(signature.params) {
  budget_ = 10 + choose_.below(choose_.one_in(4) ? 300 : 80);
}

void BodyGenerator::write() {
  for (unsigned i = choose_.below(8); i > 0; --i) add_local(choose_type());
  labels_.push_back(signature_.results);
  count_call();
  statements(1 + choose_.below(8), 0);
  for (const auto& type : signature_.results) expression(type, 1);
  f_.end();
}

void BodyGenerator::statements(unsigned count, unsigned depth) {
  for (unsigned i = 0; i < count && budget_ > 0 && !choose_.at_end(); ++i) statement(depth);
}

void BodyGenerator::statement(unsigned depth) {
  --budget_;
  switch (choose_.below(24)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4: return assign_local(depth);
    case 5:
    case 6: return assign_global(depth);
    case 7:
    case 8:
    case 9:
    case 10:
    case 11: return store(depth);
    case 12: return bulk(depth);
    case 13: return table_statement(depth);
    case 14: {
      const std::uint32_t function = choose_.below(plan_.functions.size());
      call_function(function, depth);
      const auto& results = plan_.functions[function].results;
      for (std::size_t i = results.size(); i-- > 0;) discard(results[i]);
      return;
    }
    case 15: return branch_away(depth);
    case 16: return tail_call(depth);
    case 17:
      if (choose_.one_in(3)) throw_something(depth);
      return;
    case 18: return conditional(depth);
    case 19:
      if (plan_.is_wild && choose_.one_in(6)) {
        condition(depth);
        f_.if_().op(Opcode::unreachable).end();
      } else if (choose_.one_in(2)) {
        f_.op(Opcode::atomic_fence).raw({0});
      } else {
        f_.op(Opcode::nop);
      }
      return;
    case 20:
      if (loop(wasm::i32, depth)) f_.op(Opcode::drop);
      return;
    default: {
      const wasm::ValType type = choose_type();
      expression(type, depth + 1);
      discard(type);
    }
  }
}

void BodyGenerator::assign_local(unsigned depth) {
  if (locals_.empty()) return;
  const std::uint32_t local = choose_.below(locals_.size());
  if (locals_[local] == wasm::ValType(exnref)) return;
  expression(locals_[local], depth + 1);
  f_.set(local);
}

void BodyGenerator::assign_global(unsigned depth) {
  const std::uint32_t global = choose_.below(plan_.globals.size());
  if (global == plan_.fuel_global) return;
  expression(plan_.globals[global], depth + 1);
  f_.op(Opcode::global_set, global);
}

}  // namespace witc::fuzz
