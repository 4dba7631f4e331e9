#!/usr/bin/env bash
# Rebuilds the plugins. Needs clang-22 with wasi-libc, and a tool that makes components of modules: wasm-component-ld (it
# comes with Rust) in PATH or in WASM_COMPONENT_LD.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compile() {
  clang-22 --target=wasm32-wasi -Wno-deprecated -O2 -Wall -Wextra -Werror -c "$1.c" -o "$work/$1.o"
}
compile plugin
for plugin in shout vowels stuck greedy; do
  compile "$plugin"
  "${WASM_COMPONENT_LD:-wasm-component-ld}" --strip-all --wasm-ld-path /usr/bin/wasm-ld-22 --no-entry \
    "$work/$plugin.o" "$work/plugin.o" -L/usr/lib/wasm32-wasi -lc \
    --component-type ../wit/plugin.wit --wasi-adapter none -o "$plugin.wasm"
done
