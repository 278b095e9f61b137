# SPDX-License-Identifier: MIT
# PolyFFICargoFunctions.sh: private to PolyFFI. What its scripts that run cargo
# have in common; they explain the variables.

# Makes the environment that cargo builds a package in.
prepare() {
  set_environment
  set_jobs
  set_configuration
}

set_environment() {
  IFS='
'
  for pair in $environment; do
    # shellcheck disable=SC2163 # it is NAME=value
    export "$pair"
  done
  unset IFS
}

# As many jobs as the Ninja that runs this; make hands its own to cargo itself.
set_jobs() {
  [ -z "${CARGO_BUILD_JOBS-}" ] || return 0
  find_ninja || return 0
  # Without the zeros between them it is quickly seen whether one is there.
  read -r command_line <"/proc/$process/cmdline" || true
  case $command_line in
  *-j*) ;;
  *) return 0 ;;
  esac
  jobs=
  before=
  for word in $(tr '\0' ' ' <"/proc/$process/cmdline"); do
    case "$before $word" in
    '-j '*) jobs=$word ;;
    *' -j'[0-9]*) jobs=${word#-j} ;;
    esac
    before=$word
  done
  [ -z "$jobs" ] || [ "$jobs" = 0 ] || export CARGO_BUILD_JOBS="$jobs"
}

# Sets process to the Ninja that this runs below, or fails.
find_ninja() {
  process=$$
  while [ "$process" -gt 1 ]; do
    key=
    value=0
    while read -r key value; do
      case $key$value in
      Name:ninja | Name:ninja-build) return 0 ;;
      PPid:*) break ;;
      esac
    done <"/proc/$process/status"
    process=$value
  done 2>/dev/null
  return 1
}

# Sets configuration_files to the files, one a line, that cargo reads its
# configuration from, and configuration to what they hold.
set_configuration() {
  configuration_files=
  configuration=
  up=$PWD
  while :; do
    keep_file "$up/.cargo/config.toml"
    keep_file "$up/.cargo/config"
    [ -n "$up" ] || break
    up=${up%/*}
  done
  home=${CARGO_HOME:-${HOME-}/.cargo}
  keep_file "$home/config.toml"
  keep_file "$home/config"
  [ -z "$configuration_files" ] ||
    configuration=$(printf '%s' "$configuration_files" | tr '\n' '\0' | xargs -0 cat)
}

keep_file() {
  [ ! -f "$1" ] || configuration_files="$configuration_files$1
"
}

# The four places that cargo takes flags from exclude each other: ours join the
# one that counts. Sets flags to an option of cargo, or to nothing.
set_rustflags() {
  flags=
  [ -n "$all_rustflags" ] || return 0
  ours=$(printf '%s\n' "$all_rustflags" | encoded)
  if [ -n "${CARGO_ENCODED_RUSTFLAGS-}" ]; then
    export CARGO_ENCODED_RUSTFLAGS="$CARGO_ENCODED_RUSTFLAGS$separator$ours"
  elif [ -n "${RUSTFLAGS-}" ]; then
    theirs=$(printf '%s\n' "$RUSTFLAGS" | tr -s ' ' "$separator")
    export CARGO_ENCODED_RUSTFLAGS="$theirs$separator$ours"
  else
    key=build
    [ -z "$(flags_for_target)" ] || key="target.$triple"
    flags="--config=$key.rustflags=[$(printf '%s\n' "$all_rustflags" | strings)]"
  fi
}

# Make of a flag in each line what cargo splits in a variable of its environment,
# and a list of strings in TOML.
separator=$(printf '\037')
encoded() {
  sed '/^$/d' | paste -s -d "$separator"
}

strings() {
  sed '/^$/d; s/[\\"]/\\&/g; s/.*/"&"/' | paste -s -d ,
}

# Not empty if a configuration file of cargo has flags for a target.
flags_for_target() {
  printf '%s\n' "$configuration" | awk '/^[[:space:]]*\[/ { table = $0 }
    /rustflags[[:space:]]*=/ && (table $0) ~ /target[.]/ { print "yes" }'
}

# The launcher is for rustc itself, and comes behind all that cargo puts before that,
# such as clippy-driver or the script for the flags of a test: sccache takes those
# for unknown compilers. It is not for the step that makes the archive: sccache would
# give it an old one when native code inside a library that it needs has changed. Nor
# for a crate whose build script makes a static library that only #[link] asks for:
# that library would not be looked at.
set_launcher() {
  launcher=${launcher:-${RUSTC_WRAPPER-}}
  [ -n "$launcher" ] || return 0
  {
    cat <<'EOF'
#!/bin/sh
[ "$1" = "$RUSTC" ] || exec "$@"
case "${OUT_DIR:+script} $*" in
*" staticlib "*) exec "$@" ;;
*" -l static="*) ;;
script*" -L native="*) exec "$@" ;;
esac
EOF
    echo "exec $(printf '%s\n' "$launcher" | quoted) \"\$@\""
  } | write_script "$launcher_script"
  export RUSTC_WRAPPER="$launcher_script" CARGO_INCREMENTAL=0
}

# Makes of each line a word of the shell's.
quoted() {
  sed "s/'/'\\\\''/g; s/.*/'&'/" | paste -s -d ' '
}

# Writes standard input to the script $1, which others may do, or run, meanwhile.
write_script() {
  cat >"$1.$$"
  chmod +x "$1.$$"
  replace "$1" "$1.$$"
}

# Writes standard input to the file $1, unless it holds just that.
write() {
  cat >"$1.new"
  replace "$1" "$1.new"
}

# Puts file $2 in the place of file $1, unless that holds the same.
replace() {
  if cmp -s "$2" "$1"; then
    rm -f "$2"
  else
    mv "$2" "$1"
  fi
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
  printf '%s' "$configuration_files"
}

# Blanks, and what Ninja and make take for their own.
escaped() {
  sed 's/\$/$$/g; s/[ #]/\\&/g'
}
