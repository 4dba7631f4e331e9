#!/usr/bin/env python3
"""Generates hosts for the worlds of WIT packages and compiles them.

Every world of every package under PATHS gets its headers and a program with stubs. Warnings are errors. With --link the
programs are linked, too. Prints counts and, for each that failed, the first lines of what went wrong; exits 1 then.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=pathlib.Path, help="packages, or folders of packages")
    parser.add_argument("--witc", required=True, help="the command")
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", action="append", default=[], help="an include directory of witc")
    parser.add_argument("--flag", action="append", default=[], help="one more flag for the compiler")
    parser.add_argument("--link", nargs="*", help="libraries to link the stubs with")
    parser.add_argument("--alone", action="store_true", help="compile each header by itself, instead of the program")
    parser.add_argument("--option", action="append", default=[], help="one more option of `witc bindgen host`")
    parser.add_argument("--sample", type=int, default=1, help="only every Nth package")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    return parser.parse_args()


def packages(paths):
    """A .wit file or a folder `wit` is a package; anything else is a folder of such."""
    for path in paths:
        for entry in [path] if path.is_file() else sorted(path.iterdir()):
            if entry.is_dir() and (entry / "wit").is_dir():
                yield entry / "wit"
            elif entry.is_dir() or entry.suffix == ".wit":
                yield entry


def run(command, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=300, **options)


class Compiler:
    def __init__(self, arguments, folder):
        self.arguments = arguments
        self.base = [arguments.compiler, "-std=c++23", "-Wall", "-Wextra", "-Werror", *arguments.flag]
        self.base += [f"-I{include}" for include in arguments.include]
        self.folder = folder
        self.precompiled = self.precompile()

    def precompile(self):
        """What all headers include, once."""
        header = self.folder / "common.hpp"
        names = ["bindings/types", "bindings/host", "bindings/guest", "async"]
        header.write_text("#include <cstdio>\n" + "".join(f"#include <witc/{name}.hpp>\n" for name in names))
        suffix = ".pch" if "clang" in self.arguments.compiler else ".gch"
        done = run([*self.base, "-x", "c++-header", str(header), "-o", f"{header}{suffix}"])
        if done.returncode != 0:
            sys.exit(done.stderr)
        return ["-include-pch", f"{header}{suffix}"] if suffix == ".pch" else ["-include", str(header)]

    def compile(self, output, source):
        command = [*self.base, *self.precompiled, f"-I{output}", str(source)]
        if self.arguments.link is None:
            return run([*command, "-fsyntax-only"])
        return run([*command, "-O0", "-o", str(output / "host"), *self.arguments.link])

    def compile_alone(self, output, header):
        """Nothing but what the header includes itself."""
        return run([*self.base, f"-I{output}", "-fsyntax-only", "-x", "c++", str(header)])


def worlds(witc, package):
    done = run([witc, "wit", "json", str(package), "--all-features"])
    if done.returncode != 0:
        return None, done.stderr
    resolved = json.loads(done.stdout)
    main = len(resolved["packages"]) - 1  # each package comes after those it depends on
    return [world["name"] for world in resolved["worlds"] if world["package"] == main], ""


def check(arguments, compiler, package, world):
    output = pathlib.Path(tempfile.mkdtemp(dir=compiler.folder))
    try:
        done = run([arguments.witc, "bindgen", "host", str(package), "--world", world, "--all-features", "--stubs",
                    *arguments.option, "-o", str(output)])
        if done.returncode != 0:
            return done.stderr
        if arguments.alone:
            return "".join(compiler.compile_alone(output, header).stderr for header in sorted(output.rglob("*.hpp")))
        (source,) = output.glob("*_host.cpp")
        done = compiler.compile(output, source)
        return done.stderr if done.returncode != 0 else ""
    finally:
        shutil.rmtree(output)


def main():
    arguments = parse_arguments()
    work, failures = [], []
    for package in list(packages(arguments.paths))[:: arguments.sample]:
        names, why = worlds(arguments.witc, package)
        if names is None:
            failures.append((package.name, why))
        else:
            work += [(package, name) for name in names]
    with tempfile.TemporaryDirectory() as folder:
        compiler = Compiler(arguments, pathlib.Path(folder))
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            results = list(pool.map(lambda item: check(arguments, compiler, *item), work))
    failures += [(f"{package.name}: {world}", why) for (package, world), why in zip(work, results) if why]
    for name, why in failures:
        print(f"{name}:")
        print("\n".join("  " + line for line in why.splitlines() if "error" in line or "warning" in line)[:1500] or why)
    count = len({package for package, _ in work})
    print(f"{count} packages, {len(work)} worlds: {len(work) - sum(1 for why in results if why)} compile with "
          f"{os.path.basename(arguments.compiler)}, {len(failures)} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
