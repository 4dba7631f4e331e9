#include "wasm/recursion_group.hpp"

#include <cstring>

namespace witc::wasm {

namespace {

class KeyWriter {
 public:
  KeyWriter(std::uint32_t begin, const TypeIdentity& identity) : begin_(begin), identity_(identity) {}

  void type(const SubType& type) {
    key_ += static_cast<char>(static_cast<unsigned>(type.kind) | (type.is_final ? 4u : 0u) | (type.super ? 8u : 0u));
    if (type.super) index(*type.super);
    values(type.func.params);
    values(type.func.results);
    number(static_cast<std::uint32_t>(type.fields.size()));
    for (const auto& field : type.fields) {
      key_ += static_cast<char>(static_cast<unsigned>(field.storage.packed) | (field.is_mutable ? 4u : 0u));
      value(field.storage.value);
    }
  }
  std::string take() { return std::move(key_); }

 private:
  void number(std::uint32_t n) {
    char bytes[sizeof n];
    std::memcpy(bytes, &n, sizeof n);
    key_.append(bytes, sizeof n);
  }
  void index(std::uint32_t type_index) {
    const bool is_member = type_index >= begin_;
    key_ += is_member ? 'r' : 'x';
    number(is_member ? type_index - begin_ : identity_(type_index));
  }
  void value(ValType type) {
    key_ += static_cast<char>(static_cast<unsigned>(type.kind) | (type.is_ref() && type.ref.nullable ? 8u : 0u));
    if (!type.is_ref()) return;
    if (type.ref.heap.is_defined()) return index(type.ref.heap.type_index());
    key_ += 'a';
    number(type.ref.heap.abstract());
  }
  void values(const std::vector<ValType>& types) {
    number(static_cast<std::uint32_t>(types.size()));
    for (const auto& type : types) value(type);
  }

  std::string key_;
  std::uint32_t begin_;
  const TypeIdentity& identity_;
};

}  // namespace

std::string recursion_group_key(std::span<const SubType> types, std::uint32_t begin, const TypeIdentity& identity) {
  KeyWriter writer(begin, identity);
  for (const auto& type : types.subspan(begin, types[begin].group_size)) writer.type(type);
  return writer.take();
}

void TypeCanonicalizer::group(std::uint32_t begin) {
  const auto canonical = [this](std::uint32_t i) { return types_[i].canonical; };
  const auto first = groups_.try_emplace(recursion_group_key(types_, begin, canonical), begin).first->second;
  for (std::uint32_t i = 0; i < types_[begin].group_size; ++i) types_[begin + i].canonical = first + i;
}

void canonicalize_types(std::vector<SubType>& types) {
  TypeCanonicalizer canonicalizer(types);
  for (std::uint32_t begin = 0; begin < types.size(); begin += types[begin].group_size) canonicalizer.group(begin);
}

}  // namespace witc::wasm
