// A host program: loads a component that implements witc:demo/calc, gives it a log, and calls it through typed
// functions.
//
//   embedding demo-c.component.wasm        uses the interface witc:demo/calc
//   embedding composed-c.component.wasm    calls the function run: func(name: string) -> string

#include <cstdio>
#include <string>
#include <vector>

#include <witc/component.hpp>
#include <witc/engine.hpp>
#include <witc/linker.hpp>
#include <witc/store.hpp>

#include "demo.hpp"

namespace {

namespace calc = witc_demo::calc;

struct Log {
  void emit(std::string_view msg) { std::printf("  log: %.*s\n", static_cast<int>(msg.size()), msg.data()); }
};

/// What every store of this program holds.
struct State {
  Log log;
};

int report(const witc::Error& error) {
  std::fprintf(stderr, "error: %s\n", error.message.c_str());
  for (const auto& note : error.notes) std::fprintf(stderr, "  %s\n", note.text.c_str());
  return 1;
}

witc::Outcome<> use(witc::Store<State>& store, const calc::Calc& demo) {
  WITC_TRY_ASSIGN(const std::string greeting, demo.greet(store, "wörld"));
  std::printf("greet: %s\n", greeting.c_str());

  WITC_TRY_ASSIGN(const auto words, demo.split(store, "a,bb,,c", U','));
  std::printf("split: %zu words\n", words.size());
  for (const auto& word : words) std::printf("  \"%s\"\n", word.c_str());

  const std::vector<calc::Point> points{{0, 0}, {10, 20}};
  WITC_TRY_ASSIGN(const auto centre, demo.centroid(store, points));
  if (centre) std::printf("centroid: (%d, %d)\n", centre->x, centre->y);

  WITC_TRY_ASSIGN(const auto quotient, demo.eval(store, calc::Op::div, 1, 0));
  std::printf("1 / 0: %s\n", quotient ? "a number?" : "an error, as it should be");

  WITC_TRY_ASSIGN(calc::Counter counter, demo.counter(store, 10));
  WITC_TRY_ASSIGN(const auto sum, demo.add(store, counter, 3));
  WITC_TRY_ASSIGN(calc::Counter other, demo.counter(store, 5));
  WITC_TRY_ASSIGN(calc::Counter merged, demo.merge(store, std::move(counter), other));
  WITC_TRY_ASSIGN(const auto total, demo.value(store, merged));
  std::printf("counter: %u, merged: %u\n", sum, total);
  return {};
}

witc::Expected<witc::Outcome<>> run(const char* file) {
  witc::Engine engine;
  WITC_TRY_ASSIGN(const auto component, witc::Component::from_file(engine, file));
  witc::Linker<State> linker(engine);
  witc_demo::add_log_to_linker(linker, &State::log);
  witc::Store<State> store(engine);
  WITC_TRY_ASSIGN(const auto instance, linker.instantiate(store, component));
  if (!instance) return witc::Outcome<>(std::unexpected(instance.error()));
  if (const auto run = instance->get_typed_func<std::string(std::string_view)>("run")) {
    const auto answer = run->call(store, "Bob");
    if (!answer) return witc::Outcome<>(std::unexpected(answer.error()));
    std::printf("run: %s\n", answer->c_str());
    return witc::Outcome<>();
  }
  WITC_TRY_ASSIGN(const auto demo, calc::Calc::find(*instance));
  return use(store, demo);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s DEMO.wasm\n", argv[0]);
    return 2;
  }
  const auto outcome = run(argv[1]);
  if (!outcome) return report(outcome.error());
  if (!*outcome) {
    std::fprintf(stderr, "trap: %s\n", outcome->error().message.c_str());
    return 134;
  }
  return 0;
}
