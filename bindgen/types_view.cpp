#include <algorithm>
#include <set>
#include <utility>

#include "bindgen/headers.hpp"
#include "bindgen/names.hpp"
#include "bindgen/spelling.hpp"
#include "bindgen/text.hpp"
#include "bindgen/views.hpp"
#include "types/layout.hpp"

namespace witc::bindgen {

namespace {

/// The template parameters of a type that mentions resources: one for each.
class Parameters {
 public:
  /// `names`: those that mean something else in the type.
  Parameters(const Model& model, const std::vector<types::ResourceId>& resources, Names names = {}) {
    for (const auto resource : resources)
      names_.emplace_back(resource, names.add(pascal_case(model.graph().types[model.definition(resource)].name)));
  }
  ResourceClass operator()(types::ResourceId identity) const {
    const auto found = std::ranges::find(names_, identity, [](const auto& entry) { return entry.first; });
    return {found->second, ResourceClass::Kind::generic};
  }
  std::string declared() const {
    std::vector<std::string> parameters;
    for (const auto& [resource, name] : names_) parameters.push_back("class " + name);
    return join(parameters);
  }

 private:
  std::vector<std::pair<types::ResourceId, std::string>> names_;
};

/// Of types whose layout does not wait for template arguments.
std::string layout_of(const Model& model, types::DefTypeId type) {
  if (!model.is_comparable(type)) return {};
  const auto layout = types::layout(model.arena(), type);
  return "witc::abi::Layout{" + std::to_string(layout.size) + ", " + std::to_string(layout.align) + "}";
}

/// Fills a TypeView from the shape of a type.
class TypeViewer {
 public:
  TypeViewer(const Model& model, Owner owner, wit::TypeDefId id, types::DefTypeId type)
      : model_(model),
        owner_(owner),
        def_(model.graph().types[id]),
        type_(type),
        parameters_(model, model.resources(type), inner_names(model, type)) {
    view_.name = model.name(id);
    view_.doc = doc_of(def_.meta.docs, def_.meta.stability);
    view_.parameters = parameters_.declared();
    view_.full_name = model.place(owner).reference.substr(2) + "::" + view_.name + speller().arguments(type);
    view_.comparable = model.is_comparable(type);
    view_.layout = layout_of(model, type);
  }

  TypeView view() && {
    std::visit(*this, model_.arena().defs[type_].shape);
    for (const auto& member : view_.members) view_.names.push_back(quoted(member.wit_name));
    return std::move(view_);
  }

  void operator()(const types::Record& record) {
    view_.kind = TypeView::Kind::record;
    Names names;
    for (const auto& field : record.fields) {
      Member& member = add_member(field.name, names.add(snake_case(field.name)));
      member.type = speller().owned(field.type);
      member.initialized = is_number(field.type);
    }
  }
  void operator()(const types::Variant& variant) {
    view_.kind = TypeView::Kind::variant;
    // A class cannot have a member of its own name.
    Names names({view_.name});
    std::set<std::string, std::less<>> cases;
    for (const auto& item : variant.cases) {
      const Member& member = add_member(item.name, names.add(pascal_case(item.name)));
      view_.cases += (view_.cases.empty() ? "" : ", ") + member.name;
      cases.insert(member.name);
    }
    const Speller within(model_, owner_, parameters_, cases);
    for (std::size_t i = 0; i < variant.cases.size(); ++i)
      if (variant.cases[i].type) view_.members[i].type = within.owned(*variant.cases[i].type);
  }
  void operator()(const types::Enum& type) {
    view_.kind = TypeView::Kind::enum_;
    view_.underlying = unsigned_type(abi::discriminant_size(type.names.size()));
    Names names;
    for (const auto& name : type.names) add_member(name, names.add(snake_case(name)));
  }
  void operator()(const types::Flags& type) {
    view_.kind = TypeView::Kind::flags;
    view_.underlying = unsigned_type(abi::flags_size(type.names.size()));
    Names names({"none"});
    for (std::size_t i = 0; i < type.names.size(); ++i)
      add_member(type.names[i], names.add(snake_case(type.names[i]))).value = "1u << " + std::to_string(i);
  }
  void operator()(const auto&) {
    view_.kind = TypeView::Kind::alias;
    view_.target = speller().shape(type_);
  }

 private:
  Speller speller() const { return Speller(model_, owner_, parameters_); }

  /// The names of classes in the class of a variant.
  static Names inner_names(const Model& model, types::DefTypeId type) {
    Names names;
    if (const auto* variant = std::get_if<types::Variant>(&model.arena().defs[type].shape))
      for (const auto& item : variant->cases) names.add(pascal_case(item.name));
    return names;
  }

  Member& add_member(const std::string& wit_name, std::string name) {
    Member member{{}, std::move(name), wit_name};
    const std::size_t index = view_.members.size();
    if (index < def_.member_docs.size()) member.doc = doc_of(def_.member_docs[index]);
    return view_.members.emplace_back(std::move(member));
  }

  bool is_number(types::ValType type) const {
    if (type.is_primitive())
      return type.primitive() != types::Primitive::string && type.primitive() != types::Primitive::error_context;
    return std::visit(
        [&]<class Shape>(const Shape& shape) {
          if constexpr (std::is_same_v<Shape, types::Primitive>) return is_number(shape);
          return std::is_same_v<Shape, types::Enum> || std::is_same_v<Shape, types::Flags> ||
                 std::is_same_v<Shape, types::Borrow>;
        },
        model_.arena().defs[type.defined()].shape);
  }

  static std::string unsigned_type(std::uint32_t bytes) { return "std::uint" + std::to_string(bytes * 8) + "_t"; }

  const Model& model_;
  Owner owner_;
  const wit::TypeDef& def_;
  types::DefTypeId type_;
  Parameters parameters_;
  TypeView view_;
};

/// Another name of a type, or the user's own type.
TypeView view_alias(const Model& model, Owner owner, wit::TypeDefId id, types::DefTypeId type) {
  const auto& def = model.graph().types[id];
  const Parameters parameters(model, model.resources(type));
  TypeView view;
  view.doc = doc_of(def.meta.docs, def.meta.stability);
  view.name = model.name(id);
  view.parameters = parameters.declared();
  if (const With* with = model.with(id)) {
    view.target = global_name(with->cpp);
    view.full_name = view.target;
    view.layout = layout_of(model, type);
    return view;
  }
  const auto& target = model.graph().types[*def.alias_of];
  const bool is_near = target.owner == owner;
  view.target = (is_near ? "" : model.place(target.owner).reference + "::") + model.name(*def.alias_of) +
                Speller(model, owner, parameters).arguments(type);
  return view;
}

}  // namespace

std::optional<TypesView> view_types(const Model& model, Owner owner) {
  TypesView view;
  describe(view, model, owner, types_part(owner));
  Includes includes(model, owner);
  for (const auto id : model.owned_types(owner)) {
    const auto& def = model.graph().types[id];
    const auto* type = std::get_if<types::DefTypeId>(&def.type.type);
    if (!type) continue;
    const bool is_alias = def.alias_of || model.with(id);
    view.types.push_back(is_alias ? view_alias(model, owner, id, *type) : TypeViewer(model, owner, id, *type).view());
    includes.add_type(id);
    view.has_flags |= view.types.back().kind == TypeView::Kind::flags;
  }
  if (view.types.empty()) return std::nullopt;
  includes.move_to(view);
  view.system_includes.insert(view.system_includes.begin(), "witc/bindings/types.hpp");
  if (const auto* interface = std::get_if<wit::InterfaceId>(&owner))
    view.doc = doc_of(model.graph().interfaces[*interface].meta.docs);
  return view;
}

}  // namespace witc::bindgen
