#include "runtime/component/compiled_component.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace witc {

namespace runtime {

namespace {

constexpr std::size_t read_block = std::size_t{1} << 18;

std::unexpected<Error> cannot_read(const std::filesystem::path& path, int code) {
  Location location;
  location.file = path.string();
  return fail(ErrorCode::io, std::string("cannot read the file: ") + std::strerror(code), std::move(location));
}

/// Reads to the end of the descriptor; returns errno or 0.
int read_all(int fd, Binary& bytes) {
  for (;;) {
    const std::size_t before = bytes.size();
    bytes.resize(before + read_block);
    const ssize_t got = read(fd, bytes.data() + before, read_block);
    const int code = got < 0 ? errno : 0;
    bytes.resize(before + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got < 0 && code != EINTR) return code;
    if (got == 0) return 0;
  }
}

}  // namespace

Expected<Binary> read_file(const std::filesystem::path& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return cannot_read(path, errno);
  Binary bytes;
  struct stat status{};
  if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
    bytes.reserve(static_cast<std::size_t>(status.st_size) + read_block);
  const int code = read_all(fd, bytes);
  close(fd);
  if (code != 0) return cannot_read(path, code);
  return bytes;
}

Expected<void> CompiledComponent::make_plan(component::FunctionBodies bodies) {
  const component::Features features{engine_.config().component_features(), engine_.config().features()};
  auto plan =
      component::compile_plan(binary_, features, engine_.config().limits(), engine_.state()->pool.threads(), bodies);
  if (!plan) {
    plan.error().location.file = name_;
    return std::unexpected(std::move(plan).error());
  }
  plan_ = std::move(*plan);
  return {};
}

void CompiledComponent::find_trampoline_types() {
  for (const auto& trampoline : plan_.trampolines)
    trampoline_types_.push_back(&engine_.state()->types.function_type(trampoline.type));
}

Expected<std::shared_ptr<const CompiledComponent>> CompiledComponent::make(const Engine& engine, Binary binary,
                                                                           std::string name) {
  std::shared_ptr<CompiledComponent> compiled(new CompiledComponent(engine, std::move(name)));
  compiled->storage_ = std::move(binary);
  compiled->binary_ = compiled->storage_;
  WITC_TRY(compiled->make_plan(component::FunctionBodies::validate));
  for (const auto& module : compiled->plan_.modules) {
    WITC_TRY_ASSIGN(auto code, CompiledModule::make(engine.state(), module.module, module.binary, module.path));
    compiled->modules_.push_back(std::move(code));
  }
  compiled->find_trampoline_types();
  return std::shared_ptr<const CompiledComponent>(std::move(compiled));
}

Expected<std::shared_ptr<const CompiledComponent>> CompiledComponent::from_image(const Engine& engine,
                                                                                 std::shared_ptr<const Image> image,
                                                                                 std::string name) {
  if (image->kind() != ImageKind::component)
    return fail(ErrorCode::invalid, "expected the image of a component, found that of a core module");
  WITC_TRY(check_usable(image->key(), *engine.state()));
  std::shared_ptr<CompiledComponent> compiled(new CompiledComponent(engine, std::move(name)));
  compiled->image_ = std::move(image);
  compiled->binary_ = compiled->image_->binary();
  if (const auto made = compiled->make_plan(component::FunctionBodies::skip); !made)
    return damaged_image("its component is invalid: " + made.error().message);
  if (compiled->plan_.modules.size() != compiled->image_->modules().size())
    return damaged_image("it has code for " + std::to_string(compiled->image_->modules().size()) +
                         " core modules of a component with " + std::to_string(compiled->plan_.modules.size()));
  for (const auto& module : compiled->plan_.modules) {
    WITC_TRY_ASSIGN(auto code, CompiledModule::from_image(engine.state(), module.module, module.binary, module.path,
                                                          compiled->image_, compiled->modules_.size()));
    compiled->modules_.push_back(std::move(code));
  }
  compiled->find_trampoline_types();
  return std::shared_ptr<const CompiledComponent>(std::move(compiled));
}

std::shared_ptr<CoreModule> CompiledComponent::exported_module(component::CoreModuleId id) const {
  const auto& module = plan_.modules[id];
  return std::make_shared<CoreModule>(
      CoreModule{shared_from_this(), {}, image_, module.binary, module.module, modules_[id.index()]});
}

Expected<std::vector<std::byte>> CompiledComponent::serialize() const {
  std::vector<std::vector<PlacedFunction>> functions;
  for (const auto& module : modules_) {
    WITC_TRY_ASSIGN(auto placed, module->all_functions());
    functions.push_back(std::move(placed));
  }
  auto key = image_ ? Expected<ImageKey>(image_->key()) : key_of(*engine_.state());
  if (!key) return std::unexpected(std::move(key).error());
  return write_image(ImageKind::component, encode(*key), binary_, functions);
}

}  // namespace runtime

Expected<Component> Component::from_binary(const Engine& engine, std::span<const std::byte> binary, std::string name) {
  WITC_TRY_ASSIGN(auto state, runtime::CompiledComponent::make(engine, runtime::Binary(binary.begin(), binary.end()),
                                                               std::move(name)));
  return Component(std::move(state));
}

Expected<Component> Component::from_file(const Engine& engine, const std::filesystem::path& path) {
  WITC_TRY_ASSIGN(auto binary, runtime::read_file(path));
  WITC_TRY_ASSIGN(auto state, runtime::CompiledComponent::make(engine, std::move(binary), path.string()));
  return Component(std::move(state));
}

Expected<std::vector<std::byte>> Component::serialize() const { return state_->serialize(); }

Expected<Component> Component::deserialize(const Engine& engine, std::span<const std::byte> bytes, std::string name) {
  WITC_TRY_ASSIGN(auto image, runtime::Image::from_bytes(bytes));
  WITC_TRY_ASSIGN(auto state, runtime::CompiledComponent::from_image(engine, std::move(image), std::move(name)));
  return Component(std::move(state));
}

Expected<Component> Component::deserialize_static(const Engine& engine, std::span<const std::byte> bytes,
                                                  std::string name) {
  WITC_TRY_ASSIGN(auto image, runtime::Image::from_static(bytes));
  WITC_TRY_ASSIGN(auto state, runtime::CompiledComponent::from_image(engine, std::move(image), std::move(name)));
  return Component(std::move(state));
}

Expected<Component> Component::deserialize_file(const Engine& engine, const std::filesystem::path& path) {
  WITC_TRY_ASSIGN(auto image, runtime::Image::from_file(path));
  WITC_TRY_ASSIGN(auto state, runtime::CompiledComponent::from_image(engine, std::move(image), path.string()));
  return Component(std::move(state));
}

const Engine& Component::engine() const { return state_->engine(); }

std::vector<std::string> Component::import_names() const {
  std::vector<std::string> names;
  for (const auto& import : state_->plan().type.imports) names.push_back(import.name);
  return names;
}

std::vector<std::string> Component::export_names() const {
  std::vector<std::string> names;
  for (const auto& item : state_->plan().exports) names.push_back(item.name);
  return names;
}

}  // namespace witc
