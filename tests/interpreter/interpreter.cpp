#include "tests/interpreter/interpreter.hpp"

#include <algorithm>
#include <utility>

#include "tests/interpreter/numerics.hpp"

// Modules, frames and control (execution/modules, execution/instructions: control).

namespace witc::interpreter {

using Op = wasm::Opcode;

namespace {

bool is_structured(Op opcode) {
  return opcode == Op::block || opcode == Op::loop || opcode == Op::if_ || opcode == Op::try_table;
}

std::unexpected<Error> refuse(std::string what) {
  return fail(ErrorCode::unsupported_feature, "the reference interpreter has no " + std::move(what));
}

}  // namespace

Expected<std::unique_ptr<Instance>> Instance::make(const wasm::Module& module, std::span<const std::byte> binary,
                                                   const Budget& budget, HostFunction host) {
  std::unique_ptr<Instance> self(new Instance(module, binary, budget, std::move(host)));
  WITC_TRY(self->check_supported());
  for (const auto& code : module.code) {
    WITC_TRY_ASSIGN(auto body, self->read(code.body));
    self->bodies_.push_back(std::move(body));
  }
  WITC_TRY(self->read_constants());
  return self;
}

Expected<void> Instance::check_supported() const {
  for (const auto& import : module_.imports)
    if (import.kind != wasm::ExternKind::func) return refuse("imported " + std::string(to_string(import.kind)));
  for (const auto& memory : module_.memories) {
    if (memory.shared) return refuse("shared memories");
    if (memory.limits.min > budget_.memory_bytes >> memory.page_size_log2) return refuse("memory of this size");
  }
  for (const auto& table : module_.tables)
    if (table.type.limits.min > budget_.table_elements) return refuse("table of this size");
  return {};
}

Expected<Instance::Body> Instance::read(wasm::ByteRange range) const {
  Body body;
  std::vector<std::uint32_t> open;
  wasm::InstructionReader reader(ByteReader(binary_.subspan(range.begin, range.size())), wasm::all_features);
  while (!reader.at_end()) {
    const auto at = static_cast<std::uint32_t>(body.code.size());
    auto& in = body.code.emplace_back();
    WITC_TRY(reader.next(in));
    const auto& row = wasm::info(in.opcode);
    if (row.feature == Feature::gc) return refuse(std::string(row.name));
    body.else_at.push_back(0);
    body.end_at.push_back(0);
    if (is_structured(in.opcode)) open.push_back(at);
    if (in.opcode == Op::else_) body.else_at[open.back()] = at;
    if (in.opcode == Op::end && !open.empty()) {
      body.end_at[open.back()] = at;
      open.pop_back();
    }
  }
  return body;
}

/// So that no constant expression is refused later.
Expected<void> Instance::read_constants() {
  const auto check = [this](const std::optional<wasm::ConstExpr>& expression) -> Expected<void> {
    if (!expression) return {};
    WITC_TRY(read(expression->body));
    return {};
  };
  for (const auto& global : module_.globals) WITC_TRY(check(global.init));
  for (const auto& table : module_.tables) WITC_TRY(check(table.init));
  for (const auto& segment : module_.data) WITC_TRY(check(segment.offset));
  for (const auto& segment : module_.elements) {
    WITC_TRY(check(segment.offset));
    if (const auto* expressions = std::get_if<std::vector<wasm::ConstExpr>>(&segment.items))
      for (const auto& expression : *expressions) WITC_TRY(check(expression));
  }
  return {};
}

// execution/modules

Value Instance::evaluate(const wasm::ConstExpr& expression) {
  const auto body = read(expression.body);  // read_constants saw to it
  Frame frame{*body, {}, {}};
  run(frame, 0);
  return frame.stack.pop();
}

Ending Instance::instantiate() {
  fuel_ = budget_.fuel;
  for (const auto& type : module_.memories)
    memories_.push_back({type, std::vector<std::uint8_t>(type.limits.min << type.page_size_log2)});
  for (const auto& global : module_.globals) globals_.push_back(evaluate(*global.init));
  for (const auto& table : module_.tables)
    tables_.push_back(
        {table.type, std::vector<Value>(table.type.limits.min, table.init ? evaluate(*table.init) : Value())});
  for (const auto& segment : module_.elements) {
    auto& items = elements_.emplace_back();
    if (const auto* functions = std::get_if<std::vector<std::uint32_t>>(&segment.items))
      for (const auto function : *functions) items.push_back(Value::of(std::uint64_t{function} + 1));
    else
      for (const auto& expression : std::get<std::vector<wasm::ConstExpr>>(segment.items))
        items.push_back(evaluate(expression));
  }
  for (const auto& segment : module_.data) data_.push_back(binary_.subspan(segment.bytes.begin, segment.bytes.size()));

  Stack stack;
  Flow flow = initialize();
  if (flow.kind == Flow::Kind::fell_through && module_.start) flow = invoke(*module_.start, stack);
  return ending(flow, stack, 0);
}

/// The instructions that active segments stand for.
Instance::Flow Instance::initialize() {
  Stack stack;
  for (std::uint32_t i = 0; i < elements_.size(); ++i) {
    const auto& segment = module_.elements[i];
    wasm::Instruction in;
    in.index = i;
    in.index2 = segment.table;
    if (segment.mode == wasm::SegmentMode::active) {
      in.opcode = Op::table_init;
      stack.push(evaluate(*segment.offset));
      stack.push(std::uint32_t{0});
      stack.push(static_cast<std::uint32_t>(elements_[i].size()));
      if (const Flow flow = table_instruction(stack, in); flow.kind != Flow::Kind::fell_through) return flow;
    }
    in.opcode = Op::elem_drop;
    if (segment.mode != wasm::SegmentMode::passive) table_instruction(stack, in);
  }
  for (std::uint32_t i = 0; i < data_.size(); ++i) {
    const auto& segment = module_.data[i];
    if (segment.mode != wasm::SegmentMode::active) continue;
    wasm::Instruction in;
    in.opcode = Op::memory_init;
    in.index = i;
    in.index2 = segment.memory;
    stack.push(evaluate(*segment.offset));
    stack.push(std::uint32_t{0});
    stack.push(static_cast<std::uint32_t>(data_[i].size()));
    if (const Flow flow = bulk_memory_instruction(stack, in); flow.kind != Flow::Kind::fell_through) return flow;
    data_[i] = {};
  }
  return {};
}

Ending Instance::ending(const Flow& flow, Stack& stack, std::size_t results) const {
  switch (flow.kind) {
    case Flow::Kind::trapped: return {Ending::Kind::trapped, {}, flow.trap};
    case Flow::Kind::threw: return {Ending::Kind::trapped, {}, TrapCode::uncaught_exception};
    case Flow::Kind::exhausted: return {Ending::Kind::exhausted, {}, {}};
    default: return {Ending::Kind::returned, stack.pop_many(results), {}};
  }
}

Ending Instance::call(std::uint32_t function, std::span<const Value> params) {
  fuel_ = budget_.fuel;
  depth_ = 0;
  Stack stack;
  for (const auto& param : params) stack.push(param);
  const Flow flow = invoke(function, stack);
  return ending(flow, stack, type_of(function).results.size());
}

bool Instance::spend(std::uint64_t amount) {
  if (amount > fuel_) return false;
  fuel_ -= amount;
  return true;
}

// Calls

Instance::Flow Instance::invoke(std::uint32_t function, Stack& stack) {
  if (++depth_ > budget_.call_depth) return exhausted();
  for (;;) {
    if (module_.is_imported_function(function)) {
      const Flow flow = invoke_host(function, stack);
      --depth_;
      return flow;
    }
    const std::uint32_t defined = function - module_.imported_functions;
    Frame frame{bodies_[defined], stack.pop_many(type_of(function).params.size()), {}};
    for (const auto& group : module_.code[defined].locals) frame.locals.resize(frame.locals.size() + group.count);
    const Flow flow = run(frame, 0);
    switch (flow.kind) {
      case Flow::Kind::tail_called:
        function = callee_;
        stack.push_many(frame.stack.pop_many(type_of(function).params.size()));
        if (!spend(1)) return exhausted();
        break;
      case Flow::Kind::fell_through:
      case Flow::Kind::branched:  // to the label that a function body is
      case Flow::Kind::returned:
        stack.push_many(frame.stack.pop_many(type_of(function).results.size()));
        --depth_;
        return {};
      default: --depth_; return flow;
    }
  }
}

Instance::Flow Instance::invoke_host(std::uint32_t function, Stack& stack) {
  const auto& type = type_of(function);
  const auto params = stack.pop_many(type.params.size());
  std::vector<Value> results(type.results.size());
  if (const auto code = host_(function, params, results)) return trap(*code);
  stack.push_many(results);
  return {};
}

Instance::Flow Instance::enter(Frame& frame, std::uint32_t function, bool is_tail_call) {
  if (!is_tail_call) return invoke(function, frame.stack);
  callee_ = function;
  return {Flow::Kind::tail_called, 0, {}};
}

bool Instance::has_type(std::uint32_t function, std::uint32_t type) const {
  const std::uint32_t wanted = module_.types[type].canonical;
  for (std::optional<std::uint32_t> found = module_.functions[function]; found; found = module_.types[*found].super)
    if (module_.types[*found].canonical == wanted) return true;
  return false;
}

std::variant<std::uint32_t, TrapCode> Instance::indirect_callee(Stack& stack, const wasm::Instruction& in) const {
  const Table& table = tables_[in.index2];
  const std::uint64_t index = pop_address(stack, table.type.limits);
  if (index >= table.elements.size()) return TrapCode::undefined_element;
  const auto reference = table.elements[index].as<std::uint64_t>();
  if (reference == 0) return TrapCode::uninitialized_element;
  const auto function = static_cast<std::uint32_t>(reference - 1);
  if (!has_type(function, in.index)) return TrapCode::indirect_call_type_mismatch;
  return function;
}

// Blocks

std::size_t Instance::parameters_of(const wasm::BlockType& type) const {
  return type.form == wasm::BlockType::Form::type_index ? module_.types[type.type_index].func.params.size() : 0;
}

std::size_t Instance::results_of(const wasm::BlockType& type) const {
  if (type.form == wasm::BlockType::Form::type_index) return module_.types[type.type_index].func.results.size();
  return type.form == wasm::BlockType::Form::value ? 1 : 0;
}

Instance::Flow Instance::run(Frame& frame, std::uint32_t at) {
  for (;;) {
    if (!spend(1)) return exhausted();
    const Op opcode = frame.body.code[at].opcode;
    if (opcode == Op::end || opcode == Op::else_) return {};
    const Flow flow = step(frame, at);
    if (flow.kind != Flow::Kind::fell_through) return flow;
  }
}

/// Executes the instruction at `at`, a structured one with all that is in it, and moves on.
Instance::Flow Instance::step(Frame& frame, std::uint32_t& at) {
  const auto& in = frame.body.code[at];
  if (is_structured(in.opcode)) {
    const Flow flow = structured(frame, at);
    at = frame.body.end_at[at] + 1;
    return flow;
  }
  ++at;
  switch (wasm::info(in.opcode).family) {
    case wasm::Family::control: return control(frame, in);
    case wasm::Family::variable: return variable(frame, in);
    case wasm::Family::reference: return reference(frame, in);
    case wasm::Family::table: return table_instruction(frame.stack, in);
    case wasm::Family::memory: return memory_instruction(frame.stack, in);
    case wasm::Family::atomic: return atomic_instruction(frame.stack, in);
    case wasm::Family::vector:
      if (wasm::info(in.opcode).access_bytes != 0) return vector_memory_instruction(frame.stack, in);
      return other(frame.stack, in);
    default: return other(frame.stack, in);
  }
}

Instance::Flow Instance::structured(Frame& frame, std::uint32_t at) {
  const auto& in = frame.body.code[at];
  std::uint32_t first = at + 1;
  if (in.opcode == Op::if_ && frame.stack.pop<std::uint32_t>() == 0) {
    if (frame.body.else_at[at] == 0) return {};
    first = frame.body.else_at[at] + 1;
  }
  const std::size_t parameters = parameters_of(in.block);
  const std::size_t height = frame.stack.size() - parameters;
  for (;;) {
    Flow flow = run(frame, first);
    if (in.opcode == Op::try_table && flow.kind == Flow::Kind::threw) return try_table(frame, in, flow, height);
    if (flow.kind != Flow::Kind::branched) return flow;
    if (flow.label != 0) return branch(flow.label - 1);
    const bool again = in.opcode == Op::loop;
    frame.stack.unwind(height, again ? parameters : results_of(in.block));
    if (!again) return {};
  }
}

/// The first clause that takes the exception branches; labels count from outside the try_table.
Instance::Flow Instance::try_table(Frame& frame, const wasm::Instruction& in, Flow flow, std::size_t height) {
  using Kind = wasm::Catch::Kind;
  for (const auto& clause : in.catches) {
    const bool has_tag = clause.kind == Kind::tag || clause.kind == Kind::tag_ref;
    if (has_tag && clause.tag != exceptions_[thrown_].tag) continue;
    frame.stack.unwind(height, 0);
    if (has_tag) frame.stack.push_many(exceptions_[thrown_].values);
    if (clause.kind == Kind::tag_ref || clause.kind == Kind::all_ref) frame.stack.push(std::uint64_t{thrown_} + 1);
    return branch(clause.label);
  }
  return flow;
}

Instance::Flow Instance::control(Frame& frame, const wasm::Instruction& in) {
  Stack& stack = frame.stack;
  switch (in.opcode) {
    case Op::unreachable: return trap(TrapCode::unreachable);
    case Op::nop: return {};
    case Op::br: return branch(in.index);
    case Op::br_if: return stack.pop<std::uint32_t>() != 0 ? branch(in.index) : Flow{};
    case Op::br_table: {
      const auto index = stack.pop<std::uint32_t>();
      return branch(index < in.labels.size() ? in.labels[index] : in.labels.back());
    }
    case Op::return_: return {Flow::Kind::returned, 0, {}};
    case Op::call: return enter(frame, in.index, false);
    case Op::return_call: return enter(frame, in.index, true);
    case Op::call_indirect:
    case Op::return_call_indirect: {
      const auto callee = indirect_callee(stack, in);
      if (const auto* code = std::get_if<TrapCode>(&callee)) return trap(*code);
      return enter(frame, std::get<std::uint32_t>(callee), in.opcode == Op::return_call_indirect);
    }
    case Op::call_ref:
    case Op::return_call_ref: {
      const auto callee = stack.pop<std::uint64_t>();
      if (callee == 0) return trap(TrapCode::null_reference);
      return enter(frame, static_cast<std::uint32_t>(callee - 1), in.opcode == Op::return_call_ref);
    }
    case Op::br_on_null: {
      const Value value = stack.pop();
      if (value.as<std::uint64_t>() == 0) return branch(in.index);
      stack.push(value);
      return {};
    }
    case Op::br_on_non_null: {
      const Value value = stack.pop();
      if (value.as<std::uint64_t>() == 0) return {};
      stack.push(value);
      return branch(in.index);
    }
    case Op::throw_:
      exceptions_.push_back({in.index, stack.pop_many(module_.tag_type(in.index).params.size())});
      thrown_ = static_cast<std::uint32_t>(exceptions_.size()) - 1;
      return {Flow::Kind::threw, 0, {}};
    case Op::throw_ref: {
      const auto exception = stack.pop<std::uint64_t>();
      if (exception == 0) return trap(TrapCode::null_reference);
      thrown_ = static_cast<std::uint32_t>(exception - 1);
      return {Flow::Kind::threw, 0, {}};
    }
    default: return exhausted();  // refused before
  }
}

// execution/instructions: parametric, variable, reference, numeric

Instance::Flow Instance::variable(Frame& frame, const wasm::Instruction& in) {
  Stack& stack = frame.stack;
  switch (in.opcode) {
    case Op::local_get: stack.push(frame.locals[in.index]); return {};
    case Op::local_set: frame.locals[in.index] = stack.pop(); return {};
    case Op::local_tee:
      frame.locals[in.index] = stack.pop();
      stack.push(frame.locals[in.index]);
      return {};
    case Op::global_get: stack.push(globals_[in.index]); return {};
    case Op::global_set: globals_[in.index] = stack.pop(); return {};
    default: return exhausted();
  }
}

Instance::Flow Instance::reference(Frame& frame, const wasm::Instruction& in) {
  Stack& stack = frame.stack;
  switch (in.opcode) {
    case Op::ref_null: stack.push(std::uint64_t{0}); return {};
    case Op::ref_func: stack.push(std::uint64_t{in.index} + 1); return {};
    case Op::ref_is_null: stack.push(std::uint32_t{stack.pop<std::uint64_t>() == 0}); return {};
    case Op::ref_as_non_null: {
      const Value value = stack.pop();
      if (value.as<std::uint64_t>() == 0) return trap(TrapCode::null_reference);
      stack.push(value);
      return {};
    }
    default: return exhausted();
  }
}

Instance::Flow Instance::other(Stack& stack, const wasm::Instruction& in) const {
  switch (in.opcode) {
    case Op::drop: stack.pop(); return {};
    case Op::select:
    case Op::select_t: {
      const bool first = stack.pop<std::uint32_t>() != 0;
      const Value right = stack.pop(), left = stack.pop();
      stack.push(first ? left : right);
      return {};
    }
    case Op::i32_const:
    case Op::f32_const: stack.push(static_cast<std::uint32_t>(in.bits)); return {};
    case Op::i64_const:
    case Op::f64_const: stack.push(in.bits); return {};
    case Op::v128_const: stack.push(in.bytes); return {};
    default: break;
  }
  const Numeric function = find_numeric(in.opcode);
  if (!function) return exhausted();
  if (const auto code = function(stack, {in.lane, in.bytes})) return trap(*code);
  return {};
}

}  // namespace witc::interpreter
