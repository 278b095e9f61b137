# SPDX-License-Identifier: MIT
# polyffi-make.sh: private to polyffi.mk, which runs it while make reads a
# makefile. Each command prints one line: "ok" and its answer in words, or what is
# wrong. Answers are kept in CACHE, and given again as long as what they come from
# has not changed.
#
#   rust CACHE DIRECTORY RUSTC  ok RUSTC VERSION "|" FEATURES "|" LIBRARIES:
#       the compiler itself behind rustup's proxy, for crates in DIRECTORY; what
#       it can do (check-cfg, edition-2024); what its standard library needs
#   nasm CACHE NASM             ok NASM VERSION
#   cc CACHE COMMAND...         ok pie|executable DIRECTORY...: what the C driver
#       makes by default, and where it looks for libraries
#   place CALL NAME FILE...     FILE:LINE of "CALL,NAME" in the makefiles
#   tool FILE...                ok FILE: the first that is there, or polyffi-check
#       as pkg-config and PATH know it
set -euf
export LC_ALL=C
here=${0%/*}

# Answers from the cache if it was made for the key.
recall() {
  [ -f "$cache" ] || return 0
  { IFS= read -r known && IFS= read -r answer; } <"$cache" || return 0
  [ "$known" != "$key" ] || {
    echo "ok $answer"
    exit
  }
}

keep() {
  mkdir -p "${cache%/*}"
  printf '%s\n%s\n' "$key" "$1" >"$cache.new"
  mv "$cache.new" "$cache"
  echo "ok $1"
  exit
}

# The files, each with what changes when it does, in one line.
stamp() {
  # shellcheck disable=SC2046 # lines become words
  echo $(stat -L -c '%n %Y %s' "$@" 2>/dev/null)
}

# at_least VERSION MAJOR MINOR
at_least() {
  major=${1%%.*}
  minor=${1#*.}
  minor=${minor%%.*}
  [ "$major" -gt "$2" ] || { [ "$major" -eq "$2" ] && [ "$minor" -ge "$3" ]; }
}

# Sets program to the absolute path of the program called $1, or tells.
find_program() {
  program=$(command -v "$1") || {
    echo "no $2 found. Install it ($3), put it on PATH, or set $4 to it"
    exit
  }
}

ask_rust() {
  cache=$1
  cd "$2"
  find_program "$3" rustc 'Debian: apt-get install rustc; anywhere: rustup' POLYFFI_RUSTC
  case $cache in
  /*) ;;
  *) cache=$OLDPWD/$cache ;;
  esac
  # What chooses the compiler behind a proxy.
  set -- "${RUSTUP_HOME:-${HOME-}/.rustup}/settings.toml"
  up=$PWD
  while :; do
    set -- "$@" "$up/rust-toolchain.toml" "$up/rust-toolchain"
    [ -n "$up" ] || break
    up=${up%/*}
  done
  resolved=
  [ ! -f "$cache" ] || { read -r _ && read -r resolved _; } <"$cache" || :
  key="$PWD ${RUSTUP_TOOLCHAIN-} $(stamp "$program" "${resolved:-$program}" "$@")"
  recall
  sysroot=$("$program" --print=sysroot 2>&1) || {
    echo "'$program --print=sysroot' fails in $PWD:" $sysroot
    exit
  }
  rustc=$program
  [ ! -x "$sysroot/bin/rustc" ] || rustc=$sysroot/bin/rustc
  version=$("$rustc" -vV 2>/dev/null | sed -n 's/^release: \([0-9.]*\).*/\1/p')
  case $version in
  *.*) ;;
  *)
    echo "'$rustc -vV' does not tell a version. Set POLYFFI_RUSTC to a working rustc"
    exit
    ;;
  esac
  at_least "$version" 1 63 || {
    echo "$rustc is rustc $version; PolyFFI wants 1.63 or newer. Update it, or set POLYFFI_RUSTC"
    exit
  }
  features=
  ! at_least "$version" 1 80 || features=check-cfg
  ! at_least "$version" 1 85 || features="$features edition-2024"
  mkdir -p "${cache%/*}"
  : >"$cache.rs"
  libraries=$(sh "$modules/PolyFFINativeLibraries.sh" "$cache.probe" "$rustc" \
    --crate-name=polyffi_probe --emit=link "--out-dir=$cache.probe" --cap-lints=allow "$cache.rs" 2>&1) || {
    echo "$rustc can't compile an empty crate:" $libraries
    exit
  }
  rm -f "$cache.rs"
  key="$PWD ${RUSTUP_TOOLCHAIN-} $(stamp "$program" "$rustc" "$@")"
  keep "$rustc $version | $features | $libraries"
}

ask_nasm() {
  cache=$1
  find_program "$2" nasm 'Debian: apt-get install nasm' POLYFFI_NASM
  key=$(stamp "$program")
  recall
  text=$("$program" -v 2>&1 | head -n 1) || :
  version=$(printf '%s\n' "$text" | sed -n 's/^NASM version \([0-9.]*\).*/\1/p')
  [ -n "$version" ] || {
    echo "$program is not NASM; it says '$text'. Set POLYFFI_NASM to NASM 2.14 or newer;" \
      "YASM can't take its place"
    exit
  }
  at_least "$version" 2 14 || {
    echo "$program is NASM $version; PolyFFI wants 2.14 or newer. Update it, or set POLYFFI_NASM"
    exit
  }
  keep "$program $version"
}

ask_cc() {
  cache=$1
  shift
  find_program "$1" "C compiler '$1'" 'Debian: apt-get install gcc' CC
  key="$* $(stamp "$program")"
  recall
  macros=$("$@" -dM -E -x c /dev/null 2>&1) || {
    echo "'$* -E' fails:" $macros
    exit
  }
  kind=executable
  case $macros in
  *__PIE__*) kind=pie ;;
  esac
  directories=
  for directory in $("$@" -print-search-dirs 2>/dev/null | sed -n 's/^libraries: =*//p' | tr ':' ' '); do
    directory=$(cd "$directory" 2>/dev/null && pwd -P) || continue
    case "$directories " in
    *" $directory "*) ;;
    *) directories="$directories $directory" ;;
    esac
  done
  keep "$kind$directories"
}

# A call stands on one line with its name, or the name on a line that continues it.
ask_place() {
  call=$1
  name=$2
  shift 2
  awk -v call="$call" -v name="$name" '
    BEGIN { gsub(/[][+.*?()^$\\|{}]/, "\\\\&", name) }
    $0 ~ call "[ \t]*,[ \t]*" name "[ \t]*([,)]|$)" { print FILENAME ":" FNR; found = 1; exit }
    $0 ~ call && !first { first = FILENAME ":" FNR }
    END { if (!found) print first ? first : ARGV[1] ":1" }' "$@"
}

ask_tool() {
  for file; do
    [ ! -x "$file" ] || {
      echo "ok $file"
      exit
    }
  done
  file=$(pkg-config --variable=check polyffi 2>/dev/null) || :
  [ -x "$file" ] || file=$(command -v polyffi-check) || {
    echo "polyffi-check is not there. Install PolyFFI again, set POLYFFI_TOOL to it, or set" \
      "POLYFFI_CHECK to OFF to build unchecked"
    exit
  }
  echo "ok $file"
}

modules=$here/../cmake/PolyFFI
[ -d "$modules" ] || modules=$here/../cmake
command=$1
shift
"ask_$command" "$@"
