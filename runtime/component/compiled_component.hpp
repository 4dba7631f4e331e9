#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "component/decoder.hpp"
#include "component/plan.hpp"
#include "runtime/code/compiled_module.hpp"
#include "runtime/code/image.hpp"
#include "runtime/core/core_module.hpp"
#include "witc/component.hpp"
#include "witc/engine.hpp"

namespace witc::runtime {

/// A component's bytes, ours alone: they are trusted once validated, and a file may be changed by others.
using Binary = std::vector<std::byte>;
/// Errors: io, with the path. Works for pipes too.
Expected<Binary> read_file(const std::filesystem::path& path);

/// What a Component owns: its bytes, its plan, and the compiled form of each core module in it.
class CompiledComponent : public std::enable_shared_from_this<CompiledComponent> {
 public:
  static Expected<std::shared_ptr<const CompiledComponent>> make(const Engine& engine, Binary binary, std::string name);

  /// See Component::serialize and Component::deserialize.
  Expected<std::vector<std::byte>> serialize() const;
  static Expected<std::shared_ptr<const CompiledComponent>> from_image(const Engine& engine,
                                                                       std::shared_ptr<const Image> image,
                                                                       std::string name);

  const Engine& engine() const { return engine_; }
  const component::Plan& plan() const { return plan_; }
  const std::shared_ptr<CompiledModule>& module(component::CoreModuleId id) const { return modules_[id.index()]; }
  /// The core module on its own, which keeps the component.
  std::shared_ptr<CoreModule> exported_module(component::CoreModuleId id) const;
  const std::string& name() const { return name_; }
  const codegen::TypeDescriptor* trampoline_type(component::TrampolineId id) const {
    return trampoline_types_[id.index()];
  }

 private:
  CompiledComponent(const Engine& engine, std::string name) : engine_(engine), name_(std::move(name)) {}
  Expected<void> make_plan(component::FunctionBodies bodies);
  void find_trampoline_types();

  Engine engine_;
  Binary storage_;                      ///< the binary's bytes; empty with an image
  std::shared_ptr<const Image> image_;  ///< what the component came from, if it was compiled before
  std::span<const std::byte> binary_;
  std::string name_;
  component::Plan plan_;
  std::vector<std::shared_ptr<CompiledModule>> modules_;
  std::vector<const codegen::TypeDescriptor*> trampoline_types_;
};

}  // namespace witc::runtime
