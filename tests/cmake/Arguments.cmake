# SPDX-License-Identifier: MIT
#
# Every mistake of the caller stops configuration with an error that names the
# command, the value and what would be right, at the line of the call.
include("${CMAKE_CURRENT_LIST_DIR}/Harness.cmake")

function(sources)
  crate(greet.rs "")
  write(main.c "int main(void)\n{\n  return 0;\n}\n")
  write(main.asm "global _start\n_start:\n  ret\n")
endfunction()

# <code> stands on line 4 of the project. All <regex>... must be in the error.
function(refuses code)
  sources()
  lists("${code}")
  configure_fails("CMake Error at .*CMakeLists.txt:[0-9]+ \\((polyffi_|find_package)" ${ARGN})
endfunction()

# The same, with arguments of cmake, and for what is found late.
function(refuses_with arguments code)
  sources()
  lists("${code}")
  configure_fails(${ARGN} ARGS ${arguments})
endfunction()

function(accepts code)
  sources()
  lists("${code}")
  configure(${ARGN})
endfunction()

#-----------------------------------------------------------------------
# Keywords, for every command

function(case_unknown_keyword)
  refuses("polyffi_add_rust_staticlib(greet BANANA ROOT greet.rs)"
    "polyffi_add_rust_staticlib: unknown argument 'BANANA'. The keywords are: ROOT MANIFEST")
  refuses("polyffi_add_executable(app BANANA SOURCES main.c)"
    "polyffi_add_executable: unknown argument 'BANANA'. The keywords are: ENTRY STARTUP SOURCES LIBRARIES")
  refuses("polyffi_add_nasm_objects(objects BANANA SOURCES main.asm)"
    "polyffi_add_nasm_objects: unknown argument 'BANANA'. The keywords are: SOURCES")
  refuses("add_executable(app main.c)\npolyffi_target_nasm_sources(app BANANA SOURCES main.asm)"
    "polyffi_target_nasm_sources: unknown argument 'BANANA'. The keywords are: SOURCES")
  refuses("add_executable(app main.c)\npolyffi_target_entry(app BANANA)"
    "polyffi_target_entry: unknown argument 'BANANA'. The keywords are: ENTRY STARTUP")
  refuses("add_executable(app main.c)\npolyffi_check(app BANANA)"
    "polyffi_check: unknown argument 'BANANA'. The keywords are: EXPORTS")
endfunction()

# A leftover that reads as false.
function(case_off_left_over)
  refuses("polyffi_add_rust_staticlib(greet ROOT greet.rs NO_STD OFF)"
    "polyffi_add_rust_staticlib: unknown argument 'OFF'")
  refuses("add_executable(app main.c)\npolyffi_target_entry(app ENTRY go OFF)"
    "polyffi_target_entry: unknown argument 'OFF'")
  refuses("polyffi_add_rust_staticlib(greet 0 ROOT greet.rs)" "unknown argument '0'")
endfunction()

function(case_keyword_without_value)
  refuses("polyffi_add_rust_staticlib(greet ROOT)" "polyffi_add_rust_staticlib: ROOT needs a value")
  refuses("polyffi_add_rust_staticlib(greet ROOT greet.rs EXPORTS)" "EXPORTS needs a value")
  refuses("polyffi_add_executable(app SOURCES)" "polyffi_add_executable: SOURCES needs a value")
  refuses("polyffi_add_executable(app SOURCES main.c ENTRY STARTUP raw)" "ENTRY needs a value")
  refuses("polyffi_add_nasm_objects(app SOURCES)" "polyffi_add_nasm_objects: SOURCES needs a value")
endfunction()

# An empty variable is no mistake where a list is wanted.
function(case_keyword_mistyped_in_a_list)
  refuses("polyffi_add_rust_staticlib(greet ROOT greet.rs EXPORTS hello RUST_FLAGS -O)"
    "polyffi_add_rust_staticlib: EXPORTS was given 'RUST_FLAGS', which looks like a keyword. The keywords are: ROOT")
  refuses("polyffi_add_executable(app SOURCES main.c LIBRARY greet)"
    "polyffi_add_executable: SOURCES was given 'LIBRARY'.*The keywords are: ENTRY STARTUP SOURCES LIBRARIES")
  refuses("add_executable(app main.c)\npolyffi_check(app ALLOW PF010 EXPORT one)"
    "polyffi_check: ALLOW was given 'EXPORT'")
  refuses("polyffi_add_nasm_objects(objects SOURCES main.asm INCLUDE_DIRS .)"
    "SOURCES was given 'INCLUDE_DIRS'")
endfunction()

function(case_values_like_keywords)
  crate(greet.rs "#[no_mangle]\npub static TABLE: i32 = 1;
#[no_mangle]\npub extern \"C\" fn ABI() {}")
  write(main.asm "%ifndef FAST\n%error no FAST\n%endif\n")
  lists("polyffi_add_rust_staticlib(greet ROOT greet.rs NO_STD EXPORTS TABLE:data ABI:function)
polyffi_add_nasm_objects(objects SOURCES main.asm DEFINES FAST)")
  configure()
endfunction()

#-----------------------------------------------------------------------
# polyffi_add_rust_staticlib

function(case_root)
  refuses("polyffi_add_rust_staticlib(greet)" "polyffi_add_rust_staticlib: ROOT is missing"
    "polyffi_add_rust_staticlib\\(greet ROOT lib.rs\\)")
  refuses("polyffi_add_rust_staticlib(greet ROOT nowhere.rs)"
    "ROOT 'nowhere.rs' of greet is no file: .*source/nowhere.rs does not exist")
  refuses("polyffi_add_rust_staticlib(greet ROOT .)" "ROOT '.' of greet is no file")
endfunction()

function(case_name_in_use)
  refuses("add_library(greet STATIC main.c)\npolyffi_add_rust_staticlib(greet ROOT greet.rs)"
    "polyffi_add_rust_staticlib: there is a target 'greet' already. Choose another name")
  refuses("add_library(greet STATIC main.c)\npolyffi_add_executable(greet SOURCES main.c)"
    "polyffi_add_executable: there is a target 'greet' already")
  refuses("add_library(greet STATIC main.c)\npolyffi_add_nasm_objects(greet SOURCES main.asm)"
    "polyffi_add_nasm_objects: there is a target 'greet' already")
endfunction()

function(case_crate_name)
  refuses("polyffi_add_rust_staticlib(greet ROOT greet.rs CRATE_NAME a-b)"
    "'a-b' can't be the name of a crate. Give CRATE_NAME a name of letters, digits and '_'")
  refuses("polyffi_add_rust_staticlib(2greet ROOT greet.rs)" "'2greet' can't be the name of a crate")
  refuses("polyffi_add_rust_staticlib(core ROOT greet.rs)"
    "a crate named 'core' hides Rust's own. Give another CRATE_NAME")
  accepts("polyffi_add_rust_staticlib(a-b.c ROOT greet.rs NO_STD)")
endfunction()

function(case_edition)
  refuses("polyffi_add_rust_staticlib(greet ROOT greet.rs EDITION 2020)"
    "polyffi_add_rust_staticlib: EDITION '2020' is none of 2015, 2018, 2021, 2024")
endfunction()

function(case_edition_too_new)
  if(NOT OLD_RUSTC)
    skip("no rustc 1.63")
  endif()
  refuses_with("-DPOLYFFI_RUSTC=${OLD_RUSTC}"
    "polyffi_add_rust_staticlib(greet ROOT greet.rs EDITION 2024)"
    "EDITION 2024 wants rustc 1.85; .* is 1.63.* write EDITION 2021")
endfunction()

function(case_panic)
  refuses("polyffi_add_rust_staticlib(greet ROOT greet.rs PANIC never)"
    "PANIC 'never' is neither unwind nor abort")
endfunction()

function(case_env)
  refuses("polyffi_add_rust_staticlib(greet ROOT greet.rs ENV lower)"
    "ENV 'lower' is not of the form NAME=value")
endfunction()

function(case_exports_file)
  refuses("polyffi_add_rust_staticlib(greet ROOT greet.rs EXPORTS_FILE nowhere.txt)"
    "EXPORTS_FILE 'nowhere.txt' of greet does not exist: .*source/nowhere.txt")
  refuses("add_library(plain STATIC main.c)\npolyffi_check(plain EXPORTS_FILE nowhere.txt)"
    "polyffi_check: EXPORTS_FILE 'nowhere.txt' of plain does not exist")
endfunction()

#-----------------------------------------------------------------------
# polyffi_add_executable, polyffi_target_entry

# What the tests of a Rust library can't be asked for.
function(case_rust_test)
  foreach(pair IN ITEMS
      "TARGET is missing. Name the library that is tested: polyffi_add_rust_test.t TARGET <target>=UNIT"
      "there is no target 'nothing'. Add it before=TARGET nothing"
      "'app' is not a Rust library of PolyFFI=TARGET app"
      "INTEGRATION wants SOURCES: name the root modules=TARGET greet INTEGRATION"
      "SOURCES 'none.rs' of t is no file: .*none.rs does not exist=TARGET greet SOURCES none.rs"
      "ENV 'a' is not of the form NAME=TARGET greet ENV a"
      "unknown argument 'DISCOVERY'. The keywords are: TARGET=TARGET greet DISCOVERY")
    string(REGEX MATCH "^(.*)=(.*)$" _ "${pair}")
    refuses("polyffi_add_rust_staticlib(greet ROOT greet.rs NO_STD)
add_executable(app main.c)
polyffi_add_rust_test(t ${CMAKE_MATCH_2})" "polyffi_add_rust_test: ${CMAKE_MATCH_1}")
  endforeach()
  refuses("polyffi_add_rust_staticlib(greet ROOT greet.rs NO_STD)
polyffi_add_rust_test(greet TARGET greet)"
    "polyffi_add_rust_test: there is a target 'greet' already")
endfunction()

function(case_tools_of_other_targets)
  foreach(command IN ITEMS polyffi_add_clippy polyffi_add_rustfmt_check polyffi_add_rustdoc)
    refuses("add_executable(app main.c)\n${command}(app)"
      "${command}: 'app' is not a Rust library of PolyFFI. Name a target of polyffi_add_rust_staticlib")
    refuses("polyffi_add_rust_staticlib(greet ROOT greet.rs NO_STD)\n${command}(greet)\n${command}(greet)"
      "${command}: there is a target 'greet-[a-z]*' already. Call ${command} once")
    refuses("polyffi_add_rust_staticlib(greet ROOT greet.rs NO_STD)
polyffi_add_rust_staticlib(other ROOT greet.rs NO_STD)
polyffi_add_rust_bundle(both LIBRARIES greet other)\n${command}(both)"
      "${command}: 'both' is a bundle, which has no sources of its own. Name one of its libraries: greet, other")
  endforeach()
endfunction()

function(case_rust_test_of_a_package)
  if(NOT CARGO)
    skip("no cargo")
  endif()
  package(greet "" MANIFEST "[lib]\ncrate-type = [\"staticlib\"]")
  refuses("polyffi_add_rust_staticlib(greet MANIFEST greet/Cargo.toml)
polyffi_add_rust_test(t TARGET greet SOURCES greet.rs)"
    "polyffi_add_rust_test: SOURCES means nothing for greet, which is a package")
  refuses("polyffi_add_rust_staticlib(greet MANIFEST greet/Cargo.toml)
polyffi_add_rust_test(t TARGET greet DOC)"
    "DOC of t: cargo tests the documentation only of a library that Rust can use. Leave out crate-type in .*greet/Cargo.toml")
  accepts("polyffi_add_rust_staticlib(greet MANIFEST greet/Cargo.toml)
polyffi_add_rust_test(t TARGET greet)")
endfunction()

function(case_sources)
  refuses("polyffi_add_executable(app)" "polyffi_add_executable: SOURCES is missing: name the files of app")
  refuses("polyffi_add_executable(app SOURCES nowhere.asm)"
    "the source 'nowhere.asm' of app is no file: .*nowhere.asm does not exist")
  refuses("polyffi_add_nasm_objects(objects)" "polyffi_add_nasm_objects: SOURCES is missing")
  refuses("polyffi_add_nasm_objects(objects SOURCES nowhere.asm)" "the source 'nowhere.asm' of objects is no file")
  refuses("add_executable(app main.c)\npolyffi_target_nasm_sources(app)"
    "polyffi_target_nasm_sources: SOURCES is missing")
endfunction()

function(case_rust_among_the_sources)
  refuses("polyffi_add_executable(app SOURCES main.c greet.rs)"
    "'greet.rs' is Rust. Make a library of it, polyffi_add_rust_staticlib\\(<name> ROOT greet.rs\\), and name that in LIBRARIES")
endfunction()

function(case_gas_among_the_sources)
  write(start.S ".globl _start\n_start:\n")
  refuses("polyffi_add_executable(app SOURCES main.c start.S)"
    "'start.S' is for the C compiler's assembler.*project\\(<name> C ASM\\)")
endfunction()

function(case_startup)
  refuses("polyffi_add_executable(app SOURCES main.c STARTUP bare)"
    "STARTUP 'bare' is none of crt, libc, raw, freestanding")
endfunction()

function(case_entry_main)
  refuses("polyffi_add_executable(app SOURCES main.c ENTRY main)"
    "polyffi_add_executable: ENTRY main can't work.*Leave ENTRY out")
  refuses("add_executable(app main.c)\npolyffi_target_entry(app ENTRY main STARTUP libc)"
    "polyffi_target_entry: ENTRY main can't work")
endfunction()

function(case_entry_start_with_crt)
  refuses("polyffi_add_executable(app SOURCES main.c ENTRY _start STARTUP crt)"
    "with STARTUP crt the start files define _start. Leave STARTUP out")
endfunction()

function(case_entry_no_symbol)
  refuses("polyffi_add_executable(app SOURCES main.c ENTRY \"a b\")" "ENTRY 'a b' is not the name of a symbol")
  refuses("polyffi_add_executable(app SOURCES main.c ENTRY 0x400000)" "ENTRY '0x400000' is not the name")
endfunction()

function(case_entry_twice)
  refuses("polyffi_add_executable(app SOURCES main.asm ENTRY _start)\npolyffi_target_entry(app ENTRY go)"
    "the entry of 'app' is set already")
endfunction()

function(case_static_without_start_files)
  foreach(startup IN ITEMS raw libc)
    refuses_with("" "polyffi_add_executable(app STARTUP ${startup} SOURCES main.asm)
target_link_options(app PRIVATE -static)"
      "'app' has STARTUP ${startup} and is linked with -static. .*Drop -static, or ENTRY .*STARTUP freestanding")
  endforeach()
  refuses_with("" "polyffi_add_executable(app ENTRY _start SOURCES main.asm)
target_link_options(app PRIVATE -static-pie)" "is linked with -static-pie")
  refuses_with("-DCMAKE_EXE_LINKER_FLAGS=-static"
    "polyffi_add_executable(app ENTRY _start SOURCES main.asm)" "is linked with -static")
  refuses_with("" "add_link_options(-static)
polyffi_add_executable(app ENTRY _start SOURCES main.asm)" "is linked with -static")
endfunction()

# What comes through libraries is seen when the program is linked.
function(case_static_through_a_library)
  accepts("add_library(options INTERFACE)
target_link_options(options INTERFACE -static)
polyffi_add_executable(app ENTRY _start SOURCES main.asm LIBRARIES options)")
  build_fails("error: .*static.*PF027")
endfunction()

function(case_std_in_freestanding)
  refuses_with("" "polyffi_add_rust_staticlib(greet ROOT greet.rs)
polyffi_add_executable(app STARTUP freestanding SOURCES main.asm LIBRARIES greet)"
    "'app' is STARTUP freestanding, but the Rust library 'greet' uses std.*NO_STD, or choose STARTUP raw")
endfunction()

function(case_std_in_freestanding_through_others)
  refuses_with("" "polyffi_add_rust_staticlib(greet ROOT greet.rs)
add_library(inner STATIC main.c)
target_link_libraries(inner PRIVATE greet)
add_library(outer INTERFACE)
target_link_libraries(outer INTERFACE inner)
polyffi_add_executable(app STARTUP freestanding SOURCES main.asm)
target_link_libraries(app PRIVATE outer)" "the Rust library 'greet' uses std")
  refuses_with("" "polyffi_add_rust_staticlib(greet ROOT greet.rs)
add_library(Own::greet ALIAS greet)
polyffi_add_executable(app STARTUP freestanding SOURCES main.asm LIBRARIES Own::greet)"
    "the Rust library 'greet' uses std|the Rust library 'Own::greet' uses std")
endfunction()

function(case_no_std_in_freestanding)
  accepts("polyffi_add_rust_staticlib(greet ROOT greet.rs NO_STD)
polyffi_add_executable(app STARTUP freestanding SOURCES main.asm LIBRARIES greet)")
endfunction()

function(case_project_without_c)
  sources()
  write(CMakeLists.txt "cmake_minimum_required(VERSION 3.22)
project(tested NONE)
find_package(PolyFFI 1.0 REQUIRED)
polyffi_add_executable(app SOURCES main.asm ENTRY _start)")
  configure_fails("polyffi_add_executable: the C driver links executables and shared libraries, but the project has neither C nor CXX. Write project\\(<name> C\\)")
endfunction()

#-----------------------------------------------------------------------
# Targets

function(case_unknown_target)
  refuses("polyffi_check(nowhere)" "polyffi_check: there is no target 'nowhere'. Add it first")
  refuses("polyffi_target_entry(nowhere ENTRY _start)" "polyffi_target_entry: there is no target 'nowhere'")
  refuses("polyffi_target_nasm_sources(nowhere SOURCES main.asm)"
    "polyffi_target_nasm_sources: there is no target 'nowhere'")
endfunction()

function(case_wrong_target)
  refuses("add_library(headers INTERFACE)\npolyffi_check(headers)"
    "polyffi_check: 'headers' is no executable or library that this project links")
  refuses("add_library(plain STATIC main.c)\npolyffi_target_entry(plain ENTRY _start)"
    "polyffi_target_entry: 'plain' is no executable of this project")
  refuses("add_library(headers INTERFACE)\npolyffi_target_nasm_sources(headers SOURCES main.asm)"
    "polyffi_target_nasm_sources: 'headers' is no executable or library")
  refuses("add_library(far UNKNOWN IMPORTED)\npolyffi_check(far)" "'far' is no executable or library")
endfunction()

function(case_target_of_another_directory)
  write(further/CMakeLists.txt "polyffi_target_nasm_sources(app SOURCES ../main.asm)\n")
  refuses("add_executable(app main.c)\nadd_subdirectory(further)"
    "'app' was added in .*source. Add its NASM sources there, or use polyffi_add_nasm_objects")
endfunction()

function(case_suppressions)
  foreach(file IN ITEMS nowhere.txt .)
    refuses("add_executable(app main.c)\npolyffi_check(app SUPPRESSIONS ${file})"
      "polyffi_check: SUPPRESSIONS '${file}' of app does not exist: .*source")
  endforeach()
  refuses("add_executable(app main.c)\npolyffi_check(app SUPPRESSIONS)"
    "polyffi_check: SUPPRESSIONS needs a value")
endfunction()

function(case_severity)
  foreach(choice IN ITEMS PF001 PF001=fatal =note PF001:error)
    refuses("add_executable(app main.c)\npolyffi_check(app SEVERITY PF031=note ${choice})"
      "polyffi_check: SEVERITY '${choice}' is not of the form RULE=LEVEL, with a LEVEL of error, warning, note or off")
  endforeach()
  refuses("add_executable(app main.c)\npolyffi_check(app SEVERITY PF001=note EXPORT one)"
    "polyffi_check: SEVERITY was given 'EXPORT'")
endfunction()

function(case_requirements)
  refuses("add_executable(app main.c)\npolyffi_check(app REQUIRE relro speed)"
    "polyffi_check: REQUIRE 'speed' is unknown. Use one of relro, now, pie, no-rpath, ibt, shstk")
  foreach(limit IN ITEMS glibc GLIBC= =2.31 GLIBC=new)
    refuses("add_executable(app main.c)\npolyffi_check(app MAX_VERSION ${limit})"
      "polyffi_check: MAX_VERSION '${limit}' is not of the form LIBRARY=VERSION")
  endforeach()
  foreach(words IN ITEMS "REQUIRE relro" "MAX_VERSION GLIBC=2.31" "DYNAMIC main")
    refuses("add_library(part STATIC main.c)\npolyffi_check(part ${words})"
      "polyffi_check: 'part' is a static library, and nothing is linked yet")
  endforeach()
endfunction()

function(case_value_of_polyffi_check)
  refuses_with(-DPOLYFFI_CHECK=maybe "add_executable(app main.c)\npolyffi_check(app)"
    "polyffi_check: POLYFFI_CHECK is 'maybe'. Set it to ERROR, WARN or OFF")
  foreach(value IN ITEMS error Warn off)
    accepts("add_executable(app main.c)\npolyffi_check(app)" -DPOLYFFI_CHECK=${value})
  endforeach()
endfunction()

#-----------------------------------------------------------------------
# Tools

function(case_old_rustc)
  write_script(bin/rustc "echo 'rustc 1.56.1'\necho 'release: 1.56.1'\necho 'host: x86_64-unknown-linux-gnu'")
  refuses_with("-DPOLYFFI_RUSTC=${source}/bin/rustc" "polyffi_add_rust_staticlib(greet ROOT greet.rs)"
    "bin/rustc is rustc 1.56.1; PolyFFI wants 1.63 or newer. Update it, or set POLYFFI_RUSTC")
endfunction()

function(case_missing_rustc)
  refuses_with("-DPOLYFFI_RUSTC=/nowhere/rustc" "polyffi_add_rust_staticlib(greet ROOT greet.rs)"
    "POLYFFI_RUSTC is '/nowhere/rustc', which does not exist. Set it to a rustc 1.63 or newer")
endfunction()

function(case_no_rustc_found)
  set(ENV{HOME} "${case_dir}")
  set(ENV{CARGO_HOME} "${case_dir}")
  refuses_with("-DCMAKE_FIND_USE_SYSTEM_ENVIRONMENT_PATH=OFF;-DCMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF;-DCMAKE_C_COMPILER=${CC};-DCMAKE_MAKE_PROGRAM=ninja"
    "polyffi_add_rust_staticlib(greet ROOT greet.rs)"
    "no rustc found. Install it .* or set POLYFFI_RUSTC to it; 1.63 or newer is wanted")
endfunction()

function(case_failing_rustc)
  write_script(bin/rustc "echo \"toolchain 'old' is not installed\" >&2\nexit 1")
  refuses_with("-DPOLYFFI_RUSTC=${source}/bin/rustc" "polyffi_add_rust_staticlib(greet ROOT greet.rs)"
    "bin/rustc --print=sysroot' fails in .*source: toolchain 'old' is not installed Install the toolchain")
endfunction()

function(case_rustc_that_is_none)
  write_script(bin/rustc "echo Hello")
  refuses_with("-DPOLYFFI_RUSTC=${source}/bin/rustc" "polyffi_add_rust_staticlib(greet ROOT greet.rs)"
    "bin/rustc -vV' does not tell a version: Hello Set POLYFFI_RUSTC to a working rustc")
endfunction()

function(case_yasm)
  write_script(bin/yasm "echo 'yasm 1.3.0'\necho 'Compiled on Jan  1 2020.'")
  refuses_with("-DPOLYFFI_NASM=${source}/bin/yasm" "polyffi_add_nasm_objects(objects SOURCES main.asm)"
    "bin/yasm is not NASM; it says 'yasm 1.3.0'. Set POLYFFI_NASM to NASM 2.14 or newer; YASM can't take its place")
endfunction()

function(case_old_nasm)
  write_script(bin/nasm "echo 'NASM version 2.13.03 compiled on Jan  1 2020'")
  refuses_with("-DPOLYFFI_NASM=${source}/bin/nasm" "polyffi_add_nasm_objects(objects SOURCES main.asm)"
    "bin/nasm is NASM 2.13.03; PolyFFI wants 2.14 or newer. Update it, or set POLYFFI_NASM")
endfunction()

function(case_missing_nasm)
  refuses_with("-DPOLYFFI_NASM=POLYFFI_NASM-NOTFOUND;-DCMAKE_FIND_USE_SYSTEM_ENVIRONMENT_PATH=OFF;-DCMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF;-DCMAKE_C_COMPILER=${CC};-DCMAKE_MAKE_PROGRAM=ninja"
    "polyffi_add_nasm_objects(objects SOURCES main.asm)"
    "no nasm found. Install it .* or set POLYFFI_NASM to it; 2.14 or newer is wanted")
endfunction()

function(case_other_processor)
  refuses_with("-DCMAKE_SYSTEM_NAME=Linux;-DCMAKE_SYSTEM_PROCESSOR=aarch64"
    "polyffi_add_nasm_objects(objects SOURCES main.asm)"
    "NASM writes x86 code, but the project builds for aarch64")
endfunction()

#-----------------------------------------------------------------------
# find_package

function(packages code)
  write(CMakeLists.txt "cmake_minimum_required(VERSION 3.22)\nproject(tested NONE)\n${code}\n")
endfunction()

function(case_component)
  packages("find_package(PolyFFI 1.0 REQUIRED COMPONENTS Rust Banana)")
  configure_fails("PolyFFI has no component 'Banana'; it has Rust, NASM and Check")
  packages("find_package(PolyFFI 1.0 COMPONENTS Banana)
if(PolyFFI_FOUND)\n  message(FATAL_ERROR found)\nendif()")
  configure_step()
  expect_text(error "no component 'Banana'|^$")
  packages("find_package(PolyFFI 1.0 REQUIRED COMPONENTS Rust NASM Check)
foreach(component IN ITEMS Rust NASM Check)
  if(NOT PolyFFI_\${component}_FOUND)\n    message(FATAL_ERROR \${component})\n  endif()
endforeach()
get_target_property(tool PolyFFI::check IMPORTED_LOCATION)
execute_process(COMMAND \${tool} --version COMMAND_ERROR_IS_FATAL ANY)")
  configure()
endfunction()

function(case_component_without_its_program)
  packages("find_package(PolyFFI 1.0 REQUIRED COMPONENTS NASM)")
  configure_fails("component NASM needs a program that is not there" ARGS -DPOLYFFI_NASM=POLYFFI_NASM-NOTFOUND
    -DCMAKE_FIND_USE_SYSTEM_ENVIRONMENT_PATH=OFF -DCMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF -DCMAKE_MAKE_PROGRAM=ninja)
endfunction()

function(case_package_version)
  foreach(version IN ITEMS 0.9 2.0 1.99)
    packages("find_package(PolyFFI ${version} REQUIRED)")
    configure_fails("compatible with requested version \"${version}\"")
  endforeach()
  foreach(version IN ITEMS "" 1 1.0 1.0.0)
    packages("find_package(PolyFFI ${version} REQUIRED)")
    configure()
  endforeach()
endfunction()

run_case()
