// Each CASE is a mistake that the compiler has to explain; CASE 0 has none. CMakeLists.txt has what it has to say.

#include <string>

#include "witc/core/linker.hpp"

using namespace witc;

struct State {};

void use(const Engine& engine, Store<State>& store, core::Func function, const core::Instance& instance) {
  core::Linker<State> linker(engine);
#if CASE == 0
  linker.func("env", "f", [](Caller<State>&, std::int32_t, core::ExternRef) -> Outcome<double> { return 1.0; });
  static_cast<void>(core::make_func(store, [](Caller<State>&) {}));
  static_cast<void>(function.typed<std::tuple<float, core::V128>(core::FuncRef)>());
#elif CASE == 1
  linker.func("env", "f", [](std::string) {});
#elif CASE == 2
  linker.func("env", "f", [] { return std::string(); });
#elif CASE == 3
  linker.func("env", "f", [](Caller<int>&) {});
#elif CASE == 4
  linker.func("env", "f", [calls = 0]() mutable { return ++calls; });
#elif CASE == 5
  linker.func("env", "f", [](auto) {});
#elif CASE == 6
  static_cast<void>(core::make_func(StoreRef(store), [](Caller<State>&) {}));
#elif CASE == 7
  static_cast<void>(function.typed<void(bool)>());
#elif CASE == 8
  static_cast<void>(instance.get_typed_func<std::tuple<int, char>()>("f"));
#elif CASE == 9
  static_cast<void>(function.typed<void(std::int32_t)>()->call(store, "text"));
#elif CASE == 10
  Store<int> other(engine);
  static_cast<void>(linker.instantiate(other, *core::Module::from_text(engine, "")));
#endif
  static_cast<void>(store), static_cast<void>(function), static_cast<void>(instance);
}
