#!/bin/bash
# SPDX-License-Identifier: MIT
#
# crates.sh CHECK EXPECTED DIRECTORY: builds a static library of each crate in
# crates.list, checks it alone, then as what a C program needs that refers to
# everything it exports, links that program under polyffi-check and runs it.
# Fails on a finding that the file EXPECTED does not explain. DIRECTORY keeps the
# crates for the next time. Needs cargo, and the crates.io registry once.
set -euo pipefail
check=$1
expected=$2
mkdir -p "$3"
work=$(cd "$3" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
command -v cargo >/dev/null || { echo "SKIPPED: no cargo"; exit 0; }
: >"$work/found"

# say FILE COMMAND...: notes what the command says of the file.
say() {
  local file=$1 text status=0
  shift
  text=$("$@" 2>&1) || status=$?
  [ "$status" = 0 ] && [ -z "$text" ] ||
    printf '%s\t%s\t%s\n' "$status" "$file" "${text//$'\n'/ // }" >>"$work/found"
}

# A package that has the crate in a static library.
write_package() {
  local crate=$1 version=$2 features="" defaults=true
  shift 2
  for feature; do
    if [ "$feature" = -default ]; then defaults=false; else features="$features\"$feature\", "; fi
  done
  mkdir -p "$work/$crate/src"
  cat >"$work/$crate/Cargo.toml" <<TOML
[package]
name = "c_$crate"
version = "0.0.0"
edition = "2021"
[lib]
crate-type = ["staticlib"]
[dependencies.it]
package = "$crate"
version = "$version"
default-features = $defaults
features = [$features]
[workspace]
TOML
  echo "pub use it::*;" >"$work/$crate/src/lib.rs"
}

# Makes lib.a. A crate that is only a static library can't be a dependency: it is
# built where cargo unpacked it to, from a copy.
build() {
  local crate=$1 source
  export CARGO_TARGET_DIR=$work/target
  cargo fetch --quiet || return
  if cargo build --quiet --release; then
    cp "$work/target/release/libc_${crate//-/_}.a" lib.a
    return
  fi
  source=$(cargo metadata --format-version 1 --quiet |
    grep -o "\"manifest_path\":\"[^\"]*/$crate-[0-9][^\"/]*/Cargo.toml\"" | head -1 | cut -d'"' -f4)
  rm -rf copy
  cp -r "$(dirname "$source")" copy
  echo "[workspace]" >>copy/Cargo.toml
  CARGO_TARGET_DIR=alone cargo build --quiet --release --lib --manifest-path copy/Cargo.toml || return
  cp alone/release/*.a lib.a
}

# A C program that takes the address of every export.
write_main() {
  sed 's/[: ].*//; s/.*/extern char &[];/' exports
  echo "static char *const all[] = {"
  sed 's/[: ].*//; s/.*/    &,/' exports
  echo "};"
  echo "int main(void) { return all[0] == 0; }"
}

built=0
while read -r crate version features; do
  case $crate in "#"* | "") continue ;; esac
  # shellcheck disable=SC2086 # a list of features
  write_package "$crate" "$version" $features
  cd "$work/$crate"
  if ! build "$crate" >log 2>&1; then
    if grep -Eq 'failed to (download|query|get)|Could not resolve|spurious network' log; then
      echo "SKIPPED: crates.io is out of reach"
      exit 0
    fi
    echo "$crate: cargo can't build it:" && tail -5 log
    continue
  fi
  built=$((built + 1))
  say "$crate" "$check" lib.a
  "$check" --exports lib.a >exports
  [ -s exports ] || { echo "$crate: exports nothing"; continue; }
  write_main >main.c
  gcc -c -fPIE -Wno-builtin-declaration-mismatch main.c
  say "$crate" "$check" --exports-file exports --link gcc main.o lib.a -lm -o program
  status=0
  ./program || status=$?
  [ "$status" = 0 ] || printf '%s\t%s\t%s\n' 1 "$crate" "error: the program fails: $status" >>"$work/found"
  echo "$crate: $(wc -l <exports) exports"
done <"$here/crates.list"
[ "$built" -ge 10 ] || { echo "only $built crates could be built"; exit 1; }
perl "$here/explain.pl" "$expected" "$work/found"
