#include "bindgen/host.hpp"

#include <map>
#include <optional>
#include <utility>

#include "bindgen/headers.hpp"
#include "bindgen/names.hpp"
#include "bindgen/render.hpp"
#include "bindgen/views.hpp"

namespace witc::bindgen {

namespace {

class Generator {
 public:
  explicit Generator(const Model& model) : model_(model), world_(model.graph().worlds[model.world()]) {}

  Expected<std::vector<GeneratedFile>> generate() && {
    for (const auto* side : {&world_.imports, &world_.exports})
      for (const auto& item : *side)
        if (const auto* interface = item.interface()) add(*interface, side == &world_.imports);
    add_types(model_.world());
    const WorldView world = view_world(model_);
    add(model_.world(), "", render(world));
    if (conflict_) return fail(*conflict_);
    if (model_.options().stubs)
      files_.push_back({snake_case(world_.name) + "_host.cpp", render(view_stubs(model_, world)), true});
    return std::move(files_);
  }

 private:
  void add(wit::InterfaceId interface, bool is_import) {
    if (model_.place(interface).with) return;
    add_types(interface);
    if (is_import) {
      if (const auto host = view_host(model_, interface)) add(interface, "host", render(*host));
    } else {
      if (const auto guest = view_guest(model_, interface)) add(interface, "guest", render(*guest));
    }
  }
  void add_types(Owner owner) {
    if (const auto types = view_types(model_, owner)) add(owner, types_part(owner), render(*types));
  }
  void add(Owner owner, const std::string& part, std::string text) {
    const std::string name = header_file(model_.place(owner), part);
    const auto [found, is_new] = names_.try_emplace(name, owner, part);
    if (is_new)
      files_.push_back({name, std::move(text)});
    else if (found->second != std::pair(owner, part))
      conflict_ = Error(ErrorCode::usage, "the headers of " + model_.place(found->second.first).wit_name + " and of " +
                                              model_.place(owner).wit_name + " would both be called " + name)
                      .with_help("rename one of them in WIT");
  }

  const Model& model_;
  const wit::World& world_;
  std::vector<GeneratedFile> files_;
  std::map<std::string, std::pair<Owner, std::string>> names_;
  std::optional<Error> conflict_;
};

}  // namespace

Expected<std::vector<GeneratedFile>> generate_host(const wit::PackageGraph& graph, wit::WorldId world,
                                                   const HostOptions& options) {
  WITC_TRY_ASSIGN(const Model model, Model::make(graph, world, options));
  return Generator(model).generate();
}

}  // namespace witc::bindgen
