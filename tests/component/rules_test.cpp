#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "component/decoder.hpp"
#include "tests/component/text.hpp"

// Rules of validation beyond what the specification's scripts try.

namespace witc::component {
namespace {

/// "valid", or why the component is not.
std::string verdict(std::string_view definitions) {
  const auto binary = testing::component_binary("(component $C " + std::string(definitions) + ")");
  const auto plan = compile_plan(binary);
  return plan ? "valid" : plan.error().message;
}

constexpr std::string_view leaks = "an outer alias may not refer to a resource type of an enclosing component";

/// Binary.md: Alias Definitions: no type that mentions a resource crosses the border of a component.
TEST(OuterAliases, OfInstanceAndComponentTypesMayNotLeakResources) {
  const auto aliased = [](std::string_view type) {
    return verdict("(type $r (resource (rep i32))) (type $t " + std::string(type) +
                   ") (component (alias outer $C $t (type)))");
  };
  EXPECT_EQ(aliased("(instance (export \"f\" (func (result u32))))"), "valid");
  EXPECT_EQ(aliased("(instance (export \"r\" (type (sub resource))))"), "valid");
  EXPECT_EQ(aliased("(instance (export \"r\" (type $s (sub resource))) (export \"f\" (func (result (own $s)))))"),
            "valid");
  EXPECT_EQ(
      aliased("(component (import \"r\" (type $s (sub resource))) (export \"i\" (instance (export \"s\" (type (eq "
              "$s))))))"),
      "valid");
  EXPECT_EQ(aliased("(instance (export \"r\" (type (eq $r))))"), leaks);
  EXPECT_EQ(aliased("(instance (export \"i\" (instance (export \"r\" (type (eq $r))))))"), leaks);
  EXPECT_EQ(aliased("(component (type $u (tuple u8 (borrow $r))))"), leaks);
}

TEST(OuterAliases, WithinAComponentMayMentionResources) {
  EXPECT_EQ(verdict("(type $r (resource (rep i32))) (type $t (instance (export \"r\" (type (eq $r))))) "
                    "(alias outer $C $t (type)) (type (instance (alias outer $C $t (type $u)) (export \"i\" (instance "
                    "(type $u)))))"),
            "valid");
}

/// What mentions a type that mentions a resource mentions the resource, also where it only repeats it.
TEST(OuterAliases, OfTypesThatUseOthers) {
  const auto nested = [](std::string_view bound) {
    return verdict("(type $r (resource (rep i32))) (type $t (instance (export \"r\" (type " + std::string(bound) +
                   ")))) (type $u (component (import \"i\" (instance (type $t))))) "
                   "(component (alias outer $C $u (type)))");
  };
  EXPECT_EQ(nested("(eq $r)"), leaks);
  EXPECT_EQ(nested("(sub resource)"), "valid");
  // The resource of a type that is evaluated again is not one around the type that uses it.
  EXPECT_EQ(verdict("(type $t (instance (export \"r\" (type $s (sub resource))) (type $n (instance (export \"s\" (type "
                    "(eq $s))))) (export \"n\" (instance (type $n))))) "
                    "(component $D (type $u (component (alias outer $C $t (type $v)) (import \"i\" (instance (type "
                    "$v))))) (component (alias outer $D $u (type))))"),
            "valid");
}

/// Binary.md: Import and Export Definitions: the scopes of annotated names are components and types.
TEST(AnnotatedNames, BundledInstancesAreNoScope) {
  const auto bundle = [](std::string_view name, std::string_view type) {
    return verdict("(component (import \"r\" (type $r (sub resource))) (import \"f\" (func $f " + std::string(type) +
                   ")) (instance (export \"r\" (type $r)) (export \"" + std::string(name) + "\" (func $f))))");
  };
  EXPECT_EQ(bundle("f", ""), "valid");
  for (const auto& [name, type] : {std::pair("[static]r.f", ""), std::pair("[constructor]r", "(result (own $r))"),
                                   std::pair("[method]r.f", "(param \"self\" (borrow $r))")})
    EXPECT_TRUE(bundle(name, type).contains("needs a resource")) << name;
}

/// Explainer.md: Canonical Interface Name.
TEST(CanonicalNames, MakeAVersionWithTheirSuffix) {
  Features features;
  const auto import = [&](std::string_view name_and_type) {
    const auto binary = testing::component_binary("(component (import " + std::string(name_and_type) + "))");
    const auto plan = compile_plan(binary, features);
    return plan ? "valid" : plan.error().message;
  };
  EXPECT_TRUE(import("\"a:b/c@1\" (instance)").contains("cm-canon-names"));
  EXPECT_TRUE(import("\"a:b/c@1.2.3\" (versionsuffix \"\") (instance)").contains("cm-canon-names"));
  EXPECT_EQ(import("\"a:b/c@0.0.3\" (instance)"), "valid");
  features.canonical_names = true;
  EXPECT_EQ(import("\"a:b/c@1\" (instance)"), "valid");
  EXPECT_EQ(import("\"a:b/c@0.2\" (versionsuffix \".6-rc.1\") (instance)"), "valid");
  EXPECT_EQ(import("\"a:b/c@0.0.1\" (versionsuffix \"-alpha\") (instance)"), "valid");
  EXPECT_EQ(import("\"a:b/c@0.0.1\" (versionsuffix \"\") (instance)"), "valid");
  for (const char* wrong : {"\"a:b/c@1\" (versionsuffix \".2\")", "\"a:b/c@1.2.3\" (versionsuffix \"\")",
                            "\"a:b/c\" (versionsuffix \"1.2.3\")", "\"a\" (versionsuffix \"1.2.3\")"})
    EXPECT_TRUE(import(std::string(wrong) + " (instance)").contains("do not make a version")) << wrong;
  EXPECT_TRUE(import("\"a:b/c@1\" (versionsuffix \".2.3\") (func)").contains("is not an instance"));
}

/// Explainer.md: core:type: all that core modules can define, compared as between modules.
TEST(CoreTypes, OfModulesAreComparedByWhatTheyMean) {
  const auto linked = [](std::string_view exporter, std::string_view importer) {
    return verdict("(core module $a " + std::string(exporter) + ") (core module $b " + std::string(importer) +
                   ") (core instance $a (instantiate $a)) (core instance (instantiate $b (with \"a\" (instance $a))))");
  };
  // Indices differ, types do not.
  EXPECT_EQ(linked("(type (func)) (type $s (struct)) (func (export \"f\") (param (ref $s)))",
                   "(type $s (struct)) (import \"a\" \"f\" (func (param (ref $s))))"),
            "valid");
  // Indices do not differ, types do.
  EXPECT_NE(linked("(type $s (array i8)) (func (export \"f\") (param (ref $s)))",
                   "(type $s (struct)) (import \"a\" \"f\" (func (param (ref $s))))"),
            "valid");
  constexpr std::string_view types = "(type $s (sub (func))) (type $t (sub $s (func))) ";
  const auto exports = std::string(types) +
                       "(func (export \"f\") (type $t)) (global (export \"g\") (ref null $t) "
                       "(ref.null $t)) (tag (export \"t\") (type $t))";
  EXPECT_EQ(linked(exports, std::string(types) + "(import \"a\" \"f\" (func (type $s)))"), "valid");
  EXPECT_EQ(linked(exports, std::string(types) + "(import \"a\" \"g\" (global (ref null $s)))"), "valid");
  EXPECT_EQ(linked(exports, std::string(types) + "(import \"a\" \"t\" (tag (type $t)))"), "valid");
  EXPECT_NE(linked(exports, std::string(types) + "(import \"a\" \"t\" (tag (type $s)))"), "valid");
  EXPECT_NE(linked(exports, "(import \"a\" \"f\" (func))"), "valid");
}

TEST(CoreTypes, OfComponentsAreThoseOfModules) {
  const auto given = [](std::string_view types, std::string_view module_type, std::string_view module) {
    return verdict(std::string(types) + " (component $D (import \"m\" (core module " + std::string(module_type) +
                   "))) (core module $m " + std::string(module) +
                   ") (instance (instantiate $D (with \"m\" (core module $m))))");
  };
  EXPECT_EQ(given("",
                  "(rec (type $a (struct (field (ref null $b)))) (type $b (array (mut (ref null $a))))) (export "
                  "\"f\" (func (param (ref $b))))",
                  "(type (func)) (rec (type $a (struct (field (ref null $b)))) (type $b (array (mut (ref null $a))))) "
                  "(func (export \"f\") (param (ref $b)))"),
            "valid");
  EXPECT_NE(given("",
                  "(rec (type $a (struct (field (ref null $b)))) (type $b (array (mut (ref null $a))))) (export "
                  "\"f\" (func (param (ref $b))))",
                  "(rec (type $b (array (mut (ref null $a)))) (type $a (struct (field (ref null $b))))) (func (export "
                  "\"f\") (param (ref $b)))"),
            "valid");
  EXPECT_EQ(verdict("(core type $s (sub (struct))) (core type $t (sub final $s (struct (field i32)))) (core rec (type "
                    "$u (func (param (ref $v)))) (type $v (func (result (ref $u))))) (core type (module (alias outer "
                    "$C $u (type $w)) (import \"\" \"f\" (func (type $w)))))"),
            "valid");
}

TEST(CoreTypes, AreValidated) {
  for (const auto& [types, message] : {
           std::pair("(core type (func (param (ref 7))))", "unknown core type 7"),
           std::pair("(core type $m (module)) (core type (struct (field (ref null $m))))",
                     "core type 0 is a module type"),
           std::pair("(core type $m (module)) (core type (module (alias outer $C $m (type))))",
                     "core type 0 is a module type"),
           std::pair("(core type $s (struct)) (core type (sub $s (struct)))", "is final"),
           std::pair("(core type $s (sub (struct (field i32)))) (core type (sub $s (struct)))",
                     "does not match its supertype"),
           std::pair("(core type (module (type $s (struct)) (import \"\" \"f\" (func (type $s)))))",
                     "is not a function type"),
           std::pair("(core type (module (type $f (func (result i32))) (import \"\" \"t\" (tag (type $f)))))",
                     "non-empty tag result type"),
           std::pair("(core type (module (import \"\" \"m\" (memory 2 1))))", "size minimum"),
           std::pair("(core type (module (import \"\" \"t\" (table 2 1 funcref))))", "size minimum"),
       })
    EXPECT_TRUE(verdict(types).contains(message)) << types << ": " << verdict(types);
}

/// A type that refers to itself is a type in front of which there is none, whatever stands there.
TEST(CoreTypes, ReferToThemselvesWhereverTheyStand) {
  EXPECT_EQ(verdict("(core module $m (type $t (struct (field (ref null $t)))) (func (export \"f\") (param (ref $t)))) "
                    "(component $D (import \"m\" (core module (type (func)) (type $t (struct (field (ref null $t)))) "
                    "(export \"f\" (func (param (ref $t))))))) (instance (instantiate $D (with \"m\" (core module "
                    "$m))))"),
            "valid");
}

TEST(TypeSizes, OfFunctionsAreLimited) {
  std::string types = "(type $t0 (tuple u8 u8))";
  for (int i = 1; i < 18; ++i) {
    const std::string part = " $t" + std::to_string(i - 1);
    types += "(type $t" + std::to_string(i) + " (tuple" + part + part + "))";
  }
  const auto function = [&](int params) {
    std::string text = types + "(type (func";
    for (int i = 0; i < params; ++i) text += " (param \"p" + std::to_string(i) + "\" $t17)";
    return verdict(text + "))");
  };
  EXPECT_EQ(function(1), "valid");
  EXPECT_TRUE(function(3).contains("effective type size exceeds the limit")) << function(3);
}

}  // namespace
}  // namespace witc::component
