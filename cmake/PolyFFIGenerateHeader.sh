# SPDX-License-Identifier: MIT
# PolyFFIGenerateHeader.sh SETTINGS: private to PolyFFI. Makes the C header of a
# crate with cbindgen, and leaves the one that is there alone when nothing in it
# changes, so that nothing is compiled for it. Whatever cbindgen read goes into a
# depfile.
#
# SETTINGS is a shell file that sets cbindgen, told (not empty when cbindgen
# tells what it reads), root (of the crate), config (a file or empty), language
# (as --lang takes it, or empty), header, stamp, name (of the stamp in the
# depfile), depfile, and forget (files to remove, one a line, or empty).
set -euf
. "$1"

# Prints the files that mod declarations lead to from file $1, itself first,
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
  BEGIN {
    add(ARGV[1])
    for (i = 0; i < count; i++) {
      print queue[i]
      read(queue[i])
    }
  }' "$1"
}

# Prints a path a line as a depfile has it.
in_depfile() {
  sed 's/\$/$$/g; s/#/\\#/g; s/.*/  & \\/'
}

part=$header.part
listed=$depfile.cbindgen
mkdir -p "${header%/*}"
rm -f "$part" "$listed"

set -- "--output=$part"
if [ -n "$config" ]; then
  set -- "$@" "--config=$config"
fi
# cbindgen's own choice is C++.
if [ -z "$language" ] && ! grep -qs '^[[:space:]]*language[[:space:]]*=' "$config"; then
  language=C
fi
if [ -n "$language" ]; then
  set -- "$@" "--lang=$language"
fi
if [ -n "$told" ]; then
  set -- "$@" "--depfile=$listed"
fi
# A mistake in the configuration is a panic of cbindgen's.
RUST_BACKTRACE=0 "$cbindgen" "$@" "$root" || {
  echo "$root:1: error: cbindgen can't make ${header##*/} of this crate${config:+, with $config}" >&2
  exit 1
}

{
  printf '%s: \\\n' "$name"
  if [ -n "$told" ]; then
    sed '1d; s/^ *//; s/ \\$//' "$listed" | in_depfile
  else
    modules "$root" | sed 's/ /\\ /g' | in_depfile
  fi
  echo
} >"$depfile"
rm -f "$listed"
if cmp -s "$part" "$header"; then
  rm "$part"
else
  mv "$part" "$header"
fi
: >"$stamp"
printf '%s\n' "$forget" | while IFS= read -r file; do
  [ -z "$file" ] || rm -f "$file"
done
