#!/bin/sh
# SPDX-License-Identifier: MIT
# keep.sh PROGRAMS HARNESS BYTES: adds to corpus/HARNESS the smallest inputs of
# PROGRAMS/corpus/HARNESS that reach what no other one reaches, up to so many bytes in all. What is
# there stays: inputs that once showed a defect are among it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
kept=$here/corpus/$2
cd "$1"
rm -rf merged
mkdir merged
"./fuzz_$2" -merge=1 -max_len=6000 merged "$kept" "corpus/$2" "seeds/$(echo "$2" | sed 's/_.*//')" 2>merge.log
room=$(($3 - $(cat "$kept"/* 2>/dev/null | wc -c)))
find merged -type f -printf '%s %f\n' | sort -n | while read -r size name; do
  room=$((room - size))
  [ "$room" -ge 0 ] || break
  cp "merged/$name" "$kept/$name"
done
rm -rf merged
