// A host of a core module, without components: the guest splits a text into words, the host counts them.
//
//   core words.wat "to be or not to be"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <witc/core/linker.hpp>
#include <witc/core/module.hpp>

namespace {

namespace core = witc::core;

/// Belongs to the host; the guest holds a reference that it can only hand back.
using Tally = std::map<std::string, int, std::less<>>;

/// What every store of this program holds.
struct State {
  int words_added = 0;
};

witc::Outcome<> add_word(witc::Caller<State>& caller, const core::ExternRef& tally, std::uint32_t address,
                         std::uint32_t length) {
  Tally* const words = tally.get<Tally>();
  if (!words) return std::unexpected(witc::Trap(witc::TrapCode::host_error, "tally.add wants a tally"));
  WITC_TRY_ASSIGN(const core::Memory memory, core::caller_memory(caller));
  WITC_TRY_ASSIGN(const std::string_view word, memory.text(address, length));  // traps when it is out of bounds
  ++(*words)[std::string(word)];
  ++caller.data().words_added;
  return {};
}

witc::CallResult<> count(witc::Store<State>& store, const core::Instance& instance, std::string_view text) {
  WITC_TRY_ASSIGN(const auto split, instance.get_typed_func<std::uint32_t(core::ExternRef, std::uint32_t)>("split"));
  WITC_TRY_ASSIGN(const core::Memory memory, instance.get_memory("memory"));
  WITC_TRY_ASSIGN(const core::ExternRef tally, core::ExternRef::make(store, std::make_unique<Tally>()));

  WITC_TRY(memory.write(0, std::as_bytes(std::span(text))));
  WITC_TRY_ASSIGN(const std::uint32_t words, split.call(store, tally, static_cast<std::uint32_t>(text.size())));
  std::printf("%u words, %d of them added\n", words, store.data().words_added);
  for (const auto& [word, times] : *tally.get<Tally>()) std::printf("  %s: %d\n", word.c_str(), times);
  return {};
}

witc::CallResult<> run(const char* file, std::string_view text) {
  const witc::Engine engine;
  WITC_TRY_ASSIGN(const auto module, core::Module::from_file(engine, file));
  core::Linker<State> linker(engine);
  linker.func("tally", "add", &add_word);

  witc::Store<State> store(engine);
  store.limit_memory(std::uint64_t{1} << 20);
  WITC_TRY_ASSIGN(const auto instance, linker.instantiate(store, module));
  WITC_TRY(instance);  // whether its start function trapped
  return count(store, *instance, text);
}

int report(const witc::Failure& failure) {
  std::fprintf(stderr, "%s: %s\n", failure.trap() ? "trap" : "error", failure.message().c_str());
  if (const auto* error = failure.error())
    for (const auto& note : error->notes) std::fprintf(stderr, "  %s\n", note.text.c_str());
  return failure.trap() ? 134 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s MODULE TEXT\n", argv[0]);
    return 2;
  }
  const auto outcome = run(argv[1], argv[2]);
  return outcome ? 0 : report(outcome.error());
}
