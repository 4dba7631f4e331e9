#pragma once

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "codegen/compiler.hpp"
#include "codegen/context_access.hpp"
#include "codegen/ir.hpp"
#include "codegen/meter.hpp"
#include "codegen/operation.hpp"
#include "wasm/instruction.hpp"
#include "witc/trap_code.hpp"

// One wasm function to one LLVM module. This class has what all instructions share: the operand stack, the control
// stack, traps. The instructions themselves are in emit_*.cpp, a file per family.
//
// Operands are SSA values; blocks, ifs and loops join them with phis; locals are allocas that mem2reg promotes. Code
// that validation calls unreachable is not emitted.

namespace witc::codegen {

/// The name of the entry in the LLVM module and in the object.
inline constexpr const char* entry_name = "wasm_function";
/// The function proper, where the entry only checks the stack for it.
inline constexpr const char* body_name = "wasm_body";

class FunctionEmitter {
 public:
  FunctionEmitter(const ModuleView& view, std::uint32_t defined, const CompileOptions& options,
                  const llvm::TargetMachine& machine, llvm::Module& into);
  FunctionEmitter(const FunctionEmitter&) = delete;
  FunctionEmitter& operator=(const FunctionEmitter&) = delete;

  /// Fills the module. `frame_bytes` is the size of the function's frame when an earlier attempt found it too big for
  /// the check in the prologue, which runs when the frame has been made already.
  Expected<void> emit(std::optional<std::uint64_t> frame_bytes = {});

  // What the instruction emitters use.

  const wasm::Module& module() const { return view_.module; }
  const CompileOptions& options() const { return options_; }
  const Ir& ir() const { return ir_; }
  /// Whether the processor the code is for has a feature, by LLVM's name.
  bool target_has(llvm::StringRef feature) const;
  llvm::IRBuilder<>& builder() { return builder_; }
  ContextAccess& context() { return *context_; }
  Meter& meter() { return meter_; }
  /// Code that is to run once, at the start, goes before this instruction.
  llvm::Instruction* entry_end() const { return entry_end_; }

  void push(llvm::Value* value) { stack_.push_back(value); }
  llvm::Value* pop();
  llvm::Value* top() const { return stack_.back(); }
  /// The topmost `count` operands, in stack order.
  llvm::SmallVector<llvm::Value*, 8> pop_many(std::size_t count);
  /// An operand as the operation's shape sees it.
  llvm::Value* pop_as(Shape shape);
  /// A result: vectors become v128, an i1 becomes wasm's i32.
  void push_result(llvm::Value* value);
  /// The result of float arithmetic: with CompileOptions::deterministic a NaN becomes the canonical one.
  void push_float_result(llvm::Value* value);
  /// An i32 operand as a condition.
  llvm::Value* pop_condition();
  llvm::Value* pop_zero_extended();

  void trap(TrapCode code);
  void trap_if(llvm::Value* condition, TrapCode code);
  llvm::BasicBlock* new_block() { return llvm::BasicBlock::Create(ir_.context(), "", function_); }
  /// A block that belongs after all others; unreachable code follows.
  llvm::BasicBlock* new_cold_block();
  void set_unreachable();

  llvm::Value* local(std::uint32_t index) const { return locals_[index]; }
  llvm::Type* local_type(std::uint32_t index) const { return local_types_[index]; }

  /// Labels: what a branch goes to, 0 being the innermost.
  struct Label {
    llvm::BasicBlock* block;
    std::span<llvm::PHINode* const> phis;
  };
  Label label(std::uint32_t depth) const;
  std::uint32_t function_label() const { return static_cast<std::uint32_t>(control_.size() - 1); }
  /// Joins the topmost operands to the label's phis for an edge from the current block; they stay on the stack.
  void add_edge(const Label& label);

  /// What the module says about the current instruction's condition, as !prof; or null.
  llvm::MDNode* branch_hint() const;
  /// Branches when `condition` holds, with the topmost operands, and goes on otherwise.
  void branch_if(llvm::Value* condition, std::uint32_t depth);

  void begin_block(wasm::Opcode opcode, const wasm::BlockType& type);
  void begin_else();
  void end_block();
  void begin_try_table(const wasm::Instruction& instruction);
  /// To the innermost handler; what follows is unreachable.
  void throw_exception(llvm::Value* exception);

  /// An exception of the callee goes to the handlers around, but for a tail call, which leaves them.
  llvm::CallBase* call(const ContextAccess::Callee& callee, const wasm::FuncType& type,
                       llvm::ArrayRef<llvm::Value*> args, bool is_tail = false);
  /// A runtime function with the C convention; `offset` is that of its member in Builtins.
  llvm::Value* call_builtin(std::size_t offset, llvm::Type* result, llvm::ArrayRef<llvm::Value*> args);
  /// The return of a call's own first result, for tail calls.
  void return_value(llvm::Value* first_or_null);

  /// Whether a TypeDescriptor is that of a type of the module, or of one below it.
  llvm::Value* is_subtype(llvm::Value* type, std::uint32_t type_index);
  void trap_if_null(llvm::Value* reference);

  /// A floating-point operation that makes signalling NaNs quiet; `constrained` is LLVM's intrinsic for it.
  llvm::Value* float_operation(llvm::Intrinsic::ID constrained, llvm::Type* result,
                               llvm::ArrayRef<llvm::Value*> operands);

 private:
  struct ControlFrame {
    wasm::Opcode opcode;
    llvm::BasicBlock* target;  ///< of branches: a loop's header, else what follows the end
    llvm::SmallVector<llvm::PHINode*, 2> phis;
    llvm::BasicBlock* else_block = nullptr;
    llvm::SmallVector<llvm::Value*, 2> else_params;
    std::size_t height = 0;                   ///< of the operand stack without the block's parameters
    llvm::BasicBlock* dispatch = nullptr;     ///< of a try_table: finds the clause for an exception
    llvm::BasicBlock* landing_pad = nullptr;  ///< where its calls unwind to, made for the first
  };

  llvm::BasicBlock* innermost_dispatch();
  llvm::BasicBlock* innermost_landing_pad();
  llvm::BasicBlock* landing_pad(ControlFrame& frame);
  void emit_catch(const wasm::Catch& clause, llvm::Value* exception, llvm::Value* tag);
  void create_function(std::optional<std::uint64_t> frame_bytes);
  void create_debug_info();
  void create_locals();
  /// Opens a block whose branch target takes values of `types`.
  ControlFrame& push_frame(wasm::Opcode opcode, std::span<const wasm::ValType> types);
  void enter(llvm::BasicBlock* block);
  void finish_function();
  void check_stack();
  Expected<void> emit_body();
  Expected<void> emit_instruction(const wasm::Instruction& instruction);
  bool skip_unreachable(wasm::Opcode opcode);
  void set_location(std::uint64_t wasm_offset);
  std::span<const wasm::ValType> block_params(const wasm::BlockType& type) const;
  std::span<const wasm::ValType> block_results(const wasm::BlockType& type) const;

  const ModuleView& view_;
  const CompileOptions& options_;
  const llvm::TargetMachine& machine_;
  llvm::Module& llvm_module_;
  Ir ir_;
  llvm::IRBuilder<> builder_;
  const wasm::FuncType& type_;
  const wasm::Code& code_;
  llvm::Function* function_ = nullptr;
  llvm::DISubprogram* subprogram_ = nullptr;
  std::optional<ContextAccess> context_;
  Meter meter_;
  llvm::Instruction* entry_end_ = nullptr;

  std::vector<llvm::Value*> stack_;
  std::vector<ControlFrame> control_;
  std::vector<llvm::AllocaInst*> locals_;
  std::vector<llvm::Type*> local_types_;
  std::vector<llvm::BasicBlock*> cold_blocks_;
  bool reachable_ = true;
  std::uint64_t instruction_offset_ = 0;
  std::size_t skipped_blocks_ = 0;  ///< open blocks inside unreachable code
  bool calls_ = false;
  bool frame_checked_ = false;
};

/// The instruction emitters. Each handles the opcodes of its family; false for one it does not know.
bool emit_control(FunctionEmitter& emitter, const wasm::Instruction& instruction);
bool emit_call(FunctionEmitter& emitter, const wasm::Instruction& instruction);
bool emit_variable(FunctionEmitter& emitter, const wasm::Instruction& instruction);
bool emit_exception(FunctionEmitter& emitter, const wasm::Instruction& instruction);
bool emit_reference_branch(FunctionEmitter& emitter, const wasm::Instruction& instruction);
bool emit_reference(FunctionEmitter& emitter, const wasm::Instruction& instruction);
bool emit_aggregate(FunctionEmitter& emitter, const wasm::Instruction& instruction);
bool emit_table(FunctionEmitter& emitter, const wasm::Instruction& instruction);
bool emit_memory(FunctionEmitter& emitter, const wasm::Instruction& instruction);
bool emit_bulk(FunctionEmitter& emitter, const wasm::Instruction& instruction);
bool emit_atomic(FunctionEmitter& emitter, const wasm::Instruction& instruction);
bool emit_numeric(FunctionEmitter& emitter, const wasm::Instruction& instruction);
bool emit_vector_memory(FunctionEmitter& emitter, const wasm::Instruction& instruction);

/// Numeric and vector instructions, by the name of the operation.
struct OperationEmitter {
  std::string_view name;
  void (*emit)(FunctionEmitter& emitter, const Operation& operation, const wasm::Instruction& instruction);
};
std::span<const OperationEmitter> arithmetic_emitters();
std::span<const OperationEmitter> conversion_emitters();
std::span<const OperationEmitter> vector_emitters();
std::span<const OperationEmitter> relaxed_emitters();
std::span<const OperationEmitter> wide_emitters();

/// In bytes.
llvm::Value* memory_length(FunctionEmitter& emitter, std::uint32_t memory);
/// The checked address of an access of `bytes` bytes to a linear memory; pops the index.
llvm::Value* pop_address(FunctionEmitter& emitter, const wasm::MemArg& memarg, std::uint32_t bytes);
/// The same as a number of bytes from the memory's start, checked explicitly: for accesses by the runtime.
llvm::Value* pop_checked_index(FunctionEmitter& emitter, const wasm::MemArg& memarg, std::uint32_t bytes);
llvm::Value* load_memory(FunctionEmitter& emitter, llvm::Type* type, llvm::Value* address);
void store_memory(FunctionEmitter& emitter, llvm::Value* value, llvm::Value* address);

}  // namespace witc::codegen
