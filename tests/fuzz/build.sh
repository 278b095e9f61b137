#!/bin/sh
# SPDX-License-Identifier: MIT
# build.sh SOURCE BUILD CMAKE: builds the harnesses of SOURCE with libFuzzer in BUILD.
# Exit status 77: there is no clang with libFuzzer.
set -eu
mkdir -p "$2"
cat >"$2/try.c" <<'EOF'
#include <stddef.h>
#include <stdint.h>
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) { return bytes && size > 99 ? 0 : 0; }
EOF
clang -fsanitize=fuzzer,address,undefined "$2/try.c" -o "$2/try" 2>"$2/try.err" || {
  echo "SKIPPED: clang with libFuzzer is needed (packages clang and libclang-rt-14-dev)"
  exit 77
}
cd "$1"
"$3" --preset fuzz -B "$2"
exec "$3" --build "$2" --target fuzz_programs
