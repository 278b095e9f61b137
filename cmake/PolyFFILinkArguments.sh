#!/bin/sh
# SPDX-License-Identifier: MIT
# PolyFFILinkArguments.sh FILE WORD...: private to PolyFFI. Stands in the place
# of the linker for a target that only collects libraries: writes what the linker
# would be given into FILE, which the C driver reads as @FILE. Relative paths
# become absolute ones. --polyffi-without=PATH leaves out a file.
set -euf
file=$1
shift
without=
for word; do
  case $word in
  --polyffi-without=*) without="$without ${word#*=} " ;;
  esac
done
for word; do
  case $word in
  -*) ;;
  /*) ;;
  *) [ ! -e "$word" ] || word=$PWD/$word ;;
  esac
  case $word in --polyffi-without=*) continue ;; esac
  case $without in *" $word "*) continue ;; esac
  printf '%s\n' "$word"
done | sed "s/[\\\\\"' \t]/\\\\&/g" >"$file"
