#include "wit-parser/wave/wave.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "tests/wit-parser/wit_harness.hpp"

// What the reference's suite does not say: numbers at their limits, what WAVE leaves open, errors, hostile texts.

namespace witc::testing {

namespace {

using types::Primitive;
using types::ValType;

/// One type of a WIT text, spelled as in WIT.
class Typed {
 public:
  explicit Typed(const std::string& type, const std::string& items = "") : loaded_(parse_wit(wit(type, items))) {
    EXPECT_TRUE(loaded_.ok()) << loaded_.rendered();
  }

  const types::TypeArena& arena() const { return loaded_.graph.arena; }
  types::FuncTypeId function() const {
    return loaded_.graph.interfaces[loaded_.graph.packages[*loaded_.main].interfaces.front()].functions.back().type;
  }
  ValType type() const { return arena().funcs[function()].params.front().type; }

  wave::Parsed<Val> parse(const std::string& text) const { return wave::parse_value({text}, arena(), type()); }
  /// Printed again; of a text that is refused: "12..15: why".
  std::string echo(const std::string& text) const {
    const auto value = parse(text);
    if (!value) return place(value.error()) + value.error().message;
    const auto printed = wave::print_value(arena(), type(), *value);
    return printed ? *printed : printed.error().message;
  }
  std::string help(const std::string& text) const {
    const auto value = parse(text);
    return value ? "" : value.error().help;
  }
  ErrorCode code(const std::string& text) const {
    const auto value = parse(text);
    EXPECT_FALSE(value.has_value()) << text;
    return value.error().code;
  }
  static std::string place(const Diagnostic& d) {
    return std::to_string(d.span.begin) + ".." + std::to_string(d.span.end) + ": ";
  }

 private:
  static std::string wit(const std::string& type, const std::string& items) {
    return "package t:t;\ninterface i {\n" + items + "\nthe-function: func(x: " + type + ");\n}\n";
  }
  Loaded loaded_;
};

std::string echo(ValType type, const std::string& text) {
  const types::TypeArena arena;
  const auto value = wave::parse_value({text}, arena, type);
  if (!value) return Typed::place(value.error()) + value.error().message;
  return wave::print_value(arena, type, *value).value_or("?");
}

TEST(Wave, IntegersReachTheirLimits) {
  EXPECT_EQ(echo(Primitive::u64, "18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(echo(Primitive::s64, "-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(echo(Primitive::s8, "-128"), "-128");
  EXPECT_EQ(echo(Primitive::u8, "255"), "255");
  EXPECT_EQ(echo(Primitive::u8, "256"), "0..3: expected u8, from 0 to 255, found `256`");
  EXPECT_EQ(echo(Primitive::u8, "-1"), "0..2: expected u8, from 0 to 255, found `-1`");
  EXPECT_EQ(echo(Primitive::u64, "18446744073709551616"),
            "0..20: expected u64, from 0 to 18446744073709551615, found `18446744073709551616`");
  EXPECT_EQ(echo(Primitive::s16, "1.0"), "0..3: expected s16, a whole number, found `1.0`");
  EXPECT_EQ(echo(Primitive::u32, "0x10"), "0..4: expected a number as JSON has them, or `-inf`");
  EXPECT_EQ(echo(Primitive::u32, "007"), "0..3: expected a number as JSON has them, or `-inf`");
}

TEST(Wave, FloatsArePrintedShortestAndReadExactly) {
  const std::pair<const char*, const char*> doubles[] = {
      {"0", "0"},
      {"-0", "-0"},
      {"-0.0e-0", "-0"},
      {"0.1", "0.1"},
      {"1e2", "100"},
      {"100000", "100000"},
      {"1e20", "100000000000000000000"},
      {"1E+21", "1e+21"},
      {"6.022e+23", "6.022e+23"},
      {"1e-7", "0.0000001"},
      {"9.5e-8", "9.5e-8"},
      {"1e-10", "1e-10"},
      {"0.000001", "0.000001"},
      {"-3.1415", "-3.1415"},
      {"0.1000000000000000055511151231257827", "0.1"},
      {"1.7976931348623157e308", "1.7976931348623157e+308"},
      {"5e-324", "5e-324"},
      {"2e-324", "0"},
      {"-2e-324", "-0"},
      {"1e999", "inf"},
      {"-1e999", "-inf"},
      {"1e-999", "0"},
      {"0e999", "0"},
      {"1e99999999999999999999", "inf"},
      {"1e-99999999999999999999", "0"},
      {"0.0001e310", "1e+306"},
      {"nan", "nan"},
      {"inf", "inf"},
      {"-inf", "-inf"},
  };
  for (const auto& [text, printed] : doubles) EXPECT_EQ(echo(Primitive::f64, text), printed) << text;
  EXPECT_EQ(echo(Primitive::f32, "0.1"), "0.1");
  EXPECT_EQ(echo(Primitive::f32, "16777217"), "16777216");
  EXPECT_EQ(echo(Primitive::f32, "3.4028234664e38"), "3.4028235e+38");
  EXPECT_EQ(echo(Primitive::f32, "3.4028234664e39"), "inf");
  EXPECT_EQ(echo(Primitive::f32, "1.4012984643e-45"), "1e-45");
  EXPECT_EQ(echo(Primitive::f32, "1.4012984643e-46"), "0");
  for (const char* text : {"1.", ".5", "1e", "1e+", "+1", "-", "--1", "1_000", "01", "-nan"})
    EXPECT_EQ(echo(Primitive::f64, text).find("0.."), 0u) << text << echo(Primitive::f64, text);
}

TEST(Wave, CharactersAndStrings) {
  EXPECT_EQ(echo(Primitive::char_, "'\\u{10ffff}'"), "'\U0010ffff'");
  EXPECT_EQ(echo(Primitive::char_, "'☃\uFE0E'"), "0..8: expected one character, found more");
  EXPECT_EQ(echo(Primitive::string, "\"\\u{1b}[2J \\u{202e}\\u{85}\""), R"("\u{1b}[2J \u{202e}\u{85}")");
  EXPECT_EQ(echo(Primitive::string, "\"tab\there\""), R"("tab\there")");
  EXPECT_EQ(echo(Primitive::string, "\"a\\qb\""), R"(2..4: expected one of the escapes \\ \' \" \t \n \r \u{…})");
  EXPECT_EQ(echo(Primitive::string, "\"\\u{0000041}\""), R"(1..11: expected \u{…} with one to six hexadecimal digits)");
  EXPECT_EQ(echo(Primitive::string, "\"\xff\""), "1..2: the text is not UTF-8");
  EXPECT_EQ(echo(Primitive::string, "'a'"), "0..3: expected string, in double quotes, found a character");
}

TEST(Wave, MultilineStrings) {
  const auto is = [](const std::string& text, const std::string& expected) {
    const types::TypeArena arena;
    const auto value = wave::parse_value({text}, arena, Primitive::string);
    ASSERT_TRUE(value) << text << value.error().message;
    EXPECT_EQ(*value->get<std::string>(), expected) << text;
  };
  is("\"\"\"\nA single line\n\"\"\"", "A single line");
  is("\"\"\"\n    Indentation determined\n      by ending delimiter\n  \"\"\"",
     "  Indentation determined\n    by ending delimiter");
  is("\"\"\"\r\n  a\r\n  b\\r\r\n  \"\"\"", "a\nb\r");
  is("\"\"\"\n  Must break up: \"\"\\\"\"\n  \"\"\"", "Must break up: \"\"\"\"");
  is("\"\"\"\n\n\"\"\"", "");
  EXPECT_EQ(echo(Primitive::string, "\"\"\"\n  a\n b\n  \"\"\""),
            "8..10: the line is indented less than the closing \"\"\", which has 2 spaces before it");
  EXPECT_EQ(echo(Primitive::string, "\"\"\"\n\ta\n\t\"\"\""),
            "7..11: the closing \"\"\" has a line of its own, with spaces before it only");
}

TEST(Wave, Maps) {
  const Typed map("map<string, u8>");
  EXPECT_EQ(map.echo("{:}"), "{:}");
  EXPECT_EQ(map.echo("{\"b\": 1, \"a\": 2,}"), "{\"b\": 1, \"a\": 2}");
  EXPECT_EQ(map.echo("{\"a\": 1, \"a\": 2}"), "{\"a\": 1, \"a\": 2}");  // as in the list of pairs that it is
  const auto value = map.parse("{\"a\": 1}");
  ASSERT_TRUE(value);
  EXPECT_EQ(*value, Val::list({Val::tuple({"a", std::uint8_t{1}})}));
  EXPECT_EQ(map.echo("{}"), "0..2: expected a map `{key: value, …}`, found `{}`");
  EXPECT_EQ(map.help("{}"), "`{}` is flags; an empty map is written `{:}`");
  EXPECT_EQ(map.echo("{a: 1}"), "1..2: expected string, in double quotes, found `a`");
  EXPECT_EQ(Typed("map<bool, option<u8>>").echo("{true: 1, false: none}"), "{true: some(1), false: none}");
}

TEST(Wave, ListsOfFixedLength) {
  const Typed list("list<u16, 2>");
  EXPECT_EQ(list.echo("[1, 2]"), "[1, 2]");
  EXPECT_EQ(list.echo("[1]"), "0..3: expected a list of 2 values, found 1");
  EXPECT_EQ(list.echo("[1, 2, 3]"), "0..9: expected a list of 2 values, found 3");
  EXPECT_EQ(*Typed("list<u8, 2>").parse("[1, 2]"), Val(Val::Bytes{1, 2}));
  EXPECT_EQ(*Typed("list<u8>").parse("[]"), Val(Val::Bytes{}));
  EXPECT_EQ(*Typed("list<b>", "type b = u8;").parse("[1, 2]"), Val(Val::Bytes{1, 2}));
}

TEST(Wave, RecordsAndTuples) {
  const Typed record("r", "record r { a: u8, b: option<string>, %none: option<u8> }");
  EXPECT_EQ(record.echo("{none: 1, %a: 2}"), "{a: 2, none: some(1)}");
  EXPECT_EQ(record.echo("{a: 1, bb: \"\"}"), "7..9: there is no field `bb`");
  EXPECT_EQ(record.help("{a: 1, bb: \"\"}"), "did you mean `b`?");
  EXPECT_EQ(record.echo("{a: 1, a: 2}"), "7..8: the field `a` is there already");
  EXPECT_EQ(record.echo("{:}  "), "0..3: the field `a` is missing");
  EXPECT_EQ(record.echo("[]"), "0..1: expected `r`, a record `{field: value, …}`, found `[`");
  EXPECT_EQ(record.echo("{a: 1} {"), "7..8: expected the end of the text, found `{`");
  const Typed tuple("tuple<u8, string>");
  EXPECT_EQ(tuple.echo("( 1 , \"a\" , )"), "(1, \"a\")");
  EXPECT_EQ(tuple.echo("(1)"), "0..3: expected a tuple of 2 values, found 1");
  EXPECT_EQ(tuple.echo("(1, \"\", 2)"), "8..9: expected a tuple of 2 values, found one more");
}

TEST(Wave, CasesAndFlatForms) {
  const Typed variant("v", "variant v { empty, body(list<u8>), err(string) }");
  EXPECT_EQ(variant.echo("%err(\"oops\")"), "%err(\"oops\")");
  EXPECT_EQ(variant.help("err(\"oops\")"), "write the case as `%err`");
  EXPECT_EQ(variant.echo("body"), "0..4: the case `body` has a payload, which is missing");
  EXPECT_EQ(variant.echo("empty()"), "5..6: the case `empty` has no payload, found `(`");
  EXPECT_EQ(variant.echo("bdoy([])"), "0..4: there is no case `bdoy`");
  EXPECT_EQ(Typed("option<string>").echo("\"flat\""), "some(\"flat\")");
  EXPECT_EQ(Typed("option<option<u8>>").echo("some(1)"), "some(some(1))");
  EXPECT_EQ(Typed("option<option<u8>>").echo("1"), "0..1: expected an option: `some(value)` or `none`, found `1`");
  EXPECT_EQ(Typed("option<a>", "type a = option<u8>;").echo("1").find("0..1: expected"), 0u);
  EXPECT_EQ(Typed("result<u8>").echo("1"), "ok(1)");
  EXPECT_EQ(Typed("result<_, u8>").echo("1"), "0..1: expected a result: `ok(value)` or `err(value)`, found `1`");
  EXPECT_EQ(Typed("option<e>", "enum e { some, other }").echo("%some"), "some(%some)");
}

TEST(Wave, SaysWhatHasNoText) {
  for (const char* type : {"r", "borrow<r>", "stream<u8>", "future", "error-context"}) {
    const Typed typed(type, "resource r;");
    EXPECT_EQ(typed.code("1"), ErrorCode::unsupported_feature) << type;
    const auto printed = wave::print_value(typed.arena(), typed.type(), Val(Val::Resource{}));
    ASSERT_FALSE(printed);
    EXPECT_EQ(printed.error().code, ErrorCode::unsupported_feature) << type;
  }
  EXPECT_EQ(Typed("stream<u8>").echo("1"), "0..1: a stream has no text form");
}

TEST(Wave, PrintsOnlyWhatFitsTheType) {
  const Typed record("r", "record r { a: u8 }");
  for (const Val& value : {Val(1), Val::record({}), Val::record({{"b", Val(std::uint8_t{1})}}),
                           Val::record({{"a", Val(1)}}), Val::record({{"a", Val::none()}})}) {
    const auto printed = wave::print_value(record.arena(), record.type(), value);
    ASSERT_FALSE(printed) << *printed;
    EXPECT_EQ(printed.error().code, ErrorCode::type_mismatch);
  }
  const Typed cases("tuple<e, v, f>", "enum e { a } variant v { a, b(u8) } flags f { a }");
  const auto print = [&](Val e, Val v, Val f) {
    return wave::print_value(cases.arena(), cases.type(), Val::tuple({std::move(e), std::move(v), std::move(f)}));
  };
  const Val a = Val::enumeration("a"), none = Val::flags({});
  EXPECT_EQ(print(a, Val::variant("b", Val(std::uint8_t{1})), none).value_or("?"), "(a, b(1), {})");
  EXPECT_FALSE(print(Val::enumeration("b"), Val::variant("a"), none));
  EXPECT_FALSE(print(a, Val::variant("c"), none));
  EXPECT_FALSE(print(a, Val::variant("b"), none));
  EXPECT_FALSE(print(a, Val::variant("a", Val(1)), none));
  EXPECT_FALSE(print(a, Val::variant("a"), Val::flags({"b"})));
  const types::TypeArena arena;
  EXPECT_FALSE(wave::print_value(arena, Primitive::string, Val("\xff")));
  EXPECT_FALSE(wave::print_value(arena, Primitive::char_, Val(char32_t{0xd800})));
}

TEST(Wave, NamesOfCalls) {
  const auto parts = [](const std::string& text) {
    const auto callee = wave::parse_callee({text});
    if (!callee) return "refused " + Typed::place(callee.error()) + callee.error().message;
    return callee->interface.value_or("-") + " " + callee->function + " " + std::to_string(callee->span.end);
  };
  EXPECT_EQ(parts("f(1)"), "- f 1");
  EXPECT_EQ(parts(" // what it does\n f (1)"), "- f 19");
  EXPECT_EQ(parts("i.f()"), "i f 3");
  EXPECT_EQ(parts("n:p/i.f()"), "n:p/i f 7");
  EXPECT_EQ(parts("n:p/i.f@1.0.0-rc.1+b()"), "n:p/i@1.0.0-rc.1+b f 20");
  EXPECT_EQ(parts("n:p/i#f()"), "n:p/i f 7");
  EXPECT_EQ(parts("n:p/i@1.0.0#f()"), "n:p/i@1.0.0 f 13");
  EXPECT_EQ(parts("i#[static]r.f()"), "i [static]r.f 13");
  EXPECT_EQ(parts("[constructor]r()"), "- [constructor]r 14");
  for (const char* bad : {"", "(", "f@1.0.0()", "i.f@1.0.0()", "n:p/i.f@1()", "n:p.f()", "n/i.f()", "i@#f()", "1f()",
                          "n:p/i@1.0.0.f()", "a.b.c()", "#f()", "i#()", "[method]r()", "f_g()", "\"f\"()"})
    EXPECT_EQ(parts(bad).find("refused"), 0u) << bad << " " << parts(bad);
}

/// The call printed again, or why it is none.
std::string call(const Typed& typed, const std::string& text) {
  const auto callee = wave::parse_callee({text});
  if (!callee) return callee.error().message;
  const auto read = wave::parse_call({text}, *callee, typed.arena(), typed.function());
  if (!read) return Typed::place(read.error()) + read.error().message;
  const auto again = wave::print_call(callee->function, typed.arena(), typed.function(), read->arguments);
  if (!again || !read->has_result) return again.value_or("?");
  const auto result = wave::print_result(typed.arena(), typed.function(), read->result ? &*read->result : nullptr);
  return *again + " " + (result ? *result : result.error().message);
}

TEST(Wave, ArgumentsAndResults) {
  const Typed options("u8, b: option<u8>, c: option<u8>");
  EXPECT_EQ(call(options, "f(1)"), "f(1)");
  EXPECT_EQ(call(options, "f(1, 2)"), "f(1, some(2))");
  EXPECT_EQ(call(options, "f(1, none, none,)"), "f(1)");
  EXPECT_EQ(call(options, "f(1, none, 3)"), "f(1, none, some(3))");
  EXPECT_EQ(call(options, "f()"), "1..3: the argument for `x` is missing");
  EXPECT_EQ(call(options, "f(1, 2, 3, 4)"), "11..12: expected 3 arguments, found one more");
  EXPECT_EQ(call(options, "f(1) -> ()"), "f(1) ");
  EXPECT_EQ(call(options, "f(1) -> 1"), "8..9: expected `()`, the function has no result, found `1`");
  EXPECT_EQ(call(options, "f(1) f"), "5..6: expected the end of the text, found `f`");
  EXPECT_EQ(call(options, "f"), "1..1: expected `(` and the arguments, found the end of the text");
}

TEST(Wave, ResultsMayBeNumbered) {
  const auto loaded = parse_wit("package t:t; interface i { f: func() -> tuple<u8, u8>; }");
  ASSERT_TRUE(loaded.ok());
  const auto& arena = loaded.graph.arena;
  const auto type = loaded.graph.interfaces[loaded.graph.packages[*loaded.main].interfaces.front()].functions[0].type;
  for (const std::string text : {"f() -> (0, 1)", "f() -> (0: (0, 1))", "f()->(0:(0,1),)"}) {
    const auto callee = wave::parse_callee({text});
    ASSERT_TRUE(callee);
    const auto read = wave::parse_call({text}, *callee, arena, type);
    ASSERT_TRUE(read) << text << read.error().message;
    EXPECT_EQ(wave::print_result(arena, type, &*read->result).value_or("?"), "-> (0, 1)") << text;
  }
}

TEST(Wave, SpansAreInTheFile) {
  SourceMap sources;
  const FileId file = *sources.add("call", "f(\n  x)");
  const Typed typed("u8");
  const wave::Source source{sources.file(file).text(), file};
  const auto read = wave::parse_call(source, *wave::parse_callee(source), typed.arena(), typed.function());
  ASSERT_FALSE(read);
  EXPECT_EQ(sources.location(read.error().span).line, 2u);
  EXPECT_EQ(sources.location(read.error().span).column, 3u);
}

TEST(Wave, DepthIsLimited) {
  std::string items = "type t0 = u8;\n", text = "1";
  for (int i = 1; i <= 150; ++i) items += "type t" + std::to_string(i) + " = list<t" + std::to_string(i - 1) + ">;\n";
  const Typed deep("t150", items);
  EXPECT_EQ(deep.code(std::string(150, '[') + "1" + std::string(150, ']')), ErrorCode::limit_exceeded);
  Val value(Val::List{});
  for (int i = 0; i < 149; ++i) value = Val(Val::List{value});
  EXPECT_EQ(wave::print_value(deep.arena(), deep.type(), value).error().code, ErrorCode::limit_exceeded);
  const Typed allowed("t90", items);
  EXPECT_EQ(allowed.echo(std::string(90, '[') + "1" + std::string(90, ']')).find('['), 0u);
}

TEST(Wave, LongTextsAndWideTypesAreNoProblem) {
  std::string cases, all;
  for (int i = 0; i < 3000; ++i) {
    cases += "x" + std::to_string(i) + ", ";
    all += "x" + std::to_string(2999 - i) + ",";
  }
  const Typed enums("list<e>", "enum e { " + cases + "}");
  std::string text = "[";
  for (int i = 0; i < 100'000; ++i) text += "x2999,";
  EXPECT_EQ(enums.parse(text + "]")->get<Val::List>()->size(), 100'000u);
  EXPECT_EQ(Typed("wide", "flags wide { " + cases + "}").parse("{" + all + "}")->get<Val::Flags>()->names.size(),
            3000u);
  std::string lines = "\"\"\"\n";
  for (int i = 0; i < 100'000; ++i) lines += "  \\u{41}\n";
  EXPECT_EQ(Typed("string").parse(lines + "  \"\"\"")->get<std::string>()->size(), 199'999u);
  const auto open = Typed("list<string>").parse("[" + std::string(200'000, '"'));
  EXPECT_EQ(open.error().code, ErrorCode::malformed);
}

TEST(Wave, FieldsThatAreLeftOutAreCounted) {
  std::string fields;
  for (int i = 0; i < 2000; ++i) fields += "x" + std::to_string(i) + ": option<u8>, ";
  const Typed record("list<r>", "record r { " + fields + "}");
  std::string text = "[";
  for (int i = 0; i < 1000; ++i) text += "{:},";
  EXPECT_EQ(record.code(text + "]"), ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace witc::testing
