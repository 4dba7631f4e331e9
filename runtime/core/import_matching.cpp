#include "runtime/core/import_matching.hpp"

#include <string>
#include <utility>

namespace witc::runtime {

namespace {

bool limits_match(std::uint64_t size, const wasm::Limits& found, const wasm::Limits& wanted) {
  if (found.address != wanted.address || size < wanted.min) return false;
  return !wanted.max || (found.max && *found.max <= *wanted.max);
}

std::string to_string(const wasm::Limits& limits) {
  return (limits.address == wasm::AddressType::i64 ? "i64 " : "") + std::to_string(limits.min) +
         (limits.max ? " " + std::to_string(*limits.max) : "");
}

/// What one import wants of what it is given; empty when they match, else the difference.
class ImportMatcher {
 public:
  explicit ImportMatcher(const CompiledModule& module) : module_(module) {}

  std::string difference(const wasm::Import& import, const CoreExtern& given) {
    import_ = &import;
    return std::visit([this](const auto& value) { return compare(value); }, given);
  }

 private:
  std::string other_kind(std::string_view found) const {
    return "wants a " + std::string(wasm::to_string(import_->kind)) + ", found a " + std::string(found);
  }
  std::string differs(const std::string& wanted, const std::string& found) const {
    return "wants " + wanted + ", found " + found;
  }

  std::string compare(codegen::FuncRef* found) const {
    if (import_->kind != wasm::ExternKind::func) return other_kind("func");
    const auto* wanted = module_.types()[module_.module().functions[import_->index]];
    if (is_subtype(found->type, wanted)) return {};
    return differs(wasm::to_string(registered(wanted).type.func), wasm::to_string(registered(found->type).type.func));
  }

  std::string compare(Tag* found) const {
    if (import_->kind != wasm::ExternKind::tag) return other_kind("tag");
    const auto* wanted = module_.types()[module_.module().tags[import_->index].type_index];
    if (found->type == wanted) return {};
    return differs("the tag " + wasm::to_string(registered(wanted).type.func), wasm::to_string(found->type->type.func));
  }

  std::string compare(Table* found) const {
    if (import_->kind != wasm::ExternKind::table) return other_kind("table");
    const wasm::TableType& wanted = module_.module().tables[import_->index].type;
    const wasm::ValType element = with_registry_numbers(wanted.element, module_.types());
    if (found->type().element == element && limits_match(found->size(), found->type().limits, wanted.limits)) return {};
    wasm::Limits now = found->type().limits;
    now.min = found->size();
    return differs("a table of " + wasm::to_string(element) + ", " + to_string(wanted.limits),
                   wasm::to_string(found->type().element) + ", " + to_string(now));
  }

  std::string compare(Memory* found) const {
    if (import_->kind != wasm::ExternKind::memory) return other_kind("memory");
    const wasm::MemoryType& wanted = module_.module().memories[import_->index];
    const wasm::MemoryType& type = found->type();
    if (wanted.shared != type.shared)
      return differs(wanted.shared ? "a shared memory" : "an unshared memory", "the other");
    if (wanted.page_size_log2 != type.page_size_log2)
      return differs("pages of 2^" + std::to_string(wanted.page_size_log2) + " bytes",
                     "2^" + std::to_string(type.page_size_log2));
    if (limits_match(found->pages(), type.limits, wanted.limits)) return {};
    wasm::Limits now = type.limits;
    now.min = found->pages();
    return differs("a memory of " + to_string(wanted.limits) + " pages", to_string(now));
  }

  std::string compare(const GlobalRef& found) const {
    if (import_->kind != wasm::ExternKind::global) return other_kind("global");
    const wasm::GlobalType& wanted = module_.module().globals[import_->index].type;
    const wasm::ValType type = with_registry_numbers(wanted.type, module_.types());
    const auto& types = module_.engine().types;
    const bool same = wanted.is_mutable ? found.type.type == type : types.matches(found.type.type, type);
    if (wanted.is_mutable == found.type.is_mutable && same) return {};
    const auto describe = [](const wasm::GlobalType& global) {
      return (global.is_mutable ? "mut " : "") + wasm::to_string(global.type);
    };
    return differs("a global " + describe({type, wanted.is_mutable}), describe(found.type));
  }

  const CompiledModule& module_;
  const wasm::Import* import_ = nullptr;
};

}  // namespace

Expected<std::vector<CoreExtern>> match_imports(const CompiledModule& module, const CoreImportLookup& look_up) {
  std::vector<CoreExtern> matched;
  Error error(ErrorCode::link, "");
  ImportMatcher matcher(module);
  for (const auto& import : module.module().imports) {
    const auto problem = [&](const std::string& what) {
      error.notes.push_back({"\"" + import.module + "\" \"" + import.name + "\": " + what, {}});
    };
    const auto given = look_up(import);
    if (!given) {
      problem("unknown import");
      continue;
    }
    if (const auto difference = matcher.difference(import, *given); !difference.empty())
      problem("incompatible import type: " + difference);
    matched.push_back(*given);
  }
  if (error.notes.empty()) return matched;
  error.message = std::to_string(error.notes.size()) +
                  (error.notes.size() == 1 ? " import cannot be linked" : " imports cannot be linked");
  return fail(std::move(error));
}

}  // namespace witc::runtime
