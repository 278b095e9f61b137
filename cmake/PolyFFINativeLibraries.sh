# SPDX-License-Identifier: MIT
# PolyFFINativeLibraries.sh DIRECTORY COMMAND...: private to PolyFFI. Prints the
# linker flags of the native libraries that a crate needs, as rustc names them,
# without those that the C driver adds by itself, rightly also for a static link.
#
# COMMAND compiles the crate into DIRECTORY, which is made for that and removed;
# it lacks --crate-type. rustc has to link to tell the libraries: a shared
# library, by a linker that only writes down what it is given. That does not
# write all of std as a static library does, and old versions of rustc name the
# crate's own #[link] libraries only there. Where a target has no shared
# libraries, the list that rustc prints for a static one must do.
set -euf
probe=$1
shift
mkdir -p "$probe"
trap 'rm -rf "$probe"' EXIT
printf '%s\n' '#!/bin/sh' 'printf "%s\n" "$@" >"$0.arguments"' >"$probe/linker"
chmod +x "$probe/linker"
"$@" --crate-type=cdylib "-Clinker=$probe/linker" >"$probe/told" 2>&1 || :
if [ -e "$probe/linker.arguments" ]; then
  libraries=$(awk '/^-Wl,-Bstatic$/ { held = 1 } /^-Wl,-Bdynamic$/ { held = 0 }
    /^-l/ && !held' "$probe/linker.arguments")
else
  "$@" --crate-type=staticlib --print=native-static-libs >"$probe/told" 2>&1 || {
    cat "$probe/told" >&2
    exit 1
  }
  libraries=$(sed -n 's/^.*native-static-libs: //p' "$probe/told" | tr ' ' '\n')
fi
printf '%s\n' "$libraries" | awk '!/^(-lgcc_s|-lc|)$/ && !seen[$0]++ { printf "%s ", $0 }'
