#include <algorithm>

#include "wasm/function_validator.hpp"
#include "wasm/matching.hpp"

// valid/instructions: reference, table and aggregate instructions.

namespace witc::wasm {

namespace {

constexpr ValType ref_to(std::uint32_t type_index, bool nullable) {
  return RefType{HeapType::defined(type_index), nullable};
}

/// Signed and unsigned reads are for packed storage, plain ones for the rest.
bool reads_packed(Opcode opcode) {
  return opcode == Opcode::struct_get_s || opcode == Opcode::struct_get_u || opcode == Opcode::array_get_s ||
         opcode == Opcode::array_get_u;
}

}  // namespace

Expected<void> FunctionValidator::reference(const Instruction& in) {
  WITC_TRY(check_types(info(in.opcode).immediates == Immediates::heap_type ? in.types : std::vector<ValType>{}));
  switch (in.opcode) {
    case Opcode::ref_null: push(in.types[0]); return {};
    case Opcode::ref_func: return ref_func(in.index);
    case Opcode::ref_eq:
      for (int i = 0; i < 2; ++i) WITC_TRY(pop(OperandType::abstract(HeapType::eq, true)));
      push(OperandType(ValKind::i32));
      return {};
    case Opcode::ref_test:
    case Opcode::ref_test_null:
    case Opcode::ref_cast:
    case Opcode::ref_cast_null: {
      WITC_TRY(pop(OperandType::abstract(top_of(module_, in.types[0].ref.heap), true)));
      const bool is_test = in.opcode == Opcode::ref_test || in.opcode == Opcode::ref_test_null;
      push(is_test ? OperandType(ValKind::i32) : operand(in.types[0]));
      return {};
    }
    case Opcode::ref_i31:
      WITC_TRY(pop(ValKind::i32));
      push(OperandType::abstract(HeapType::i31, false));
      return {};
    case Opcode::i31_get_s:
    case Opcode::i31_get_u:
      WITC_TRY(pop(OperandType::abstract(HeapType::i31, true)));
      push(OperandType(ValKind::i32));
      return {};
    default: break;
  }
  auto operand = pop_ref();
  if (!operand) return std::unexpected(std::move(operand).error());
  const bool unknown = operand->is_unknown() || operand->is_unknown_ref();
  if (in.opcode == Opcode::ref_is_null) {
    push(OperandType(ValKind::i32));
  } else if (in.opcode == Opcode::ref_as_non_null) {
    push(unknown ? OperandType::unknown_ref() : this->operand(RefType{operand->ref().heap, false}));
  } else {  // any.convert_extern, extern.convert_any
    const bool to_any = in.opcode == Opcode::any_convert_extern;
    const auto from = OperandType::abstract(to_any ? HeapType::extern_ : HeapType::any, true);
    if (!unknown && !matches(*operand, from)) return mismatch(to_string(from), to_string(*operand));
    push(OperandType::abstract(to_any ? HeapType::any : HeapType::extern_, !unknown && operand->ref().nullable));
  }
  return {};
}

Expected<void> FunctionValidator::ref_func(std::uint32_t function) {
  WITC_TRY(check_index(module_.functions, function, "function"));
  if (is_constant_) {
    referenced_->push_back(function);
  } else if (!std::ranges::binary_search(module_.escaping_functions, function)) {
    return error("undeclared function reference " + std::to_string(function));
  }
  push(features_.has(Feature::function_references) ? ref_to(module_.functions[function], false) : funcref);
  return {};
}

// Tables

Expected<void> FunctionValidator::table(const Instruction& in) {
  if (in.opcode == Opcode::elem_drop) return check_index(module_.elements, in.index, "element segment");
  if (in.opcode == Opcode::table_copy || in.opcode == Opcode::table_init) return table_copy(in);
  WITC_TRY(check_index(module_.tables, in.index, "table"));
  const TableType& type = module_.tables[in.index].type;
  const ValKind number = address_type(type.limits);
  switch (in.opcode) {
    case Opcode::table_get:
      WITC_TRY(pop(number));
      push(type.element);
      return {};
    case Opcode::table_set: WITC_TRY(pop(type.element)); return pop(number);
    case Opcode::table_size: push(OperandType(number)); return {};
    case Opcode::table_grow:
      WITC_TRY(pop(number));
      WITC_TRY(pop(type.element));
      push(OperandType(number));
      return {};
    default: break;  // table.fill
  }
  WITC_TRY(pop(number));
  WITC_TRY(pop(type.element));
  return pop(number);
}

Expected<void> FunctionValidator::table_copy(const Instruction& in) {
  const bool is_copy = in.opcode == Opcode::table_copy;
  const std::uint32_t target_index = is_copy ? in.index : in.index2;
  WITC_TRY(check_index(module_.tables, target_index, "table"));
  if (is_copy)
    WITC_TRY(check_index(module_.tables, in.index2, "table"));
  else
    WITC_TRY(check_index(module_.elements, in.index, "element segment"));
  const TableType& target = module_.tables[target_index].type;
  const ValType element = is_copy ? module_.tables[in.index2].type.element : module_.elements[in.index].type;
  if (!wasm::matches(module_, element, target.element))
    return mismatch("elements of " + to_string(target.element), to_string(element));
  const ValKind to = address_type(target.limits);
  const ValKind from = is_copy ? address_type(module_.tables[in.index2].type.limits) : ValKind::i32;
  WITC_TRY(pop(std::min(to, from)));
  WITC_TRY(pop(from));
  return pop(to);
}

// Structures and arrays

Expected<void> FunctionValidator::structure(const Instruction& in) {
  auto type = defined_type(in.index, CompositeKind::struct_);
  if (!type) return std::unexpected(std::move(type).error());
  const auto& fields = (*type)->fields;
  switch (in.opcode) {
    case Opcode::struct_new:
      for (auto field = fields.rbegin(); field != fields.rend(); ++field) WITC_TRY(pop(field->storage.value));
      push(ref_to(in.index, false));
      return {};
    case Opcode::struct_new_default:
      if (!std::ranges::all_of(fields, [](const FieldType& field) { return is_defaultable(field.storage.value); }))
        return error("type mismatch: a field of type " + std::to_string(in.index) + " has no default value");
      push(ref_to(in.index, false));
      return {};
    default: break;
  }
  WITC_TRY(check_index(fields, in.index2, "field"));
  const FieldType& field = fields[in.index2];
  if (in.opcode == Opcode::struct_set) {
    if (!field.is_mutable)
      return error("field " + std::to_string(in.index2) + " of type " + std::to_string(in.index) + " is immutable");
    WITC_TRY(pop(field.storage.value));
    return pop(ref_to(in.index, true));
  }
  if (reads_packed(in.opcode) != field.storage.is_packed())
    return error("type mismatch: " + std::string(info(in.opcode).name) + " of a field of " + to_string(field.storage));
  WITC_TRY(pop(ref_to(in.index, true)));
  push(field.storage.value);
  return {};
}

Expected<void> FunctionValidator::array(const Instruction& in) {
  if (in.opcode == Opcode::array_len) {
    WITC_TRY(pop(OperandType::abstract(HeapType::array, true)));
    push(OperandType(ValKind::i32));
    return {};
  }
  auto type = defined_type(in.index, CompositeKind::array);
  if (!type) return std::unexpected(std::move(type).error());
  const FieldType& element = (*type)->fields.front();
  const bool writes = in.opcode == Opcode::array_set || in.opcode == Opcode::array_fill ||
                      in.opcode == Opcode::array_copy || in.opcode == Opcode::array_init_data ||
                      in.opcode == Opcode::array_init_elem;
  if (writes && !element.is_mutable) return error("array of type " + std::to_string(in.index) + " is immutable");
  switch (in.opcode) {
    case Opcode::array_get:
    case Opcode::array_get_s:
    case Opcode::array_get_u:
      if (reads_packed(in.opcode) != element.storage.is_packed())
        return error("type mismatch: " + std::string(info(in.opcode).name) + " of an array of " +
                     to_string(element.storage));
      WITC_TRY(pop(ValKind::i32));
      WITC_TRY(pop(ref_to(in.index, true)));
      push(element.storage.value);
      return {};
    case Opcode::array_set:
      WITC_TRY(pop(element.storage.value));
      WITC_TRY(pop(ValKind::i32));
      return pop(ref_to(in.index, true));
    case Opcode::array_fill:
    case Opcode::array_copy:
    case Opcode::array_init_data:
    case Opcode::array_init_elem: return array_bulk(in, element);
    default: return array_new(in, element);
  }
}

Expected<void> FunctionValidator::array_new(const Instruction& in, const FieldType& element) {
  switch (in.opcode) {
    case Opcode::array_new_fixed:
      if (in.index2 > limits_.array_new_fixed)
        return fail(ErrorCode::limit_exceeded, std::to_string(in.index2) +
                                                   " operands of array.new_fixed, more than the limit of " +
                                                   std::to_string(limits_.array_new_fixed));
      for (std::uint32_t i = 0; i < in.index2; ++i) WITC_TRY(pop(element.storage.value));
      break;
    case Opcode::array_new_data:
      WITC_TRY(check_data(in.index2));
      if (element.storage.value.is_ref()) return error("type mismatch: an array of references from data");
      WITC_TRY(pop(ValKind::i32));
      WITC_TRY(pop(ValKind::i32));
      break;
    case Opcode::array_new_elem:
      WITC_TRY(check_index(module_.elements, in.index2, "element segment"));
      if (!wasm::matches(module_, module_.elements[in.index2].type, element.storage.value))
        return mismatch("elements of " + to_string(element.storage), to_string(module_.elements[in.index2].type));
      WITC_TRY(pop(ValKind::i32));
      WITC_TRY(pop(ValKind::i32));
      break;
    default:  // array.new, array.new_default
      WITC_TRY(pop(ValKind::i32));
      if (in.opcode == Opcode::array_new) {
        WITC_TRY(pop(element.storage.value));
      } else if (!is_defaultable(element.storage.value)) {
        return error("type mismatch: an array of " + to_string(element.storage) + " has no default value");
      }
  }
  push(ref_to(in.index, false));
  return {};
}

Expected<void> FunctionValidator::array_bulk(const Instruction& in, const FieldType& element) {
  WITC_TRY(pop(ValKind::i32));
  if (in.opcode == Opcode::array_fill) {
    WITC_TRY(pop(element.storage.value));
  } else {
    WITC_TRY(pop(ValKind::i32));
  }
  if (in.opcode == Opcode::array_copy) {
    auto source = defined_type(in.index2, CompositeKind::array);
    if (!source) return std::unexpected(std::move(source).error());
    const StorageType& from = (*source)->fields.front().storage;
    if (from.packed != element.storage.packed || !wasm::matches(module_, from.value, element.storage.value))
      return error("type mismatch: array types do not match, expected " + to_string(element.storage) + ", found " +
                   to_string(from));
    WITC_TRY(pop(ref_to(in.index2, true)));
  } else if (in.opcode == Opcode::array_init_data) {
    WITC_TRY(check_data(in.index2));
    if (element.storage.value.is_ref()) return error("type mismatch: an array of references from data");
  } else if (in.opcode == Opcode::array_init_elem) {
    WITC_TRY(check_index(module_.elements, in.index2, "element segment"));
    if (!wasm::matches(module_, module_.elements[in.index2].type, element.storage.value))
      return mismatch("elements of " + to_string(element.storage), to_string(module_.elements[in.index2].type));
  }
  WITC_TRY(pop(ValKind::i32));
  return pop(ref_to(in.index, true));
}

}  // namespace witc::wasm
