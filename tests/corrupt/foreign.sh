#!/bin/sh
# SPDX-License-Identifier: MIT
# foreign.sh CHECK DIRECTORY SUITE...: downloads the test suites of other tools that read ELF files
# and archives into the DIRECTORY, from the usual registries, and runs CHECK (polyffi-check, best
# one with sanitizers) on each such file. It must end within ten seconds with status 0, 1 or 2, and
# must not call a file good that its suite calls invalid.
#
# A SUITE is debian/PACKAGE (its source package), pypi/PROJECT==VERSION (its source distribution),
# crates/CRATE (its package), or "all". Exit status 77: none could be downloaded.
set -eu
check=$1
mkdir -p "$2"
cd "$2"
shift 2
[ "$*" != all ] || set -- debian/elfutils debian/dwarfutils debian/binutils debian/llvm-toolchain-14 \
  debian/golang-1.19 debian/libarchive debian/file pypi/pyelftools==0.31 pypi/pwntools==4.15.0 \
  crates/goblin

fetch_debian() {
  mkdir -p apt/lists/partial apt/cache/archives/partial
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
    "http://deb.debian.org/debian bookworm main" >apt/sources.list
  set -- "$1" -qq -o "Dir::Etc::SourceList=$PWD/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o "Dir::State::Lists=$PWD/apt/lists" -o "Dir::Cache=$PWD/apt/cache"
  package=$1
  shift
  apt-get "$@" update && apt-get "$@" --download-only source "$package" &&
    mkdir unpacked && tar -xf "$package"_*.orig.tar.* -C unpacked --wildcards \
    '*/test*/*' 2>/dev/null
  rm -rf apt "$package"_*
}

fetch_pypi() {
  pip download -q --no-deps --no-binary :all: -d sdist "$1" && mkdir unpacked &&
    tar -xf sdist/* -C unpacked
  rm -rf sdist
}

fetch_crates() {
  mkdir -p package/src && : >package/src/lib.rs &&
    printf '[package]\nname = "foreign"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n%s = "*"\n' \
      "$1" >package/Cargo.toml && (cd package && cargo vendor -q ../unpacked >/dev/null)
  rm -rf package
}

# Leaves the suite's files in SUITE/unpacked.
fetch() {
  name=$(echo "$1" | tr /= __)
  [ -e "$name/whole" ] || (
    rm -rf "$name"
    mkdir "$name"
    cd "$name"
    "fetch_${1%%/*}" "${1#*/}" >fetch.log 2>&1
    [ -d unpacked ] && expand && : >whole
  )
}

# Compressed files, and those that a suite describes in YAML, become files beside them.
expand() {
  find unpacked -type f \( -name '*.bz2' -o -name '*.xz' -o -name '*.gz' \) ! -name '*.tar.*' |
    while read -r file; do
      case $file in
      *.bz2) bzip2 -dkq "$file" ;;
      *.xz) xz -dkq "$file" ;;
      *) gzip -dkq "$file" ;;
      esac || :
    done
  command -v uudecode >/dev/null &&
    find unpacked -type f -name '*.a.uu' -execdir uudecode {} \; 2>/dev/null || :
  yaml=$(command -v yaml2obj || command -v yaml2obj-14 || :)
  [ -z "$yaml" ] || grep -rlE '^(# ?)?--- !ELF' unpacked | while read -r file; do
    for document in $(seq "$(grep -cE '^(# ?)?--- ' "$file")"); do
      "$yaml" --docnum="$document" -DBITS=64 -DENCODE=LSB "$file" -o "$file.$document.o" 2>/dev/null ||
        rm -f "$file.$document.o"
    done
  done
}

is_interesting() {
  case $(head -c 8 "$1" | tr -d '\0') in
  ?ELF* | '!<arch>'* | '!<thin>'*) return 0 ;;
  esac
  return 1
}

# What lld's suite has linkers refuse, but for what only lld or MIPS can't have.
is_invalid() {
  case $1 in
  */lld/test/ELF/invalid/mips-* | */multiple-relocations-sections* | */common-symbol-alignment.test.1.o)
    return 1
    ;;
  */lld/test/ELF/invalid/*.o) return 0 ;;
  esac
  return 1
}

judge() {
  status=0
  timeout 10 "$check" "$1" >out 2>&1 || status=$?
  if [ "$status" -gt 2 ] || grep -qE 'Sanitizer|runtime error:' out; then
    echo "$1: status $status"
    sed 's/^/  /' out | head -n 20
  elif [ "$status" = 0 ] && is_invalid "$1"; then
    echo "$1: taken for good"
  fi
}

tried=0
: >bad
for suite; do
  fetch "$suite" || {
    echo "not available: $suite"
    continue
  }
  name=$(echo "$suite" | tr /= __)
  find "$name/unpacked" -type f -size -64M | sort >files
  count=0
  while read -r file; do
    is_interesting "$file" || continue
    count=$((count + 1))
    judge "$file" >>bad
  done <files
  echo "$suite: $count files"
  tried=$((tried + count))
done
cat bad
[ "$tried" -gt 0 ] || {
  echo "SKIPPED: no suite could be downloaded"
  exit 77
}
[ ! -s bad ]
