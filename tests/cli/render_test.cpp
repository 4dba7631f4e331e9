#include "cli/render.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "tests/support/golden.hpp"

namespace witc::cli {
namespace {

constexpr std::string_view golden_folder = "tests/cli/golden";

/// A text of several lines, and spans for parts of it.
class Text {
 public:
  explicit Text(std::string text, std::string name = "greeter.wit")
      : id_(*sources_.add(std::move(name), std::move(text))) {}

  /// The n-th occurrence of `part`.
  Span at(std::string_view part, int n = 0) const {
    const std::string_view text = sources_.file(id_).text();
    std::size_t found = text.find(part);
    for (; n > 0; --n) found = text.find(part, found + 1);
    return {id_, static_cast<std::uint32_t>(found), static_cast<std::uint32_t>(found + part.size())};
  }
  Span range(std::string_view first, std::string_view last) const { return {id_, at(first).begin, at(last).end}; }
  Span end() const {
    const auto size = static_cast<std::uint32_t>(sources_.file(id_).text().size());
    return {id_, size, size};
  }
  SourceMap& sources() { return sources_; }
  const SourceMap& sources() const { return sources_; }

 private:
  SourceMap sources_;
  FileId id_;
};

const char* const greeter = R"(package example:greeter@1.0.0;

interface log {
  enum level { debug, info, warn }
  line: func(level: level, message: string);
  use types.{b, b};

  line: func(
    message: string,
  );
}
)";

Error binary_error() {
  Error error(ErrorCode::invalid, "type mismatch: expected i32, found f64",
              {.file = "app.wasm", .offset = 0x1a2f, .item = "component 2 > core module 0 > func 17"});
  error.notes = {{"the function's type is declared here", {.file = "app.wasm", .offset = 0x40, .item = "type 3"}},
                 {"a body leaves exactly the declared results on the stack", {}}};
  error.help = "rebuild the module; its producer is named in the \"producers\" section:\nwitc inspect app.wasm";
  return error;
}

Error missing_imports() {
  Error error(ErrorCode::link, "3 imports are missing");
  for (const char* name : {"wasi:http/types@0.2.12", "example:greeter/log@1.0.0", "example:greeter/store@1.0.0"})
    error.notes.push_back({name});
  return error;
}

Trap deep_trap() {
  Trap trap(TrapCode::call_stack_exhausted, "call stack exhausted");
  trap.frames.push_back({.module = "app", .function = "leaf", .function_index = 3, .wasm_offset = 0x1a2});
  for (int i = 0; i < 12; ++i)
    trap.frames.push_back({.module = "app", .function = "recurse\x1b", .function_index = 4, .wasm_offset = 0x1b0});
  trap.frames.push_back(
      {.module = "component 1 > core module 0", .function = "func[12]", .function_index = 12, .wasm_offset = {}});
  return trap;
}

std::string secondary_spans(bool color) {
  const Text text(greeter);
  return render(Diagnostic{.span = text.at("line", 1),
                           .message = "`line` is defined twice in interface `log`",
                           .label = "defined again here",
                           .notes = {{"first defined here", text.at("line")}, {"names are compared without case", {}}},
                           .help = "rename or remove one of them"},
                text.sources(), {.color = color});
}

std::string same_line() {
  const Text text(greeter);
  return render(Diagnostic{.severity = Severity::warning,
                           .span = text.at("b}"),
                           .message = "`b` is used twice",
                           .label = "here again",
                           .notes = {{"first here", text.at("b,")}, {"from this interface", text.at("types")}}},
                text.sources());
}

std::string several_lines() {
  const Text text(greeter);
  return render(Diagnostic{.span = text.range("line: func(\n", "  );"),
                           .message = "a function of this name exists",
                           .label = "all of this",
                           .notes = {{"in this interface", text.at("log")}}},
                text.sources());
}

std::string several_files() {
  Text text(greeter);
  const FileId other = *text.sources().add("deps/types.wit", "package a:types;\n\ninterface types { type b = u8; }\n");
  return render(Diagnostic{.code = ErrorCode::type_mismatch,
                           .span = text.at("level: level"),
                           .message = "expected a resource, found an enum",
                           .notes = {{"`types` is this one", {other, 28, 33}}}},
                text.sources());
}

std::string wide_characters() {
  const Text text("interface i {\n\t\xe6\x97\xa5\xe6\x9c\xac: func(\xc3\xa9: u32); // \x1b[2J \xff\n}\n");
  return render(Diagnostic{.code = ErrorCode::malformed,
                           .span = text.at("\xc3\xa9"),
                           .message = "expected an identifier, found `\xc3\xa9`",
                           .label = "letters are a to z",
                           .notes = {{"after this name", text.at("\xe6\x97\xa5\xe6\x9c\xac")}}},
                text.sources());
}

std::string end_of_text() {
  const Text text("interface i {");
  return render(Diagnostic{.code = ErrorCode::malformed,
                           .span = text.end(),
                           .message = "expected `}`, found the end of the file",
                           .notes = {{"to close this", text.at("{")}}},
                text.sources());
}

std::string long_line() {
  const Text text(std::string(5000, 'a') + " bad " + std::string(5000, 'z'));
  return render(Diagnostic{.span = text.at("bad"), .message = "not this word", .label = "this one"}, text.sources());
}

/// An Error of a parser without diagnostics: every place gets its word, string or character.
std::string quoted_error() {
  const Text text("(module\n  (func $f)\n  (export \"f\" (func $f)))\n", "a.wat");
  Error error(ErrorCode::malformed, "a made-up error", text.sources().location(text.at("$f", 1)));
  error.notes = {{"a string", text.sources().location(text.at("\"f"))},
                 {"a parenthesis", text.sources().location(text.at("(func"))},
                 {"another file", {.file = "b.wat", .offset = 0, .line = 1, .column = 1}}};
  return render(error, text.sources());
}

std::string several() {
  const Text text(greeter);
  const Diagnostic diagnostics[] = {
      {.span = text.at("level"), .message = "unknown type `level`"},
      {.severity = Severity::warning, .span = text.at("package"), .message = "the package has no documentation"},
      {.span = text.at("types"), .message = "unknown interface `types`", .help = "is deps/ complete?"},
  };
  return render(diagnostics, text.sources());
}

struct Case {
  std::string name;  ///< of the golden file
  std::function<std::string()> produce;
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"binary.txt", [] { return render(binary_error()); }},
      {"binary_color.txt", [] { return render(binary_error(), {.color = true}); }},
      {"missing_imports.txt", [] { return render(missing_imports()); }},
      {"text_location.txt",
       [] {
         return render(Error(ErrorCode::malformed, "unknown operator", {.file = "a.wat", .line = 3, .column = 7}));
       }},
      {"hostile_names.txt",
       [] {
         return render(Error(ErrorCode::not_found, "no export \x1b]0;owned\x07 \xff",
                             {.item = "\xe2\x80\xae"
                                      "cod"}));
       }},
      {"trap.txt", [] { return render(deep_trap()); }},
      {"trap_color.txt", [] { return render(deep_trap(), {.color = true}); }},
      {"trap_without_frames.txt", [] { return render(Trap(TrapCode::unreachable, "unreachable")); }},
      {"secondary_spans.txt", [] { return secondary_spans(false); }},
      {"secondary_spans_color.txt", [] { return secondary_spans(true); }},
      {"same_line.txt", same_line},
      {"several_lines.txt", several_lines},
      {"several_files.txt", several_files},
      {"wide_characters.txt", wide_characters},
      {"end_of_text.txt", end_of_text},
      {"long_line.txt", long_line},
      {"quoted_error.txt", quoted_error},
      {"several.txt", several},
  };
  return all;
}

class Render : public ::testing::TestWithParam<Case> {};

TEST_P(Render, MatchesItsGolden) {
  EXPECT_TRUE(testing::matches_golden(golden_folder, GetParam().name, GetParam().produce()));
}

INSTANTIATE_TEST_SUITE_P(Golden, Render, ::testing::ValuesIn(cases()),
                         [](const auto& info) { return info.param.name.substr(0, info.param.name.find('.')); });

TEST(RenderGoldens, HaveNoOrphans) {
  std::vector<std::string> names;
  for (const Case& c : cases()) names.push_back(c.name);
  EXPECT_TRUE(testing::has_no_orphans(golden_folder, names));
}

TEST(RenderColor, IsOnlyForTerminals) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_FALSE(wants_color(ends[1]));
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace witc::cli
