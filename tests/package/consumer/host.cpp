// Calls a function of a component by name, with values that are not known to the compiler.

#include <cstdio>

#include <witc/component.hpp>
#include <witc/linker.hpp>
#include <witc/store.hpp>
#include <witc/wasi.hpp>

struct State {
  witc::wasi::Context wasi;
};

int report(const witc::Error& error) {
  std::fprintf(stderr, "error: %s\n", error.message.c_str());
  for (const auto& note : error.notes) std::fprintf(stderr, "  %s\n", note.text.c_str());
  return 1;
}

int main(int, char** argv) {
  witc::Engine engine;
  const auto component = witc::Component::from_file(engine, argv[1]);
  if (!component) return report(component.error());
  witc::Linker<State> linker(engine);
  witc::wasi::add_to_linker(linker, &State::wasi);
  witc::Store<State> store(engine);
  const auto instance = linker.instantiate(store, *component);
  if (!instance) return report(instance.error());
  if (!*instance) return 1;
  const auto add = (*instance)->get_func("add");
  if (!add) return report(add.error());
  const witc::Val arguments[] = {std::uint32_t{2}, std::uint32_t{3}};
  const auto results = add->call(store, arguments);
  if (!results) {
    std::fprintf(stderr, "%s\n", results.error().message().c_str());
    return 1;
  }
  std::printf("2 . 3 = %u\n", *results->front().get<std::uint32_t>());
}
