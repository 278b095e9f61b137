#!/bin/bash
# SPDX-License-Identifier: MIT
#
# machine.sh CHECK EXPECTED: checks every executable, library, object and archive
# that Debian's packages put on this machine, each alone and with default
# severities. Fails if one can't be checked, or has a finding that the file EXPECTED
# does not explain.
set -euo pipefail
check=$1
expected=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

command -v dpkg-query >/dev/null || { echo "SKIPPED: no dpkg-query: not a Debian machine"; exit 0; }

# One line for each file that is not clean: STATUS, a tab, the path, a tab, what was said.
export check
check_one() {
  local text status=0
  text=$("$check" "$1" 2>&1) || status=$?
  [ "$status" = 0 ] && [ -z "$text" ] || printf '%s\t%s\t%s\n' "$status" "$1" "${text//$'\n'/ // }"
}
export -f check_one

"$(dirname "$0")/debian_files.sh" >"$work/files"
xargs -0 -n 32 -P 2 bash -c 'for file; do check_one "$file"; done' _ <"$work/files" >"$work/found"
echo "$(tr -cd '\0' <"$work/files" | wc -c) files, $(wc -l <"$work/found") with something to say"
perl "$(dirname "$0")/explain.pl" "$expected" "$work/found"
