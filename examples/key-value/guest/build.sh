#!/usr/bin/env bash
# Rebuilds the guest. Needs clang-22 with wasi-libc, and a tool that makes components of modules: wasm-component-ld (it
# comes with Rust) in PATH or in WASM_COMPONENT_LD.
set -euo pipefail
cd "$(dirname "$0")"
object=$(mktemp --suffix=.o)
trap 'rm -f "$object"' EXIT

clang-22 --target=wasm32-wasi -Wno-deprecated -O2 -Wall -Wextra -Werror -c worker.c -o "$object"
"${WASM_COMPONENT_LD:-wasm-component-ld}" --strip-all --wasm-ld-path /usr/bin/wasm-ld-22 --no-entry \
  "$object" -L/usr/lib/wasm32-wasi -lc --component-type ../wit/key-value.wit --wasi-adapter none -o worker.wasm
