#!/bin/sh
# SPDX-License-Identifier: MIT
# completion.sh SHELL PREFIX DIRECTORY: completes command lines in the shell, with the completions
# installed in PREFIX, in DIRECTORY, and expects what must come of them.
# Exit status: 0 right, 1 not, 77 skipped.
set -eu
shell=$1
prefix=$2
directory=$3
export INPUTRC=/dev/null TERM=dumb LC_ALL=C
tool=$prefix/bin/polyffi-check
tab=$(printf '\t')

for program in "$shell" script; do
  command -v "$program" >/dev/null || {
    echo "skipped: $program is not installed"
    exit 77
  }
done

rm -rf "$directory"
mkdir -p "$directory"
script -qec true "$directory/screen" >/dev/null 2>&1 || {
  echo "skipped: script can't open a terminal here"
  exit 77
}
mkdir -p "$directory/bin" "$directory/files/dir one"
cd "$directory/files"
touch part.o libx.a "dir one/inner.o"
ln -s /bin/true ../bin/unmistakable
export PATH="$directory/bin:$PATH"

# The command that is run in the end tells its words; the rules are the tool's.
cat >../bin/polyffi-check <<END
#!/bin/sh
[ "\$1" = --list-rules ] && exec "$tool" --list-rules
printf '<%s>' "\$@"
echo
END
chmod +x ../bin/polyffi-check

# What the tool accepts as a value of the option, with blanks between.
values_of() {
  "$tool" "$1" none 2>&1 | sed -n 's/.*: use one of //p' | tr -d ,
}

# What is typed, with > for each tab, and the words that must come of it. Shells differ in whether
# a value is a word of its own, and in slashes behind directories.
type_lines() {
  cat >../typed <<'END'
--ki>pi>
--kind=static-> --war>
--startup fr>
--allow PF00>1>
--allow=missing-ex>
--explain missing-ex>
--severity PF001>wa>
--severity=missing-export>er>
par>
di>in>
--root=di>
--suppressions=par>
--exports-f>par> lib>
--link unmist> par>
END
  cat >../expected <<'END'
<--kind=pie>
<--kind=static-pie><--warn>
<--startup=freestanding>
<--allow=PF001>
<--allow=missing-export>
<--explain=missing-export>
<--severity=PF001=warning>
<--severity=missing-export=error>
<part.o>
<dir one/inner.o>
<--root=dir one>
<--suppressions=part.o>
<--exports-file=part.o><libx.a>
<--link=unmistakable><part.o>
END
  {
    echo "$1"
    sed "s/^/polyffi-check /; s/>/$tab/g; s,\$, >>../ran," ../typed
    echo exit
  } | script -qec "$2" ../screen >/dev/null
  sed -e 's/^\(<--[a-z-]*\)><\([^-]\)/\1=\2/' -e 's,/>,>,' ../ran >../words
  diff ../expected ../words
}

# What fish offers for each line.
offers() {
  cat >../expected <<'END'
--ki: --kind
--kind p: pie
--kind=static-: --kind=static-pie
--allow PF001: PF001
--allow=missing-ex: --allow=missing-export
--severity PF001=wa: PF001=warning
--severity=missing-export=er: --severity=missing-export=error
par: part.o
--root di: dir one/
--suppressions par: part.o
--exports-file=par: --exports-file=part.o
--link unmist: unmistakable
--link unmistakable par: part.o
--target par:
END
  for option in --color --format --kind --require --startup; do
    echo "$option : $(values_of $option | tr ' ' '\n' | sort | tr '\n' ' ')" >>../expected
  done
  sed 's/ *$//' ../expected >../sorted
  sed 's/:.*//' ../expected | while IFS= read -r line; do
    offered=$(fish --no-config -c "source '$1'; complete -C 'polyffi-check $line'" |
      cut -f 1 | sort | tr '\n' ' ')
    echo "$line: $offered" | sed 's/ *$//'
  done >../words
  diff ../sorted ../words
}

case $shell in
bash)
  completions=$prefix/share/bash-completion/completions/polyffi-check
  type_lines ". '$completions'" 'bash --norc --noprofile -i'
  for option in --color --format --kind --require --startup; do
    offered=$(bash -c '. "$1"; _polyffi_check_value "" $2 "" ""; echo "${COMPREPLY[*]}"' bash \
      "$completions" $option | tr ' ' '\n' | sort)
    [ "$offered" = "$(values_of $option | tr ' ' '\n' | sort)" ] || {
      echo "For $option is offered: $offered"
      exit 1
    }
  done
  ;;
zsh)
  type_lines "PS1=; fpath=('$prefix/share/zsh/site-functions' \$fpath); autoload -U compinit; compinit -u -D" \
    'zsh -f -i'
  ;;
fish)
  offers "$prefix/share/fish/vendor_completions.d/polyffi-check.fish"
  ;;
esac
