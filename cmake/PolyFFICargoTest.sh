#!/bin/sh
# SPDX-License-Identifier: MIT
# PolyFFICargoTest.sh SETTINGS CARGO build|run-doc WORD...: private to PolyFFI.
# With build, lets cargo build the tests of a package, and makes of what it said
#
# * a list for ctest, a kind, a tab and a path in each line: the test programs,
#   and the directories that they need at run time;
# * a depfile of what is not in that of the library: the tests' own sources, and
#   packages that only they use.
#
# With run-doc, lets cargo compile and run the examples of the documentation.
#
# SETTINGS sets library_settings, what PolyFFICargo.sh was given for the library,
# and then environment, depfile, name (that of the list in the depfile) and forget
# anew; list; messages (where to keep what cargo says); wrapper (the path of a
# script that this one writes); manifest; targets (options of cargo test that
# choose what to build); documentation (not empty: its examples are tests too);
# own_flags (of rustc for this package alone, one a line); documentation_flags
# (the same for rustdoc); and link_arguments (a file that they name, or empty).
set -euf
settings=$1
cargo=$2
subcommand=$3
shift 3
. "${0%/*}/PolyFFICargoFunctions.sh"
. "$settings"
. "$library_settings"
. "$settings"

main() {
  prepare
  set_rustflags
  set_launcher
  [ -z "$own_flags" ] || set_wrapper
  case $subcommand in
  run-doc)
    flags_of_rustdoc=
    set_documentation_flags
    exec "$cargo" test --doc ${flags:+"$flags"} ${flags_of_rustdoc:+"$flags_of_rustdoc"} "$@"
    ;;
  esac
  link_anew
  build "$@"
  made_list
  made_depfile
  [ -z "$forget" ] || rm -f "$forget"
}

# Flags for this package alone are put in by a wrapper of rustc, whose name tells
# cargo when they change. Build scripts are for the host, and not meant.
set_wrapper() {
  wrapper=$wrapper-$(cksum <"$settings" | tr ' ' '-')
  {
    cat <<'EOF'
#!/bin/sh
case " $* " in
*' --target '* | *' --target='*) ;;
*) CARGO_MANIFEST_DIR= ;;
esac
EOF
    echo "[ \"\${CARGO_MANIFEST_DIR-}\" != $(printf '%s\n' "${manifest%/*}" | quoted) ] ||"
    echo "  set -- \"\$@\" $(printf '%s\n' "$own_flags" | sed '/^$/d' | quoted)"
    before=$(printf '%s\n' "${RUSTC_WRAPPER-}" "${RUSTC_WORKSPACE_WRAPPER-}" | sed '/^$/d' | quoted)
    echo "exec $before \"\$@\""
  } | write_script "$wrapper"
  export RUSTC_WORKSPACE_WRAPPER="$wrapper"
}

# As set_rustflags does for rustc, but that rustdoc has no flags for a target.
set_documentation_flags() {
  ours=$(printf '%s\n' "$documentation_flags" | encoded)
  if [ -n "${CARGO_ENCODED_RUSTDOCFLAGS-}" ]; then
    ours="$CARGO_ENCODED_RUSTDOCFLAGS$separator$ours"
  elif [ -n "${RUSTDOCFLAGS-}" ]; then
    ours=$(printf '%s\n' "$RUSTDOCFLAGS" | tr -s ' ' "$separator")$separator$ours
  elif [ -n "$ours" ]; then
    flags_of_rustdoc="--config=build.rustdocflags=[$(printf '%s\n' "$documentation_flags" | strings)]"
    ours=
  fi
  [ -z "$ours" ] || export CARGO_ENCODED_RUSTDOCFLAGS="$ours"
}

# cargo does not know the libraries that the tests are linked with.
link_anew() {
  [ -n "$link_arguments" ] && [ -e "$list" ] && [ "$link_arguments" -nt "$list" ] || return 0
  sed -n 's/^[^	]*	program	//p' "$list" | tr '\n' '\0' | xargs -0 rm -f
}

build() {
  rm -f "$list"
  : >"$messages"
  if [ -n "$targets" ]; then
    # shellcheck disable=SC2086 # options without blanks
    "$cargo" test --no-run --message-format=json-render-diagnostics $targets \
      ${flags:+"$flags"} "$@" >"$messages"
  fi
  if [ -n "$documentation" ]; then
    "$cargo" build --lib ${flags:+"$flags"} "$@"
  fi
}

# The value of a string in the JSON of a line.
functions='
  function value(key, text) {
    text = $0
    if (!sub(".*\"" key "\":(\\[)?\"", "", text)) return ""
    sub(/".*/, "", text)
    return text
  }'

made_list() {
  awk -v manifest="$manifest" "$functions"'
    /"reason":"compiler-artifact"/ && /"test":true}/ && index($0, "\"manifest_path\":\"" manifest "\"") {
      package = value("package_id")
      kind = value("kind")
      name = kind == "bin" ? "bin." value("name") : kind == "test" ? "integration." value("name") : "unit"
      if (value("executable") != "") print name "\tprogram\t" value("executable")
    }
    /"reason":"build-script-executed"/ {
      directory[value("package_id")] = value("out_dir")
      paths = $0
      sub(/.*"linked_paths":\[/, "", paths)
      sub(/\].*/, "", paths)
      count = split(paths, path, ",")
      for (i = 1; i <= count; i++) {
        gsub(/^"([a-z]+=)?|"$/, "", path[i])
        print "-\tlibraries\t" path[i]
      }
    }
    END { if (package in directory) print "-\tout_dir\t" directory[package] }' \
    "$messages" >"$list.new"
  mv "$list.new" "$list"
}

# What was read for packages that are no registry's.
sources() {
  sources_of_crates
  sources_of_build_scripts
}

# What the compiler read: in the dep-info beside each file that cargo names. Its
# paths are relative to the workspace.
sources_of_crates() {
  awk '/"reason":"compiler-artifact"/ && /"package_id":"[^"]*path\+/ {
      sub(/.*"filenames":\["/, ""); sub(/".*/, ""); print }' "$messages" |
    while IFS= read -r file; do
      directory=${file%/*}
      base=${file##*/}
      base=${base%.*}
      for file in "$directory/$base.d" "$directory/${base#lib}.d"; do
        if [ -e "$file" ]; then
          sed 's/\\ /\a/g' "$file" | awk -v workspace="$workspace" '
            /^#/ || !/: / { next }
            { n = split(substr($0, index($0, ": ") + 2), words, " ")
              for (i = 1; i <= n; i++) print (words[i] ~ /^\// ? "" : workspace "/") words[i] }' |
            tr '\a' ' '
          break
        fi
      done
    done
}

# What build scripts read, as they said themselves: relative to their package.
sources_of_build_scripts() {
  awk "$functions"'
    /"reason":"compiler-artifact"/ { manifest[value("package_id")] = value("manifest_path") }
    /"reason":"build-script-executed"/ && /"package_id":"[^"]*path\+/ {
      print manifest[value("package_id")] "\t" value("out_dir") }' "$messages" |
    while IFS='	' read -r script_manifest out; do
      sed -n 's/^cargo::\{0,1\}rerun-if-changed=\(.\)/\1/p' "${out%/out}/output" |
        sed "s,^[^/],$(printf '%s\n' "${script_manifest%/*}" | sed 's/[\\&,]/\\&/g')/&,"
    done
}

made_depfile() {
  {
    printf '%s:' "$(printf '%s\n' "$name" | escaped)"
    { sources; manifests; } | escaped | awk '!seen[$0]++ { printf " %s", $0 } END { print "" }'
  } | write "$depfile"
}

main "$@"
