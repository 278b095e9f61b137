# SPDX-License-Identifier: MIT
# PolyFFIHeaderExports.sh HEADER EXPORTS COMPILER...: private to PolyFFI. Writes
# the functions and data that HEADER declares to EXPORTS, one a line, as the check
# of an archive reads them; not the functions that the crate itself only declares.
# COMPILER decides what #if leaves; the headers that
# HEADER includes declare nothing of the crate, and are not needed.
set -euf
header=$1
exports=$2
shift 2

sed '/^[[:space:]]*#[[:space:]]*\(include\|error\|warning\|pragma\)/d' "$header" >"$exports.source"
"$@" -E -P "$exports.source" >"$exports.expanded"

# A line for each statement, or part of one that ends at a brace; text in quotes
# may hold anything, and does not matter.
tr '\n\t' '  ' <"$exports.expanded" |
  sed -E 's/"([^"\\]|\\.)*"|'"'([^'\\\\]|\\\\.)*'"'/""/g; s/[;{}]/&\n/g' |
  awk 'function declared(text, rest, before, word) {
    gsub(/__attribute__ *\(\(([^()]|\([^()]*\))*\)\)|__declspec *\([^()]*\)|\[\[[^]]*\]\]/, " ", text)
    if (text ~ /(^|[^A-Za-z0-9_])(typedef|using|static|inline|constexpr|template|friend|operator)([^A-Za-z0-9_]|$)/)
      return
    before = ""
    rest = text
    while (match(rest, /[A-Za-z_][A-Za-z0-9_]* *\(/)) {
      before = before substr(rest, 1, RSTART - 1)
      word = substr(rest, RSTART, RLENGTH)
      rest = substr(rest, RSTART + RLENGTH)
      if (rest ~ /^ *\*/) # a type, and what returns or points to it
        before = before word
      else if (before ~ /^ *(extern *("")? *)?$/) # a macro in front
        sub(/^[^()]*\)/, "", rest)
      else {
        sub(/ *\($/, "", word)
        if (before !~ /(^|[^A-Za-z0-9_])extern [^"]/) # that is what cbindgen says of imports
          print word
        return
      }
    }
    if (text !~ /^ *extern[^A-Za-z0-9_]/)
      return
    if (match(text, /\(\*[^()]*\)/)) # a pointer to a function
      text = substr(text, RSTART, RLENGTH - 1)
    sub(/ *\[.*/, "", text)
    sub(/ *;?$/, "", text)
    sub(/.*[^A-Za-z0-9_]/, "", text)
    print text ":data"
  }
  BEGIN { print "# What the header declares." }
  /;$/ && !inside { declared($0) }
  /{$/ {
    seen[depth++] = $0 !~ /extern *"" *{$/ && $0 !~ /(^|[^A-Za-z0-9_])namespace([^A-Za-z0-9_]|$)/
    inside += seen[depth - 1]
  }
  /}$/ && depth { inside -= seen[--depth] }' >"$exports.part"
rm -f "$exports.source" "$exports.expanded"
mv "$exports.part" "$exports"
