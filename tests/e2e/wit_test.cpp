#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/e2e/witc.hpp"

// witc wit: what goes in, what comes out, and how it ends. What WIT means is tested in tests/wit-parser.

namespace witc::testing {
namespace {

class WitCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    write("deps/d.wit", "package d:d; interface i { type t = u8; }");
    write("a.wit", "package a:a;\nworld w { import d:d/i; @unstable(feature = x) export f: func(); }\n");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name = ".") const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(folder_ / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::filesystem::path folder_ =
      std::filesystem::path(::testing::TempDir()) /
      (std::string("witc-wit-") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(WitCommand, ChecksInSilence) {
  const auto result = witc({"wit", "check", path()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out + result.err, "");
}

TEST_F(WitCommand, ReportsEveryMistake) {
  write("b.wit", "interface i {\n  f: func(a: nothing);\n  g: func(;\n}\n");
  const auto result = witc({"wit", "check", path()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.err.find("b.wit:2:14"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("b.wit:3:11"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("2 errors"), std::string::npos) << result.err;
}

TEST_F(WitCommand, PrintsWhatTheGatesLeave) {
  EXPECT_EQ(witc({"wit", "print", path()}).out, "package a:a;\n\nworld w {\n  import d:d/i;\n}\n");
  EXPECT_EQ(witc({"wit", "print", "--features", "x", "--dependencies", path()}).out,
            "package a:a;\n\nworld w {\n  import d:d/i;\n  @unstable(feature = x)\n  export f: func();\n}\n\n"
            "package d:d {\n  interface i {\n    type t = u8;\n  }\n}\n");
  EXPECT_EQ(witc({"wit", "print", "--target-version", "one", path()}).exit_code, 2);
}

TEST_F(WitCommand, JsonGoesToAFile) {
  const auto result = witc({"wit", "json", path(), "-o", path("out.json")});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(read("out.json").find("\"name\": \"d:d\""), std::string::npos);
}

TEST_F(WitCommand, FormatsInPlaceAndChecks) {
  const auto unformatted = witc({"wit", "fmt", "--check", path()});
  EXPECT_EQ(unformatted.exit_code, 1);
  EXPECT_NE(unformatted.out.find("deps/d.wit"), std::string::npos) << unformatted.out;
  EXPECT_EQ(witc({"wit", "fmt", path()}).exit_code, 0);
  EXPECT_EQ(read("deps/d.wit"), "package d:d;\ninterface i {\n  type t = u8;\n}\n");
  EXPECT_EQ(witc({"wit", "fmt", "--check", path()}).exit_code, 0);
}

TEST_F(WitCommand, DiffFailsWhenAVersionHidesWhatBreaks) {
  write("old.wit", "package a:a@1.0.0; interface i { f: func(); }");
  write("new.wit", "package a:a@1.1.0; interface i { }");
  write("next.wit", "package a:a@2.0.0; interface i { }");
  const auto hidden = witc({"wit", "diff", path("old.wit"), path("new.wit")});
  EXPECT_EQ(hidden.exit_code, 1);
  EXPECT_NE(hidden.out.find("i.f: removed"), std::string::npos) << hidden.out;
  EXPECT_NE(hidden.out.find("calls for version 2.0.0"), std::string::npos) << hidden.out;
  EXPECT_EQ(witc({"wit", "diff", path("old.wit"), path("next.wit")}).exit_code, 0);
  EXPECT_EQ(witc({"wit", "diff", path("new.wit"), path("old.wit")}).exit_code, 0);
  const auto json = witc({"wit", "diff", "--json", path("old.wit"), path("new.wit")});
  EXPECT_EQ(json.exit_code, 1);
  EXPECT_NE(json.out.find("\"told\": false"), std::string::npos) << json.out;
  EXPECT_EQ(witc({"wit", "diff", path("old.wit"), path("nowhere")}).exit_code, 1);
}

TEST_F(WitCommand, DocumentsPackagesInADirectoryOrAFile) {
  EXPECT_EQ(witc({"wit", "doc", path(), "-o", path("made/html")}).exit_code, 0);
  EXPECT_NE(read("made/html/index.html").find("href=\"a_a.html\""), std::string::npos);
  EXPECT_NE(read("made/html/a_a.html").find("href=\"d_d.html#i\""), std::string::npos);
  EXPECT_NE(read("made/html/d_d.html").find("id=\"i.t\""), std::string::npos);
  EXPECT_EQ(witc({"wit", "doc", path(), "-o", path("all.html")}).exit_code, 0);
  EXPECT_NE(read("all.html").find("href=\"#d:d/i\""), std::string::npos);
  EXPECT_EQ(witc({"wit", "doc", path(), "-o", path("a.wit/html")}).exit_code, 1);
}

TEST_F(WitCommand, SaysWhatIsMissing) {
  const auto result = witc({"wit", "check", path("nowhere")});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("cannot read the file"), std::string::npos) << result.err;
  EXPECT_EQ(witc({"wit"}).exit_code, 2);
}

TEST_F(WitCommand, EncodesPackagesAndReadsThemBack) {
  EXPECT_EQ(witc({"component", "wit", path(), "-o", path("a.wasm")}).exit_code, 0);
  const std::string text = "package a:a;\n\nworld w {\n  import d:d/i;\n}\n";
  EXPECT_EQ(witc({"wit", "print", path("a.wasm")}).out, text);
  EXPECT_EQ(witc({"print", path("a.wasm"), "-o", path("a.wat")}).exit_code, 0);
  EXPECT_EQ(witc({"wit", "print", path("a.wat")}).out, text);
  write("r.wit", "package a:r; interface i { record nothing {} }");
  const auto refused = witc({"component", "wit", path("r.wit"), "-o", path("r.wasm")});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.err.find("no component can have the types of a:r"), std::string::npos) << refused.err;
  EXPECT_FALSE(std::filesystem::exists(path("r.wasm")));
  write("broken.wasm", std::string("\0asm\x0d\0\1\0\7\1", 10));
  EXPECT_EQ(witc({"wit", "print", path("broken.wasm")}).exit_code, 1);
}

TEST_F(WitCommand, SaysWhyAComponentDoesNotFitAWorld) {
  write("c.wat", "(component (import \"d:d/i\" (instance)) (import \"g\" (func)))");
  const auto misfit = witc({"component", "targets", path("c.wat"), path()});
  EXPECT_EQ(misfit.exit_code, 1);
  EXPECT_NE(misfit.err.find("it imports g, which the world does not"), std::string::npos) << misfit.err;
  write("c.wat", "(component (import \"d:d/i\" (instance)))");
  EXPECT_EQ(witc({"component", "targets", path("c.wat"), path(), "--world", "w"}).exit_code, 0);
  EXPECT_EQ(witc({"component", "targets", path("c.wat"), path(), "--features", "x"}).exit_code, 1);
  const auto unknown = witc({"component", "targets", path("c.wat"), path(), "--world", "v"});
  EXPECT_NE(unknown.err.find("did you mean w?"), std::string::npos) << unknown.err;
}

}  // namespace
}  // namespace witc::testing
