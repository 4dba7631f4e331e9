#include "cli/wast/environment.hpp"

#include <utility>

#include "cli/wast/values.hpp"
#include "runtime/core/import_matching.hpp"

namespace witc::cli::wast {

namespace {

std::unexpected<Error> unknown(std::string_view what, const std::optional<std::string>& id) {
  return fail(ErrorCode::not_found,
              id ? "no " + std::string(what) + " $" + *id : "no " + std::string(what) + " before this");
}

}  // namespace

Expected<void> Environment::prepare() {
  WITC_TRY_ASSIGN(hosts_["spectest"], make_spectest(store_));
  hosts_["wasmtime"] = make_collector(store_);
  return {};
}

Expected<std::shared_ptr<runtime::CoreModule>> Environment::compile(const wasm::script::Module& module) const {
  if (!module.binary) return std::unexpected(module.binary.error());
  auto compiled = runtime::CoreModule::make(engine_.state(), *module.binary, module.id.value_or(""));
  if (!compiled || code_from_ == CodeFrom::calls) return compiled;
  WITC_TRY_ASSIGN(const auto image, (*compiled)->serialize());
  return runtime::CoreModule::deserialize(engine_.state(), image, module.id.value_or(""));
}

void Environment::define(const std::optional<std::string>& id, std::shared_ptr<runtime::CoreModule> module) {
  if (id) definitions_[*id] = module;
  latest_definition_ = std::move(module);
}

Expected<std::shared_ptr<runtime::CoreModule>> Environment::definition(const std::optional<std::string>& id) const {
  if (!id && latest_definition_) return latest_definition_;
  const auto found = id ? definitions_.find(*id) : definitions_.end();
  if (found == definitions_.end()) return unknown("module definition", id);
  return found->second;
}

std::optional<runtime::CoreExtern> Environment::find(const wasm::Import& import) const {
  if (const auto instance = registered_.find(import.module); instance != registered_.end())
    return instance->second->find_export(import.name);
  if (names_are_registered_)
    if (const auto named = instances_.find(import.module); named != instances_.end() && named->second)
      return named->second->find_export(import.name);
  if (const auto host = hosts_.find(import.module); host != hosts_.end())
    if (const auto item = host->second.find(import.name); item != host->second.end()) return item->second;
  return std::nullopt;
}

Expected<Outcome<runtime::CoreInstance*>> Environment::instantiate(std::shared_ptr<runtime::CoreModule> module) {
  WITC_TRY_ASSIGN(const auto imports, runtime::match_imports(*module->compiled, [this](const wasm::Import& import) {
                    return find(import);
                  }));
  WITC_TRY_ASSIGN(auto made, runtime::CoreInstance::instantiate(store(), runtime::compiled_of(module), imports));
  if (!made) return made;
  if (auto started = (*made)->run_start(); !started)
    return Outcome<runtime::CoreInstance*>(std::unexpected(std::move(started).error()));
  return made;
}

void Environment::remember(const std::optional<std::string>& id, runtime::CoreInstance* instance) {
  latest_ = instance;
  if (id) instances_[*id] = instance;
}

Expected<runtime::CoreInstance*> Environment::instance(const std::optional<std::string>& id) const {
  if (!id && latest_) return latest_;
  const auto found = id ? instances_.find(*id) : instances_.end();
  if (found == instances_.end() || !found->second) return unknown("instance", id);
  return found->second;
}

Expected<void> Environment::register_instance(const std::string& name, const std::optional<std::string>& id) {
  if (id)
    if (const auto shared = shared_.find(*id); shared != shared_.end()) {
      hosts_[name] = shared->second;
      return {};
    }
  WITC_TRY_ASSIGN(registered_[name], instance(id));
  return {};
}

void Environment::share(const std::string& id, runtime::CoreInstance& instance) {
  auto& exports = shared_[id];
  for (const auto& item : instance.module().exports)
    if (item.kind == wasm::ExternKind::memory && instance.memory(item.index)->type().shared)
      exports.emplace(item.name, instance.memory(item.index));
}

Expected<Outcome<Environment::Results>> Environment::perform(const wasm::script::Action& action) {
  WITC_TRY_ASSIGN(runtime::CoreInstance* const target, instance(action.module));
  return action.kind == wasm::script::Action::Kind::invoke ? invoke(*target, action) : get(*target, action);
}

Expected<Outcome<Environment::Results>> Environment::invoke(runtime::CoreInstance& instance,
                                                            const wasm::script::Action& action) {
  const auto found = instance.find_export(action.name);
  const auto* function = found ? std::get_if<codegen::FuncRef*>(&*found) : nullptr;
  if (!function) return fail(ErrorCode::not_found, "no function \"" + action.name + "\"");
  const wasm::FuncType& type = runtime::registered((*function)->type).type.func;
  if (type.params.size() != action.arguments.size())
    return fail(ErrorCode::type_mismatch,
                std::to_string(action.arguments.size()) + " arguments for " + wasm::to_string(type));
  WITC_TRY_ASSIGN(const auto arguments, to_cells(action.arguments, store().heap()));
  Results results{std::vector<codegen::Cell>(type.results.size()), type.results};
  auto outcome = store().call(**function, arguments, results.cells);
  if (!outcome) return Outcome<Results>(std::unexpected(std::move(outcome).error()));
  return Outcome<Results>(std::move(results));
}

Expected<Outcome<Environment::Results>> Environment::get(runtime::CoreInstance& instance,
                                                         const wasm::script::Action& action) {
  const auto found = instance.find_export(action.name);
  const auto* global = found ? std::get_if<runtime::GlobalRef>(&*found) : nullptr;
  if (!global) return fail(ErrorCode::not_found, "no global \"" + action.name + "\"");
  return Outcome<Results>(Results{{*global->cell}, {global->type.type}});
}

}  // namespace witc::cli::wast
