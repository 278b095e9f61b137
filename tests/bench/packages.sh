#!/bin/bash
# SPDX-License-Identifier: MIT
#
# packages.sh BUILD [CORROSION]: what a Cargo package costs that a CMake project
# builds through PolyFFI, as ratios against peers that are measured in the same
# run: a hand-written build.ninja with cargo's own depfiles, cargo alone, and, if
# the directory of its sources is given, Corrosion. BUILD is PolyFFI's own build
# tree (use the release preset). Needs hyperfine; times are medians.
#
#   null    a build in which nothing changed; also of a CMake project with libraries
#           of C in place of the packages: how near one can come
#   touch   one source file of one package is newer than what was built
#   clean   the first build of a configured tree
#
# Each with one package, and with ten in one workspace, and a C program that
# calls them all. cargo alone links that program too.
set -euo pipefail

package=$(cd "${1:?usage: packages.sh BUILD [CORROSION]}" && pwd)
corrosion=${2:+$(cd "$2" && pwd)}
command -v hyperfine >/dev/null || { echo "packages.sh: install hyperfine" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo=$(rustc --print sysroot)/bin/cargo
[ -x "$cargo" ] || cargo=$(command -v cargo)
export CARGO_NET_OFFLINE=true
triple=$(rustc -vV | sed -n 's/^host: //p')
runs=${RUNS:-20}

# A workspace of $2 packages and a program in directory $1.
write_sources() {
  local i
  mkdir -p "$1"
  printf '[workspace]\nmembers = ["p*"]\nresolver = "2"\n' >"$1/Cargo.toml"
  {
    for ((i = 1; i <= $2; i++)); do echo "int p$i(int);"; done
    echo "int main(void) { return 0"
    for ((i = 1; i <= $2; i++)); do echo "+ p$i(0)"; done
    echo "; }"
  } >"$1/main.c"
  for ((i = 1; i <= $2; i++)); do
    mkdir -p "$1/p$i/src"
    printf '[package]\nname = "p%d"\nversion = "0.1.0"\nedition = "2021"\n[lib]\ncrate-type = ["staticlib"]\n' "$i" \
      >"$1/p$i/Cargo.toml"
    printf '#[no_mangle]\npub extern "C" fn p%d(x: i32) -> i32 {\n    println!("{}", x);\n    x\n}\n' "$i" \
      >"$1/p$i/src/lib.rs"
  done
}

# lists DIRECTORY COUNT TEXT: a CMakeLists.txt that links the program.
lists() {
  printf 'cmake_minimum_required(VERSION 3.22)\nproject(bench C)\n%s\nadd_executable(app main.c)\n' "$3"
  printf 'target_link_libraries(app PRIVATE'
  for ((i = 1; i <= $2; i++)); do printf ' p%d' "$i"; done
  echo ')'
}

write_polyffi() {
  write_sources "$1" "$2"
  lists "$1" "$2" "find_package(PolyFFI 1.0 REQUIRED)
foreach(i RANGE 1 $2)
  polyffi_add_rust_staticlib(p\${i} MANIFEST p\${i}/Cargo.toml)
endforeach()" >"$1/CMakeLists.txt"
  cmake -S "$1" -B "$1/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug "-DPolyFFI_DIR=$package" >/dev/null
}

# What CMake writes for as many static libraries of C.
write_cmake() {
  write_sources "$1" "$2"
  lists "$1" "$2" "foreach(i RANGE 1 $2)
  file(WRITE \${CMAKE_BINARY_DIR}/p\${i}.c \"int p\${i}(int x) { return x; }\")
  add_library(p\${i} STATIC \${CMAKE_BINARY_DIR}/p\${i}.c)
endforeach()" >"$1/CMakeLists.txt"
  cmake -S "$1" -B "$1/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug >/dev/null
}

write_corrosion() {
  write_sources "$1" "$2"
  lists "$1" "$2" "add_subdirectory($corrosion corrosion)
corrosion_import_crate(MANIFEST_PATH Cargo.toml)" >"$1/CMakeLists.txt"
  cmake -S "$1" -B "$1/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCORROSION_BUILD_TESTS=OFF >/dev/null
}

write_hand() {
  local i libraries=""
  write_sources "$1" "$2"
  mkdir -p "$1/build"
  {
    cat <<EOF
rule cargo
  command = cd $1 && $cargo rustc --quiet --lib -p \$package --target $triple --target-dir $1/build/target
  depfile = $1/build/target/$triple/debug/lib\$package.d
  pool = console
rule cc
  command = cc -g -MD -MF \$out.d -o \$out -c \$in
  depfile = \$out.d
  deps = gcc
rule link
  command = cc -g \$in -o \$out -lutil -lrt -lpthread -lm -ldl
build main.o: cc $1/main.c
EOF
    for ((i = 1; i <= $2; i++)); do
      printf 'build %s: cargo\n  package = p%d\n' "$1/build/target/$triple/debug/libp$i.a" "$i"
      libraries="$libraries $1/build/target/$triple/debug/libp$i.a"
    done
    echo "build app: link main.o$libraries"
  } >"$1/build/build.ninja"
}

write_cargo() {
  write_sources "$1" "$2"
  mkdir -p "$1/build"
  cat >"$1/build.sh" <<EOF
set -e
cd $1
$cargo build --quiet --workspace --target $triple --target-dir build/target
cc -g -c main.c -o build/main.o
cc -g build/main.o build/target/$triple/debug/libp*.a -lutil -lrt -lpthread -lm -ldl -o build/app
EOF
}

# The command that builds what write_$1 wrote to directory $2.
command_of() {
  if [ "$1" = cargo ]; then echo "sh $2/build.sh"; else echo "ninja -C $2/build"; fi
}

# measure WHAT COUNT PREPARE: all builders side by side.
measure() {
  local builder directory arguments=()
  for builder in "${builders[@]}"; do
    directory=$work/$builder$2
    arguments+=(--prepare "${3//@/$directory}" "$(command_of "$builder" "$directory")")
  done
  hyperfine -N --warmup 1 --runs "$runs" --export-csv "$work/$1.csv" "${arguments[@]}" >/dev/null 2>&1
  awk -F, -v what="$1" -v count="$2" -v names="${builders[*]}" '
    BEGIN { split(names, name, " ") }
    NR > 1 { median[NR - 1] = 1000 * $4 }
    END {
      printf "%-6s %3d  polyffi %8.1f ms", what, count, median[1]
      for (i = 2; i < NR; i++) printf ", %s %8.1f ms (%.2f)", name[i], median[i], median[1] / median[i]
      print ""
    }' "$work/$1.csv"
}

cat >"$work/clean.sh" <<'EOF'
cd "$1/build"
rm -rf target polyffi-cargo cargo
find . -path '*/CMakeFiles/3*' -prune -o \( -name '*.a' -o -name '*.o' -o -name app \) -exec rm -f {} +
EOF

all=(polyffi hand cargo)
[ -z "$corrosion" ] || all+=(corrosion)
for count in 1 10; do
  builders=("${all[@]}" cmake)
  for builder in "${builders[@]}"; do
    "write_$builder" "$work/$builder$count" "$count"
    for _ in 1 2; do eval "$(command_of "$builder" "$work/$builder$count")" >/dev/null 2>&1; done
  done
  measure null "$count" "true"
  builders=("${all[@]}")
  measure touch "$count" "touch @/p1/src/lib.rs"
  measure clean "$count" "sh $work/clean.sh @"
done
