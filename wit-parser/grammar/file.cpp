// WIT.md: Top-level items.

#include "wit-parser/grammar/rules.hpp"
#include "wit-parser/parser.hpp"

namespace witc::wit {

namespace grammar {

namespace {

const x3::rule<struct TopLevelUseRule, ast::TopLevelUse> top_level_use("`use`");
const auto top_level_use_def = Keyword("use") > use_path[set<&ast::TopLevelUse::path>] >
                               -(Keyword("as") > name[set<&ast::TopLevelUse::as>]) > semicolon;

const x3::rule<struct InterfaceRule, ast::Interface> interface("`interface`");
const auto interface_def =
    Keyword("interface") > name[set<&ast::Interface::name>] > interface_body[set<&ast::Interface::items>];

/// Where the rule's last token was.
struct SemicolonAt : Terminal<SemicolonAt, Span> {
  bool accepts(const Token& token) const { return token.kind == TokenKind::semicolon; }
  Span value(const Token& token, const State& state) const { return state.tokens.span(token); }
  std::string what() const { return "`;`"; }
};

const x3::rule<struct PackageRule, ast::Package> package("`package`");
const auto package_def = Keyword("package") > package_name[set<&ast::Package::name>] >
                         named("`;` or `{`", SemicolonAt()[set<&ast::Package::semicolon>] |
                                                 Block(top_level_item)[set<&ast::Package::items>]);

constexpr auto become = [](auto& context) { x3::_val(context).item = std::move(x3::_attr(context)); };
const auto top_level_item_def = interface[become] | world[become] | top_level_use[become] | package[become];

}  // namespace

BOOST_SPIRIT_DEFINE(top_level_use, interface, package, top_level_item)

void report_expected(Iterator found, const std::string& expected, const State& state) {
  Diagnostic& entry =
      state.diagnostics.error(ErrorCode::malformed, state.tokens.span(*found),
                              "expected " + expected + ", found " + describe(*found), "expected " + expected);
  if (found->kind == TokenKind::keyword && expected.find("a name") != std::string::npos)
    entry.help = "to use the keyword as a name, write `%" + std::string(found->text) + "`";
}

namespace {

/// Words that only ever begin an item.
bool begins_item(const Token& token) {
  constexpr std::string_view words[] = {"use",   "type",     "record", "variant", "enum",    "flags",
                                        "world", "resource", "import", "export",  "include", "package"};
  if (token.kind == TokenKind::at) return true;
  return token.kind == TokenKind::keyword && std::ranges::find(words, token.text) != std::end(words);
}

}  // namespace

Iterator skip_item(Iterator begin, Iterator failed_at, Iterator last) {
  std::size_t depth = 0;  // of braces alone: a `;` is never between parentheses, but one of those may be missing
  for (Iterator i = begin; i != last; ++i) {
    if (i->kind == TokenKind::left_brace) ++depth;
    if (i->kind == TokenKind::right_brace) {
      if (depth == 0) return i;
      const bool ends_item = --depth == 0 && i >= failed_at;
      if (ends_item) return i[1].kind == TokenKind::semicolon ? i + 2 : i + 1;  // the end token is after the last one
    }
    if (depth != 0 || i < failed_at) continue;
    if (i->kind == TokenKind::semicolon) return i + 1;
    if (i != begin && begins_item(*i)) return i;
  }
  return last;
}

}  // namespace grammar

namespace {

/// `package a:b;` becomes the file's; anywhere but at the beginning it has no business.
void take_package_name(ast::File& file, Diagnostics& diagnostics) {
  std::vector<ast::TopLevelItem> items;
  for (auto& top_level : file.items) {
    auto* package = std::get_if<ast::Package>(&top_level.item);
    if (!package || !package->semicolon) {
      items.push_back(std::move(top_level));
    } else if (!file.package_name && items.empty()) {
      file.header = std::move(package->header);
      file.package_name = std::move(package->name);
    } else {
      diagnostics.error(ErrorCode::malformed, *package->semicolon, "expected `{`, found `;`").help =
          "only the first item of a file can name the package of the whole file; others have their items in braces";
    }
  }
  file.items = std::move(items);
}

}  // namespace

ast::File parse(const TokenList& tokens, Diagnostics& diagnostics) {
  ast::File file;
  file.file = tokens.file;
  grammar::State state{tokens, diagnostics};
  const grammar::Context context(state);
  grammar::Iterator first = tokens.tokens.data();
  const grammar::Iterator last = first + tokens.tokens.size() - 1;
  const grammar::Items items(grammar::top_level_item);
  grammar::x3::unused_type unused;
  items.parse(first, last, context, unused, file.items);
  while (first != last && !diagnostics.full()) {  // a brace too many: what follows it still deserves a look
    grammar::report_expected(first, "an item", state);
    ++first;
    items.parse(first, last, context, unused, file.items);
  }
  take_package_name(file, diagnostics);
  return file;
}

}  // namespace witc::wit
