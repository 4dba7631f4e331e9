#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "bench/guest.hpp"
#include "bench/statistics.hpp"
#include "wit-parser/formatter.hpp"
#include "wit-parser/lexer.hpp"
#include "wit-parser/load.hpp"
#include "wit-parser/parser.hpp"
#include "wit-parser/printer.hpp"

// Reading, printing and formatting WIT: the packages of WASI, and generated ones that show how time grows with the
// text.
//
//   bench_wit_parser [RUNS]      the best of so many runs is told; 5 if nobody says otherwise

namespace {

using namespace witc;

struct Loaded {
  SourceMap sources;
  wit::PackageGraph graph;
  std::optional<wit::PackageId> main;
  wit::Diagnostics diagnostics;

  void check() const {
    if (main && !diagnostics.has_errors()) return;
    const auto& all = diagnostics.entries();
    bench::stop("the package has mistakes: " + (all.empty() ? std::string("there is none") : all.front().message));
  }
};

/// The least seconds that `work` takes. What `prepare` does is not counted.
double best_of(int runs, const std::function<void()>& prepare, const std::function<void()>& work) {
  double best = 1e9;
  for (int i = 0; i < runs; ++i) {
    prepare();
    best = std::min(best, bench::measure(work));
  }
  return best;
}

void show(const char* what, std::size_t bytes, double seconds) {
  const double megabytes = static_cast<double>(bytes) / 1e6;
  fmt::print("  {:<26} {:8.2f} MB {:10.2f} ms {:8.1f} MB/s\n", what, megabytes, seconds * 1e3, megabytes / seconds);
}

void load_wasi(int runs) {
  const std::filesystem::path root = WITC_BENCH_WORLDS "/wasi-0.2.12/http";
  std::unique_ptr<Loaded> loaded;
  const double seconds = best_of(
      runs * 10, [&] { loaded = std::make_unique<Loaded>(); },
      [&] { loaded->main = load({&root, 1}, {}, loaded->sources, loaded->graph, loaded->diagnostics); });
  loaded->check();
  std::size_t bytes = 0;
  for (std::uint32_t i = 0; i < loaded->sources.size(); ++i) bytes += loaded->sources.file(FileId(i)).text().size();
  fmt::print("wasi:http 0.2.12 and what it needs, {} files, from disk\n", loaded->sources.size());
  show("load (parse and resolve)", bytes, seconds);
  std::string text;
  const double to_print =
      best_of(runs * 10, [] {}, [&] { text = wit::print(loaded->graph, *loaded->main, {.dependencies = true}); });
  show("print", text.size(), to_print);
}

/// An interface that looks like those that people write. Every eighth stands alone, the others use types of that one.
std::string interface_text(std::size_t i) {
  const std::size_t base = i - i % 8;
  const std::string use = i == base ? "" : fmt::format("  use i{}.{{point as origin, error as failure}};\n\n", base);
  const std::string failure = i == base ? "error" : "failure";
  return fmt::format(
      R"(/// Interface {0}: what things of this kind have in common, and what can be done with them.
@since(version = 1.0.0)
interface i{0} {{
{1}  /// A place.
  record point {{
    /// From the left.
    x: f64,
    /// From the top.
    y: f64,
    label: option<string>,
  }}

  /// Why something failed.
  enum error {{
    not-found,
    not-permitted,
    would-block,
    other,
  }}

  variant shape {{
    circle(tuple<point, f64>),
    polygon(list<point>),
    nothing,
  }}

  flags rights {{
    read,
    write,
    execute,
  }}

  /// A thing with state.
  resource thing{0} {{
    constructor(at: point, name: string);
    /// Where it is now.
    position: func() -> point;
    @since(version = 1.1.0)
    move: func(by: tuple<f64, f64>, rights: rights) -> result<_, {2}>;
    join: static func(a: thing{0}, b: borrow<thing{0}>) -> result<thing{0}, {2}>;
  }}

  /// All of them that are inside of a shape.
  find: func(where: shape, limit: u32) -> result<list<thing{0}>, {2}>;
  names: func(things: list<borrow<thing{0}>>) -> list<tuple<string, option<point>>>;
  watch: async func(where: shape) -> stream<point>;
}}

)",
      i, use, failure);
}

std::string package_text(std::size_t bytes) {
  std::string text = "package bench:generated@1.2.0;\n\n";
  for (std::size_t i = 0; text.size() < bytes; ++i) {
    text += interface_text(i);
    if (i % 16 != 15) continue;
    text += fmt::format("/// World {0}.\nworld w{0} {{\n", i / 16);
    for (std::size_t j = i - 15; j <= i; ++j) text += fmt::format("  {} i{};\n", j % 5 == 0 ? "export" : "import", j);
    text += "}\n\n";
  }
  text.pop_back();  // no empty line at the end
  return text;
}

void generated(std::size_t size, int runs) {
  const std::string text = package_text(size);
  fmt::print("a generated package\n");

  std::unique_ptr<Loaded> loaded;
  const auto fresh = [&] { loaded = std::make_unique<Loaded>(); };
  FileId file;
  const auto with_text = [&] {
    fresh();
    file = bench::value_of(loaded->sources.add("bench.wit", text));
  };
  wit::TokenList tokens;
  show("tokens", text.size(),
       best_of(runs, with_text, [&] { tokens = wit::tokenize(loaded->sources, file, loaded->diagnostics); }));
  wit::ast::File parsed;
  show("grammar", text.size(),
       best_of(runs, [&] { parsed = {}; }, [&] { parsed = wit::parse(tokens, loaded->diagnostics); }));
  parsed = {};

  std::optional<std::string> formatted;
  show("fmt", text.size(),
       best_of(runs, with_text, [&] { formatted = wit::format(loaded->sources, file, loaded->diagnostics); }));
  if (!formatted || *formatted != text) bench::stop("formatting has changed what was formatted\n");

  show("load (parse and resolve)", text.size(), best_of(runs, fresh, [&] {
         loaded->main = load_text("bench.wit", text, {}, loaded->sources, loaded->graph, loaded->diagnostics);
       }));
  loaded->check();
  std::string printed;
  const double to_print = best_of(runs, [] {}, [&] { printed = wit::print(loaded->graph, *loaded->main); });
  show("print", printed.size(), to_print);
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5;
  load_wasi(runs);
  for (const std::size_t bytes : {1'250'000u, 5'000'000u, 20'000'000u}) generated(bytes, runs);
}
