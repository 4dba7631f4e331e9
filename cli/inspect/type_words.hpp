#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "component/plan.hpp"
#include "types/types.hpp"

namespace witc::cli {

/// Types as WIT has them. All together have a limited length, after which they are "…": a small file can have types
/// whose text is many times as long.
class TypeWords {
 public:
  explicit TypeWords(const component::Plan& plan);

  /// "func(a: u32) -> string"
  std::string function(types::FuncTypeId type);
  /// A type with its name: "record point { x: s32 }", "type points = list<point>", "resource counter".
  std::string definition(std::string_view name, const types::TypeItem& item);
  /// Whether it is a type of another interface under the same name: "use counter".
  bool is_use(std::string_view name, const types::TypeItem& item) const;

 private:
  /// The name of what it is another name of; empty for a type of its own.
  std::string_view aliased(types::DefTypeId type) const;
  std::string_view aliased(types::ResourceId resource) const;
  std::string_view aliased(const auto&) const { return {}; }
  void introduce(const std::vector<types::ExternItem>& items);
  std::string spend(std::string text);
  std::string definition(std::string_view name, types::DefTypeId type);
  std::string definition(std::string_view name, types::ResourceId resource) const;
  std::string definition(std::string_view name, types::FuncTypeId type);
  std::string definition(std::string_view name, types::InstanceTypeId) const;
  std::string definition(std::string_view name, types::ComponentTypeId) const;

  const types::TypeArena& arena_;
  /// What imports and exports have introduced: another name of one of these is that and no new type.
  std::unordered_set<types::DefTypeId> defs_;
  std::unordered_set<types::ResourceId> resources_;
  std::size_t left_ = std::size_t{64} << 20;
};

}  // namespace witc::cli
