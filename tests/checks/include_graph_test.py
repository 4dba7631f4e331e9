"""Proves that include_graph.py reports what it must and nothing else."""

import pathlib
import tempfile
import unittest

import include_graph


class IncludeGraph(unittest.TestCase):
    def problems(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in files.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return [f"{name}:{line}: {what}" for name, line, what in include_graph.violations(root)]

    def test_allowed_edges_are_silent(self):
        self.assertEqual(
            self.problems(
                {
                    "support/id.hpp": "#pragma once\n#include <vector>\n",
                    "support/include/witc/error.hpp": "#include <string>\n",
                    "wasm/module.hpp": '#include "support/id.hpp"\n#include "witc/error.hpp"\n',
                    "component/plan.hpp": '#include "wasm/module.hpp"\n',
                    "codegen/compiler.hpp": '#include "wasm/module.hpp"\n',
                    "codegen/emit.cpp": "#include <llvm/IR/IRBuilder.h>\n",
                    "runtime/engine.cpp": '#include "codegen/compiler.hpp"\n#include "wasm/module.hpp"\n#include <boost/context/fiber.hpp>\n',
                    "runtime/include/witc/engine.hpp": '#include "witc/error.hpp"\n',
                    "wasi/clocks.cpp": '#include <witc/engine.hpp>\n',
                    "tests/wasm/a_test.cpp": '#include <gtest/gtest.h>\n#include "wasm/module.hpp"\n#include "runtime/arch/x86_64.S"\n',
                    "runtime/arch/x86_64.S": "",
                    "cli/main.cpp": '#include "cli/version.hpp"\n#include <CLI/CLI.hpp>\n',
                    "cli/version.hpp.in": "",
                    "examples/run/main.cpp": '#include <witc/engine.hpp>\n#include "greeter.hpp"\n',
                }
            ),
            [],
        )

    def assert_reports(self, files, name, line, part):
        found = self.problems(files)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(f"{name}:{line}: "), found[0])
        self.assertIn(part, found[0])

    def test_an_edge_that_is_not_in_the_table(self):
        files = {"types/types.hpp": "", "wasm/a.cpp": '\n  #  include "types/types.hpp"\n'}
        self.assert_reports(files, "wasm/a.cpp", 2, "wasm/ may not depend on types/")

    def test_an_edge_against_the_direction(self):
        files = {"runtime/engine.hpp": "", "canonical-abi/lift.hpp": '#include "runtime/engine.hpp"\n'}
        self.assert_reports(files, "canonical-abi/lift.hpp", 1, "canonical-abi/ may not depend on runtime/")

    def test_a_public_header_of_a_forbidden_room(self):
        files = {"runtime/include/witc/engine.hpp": "", "component/a.cpp": '#include "witc/engine.hpp"\n'}
        self.assert_reports(files, "component/a.cpp", 1, "component/ may not depend on runtime/")

    def test_only_the_interface_headers_of_codegen_are_for_the_runtime(self):
        files = {"codegen/emitter.hpp": "", "runtime/a.cpp": '#include "codegen/emitter.hpp"\n'}
        self.assert_reports(files, "runtime/a.cpp", 1, "runtime/ may not depend on codegen/")

    def test_interface_headers_are_not_for_everyone(self):
        files = {"codegen/compiler.hpp": "", "wasi/a.cpp": '#include "codegen/compiler.hpp"\n'}
        self.assert_reports(files, "wasi/a.cpp", 1, "wasi/ may not depend on codegen/")

    def test_llvm_outside_codegen(self):
        self.assert_reports({"cli/main.cpp": "#include <llvm/IR/Module.h>\n"}, "cli/main.cpp", 1, "LLVM is only for codegen/")

    def test_boost_in_a_header(self):
        files = {"runtime/fiber.hpp": "#include <boost/context/fiber.hpp>\n"}
        self.assert_reports(files, "runtime/fiber.hpp", 1, "Boost is only for .cpp files")

    def test_public_headers_include_no_library(self):
        files = {"runtime/include/witc/value.hpp": "#include <fmt/format.h>\n"}
        self.assert_reports(files, "runtime/include/witc/value.hpp", 1, "a public header includes fmt")

    def test_public_headers_include_nothing_internal(self):
        files = {"support/id.hpp": "", "support/include/witc/error.hpp": '#include "support/id.hpp"\n'}
        self.assert_reports(files, "support/include/witc/error.hpp", 1, "a public header includes the internal header")

    def test_examples_see_public_headers_only(self):
        files = {"support/id.hpp": "", "examples/a/main.cpp": '#include "support/id.hpp"\n'}
        self.assert_reports(files, "examples/a/main.cpp", 1, "examples/ includes the internal header")

    def test_gtest_outside_tests(self):
        self.assert_reports({"wasm/a.cpp": "#include <gtest/gtest.h>\n"}, "wasm/a.cpp", 1, "GoogleTest is only for tests/")

    def test_a_quoted_include_that_is_not_ours(self):
        files = {"wasm/module.hpp": "", "wasm/a.cpp": '#include "module.hpp"\n'}
        self.assert_reports(files, "wasm/a.cpp", 1, "neither a path from the root nor a public header")


if __name__ == "__main__":
    unittest.main()
