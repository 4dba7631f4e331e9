#include <algorithm>
#include <string>
#include <utility>

#include "runtime/component/compiled_component.hpp"
#include "runtime/core/api.hpp"
#include "runtime/core/core_module.hpp"
#include "support/source_map.hpp"
#include "wasm/text/module_parser.hpp"
#include "wasm/text/text_positions.hpp"
#include "witc/core/module.hpp"

namespace witc::core {

namespace {

using runtime::from_wasm;

/// The type of an item of a module, with numbers of the registry.
ExternType type_of_item(const runtime::CompiledModule& compiled, wasm::ExternKind kind, std::uint32_t index) {
  const wasm::Module& module = compiled.module();
  const auto types = compiled.types();
  switch (kind) {
    case wasm::ExternKind::table: {
      wasm::TableType type = module.tables[index].type;
      type.element = runtime::with_registry_numbers(type.element, types);
      return from_wasm(type);
    }
    case wasm::ExternKind::memory: return from_wasm(module.memories[index]);
    case wasm::ExternKind::global: {
      wasm::GlobalType type = module.globals[index].type;
      type.type = runtime::with_registry_numbers(type.type, types);
      return from_wasm(type);
    }
    case wasm::ExternKind::tag:
      return TagType{from_wasm(runtime::registered(types[module.tags[index].type_index]).type.func)};
    case wasm::ExternKind::func: break;
  }
  return from_wasm(runtime::registered(types[module.functions[index]]).type.func);
}

}  // namespace

Expected<Module> Module::make(const Engine& engine, std::vector<std::byte> binary, std::string name) {
  WITC_TRY_ASSIGN(auto state, runtime::CoreModule::make(engine.state(), std::move(binary), std::move(name)));
  return Module(engine, std::move(state));
}

Expected<Module> Module::from_binary(const Engine& engine, std::span<const std::byte> binary, std::string name) {
  return make(engine, {binary.begin(), binary.end()}, std::move(name));
}

Expected<Module> Module::from_text(const Engine& engine, std::string_view text, std::string name) {
  wasm::TextPositions positions;
  WITC_TRY_ASSIGN(auto binary, wasm::parse_module(text, &positions));
  auto module = make(engine, std::move(binary), name);
  if (!module) wasm::move_to_text(module.error(), positions, SourceFile(std::move(name), std::string(text)));
  return module;
}

Expected<Module> Module::from_file(const Engine& engine, const std::filesystem::path& path) {
  WITC_TRY_ASSIGN(auto bytes, runtime::read_file(path));
  constexpr std::byte magic[] = {std::byte{0}, std::byte{'a'}, std::byte{'s'}, std::byte{'m'}};
  const bool is_binary =
      bytes.size() >= std::size(magic) && std::equal(std::begin(magic), std::end(magic), bytes.begin());
  auto module = is_binary
                    ? make(engine, std::move(bytes), path.string())
                    : from_text(engine, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path.string());
  if (!module) module.error().location.file = path.string();
  return module;
}

Expected<std::vector<std::byte>> Module::serialize() const { return state_->serialize(); }

Expected<Module> Module::deserialize(const Engine& engine, std::span<const std::byte> bytes, std::string name) {
  WITC_TRY_ASSIGN(auto state, runtime::CoreModule::deserialize(engine.state(), bytes, std::move(name)));
  return Module(engine, std::move(state));
}

Expected<Module> Module::deserialize_file(const Engine& engine, const std::filesystem::path& path) {
  WITC_TRY_ASSIGN(auto state, runtime::CoreModule::deserialize_file(engine.state(), path));
  return Module(engine, std::move(state));
}

const Engine& Module::engine() const { return engine_; }

std::vector<ImportType> Module::imports() const {
  std::vector<ImportType> all;
  for (const auto& import : state_->module.imports)
    all.push_back({import.module, import.name, type_of_item(*state_->compiled, import.kind, import.index)});
  return all;
}

std::vector<ExportType> Module::exports() const {
  std::vector<ExportType> all;
  for (const auto& item : state_->module.exports)
    all.push_back({item.name, type_of_item(*state_->compiled, item.kind, item.index)});
  return all;
}

}  // namespace witc::core
