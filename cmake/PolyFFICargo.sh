# SPDX-License-Identifier: MIT
# PolyFFICargo.sh SETTINGS CARGO rustc WORD...: private to PolyFFI. Runs cargo to
# build a Rust static library, and makes of what cargo left behind what the build
# needs:
#
# * the archive, under a name of ours: the same file, so that the rest of the
#   build starts only if cargo made another;
# * a depfile of all that cargo read: what is in its dep-info, and the manifests,
#   lock file, configuration and toolchain files, which are not;
# * a linker script that stands on the link line of every user of the library,
#   behind the archive, and asks for the native libraries that the build found;
# * a record of these libraries, which CMake watches, for an installed library.
#
# SETTINGS is a shell file that sets build_directory (cargo's target directory),
# triple, profile, crate, archive, name (that of the archive in the depfile),
# depfile, dep_info (as rustc would write it), linker_script, record, linker (what
# it is given is in linker.arguments), workspace, build_tree, environment
# (NAME=value, one a line), all_rustflags (one a line), forget (a file to remove,
# or empty) and touch (not empty: the archive must be newer than its sources).
#
# PolyFFICargoTest.sh reads this file for its functions.
set -euf
settings=$1
cargo=$2
subcommand=$3
shift 3
. "$settings"

main() {
  set_environment
  set_jobs
  flags=
  set_linker
  [ -z "$all_rustflags" ] || set_rustflags
  run_cargo "$@"
  find_archive
  made_depfile
  made_libraries
  publish
  [ -z "$forget" ] || rm -f "$forget"
}

set_environment() {
  while IFS= read -r pair; do
    # shellcheck disable=SC2163 # it is NAME=value
    [ -z "$pair" ] || export "$pair"
  done <<EOF
$environment
EOF
}

# As many jobs as the Ninja that runs this; make hands its own to cargo itself.
set_jobs() {
  process=$$
  while [ -z "${CARGO_BUILD_JOBS-}" ] && [ "$process" -gt 1 ]; do
    jobs=$(tr '\0' '\n' <"/proc/$process/cmdline" 2>/dev/null | awk '
      NR == 1 && !/(^|\/)ninja(-build)?$/ { exit }
      next_word { print; exit }
      /^-j$/ { next_word = 1 }
      /^-j[0-9]/ { print substr($0, 3); exit }') || return 0
    [ -z "$jobs" ] || [ "$jobs" = 0 ] || export CARGO_BUILD_JOBS="$jobs"
    process=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$process/status") || return 0
  done
}

# A linker that the user's flags name would come behind the one that writes down
# what it is given: then that one has to be named there too.
set_linker() {
  {
    printf '%s\n' "${CARGO_ENCODED_RUSTFLAGS-} ${RUSTFLAGS-}"
    configuration_files | tr '\n' '\0' | xargs -0 cat
  } | grep 'linker=' >/dev/null || return 0
  all_rustflags="$all_rustflags
-Clinker=$linker"
}

# The four places that cargo takes flags from exclude each other: ours join the
# one that counts.
set_rustflags() {
  separator=$(printf '\037')
  ours=$(printf '%s\n' "$all_rustflags" | sed '/^$/d' | paste -s -d "$separator")
  if [ -n "${CARGO_ENCODED_RUSTFLAGS-}" ]; then
    export CARGO_ENCODED_RUSTFLAGS="$CARGO_ENCODED_RUSTFLAGS$separator$ours"
  elif [ -n "${RUSTFLAGS-}" ]; then
    theirs=$(printf '%s\n' "$RUSTFLAGS" | tr -s ' ' "$separator")
    export CARGO_ENCODED_RUSTFLAGS="$theirs$separator$ours"
  else
    key=build
    [ -z "$(flags_for_target)" ] || key="target.$triple"
    # Strings of TOML, and what is in them.
    flags=$(printf '%s\n' "$all_rustflags" | sed '/^$/d; s/[\\"]/\\&/g; s/.*/"&"/' | paste -s -d ,)
    flags="--config=$key.rustflags=[$flags]"
  fi
}

# Not empty if a configuration file of cargo has flags for a target.
flags_for_target() {
  configuration_files | while IFS= read -r file; do
    awk '/^[[:space:]]*\[/ { table = $0 }
      /rustflags[[:space:]]*=/ && (table $0) ~ /target[.]/ { print "yes" }' "$file"
  done
}

configuration_files() {
  up=$PWD
  while :; do
    for file in "$up/.cargo/config.toml" "$up/.cargo/config"; do
      [ ! -f "$file" ] || echo "$file"
    done
    [ -n "$up" ] || break
    up=${up%/*}
  done
  for file in "${CARGO_HOME:-$HOME/.cargo}/config.toml" "${CARGO_HOME:-$HOME/.cargo}/config"; do
    [ ! -f "$file" ] || echo "$file"
  done
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
  made=$build_directory/$triple/$directory/lib$crate
  [ -e "$made.a" ] || {
    echo "$settings:1: error: cargo made no $made.a" >&2
    exit 1
  }
}

# Writes standard input to the file $1, unless it holds just that.
write() {
  cat >"$1.new"
  if cmp -s "$1.new" "$1"; then
    rm -f "$1.new"
  else
    mv "$1.new" "$1"
  fi
}

# cargo's dep-info: the files, one a line.
sources() {
  sed 's/\\ /\a/g' "$made.d" | awk '
    { start = index($0, ": "); n = split(substr($0, start + 2), words, " ")
      for (i = 1; start && i <= n; i++) print words[i] }' | tr '\a' ' '
}

# The manifests above the sources, and what else chooses how cargo builds.
manifests() {
  sources | awk -v workspace="$workspace" '
    function add(file, line) { if ((getline line < file) >= 0) { print file; close(file) } }
    function visit(directory) {
      if (directory in seen) return
      seen[directory]
      add(directory "/Cargo.toml")
      add(directory "/rust-toolchain.toml")
      add(directory "/rust-toolchain")
      if (sub(/\/[^\/]*$/, "", directory)) visit(directory)
    }
    { file = $0; sub(/\/[^\/]*$/, "", file); visit(file) }
    END { visit(workspace); add(workspace "/Cargo.lock") }'
  configuration_files
}

# Blanks, and what Ninja and make take for their own.
escaped() {
  sed 's/\$/$$/g; s/[ #]/\\&/g'
}

made_depfile() {
  {
    printf '%s:' "$(printf '%s\n' "$name" | escaped)"
    { sources; manifests; } | escaped | awk '!seen[$0]++ { printf " %s", $0 } END { print "" }'
  } | write "$depfile"
  # As rustc writes it: polyffi-check looks for the crate's sources there.
  {
    printf '%s:' "$(printf '%s\n' "$archive" | sed 's/ /\\ /g')"
    sources | sed -n '/\.rs$/s/ /\\ /gp; /\.rs$/{/\\ /!p;}' | awk '!seen[$0]++ { printf " %s", $0 } END { print "" }'
  } | write "$dep_info"
}

# The libraries that the linker was given, but those that rustc puts into the
# archive, and those that the C driver adds by itself.
libraries() {
  awk -v workspace="$workspace" -v bundled="$(bundled)" '
    function exists(file, line) { r = (getline line < file) >= 0; close(file); return r }
    function find(name, i, file) {
      for (i = 1; i <= directories; i++) {
        if (name ~ /^:/) { if (exists(file = directory[i] "/" substr(name, 2))) return file; continue }
        if (exists(file = directory[i] "/lib" name ".so")) return file
        if (exists(file = directory[i] "/lib" name ".a")) return file
      }
      return "-l" name
    }
    function search(path) { directory[++directories] = path ~ /^\// ? path : workspace "/" path }
    path { search($0); path = 0; next }
    $0 == "-L" { path = 1; next }
    /^-L/ { search(substr($0, 3)); next }
    /^(-Wl,)?-Bstatic$/ { held = bundled; next }
    /^(-Wl,)?-Bdynamic$/ { held = 0; next }
    /^-l/ && !held && !/^-l(gcc_s|c)$/ { name[++names] = substr($0, 3) }
    END { for (i = 1; i <= names; i++) if (!seen[name[i]]++) print find(name[i]) }' "$linker.arguments"
}

# 0 if a library that is linked statically may stay outside of the archive.
bundled() {
  if { sources | tr '\n' '\0' | xargs -0 cat
    find "$build_directory/$triple/$directory/build" -name output -exec cat {} + 2>/dev/null
  } | grep -e '-bundle' >/dev/null; then
    echo 0
  else
    echo 1
  fi
}

# polyffi-check finds the crate's sources by the name of the dep-info.
made_libraries() {
  found=$(libraries)
  {
    echo "/* PolyFFI: dep-info ${dep_info##*/} */"
    [ -z "$found" ] || printf '%s\n' "$found" |
      awk '{ if (!/^-l/) $0 = "\"" $0 "\""; line = line " " $0 } END { print "INPUT(" substr(line, 2) ")" }'
  } | write "$linker_script"
  # An installed library knows no file of the build tree. The record only grows.
  printf '%s\n' "$found" | while IFS= read -r library; do
    case $library in
    "$build_tree"/*)
      library=${library##*/lib}
      library=-l${library%.*}
      ;;
    esac
    grep -q -x -F -e "$library" "$record" || printf '%s\n' "$library" >>"$record"
  done
}

publish() {
  if [ ! "$made.a" -ef "$archive" ]; then
    ln -f "$made.a" "$archive" 2>/dev/null || cp "$made.a" "$archive"
  fi
  [ -z "$touch" ] || [ -z "$(newer)" ] || touch "$archive"
}

# What is newer than the archive, though cargo saw no reason to make another.
newer() {
  { sources; manifests; printf '%s\n' "$settings" "$cargo" "$RUSTC"; } |
    while IFS= read -r file; do
      [ ! "$file" -nt "$archive" ] || echo "$file"
    done
}

case $0 in
*/PolyFFICargo.sh) main "$@" ;;
esac
