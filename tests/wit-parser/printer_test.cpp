#include "wit-parser/printer.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/wit-parser/wit_harness.hpp"

namespace witc::testing {

namespace {

/// Texts that are already as the printer writes them.
void expect_unchanged(const std::string& text) {
  const auto loaded = parse_wit(text, {.all_features = true});
  ASSERT_TRUE(loaded.ok()) << loaded.rendered();
  EXPECT_EQ(wit::print(loaded.graph, *loaded.main), text);
}

TEST(WitPrinter, InterfacesWithEverything) {
  expect_unchanged(R"(/// A package.
package demo:all@1.2.3;

interface base {
  type t = u8;
}

/// An interface.
@since(version = 1.0.0)
interface all {
  use base.{t, t as u};

  /// A record.
  record r {
    /// A field.
    %type: option<list<u8, 4>>,
    b: tuple<u8, char>,
  }

  flags f {}

  variant v {
    a,
    b(result<_, string>),
  }

  enum e {
    x,
    y,
  }

  type alias = r;

  resource s {
    constructor(a: u8) -> result<s, e>;

    m: func(other: borrow<s>) -> s;

    n: static async func() -> future<stream<u8>>;
  }

  type handle = own<s>;

  resource opaque;

  @since(version = 1.1.0)
  @deprecated(version = 1.2.0)
  %func: async func(m: map<string, error-context>) -> result;

  @unstable(feature = more)
  @external-id("a \"b\"\0a")
  g: func();
}
)");
}

}  // namespace
}  // namespace witc::testing
