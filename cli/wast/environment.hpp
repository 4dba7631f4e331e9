#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/wast/spectest.hpp"
#include "runtime/core/core_module.hpp"
#include "runtime/core/store_state.hpp"
#include "wasm/text/script.hpp"
#include "witc/store.hpp"

namespace witc::cli::wast {

/// How modules get their code: at the first call of a function, or all at once and by way of an image.
enum class CodeFrom : std::uint8_t { calls, images };

/// What a script's commands act on: one store, its instances by name, what is registered for import.
class Environment {
 public:
  /// With `names_are_registered` an instance's name in the script is that of a module for imports too.
  Environment(const Engine& engine, bool names_are_registered, CodeFrom code_from)
      : engine_(engine), store_(engine), names_are_registered_(names_are_registered), code_from_(code_from) {}

  runtime::StoreState& store() { return store_.state(); }
  /// Makes spectest available.
  Expected<void> prepare();

  /// Decodes and validates.
  Expected<std::shared_ptr<runtime::CoreModule>> compile(const wasm::script::Module& module) const;
  void define(const std::optional<std::string>& id, std::shared_ptr<runtime::CoreModule> module);
  Expected<std::shared_ptr<runtime::CoreModule>> definition(const std::optional<std::string>& id) const;

  /// Instantiates and runs the start function.
  Expected<Outcome<runtime::CoreInstance*>> instantiate(std::shared_ptr<runtime::CoreModule> module);
  /// Becomes the latest instance, and the one of that name. Null stands for one that could not be made.
  void remember(const std::optional<std::string>& id, runtime::CoreInstance* instance);
  Expected<runtime::CoreInstance*> instance(const std::optional<std::string>& id) const;
  Expected<void> register_instance(const std::string& name, const std::optional<std::string>& id);
  /// What another environment's instance exports that threads can share: its shared memories.
  void share(const std::string& id, runtime::CoreInstance& instance);

  struct Results {
    std::vector<codegen::Cell> cells;
    std::vector<wasm::ValType> types;
  };
  Expected<Outcome<Results>> perform(const wasm::script::Action& action);

 private:
  std::optional<runtime::CoreExtern> find(const wasm::Import& import) const;
  Expected<Outcome<Results>> invoke(runtime::CoreInstance& instance, const wasm::script::Action& action);
  Expected<Outcome<Results>> get(runtime::CoreInstance& instance, const wasm::script::Action& action);

  Engine engine_;
  Store<> store_;
  bool names_are_registered_;
  CodeFrom code_from_;
  std::map<std::string, Exports, std::less<>> hosts_;
  std::map<std::string, runtime::CoreInstance*, std::less<>> registered_;
  std::map<std::string, runtime::CoreInstance*, std::less<>> instances_;
  std::map<std::string, Exports, std::less<>> shared_;  ///< by the module's name in the script
  runtime::CoreInstance* latest_ = nullptr;
  std::map<std::string, std::shared_ptr<runtime::CoreModule>, std::less<>> definitions_;
  std::shared_ptr<runtime::CoreModule> latest_definition_;
};

}  // namespace witc::cli::wast
