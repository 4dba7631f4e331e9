#pragma once

#include <llvm/IR/BasicBlock.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/Instructions.h>

#include <cstddef>
#include <cstdint>

#include "wasm/opcode.hpp"

// Fuel and epochs (CompileOptions::consume_fuel and epoch_interruption; docs/interruption.md). Without them nothing
// here emits anything.
//
// Fuel is a local, which mem2reg makes a register, charged per run: instructions of which all are executed or none,
// traps aside. A run is charged at its start, so that what cannot be paid for is not begun where there is a check:
// at the function's start and in loop headers. Others see fuel only in the StoreContext, where it is saved for them.

namespace witc::codegen {

class FunctionEmitter;

/// Of ranges of memory: 64 bytes cost as much as an instruction.
inline constexpr unsigned bytes_per_fuel_log2 = 6;
/// Of ranges of tables and arrays: 8 elements do.
inline constexpr unsigned elements_per_fuel_log2 = 3;

class Meter {
 public:
  explicit Meter(FunctionEmitter& emitter) : emitter_(emitter) {}

  /// Makes the local. The builder is in the entry block.
  void declare();
  /// The function's first run, with its check.
  void begin_function();
  /// What follows is executed less or more often than what came before.
  void begin_run();
  /// The first run of a loop's body; the builder is in the header.
  void begin_loop();
  /// What follows is not executed.
  void end_run();
  /// Nothing more is charged nor saved.
  void stop() { fuel_ = nullptr; }

  /// Charges the run with an instruction, before it is emitted.
  void count(wasm::Opcode opcode);
  /// Charges for a range about to be worked on, and checks.
  void charge_range(llvm::Value* length, unsigned units_per_fuel_log2);
  /// Charges for a table that has grown by `delta` elements, unless it has not: then `before` is -1.
  void charge_growth(llvm::Value* before, llvm::Value* delta);

  /// Before what may look at the fuel in the StoreContext, and after what may have changed it.
  void save();
  void reload();

 private:
  void charge(llvm::Value* amount);
  void check_fuel(llvm::Value* fuel);
  void check_epoch();
  /// Calls a builtin where `condition` holds, which is not expected; it need not come back.
  void ask_if(llvm::Value* condition, std::size_t builtin);

  FunctionEmitter& emitter_;
  llvm::AllocaInst* fuel_ = nullptr;
  llvm::BinaryOperator* run_charge_ = nullptr;  ///< of the current run; its amount is known when the run ends
  std::uint64_t run_cost_ = 0;
};

}  // namespace witc::codegen
