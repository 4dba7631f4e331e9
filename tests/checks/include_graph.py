"""Checks every #include against the rules of docs/architecture.md (Rooms and the only allowed dependencies).

Usage: include_graph.py ROOT
Prints one line per violation, "file:line: what is wrong", and exits 1 when there is any.
"""

import pathlib
import re
import sys

# The rooms each room may include, beside itself; what follows from an entry is allowed too.
ROOMS = {
    "support": set(),
    "wasm": {"support"},
    "types": {"support"},
    "wit-parser": {"types"},
    "component": {"wasm", "types"},
    "compose": {"component", "wit-parser"},
    "canonical-abi": {"types"},
    "codegen": {"wasm", "component", "canonical-abi"},
    "runtime": {"component", "canonical-abi"},
    "bindgen": {"wit-parser", "component", "canonical-abi"},
    "wasi": {"runtime"},
}
# These may include anything.
DRIVERS = {"cli", "tests", "fuzz", "bench"}
# These may include public headers only.
USERS = {"examples"}
# Headers that one more room may include: the interface between the runtime and the code generator.
INTERFACES = {
    "codegen/context_layout.hpp": {"runtime"},
    "codegen/compiler.hpp": {"runtime"},
    "codegen/cpu_features.hpp": {"runtime"},
    "codegen/native_signature.hpp": {"runtime"},
    "codegen/object_layout.hpp": {"runtime"},
}

# Who may include a library: (name, pattern of the header, rooms or None for all, only in sources that are not headers).
LIBRARIES = [
    ("LLVM", re.compile(r"(llvm|llvm-c|clang|lld)/"), {"codegen"}, False),
    ("Boost.Spirit X3", re.compile(r"boost/spirit/"), {"wit-parser"}, False),
    ("Boost", re.compile(r"boost/(?!spirit/)"), None, True),
    ("fmt", re.compile(r"fmt/"), None, True),
    ("CLI11", re.compile(r"CLI/"), {"cli"}, True),
    ("nlohmann-json", re.compile(r"nlohmann/"), None, True),
    ("mustache", re.compile(r"(kainjow/)?mustache\.hpp"), {"bindgen"}, True),
    ("OpenSSL", re.compile(r"openssl/"), {"wasi"}, True),
    ("GoogleTest", re.compile(r"(gtest|gmock)/"), {"tests"}, False),
    ("Google Benchmark", re.compile(r"benchmark/"), {"bench"}, False),
]

SOURCE_SUFFIXES = {".hpp", ".h", ".cpp", ".c", ".S", ".def", ".inc"}
HEADER_SUFFIXES = {".hpp", ".h", ".def", ".inc"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def closure(room):
    """The room and everything it may include."""
    reached, pending = set(), [room]
    while pending:
        current = pending.pop()
        if current not in reached:
            reached.add(current)
            pending.extend(ROOMS[current])
    return reached


def includes(path):
    """(line number, whether quoted, header) for every #include of a file."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        found = INCLUDE.match(line)
        if found:
            yield number, found[1] == '"', found[2]


class Tree:
    def __init__(self, root):
        self.root = root
        self.folders = [f for f in sorted(set(ROOMS) | DRIVERS | USERS) if (root / f).is_dir()]
        # Public headers by the name they are included under, such as "witc/error.hpp".
        self.public = {}
        for folder in self.folders:
            base = root / folder / "include"
            for header in base.rglob("*.hpp"):
                self.public[header.relative_to(base).as_posix()] = header.relative_to(root).as_posix()

    def files(self):
        for folder in self.folders:
            for path in sorted((self.root / folder).rglob("*")):
                if path.suffix in SOURCE_SUFFIXES and path.is_file():
                    yield folder, path

    def resolve(self, header):
        """The path from the root of one of our headers, or None."""
        if header in self.public:
            return self.public[header]
        generated = f"{header}.in"  # by CMake's configure_file
        return header if (self.root / header).is_file() or (self.root / generated).is_file() else None


def check_own(room, is_public, header, target, tree):
    """What is wrong with including one of our own headers, or None."""
    owner = target.split("/", 1)[0]
    target_is_public = target in tree.public.values()
    if is_public and not target_is_public:
        return f"a public header includes the internal header {header}"
    if room in USERS:
        return None if target_is_public else f"{room}/ includes the internal header {header}"
    if room in DRIVERS or owner in closure(room) or room in INTERFACES.get(target, ()):
        return None
    return f"{room}/ may not depend on {owner}/ ({header})"


def check_library(room, is_header, is_public, header):
    """What is wrong with including a library's header, or None."""
    for name, pattern, rooms, sources_only in LIBRARIES:
        if not pattern.match(header):
            continue
        if is_public:
            return f"a public header includes {name} ({header})"
        if rooms is not None and room not in rooms:
            return f"{name} is only for {', '.join(sorted(rooms))}/ ({header})"
        if sources_only and is_header:
            return f"{name} is only for .cpp files ({header})"
    return None


def is_generated(header, tree):
    """Whether a header's name may be that of one that the build makes of WIT, such as "example/greeter/log.hpp"."""
    return "/" in header and header.split("/", 1)[0] not in {*tree.folders, "witc"}


def violations(root):
    """All violations below `root`, as (file, line, what)."""
    tree = Tree(root)
    for room, path in tree.files():
        name = path.relative_to(root).as_posix()
        is_header = path.suffix in HEADER_SUFFIXES
        is_public = name in tree.public.values()
        for line, quoted, header in includes(path):
            target = tree.resolve(header)
            if target is not None:
                problem = check_own(room, is_public, header, target, tree)
            elif quoted and room not in USERS and not (room in DRIVERS and is_generated(header, tree)):
                problem = f'"{header}" is neither a path from the root nor a public header'
            else:
                problem = check_library(room, is_header, is_public, header)
            if problem:
                yield name, line, problem


def main(arguments):
    if len(arguments) != 1 or not (pathlib.Path(arguments[0]) / "support").is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    count = 0
    for name, line, problem in violations(pathlib.Path(arguments[0])):
        print(f"{name}:{line}: {problem}")
        count += 1
    print(f"{count} violation{'' if count == 1 else 's'}")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
