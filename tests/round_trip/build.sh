#!/usr/bin/env bash
# Rebuilds the committed components: guests/NAME.c and wit/NAME.wit become NAME.wasm. Needs clang-22, and a tool that makes
# components of modules: wasm-component-ld (it comes with Rust) in PATH or in WASM_COMPONENT_LD. Only for whoever changes
# a source.
set -euo pipefail
cd "$(dirname "$0")"
tool=${WASM_COMPONENT_LD:-wasm-component-ld}
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

compile() { # source, object, further flags
  clang-22 --target=wasm32 -std=c23 -Os -ffreestanding -Wall -Wextra -Werror -mbulk-memory -c "guests/$1.c" -o "$objects/$2.o" "${@:3}"
}
link() { # name, encoding of strings, component
  "$tool" --strip-all --wasm-ld-path /usr/bin/wasm-ld-22 --no-entry "$objects/$1.o" "$objects/memory.o" \
    --component-type "wit/${1%%.*}.wit" --string-encoding "$2" --wasi-adapter none -o "$3"
}

compile memory memory
for source in guests/*.c; do
  name=$(basename "$source" .c)
  [[ $name == memory ]] && continue
  compile "$name" "$name"
  link "$name" utf8 "$name.wasm"
done
compile strings strings.utf16 -DUTF16
link strings.utf16 utf16 strings.utf16.wasm
compile strings strings.latin1 -DLATIN1_OR_UTF16
link strings.latin1 compact-utf16 strings.latin1.wasm
