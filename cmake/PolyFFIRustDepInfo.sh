# SPDX-License-Identifier: MIT
# PolyFFIRustDepInfo.sh SETTINGS: private to PolyFFI. Runs after rustc in the
# build of a Rust crate, and makes of what rustc left behind what the build
# needs:
#
# * a depfile that CMake and Ninja can read. rustc's dep-info opens with a rule
#   for itself, which makes Ninja rebuild for ever, and holds "# env-dep"
#   comments, which CMake's reader takes for garbage;
# * of a static library, a linker script that stands on the link line of every
#   user of the library, behind the archive, and asks for the native libraries
#   that the crate needs;
# * a record of these libraries, which CMake watches, for an installed library;
# * a warning for each environment variable that the crate reads undeclared:
#   its change could not rebuild the crate.
#
# SETTINGS is a shell file that sets dep_info (rustc's), archive (its name in
# the depfile), depfile, linker_script (or empty), record, words (a file of rustc's
# command line, a word a line), std_libraries (flags), declared (names), root (of
# the crate), forget (a file to remove, or empty), quiet (not empty: don't warn) and
# function (who declares names). For GNU Make it sets phony, and the depfile has a
# rule without a recipe for each file, so that one that is gone does not stop the
# build; and option, to say how ENV is written.
#
# It runs in every compilation, so it is a shell script, and one that starts
# next to no other program.
set -euf
. "$1"

rule=
unknown=
while IFS= read -r line; do
  case $line in
  '# env-dep:'*)
    name=${line#*:}
    name=${name%%=*}
    case " $declared " in
    *" $name "*) ;;
    *) unknown="$unknown $name" ;;
    esac
    ;;
  '#'*) ;;
  *.d:\ *) rule=${line#*.d: } ;;
  esac
done <"$dep_info"
[ -n "$rule" ] || {
  echo "$dep_info: error: no rule for this file; remove this file and build again" >&2
  exit 1
}
# rustc escapes blanks alone.
{
  printf '%s: %s\n' "$archive" "$rule"
  [ -z "${phony-}" ] || printf '%s\n' "$rule" | sed 's/\([^\\]\) /\1:\n/g; s/$/:/'
} >"$depfile"
case $archive$rule in
*[\$\#]*) sed -i 's/\$/$$/g; s/#/\\#/g' "$depfile" ;;
esac

for name in $unknown; do
  [ -z "${quiet-}" ] || break
  echo "$root:1: warning: the crate reads the environment variable $name, which" \
    "is not declared: its change rebuilds nothing; add ${option-ENV }$name=<value> to" \
    "$function" >&2
done

# CMake 3.23 to 3.31 keeps the dependencies of old under Makefiles, and rebuilds
# for ever when one of them is gone (CMake issue 26399).
[ -z "$forget" ] || rm -f "$forget"

# Nothing else is linked by others.
[ -n "$linker_script" ] || exit 0

# Only a crate that says #[link], or is compiled with -l, can need more than
# std does. Only rustc knows what that amounts to, and tells it when it links.
more=
case $rule in
*\\\ *)
  if printf '%s\n' "$rule" | sed 's/\\ /\t/g; s/ /\n/g' | grep '\.rs$' | tr '\t\n' ' \0' |
    xargs -0 grep -q 'link[[:space:]]*('; then
    more=yes
  fi
  ;;
*)
  # shellcheck disable=SC2086 # a list of paths without blanks
  set -- $rule
  for source; do
    shift
    case $source in
    *.rs) set -- "$@" "$source" ;;
    esac
  done
  if grep -q 'link[[:space:]]*(' "$@"; then
    more=yes
  fi
  ;;
esac
probe=${depfile%/*}/probe
set --
while IFS= read -r word; do
  case $word in
  '') continue ;; # what a generator expression leaves
  -lstatic=polyffi_no_std) ;; # that one asks for nothing
  --cfg=polyffi_bundled) continue ;; # without the rest of the bundle
  -l*) more=yes ;;
  --emit=*) word=--emit=link ;;
  --out-dir=*) word=--out-dir=$probe ;;
  --crate-type=*) continue ;;
  esac
  set -- "$@" "$word"
done <"$words"
libraries=$std_libraries
if [ -n "$more" ]; then
  # As polyffi_rust_native_libraries() does when CMake runs.
  libraries=$(sh "${0%/*}/PolyFFINativeLibraries.sh" "$probe" "$@")
fi

# polyffi-check finds the crate's sources by the name of the dep-info. A comment
# alone is a linker script; INPUT() is not.
{
  echo "/* PolyFFI: dep-info ${dep_info##*/} */"
  [ -z "$libraries" ] || echo "INPUT($libraries)"
} >"$linker_script"

# The record only grows, and is written only when it does.
recorded=" "
while read -r library; do
  recorded="$recorded$library "
done <"$record"
for library in $libraries; do
  case $recorded in
  *" $library "*) ;;
  *) echo "$library" >>"$record" ;;
  esac
done
