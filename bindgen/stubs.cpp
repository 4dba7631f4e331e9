#include <map>
#include <set>
#include <utility>

#include "bindgen/functions.hpp"
#include "bindgen/headers.hpp"
#include "bindgen/names.hpp"
#include "bindgen/text.hpp"
#include "bindgen/views.hpp"

namespace witc::bindgen {

namespace {

/// A class of the host for each resource, all in one scope.
class HostClasses {
 public:
  explicit HostClasses(const Model& model) : model_(model) {}

  const std::string& operator[](types::ResourceId resource) {
    const auto identity = model_.arena().identity(resource);
    const auto found = classes_.find(identity);
    if (found != classes_.end()) return found->second;
    const auto& def = model_.graph().types[model_.definition(identity)];
    const std::string name = names_.add(pascal_case(def.name));
    views_.push_back({doc_of(def.meta.docs), name, model_.place(def.owner).wit_name + "." + def.name});
    return classes_.emplace(identity, name).first->second;
  }
  std::string add_name(const std::string& name) { return names_.add(name); }
  const std::vector<ResourceView>& views() const { return views_; }

 private:
  const Model& model_;
  std::map<types::ResourceId, std::string> classes_;
  std::vector<ResourceView> views_;
  Names names_{std::set<std::string, std::less<>>{"State"}};
};

StubsView::Slot view_slot(const Model& model, const SlotView& slot, Owner owner, HostClasses& classes) {
  StubsView::Slot stub{slot.name, {}, slot.wit_name};
  const auto resources = host_resources(model, owner);
  for (const auto* list : {&resources.defined, &resources.used})
    for (const auto resource : *list)
      stub.aliases.push_back({snake_case(model.local_name(owner, resource)), classes[resource]});
  stub.type = classes.add_name(slot.stem + "Host");
  const Speller speller(model, std::nullopt, [&](types::ResourceId resource) -> ResourceClass {
    return {classes[resource], ResourceClass::Kind::host};
  });
  const auto functions = imported_functions(model, owner);
  const auto names = host_function_names(model, owner);
  for (const auto& function : functions)
    stub.functions.push_back(
        {doc_of(function.meta.docs), declare_stub(model, speller, function, names.find(function.name)->second),
         model.place(owner).wit_name + "#" + function.name, model.arena().funcs[function.type].is_async});
  return stub;
}

}  // namespace

StubsView view_stubs(const Model& model, const WorldView& world) {
  StubsView view;
  const Place& place = model.place(model.world());
  view.source = place.wit_name;
  view.header = header_file(place);
  view.world = place.reference;
  HostClasses classes(model);
  for (std::size_t i = 0; i < world.slots.size(); ++i)
    view.slots.push_back(view_slot(model, world.slots[i], world.owners[i], classes));
  std::vector<std::string> arguments;
  for (const auto resource : world.host_classes) arguments.push_back(classes[resource]);
  if (!arguments.empty()) view.classes = "<" + join(arguments) + ">";
  view.resources = classes.views();
  return view;
}

}  // namespace witc::bindgen
