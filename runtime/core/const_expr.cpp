#include <algorithm>
#include <cstring>

#include "runtime/core/core_instance.hpp"
#include "runtime/core/store_state.hpp"
#include "wasm/instruction.hpp"

// execution/modules: evaluation of constant expressions, which validation has checked.

namespace witc::runtime {

namespace {

using codegen::Cell;

class Evaluator {
 public:
  Evaluator(CoreInstance& instance, std::vector<Cell>& stack)
      : instance_(instance), heap_(instance.store().heap()), stack_(stack) {}

  Expected<void> run(const wasm::Instruction& in) {
    using Op = wasm::Opcode;
    Cell value{};
    switch (in.opcode) {
      case Op::end: return {};
      case Op::i32_const:
      case Op::f32_const: value.i32 = static_cast<std::uint32_t>(in.bits); break;
      case Op::i64_const:
      case Op::f64_const: value.i64 = in.bits; break;
      case Op::v128_const: std::memcpy(&value, in.bytes.data(), in.bytes.size()); break;
      case Op::ref_null: break;
      case Op::ref_func: value.ref = instance_.func_ref(in.index); break;
      case Op::global_get: value = *instance_.global(in.index).cell; break;
      case Op::ref_i31: value.i64 = std::uint64_t{pop().i32 << 1} | 1; break;
      case Op::any_convert_extern:
      case Op::extern_convert_any: return {};
      case Op::i32_add:
      case Op::i32_sub:
      case Op::i32_mul: {
        const std::uint32_t right = pop().i32;
        value.i32 = arithmetic(in.opcode, Op::i32_add, Op::i32_sub, pop().i32, right);
        break;
      }
      case Op::i64_add:
      case Op::i64_sub:
      case Op::i64_mul: {
        const std::uint64_t right = pop().i64;
        value.i64 = arithmetic(in.opcode, Op::i64_add, Op::i64_sub, pop().i64, right);
        break;
      }
      default: {
        WITC_TRY_ASSIGN(value.ref, aggregate(in));
      }
    }
    stack_.push_back(value);
    return {};
  }

 private:
  Cell pop() {
    const Cell top = stack_.back();
    stack_.pop_back();
    return top;
  }

  template <class Integer>
  static Integer arithmetic(wasm::Opcode opcode, wasm::Opcode add, wasm::Opcode sub, Integer left, Integer right) {
    if (opcode == add) return left + right;
    return opcode == sub ? left - right : left * right;
  }

  Expected<void*> aggregate(const wasm::Instruction& in) {
    const RegisteredType& type = instance_.type(in.index);
    if (in.opcode == wasm::Opcode::struct_new || in.opcode == wasm::Opcode::struct_new_default) {
      WITC_TRY_ASSIGN(ObjectHeader* const object, allocated(heap_.allocate_struct(type)));
      if (in.opcode == wasm::Opcode::struct_new) fill_fields(type, *object);
      return object;
    }
    const bool is_fixed = in.opcode == wasm::Opcode::array_new_fixed;
    const std::uint32_t length = is_fixed ? in.index2 : pop().i32;
    WITC_TRY_ASSIGN(ObjectHeader* const array, allocated(heap_.allocate_array(type, length)));
    if (in.opcode == wasm::Opcode::array_new) {
      const Cell value = pop();
      for (std::uint32_t i = 0; i < length; ++i) set_element(type, *array, i, value);
    } else if (is_fixed) {
      for (std::uint32_t i = length; i-- > 0;) set_element(type, *array, i, pop());
    }
    return array;
  }

  static Expected<ObjectHeader*> allocated(ObjectHeader* object) {
    if (!object)
      return fail(ErrorCode::resource_exhausted, "a constant expression needs more than the collected heap has");
    return object;
  }

  void fill_fields(const RegisteredType& type, ObjectHeader& object) {
    const auto& fields = type.type.fields;
    const auto first = stack_.end() - static_cast<std::ptrdiff_t>(fields.size());
    codegen::lay_out_fields(type.type, [&](std::uint32_t i, std::uint32_t offset) {
      std::memcpy(reinterpret_cast<std::byte*>(&object) + offset, &first[i], fields[i].storage.bytes());
    });
    stack_.erase(first, stack_.end());
  }

  static void set_element(const RegisteredType& type, ObjectHeader& array, std::uint32_t index, const Cell& value) {
    std::memcpy(
        reinterpret_cast<std::byte*>(&array) + codegen::first_field_offset + std::size_t{index} * type.element_bytes,
        &value, type.element_bytes);
  }

  CoreInstance& instance_;
  Heap& heap_;
  std::vector<Cell>& stack_;
};

}  // namespace

Expected<Cell> CoreInstance::evaluate(const wasm::ConstExpr& expression) {
  const Heap::Pause no_collection(store_->heap());  // operands are where no root is
  const auto body = compiled_->binary().subspan(expression.body.begin, expression.body.size());
  wasm::InstructionReader reader(ByteReader(body), wasm::all_features);
  std::vector<Cell> stack;
  Evaluator evaluator(*this, stack);
  wasm::Instruction instruction;
  while (!reader.at_end()) {
    WITC_TRY(reader.next(instruction));
    WITC_TRY(evaluator.run(instruction));
  }
  return stack.back();
}

}  // namespace witc::runtime
