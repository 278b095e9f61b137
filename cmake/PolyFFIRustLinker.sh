# SPDX-License-Identifier: MIT
# PolyFFIRustLinker.sh DEP_INFO WORD...: private to PolyFFI. Stands in for the
# linker when rustc makes a shared library or a program that CMake is to link, and
# keeps what rustc would have linked:
#
# * FILE.words, for FILE behind -o: the words, a line each, as a response file;
# * FILE.objects/: the files among them that rustc removes in the end;
# * FILE itself: a linker script that asks for nothing. It names the crate's
#   dep-info, in which polyffi-check finds its sources, and where the words are.
#
# Left out is what is the project's to choose: the linker, soname, whether it is
# a PIE, and what the C driver adds by itself.
set -euf
dep_info=$1
shift

main() {
  find_result "$@"
  rm -rf "$result.objects"
  mkdir "$result.objects"
  words "$@" >"$result.objects/words"
  sed "s/[\\\\\"' 	]/\\\\&/g" "$result.objects/words" >"$result.words"
  printf '/* %s */\n' "PolyFFI: dep-info $dep_info" "words: $result.words" >"$result"
}

# Sets result to the file behind -o, and driver to the libraries that the C driver
# adds: none where rustc brings start files of its own.
find_result() {
  result=
  driver='-lc -lgcc_s'
  previous=
  for word; do
    [ "$previous" != -o ] || result=$word
    [ "$word" != -nostartfiles ] || driver=
    previous=$word
  done
}

# What is switched on for Rust's libraries is switched off behind them. Which
# libraries are static is said of each: a program that is linked with -static stays
# so, and one that isn't, too.
words() {
  echo -Wl,--push-state
  static=
  previous=
  for word; do
    before=$previous
    previous=$word
    case "$before $word" in
    *' -o' | '-o '* | *' -shared' | *' -pie' | *' -Wl,-soname='*) continue ;;
    '-B'*'/gcc-ld -fuse-ld=lld') continue ;;
    *' -B'*'/gcc-ld') continue ;;
    *' -Wl,-Bstatic')
      static=yes
      continue
      ;;
    *' -Wl,-Bdynamic')
      static=
      continue
      ;;
    '-L '*) word=$(absolute "$word") ;;
    *) add_file_or_flag ;;
    esac
    [ -z "$word" ] || printf '%s\n' "$word"
  done
  echo -Wl,--pop-state
}

absolute() {
  case $1 in
  /*) printf '%s\n' "$1" ;;
  *) printf '%s\n' "$PWD/$1" ;;
  esac
}

# Makes of word what finds the same from any directory, and when rustc has ended.
add_file_or_flag() {
  case $word in
  -Wl,--version-script=* | -Wl,--dynamic-list=*) word=${word%%=*}=$(kept "${word#*=}") ;;
  -L?*) word=-L$(absolute "${word#-L}") ;;
  -l[!:]*)
    [ -z "$static" ] || word=-l:lib${word#-l}.a
    case " $driver " in
    *" $word "*) word= ;;
    esac
    ;;
  -nodefaultlibs) [ -z "$driver" ] || word= ;;
  -*) ;;
  "${result%/*}"/*.o | */rustc??????/*) word=$(kept "$word") ;;
  *) [ ! -e "$word" ] || word=$(absolute "$word") ;;
  esac
}

# Another name for file $1, which rustc is going to remove.
kept() {
  copy=$result.objects/${1##*/}
  ln "$1" "$copy" 2>/dev/null || cp "$1" "$copy"
  printf '%s\n' "$copy"
}

main "$@"
