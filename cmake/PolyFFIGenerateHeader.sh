# SPDX-License-Identifier: MIT
# PolyFFIGenerateHeader.sh SETTINGS: private to PolyFFI. Makes the C header of a
# crate with cbindgen, and leaves the one that is there alone when nothing in it
# changes, so that nothing is compiled for it. Whatever cbindgen read goes into a
# depfile.
#
# SETTINGS is a shell file that sets cbindgen, tells (not empty when cbindgen
# tells what it reads), root (of the crate), config (a file or empty), language
# (as --lang takes it, or empty), header, stamp, name (of the stamp in the
# depfile), depfile, and forget (files to remove, one a line, or empty); for a
# package also cargo, manifest, package, workspace, metadata_words (of cargo
# metadata, one a line) and environment (NAME=value, one a line).
set -euf
. "${0%/*}/PolyFFICargoFunctions.sh"
. "$1"

main() {
  part=$header.part
  metadata=$depfile.metadata
  mkdir -p "${header%/*}"
  rm -f "$part" "$depfile.told"
  [ -z "$cargo" ] || ask_cargo
  run_cbindgen || {
    echo "$root:1: error: cbindgen can't make ${header##*/} of this crate${config:+, with $config}" >&2
    exit 1
  }
  {
    printf '%s: \\\n' "$name"
    dependencies | escaped | sed 's/.*/  & \\/'
    echo
  } >"$depfile"
  replace "$header" "$part"
  : >"$stamp"
  printf '%s\n' "$forget" | while IFS= read -r file; do
    [ -z "$file" ] || rm -f "$file"
  done
}

# cbindgen learns from cargo what belongs to the package. Left alone it would ask
# the first cargo on PATH, for all platforms, and the network.
ask_cargo() {
  set_environment
  export CARGO="$cargo" CARGO_EXPAND_TARGET_DIR="$depfile.expanded"
  cd "${manifest%/*}"
  set --
  while IFS= read -r word; do
    case $word in
    --offline | --frozen) export CARGO_NET_OFFLINE=true ;;
    esac
    set -- "$@" "$word"
  done <<EOF
$metadata_words
EOF
  "$cargo" metadata --quiet --format-version=1 "$@" >"$metadata" || {
    echo "$manifest:1: error: cargo can't tell what belongs to $package" >&2
    exit 1
  }
}

run_cbindgen() {
  set -- "--output=$part"
  [ -z "$config" ] || set -- "$@" "--config=$config"
  # cbindgen's own choice is C++.
  if [ -z "$language" ] && ! grep -qs '^[[:space:]]*language[[:space:]]*=' "$config"; then
    language=C
  fi
  [ -z "$language" ] || set -- "$@" "--lang=$language"
  [ -z "$tells" ] || set -- "$@" "--depfile=$depfile.told"
  if [ -n "$cargo" ]; then
    [ ! -e "$workspace/Cargo.lock" ] || set -- "$@" "--lockfile=$workspace/Cargo.lock"
    set -- "$@" "--crate=$package" "--metadata=$metadata" "${manifest%/*}"
  else
    set -- "$@" "$root"
  fi
  # A mistake in the configuration is a panic of cbindgen's.
  RUST_BACKTRACE=0 "$cbindgen" "$@"
}

# Prints all files that the header depends on, one a line.
dependencies() {
  if [ -n "$tells" ]; then
    sed '1d; s/^ *//; s/ \\$//; s/\\ / /g' "$depfile.told"
  elif [ -n "$cargo" ]; then
    of_local_packages src_path | modules
  else
    printf '%s\n' "$root" | modules
  fi
  [ -n "$cargo" ] || return 0
  of_local_packages manifest_path
  for file in "$workspace/Cargo.toml" "$workspace/Cargo.lock"; do
    [ ! -e "$file" ] || printf '%s\n' "$file"
  done
}

# Prints the src_path of each library, or the manifest_path, of the packages in
# the metadata that are not from a registry: those are never changed.
of_local_packages() {
  text='"([^"\\]|\\.)*"'
  grep -oE "\"source\":(null|$text),\"dependencies\":|\"kind\":\[[^]]*]|\"(src|manifest)_path\":$text" "$metadata" |
    awk -v wanted="\"$1\":" '
      /^"source"/ { here = /^"source":null/; next }
      /^"kind"/ { library = /lib"/; next }
      /^"manifest_path"/ { library = 1 }
      here && library && index($0, wanted) == 1 {
        sub(/^[^:]*:"/, "")
        sub(/"$/, "")
        print
      }'
}

# Prints the files that mod declarations lead to from those on standard input,
# whatever cfg says: those that a cbindgen that does not tell them reads.
modules() {
  awk 'function add(path, line) {
    if (!(path in seen) && (getline line <path) >= 0) {
      close(path)
      seen[path] = 1
      queue[count++] = path
    }
  }
  function read(file, directory, stem, line, name, places, i) {
    directory = stem = file
    sub(/[^\/]*$/, "", directory)
    sub(/\.rs$/, "/", stem)
    places[0] = directory
    places[1] = stem
    places[2] = ""
    while ((getline line <file) > 0) {
      if (match(line, /path *= *"[^"]+"/)) {
        name = substr(line, RSTART, RLENGTH - 1)
        sub(/[^"]*"/, "", name)
        for (i = 0; places[i] != ""; i++)
          add(places[i] name)
      }
      while (match(line, /(^|[^A-Za-z0-9_])mod +[A-Za-z0-9_]+ *[;{]/)) {
        name = substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH)
        inside = name ~ /{$/
        sub(/.*mod +/, "", name)
        sub(/ *[;{]$/, "", name)
        for (i = 0; places[i] != ""; i++)
          if (!inside) {
            add(places[i] name ".rs")
            add(places[i] name "/mod.rs")
          }
        if (inside) {
          places[i] = directory name "/"
          places[i + 1] = stem name "/"
          places[i + 2] = ""
        }
      }
    }
    close(file)
  }
  { add($0) }
  END {
    for (i = 0; i < count; i++) {
      print queue[i]
      read(queue[i])
    }
  }'
}

main
