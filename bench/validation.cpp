#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "bench/statistics.hpp"
#include "wasm/text/module_parser.hpp"
#include "wasm/text/printer.hpp"
#include "wasm/validator.hpp"

// Decoding and validation on one core, and how parsing and printing text grow with the module.
//
//   bench_validation MODULE.wasm…

namespace {

using namespace witc;

void validate(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const std::span<const std::byte> binary(reinterpret_cast<const std::byte*>(text.data()), text.size());
  double best = 1e9;
  for (int i = 0; i < 5; ++i)
    best = std::min(best, bench::measure([&] {
                      if (auto module = wasm::decode_and_validate(binary); !module) {
                        fmt::print(stderr, "{}: {}\n", path, module.error().message);
                        std::exit(1);
                      }
                    }));
  fmt::print("{}: {:.1f} MB, {:.1f} ms, {:.0f} MB/s\n", path, static_cast<double>(text.size()) / 1e6, best * 1e3,
             static_cast<double>(text.size()) / 1e6 / best);
}

std::string module_text(std::size_t functions) {
  std::string text = "(module (memory 1)\n";
  for (std::size_t i = 0; i < functions; ++i)
    text += fmt::format(
        "(func $f{0} (param $x i32) (result i32) (local $y i32) (if (i32.lt_u (local.get $x) (i32.const {0})) (then "
        "(local.set $y (i32.load offset=8 (local.get $x)))) (else nop)) (i32.add (local.get $y) (call $f{1} (i32.const "
        "{0}))))\n",
        i, i / 2);
  return text + ")";
}

void parse_and_print(std::size_t functions) {
  std::string text = module_text(functions);
  const auto show = [](const char* what, const std::string& text, double seconds) {
    const double size = static_cast<double>(text.size()) / 1e6;
    fmt::print("{} {:.1f} MB of text: {:.1f} ms, {:.1f} MB/s\n", what, size, seconds * 1e3, size / seconds);
  };
  std::vector<std::byte> binary;
  const double to_parse = bench::measure([&] { binary = wasm::parse_module(text).value(); });
  show("parse", text, to_parse);
  const double to_print = bench::measure([&] { text = wasm::print_module(binary).value(); });
  show("print", text, to_print);
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) validate(argv[i]);
  for (const std::size_t functions : {1'000u, 10'000u, 100'000u}) parse_and_print(functions);
}
