#include "wit-parser/doc.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/support/golden.hpp"
#include "tests/support/shared_dir.hpp"
#include "tests/wit-parser/wit_harness.hpp"
#include "wit-parser/doc/markdown.hpp"

// Documentation: what a page looks like, that its links lead somewhere, and that nobody's text is more than text.

namespace witc::testing {

namespace {

namespace fs = std::filesystem;

constexpr const char* goldens = "tests/wit-parser/doc/golden";

constexpr const char* example = R"(/// Where messages go.
///
/// ## How to use it
///
/// Import [`sink`](https://example.org/sink), then:
/// 1. open a `channel`,
/// 2. write, *as often as you like*:
///    - one line
///    - or **many**
///
/// ```
/// let c = channel::new("a & b");
/// ```
package demo:log@1.2.0;

/// Writes messages.
interface sink {
  use demo:types/common@0.2.0.{level, source as origin};
  /// What can go wrong.
  variant failure {
    full,
    /// With the number of the device.
    broken(u32),
  }
  record message {
    level: level,
    /// Who said it.
    %from: option<origin>,
    text: string,
  }
  flags options { append, sync }
  enum color { red, %enum }
  type messages = list<tuple<message, result<_, failure>>>;
  type shown = messages;
  /// An open place for messages.
  resource channel {
    constructor(name: string);
    /// Writes one.
    @since(version = 1.1.0)
    write: func(m: message) -> result<_, failure>;
    all: static func() -> list<channel>;
    merge: func(a-rather-long-name: borrow<channel>, another-long-name: map<string, messages>, and-one-more: u8);
  }
  @since(version = 1.0.0)
  @deprecated(version = 1.2.0)
  old: func();
  later: async func() -> future<stream<u8>>;
}

/// What an application needs.
world app {
  import sink;
  import second: interface { f: func(m: u8); }
  use sink.{message};
  resource session { m: func(); }
  @unstable(feature = fast)
  import now: func() -> message;
  /// Called once.
  export run: func();
  export demo:types/common@0.2.0;
}

/// What others share.
package demo:types@0.2.0 {
  interface common { enum level { low, high } resource source; }
}
)";

wit::Gates all_features() {
  wit::Gates gates;
  gates.all_features = true;
  return gates;
}

TEST(WitDoc, Pages) {
  const auto loaded = parse_wit(example, all_features());
  ASSERT_TRUE(loaded.ok()) << loaded.rendered();
  std::vector<std::string> names{"all.html"};
  for (const auto& page : wit::document(loaded.graph, *loaded.main)) {
    EXPECT_TRUE(matches_golden(goldens, page.file, page.html));
    names.push_back(page.file);
  }
  EXPECT_EQ(names,
            (std::vector<std::string>{"all.html", "index.html", "demo_log_1.2.0.html", "demo_types_0.2.0.html"}));
  EXPECT_TRUE(matches_golden(goldens, "all.html", wit::document_on_one_page(loaded.graph, *loaded.main)));
  EXPECT_TRUE(has_no_orphans(goldens, names));
}

/// Every value of an attribute, in order.
std::vector<std::string> values(const std::string& html, const std::string& attribute) {
  std::vector<std::string> found;
  const std::string begin = " " + attribute + "=\"";
  for (std::size_t at = html.find(begin); at != std::string::npos; at = html.find(begin, at)) {
    at += begin.size();
    found.push_back(html.substr(at, html.find('"', at) - at));
  }
  return found;
}

/// Links that lead nowhere, anchors that are there twice.
std::string broken_links(const std::vector<wit::DocPage>& pages) {
  std::string broken;
  std::map<std::string, std::set<std::string>> anchors;
  for (const auto& page : pages)
    for (const auto& id : values(page.html, "id"))
      if (!anchors[page.file].insert(id).second) broken += page.file + ": twice: " + id + "\n";
  for (const auto& page : pages) {
    for (const auto& address : values(page.html, "href")) {
      if (address.starts_with("http")) continue;
      const auto hash = address.find('#');
      const std::string file = hash == 0 ? page.file : address.substr(0, hash);
      const auto target = anchors.find(file);
      const bool is_page = file == "index.html" || target != anchors.end();
      const bool good = is_page && (hash == std::string::npos || target->second.contains(address.substr(hash + 1)));
      if (!good) broken += page.file + ": nowhere: " + address + "\n";
    }
  }
  return broken;
}

/// Elements that are not closed, or closed in another order.
std::string unbalanced(const std::string& html) {
  static const std::set<std::string> empty = {"meta", "!doctype"};
  static const std::regex tag("<(/?)([a-z0-9!]+)[^>]*>");
  std::vector<std::string> open;
  for (std::sregex_iterator i(html.begin(), html.end(), tag), end; i != end; ++i) {
    const std::string name = (*i)[2];
    if (empty.contains(name)) continue;
    if ((*i)[1].length() == 0)
      open.push_back(name);
    else if (open.empty() || open.back() != name)
      return "</" + name + "> closes " + (open.empty() ? "nothing" : open.back());
    else
      open.pop_back();
  }
  return open.empty() ? "" : open.back() + " is open";
}

TEST(WitDoc, EveryLinkLeadsSomewhere) {
  const auto loaded = parse_wit(example, all_features());
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(broken_links(wit::document(loaded.graph, *loaded.main)), "");
  EXPECT_EQ(broken_links({{"all.html", wit::document_on_one_page(loaded.graph, *loaded.main)}}), "");
}

TEST(WitDoc, EveryPackageOfTheSuitesHasGoodPages) {
  WITC_CONFORMANCE_FILE(suite, "wit-parser");
  std::size_t pages = 0;
  for (const char* folder : {"wit-parser", "wit-component/interfaces", "wit-bindgen/codegen"}) {
    for (const auto& entry : fs::directory_iterator(suite.parent_path() / folder)) {
      if (!entry.is_directory() && entry.path().extension() != ".wit") continue;
      const auto loaded = load_wit(entry.path(), all_features());
      if (!loaded.ok()) continue;
      const auto made = wit::document(loaded.graph, *loaded.main);
      const std::string one = wit::document_on_one_page(loaded.graph, *loaded.main);
      EXPECT_EQ(broken_links(made), "") << entry.path();
      EXPECT_EQ(broken_links({{"all.html", one}}), "") << entry.path();
      EXPECT_EQ(unbalanced(one), "") << entry.path();
      pages += made.size();
    }
  }
  std::cout << "doc: " << pages << " pages, all links lead somewhere\n";
  EXPECT_GE(pages, 440u);
}

TEST(WitDoc, TextOfOthersIsText) {
  const std::string hostile =
      "<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) "
      "[b](https://e.org/\" onclick=\"x) `</code><script>` **<b>** <https://e.org/\"><script> "
      "[<script>](https://e.org/<script>) &lt; \" ' [c](data:text/html,x) <javascript:x>";
  std::string docs;
  for (const char* before : {"", "# ", "- ", "1. ", "```\n/// ", "> ", "*"})
    docs += "/// " + std::string(before) + hostile + "\n///\n";
  const auto loaded =
      parse_wit(docs + "package a:a;\n" + docs + "interface i {\n" + docs + "f: func();\n record r {\n" + docs +
                "x: u8 }\n}\n" + docs + "world w { " + docs + "import i; }");
  ASSERT_TRUE(loaded.ok()) << loaded.rendered();
  for (const auto& page : wit::document(loaded.graph, *loaded.main)) {
    for (const char* bad : {"<script", "<img", "<b>", "href=\"javascript", "href=\"data", "onclick=\"", "onerror=\""})
      EXPECT_EQ(page.html.find(bad), std::string::npos) << bad << " in " << page.file;
    EXPECT_EQ(unbalanced(page.html), "") << page.file;
  }
}

TEST(WitDoc, Markdown) {
  const std::pair<const char*, const char*> cases[] = {
      {"a\nb\n\nc", "<p>a\nb</p>\n<p>c</p>\n"},
      {"a `b*c*` d", "<p>a <code>b*c*</code> d</p>\n"},
      {"``a ` b``", "<p><code>a ` b</code></p>\n"},
      {"`a", "<p>`a</p>\n"},
      {"*a* _b_ **c** __d__", "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong></p>\n"},
      {"snake_case_name 2 * 3 * 4", "<p>snake_case_name 2 * 3 * 4</p>\n"},
      {"**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>\n"},
      {"\\*a\\* \\q", "<p>*a* \\q</p>\n"},
      {"[a *b*](https://e.org/?x=1&y)", "<p><a href=\"https://e.org/?x=1&amp;y\">a <em>b</em></a></p>\n"},
      {"[a](b.md) [c]", "<p>[a](b.md) [c]</p>\n"},
      {"<mailto:a@e.org>", "<p><a href=\"mailto:a@e.org\">mailto:a@e.org</a></p>\n"},
      {"# A\n### B\n#c", "<h5>A</h5>\n<h6>B</h6>\n<p>#c</p>\n"},
      {"- a\n  b\n- c\n\n  d", "<ul>\n<li>a\nb</li>\n<li><p>c</p>\n<p>d</p>\n</li>\n</ul>\n"},
      {"text\n* a\n  * b\n* c\nend",
       "<p>text</p>\n<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c\nend</li>\n</ul>\n"},
      {"1. a\n2. b\n\nc", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n<p>c</p>\n"},
      {"```wit\n- <a>\n\n  b\n```\nc", "<pre><code>- &lt;a&gt;\n\n  b\n</code></pre>\n<p>c</p>\n"},
      {"~~~\nopen", "<pre><code>open\n</code></pre>\n"},
      {"", ""},
  };
  for (const auto& [text, html] : cases) EXPECT_EQ(wit::markdown(text), html) << text;
  EXPECT_EQ(wit::markdown_summary("a [b](https://e.org)\n`c`\n\nmore"), "a b\n<code>c</code>");
  EXPECT_EQ(wit::markdown_summary("# a"), "");
}

TEST(WitDoc, LongTextsOfMarksAreDoneSoon) {
  for (const std::string mark :
       {"*", "_", "`", "``", "[", "<", "**a ", "*a ", "[a](", "![", "- ", "> ", "_a_", "***", "`` ` ", "*a **b "}) {
    std::string text;
    while (text.size() < 400'000) text += mark;
    EXPECT_FALSE(wit::markdown(text).empty()) << mark;
  }
  std::string nested;
  for (int i = 0; i < 600; ++i) nested += std::string(2 * i, ' ') + "- a\n";
  EXPECT_EQ(unbalanced(wit::markdown(nested)), "");
}

}  // namespace
}  // namespace witc::testing
