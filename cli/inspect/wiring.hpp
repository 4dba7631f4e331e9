#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cli/inspect/contents.hpp"
#include "component/plan.hpp"
#include "wasm/module.hpp"

// Where things come from: what a core instance is of, and what its imports are given.

namespace witc::cli {

/// "func (param i32) (result i64)", "memory 1..16 pages", "table 10.. funcref", "global (mut i32)", "tag (param i32)".
std::string describe(const wasm::Module& module, wasm::ExternKind kind, std::uint32_t index);

/// What an import of a core module is given.
struct Source {
  enum class Kind : std::uint8_t {
    core_export,         ///< an export of a core instance
    lowered_import,      ///< a function that the component imports
    lowered_definition,  ///< a function of a component inside, which was lifted
    builtin,
  };
  Kind kind;
  std::string name = {};                                 ///< of the export, the imported function, or the built-in
  std::string resource = {};                             ///< that a built-in is for, if it has a name
  std::optional<std::uint32_t> core_instance = {};       ///< whose export it is, or that which is lifted and lowered
  std::optional<std::uint32_t> component_instance = {};  ///< whose function is lowered

  /// In a sentence: "core instance 3 memory".
  std::string text() const;
  /// What it is counted as, together with others: "of core instance 3".
  std::string group() const;
};
Source source_of(const component::Plan& plan, const component::CoreDef& definition);

/// An import path as text: "wasi:io/streams@0.2.6#[method]output-stream.write".
std::string to_string(const component::Plan& plan, const component::ImportPath& path);

/// One import of a core module that is instantiated.
struct Argument {
  std::string_view module, name;
  Source source;
};
std::vector<Argument> arguments_of(const component::Plan& plan, const component::InstantiateModule& step);

/// The core modules of a component, wherever they are, and what messages call them.
class ModuleNames {
 public:
  ModuleNames(const ComponentContents& contents, const component::Plan& plan);

  /// "component 1 > core module 0", or what is imported.
  std::string text(const component::InstantiateModule& step) const;
  /// At an offset in the file. Null for none, which only damaged contents name.
  const component::CoreModule* at(std::uint64_t offset) const;

 private:
  void add(const ComponentContents& contents);

  const component::Plan& plan_;
  std::unordered_map<std::uint64_t, const component::CoreModule*> by_offset_;
  std::unordered_map<std::uint64_t, std::string> names_;
};

/// The core instances that a plan makes, in order of their ids.
std::vector<const component::InstantiateModule*> core_instances(const component::Plan& plan);

}  // namespace witc::cli
