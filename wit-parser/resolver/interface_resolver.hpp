#pragma once

#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "wit-parser/resolver/package_names.hpp"

namespace witc::wit {

/// Defines the types and functions of one interface or world: its own scope, `use`s first, then types in the order
/// they need one another, then functions (WIT.md: Name resolution).
class InterfaceResolver {
 public:
  using Owner = std::variant<InterfaceId, WorldId>;

  InterfaceResolver(Owner owner, PackageId package, std::size_t file, PackageNames& names, Scope& scope,
                    ResolveContext& context)
      : owner_(owner), package_(package), file_(file), names_(names), scope_(scope), context_(context) {}

  /// Takes the names of the items, in the order of the text.
  void declare(const ast::Use& use);
  void declare(const ast::Name& name, ScopeEntry::Kind kind = ScopeEntry::Kind::broken);
  /// All `use`s and type definitions. Returns those that are there, in the order of definition.
  std::vector<TypeDefId> define_types(const std::vector<const ast::Use*>& uses,
                                      const std::vector<const ast::TypeDef*>& types);
  /// Nothing when the function is not there under the gates.
  std::optional<Function> function(const ast::Function& function);
  /// The functions of a resource that are there; none for other types.
  std::vector<Function> resource_functions(const ast::TypeDef& type);

 private:
  void define_use(const ast::Use& use);
  std::optional<TypeDefId> used_type(const ast::Name& name, InterfaceId from, const Meta& user);
  void define_type(const ast::TypeDef& type);
  std::optional<types::TypeItem> make_type(const ast::TypeDef& type, TypeDef& made);
  std::optional<types::TypeItem> make_alias(const ast::TypeDef& type, TypeDef& made);
  TypeDefId push(TypeDef made, const ast::Name& name);
  types::TypeItem another_name(const std::string& name, TypeDefId of, Span span);
  types::DefType defined_type(const ast::TypeDef& type, TypeDef& made);
  std::vector<types::Case> members(const ast::TypeDef& type, TypeDef& made);
  void check_resource_functions(const ast::TypeDef& type);

  std::optional<TypeDefId> find_type(const ast::Name& name);
  std::optional<types::ResourceId> find_resource(const ast::Name& name);
  types::ValType value_type(const ast::Type& type);
  std::optional<types::ValType> optional_type(const std::vector<ast::Type>& arguments, std::size_t index);
  types::ValType handle(types::ResourceId resource, bool own);
  types::ValType use_of(TypeDefId type);
  decltype(types::DefType::shape) shape(const ast::Type& type);
  types::List list_shape(const ast::Type& type);
  types::Map map_shape(const ast::Type& type);

  std::optional<Function> resource_function(const ast::Function& function, const ast::TypeDef& resource);
  Function make_function(const ast::Function& function, std::string name, Meta meta, std::optional<TypeDefId> resource);
  std::optional<types::ValType> constructor_result(const ast::Function& function, TypeDefId resource);
  void refuse_borrow(const ast::Function& function, const Function& made);

  Owner owner_;
  PackageId package_;
  std::size_t file_;
  PackageNames& names_;
  Scope& scope_;
  ResolveContext& context_;
  std::vector<TypeDefId> defined_;
  std::map<std::pair<std::uint32_t, bool>, types::DefTypeId> handles_;
};

}  // namespace witc::wit
