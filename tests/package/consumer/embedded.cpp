// A component that is part of the program, compiled when the program was built. Nothing copies or compiles it now.

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>

#include <witc/component.hpp>
#include <witc/embedded/adder.hpp>
#include <witc/linker.hpp>
#include <witc/store.hpp>

struct State {};

int main() {
  witc::Engine engine;
  const auto component = witc::Component::deserialize_static(engine, witc::embedded::adder());
  if (!component) {
    std::fprintf(stderr, "error: %s\n", component.error().message.c_str());
    return 1;
  }
  witc::Linker<State> linker(engine);
  witc::Store<State> store(engine);
  const auto instance = linker.instantiate(store, *component);
  if (!instance || !*instance) return 2;
  const auto add = (*instance)->get_typed_func<std::uint32_t(std::uint32_t, std::uint32_t)>("add");
  if (!add) return 3;
  const auto sum = add->call(store, 2, 3);
  if (!sum) return 4;
  std::printf("2 . 3 = %u\n", *sum);

  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);)
    if (line.find("witc-codegen") != std::string::npos || line.find("LLVM") != std::string::npos) return 5;
}
