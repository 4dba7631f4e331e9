#include <gtest/gtest.h>

#include <string>

#include "tests/bindgen/generate.hpp"

namespace witc::bindgen::testing {

namespace {

constexpr const char* geometry = R"(
package t:geo@1.0.0;
interface types {
  record point { x: u32, y: u32 }
  record line { start: point, end: point }
  resource plane;
}
interface draw {
  use types.{point, line};
  draw: func(line: line, at: point, label: string, data: list<u8>) -> result<point, string>;
}
world w { import draw; }
)";

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

HostOptions with(const std::string& text) {
  HostOptions options;
  options.with.push_back(parse_with(text).value());
  return options;
}

TEST(With, TakesTheUsersTypeInPlaceOfOne) {
  const auto files = generate_text(geometry, with("t:geo/types/point=my::Point@my/point.hpp")).value();
  const std::string types = text_of(files, "t/geo/types.hpp");
  EXPECT_TRUE(has(types, "#include \"my/point.hpp\""));
  EXPECT_TRUE(has(types, "using Point = ::my::Point;"));
  EXPECT_FALSE(has(types, "struct Point"));
  EXPECT_TRUE(has(types, "struct Line"));
}

TEST(With, TakesTheUsersNamespaceInPlaceOfAnInterface) {
  const auto files = generate_text(geometry, with("t:geo/types@1.0.0=my::types@my/types.hpp")).value();
  EXPECT_EQ(text_of(files, "t/geo/types.hpp"), "");
  const std::string draw = text_of(files, "t/geo/draw.hpp");
  EXPECT_TRUE(has(draw, "#include \"my/types.hpp\""));
  EXPECT_TRUE(has(draw, "using Point = ::my::types::Point;"));
}

TEST(With, SaysWhatIsNotThere) {
  const auto wrong = generate_text(geometry, with("t:geo/types/circle=my::C@c.hpp"));
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().code, ErrorCode::usage);
  EXPECT_EQ(wrong.error().message, "the world has no interface or type \"t:geo/types/circle\" to be replaced");
}

TEST(With, LeavesResourcesToTheHostObject) {
  const auto wrong = generate_text(geometry, with("t:geo/types/plane=my::Plane@p.hpp"));
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().help, "write `using plane = my::Plane;` in the host object");
}

TEST(With, IsWrittenInOneWay) {
  for (const char* text : {"", "a:b/c", "a:b/c=", "a:b/c=my::C", "a:b/c=my::C@", "a:b/c=@h.hpp", "a:b/c=my;C@h.hpp",
                           "a:b/c=my::C@a\"b.hpp"}) {
    const auto refused = parse_with(text);
    ASSERT_FALSE(refused.has_value()) << text;
    EXPECT_EQ(refused.error().code, ErrorCode::usage) << text;
  }
}

TEST(Ownership, OwningParametersAreCopies) {
  const auto borrowing = text_of(generate_text(geometry).value(), "t/geo/draw_host.hpp");
  EXPECT_TRUE(
      has(borrowing, "const Line& line, const Point& at, std::string_view label, std::span<const std::byte> data);"))
      << borrowing;
  HostOptions options;
  options.ownership = Ownership::owning;
  const auto owning = text_of(generate_text(geometry, options).value(), "t/geo/draw_host.hpp");
  EXPECT_TRUE(has(owning, "std::string label, std::vector<std::byte> data)")) << owning;
}

TEST(ResultType, TakesThePlaceOfExpected) {
  HostOptions options;
  ASSERT_TRUE(set_result_type(options, "tl::expected@tl/expected.hpp").has_value());
  const auto host = text_of(generate_text(geometry, options).value(), "t/geo/draw_host.hpp");
  EXPECT_TRUE(has(host, "#include <tl/expected.hpp>"));
  EXPECT_TRUE(has(host, "tl::expected<Point, std::string>"));
  EXPECT_FALSE(has(host, "std::expected"));
  EXPECT_FALSE(set_result_type(options, "tl::expected").has_value());
}

TEST(Names, TwoHeadersOfOneNameAreAnError) {
  const auto wrong = generate_text(R"(
package t:t;
interface log { f: func(); }
interface log-host { type t = u32; }
world w { import log; import log-host; }
)");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().message, "the headers of t:t/log and of t:t/log-host would both be called t/t/log_host.hpp");
}

TEST(Limits, TypesThatAreTooLargeAreRefused) {
  std::string wit = "package t:t;\ninterface i {\n  type t0 = u8;\n";
  for (int i = 0; i < 60; ++i)
    wit += "  type t" + std::to_string(i + 1) + " = tuple<t" + std::to_string(i) + ", t" + std::to_string(i) + ">;\n";
  const auto wrong = generate_text(wit + "}\nworld w { import i; }\n");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().code, ErrorCode::limit_exceeded);
}

}  // namespace

}  // namespace witc::bindgen::testing
