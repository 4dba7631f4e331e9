#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wasm/text/literals.hpp"
#include "wasm/types.hpp"
#include "witc/error.hpp"

// Test scripts, *.wast (the spec's interpreter/README.md, "Scripts"; `thread` and `wait` are those of the threads
// proposal), as plain data. Running them is somebody else's.

namespace witc::wasm::script {

/// A constant, as an argument or as what a result must equal.
struct Value {
  enum class Kind : std::uint8_t { i32, i64, f32, f64, v128, ref_null, ref_extern, ref_host };
  Kind kind = Kind::i32;
  std::uint64_t bits = 0;  ///< of a number, zero-extended; the number of ref.extern and ref.host
  std::array<std::uint8_t, 16> v128{};
  HeapType heap;  ///< of ref.null
  bool operator==(const Value&) const = default;
};

enum class NanPattern : std::uint8_t { none, canonical, arithmetic };

/// What a result must be.
struct Pattern {
  enum class Kind : std::uint8_t {
    value,      ///< `value`
    nan,        ///< `nan`; `value.kind` says f32 or f64
    vector,     ///< `value.v128`, but where `lane_nans` has a pattern; lanes are those of `shape`
    null,       ///< ref.null of any type
    reference,  ///< any non-null reference to `value.heap`; the number of `ref.func 1` says nothing a script could mean
    either,     ///< one of `alternatives`
  };
  Kind kind = Kind::value;
  Value value;
  NanPattern nan = NanPattern::none;
  VectorShape shape;
  std::array<NanPattern, 4> lane_nans{};
  std::vector<Pattern> alternatives;
};

enum class ModuleForm : std::uint8_t { text, binary, quote };

struct Module {
  std::optional<std::string> id;
  ModuleForm form = ModuleForm::text;
  bool is_definition = false;  ///< not to be instantiated
  /// Its binary, or why its text is malformed. For ModuleForm::quote, locations are in the quoted text.
  Expected<std::vector<std::byte>> binary;
};

/// `(module instance $id $definition)`; without `definition` the module defined last.
struct ModuleInstance {
  std::optional<std::string> id;
  std::optional<std::string> definition;
};

struct Register {
  std::string name;
  std::optional<std::string> module;  ///< the latest instance where there is none
};

struct Action {
  enum class Kind : std::uint8_t { invoke, get };
  Kind kind = Kind::invoke;
  std::optional<std::string> module;  ///< the latest instance where there is none
  std::string name;
  std::vector<Value> arguments;
};

struct AssertReturn {
  Action action;
  std::vector<Pattern> results;
};

struct AssertTrap {
  std::variant<Action, Module, ModuleInstance> subject;
  std::string message;
};

struct AssertExhaustion {
  Action action;
  std::string message;
};

struct AssertException {
  Action action;
};

struct AssertMalformed {
  Module module;
  std::string message;
  bool custom = false;  ///< assert_malformed_custom: it is an annotation or custom section that is
};

struct AssertInvalid {
  Module module;
  std::string message;
  bool custom = false;
};

struct AssertUnlinkable {
  std::variant<Module, ModuleInstance> module;
  std::string message;
};

struct Command;

struct Thread {
  std::optional<std::string> id;
  std::vector<std::string> shared_modules;
  std::vector<Command> commands;
};

struct Wait {
  std::string thread;
};

/// A command of the Component Model's scripts, which is not read here: component/text/script.hpp reads the `source` of
/// the Command.
struct Component {};

struct Command {
  std::uint32_t line = 0;   ///< 1-based
  std::string_view source;  ///< in the script's text
  std::variant<Module, ModuleInstance, Register, Action, AssertReturn, AssertTrap, AssertExhaustion, AssertException,
               AssertMalformed, AssertInvalid, AssertUnlinkable, Thread, Wait, Component>
      what;
};

struct Script {
  std::vector<std::string> settings;  ///< leading lines `;;! …`, without the marker
  std::vector<std::string> run;       ///< leading lines `;; RUN: …`, without the marker
  std::vector<Command> commands;
};

/// Refuses what is no script. A module in it that is malformed is data: a script may be about just that. A text that is
/// fields of a module alone is a script of that module. The source must outlive the result.
Expected<Script> parse_script(std::string_view source);

}  // namespace witc::wasm::script
