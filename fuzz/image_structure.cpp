// Any bytes as a precompiled image: loaded, or refused. Nothing of it ever runs: its code is whatever it is. Start it
// with images that `witc compile -O0` made of small modules and components on this machine.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "runtime/code/image_format.hpp"
#include "runtime/core/core_module.hpp"
#include "witc/component.hpp"
#include "witc/engine.hpp"

namespace {

template <class T>
void expect_message(const witc::Expected<T>& outcome) {
  if (!outcome && outcome.error().message.empty()) __builtin_trap();
}

void load(std::span<const std::byte> image) {
  const witc::Engine engine;  // a fresh one: it keeps the types of all modules
  expect_message(witc::runtime::CoreModule::deserialize(engine.state(), image, "fuzz"));
  expect_message(witc::Component::deserialize(engine, image));
}

/// What mutations would hardly ever get right, and what would stop all others: magic, versions and size.
std::vector<std::byte> with_plausible_header(std::span<const std::byte> bytes) {
  using namespace witc::runtime::image_format;
  std::vector<std::byte> image(bytes.begin(), bytes.end());
  image.resize(std::max(image.size(), sizeof(Header)));
  Header header;
  std::memcpy(&header, image.data(), sizeof header);
  header.magic = magic;
  header.format_version = version;
  header.interface_version = witc::codegen::interface_version;
  header.shared_layout = shared_layout();
  header.size = image.size();
  std::memcpy(image.data(), &header, sizeof header);
  return image;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  load(bytes);
  load(with_plausible_header(bytes));
  return 0;
}
