#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "tests/interpreter/value.hpp"
#include "wasm/opcode.hpp"
#include "witc/trap_code.hpp"

// execution/numerics: every instruction whose result depends on nothing but its operands and immediates, each under its
// text name. Where the specification allows several results, this gives those of the deterministic profile.

namespace witc::interpreter {

/// What an instruction other than its operands has: lane index, or shuffle lanes.
struct NumericImmediates {
  std::uint8_t lane = 0;
  std::array<std::uint8_t, 16> bytes{};
};

using MaybeTrap = std::optional<TrapCode>;
using Numeric = MaybeTrap (*)(Stack&, const NumericImmediates&);

/// The instruction's function, or null when it is none of these.
Numeric find_numeric(wasm::Opcode opcode);

/// A result, or why there is none.
template <class T>
using OrTrap = std::variant<T, TrapCode>;

/// Collects the functions of instructions under their names.
class NumericTable {
 public:
  void set(const std::string& name, Numeric function);

  template <class A, class F>
  void unary(const std::string& name, F) {
    set(name, [](Stack& stack, const NumericImmediates&) -> MaybeTrap {
      const A operand = stack.pop<A>();
      return give(stack, F{}(operand));
    });
  }
  template <class A, class B, class F>
  void binary(const std::string& name, F) {
    set(name, [](Stack& stack, const NumericImmediates&) -> MaybeTrap {
      const B right = stack.pop<B>();
      const A left = stack.pop<A>();
      return give(stack, F{}(left, right));
    });
  }
  template <class A, class F>
  void ternary(const std::string& name, F) {
    set(name, [](Stack& stack, const NumericImmediates&) -> MaybeTrap {
      const A third = stack.pop<A>();
      const A second = stack.pop<A>();
      const A first = stack.pop<A>();
      return give(stack, F{}(first, second, third));
    });
  }
  Numeric find(wasm::Opcode opcode) const { return functions_[static_cast<std::size_t>(opcode)]; }

 private:
  template <class T>
  static MaybeTrap give(Stack& stack, const T& result) {
    stack.push(result);
    return {};
  }
  template <class T>
  static MaybeTrap give(Stack& stack, const OrTrap<T>& result) {
    if (const auto* trap = std::get_if<TrapCode>(&result)) return *trap;
    return give(stack, std::get<T>(result));
  }
  template <class T>
  static MaybeTrap give(Stack& stack, const std::pair<T, T>& results) {
    stack.push(results.first);
    stack.push(results.second);
    return {};
  }

  std::array<Numeric, static_cast<std::size_t>(wasm::Opcode::count_)> functions_{};
};

void add_scalar_instructions(NumericTable& table);
void add_vector_instructions(NumericTable& table);

}  // namespace witc::interpreter
