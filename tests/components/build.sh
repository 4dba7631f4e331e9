#!/usr/bin/env bash
# Rebuilds the committed components from src/. Needs clang-22 with wasi-libc, and a tool that makes components of modules:
# wasm-component-ld (it comes with Rust) in PATH or in WASM_COMPONENT_LD. Only for whoever changes a source.
set -euo pipefail
cd "$(dirname "$0")"
tool=${WASM_COMPONENT_LD:-wasm-component-ld}
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
lib=/usr/lib/wasm32-wasi
builtins=$(clang-22 --target=wasm32-wasi -Wno-deprecated --print-libgcc-file-name)

compile() { clang-22 --target=wasm32-wasi -Wno-deprecated -O2 -Wall -Wextra -Wno-infinite-recursion -c "src/$1.c" -o "$objects/$1.o"; }
link() { "$tool" --strip-debug --wasm-ld-path /usr/bin/wasm-ld-22 -L"$lib" "$@"; }

for name in report trap; do
  compile "$name"
  link "$lib/crt1-command.o" "$objects/$name.o" -lc "$builtins" --wasi-adapter command -o "$name.wasm"
done
compile nest
link --no-entry "$objects/nest.o" --component-type src/nest.wit --wasi-adapter none -o nest.wasm
