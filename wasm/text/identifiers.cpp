#include "wasm/text/identifiers.hpp"

#include <unordered_set>

#include "wasm/text/spelling.hpp"

namespace witc::wasm {

namespace {

/// Longer names stand in the annotation only: an identifier is repeated wherever it is used.
constexpr std::size_t longest_identifier = 1024;

}  // namespace

Identifiers::Identifiers(const NameMap& names, std::uint32_t count) {
  std::unordered_set<std::string> taken;
  // Names first, so that what is made up cannot take one that comes later.
  for (const auto& [index, name] : names) {
    if (index >= count) continue;
    Entry& entry = entries_[index];
    entry.name = name;
    if (name.empty() || name.size() > longest_identifier || !taken.insert(name).second) {
      entry.is_annotated = true;
    } else {
      text::append_identifier(entry.identifier, name);
    }
  }
  for (const auto& [index, name] : names) {
    const auto it = entries_.find(index);
    if (it == entries_.end() || !it->second.is_annotated) continue;
    std::string made_up = (name.size() > longest_identifier ? "" : name) + "#" + std::to_string(index);
    while (!taken.insert(made_up).second) made_up.push_back('#');
    text::append_identifier(it->second.identifier, made_up);
  }
}

std::optional<std::string_view> Identifiers::name(std::uint32_t index) const {
  const auto it = entries_.find(index);
  if (it == entries_.end()) return std::nullopt;
  return it->second.name;
}

void Identifiers::append_use(std::string& out, std::uint32_t index) const {
  const auto it = entries_.find(index);
  if (it == entries_.end())
    out += std::to_string(index);
  else
    out += it->second.identifier;
}

void Identifiers::append_definition(std::string& out, std::uint32_t index) const {
  append_binding(out, index);
  out += " (;" + std::to_string(index) + ";)";
}

void Identifiers::append_binding(std::string& out, std::uint32_t index) const {
  const auto it = entries_.find(index);
  if (it == entries_.end()) return;
  out.push_back(' ');
  out += it->second.identifier;
  if (!it->second.is_annotated) return;
  out += " (@name ";
  text::append_name(out, it->second.name);
  out.push_back(')');
}

}  // namespace witc::wasm
