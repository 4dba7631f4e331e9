#!/usr/bin/env bash
# Rebuilds the committed components. guests/NAME.c and wit/NAME.wit become guests/NAME.wasm; worlds/NAME.c becomes
# worlds/NAME.wasm, for a world of wit-bindgen's runtime tests, which are looked for in WITC_SHARED_DIR. Needs clang-22,
# and a tool that makes components of modules: wasm-component-ld (it comes with Rust) in PATH or in WASM_COMPONENT_LD.
# Only for whoever changes a source.
set -euo pipefail
cd "$(dirname "$0")"
tool=${WASM_COMPONENT_LD:-wasm-component-ld}
runtime=${WITC_SHARED_DIR:-../../../shared}/conformance/wit-bindgen/runtime
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compile() { # source, object, further flags
  clang-22 --target=wasm32 -std=c23 -Os -mbulk-memory -ffreestanding -I../.. -Wall -Wextra -Werror \
    -c "$1" -o "$work/$2.o" "${@:3}"
}
link() { # object, WIT, encoding of strings, component
  "$tool" --strip-all --wasm-ld-path /usr/bin/wasm-ld-22 --no-entry "$work/$1.o" "$work/memory.o" \
    --component-type "$2" --string-encoding "$3" --wasi-adapter none -o "$4"
}

# The tool wants a package with one world.
keep_world() {
  awk -v keep="$1" '
    /^world / { skip = $2 != keep }
    !skip
    /^}/ { skip = 0 }'
}

compile guests/memory.c memory
for source in guests/*.c; do
  name=$(basename "$source" .c)
  [[ $name == memory ]] && continue
  compile "$source" "$name"
  link "$name" "wit/$name.wit" utf8 "guests/$name.wasm"
done
compile guests/strings.c strings.utf16 -DUTF16
link strings.utf16 wit/strings.wit utf16 guests/strings.utf16.wasm
compile guests/strings.c strings.latin1 -DLATIN1_OR_UTF16
link strings.latin1 wit/strings.wit compact-utf16 guests/strings.latin1.wasm

for source in worlds/*.c; do
  name=$(basename "$source" .c)
  test=${name%.runner}
  world=test
  case $name in
    *.runner) world=runner ;;
    common-types) world=middle ;;
    resource-import-and-export | resource_floats) world=intermediate ;;
  esac
  cp -r "$runtime/$test" "$work/$name.wit"
  keep_world "$world" <"$runtime/$test/test.wit" >"$work/$name.wit/test.wit"
  compile "$source" "$name"
  link "$name" "$work/$name.wit" utf8 "worlds/$name.wasm"
done
