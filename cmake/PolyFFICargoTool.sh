#!/bin/sh
# SPDX-License-Identifier: MIT
# PolyFFICargoTool.sh SETTINGS TOOL SUBCOMMAND WORD...: private to PolyFFI.
# Runs cargo, or a tool such as cargo-clippy that runs it, on a package in the
# environment and with the flags and launcher that PolyFFICargo.sh has for the library.
# SETTINGS is that of the library.
set -euf
settings=$1
tool=$2
subcommand=$3
shift 3
. "${0%/*}/PolyFFICargoFunctions.sh"
. "$settings"

prepare
set_rustflags
set_launcher
# These programs ask the rustc and cargo on PATH for more than they say.
PATH=${tool%/*}:$PATH
SYSROOT=${tool%/bin/*}
RUSTDOC=${tool%/*}/rustdoc
export PATH SYSROOT RUSTDOC
exec "$tool" "$subcommand" ${flags:+"$flags"} "$@"
