#!/bin/bash
# SPDX-License-Identifier: MIT
#
# bench.sh BUILD [null|clean|configure|check]...: how much PolyFFI costs, as
# ratios against a peer that is measured in the same run. BUILD is PolyFFI's own
# build tree (use the release preset). Needs hyperfine; times are medians.
#
#   null       a second build of examples/01-c-main: a hand-written build.ninja
#   clean      a clean build of it: the same build.ninja, which checks nothing
#   configure  the first configure of it: a project of one C program
#   check      polyffi-check of its Rust library: GNU nm of the same file (CPU)
#
# CMAKE=<program> measures another CMake.
set -euo pipefail

source=$(cd "$(dirname "$0")/../.." && pwd)
package=$(cd "${1:?usage: bench.sh BUILD [null|clean|configure|check]...}" && pwd)
shift
[ $# -gt 0 ] || set -- null clean configure check
cmake=${CMAKE:-cmake}
command -v hyperfine >/dev/null || { echo "bench.sh: install hyperfine" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
example=$source/examples/01-c-main
configure=("$cmake" -G Ninja -DCMAKE_BUILD_TYPE=Debug "-DPolyFFI_DIR=$package")

# What a careful user writes by hand: the same compilers, flags and outputs.
write_ninja() {
  mkdir -p "$work/hand"
  local rustc
  rustc=$(cd "$example" && rustc --print sysroot)/bin/rustc
  cat >"$work/hand/build.ninja" <<EOF
rule rust
  command = $rustc --crate-name=greet --edition=2021 --crate-type=staticlib --emit=link -Cembed-bitcode=no -Cdebug-assertions=on -Coverflow-checks=on -Cdebuginfo=2 -o \$out \$in
rule cc
  command = cc -g -MD -MF \$out.d -o \$out -c \$in
  depfile = \$out.d
  deps = gcc
rule link
  command = cc -g \$in -o \$out -lutil -lrt -lpthread -lm -ldl
build libgreet.a: rust $example/greet.rs
build main.o: cc $example/main.c
build c_main: link main.o libgreet.a
EOF
}

# ratio NAME CSV LIMIT: the second row's median by the first's.
ratio() {
  awk -F, -v name="$1" -v limit="$3" 'NR > 1 { median[NR - 1] = $4 }
    END { r = median[2] / median[1]
          printf "%-10s %8.1f ms  peer %8.1f ms  ratio %5.2f  (at most %s)\n",
                 name, 1000 * median[2], 1000 * median[1], r, limit }' "$2"
}

bench_null() {
  write_ninja
  ninja -C "$work/hand" >/dev/null
  "${configure[@]}" -S "$example" -B "$work/null" >/dev/null
  ninja -C "$work/null" >/dev/null
  hyperfine -N --warmup 10 --runs 100 --export-csv "$work/null.csv" \
    "ninja -C $work/hand" "ninja -C $work/null" >/dev/null 2>&1
  ratio null "$work/null.csv" 1.20
}

bench_clean() {
  write_ninja
  "${configure[@]}" -S "$example" -B "$work/clean" >/dev/null
  hyperfine -N --warmup 2 --runs 30 --export-csv "$work/clean.csv" \
    --prepare "ninja -C $work/hand -t clean" "ninja -C $work/hand" \
    --prepare "ninja -C $work/clean -t clean" "ninja -C $work/clean" >/dev/null 2>&1
  ratio clean "$work/clean.csv" 1.25
}

bench_configure() {
  mkdir -p "$work/c"
  cp "$example/main.c" "$work/c/"
  printf 'cmake_minimum_required(VERSION 3.22)\nproject(c_main C)\nadd_executable(c_main main.c)\n' \
    >"$work/c/CMakeLists.txt"
  hyperfine -N --warmup 2 --runs 20 --export-csv "$work/configure.csv" \
    --prepare "rm -rf $work/c1" "${configure[*]} -S $work/c -B $work/c1" \
    --prepare "rm -rf $work/c2" "${configure[*]} -S $example -B $work/c2" >/dev/null 2>&1
  ratio configure "$work/configure.csv" 1.50
}

# CPU time, of the user and the kernel: nm's work must not hide behind waiting.
bench_check() {
  "${configure[@]}" -S "$example" -B "$work/check" >/dev/null
  ninja -C "$work/check" >/dev/null
  local archive=$work/check/libgreet.a
  hyperfine -N -i --warmup 5 --runs 50 --export-csv "$work/check.csv" \
    "nm $archive" "$package/bin/polyffi-check --export=hello $archive" >/dev/null 2>&1
  awk -F, 'NR > 1 { cpu[NR - 1] = 1000 * ($5 + $6) }
    END { printf "%-10s %8.1f ms  peer %8.1f ms  ratio %5.2f  (at most 0.25, 10 ms)\n",
                 "check", cpu[2], cpu[1], cpu[2] / cpu[1] }' "$work/check.csv"
}

for name; do
  "bench_$name"
done
