#!/usr/bin/env bash
# Rebuilds the WebAssembly modules of bench/programs, which are committed. Needs clang-22 and lld-22.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/programs"
for source in *.c; do
  clang-22 --target=wasm32 -O2 -nostdlib -Wall -Wextra -Werror -I../.. -Wl,--no-entry -Wl,--strip-all -o "${source%.c}.wasm" "$source"
done
