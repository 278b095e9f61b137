#!/bin/bash
# SPDX-License-Identifier: MIT
#
# check.sh BUILD [hello|large|program|holes|growth|missing|memory]...: what a
# check of large files costs, as ratios against other tools in the same run.
# BUILD is PolyFFI's own build tree (use the release preset); inputs are made
# once, in its folder bench. Needs hyperfine. Times are of the processor, of the
# user and the kernel together.
#
#   hello    the Rust library of examples/01-c-main: cat, and what lists symbols
#   large    archives of 200,000 and of 1,000,000 symbols: what lists symbols
#   program  an executable of 40 MB: what lists symbols
#   holes    an archive of more than 4 GB, with an index of 64 bits
#   growth   200,000, 400,000 and 1,000,000 symbols: time for each
#   missing  an export and a function that are not there, and similar names
#   memory   the least data segment (ulimit -d) in which a check ends
#
# A tool that lists symbols is right if it finds as many global definitions as
# readelf, and only then a peer. GNU nm and llvm-nm may be wrong about Rust's
# objects, and say so only on standard error.
set -euo pipefail

source=$(cd "$(dirname "$0")/../.." && pwd)
package=$(cd "${1:?usage: check.sh BUILD [hello|large|program|holes|growth|missing|memory]...}" && pwd)
shift
[ $# -gt 0 ] || set -- hello large program holes growth missing memory
command -v hyperfine >/dev/null || { echo "check.sh: install hyperfine" >&2; exit 2; }
check=$package/bin/polyffi-check
inputs=$package/bench
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$inputs"
cd "$inputs"

# made FILE: it is there, and not older than what makes it.
made() { [ "$1" -nt "$source/tests/bench/generate.c" ]; }

generator() {
  made generate || cc -O2 -D_GNU_SOURCE -o generate "$source/tests/bench/generate.c"
}

# archive FILE MEMBERS [GIGABYTES]: of 100 functions in each member.
archive() {
  generator
  made "$1" || { ./generate new.a "$2" 100 "${@:3}" && mv new.a "$1"; }
}

caller() {
  made main.o && return
  printf 'int f_000001(void);\nint f_000150(void);\nint main(void)\n{\n  return f_000001() + f_000150();\n}\n' >main.c
  printf 'int f_000l00(void);\nint main(void)\n{\n  return f_000l00();\n}\n' >misspelt.c
  cc -c misspelt.c
  cc -c main.c
}

library() {
  made libgreet.a && return
  rustc --crate-name=greet --edition=2021 --crate-type=staticlib -Cdebuginfo=2 -o libgreet.a \
    "$source/examples/01-c-main/greet.rs"
}

program() {
  made program && return
  generator
  caller
  ./generate new.a 100 7000
  cc -o program.new main.o -Wl,--whole-archive new.a -Wl,--no-whole-archive
  rm new.a
  mv program.new program
}

# measure RUNS COMMAND...: milliseconds of each command, one a line.
measure() {
  hyperfine -N -i --warmup 1 --runs "$1" --export-csv "$work/times.csv" "${@:2}" >/dev/null 2>&1
  # A command may have commas, but not behind its last blank or quote.
  awk 'NR > 1 { n = split($0, field, ","); print 1000 * (field[n - 3] + field[n - 2]) }' "$work/times.csv"
}

# definitions TOOL FILE: how many global symbols the tool says are defined.
definitions() {
  case $1 in
    readelf)
      readelf -sW "$2" 2>/dev/null | awk '/^Symbol table/ { static = /\.symtab/ }
        static && $5 ~ /^(GLOBAL|WEAK|UNIQUE)$/ && $7 != "UND" { count++ } END { print count + 0 }' ;;
    eu-nm) eu-nm -f bsd -g --defined-only "$2" 2>/dev/null | grep -c '^[0-9a-f]\+ [A-Za-z] ' ;;
    *) "$1" -g --defined-only "$2" 2>/dev/null | grep -c '^[0-9a-f]\+ [A-Za-z] ' ;;
  esac || true
}

# tools RUNS FILE ARGUMENT...: the check with these arguments beside all tools.
tools() {
  local runs=$1 file=$2 names=() commands=() times right=0 i
  right=$(definitions readelf "$file")
  commands=("$check ${*:3}")
  for i in cat nm llvm-nm eu-nm readelf; do
    command -v "$i" >/dev/null || continue
    names+=("$i")
    case $i in
      readelf) commands+=("readelf -sW $file") ;;
      eu-nm) commands+=("eu-nm -f bsd $file") ;;
      *) commands+=("$i $file") ;;
    esac
  done
  mapfile -t times < <(measure "$runs" "${commands[@]}")
  printf '%s: %s definitions\n  %-28s %9.1f ms\n' "$file" "$right" "polyffi-check ${3#--}" "${times[0]}"
  for i in "${!names[@]}"; do
    local count=- word=
    if [ "${names[i]}" != cat ]; then
      count=$(definitions "${names[i]}" "$file")
      [ "$count" = "$right" ] && word=right || word="WRONG: $count"
    fi
    awk -v name="${names[i]}" -v time="${times[i + 1]}" -v own="${times[0]}" -v word="$word" \
      'BEGIN { printf "  %-28s %9.1f ms  %6.2f times the check  %s\n", name, time, time / own, word }'
    [ "$word" = right ] && printf '%s %s\n' "${times[i + 1]}" "${names[i]}"
  done | tee "$work/rows" | grep '^  '
  awk -v own="${times[0]}" '!/^  / && (!best || $1 < best) { best = $1; name = $2 }
    END { if (best) printf "  fastest right tool: %s, %.1f times the check%s\n", name, best / own, limit }' \
    limit="${limit-  (at least 5)}" "$work/rows"
}

bench_hello() {
  library
  limit='' tools 30 libgreet.a --export=hello libgreet.a
  mapfile -t times < <(measure 50 "$check --export=hello libgreet.a" "cat libgreet.a")
  awk -v own="${times[0]}" -v cat="${times[1]}" \
    'BEGIN { printf "hello: the check is %.2f times cat  (at most 1.5)\n", own / cat }'
}

bench_large() {
  archive 200k.a 2000
  archive 1m.a 10000
  caller
  tools 20 200k.a --export=f_000001 --export=f_199999 200k.a
  tools 20 200k.a main.o 200k.a
  tools 5 1m.a --export=f_000001 --export=f_999999 1m.a
  tools 5 1m.a main.o 1m.a
}

bench_program() {
  program
  tools 5 program program
}

bench_holes() {
  archive holes.a 3 2
  limit='' tools 3 holes.a --export=f_000001 --export=f_000299 holes.a
}

bench_growth() {
  local count times
  archive 200k.a 2000
  archive 400k.a 4000
  archive 1m.a 10000
  for count in 200k 400k 1m; do
    mapfile -t times < <(measure 20 "$check --export=f_000001 $count.a")
    awk -v time="${times[0]}" -v count=$count 'BEGIN {
      symbols = count == "1m" ? 1000 : count + 0
      printf "growth: %6d,000 symbols %7.1f ms, %5.1f ms for each 100,000\n", symbols, time, 100 * time / symbols }'
  done
}

bench_missing() {
  local arguments times i
  archive 1m.a 10000
  caller
  seq 1 100 | sed 's/^/g_0000/' >hundred.txt
  arguments=("--export=f_000001" "--export=nothing_like_it" "--export=f_0O0001" misspelt.o
    "--exports-file=hundred.txt")
  for i in "${!arguments[@]}"; do
    mapfile -t times < <(measure 3 "$check ${arguments[i]} 1m.a")
    printf 'missing: %-28s %9.1f ms\n' "${arguments[i]}" "${times[0]}"
  done
}

# ends KILOBYTES ARGUMENT...: the check ends as it should with so much memory.
ends() {
  local status=0
  (ulimit -d "$1"; exec "$check" "${@:2}") >/dev/null 2>&1 || status=$?
  [ $status -le 1 ]
}

# Private memory that can be written: what is mapped from files does not count.
least_memory() {
  local low=0 high=1048576 middle
  while [ $((high - low)) -gt 256 ]; do
    middle=$(((low + high) / 2))
    if ends $middle "$@"; then high=$middle; else low=$middle; fi
  done
  printf 'memory: %-36s %7.1f MB  (at most 64)\n' "$*" "$(awk "BEGIN { print $high / 1024 }")"
}

bench_memory() {
  library
  archive 1m.a 10000
  caller
  least_memory --export=hello libgreet.a
  least_memory --export=f_000001 1m.a
  least_memory main.o 1m.a
  least_memory --export=nothing_like_it 1m.a
}

for name; do
  "bench_$name"
done
