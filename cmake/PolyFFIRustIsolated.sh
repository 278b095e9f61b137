# SPDX-License-Identifier: MIT
# PolyFFIRustIsolated.sh SETTINGS OPTION...: private to PolyFFI. Makes of a Rust
# archive one that shares no name with another: of one object, which holds what
# the exports need, and in which all but the exports is local.
#
# OPTION... are those that polyffi-check is called with for the library; --export
# and --exports-file among them name the exports, and without any all that C can
# call is exported. SETTINGS is a shell file that sets archive, isolated (the
# result), object (where to link), check (polyffi-check), driver (the C driver, a
# word a line), objcopy and ar.
set -euf
. "$1"
shift

main() {
  rm -f "$isolated" "$object"
  found=$("$check" --exports "$archive") || exit
  found=$(printf '%s\n' "$found" | sed 's/ .*//')
  exports=$(declared "$@")
  if [ -z "$exports" ]; then
    exports=$found
  elif [ -n "$(missing)" ]; then
    # It knows why, and where.
    "$check" "$@" "$archive" || exit
    exports=$(printf '%s\n' "$found" | grep -x -F -e "$exports" || :)
  fi
  [ -n "$exports" ] || {
    echo "$archive: error: it exports nothing: no one could call what is ISOLATED" >&2
    exit 1
  }
  prelink
  rm -f "$object.exports" "$object"
}

# The names that OPTION... declare, one a line.
declared() {
  for option; do
    case $option in
    --export=*) printf '%s\n' "${option#*=}" ;;
    --exports-file=*) sed 's/#.*//; s/^[[:space:]]*//; s/[[:space:]]*$//; /^$/d' "${option#*=}" ;;
    esac
  done | sed 's/:[a-z]*$//'
}

missing() {
  printf '%s\n' "$exports" | while IFS= read -r name; do
    printf '%s\n' "$found" | grep -q -x -F -e "$name" || printf '%s\n' "$name"
  done
}

# Groups are dissolved, for a linker keeps one of several that have the same name:
# the reference to the personality routine of another rustc. Common symbols can't
# be local, so they get their place. The bitcode that rustc left beside the code is
# of no more use, and would be garbage once it is joined.
prelink() {
  printf '%s\n' "$exports" >"$object.exports"
  {
    printf '%s\n' "$driver" | sed 1d
    sed 's/^/-Wl,-u,/' "$object.exports"
  } | sed 's/[\\"]/\\&/g; s/.*/"&"/' >"$object.words"
  "${driver%%
*}" "@$object.words" -r -nostdlib -fuse-ld=bfd -Wl,-d,--force-group-allocation,--build-id=none \
    -o "$object" "$archive"
  rm -f "$object.words"
  "$objcopy" --keep-global-symbols="$object.exports" --remove-section=.llvmbc \
    --remove-section=.llvmcmd "$object"
  "$ar" qcs "$isolated" "$object"
}

main "$@"
