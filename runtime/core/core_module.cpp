#include "runtime/core/core_module.hpp"

#include <utility>

#include "wasm/decoder.hpp"
#include "wasm/validator.hpp"

namespace witc::runtime {

Expected<std::shared_ptr<CoreModule>> CoreModule::make(std::shared_ptr<EngineState> engine,
                                                       std::vector<std::byte> binary, std::string name) {
  auto self = std::make_shared<CoreModule>();
  self->storage = std::move(binary);
  self->binary = self->storage;
  WITC_TRY_ASSIGN(self->module,
                  wasm::decode_and_validate(self->binary, engine->config.features(), engine->config.limits().core));
  WITC_TRY_ASSIGN(self->compiled, CompiledModule::make(std::move(engine), self->module, self->binary, std::move(name)));
  return self;
}

Expected<std::vector<std::byte>> CoreModule::serialize() const {
  WITC_TRY_ASSIGN(auto functions, compiled->all_functions());
  auto key = image ? Expected<ImageKey>(image->key()) : key_of(compiled->engine());
  if (!key) return std::unexpected(std::move(key).error());
  return write_image(ImageKind::module, encode(*key), binary, {&functions, 1});
}

Expected<std::shared_ptr<CoreModule>> CoreModule::deserialize(std::shared_ptr<EngineState> engine,
                                                              std::span<const std::byte> bytes, std::string name) {
  WITC_TRY_ASSIGN(auto image, Image::from_bytes(bytes));
  return from_image(std::move(engine), std::move(image), std::move(name));
}

Expected<std::shared_ptr<CoreModule>> CoreModule::deserialize_file(std::shared_ptr<EngineState> engine,
                                                                   const std::filesystem::path& path) {
  WITC_TRY_ASSIGN(auto image, Image::from_file(path));
  return from_image(std::move(engine), std::move(image), path.string());
}

Expected<std::shared_ptr<CoreModule>> CoreModule::from_image(std::shared_ptr<EngineState> engine,
                                                             std::shared_ptr<const Image> image, std::string name) {
  if (image->kind() != ImageKind::module)
    return fail(ErrorCode::invalid, "expected the image of a core module, found that of a component");
  WITC_TRY(check_usable(image->key(), *engine));
  auto self = std::make_shared<CoreModule>();
  self->image = std::move(image);
  self->binary = self->image->binary();
  // Function bodies were validated before they were compiled. The image's features are among the engine's.
  const Features& features = engine->config.features();
  const CoreLimits& limits = engine->config.limits().core;
  auto module = wasm::decode(self->binary, features, limits);
  if (!module) return damaged_image("its core module cannot be read: " + module.error().message);
  self->module = std::move(*module);
  if (const auto valid = wasm::validate_module_level(self->module, self->binary, features, limits); !valid)
    return damaged_image("its core module is invalid: " + valid.error().message);
  WITC_TRY_ASSIGN(self->compiled, CompiledModule::from_image(std::move(engine), self->module, self->binary,
                                                             std::move(name), self->image, 0));
  return self;
}

}  // namespace witc::runtime
