// A host that has types of its own: generated functions take and give geo::Point and geo::Colour, and nothing is
// converted by hand. CMakeLists.txt says which WIT types they stand for, geo/wit.hpp how.
//
//   own-types SQUARE.wasm

#include <cstdio>
#include <span>

#include <witc/component.hpp>
#include <witc/engine.hpp>
#include <witc/linker.hpp>
#include <witc/store.hpp>

#include <example/drawing/drawing.hpp>  // generated from wit/

#include "geo/point.hpp"

namespace {

namespace drawing = example::drawing::drawing;

/// The host's side of the interface `canvas`: adds up how much ink is used.
struct Plotter {
  double ink = 0;

  void lines(std::span<const geo::Point> points, geo::Colour colour) {
    for (std::size_t i = 1; i < points.size(); ++i) ink += geo::length(points[i] - points[i - 1]);
    std::printf("%zu points%s\n", points.size(), colour == geo::Colour::red ? ", in red" : "");
  }
};

/// What every store of this program holds.
struct State {
  Plotter plotter;
};

witc::CallResult<> run(const char* file) {
  const witc::Engine engine;
  WITC_TRY_ASSIGN(const auto component, witc::Component::from_file(engine, file));
  witc::Linker<State> linker(engine);
  drawing::add_to_linker(linker, &State::plotter);

  witc::Store<State> store(engine);
  WITC_TRY_ASSIGN(const auto guest, drawing::instantiate(store, component, linker));
  WITC_TRY_ASSIGN(const geo::Point corner, guest.square(store, geo::Point{3, 4}, 2));
  std::printf("begins at (%g, %g), %g of ink\n", corner.x, corner.y, store.data().plotter.ink);
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s GUEST\n", argv[0]);
    return 2;
  }
  const auto outcome = run(argv[1]);
  if (outcome) return 0;
  std::fprintf(stderr, "%s\n", outcome.error().message().c_str());
  return 1;
}
