// Functions, memories, tables, globals, tags and instances as embedders see them (witc/core/).

#include <string>
#include <utility>

#include "runtime/core/api.hpp"
#include "runtime/core/store_state.hpp"
#include "witc/core/instance.hpp"
#include "witc/core/typed_func.hpp"

namespace witc::core {

namespace {

using codegen::Cell;
using runtime::from_wasm;
using runtime::registered;
using runtime::to_wasm;

Failure failure(Error error, const std::string& where) {
  error.message = where + ": " + error.message;
  return Failure(std::move(error));
}

}  // namespace

// Func

FuncType Func::type() const { return from_wasm(registered(ref_->type).type.func); }

CallResult<std::vector<Val>> Func::call(StoreRef store, std::span<const Val> args) const {
  if (&store.state() != store_) return std::unexpected(std::move(*detail::wrong_owner_failure("the function")));
  const wasm::FuncType& type = registered(ref_->type).type.func;
  if (args.size() != type.params.size())
    return std::unexpected(Failure(
        Error(ErrorCode::type_mismatch, std::to_string(args.size()) + " arguments for " + wasm::to_string(type))));
  std::vector<Cell> params(args.size());
  for (std::size_t i = 0; i < args.size(); ++i) {
    auto cell = runtime::to_cell(*store_, args[i], type.params[i]);
    if (!cell) return std::unexpected(failure(std::move(cell).error(), "argument " + std::to_string(i)));
    params[i] = *cell;
  }
  std::vector<Cell> cells(type.results.size());
  if (auto outcome = store_->call(*ref_, params, cells); !outcome)
    return std::unexpected(Failure(std::move(outcome).error()));
  std::vector<Val> results;
  results.reserve(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) results.push_back(runtime::to_val(*store_, cells[i], type.results[i]));
  return results;
}

namespace detail {

std::unique_ptr<Failure> wrong_owner_failure(const char* what) {
  return std::make_unique<Failure>(Error(ErrorCode::wrong_owner, std::string(what) + " belongs to another store"));
}

Expected<void> check_signature(const Func& function, std::span<const ValType> params, std::span<const ValType> results,
                               bool& checks) {
  const auto& types = function.store().engine().types;
  const wasm::FuncType& type = registered(function.ref().type).type.func;
  const FuncType wanted{{params.begin(), params.end()}, {results.begin(), results.end()}};
  bool same = params.size() == type.params.size() && results.size() == type.results.size();
  for (std::size_t i = 0; same && i < params.size(); ++i) {
    const wasm::ValType given = to_wasm(params[i]);
    const wasm::ValType param = type.params[i];
    if (types.matches(given, param)) continue;
    same = given.is_ref() && param.is_ref() &&
           runtime::hierarchy_of(types, given.ref.heap) == runtime::hierarchy_of(types, param.ref.heap);
    checks = true;
  }
  for (std::size_t i = 0; same && i < results.size(); ++i) same = types.matches(type.results[i], to_wasm(results[i]));
  if (same) return {};
  return fail(ErrorCode::type_mismatch, "wants " + to_string(wanted) + ", found " + wasm::to_string(type));
}

std::unique_ptr<Failure> call_function(const Func& function, bool checks, std::span<const Slot> params,
                                       std::span<Slot> results) {
  runtime::StoreState& store = function.store();
  const auto* cells = reinterpret_cast<const Cell*>(params.data());
  if (checks) [[unlikely]] {
    const wasm::FuncType& type = registered(function.ref().type).type.func;
    for (std::size_t i = 0; i < params.size(); ++i)
      if (type.params[i].is_ref() && !runtime::reference_fits(store.engine().types, cells[i].ref, type.params[i]))
        return std::make_unique<Failure>(
            Error(ErrorCode::type_mismatch,
                  "argument " + std::to_string(i) + " is not of the type " + wasm::to_string(type.params[i])));
  }
  auto outcome = store.call(function.ref(), std::span(cells, params.size()),
                            std::span(reinterpret_cast<Cell*>(results.data()), results.size()));
  if (outcome) [[likely]]
    return nullptr;
  return std::make_unique<Failure>(std::move(outcome).error());
}

}  // namespace detail

// Memory

Expected<Memory> Memory::make(StoreRef store, const MemoryType& type) {
  WITC_TRY(runtime::check_type(type));
  WITC_TRY_ASSIGN(runtime::Memory * memory, store.state().make_memory(to_wasm(type)));
  return Memory(store.state(), *memory);
}

MemoryType Memory::type() const { return from_wasm(memory_->type()); }
std::uint64_t Memory::size() const { return memory_->size(); }
std::uint64_t Memory::pages() const { return memory_->pages(); }
std::span<std::byte> Memory::data() const { return {memory_->base(), memory_->size()}; }

Outcome<std::span<std::byte>> Memory::range(std::uint64_t address, std::uint64_t size) const {
  const std::uint64_t length = memory_->size();
  if (address > length || size > length - address)
    return std::unexpected(Trap(TrapCode::out_of_bounds_memory_access,
                                "out of bounds memory access: " + std::to_string(size) + " bytes at " +
                                    std::to_string(address) + " in a memory of " + std::to_string(length)));
  return std::span(memory_->base() + address, size);
}

Expected<std::uint64_t> Memory::grow(std::uint64_t delta_pages) const {
  const std::int64_t before = store_->grow(*memory_, delta_pages);
  if (before < 0)
    return fail(ErrorCode::limit_exceeded, "the memory cannot grow by " + std::to_string(delta_pages) + " pages");
  return static_cast<std::uint64_t>(before);
}

// Table

Expected<Table> Table::make(StoreRef store, const TableType& type, const Val& initial) {
  WITC_TRY(runtime::check_type(store.state().engine().types, type));
  const wasm::TableType wanted = to_wasm(type);
  WITC_TRY_ASSIGN(const Cell cell, runtime::to_cell(store.state(), initial, wanted.element));
  WITC_TRY_ASSIGN(runtime::Table * table, store.state().make_table(wanted, cell.ref));
  return Table(store.state(), *table);
}

TableType Table::type() const { return from_wasm(table_->type()); }
std::uint64_t Table::size() const { return table_->size(); }

Expected<Val> Table::get(std::uint64_t index) const {
  if (!table_->contains(index, 1))
    return fail(ErrorCode::usage, "element " + std::to_string(index) + " of a table of " + std::to_string(size()));
  Cell cell{};
  cell.ref = (*table_)[index];
  return runtime::to_val(*store_, cell, table_->type().element);
}

Expected<void> Table::set(std::uint64_t index, const Val& value) const {
  if (!table_->contains(index, 1))
    return fail(ErrorCode::usage, "element " + std::to_string(index) + " of a table of " + std::to_string(size()));
  WITC_TRY_ASSIGN(const Cell cell, runtime::to_cell(*store_, value, table_->type().element));
  (*table_)[index] = cell.ref;
  return {};
}

Expected<std::uint64_t> Table::grow(std::uint64_t delta, const Val& value) const {
  WITC_TRY_ASSIGN(const Cell cell, runtime::to_cell(*store_, value, table_->type().element));
  const std::int64_t before = store_->grow(*table_, delta, cell.ref);
  if (before < 0)
    return fail(ErrorCode::limit_exceeded, "the table cannot grow by " + std::to_string(delta) + " elements");
  return static_cast<std::uint64_t>(before);
}

// Global

Expected<Global> Global::make(StoreRef store, const GlobalType& type, const Val& value) {
  WITC_TRY(runtime::check_type(store.state().engine().types, type.type));
  const wasm::ValType wanted = to_wasm(type.type);
  WITC_TRY_ASSIGN(const Cell cell, runtime::to_cell(store.state(), value, wanted));
  return Global(store.state(), *store.state().adopt_global({wanted, type.is_mutable}, cell).cell, type);
}

Val Global::get() const { return runtime::to_val(*store_, *cell_, to_wasm(type_.type)); }

Expected<void> Global::set(const Val& value) const {
  if (!type_.is_mutable) return fail(ErrorCode::usage, "the global is immutable");
  WITC_TRY_ASSIGN(*cell_, runtime::to_cell(*store_, value, to_wasm(type_.type)));
  return {};
}

// Tag

Expected<Tag> Tag::make(StoreRef store, const TagType& type) {
  if (!type.type.results.empty()) return fail(ErrorCode::invalid, "the type of a tag has no results");
  auto& state = store.state();
  WITC_TRY(runtime::check_type(state.engine().types, type.type));
  const auto& func_type = state.engine().types.function_type(to_wasm(type.type));
  return Tag(state, *state.adopt(std::make_unique<runtime::Tag>(runtime::Tag{&func_type})));
}

TagType Tag::type() const { return {from_wasm(tag_->type->type.func)}; }

// Extern and Instance

ExternType type_of(const Extern& item) {
  return std::visit(
      []<class Item>(const Item& value) -> ExternType {
        auto type = value.type();
        if constexpr (std::is_same_v<Item, Memory>) type.min_pages = value.pages();
        if constexpr (std::is_same_v<Item, Table>) type.min = value.size();
        return type;
      },
      item);
}

std::optional<Extern> Instance::find(std::string_view name) const {
  const auto found = state_->find_export(name);
  if (!found) return std::nullopt;
  return runtime::from_extern(state_->store(), *found);
}

std::vector<std::pair<std::string, Extern>> Instance::exports() const {
  std::vector<std::pair<std::string, Extern>> all;
  for (const auto& item : state_->module().exports)
    all.emplace_back(item.name, runtime::from_extern(state_->store(), state_->item(item.kind, item.index)));
  return all;
}

std::optional<Instance> importing_instance(const HostCaller& caller) {
  if (!caller.importer()) return std::nullopt;
  return Instance(*caller.importer());
}

Outcome<Memory> caller_memory(const HostCaller& caller, std::string_view name) {
  const auto instance = importing_instance(caller);
  const auto item = instance ? instance->find(name) : std::nullopt;
  if (item)
    if (const auto* memory = std::get_if<Memory>(&*item)) return *memory;
  return std::unexpected(
      Trap(TrapCode::host_misuse, "the host function needs its caller's memory \"" + std::string(name) + "\""));
}

Error Instance::missing(std::string_view name, std::string_view kind, const std::optional<Extern>& found) const {
  if (found)
    return Error(ErrorCode::type_mismatch, "the export \"" + std::string(name) + "\" is a " +
                                               std::string(kind_name(type_of(*found))) + ", not a " +
                                               std::string(kind));
  Error error(ErrorCode::not_found, "no export \"" + std::string(name) + "\"");
  std::string names;
  for (const auto& item : state_->module().exports) names += (names.empty() ? "\"" : ", \"") + item.name + "\"";
  error.notes.push_back({names.empty() ? "the module exports nothing" : "the module exports " + names, {}});
  return error;
}

}  // namespace witc::core
