#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh PROGRAMS HARNESS SECONDS [DICTIONARY]: runs PROGRAMS/fuzz_HARNESS on what is kept, on
# good inputs of this machine's tools, and on what it makes of them. An input that crashes,
# takes more than ten seconds or much memory is left in PROGRAMS/found, and fails the run.
# Exit status 77: there is no such program.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
harness=$2 seconds=$3 dictionary=${4-}
[ -x "$1/fuzz_$harness" ] || {
  echo "SKIPPED: the harness was not built, for the reason that fuzz.build gives"
  exit 77
}
cd "$1"
case $harness in
report_*) seeds=report ;;
*) seeds=$harness ;;
esac
mkdir -p "corpus/$harness" found
exec "./fuzz_$harness" "corpus/$harness" "$here/corpus/$harness" "seeds/$seeds" \
  -max_total_time="$seconds" -timeout=10 -rss_limit_mb=768 -malloc_limit_mb=128 \
  -max_len=65536 -artifact_prefix="found/$harness-" -error_exitcode=1 -print_final_stats=1 \
  ${dictionary:+"-dict=$here/$dictionary.dict"}
