#!/bin/sh
# SPDX-License-Identifier: MIT
# PolyFFIRustTest.sh DEPINFO NAME DEPFILE [FORGET]: private to PolyFFI. Makes of
# the dep-info that rustc wrote for a test a depfile that CMake and Ninja can
# read: one rule, for NAME, and no comments. FORGET is a file to remove.
set -euf
escaped=$(printf '%s\n' "$2" | sed 's/ /\\ /g; s/\$/$$/g; s/#/\\#/g')
# rustc escapes blanks alone.
files=$(sed -n '/^#/d; /\.d: /{s/^.*\.d: //; s/\$/$$/g; s/#/\\#/g; p; q;}' "$1")
[ -n "$files" ] || {
  echo "$1:1: error: no rule for the test; remove this file and build again" >&2
  exit 1
}
printf '%s: %s\n' "$escaped" "$files" >"$3"
[ -z "${4-}" ] || rm -f "$4"
