#include "runtime/component/compiled_component.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "component/decoder.hpp"

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

Expected<std::shared_ptr<const CompiledComponent>> CompiledComponent::make(const Engine& engine, Binary binary,
                                                                           std::string name) {
  std::shared_ptr<CompiledComponent> compiled(new CompiledComponent(engine, std::move(binary), std::move(name)));
  const std::span<const std::byte> bytes = compiled->binary_;
  auto plan = component::compile_plan(bytes, {}, {}, engine.state()->pool.threads());
  if (!plan) {
    plan.error().location.file = compiled->name_;
    return std::unexpected(std::move(plan).error());
  }
  compiled->plan_ = std::move(*plan);
  for (const auto& module : compiled->plan_.modules) {
    WITC_TRY_ASSIGN(auto code, CompiledModule::make(engine.state(), module.module, module.binary, module.path));
    compiled->modules_.push_back(std::move(code));
  }
  for (const auto& trampoline : compiled->plan_.trampolines)
    compiled->trampoline_types_.push_back(&engine.state()->types.function_type(trampoline.type));
  return std::shared_ptr<const CompiledComponent>(std::move(compiled));
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

const Engine& Component::engine() const { return state_->engine(); }

std::vector<std::string> Component::import_names() const {
  std::vector<std::string> names;
  for (const auto& import : state_->plan().imports) names.push_back(import.name);
  return names;
}

std::vector<std::string> Component::export_names() const {
  std::vector<std::string> names;
  for (const auto& item : state_->plan().exports) names.push_back(item.name);
  return names;
}

}  // namespace witc
