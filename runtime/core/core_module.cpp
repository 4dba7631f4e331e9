#include "runtime/core/core_module.hpp"

#include <utility>

#include "wasm/validator.hpp"

namespace witc::runtime {

Expected<std::shared_ptr<CoreModule>> CoreModule::make(std::shared_ptr<EngineState> engine,
                                                       std::vector<std::byte> binary, std::string name) {
  auto self = std::make_shared<CoreModule>();
  self->binary = std::move(binary);
  WITC_TRY_ASSIGN(self->module, wasm::decode_and_validate(self->binary, engine->config.features()));
  WITC_TRY_ASSIGN(self->compiled, CompiledModule::make(std::move(engine), self->module, self->binary, std::move(name)));
  return self;
}

}  // namespace witc::runtime
