#include "cli/inspect/subject.hpp"

#include <utility>

#include "component/decoder.hpp"
#include "wasm/decoder.hpp"
#include "wasm/validator.hpp"

namespace witc::cli {

namespace {

component::Features every_feature() {
  component::Features features;
  features.core = all_features;
  for (const auto flag : {&component::Features::async, &component::Features::map, &component::Features::implements,
                          &component::Features::fixed_length_lists, &component::Features::error_context,
                          &component::Features::more_async_builtins, &component::Features::async_stackful,
                          &component::Features::threading, &component::Features::memory64})
    features.*flag = true;
  return features;
}

}  // namespace

Expected<Subject> inspect(std::span<const std::byte> file) {
  Subject subject{.size = file.size(), .binary = file};
  if (runtime::is_image(file)) {
    WITC_TRY_ASSIGN(subject.image, runtime::Image::from_bytes(file));
    subject.binary = subject.image->binary();
  }
  if (wasm::is_core_module(subject.binary)) {
    WITC_TRY_ASSIGN(auto module, wasm::decode(subject.binary, all_features));
    WITC_TRY(wasm::validate_module_level(module, subject.binary, all_features, {}, 0));
    subject.module = std::move(module);
    return subject;
  }
  InspectedComponent component;
  WITC_TRY_ASSIGN(component.plan,
                  component::compile_plan(subject.binary, every_feature(), {}, 1, component::FunctionBodies::skip));
  WITC_TRY_ASSIGN(component.contents, read_contents(subject.binary));
  subject.component = std::move(component);
  return subject;
}

}  // namespace witc::cli
