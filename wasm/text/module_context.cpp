#include "wasm/text/module_context.hpp"

#include "wasm/text/type_encoder.hpp"

namespace witc::wasm {

namespace {

std::string binary_form(const FuncType& type) {
  ByteWriter writer;
  encode(writer, type);
  return {reinterpret_cast<const char*>(writer.bytes().data()), writer.size()};
}

}  // namespace

void TypeTable::define_function(FuncType type, bool reusable) {
  if (reusable) reusable_.try_emplace(binary_form(type), size());
  types_.emplace_back(std::move(type));
}

void TypeTable::define_other() { types_.emplace_back(); }

std::uint32_t TypeTable::index_of(const FuncType& type) {
  std::string binary = binary_form(type);
  const auto [it, inserted] = reusable_.try_emplace(std::move(binary), size());
  if (inserted) {
    section_.add().raw(it->first);
    types_.emplace_back(type);
  }
  return it->second;
}

const FuncType* TypeTable::function(std::uint32_t index) const {
  if (index >= types_.size()) return nullptr;
  const auto& type = types_[index];
  return type ? &*type : nullptr;
}

Expected<std::uint32_t> ModuleContext::bind(IndexSpace& space, text::TokenCursor& cursor) {
  WITC_TRY_ASSIGN(const std::uint32_t index, space.add(cursor));
  WITC_TRY_ASSIGN(auto annotated, take_name(cursor));
  if (annotated) space.set_name(index, std::move(*annotated));
  return index;
}

Expected<void> ModuleContext::name_next(IndexSpace& space, const text::TokenCursor& cursor) {
  if (cursor.at_close()) return {};  // no items: the annotation will be found misplaced
  WITC_TRY_ASSIGN(auto name, take_name(cursor));
  if (name) space.set_name(space.size(), std::move(*name));
  return {};
}

Expected<std::optional<std::string>> ModuleContext::take_name(const text::TokenCursor& cursor) {
  const text::Annotation* annotation = annotations.take(cursor, name_annotation);
  if (annotation == nullptr) return std::nullopt;
  WITC_TRY_ASSIGN(std::string result, parse_name_annotation(cursor.buffer(), *annotation));
  return std::optional(std::move(result));
}

}  // namespace witc::wasm
