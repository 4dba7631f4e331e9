#pragma once

#include <cstdint>
#include <string_view>

#include "wasm/opcode.hpp"

// What a numeric or vector instruction does, read off its name. The specification builds these names by rule
// (syntax/instructions: "i32x4.trunc_sat_f64x2_s_zero" is shape, operation, source shape, signedness, the rest), so the
// emitters have one handler per operation and no list of opcodes.

namespace witc::codegen {

/// The type an operation works on: one lane for scalars. `bits` is a lane's width.
struct Shape {
  std::uint8_t bits = 0;  ///< 0: no shape
  std::uint8_t lanes = 1;
  bool is_float = false;

  constexpr bool is_vector() const { return lanes > 1; }
  constexpr explicit operator bool() const { return bits != 0; }
  constexpr bool operator==(const Shape&) const = default;
};

enum class Half : std::uint8_t { none, low, high };

struct Operation {
  Shape shape;             ///< before the dot; v128 counts as i64x2
  Shape source;            ///< named after the operation ("extend_i32_s"); none if it is not
  std::string_view name;   ///< the operation proper: "add", "trunc", "extadd_pairwise"; empty when not parsed
  bool is_signed = false;  ///< "_s"
  bool saturates = false;  ///< "_sat"
  bool zero = false;       ///< "_zero": upper lanes are zero
  Half half = Half::none;  ///< "_low", "_high"
};

/// The parsed name of an instruction that has a dot in its name.
const Operation& operation(wasm::Opcode opcode);

}  // namespace witc::codegen
