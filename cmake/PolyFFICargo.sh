# SPDX-License-Identifier: MIT
# PolyFFICargo.sh SETTINGS CARGO rustc WORD...: private to PolyFFI. Runs cargo to
# build a Rust library or program, and makes of what cargo left behind what the
# build needs:
#
# * the archive, or what stands for it, under a name of ours: the same file, so that
#   the rest of the build starts only if cargo made another;
# * a depfile of all that cargo read: what is in its dep-info, and the manifests,
#   lock file, configuration and toolchain files, which are not;
# * of a static library, a linker script that stands on the link line of every
#   user of the library, behind the archive, and asks for the native libraries that
#   the build found;
# * a record of these libraries, which CMake watches, for an installed library;
# * of what CMake links, the words that PolyFFIRustLinker.sh has written down.
#
# SETTINGS is a shell file that sets build_directory (cargo's target directory),
# triple, profile, stem and suffix (of the file that cargo makes), archive, name
# (that of the archive in the depfile), depfile, dep_info (as rustc would write it),
# linker_script and words (or empty), record, linker (or empty; what it is given is in
# linker.arguments), workspace, build_tree, environment (NAME=value, one a line),
# all_rustflags (one a line), forget (a file to remove, or empty), touch (not empty:
# the archive must be newer than its sources), launcher (words to put before rustc,
# one a line) and launcher_script (to write for that).
set -euf
settings=$1
cargo=$2
subcommand=$3
shift 3
. "${0%/*}/PolyFFICargoFunctions.sh"
. "$settings"

main() {
  prepare
  name_linker
  set_rustflags
  set_launcher
  run_cargo "$@"
  find_archive
  describe
  publish
  [ -z "$forget" ] || rm -f "$forget"
}

# A linker that the user's flags name would come behind the one that writes down
# what it is given: then that one has to be named there too.
name_linker() {
  case "$linker ${CARGO_ENCODED_RUSTFLAGS-} ${RUSTFLAGS-} $configuration" in
  /*linker=* | /*linker\ =*) all_rustflags="$all_rustflags
-Clinker=$linker" ;;
  esac
}

run_cargo() {
  "$cargo" "$subcommand" ${flags:+"$flags"} "$@" || {
    status=$?
    rm -f "$archive"
    exit $status
  }
}

# Sets made to what cargo made, without its suffix.
find_archive() {
  case $profile in
  dev) directory=debug ;;
  *) directory=$profile ;;
  esac
  made=$build_directory/$triple/$directory/$stem
  [ -e "$made$suffix" ] || {
    echo "$settings:1: error: cargo made no $made$suffix" >&2
    exit 1
  }
}

# Writes the files that tell what the archive is made of and what it needs. All
# that the program has to know is in its environment, where nothing is escaped.
describe() {
  (
    export name archive depfile dep_info linker_script record linker made workspace build_tree \
      configuration_files
    export scripts="$build_directory/$triple/$directory/build"
    exec awk -f "${0%/*}/PolyFFICargo.awk"
  )
}

publish() {
  publish_as "$made$suffix" "$archive"
  if [ -n "$words" ]; then
    publish_as "$(sed -n 's,^/[*] words: \(.*\) [*]/$,\1,p' "$made$suffix")" "$words"
  fi
  [ -z "$touch" ] || [ -z "$(newer)" ] || touch "$archive"
}

# What is newer than the archive, though cargo saw no reason to make another.
newer() {
  {
    sed 's/^[^:]*: //; s/\([^\\]\) /\1\n/g' "$depfile" | sed 's/\\\(.\)/\1/g; s/[$][$]/$/g'
    printf '%s\n' "$settings" "$cargo" "$RUSTC"
  } | while IFS= read -r file; do
    [ ! "$file" -nt "$archive" ] || echo "$file"
  done
}

publish_as() {
  [ "$1" -ef "$2" ] || ln -f "$1" "$2" 2>/dev/null || cp "$1" "$2"
}

main "$@"
