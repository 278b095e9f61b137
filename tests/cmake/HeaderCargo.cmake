# SPDX-License-Identifier: MIT
#
# The header of a Cargo package, whose types may come from another one.
include("${CMAKE_CURRENT_LIST_DIR}/Tally.cmake")

require_cargo()

set(shapes "#[repr(C)]
pub struct Pair {
    pub one: i32,
    pub two: i32,
}
")

# A workspace with the package that is to have a header, and one that it needs.
function(workspace)
  list(JOIN ARGN " " more)
  write("the crates/Cargo.toml" "[workspace]\nresolver = \"2\"\nmembers = [\"tally-up\", \"shapes\"]\n")
  package("the crates/tally-up" "#[no_mangle]
pub extern \"C\" fn sum(pair: shapes::Pair) -> i32 {
    pair.one + pair.two
}" MANIFEST "[features]\nmore = []\n[dependencies]\nshapes = { path = \"../shapes\" }")
  package("the crates/shapes" "${shapes}")
  write("the crates/tally-up/cbindgen.toml" "[parse]\nparse_deps = true\ninclude = [\"shapes\"]\n")
  write(main.c "#include <tally.h>\nint main(void)\n{
  struct Pair pair = {20, 22};\n  return sum(pair) - 42;\n}\n")
  execute("${CARGO}" generate-lockfile --manifest-path "${source}/the crates/Cargo.toml" --offline --quiet)
  lists("polyffi_add_rust_staticlib(tally MANIFEST \"the crates/tally-up/Cargo.toml\" ${more})
polyffi_generate_header(tally HEADER tally.h)
add_executable(app main.c)
target_link_libraries(app PRIVATE tally)")
endfunction()

# What cbindgen, cargo and the C compiler are run for after a change, and then nothing.
function(rebuild)
  build()
  file(STRINGS "${case_dir}/ran" ran REGEX "^(cargo|cbindgen|cc) ")
  list(SORT ran)
  expect_equal("${ran}" "${ARGN}")
  build()
  expect_nothing_ran()
  run(app)
endfunction()

function(changes)
  workspace()
  configure()
  build()
  run(app)
  build() # with the native libraries that the first one found
  string(REPLACE "}" "    pub three: i32,\n}" other "${shapes}")
  edit("the crates/shapes/src/lib.rs" "${other}")
  rebuild("cargo rustc" "cbindgen tally.h" "cc main.c")
  touch("the crates/shapes/src/lib.rs")
  rebuild("cargo rustc" "cbindgen tally.h")
  edit("the crates/tally-up/cbindgen.toml" "[parse]\nparse_deps = true\ninclude = [\"shapes\"]\n# written anew\n")
  rebuild("cbindgen tally.h")
  touch("the crates/shapes/Cargo.toml")
  rebuild("cargo rustc" "cbindgen tally.h")
endfunction()

function(case_change_with_a_cbindgen_that_tells)
  watch_tools()
  set(files "")
  foreach(file IN ITEMS tally-up/src/lib.rs shapes/src/lib.rs tally-up/cbindgen.toml)
    string(REPLACE " " "\\ " file "${source}/the crates/${file}")
    list(APPEND files "    ${file}")
  endforeach()
  list(JOIN files " \\\n" files)
  file(WRITE "${case_dir}/told" "${files}\n")
  watch_cbindgen(TELLS)
  changes()
endfunction()

function(case_change_with_a_cbindgen_that_does_not_tell)
  watch_tools()
  watch_cbindgen(SILENT)
  changes()
endfunction()

# All that cargo is asked has the words that keep it from the network.
function(case_lock_words)
  watch_tools()
  watch_cbindgen()
  workspace(LOCKED OFFLINE FEATURES more)
  configure()
  file(WRITE "${case_dir}/cargo words" "")
  build(TARGET tally-header)
  file(STRINGS "${case_dir}/cargo words" calls)
  list(LENGTH calls count)
  expect_equal("${count}" 1)
  foreach(word IN ITEMS metadata --locked --offline --features=more --filter-platform=)
    if(NOT calls MATCHES "(^| )${word}")
      fail("cargo was not told ${word}: ${calls}")
    endif()
  endforeach()
  build()
  run(app)
endfunction()

# Not even a try to reach the network, with nothing in cargo's home.
function(case_without_network)
  require(unshare)
  execute_process(COMMAND "${found_unshare}" -rn true RESULT_VARIABLE status ERROR_QUIET)
  if(NOT status EQUAL 0)
    skip("no network to cut: unshare -rn fails")
  endif()
  watch_cbindgen()
  workspace(OFFLINE)
  set(ENV{CARGO_HOME} "${case_dir}/home")
  configure()
  execute_step("${found_unshare}" -rn "${CMAKE_COMMAND}" --build "${binary}")
  get_property(status GLOBAL PROPERTY step_status)
  expect_equal("${status}" 0) # cargo writes to stderr
  run(app)
endfunction()

function(case_declared_and_absent)
  watch_cbindgen()
  workspace()
  file(APPEND "${source}/the crates/tally-up/src/lib.rs" "${absent}")
  configure()
  build_fails("error: .*'absent'.*\\[PF00[0-9] ")
  lists("polyffi_add_rust_staticlib(tally MANIFEST \"the crates/tally-up/Cargo.toml\" FEATURES more)
polyffi_generate_header(tally HEADER tally.h)
add_executable(app main.c)
target_link_libraries(app PRIVATE tally)")
  build_warns() # cbindgen, of the feature
  run(app)
endfunction()

function(case_cargo_fails)
  watch_cbindgen()
  workspace(LOCKED)
  configure()
  file(REMOVE "${source}/the crates/Cargo.lock")
  build_fails("Cargo.toml:1: error: cargo can't tell what belongs to tally-up")
endfunction()

run_case()
