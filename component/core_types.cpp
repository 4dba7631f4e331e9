// Core modules inside a component: validated once each, and what matters of their types for linking.

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <utility>

#include "component/evaluator.hpp"
#include "wasm/decoder.hpp"
#include "wasm/validator.hpp"

namespace witc::component {

Expected<std::shared_ptr<const CoreModuleEntity>> Evaluator::load_module(Body& body, ByteReader content) {
  const std::uint64_t offset = content.offset();
  auto known = modules_.find(offset);
  if (known == modules_.end()) {
    CoreModule loaded;
    loaded.binary = content.rest();
    loaded.offset = offset;
    for (const auto& part : path_) loaded.path += (loaded.path.empty() ? "" : " > ") + part;
    const auto with_path = [&](Error failure) -> std::unexpected<Error> {
      failure.location.item = failure.location.item.empty() ? loaded.path : loaded.path + " > " + failure.location.item;
      return std::unexpected(std::move(failure));
    };
    auto module = wasm::decode(loaded.binary, features_.core, limits_.core, offset);
    if (!module) return with_path(std::move(module).error());
    loaded.module = std::move(*module);
    if (auto valid = wasm::validate_module_level(loaded.module, loaded.binary, features_.core, limits_.core, offset);
        !valid)
      return with_path(std::move(valid).error());
    if (bodies_ == FunctionBodies::validate)
      if (auto valid = validate_bodies(loaded); !valid) return with_path(std::move(valid).error());
    known = modules_.emplace(offset, plan_.modules.push(std::move(loaded))).first;
  }
  const CoreModule& module = plan_.modules[known->second];
  CoreModuleEntity entity{shape_of(module.module, plan_.core_types), known->second};
  std::unordered_set<std::string> names;  // two-level names come to one level when modules are linked
  for (const auto& item : entity.imports)
    if (!names.insert(item.module + '\0' + item.name).second)
      return error(offset, "duplicate import name \"" + item.module + "\" \"" + item.name + "\"");
  for (const auto& item : entity.imports)
    WITC_TRY(spend(1 + (item.module.size() + item.name.size()) / name_bytes_per_item));
  for (const auto& [name, type] : entity.exports) WITC_TRY(spend(1 + name.size() / name_bytes_per_item));
  static_cast<void>(body);
  return std::make_shared<const CoreModuleEntity>(std::move(entity));
}

/// Bodies are independent of each other. Of several bad ones the first is reported, whichever thread met it.
Expected<void> Evaluator::validate_bodies(const CoreModule& module) {
  const auto count = static_cast<std::uint32_t>(module.module.code.size());
  std::atomic<std::uint32_t> next = 0;
  std::mutex mutex;
  std::uint32_t first_failure = count;
  Error failure;
  const auto work = [&] {
    constexpr std::uint32_t batch = 64;
    for (std::uint32_t begin; (begin = next.fetch_add(batch)) < count;) {
      for (std::uint32_t i = begin; i < std::min(count, begin + batch); ++i) {
        auto valid =
            wasm::validate_function(module.module, module.binary, i, features_.core, limits_.core, module.offset);
        if (valid) continue;
        std::lock_guard lock(mutex);
        if (i < first_failure) {
          first_failure = i;
          failure = std::move(valid).error();
        }
        break;
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    if (module.binary.size() > 100'000)
      for (unsigned i = 1; i < threads_; ++i) helpers.emplace_back(work);
    work();
  }
  if (first_failure == count) return {};
  return fail(std::move(failure));
}

}  // namespace witc::component
