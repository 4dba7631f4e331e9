#include <deque>
#include <map>
#include <string>
#include <utility>

#include "runtime/core/api.hpp"
#include "runtime/core/core_module.hpp"
#include "runtime/core/import_matching.hpp"
#include "runtime/core/store_state.hpp"
#include "witc/core/linker.hpp"

namespace witc::core {

namespace detail {

/// A function of the host, which any store can have, or an item of a store.
struct HostDefinition {
  std::shared_ptr<const HostFunction> function;
  const runtime::RegisteredType* type = nullptr;
};
using Definition = std::variant<HostDefinition, Extern>;

class LinkerState {
 public:
  explicit LinkerState(const Engine& engine) : engine(engine) {}

  void add(std::string_view module, std::string_view name, Definition definition) {
    auto& names = definitions_[std::string(module)];
    const auto [at, is_new] = names.try_emplace(std::string(name), definition);
    if (is_new) return;
    if (allow_shadowing) {
      at->second = std::move(definition);
      return;
    }
    remember(Error(ErrorCode::link, "\"" + std::string(module) + "\" \"" + std::string(name) + "\" is defined already")
                 .with_help("allow_shadowing lets a later definition replace an earlier one"));
  }

  const Definition* find(const std::string& module, const std::string& name) const {
    const auto names = definitions_.find(module);
    if (names == definitions_.end()) return nullptr;
    const auto found = names->second.find(name);
    return found == names->second.end() ? nullptr : &found->second;
  }

  void remember(Error error) {
    if (!failure) failure = std::move(error);
  }

  Engine engine;
  bool allow_shadowing = false;
  std::optional<Error> failure;

 private:
  std::map<std::string, std::map<std::string, Definition>> definitions_;
};

class PreparedModule {
 public:
  Engine engine;
  std::shared_ptr<runtime::CoreModule> module;
  std::vector<Definition> imports;  ///< in the module's order
};

}  // namespace detail

LinkerBase::LinkerBase(const Engine& engine) : state_(std::make_unique<detail::LinkerState>(engine)) {}
LinkerBase::LinkerBase(LinkerBase&&) noexcept = default;
LinkerBase& LinkerBase::operator=(LinkerBase&&) noexcept = default;
LinkerBase::~LinkerBase() = default;

const Engine& LinkerBase::engine() const { return state_->engine; }
void LinkerBase::allow_shadowing(bool allow) { state_->allow_shadowing = allow; }

Expected<void> LinkerBase::status() const {
  if (state_->failure) return fail(*state_->failure);
  return {};
}

Expected<void> LinkerBase::check(const Module& module) const {
  WITC_TRY(prepare(module));
  return {};
}

void LinkerBase::add(std::string_view module, std::string_view name,
                     std::shared_ptr<const detail::HostFunction> function) {
  auto& types = state_->engine.state()->types;
  if (auto valid = runtime::check_type(types, function->type()); !valid) {
    state_->remember(std::move(valid).error());
    return;
  }
  const auto& type = types.function_type(runtime::to_wasm(function->type()));
  state_->add(module, name, detail::HostDefinition{std::move(function), &type});
}

void LinkerBase::add(std::string_view module, std::string_view name, const Extern& item) {
  if (&runtime::owner_of(item).engine() != state_->engine.state().get()) {
    state_->remember(Error(ErrorCode::wrong_owner, "\"" + std::string(module) + "\" \"" + std::string(name) +
                                                       "\" belongs to another engine than the linker"));
    return;
  }
  state_->add(module, name, item);
}

void LinkerBase::add(std::string_view module, const Instance& instance) {
  for (const auto& [name, item] : instance.exports()) add(module, name, item);
}

namespace {

/// Whether all items that are given are the store's, or shared memories.
Expected<void> check_owners(const runtime::StoreState& store, const detail::PreparedModule& prepared) {
  Error foreign(ErrorCode::wrong_owner, "imports belong to another store");
  for (std::size_t i = 0; i < prepared.imports.size(); ++i) {
    const auto* item = std::get_if<Extern>(&prepared.imports[i]);
    if (!item || &runtime::owner_of(*item) == &store) continue;
    if (const auto* memory = std::get_if<Memory>(item); memory && memory->state().type().shared) continue;
    const auto& import = prepared.module->module.imports[i];
    foreign.notes.push_back({"\"" + import.module + "\" \"" + import.name + "\"", {}});
  }
  if (!foreign.notes.empty()) return fail(std::move(foreign));
  return {};
}

}  // namespace

Expected<std::shared_ptr<const detail::PreparedModule>> LinkerBase::prepare(const Module& module) const {
  WITC_TRY(status());
  if (!(module.engine() == state_->engine))
    return fail(ErrorCode::wrong_owner, "the module belongs to another engine than the linker");
  auto prepared = std::make_shared<detail::PreparedModule>(detail::PreparedModule{state_->engine, module.state(), {}});
  std::deque<codegen::FuncRef> host_types;  // all that matching looks at
  const auto look_up = [&](const wasm::Import& import) -> std::optional<runtime::CoreExtern> {
    const detail::Definition* found = state_->find(import.module, import.name);
    if (!found) return std::nullopt;
    prepared->imports.push_back(*found);
    if (const auto* item = std::get_if<Extern>(found)) return runtime::to_extern(*item);
    return &host_types.emplace_back(codegen::FuncRef{nullptr, nullptr, std::get<detail::HostDefinition>(*found).type});
  };
  WITC_TRY(runtime::match_imports(*module.state()->compiled, look_up));
  return prepared;
}

Expected<Outcome<Instance>> LinkerBase::instantiate_prepared(StoreRef store, const detail::PreparedModule& prepared) {
  runtime::StoreState& state = store.state();
  if (&state.engine() != prepared.engine.state().get())
    return fail(ErrorCode::wrong_owner, "the store belongs to another engine than the linker");
  WITC_TRY(check_owners(state, prepared));
  std::vector<runtime::CoreExtern> imports;
  imports.reserve(prepared.imports.size());
  std::vector<runtime::HostFunction*> host_functions;
  for (const auto& definition : prepared.imports) {
    if (const auto* host = std::get_if<detail::HostDefinition>(&definition)) {
      host_functions.push_back(&state.make_host_function(host->function, *host->type));
      imports.push_back(host_functions.back()->func_ref());
    } else {
      imports.push_back(runtime::to_extern(std::get<Extern>(definition)));
    }
  }
  WITC_TRY_ASSIGN(auto made, runtime::CoreInstance::instantiate(state, runtime::compiled_of(prepared.module), imports));
  if (!made) return Outcome<Instance>(std::unexpected(std::move(made).error()));
  for (auto* function : host_functions) function->set_importer(**made);
  if (auto started = (*made)->run_start(); !started)
    return Outcome<Instance>(std::unexpected(std::move(started).error()));
  return Outcome<Instance>(Instance(**made));
}

}  // namespace witc::core
