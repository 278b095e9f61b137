# SPDX-License-Identifier: MIT
#
# A Cargo package is a static library like any other to the rest of the project,
# and cargo runs only when something that it reads has changed.
include("${CMAKE_CURRENT_LIST_DIR}/Harness.cmake")

require_cargo()

# A program whose answer() comes from a package.
function(program)
  write(main.c "#include <stdio.h>\nint answer(void);\nint main(void)\n{
  printf(\"%d\\n\", answer());\n  return 0;\n}\n")
endfunction()

function(lists_of_program)
  list(JOIN ARGN " " more)
  program()
  lists("polyffi_add_rust_staticlib(greet MANIFEST greet/Cargo.toml ${more})
add_executable(app main.c)
target_link_libraries(app PRIVATE greet)
polyffi_check(app)")
endfunction()

set(answer "#[no_mangle]\npub extern \"C\" fn answer() -> i32 {\n    ")

set(greet_and_dependents "cargo rustc" "rustc greet" "check greet" "check app" "link app")

#-----------------------------------------------------------------------
# When cargo runs

# The first build tells the native libraries; CMake takes them in when it next runs.
function(first_build expected)
  configure()
  answers("${expected}")
  build()
endfunction()

function(case_null_build)
  watch_tools()
  package(greet "${answer}42\n}")
  lists_of_program()
  configure()
  answers(42)
  build()
  expect_nothing_ran()
  configure()
  build()
  expect_nothing_ran()
endfunction()

function(case_source_changes)
  watch_tools()
  package(greet "mod further;\n${answer}further::NUMBER\n}")
  write(greet/src/further.rs "pub const NUMBER: i32 = 42;\n")
  lists_of_program(EXPORTS answer)
  first_build(42)
  edit(greet/src/further.rs "pub const NUMBER: i32 = 43;\n")
  rebuilds(43 ${greet_and_dependents})
  touch(greet/src/lib.rs)
  build()
  expect_output("Building Rust")
  build()
  expect_nothing_ran()
endfunction()

function(case_module_moved)
  watch_tools()
  package(greet "mod further;\n${answer}further::NUMBER\n}")
  write(greet/src/further.rs "pub const NUMBER: i32 = 42;\n")
  lists_of_program()
  first_build(42)
  file(REMOVE "${source}/greet/src/further.rs")
  edit(greet/src/further/mod.rs "pub const NUMBER: i32 = 43;\n")
  rebuilds(43 ${greet_and_dependents})
endfunction()

function(case_included_file)
  watch_tools()
  package(greet "${answer}include!(\"../number.txt\")\n}")
  write(greet/number.txt 42)
  lists_of_program()
  first_build(42)
  edit(greet/number.txt 43)
  rebuilds(43 ${greet_and_dependents})
endfunction()

function(case_dependency_by_path)
  watch_tools()
  package(number "pub const NUMBER: i32 = 42;")
  package(greet "${answer}number::NUMBER\n}"
    MANIFEST "[dependencies]\nnumber = { path = \"../number\" }")
  lists_of_program()
  first_build(42)
  edit(number/src/lib.rs "pub const NUMBER: i32 = 43;\n")
  rebuilds(43 "rustc number" ${greet_and_dependents})
  file(READ "${source}/number/Cargo.toml" text)
  edit(number/Cargo.toml "${text}[features]\ndefault = []\n")
  build()
  expect_output("Building Rust")
  build()
  expect_nothing_ran()
endfunction()

function(case_build_script)
  watch_tools()
  package(greet "${answer}include!(concat!(env!(\"OUT_DIR\"), \"/number.rs\"))\n}"
    BUILD "println!(\"cargo:rerun-if-changed=number.txt\");
    let out = std::env::var(\"OUT_DIR\").unwrap();
    std::fs::copy(\"number.txt\", out + \"/number.rs\").unwrap();")
  write(greet/number.txt 42)
  lists_of_program()
  first_build(42)
  edit(greet/number.txt 43)
  rebuilds(43 ${greet_and_dependents})
endfunction()

# A build script that does not say what it reads can be asked every time.
function(case_always_run)
  watch_tools()
  package(greet "${answer}42\n}")
  lists_of_program(ALWAYS_RUN)
  first_build(42)
  foreach(time RANGE 1 2)
    build()
    if(GENERATOR MATCHES "Makefiles")
      expect_ran("cargo rustc" "cargo rustc") # make looks at it twice.
    else()
      expect_ran("cargo rustc")
    endif()
  endforeach()
endfunction()

function(case_manifest_changes)
  watch_tools()
  package(greet "${answer}if cfg!(feature = \"more\") { 43 } else { 42 }\n}"
    MANIFEST "[features]\nmore = []")
  lists_of_program()
  first_build(42)
  file(READ "${source}/greet/Cargo.toml" text)
  edit(greet/Cargo.toml "${text}default = [\"more\"]\n")
  answers(43)
  build()
  expect_nothing_ran()
endfunction()

function(case_configuration_file_changes)
  watch_tools()
  package(greet "${answer}if cfg!(more) { 43 } else { 42 }\n}\n#[allow(unexpected_cfgs)]\nfn _f() {}")
  write(greet/.cargo/config.toml "")
  lists_of_program()
  write(greet/src/lib.rs "#![allow(unexpected_cfgs, unknown_lints)]\n${answer}if cfg!(more) { 43 } else { 42 }\n}\n")
  first_build(42)
  edit(greet/.cargo/config.toml "[build]\nrustflags = [\"--cfg=more\"]\n")
  rebuilds(43 ${greet_and_dependents})
endfunction()

# cargo makes the same archive of a comment: nothing is linked again.
function(case_change_without_effect)
  watch_tools()
  package(number "pub const NUMBER: i32 = 42;")
  package(greet "${answer}number::NUMBER\n}"
    MANIFEST "[dependencies]\nnumber = { path = \"../number\" }")
  lists_of_program()
  first_build(42)
  file(READ "${source}/greet/Cargo.toml" text)
  edit(greet/Cargo.toml "${text}# Nothing.\n")
  build()
  if(GENERATOR MATCHES "Ninja")
    expect_ran("cargo rustc")
  endif()
  build()
  expect_nothing_ran()
endfunction()

function(case_clean)
  watch_tools()
  package(greet "${answer}42\n}")
  lists_of_program()
  first_build(42)
  build(TARGET clean)
  file(GLOB_RECURSE left "${binary}/*.rlib" "${binary}/*.a" "${binary}/*.rmeta"
    "${binary}/greet.d")
  expect_equal("${left}" "")
  expect_no_file("${source}/greet/target")
  build()
  expect_ran(${greet_and_dependents} "cc main.c")
  run(app)
endfunction()

#-----------------------------------------------------------------------
# Failures

function(case_error_in_the_crate)
  package(greet "${answer}missing\n}")
  lists_of_program()
  configure()
  build_fails("cannot find value `missing`.*src/lib.rs:3")
  build_fails("cannot find value `missing`")
  edit(greet/src/lib.rs "${answer}42\n}\n")
  answers(42)
  edit(greet/src/lib.rs "${answer}missing\n}\n")
  build_fails("cannot find value `missing`")
  build_fails("cannot find value `missing`")
endfunction()

function(case_export_is_missing)
  package(greet "pub extern \"C\" fn answer() -> i32 {\n    42\n}\n#[no_mangle]\npub extern \"C\" fn other() {}")
  lists_of_program(EXPORTS answer)
  configure()
  build_fails("src/lib.rs:1:19: error: 'answer' is not exported.*PF001"
    "write #\\[no_mangle\\]")
  build_fails("PF001 missing-export")
endfunction()

#-----------------------------------------------------------------------
# Native libraries

# From a build script, and where it says that they are.
function(case_native_libraries_of_a_build_script)
  package(greet "extern \"C\" {\n    fn far() -> i32;\n    fn cos(x: f64) -> f64;\n}
#[no_mangle]\npub extern \"C\" fn answer() -> i32 {
    unsafe { far() + cos(std::env::args().count() as f64 * 0.0) as i32 - 1 }\n}"
    BUILD "let here = std::env::var(\"CARGO_MANIFEST_DIR\").unwrap();
    println!(\"cargo:rustc-link-search=native={}/../far away\", here);
    println!(\"cargo:rustc-link-lib=dylib=far\");
    println!(\"cargo:rustc-link-lib=dylib=m\");")
  write("far away/far.c" "int far(void)\n{\n  return 42;\n}\n")
  execute("${CC}" -c -o far.o "${source}/far away/far.c")
  execute(ar qcs "${source}/far away/libfar.a" far.o)
  lists_of_program(EXPORTS answer)
  configure()
  answers(42)
endfunction()

# One that rustc puts into the archive is named no second time.
function(case_bundled_library)
  package(greet "#[link(name = \"near\", kind = \"static\")]\nextern \"C\" {\n    fn near() -> i32;\n}
#[no_mangle]\npub extern \"C\" fn answer() -> i32 {\n    unsafe { near() }\n}"
    BUILD "println!(\"cargo:rustc-link-search=native=.\")")
  write(greet/near.c "int near(void)\n{\n  return 42;\n}\n")
  execute("${CC}" -c -o near.o "${source}/greet/near.c")
  execute(ar qcs "${source}/greet/libnear.a" near.o)
  lists_of_program(EXPORTS answer)
  configure()
  answers(42)
  file(GLOB scripts "${binary}/CMakeFiles/greet.dir/rust.*/greet.ld")
  foreach(script IN LISTS scripts)
    file(STRINGS "${script}" found REGEX "near")
    expect_equal("${found}" "")
  endforeach()
endfunction()

function(case_library_that_stays_outside)
  package(greet "#[link(name = \"near\", kind = \"static\", modifiers = \"-bundle\")]\nextern \"C\" {\n    fn near() -> i32;\n}
#[no_mangle]\npub extern \"C\" fn answer() -> i32 {\n    unsafe { near() }\n}"
    BUILD "println!(\"cargo:rustc-link-search=native=.\")")
  write(greet/near.c "int near(void)\n{\n  return 42;\n}\n")
  execute("${CC}" -c -o near.o "${source}/greet/near.c")
  execute(ar qcs "${source}/greet/libnear.a" near.o)
  lists_of_program(EXPORTS answer)
  configure()
  answers(42)
endfunction()

# An installed library asks for them after the very first build.
function(case_installed)
  package(greet "extern \"C\" {\n    fn cos(x: f64) -> f64;\n}
#[no_mangle]\npub extern \"C\" fn answer() -> i32 {
    \"41\".parse::<i32>().unwrap() + unsafe { cos(std::env::args().count() as f64 * 0.0) } as i32\n}"
    BUILD "println!(\"cargo:rustc-link-lib=crypt\")")
  lists("polyffi_add_rust_staticlib(greet MANIFEST greet/Cargo.toml)
install(TARGETS greet EXPORT greet ARCHIVE DESTINATION lib)
install(EXPORT greet FILE greetConfig.cmake NAMESPACE greet:: DESTINATION lib/cmake/greet)")
  configure()
  build()
  execute("${CMAKE_COMMAND}" --install "${binary}" --prefix "${case_dir}/first" --config Debug)
  file(READ "${case_dir}/first/lib/cmake/greet/greetConfig.cmake" text)
  if(NOT text MATCHES "-lcrypt" OR text MATCHES "${case_dir}|\\.ld|gcc_s")
    fail("What the installed library asks for is wrong: ${text}")
  endif()
  file(RENAME "${case_dir}/first" "${case_dir}/a prefix")
  file(REMOVE_RECURSE "${binary}")
  set(source "${case_dir}/consumer")
  program()
  write(CMakeLists.txt "cmake_minimum_required(VERSION 3.22)\nproject(consumer C)
find_package(greet REQUIRED)\nadd_executable(app main.c)
target_link_libraries(app PRIVATE greet::greet)\n")
  configure("-DCMAKE_PREFIX_PATH=${case_dir}/a prefix")
  answers(42)
endfunction()

function(case_static_executable)
  package(greet "${answer}\"42\".parse().unwrap()\n}")
  lists_of_program()
  foreach(flags IN ITEMS -static -static-libgcc -static-pie)
    configure("-DCMAKE_EXE_LINKER_FLAGS=${flags}")
    build_warns() # GNU ld: of what std takes from glibc.
    run(app)
    expect_output("^42\n$")
  endforeach()
endfunction()

#-----------------------------------------------------------------------
# Configurations

function(case_build_types)
  package(greet "${answer}cfg!(debug_assertions) as i32\n}")
  lists_of_program()
  configure()
  set(types Debug=1 Release=0 RelWithDebInfo=0)
  if(NOT MULTI)
    list(APPEND types MinSizeRel=0)
  endif()
  answers_by_type(${types})
endfunction()

function(case_multi_cross_configurations)
  package(greet "${answer}cfg!(debug_assertions) as i32\n}")
  lists_of_program()
  configure(-DCMAKE_CROSS_CONFIGS=all -DCMAKE_DEFAULT_CONFIGS=all -DCMAKE_DEFAULT_BUILD_TYPE=Release)
  execute_step(ninja -C "${binary}" -j1 app:all)
  run(app CONFIG Debug)
  expect_output("^1\n$")
  run(app CONFIG Release)
  expect_output("^0\n$")
endfunction()

function(case_profiles)
  package(greet "${answer}cfg!(debug_assertions) as i32\n}"
    MANIFEST "[profile.own]\ninherits = \"release\"\ndebug-assertions = true")
  lists_of_program(PROFILE \${PROFILE})
  foreach(pair IN ITEMS own=1 release=0 dev=1 "$<IF:$<CONFIG:Debug>,release,dev>=0")
    string(REGEX MATCH "(.*)=(.*)" _ "${pair}")
    set(expected "${CMAKE_MATCH_2}")
    configure("-DPROFILE=${CMAKE_MATCH_1}")
    answers(${expected})
  endforeach()
  configure_fails("PROFILE 'test' is none that a library can be built with" ARGS -DPROFILE=test)
endfunction()

#-----------------------------------------------------------------------
# Projects

function(case_workspace)
  write(Cargo.toml "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"2\"\n")
  package(crates/number "pub const NUMBER: i32 = 42;")
  package(crates/greet "${answer}number::NUMBER\n}"
    MANIFEST "[dependencies]\nnumber = { path = \"../number\" }")
  package(crates/my-other "#[no_mangle]\npub extern \"C\" fn other() -> i32 {\n    number::NUMBER\n}"
    MANIFEST "[lib]\ncrate-type = [\"cdylib\", \"staticlib\"]\n[dependencies]\nnumber = { path = \"../number\" }")
  program()
  write(other.c "int other(void);\nint main(void)\n{\n  return other() - 42;\n}\n")
  lists("polyffi_add_rust_staticlib(greet MANIFEST Cargo.toml PACKAGE greet EXPORTS answer)
polyffi_add_rust_staticlib(my-other MANIFEST crates/my-other/Cargo.toml EXPORTS other)
polyffi_add_executable(app SOURCES main.c LIBRARIES greet)
polyffi_add_executable(second SOURCES other.c LIBRARIES my-other)")
  configure()
  answers(42)
  run(second)
  file(GLOB directories "${binary}/polyffi-cargo/*")
  list(LENGTH directories count)
  expect_equal(${count} 1) # One directory for what is built alike.
  expect_no_file("${source}/target")
  build()
  build()
  expect_no_output("Building|Linking")
endfunction()

# Different features of one package in one tree do not disturb each other.
function(case_one_package_twice)
  watch_tools()
  package(greet "#[cfg(not(feature = \"more\"))]\n${answer}42\n}
#[cfg(feature = \"more\")]\n#[no_mangle]\npub extern \"C\" fn more() -> i32 {\n    43\n}"
    MANIFEST "[features]\nmore = []")
  program()
  write(more.c "int more(void);\nint main(void)\n{\n  return more() - 43;\n}\n")
  lists("polyffi_add_rust_staticlib(greet MANIFEST greet/Cargo.toml EXPORTS answer)
polyffi_add_rust_staticlib(greet_more MANIFEST greet/Cargo.toml FEATURES more EXPORTS more)
polyffi_add_executable(app SOURCES main.c LIBRARIES greet)
polyffi_add_executable(second SOURCES more.c LIBRARIES greet_more)")
  configure()
  answers(42)
  run(second)
  build()
  build()
  expect_nothing_ran()
endfunction()

function(case_output_name_and_directory)
  package(greet "${answer}42\n}")
  lists_of_program()
  file(APPEND "${source}/CMakeLists.txt" "set_target_properties(greet PROPERTIES OUTPUT_NAME other
  ARCHIVE_OUTPUT_DIRECTORY \"\${CMAKE_BINARY_DIR}/the libraries/$<CONFIG>\")
add_custom_command(TARGET greet POST_BUILD COMMAND \${CMAKE_COMMAND} -E copy $<TARGET_FILE:greet> \${CMAKE_BINARY_DIR}/copied.a)\n")
  configure()
  answers(42)
  expect_file("${binary}/the libraries/Debug/libother.a")
  expect_file("${binary}/copied.a")
endfunction()

function(case_without_standard_library)
  package(greet "" MANIFEST "[profile.dev]\npanic = \"abort\"\n[profile.release]\npanic = \"abort\"")
  crate(greet/src/lib.rs "#[no_mangle]\npub extern \"C\" fn answer(numbers: &[i32; 4], i: usize) -> i32 {
    let mut copy = [0; 4];\n    copy.copy_from_slice(numbers);\n    copy[i]\n}")
  write(start.asm "global _start:function\nextern answer\nsection .rodata align=4
numbers: dd 1, 2, 42, 4\nsection .text\n_start:\n  lea rdi, [rel numbers]\n  mov esi, 2\n  call answer
  mov edi, eax\n  mov eax, 231\n  syscall\n")
  lists("polyffi_add_rust_staticlib(greet MANIFEST greet/Cargo.toml NO_STD EXPORTS answer)
polyffi_add_executable(app ENTRY _start STARTUP freestanding SOURCES start.asm LIBRARIES greet)")
  foreach(type IN ITEMS Debug Release)
    if(MULTI)
      configure()
    else()
      configure(-DCMAKE_BUILD_TYPE=${type})
    endif()
    build(CONFIG ${type})
    find_output(path app CONFIG ${type})
    execute_step("${path}")
    get_property(status GLOBAL PROPERTY step_status)
    expect_equal("${status}" 42)
  endforeach()
endfunction()

function(case_odd_paths)
  set(directory "a $dollar +plus")
  package(greet "${answer}42\n}")
  lists_of_program(EXPORTS answer)
  file(RENAME "${source}" "${case_dir}/${directory}")
  set(source "${case_dir}/${directory}")
  set(binary "${case_dir}/${directory}/build")
  configure()
  answers(42)
  build()
  build()
  expect_no_output("Building|Linking")
  edit(greet/src/lib.rs "${answer}43\n}\n")
  answers(43)
endfunction()

# The oldest rustc and cargo.
function(case_old_toolchain)
  if(NOT OLD_RUSTC OR NOT OLD_CARGO)
    skip("no rustc 1.63 and its cargo")
  endif()
  package(number "pub const NUMBER: i32 = 42;")
  package(greet "#[link(name = \"crypt\")]\nextern \"C\" {}\n${answer}number::NUMBER\n}"
    MANIFEST "[dependencies]\nnumber = { path = \"../number\" }")
  lists_of_program(EXPORTS answer)
  configure("-DPOLYFFI_RUSTC=${OLD_RUSTC}" "-DPOLYFFI_CARGO=${OLD_CARGO}")
  answers(42)
  file(STRINGS "${binary}/CMakeFiles/greet.dir/libraries" found REGEX crypt)
  expect_equal("${found}" -lcrypt)
  build()
  build()
  expect_no_output("Building|Linking")
endfunction()

run_case()
