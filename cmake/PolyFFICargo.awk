# SPDX-License-Identifier: MIT
# PolyFFICargo.awk: private to PolyFFI. Writes, of what cargo left behind, what the
# build needs to know; see PolyFFICargo.sh, whose variables are its environment.
# A file that would not change is not written.

BEGIN {
  workspace = ENVIRON["workspace"]
  read_sources(ENVIRON["made"] ".d")
  read_linker(ENVIRON["linker"] ".arguments")
  write_depfile()
  write_dep_info()
  if (ENVIRON["linker_script"] != "") {
    write_linker_script()
    add_to_record()
  }
}

# cargo's dep-info: one rule, with blanks escaped.
function read_sources(file, line, words, n, i) {
  if ((getline line < file) <= 0)
    fail(file ": cargo did not say what it read")
  close(file)
  line = substr(line, index(line, ": ") + 2)
  gsub(/\\ /, "\001", line)
  n = split(line, words, " ")
  for (i = 1; i <= n; i++) {
    gsub(/\001/, " ", words[i])
    sources[++source_count] = words[i]
  }
}

# The libraries that the linker was given, but those that rustc puts into the
# archive, and those that the C driver adds by itself. What stands between
# -Bstatic and -Bdynamic is in the archive, unless it was told to stay outside.
function read_linker(file, line, static_word, path_follows, outside, i) {
  while ((getline line < file) > 0) {
    if (path_follows || line ~ /^-L./) {
      search(path_follows ? line : substr(line, 3))
      path_follows = 0
    } else if (line == "-L") {
      path_follows = 1
    } else if (line ~ /^(-Wl,)?-Bstatic$/) {
      static_word = 1
    } else if (line ~ /^(-Wl,)?-Bdynamic$/) {
      static_word = 0
    } else if (line ~ /^-l/ && line !~ /^-l(gcc_s|c)$/) {
      wanted[++wanted_count] = substr(line, 3)
      is_static[wanted_count] = static_word
      statics += static_word
    }
  }
  close(file)
  outside = statics && says_outside()
  for (i = 1; i <= wanted_count; i++)
    if ((!is_static[i] || outside) && !(wanted[i] in known)) {
      known[wanted[i]]
      libraries[++library_count] = find_library(wanted[i])
    }
}

# rustc runs in the root of the workspace.
function search(path) {
  directories[++directory_count] = path ~ /^\// ? path : workspace "/" path
}

# Whether an attribute or a build script has the modifier "-bundle".
function says_outside(i, line, command) {
  for (i = 1; i <= source_count; i++) {
    while ((getline line < sources[i]) > 0)
      if (line ~ /-bundle/)
        return 1
    close(sources[i])
  }
  command = "find \"$scripts\" -name output -exec grep -l -e -bundle {} + 2>&1"
  return (command | getline line) > 0
}

# The path where the build says that it is, or else the flag.
function find_library(library, i, base) {
  for (i = 1; i <= directory_count; i++) {
    base = directories[i] "/"
    if (library ~ /^:/ && exists(base substr(library, 2)))
      return base substr(library, 2)
    if (exists(base "lib" library ".so"))
      return base "lib" library ".so"
    if (exists(base "lib" library ".a"))
      return base "lib" library ".a"
  }
  return "-l" library
}

function exists(file, line, found) {
  found = (getline line < file) >= 0
  close(file)
  return found
}

#-----------------------------------------------------------------------

# The sources, the manifests and toolchain files above them, the lock file and
# configuration files.
function write_depfile(i, n, text, files) {
  for (i = 1; i <= source_count; i++) {
    add_dependency(sources[i])
    visit(parent(sources[i]))
  }
  visit(workspace)
  add_if_exists(workspace "/Cargo.lock")
  n = split(ENVIRON["configuration_files"], files, "\n")
  for (i = 1; i < n; i++)
    add_dependency(files[i])
  text = escaped(ENVIRON["name"]) ":"
  for (i = 1; i <= dependency_count; i++)
    text = text " " escaped(dependencies[i])
  write(ENVIRON["depfile"], text "\n")
}

function visit(directory) {
  while (directory != "" && !(directory in visited)) {
    visited[directory]
    add_if_exists(directory "/Cargo.toml")
    add_if_exists(directory "/rust-toolchain.toml")
    add_if_exists(directory "/rust-toolchain")
    directory = parent(directory)
  }
}

function parent(path) {
  sub(/\/[^\/]*$/, "", path)
  return path
}

function add_if_exists(file) {
  if (exists(file))
    add_dependency(file)
}

function add_dependency(file) {
  if (!(file in is_dependency))
    dependencies[++dependency_count] = file
  is_dependency[file]
}

# Blanks, and what Ninja and make take for their own.
function escaped(path) {
  gsub(/\$/, "$$", path)
  gsub(/[ #]/, "\\\\&", path)
  return path
}

# As rustc writes it: polyffi-check looks for the crate's sources there.
function write_dep_info(i, text, path) {
  text = ENVIRON["archive"]
  gsub(/ /, "\\ ", text)
  text = text ":"
  for (i = 1; i <= source_count; i++) {
    path = sources[i]
    gsub(/ /, "\\ ", path)
    if (path ~ /\.rs$/)
      text = text " " path
  }
  write(ENVIRON["dep_info"], text "\n")
}

# polyffi-check finds the crate's sources by the name of the dep-info. A comment
# alone is a linker script; INPUT() is not.
function write_linker_script(i, name, text, items) {
  name = ENVIRON["dep_info"]
  sub(/.*\//, "", name)
  text = "/* PolyFFI: dep-info " name " */\n"
  for (i = 1; i <= library_count; i++)
    items = items " " (libraries[i] ~ /^-l/ ? libraries[i] : "\"" libraries[i] "\"")
  if (items != "")
    text = text "INPUT(" substr(items, 2) ")\n"
  write(ENVIRON["linker_script"], text)
}

# An installed library knows no file of the build tree. The record only grows.
function add_to_record(i, line, recorded, library) {
  while ((getline line < ENVIRON["record"]) > 0)
    recorded[line]
  close(ENVIRON["record"])
  for (i = 1; i <= library_count; i++) {
    library = libraries[i]
    if (index(library, ENVIRON["build_tree"] "/") == 1) {
      sub(/.*\/lib/, "-l", library)
      sub(/\.[a-z]+$/, "", library)
    }
    if (!(library in recorded))
      print library >> ENVIRON["record"]
  }
}

# A file that is the same already keeps its time stamp.
function write(file, text, line, old) {
  while ((getline line < file) > 0)
    old = old line "\n"
  close(file)
  if (old != text) {
    printf "%s", text > file
    close(file)
  }
}

function fail(text) {
  print text > "/dev/stderr"
  exit 1
}
