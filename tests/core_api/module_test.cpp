#include <filesystem>
#include <fstream>

#include "tests/core_api/harness.hpp"

namespace witc::core {

namespace {

using testing::is_error;
using testing::must;

constexpr std::byte empty_module[] = {std::byte{0}, std::byte{'a'}, std::byte{'s'}, std::byte{'m'},
                                      std::byte{1}, std::byte{0},   std::byte{0},   std::byte{0}};

TEST(Module, SaysWhatItImportsAndExports) {
  const Engine engine(Config{}.feature(Feature::threads, true).feature(Feature::custom_page_sizes, true));
  const auto module = must(Module::from_text(engine, R"(
    (type $pair (struct (field i32 i64)))
    (import "env" "f" (func (param i32 f64) (result i64)))
    (import "env" "t" (table i64 2 9 (ref null $pair)))
    (import "env" "e" (tag (param externref)))
    (memory (export "m") 1 2 shared)
    (memory (export "bytes") i64 5 (pagesize 1))
    (global (export "g") (mut v128) (v128.const i64x2 0 0))
    (func (export "pair") (result (ref $pair)) unreachable))"));

  const auto imports = module.imports();
  ASSERT_EQ(imports.size(), 3u);
  EXPECT_EQ(imports[0].module, "env");
  EXPECT_EQ(imports[0].name, "f");
  EXPECT_EQ(imports[0].type, ExternType(FuncType{{i32, f64}, {i64}}));
  const auto& table = std::get<TableType>(imports[1].type);
  EXPECT_EQ(table.element.heap(), HeapKind::defined);
  EXPECT_EQ(table, (TableType{ValType::defined_ref(table.element.number()), 2, 9, true}));
  EXPECT_EQ(imports[2].type, ExternType(TagType{{{externref}, {}}}));
  EXPECT_EQ(kind_name(imports[2].type), "tag");

  const auto exports = module.exports();
  ASSERT_EQ(exports.size(), 4u);
  EXPECT_EQ(exports[0].type, ExternType(MemoryType{.min_pages = 1, .max_pages = 2, .shared = true}));
  EXPECT_EQ(exports[1].type, ExternType(MemoryType{.min_pages = 5, .is_64 = true, .page_size_log2 = 0}));
  EXPECT_EQ(exports[2].type, ExternType(GlobalType{v128, true}));
  const auto& function = std::get<FuncType>(exports[3].type);
  ASSERT_EQ(function.results.size(), 1u);
  EXPECT_EQ(function.results[0], ValType::defined_ref(table.element.number(), false));
  EXPECT_EQ(to_string(FuncType{{i32, externref}, {f32}}), "(func (param i32 externref) (result f32))");
}

TEST(Module, EqualTypesHaveEqualNumbersInAllModulesOfAnEngine) {
  const Engine engine;
  const auto number = [&](const char* text) {
    const auto module = must(Module::from_text(engine, text));
    return std::get<GlobalType>(module.exports().at(0).type).type.number();
  };
  const auto first = number(R"((type $s (struct (field i32))) (global (export "g") (ref null $s) (ref.null $s)))");
  const auto second = number(R"((type (array i8)) (type $s (struct (field i32)))
                                (global (export "g") (ref null $s) (ref.null $s)))");
  const auto other = number(R"((type $s (struct (field i64))) (global (export "g") (ref null $s) (ref.null $s)))");
  EXPECT_EQ(first, second);
  EXPECT_NE(first, other);
}

TEST(Module, ComesFromBinaryTextOrFile) {
  const Engine engine;
  EXPECT_TRUE(Module::from_binary(engine, empty_module));
  EXPECT_TRUE(is_error(Module::from_binary(engine, std::span(empty_module).first(5)), ErrorCode::malformed));
  const auto invalid = Module::from_text(engine, "(module\n  (func (result i32)\n    i64.const 1))", "text");
  ASSERT_TRUE(is_error(invalid, ErrorCode::invalid));
  EXPECT_EQ(invalid.error().location.file, "text");
  EXPECT_GE(invalid.error().location.line, 2u);
  const auto malformed = Module::from_text(engine, "(module\n  (func oops))");
  ASSERT_TRUE(is_error(malformed, ErrorCode::malformed));
  EXPECT_EQ(malformed.error().location.line, 2u);

  const auto folder = std::filesystem::path(::testing::TempDir());
  const auto write = [&](const char* name, std::string_view text) {
    std::ofstream(folder / name, std::ios::binary) << text;
    return folder / name;
  };
  const std::string_view binary(reinterpret_cast<const char*>(empty_module), sizeof empty_module);
  EXPECT_TRUE(Module::from_file(engine, write("core_api_module.wasm", binary)));
  EXPECT_EQ(must(Module::from_file(engine, write("core_api_module.wat", R"((func (export "f")))"))).exports().size(),
            1u);
  EXPECT_TRUE(is_error(Module::from_file(engine, folder / "core_api_none.wasm"), ErrorCode::io));
  const auto bad_file = Module::from_file(engine, write("core_api_bad.wat", "(module\n\n(nothing))"));
  ASSERT_TRUE(is_error(bad_file, ErrorCode::malformed));
  EXPECT_EQ(bad_file.error().location.file, (folder / "core_api_bad.wat").string());
  EXPECT_EQ(bad_file.error().location.line, 3u);
}

TEST(Module, ComesBackFromAnImage) {
  const Engine engine;
  const auto image = must(must(Module::from_text(engine, R"(
    (import "env" "number" (func $number (result i32)))
    (func (export "f") (result i32) (i32.add (call $number) (i32.const 1))))"))
                              .serialize());
  const auto call = [](const Expected<Module>& loaded) {
    const Module module = must(loaded);
    Linker<> linker(module.engine());
    linker.func("env", "number", [] { return 41; });
    Store<> store(module.engine());
    const auto instance = must(must(linker.instantiate(store, module)));
    return must(must(instance.get_typed_func<std::int32_t()>("f")).call(store));
  };
  EXPECT_EQ(call(Module::deserialize(engine, image)), 42);
  EXPECT_EQ(call(Module::deserialize(Engine(), image)), 42);
  const auto path = std::filesystem::path(::testing::TempDir()) / "core_api.image";
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(image.data()), std::ssize(image));
  EXPECT_EQ(call(Module::deserialize_file(engine, path)), 42);
  EXPECT_TRUE(is_error(Module::deserialize(engine, empty_module), ErrorCode::malformed));
  EXPECT_TRUE(is_error(Module::deserialize(Engine(Config{}.deterministic(true)), image), ErrorCode::incompatible));
}

TEST(Module, OutlivesNothingItNeeds) {
  std::optional<Module> module;
  {
    const Engine engine;
    module = must(Module::from_binary(engine, empty_module));
  }
  Store<> store(module->engine());
  EXPECT_TRUE(must(Linker<>(module->engine()).instantiate(store, *module)));
}

}  // namespace

}  // namespace witc::core
