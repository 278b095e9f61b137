# SPDX-License-Identifier: MIT
#
# The static libraries of a workspace, all at once.
include("${CMAKE_CURRENT_LIST_DIR}/Harness.cmake")

require_cargo()

set(function "#[no_mangle]\npub extern \"C\" fn ")
set(staticlib "[lib]\ncrate-type = [\"staticlib\", \"rlib\"]")

# Two static libraries, one for Rust alone, and a program of a target's name.
function(workspace)
  write(rust/Cargo.toml "[workspace]\nmembers = [\"first\", \"my-second\", \"plain\", \"app\"]\nresolver = \"2\"\n")
  package(rust/first "${function}first() -> i32 {\n    plain::number()\n}"
    MANIFEST "${staticlib}\n[dependencies]\nplain = { path = \"../plain\" }\n[features]\nmore = []")
  package(rust/my-second "${function}second() -> i32 {\n    if cfg!(feature = \"more\") { 43 } else { 20 }\n}"
    MANIFEST "${staticlib}\n[features]\nmore = []")
  package(rust/plain "${function}number() -> i32 {\n    22\n}")
  package(rust/app "")
  write(rust/app/src/main.rs "fn main() {}\n")
  file(REMOVE "${source}/rust/app/src/lib.rs")
  write(main.c "#include <stdio.h>\nint first(void);\nint second(void);\nint main(void)\n{
  printf(\"%d\\n\", first() + second());\n  return 0;\n}\n")
endfunction()

# Once for all of its packages, at configure time.
function(case_cargo_is_asked_once)
  watch_tools()
  workspace()
  lists("polyffi_import_cargo_workspace(rust/Cargo.toml)
polyffi_add_rust_staticlib(again MANIFEST rust/first/Cargo.toml)")
  configure()
  file(STRINGS "${case_dir}/cargo words" calls REGEX "^metadata")
  list(LENGTH calls count)
  expect_equal(${count} 1)
endfunction()

# As cargo understands it: inherited, of no dependency, with all that belongs to it.
function(case_version_of_a_package)
  package(rust/one "" MANIFEST "[dependencies.two]\npath = \"../two\"\nversion = \"9.9.9-beta.1\"")
  file(READ "${source}/rust/one/Cargo.toml" text)
  string(REPLACE "version = \"0.1.0\"" "version.workspace = true" text "${text}")
  write(rust/one/Cargo.toml "${text}")
  write(rust/two/Cargo.toml "[package]\nname = \"two\"\nversion = \"9.9.9-beta.1\"
edition = \"2021\"\n")
  write(rust/two/src/lib.rs "")
  set(workspace "[workspace]\nmembers = [\"one\", \"two\"]\nresolver = \"2\"\n[workspace.package]\nversion = ")
  write(rust/Cargo.toml "${workspace}\"1.2.3\"\n")
  lists("foreach(name IN ITEMS one two)
  polyffi_add_rust_staticlib(\${name} MANIFEST rust/\${name}/Cargo.toml)
  get_target_property(version \${name} POLYFFI_CARGO_VERSION)
  message(STATUS \"\${name} is \${version}.\")\nendforeach()")
  configure()
  expect_output("-- one is 1\\.2\\.3\\.\n.*-- two is 9\\.9\\.9-beta\\.1\\.\n")
  edit(rust/Cargo.toml "${workspace}\"1.2.4\"\n")
  build()
  expect_output("-- one is 1\\.2\\.4\\.\n")
endfunction()

function(case_all_static_libraries)
  workspace()
  lists("polyffi_import_cargo_workspace(rust/Cargo.toml PREFIX rust_ VARIABLE found)
message(STATUS \"found \${found}.\")
polyffi_add_executable(app SOURCES main.c LIBRARIES \${found})")
  configure()
  expect_output("found rust_first;rust_my-second\\.")
  answers(42)
  build()
  build()
  expect_no_output("Building|Linking")
  edit(rust/plain/src/lib.rs "${function}number() -> i32 {\n    23\n}\n")
  answers(43)
  # A package that becomes a static library, and one more.
  write(rust/app/src/lib.rs "")
  edit(rust/app/Cargo.toml "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n${staticlib}\n")
  build_step()
  expect_output("found rust_app;rust_first;rust_my-second\\.")
  package(rust/third "" MANIFEST "${staticlib}")
  edit(rust/Cargo.toml "[workspace]\nmembers = [\"first\", \"my-second\", \"plain\", \"app\", \"third\"]\nresolver = \"2\"\n")
  build_step()
  expect_output("found rust_app;rust_first;rust_my-second;rust_third\\.")
endfunction()

function(case_packages_and_prefix)
  workspace()
  lists("polyffi_import_cargo_workspace(rust/Cargo.toml PACKAGES plain my-second PREFIX rust_ VARIABLE found
  PROFILE release)
message(STATUS \"found \${found}.\")\nadd_executable(app main.c)
target_link_libraries(app PRIVATE rust_plain rust_my-second)")
  write(main.c "#include <stdio.h>\nint number(void);\nint second(void);\nint main(void)\n{
  printf(\"%d\\n\", number() + second());\n  return 0;\n}\n")
  configure()
  expect_output("found rust_my-second;rust_plain\\.")
  answers(42)
  file(GLOB directories "${binary}/polyffi-cargo/*")
  list(LENGTH directories count)
  expect_equal(${count} 1)
endfunction()

function(case_package_alone)
  package(greet "${function}first() -> i32 {\n    40 + cfg!(feature = \"more\") as i32 + cfg!(own) as i32\n}
${function}second() -> i32 {\n    env!(\"TWO\").len() as i32\n}"
    MANIFEST "${staticlib}\n[features]\nmore = []")
  workspace()
  lists("polyffi_import_cargo_workspace(greet/Cargo.toml FEATURES more RUSTFLAGS --cfg=own --cap-lints=allow
  ENV \"TWO=a;b\")
polyffi_add_executable(app SOURCES main.c LIBRARIES greet)")
  configure()
  answers(45)
endfunction()

function(case_findings_name_the_call)
  workspace()
  lists("polyffi_import_cargo_workspace(rust/Cargo.toml)\npolyffi_check(first EXPORTS fist)")
  configure()
  build_fails("CMakeLists.txt:[45]: error: .*'fist'.*PF003")
  build_fails("PF003")
endfunction()

function(case_mistakes)
  workspace()
  foreach(pair IN ITEMS
      "=the manifest is missing. Name it first: polyffi_import_cargo_workspace\\(Cargo.toml\\)"
      "PREFIX a=the manifest is missing"
      "rust=MANIFEST 'rust' is a directory"
      "rust/Cargo.toml PACKAGES first absent=PACKAGES names 'absent', which is not in the workspace of rust/Cargo.toml. It has: app, first, my-second, plain"
      "rust/plain/Cargo.toml PACKAGES=PACKAGES needs a value"
      "rust/Cargo.toml ROOT lib.rs=unknown argument 'ROOT;lib.rs'"
      "rust/Cargo.toml PACKAGES app=the package 'app' has no library"
      "rust/Cargo.toml PANIC never=PANIC 'never' is neither")
    string(REGEX MATCH "^([^=]*)=(.*)" _ "${pair}")
    set(expected "${CMAKE_MATCH_2}")
    lists("polyffi_import_cargo_workspace(${CMAKE_MATCH_1})")
    configure_fails("polyffi_import_cargo_workspace: .*${expected}")
  endforeach()
  write(lone/Cargo.toml "[workspace]\nmembers = [\"one\"]\n")
  package(lone/one "")
  lists("polyffi_import_cargo_workspace(lone/Cargo.toml)")
  configure_fails("no package of lone/Cargo.toml has a static library: one. Add crate-type = \\[\"staticlib\"\\] to \\[lib\\] in the Cargo.toml of each that C is to call, or name them in PACKAGES")
  lists("add_library(first INTERFACE)\npolyffi_import_cargo_workspace(rust/Cargo.toml)")
  configure_fails("polyffi_import_cargo_workspace: there is a target 'first' already. Choose another name")
endfunction()

# The oldest rustc and cargo.
function(case_old_toolchain)
  if(NOT OLD_RUSTC OR NOT OLD_CARGO)
    skip("no rustc 1.63 and its cargo")
  endif()
  workspace()
  lists("polyffi_import_cargo_workspace(rust/Cargo.toml VARIABLE found)
polyffi_add_executable(app SOURCES main.c LIBRARIES \${found})")
  configure("-DPOLYFFI_RUSTC=${OLD_RUSTC}" "-DPOLYFFI_CARGO=${OLD_CARGO}")
  answers(42)
endfunction()

run_case()
