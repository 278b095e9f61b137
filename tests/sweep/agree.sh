#!/bin/sh
# SPDX-License-Identifier: MIT
#
# agree.sh CHECK STEP: agree.pl for what Debian's packages put on this machine, of
# which every STEPth file is taken.
set -eu
for tool in dpkg-query readelf eu-readelf eu-nm; do
  command -v "$tool" >/dev/null || { echo "SKIPPED: no $tool"; exit 0; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
here=$(dirname "$0")
"$here/debian_files.sh" | perl -0 -ne "print if \$. % $2 == 0" >"$work/files"
"$here/agree.pl" "$1" "@$work/files"
