#include "runtime/code/image_key.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "codegen/cpu_features.hpp"
#include "runtime/code/engine_state.hpp"
#include "runtime/code/host_cpu.hpp"
#include "support/byte_reader.hpp"
#include "support/byte_writer.hpp"
#include "witc/features.hpp"

namespace witc::runtime {

namespace {

constexpr std::uint32_t max_entries = 100;
constexpr std::size_t max_text = 10'000;

/// When an image with one value can be used where there is another.
enum class Rule : std::uint8_t {
  any,     ///< always: code does the same
  equal,   ///< never
  within,  ///< when every word of the image's value is in the other
};

struct Row {
  const char* name;
  std::string value;
  Rule rule;
};

std::string text(bool value) { return value ? "on" : "off"; }
std::string text(std::uint64_t value) { return std::to_string(value); }
std::string text(codegen::OptLevel value) { return std::to_string(static_cast<unsigned>(value)); }

std::string text(const std::vector<std::string>& words) {
  std::string joined;
  for (const auto& word : words) joined += (joined.empty() ? "" : " ") + word;
  return joined;
}

std::string text(const Features& features) {
  std::vector<std::string> names;
  for (std::uint8_t i = 0; i < static_cast<std::uint8_t>(Feature::count_); ++i)
    if (features.has(static_cast<Feature>(i))) names.emplace_back(to_string(static_cast<Feature>(i)));
  return text(names);
}

void add_options(std::vector<Row>& rows, const codegen::CompileOptions& options, const Features& engine_features) {
  // A new option does not compile here until it has a name, and then it needs a row.
  const auto& [level, cpu, memory_reservation, memory_guard, explicit_bounds_checks, calls_on_trap, deterministic,
               consume_fuel, epoch_interruption, relaxed_accesses, features] = options;
  static_cast<void>(features);  // everything, always: the engine's are what modules were validated with
  rows.push_back({"optimisation level", text(level), Rule::any});
  rows.push_back({"CPU asked for", cpu, Rule::any});
  rows.push_back({"memory reservation", text(memory_reservation), Rule::equal});
  rows.push_back({"memory guard", text(memory_guard), Rule::equal});
  rows.push_back({"explicit bounds checks", text(explicit_bounds_checks), Rule::equal});
  rows.push_back({"calls on traps", text(calls_on_trap), Rule::equal});
  rows.push_back({"deterministic profile", text(deterministic), Rule::equal});
  rows.push_back({"fuel", text(consume_fuel), Rule::equal});
  rows.push_back({"epoch interruption", text(epoch_interruption), Rule::equal});
  rows.push_back({"relaxed accesses", text(relaxed_accesses), Rule::equal});
  rows.push_back({"WebAssembly features", text(engine_features), Rule::within});
}

void add_target(std::vector<Row>& rows, const codegen::Target& target) {
  rows.push_back({"architecture", target.architecture, Rule::equal});
  rows.push_back({"CPU", target.cpu, Rule::any});
  rows.push_back({"CPU features", text(target.features), Rule::within});
}

std::vector<Row> rows_of(const EngineState& engine, const codegen::Target& target) {
  std::vector<Row> rows;
  add_options(rows, engine.pool.options(), engine.config.features());
  add_target(rows, target);
  return rows;
}

const codegen::Target& this_machine() {
  static const codegen::Target machine{codegen::host_architecture, "", host_cpu_features()};
  return machine;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end != 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::string missing_words(std::string_view image, std::string_view here) {
  const auto known = words_of(here);
  std::string missing;
  for (const auto word : words_of(image))
    if (std::ranges::find(known, word) == known.end()) missing += (missing.empty() ? "" : ", ") + std::string(word);
  return missing;
}

std::unexpected<Error> incompatible(std::string message, std::string help) {
  return fail(Error(ErrorCode::incompatible, std::move(message)).with_help(std::move(help)));
}

Expected<void> check_row(const Row& here, const ImageKey::Entry& image) {
  if (here.name != image.name)
    return incompatible("expected the image to say its " + std::string(here.name) + ", found \"" + image.name + "\"",
                        "compile it again, with this version of witc");
  if (here.rule == Rule::equal && here.value != image.value)
    return incompatible(
        "expected an image with " + image.name + " " + here.value + ", found one with " + image.value,
        "compile it with the settings of the engine that loads it, or load it with an engine that has its settings");
  if (here.rule != Rule::within) return {};
  const std::string missing = missing_words(image.value, here.value);
  if (missing.empty()) return {};
  return incompatible("the image needs " + image.name + " that are missing here: " + missing,
                      "compile it here, or without them (--cpu names a CPU, such as x86-64-v2)");
}

}  // namespace

Expected<ImageKey> key_of(EngineState& engine) {
  WITC_TRY_ASSIGN(const auto target, engine.pool.target());
  ImageKey key;
  for (auto& row : rows_of(engine, target)) key.entries.push_back({row.name, std::move(row.value)});
  return key;
}

std::vector<std::byte> encode(const ImageKey& key) {
  ByteWriter out;
  out.unsigned_leb(key.entries.size());
  for (const auto& [name, value] : key.entries) {
    out.name(name);
    out.name(value);
  }
  return out.take();
}

Expected<ImageKey> decode_image_key(std::span<const std::byte> bytes) {
  ByteReader in(bytes);
  ImageKey key;
  WITC_TRY_ASSIGN(const std::uint32_t count, in.count(max_entries, "options"));
  for (std::uint32_t i = 0; i < count; ++i) {
    WITC_TRY_ASSIGN(const auto name, in.name(max_text));
    WITC_TRY_ASSIGN(const auto value, in.name(max_text));
    key.entries.push_back({std::string(name), std::string(value)});
  }
  if (!in.at_end()) return in.error("unexpected bytes after the key");
  return key;
}

Expected<void> check_usable(const ImageKey& key, const EngineState& engine) {
  const auto rows = rows_of(engine, this_machine());
  if (key.entries.size() != rows.size())
    return incompatible("expected an image with " + std::to_string(rows.size()) + " options, found one with " +
                            std::to_string(key.entries.size()),
                        "compile it again, with this version of witc");
  for (std::size_t i = 0; i < rows.size(); ++i) WITC_TRY(check_row(rows[i], key.entries[i]));
  return {};
}

}  // namespace witc::runtime
