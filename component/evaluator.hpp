#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "component/canon_types.hpp"
#include "component/decoder.hpp"
#include "component/entities.hpp"
#include "component/extern_names.hpp"
#include "component/names.hpp"
#include "component/plan.hpp"
#include "support/byte_reader.hpp"
#include "types/layout.hpp"

// From a component's bytes to its plan by *evaluation*.
//
// Input: a validated-as-we-go binary (Binary.md). Output: the plan. A component body is evaluated definition by
// definition over a Scope of entities; instantiating a nested component evaluates its body again with the arguments as
// its imports. So resource types are generative, and substitution of types needs no machinery: every type that is read
// in an instantiation already mentions the resources of that instantiation. A component that is defined is evaluated
// once with abstract imports made from its declared types, which validates it; nothing is emitted then. The work is
// bounded by Limits::plan_items.

namespace witc::component {

class Evaluator {
 public:
  Evaluator(std::span<const std::byte> binary, const Features& features, const Limits& limits, unsigned threads,
            FunctionBodies bodies)
      : binary_(binary), features_(features), limits_(limits), threads_(threads), bodies_(bodies) {}

  Expected<Plan> run();

 private:
  static constexpr std::uint32_t nowhere = ~std::uint32_t{0};
  using InstancePtr = std::shared_ptr<const InstanceEntity>;
  /// What an import is given: the argument of an instantiation, or a place to import from, or nothing (abstract).
  struct Given {
    const Entity* argument = nullptr;
    std::optional<ImportPath> path = {};
    bool ascribes = false;  ///< the declared type is what is seen of the argument from then on
  };

  // evaluator.cpp: bodies and sections
  Expected<InstancePtr> evaluate_component(const ComponentClosure& component, const InstanceEntity* arguments,
                                           const Scope* caller, bool is_root);
  Expected<void> preamble(ByteReader& in);
  struct Externs {  // imports and exports so far
    std::vector<NamedEntity> imports;
    InstanceEntity exports;
    ExternNames import_names, export_names;
    VisibleTypes imported;  ///< what imports may mention
    VisibleTypes visible;   ///< what exports may mention
  };
  /// Visibility is not checked where types are those of arguments (the definition was checked by itself), and not in
  /// instance types, which may be used where all is visible.
  Expected<bool> admit(VisibleTypes& visible, const Entity& entity);
  Expected<void> add_import(Externs& externs, NamedEntity item, bool checks_visibility, std::uint64_t at);
  Expected<void> add_export(Externs& externs, NamedEntity item, bool checks_visibility, std::uint64_t at);
  /// Instances are walked with what is in them.
  Expected<void> check_depth(const InstanceEntity& instance, std::uint64_t at) const;
  struct Body {  // a component body in progress
    Scope& scope;
    Externs externs;
    const InstanceEntity* arguments = nullptr;
    bool is_root = false;
    std::uint32_t modules = 0, components = 0;
    std::optional<wasm::ValType> context_type = {};  ///< of context.get and context.set
    bool emits() const { return scope.instance.valid(); }
  };
  Expected<void> section(Body& body, std::uint8_t id, ByteReader& in);
  Expected<void> core_module_section(Body& body, ByteReader& in);
  Expected<void> component_section(Body& body, ByteReader& in);
  Expected<void> core_instance(Body& body, ByteReader& in);
  Expected<void> instantiate_core(Body& body, ByteReader& in);
  Expected<void> bundle_core(Body& body, ByteReader& in);
  Expected<void> instance(Body& body, ByteReader& in);
  Expected<void> import(Body& body, ByteReader& in);
  Expected<void> export_item(Body& body, ByteReader& in);
  Expected<void> finish_root(Body& body);
  std::vector<Export> plan_exports(const InstanceEntity& instance);

  // aliases.cpp: aliases and index spaces
  Expected<void> alias(Scope& scope, ByteReader& in, bool in_type);
  bool mentions_resource(const TypeEntity& type) const;
  Expected<void> alias_outer(Scope& scope, ByteReader& in, std::uint8_t sort, std::uint8_t core_sort);
  Expected<void> add_entity(Scope& scope, const Entity& entity, const ByteReader& in);
  Expected<Entity> entity_of_sort(const Scope& scope, ByteReader& in);
  Expected<CoreItem> core_item_of_sort(const Scope& scope, ByteReader& in);
  Expected<void> add_core_item(Scope& scope, CoreItem item);

  // type_reader.cpp: types
  struct Measure {            ///< of a type as a tree
    std::uint64_t size = 1;   ///< effective size: elements of fixed-length lists count each
    std::uint64_t nodes = 1;  ///< what walking it takes
    std::uint32_t depth = 1;
    bool borrows = false;  ///< a value may hold a borrow
    bool handles = false;  ///< a value may hold a handle
  };
  Expected<void> type_definition(Scope& scope, ByteReader& in, bool in_component);
  Expected<void> check_gate(types::Primitive primitive, std::uint64_t at) const;
  Expected<types::ValType> value_type(const Scope& scope, ByteReader& in);
  Expected<std::optional<types::ValType>> optional_value_type(const Scope& scope, ByteReader& in);
  Expected<types::ValType> defined_value_type(const Scope& scope, ByteReader& in, std::uint8_t code);
  Expected<types::FuncTypeId> function_type(const Scope& scope, ByteReader& in, bool is_async);
  Expected<types::ResourceId> resource_definition(Scope& scope, ByteReader& in);
  Expected<types::ResourceId> resource_index(const Scope& scope, ByteReader& in);
  Expected<std::string> label(ByteReader& in);
  Expected<std::vector<std::string>> labels(ByteReader& in, std::string_view what, std::uint32_t limit);
  Expected<void> check_size(const Measure& measured, std::uint64_t at) const;
  Expected<types::ValType> push_type(types::DefType type, const Measure& measured, std::uint64_t at);
  Expected<ByteReader> skip_declarators(ByteReader& in, std::uint32_t depth);
  Expected<void> skip_type(ByteReader& in, std::uint32_t depth);
  Expected<void> skip_declarator(ByteReader& in, std::uint32_t depth);
  void measure(types::ValType type, Measure& whole) const;

  // extern_types.cpp: what imports and exports declare, and whether something fits
  Expected<Entity> evaluate_extern(Scope& scope, ByteReader& in, const Given& given, std::string_view name);
  Expected<InstancePtr> evaluate_instance_type(const InstanceTypeClosure& closure, const Given& given);
  Expected<void> check_component(const ComponentTypeClosure& wanted, const ComponentClosure& found);
  Expected<types::ComponentTypeId> evaluate_component_type(const ComponentTypeClosure& closure);
  struct Declarations {  // of a component type or instance type
    Externs externs;
    bool checks_visibility = false;
    bool mentions_resource = false;  ///< of a scope around it
  };
  /// `given`: what the exports are; `arguments`, for component types: what the imports are. Either may be absent.
  Expected<Declarations> declarators(const TypeClosure& closure, const Given& given, bool of_component,
                                     const InstanceEntity* arguments = nullptr);
  Expected<void> import_declarator(Declarations& declarations, const InstanceEntity* arguments, Scope& scope,
                                   ByteReader& in);
  Expected<void> export_declarator(Declarations& declarations, const Given& given, Scope& scope, ByteReader& in);
  Expected<Entity> bind_function(types::FuncTypeId type, const Given& given, std::string_view name, std::uint64_t at);
  Expected<Entity> bind_type(Scope& scope, ByteReader& in, const Given& given, std::string_view name);
  struct ExternName {
    std::string name;
    types::NameAttributes attributes = {};
  };
  Expected<ExternName> extern_name(ByteReader& in);
  Expected<void> name_attributes(ExternName& name, ByteReader& in);
  Expected<TypeEntity> name_type(const TypeEntity& type, std::string_view name, std::uint64_t at);
  types::ResourceId make_resource(ResourceOrigin origin, std::string_view name);
  Expected<types::ExternType> extern_type_of(const Entity& entity);
  Expected<types::TypeItem> type_item_of(const TypeEntity& entity);
  Expected<std::vector<types::ExternItem>> extern_items_of(std::span<const NamedEntity> items);

  // core_types.cpp: core modules
  Expected<std::shared_ptr<const CoreModuleEntity>> load_module(Body& body, ByteReader content);
  Expected<void> validate_bodies(const CoreModule& module);

  // core_type_reader.cpp: core types
  using CoreTypeSpace = std::vector<CoreTypeEntity>;
  Expected<void> core_type_definition(Scope& scope, ByteReader& in);
  Expected<void> core_recursion_group(CoreTypeSpace& space, ByteReader& in);
  Expected<std::uint32_t> core_type_number(const CoreTypeSpace& space, std::uint32_t index, std::uint64_t at) const;
  Expected<std::uint32_t> core_function_type(const CoreTypeSpace& space, std::uint32_t index, std::uint64_t at) const;
  Expected<std::shared_ptr<const CoreModuleEntity>> core_module_type(Scope& scope, ByteReader& in);
  Expected<std::uint32_t> core_type_alias(const Scope& scope, ByteReader& in);
  Expected<CoreItemType> core_import_type(const CoreTypeSpace& space, ByteReader& in);
  Expected<void> skip_core_type(ByteReader& in);
  Expected<void> skip_core_recursion_group(ByteReader& in);
  Expected<void> skip_core_extern(ByteReader& in);

  // canon.cpp: canonical definitions
  struct ParsedOptions {
    CanonOptions options;
    std::uint32_t given = 0;  ///< a bit for each
    bool has_memory = false;
    abi::FlatType pointer = abi::FlatType::i32;  ///< into the memory
    const CoreItem* realloc = nullptr;
    const CoreItem* post_return = nullptr;
    const CoreItem* callback = nullptr;
  };
  Expected<void> canon(Body& body, ByteReader& in);
  Expected<void> canon_lift(Body& body, ByteReader& in);
  Expected<void> canon_lower(Body& body, ByteReader& in);
  Expected<ParsedOptions> canon_options(Body& body, ByteReader& in);
  Expected<void> canon_option(const Scope& scope, ByteReader& in, ParsedOptions& parsed);
  Expected<const CoreItem*> canon_memory(const Scope& scope, ByteReader& in);
  const wasm::FuncType& function_type(const CoreItem& function) const;
  Expected<void> check_core_type(const CoreItem& function, const wasm::FuncType& expected, std::string_view what,
                                 std::uint64_t at) const;
  Expected<void> check_no_lift_options(const ParsedOptions& parsed, std::uint64_t at) const;
  Expected<CanonSignature> canon_signature(const types::FuncType& type, const CanonSide& side);
  Expected<void> check_needs(const ParsedOptions& parsed, bool memory, bool realloc, std::uint64_t at) const;
  Expected<const CoreItem*> core_function(const Scope& scope, ByteReader& in);
  Expected<const FunctionEntity*> function(const Scope& scope, ByteReader& in);
  void add_trampoline(Body& body, wasm::FuncType type, TrampolineAction action);

  // canon_builtins.cpp: canonical built-ins
  struct BuiltinUse;
  Expected<void> canon_builtin(Body& body, ByteReader& in, std::uint8_t opcode);
  Expected<void> builtin_immediate(Body& body, ByteReader& in, char letter, BuiltinUse& use);
  Expected<void> builtin_resource(const Scope& scope, ByteReader& in, BuiltinUse& use);
  Expected<void> builtin_stream(const Scope& scope, ByteReader& in, char letter, BuiltinUse& use);
  Expected<void> builtin_start_type(const Scope& scope, ByteReader& in, BuiltinUse& use);
  Expected<void> builtin_table(const Scope& scope, ByteReader& in, BuiltinUse& use);
  Expected<void> builtin_context_type(Body& body, ByteReader& in, BuiltinUse& use);
  Expected<void> builtin_result(const Scope& scope, ByteReader& in, BuiltinUse& use);
  Expected<void> builtin_options(Body& body, ByteReader& in, BuiltinUse& use);

  Expected<void> spend(std::uint64_t items = 1);
  /// Names are kept as often as what they are names of is made: long ones count as items.
  static constexpr std::size_t name_bytes_per_item = 64;
  Expected<std::string_view> name_of(ByteReader& in);
  std::unexpected<Error> error(std::uint64_t at, std::string message, ErrorCode code = ErrorCode::invalid) const;
  std::unexpected<Error> gated(std::uint64_t at, std::string_view feature, std::string_view what) const;
  template <class Space>
  Expected<void> check_index(const Space& space, std::uint32_t index, std::string_view what, std::uint64_t at) const {
    if (index < space.size()) return {};
    return error(at, "unknown " + std::string(what) + " " + std::to_string(index));
  }

  std::span<const std::byte> binary_;
  const Features& features_;
  const Limits& limits_;
  unsigned threads_;
  FunctionBodies bodies_;
  Plan plan_;
  std::deque<Scope> scopes_;                       ///< closures point into it
  std::map<std::uint64_t, CoreModuleId> modules_;  ///< by offset: validated once
  std::set<std::uint64_t> validated_components_;   ///< by offset
  std::vector<Measure> measures_;                  ///< by DefTypeId
  std::vector<std::string> path_;                  ///< of the item being read, for errors
  std::uint64_t spent_ = 0;
  /// Depth of the outermost scope whose resources the type that is being read mentions.
  std::uint32_t outermost_resource_ = nowhere;
  std::uint32_t nesting_ = 0;
};

}  // namespace witc::component
