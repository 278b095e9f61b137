# SPDX-License-Identifier: MIT
# PolyFFIRustBundle.sh SETTINGS: private to PolyFFI. Runs after rustc has made the
# archive of a bundle, and writes from what its libraries left behind
#
# * the dep-info of the bundle: polyffi-check looks for the sources there;
# * the linker script that stands behind the archive on the link line of every
#   user, and asks for the native libraries of all.
#
# SETTINGS is a shell file that sets members (where the .d and the .ld of each
# library are, without these endings, one a line), archive, dep_info and
# linker_script.
set -euf
. "$1"

files() {
  printf '%s\n' "$members" | while IFS= read -r member; do
    cat "$member$1"
  done
}

{
  printf '%s:' "$(printf '%s\n' "$archive" | sed 's/ /\\ /g')"
  files .d | sed -n '/^#/d; s/^.*\.\(rlib\|a\): / /p' | tr -d '\n'
  echo
} >"$dep_info"
{
  echo "/* PolyFFI: dep-info ${dep_info##*/} */"
  files .ld | sed '/^INPUT/!d' | awk '!seen[$0]++'
} >"$linker_script"
