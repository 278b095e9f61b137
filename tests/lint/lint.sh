#!/bin/sh
# SPDX-License-Identifier: MIT
# lint.sh CHECK SOURCE: exit status 0 clean, 1 not, 77 skipped.
set -eu
cd "$2"

skip() {
  echo "skipped: $1"
  exit 77
}

# Prints what it reads, and fails if that is anything.
none() {
  ! grep .
}

c_files() {
  find helper tests -name '*.[ch]'
}

cmake_files() {
  find CMakeLists.txt cmake helper tests examples -name '*.cmake' -o -name CMakeLists.txt
}

check_clang_format() {
  command -v clang-format >/dev/null || skip "clang-format is not installed"
  c_files | xargs clang-format --dry-run -Werror
}

check_cppcheck() {
  command -v cppcheck >/dev/null || skip "cppcheck is not installed"
  cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr \
    --enable=warning,performance,portability -I helper/include -I helper helper
}

# No C function over 80 lines, no CMake function over 60.
check_function_length() {
  {
    c_files | xargs awk 'FNR == 1 { open = 0 }
      /^\{/ { open = FNR }
      /^}/ { if (open && FNR - open > 80) print FILENAME ":" open ": " FNR - open " lines"; open = 0 }'
    cmake_files | xargs awk 'tolower($0) ~ /^(function|macro)\(/ { open = FNR }
      tolower($0) ~ /^end(function|macro)\(/ {
        if (FNR - open > 60) print FILENAME ":" open ": " FNR - open " lines" }'
  } | none
}

# Every public command is documented at the head of a module, and named in
# README.md; every rule is explained and proved by a planted program.
check_documented() {
  status=0
  for command in $(sed -n 's/^function(\(polyffi_\(add\|target\|generate\|install\)_[a-z_]*\|polyffi_check\) .*/\1/p' \
    cmake/*.cmake); do
    grep -q "^\.\. command:: $command\$" cmake/*.cmake || {
      echo "$command has no documentation"
      status=1
    }
    grep -q "$command" README.md || {
      echo "$command is not in README.md"
      status=1
    }
  done
  for file in helper/include/polyffi/*.h; do
    awk -v file="$file" '
      /^(bool|void|const|struct|size_t|enum|int) .*polyffi_[a-z_]+\(/ && last !~ /\*\/$|[,;]$/ {
        print file ":" FNR ": no comment"; bad = 1 }
      { last = $0 }
      END { exit bad }' "$file" || status=1
  done
  return $status
}

check_shell() {
  for file in .ci/run .ci/setup cmake/*.sh helper/*.sh tests/*/*.sh; do
    case $(head -n 1 "$file") in
    *bash) bash -n "$file" ;;
    *) sh -n "$file" ;;
    esac
  done
}

# The options are the same everywhere; a = stands behind those that take a value.
check_options() {
  status=0
  bash=helper/completions/polyffi-check.bash
  sed -n -e 's/^ *{"\(--[a-z-]*\)", true, .*/\1=/p' -e 's/^ *{"\(--[a-z-]*\)", false, .*/\1/p' \
    helper/options.c | sort >"$scratch/options"
  {
    sed -n "/local valued=/,/'\$/p" $bash | grep -o -e '--[a-z-]*' | sed 's/$/=/'
    sed -n "/local plain=/,/'\$/p" $bash | grep -o -e '--[a-z-]*'
  } | sort >"$scratch/bash"
  grep -o -e "[')*]--[a-z-]*=\{0,1\}\[" helper/completions/_polyffi-check | sed 's/^.//; s/\[$//' |
    sort >"$scratch/zsh"
  sed -n -e '/^complete /!d' -e 's/.* -[xr] .*-l \([a-z-]*\) .*/--\1=/p' -e '/ -[xr] /d' \
    -e 's/.* -l \([a-z-]*\) .*/--\1/p' helper/completions/polyffi-check.fish | sort >"$scratch/fish"
  sed -n 's/^\.BI\{0,1\} \(\\-\\-[a-z\\-]*[a-z]\).*/\1/p' helper/polyffi-check.1 | tr -d '\\' |
    sort -u >"$scratch/man"
  sed -n '/^static const char help/,/;$/p' helper/main.c | grep -o -e '--[a-z][a-z-]*' | sort -u \
    >"$scratch/help"
  tr -d = <"$scratch/options" >"$scratch/names"
  for list in bash zsh fish; do
    diff "$scratch/options" "$scratch/$list" || status=1
  done
  for list in man help; do
    diff "$scratch/names" "$scratch/$list" || status=1
  done
  return $status
}

# Every public function is in the manual of the library.
check_manuals() {
  status=0
  for function in $(cat helper/include/polyffi/*.h | grep -o '\bpolyffi_[a-z_]*(' | tr -d '(' | sort -u); do
    grep -qF ".BR $function ()" helper/polyffi.3 || {
      echo "$function is not in polyffi(3)"
      status=1
    }
  done
  for page in helper/*.[13]; do
    if command -v mandoc >/dev/null; then
      mandoc -Tlint -Wwarning "$page" || status=1
    fi
    if command -v groff >/dev/null; then
      groff -ww -man -z "$page" 2>&1 | none || status=1
    fi
  done
  return $status
}

# Nothing names the machine it was written on, or files that are not there.
check_paths() {
  git ls-files -z 2>/dev/null | xargs -0 grep -nIE '/(root|home|work)/' -- 2>/dev/null |
    grep -v '^tests/lint/lint.sh:' | none
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"check_$1"
