# SPDX-License-Identifier: MIT
#
# C and Rust for another machine, and for other kinds of this one.
include("${CMAKE_CURRENT_LIST_DIR}/Harness.cmake")

# Ends a case unless <rustc> has std for <triple>.
macro(require_std rustc triple)
  execute_process(COMMAND "${rustc}" --print=target-libdir --target=${triple}
    OUTPUT_VARIABLE directory OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  file(GLOB found "${directory}/libstd-*.rlib")
  if(NOT found)
    skip("no rustc with std for ${triple}")
  endif()
endmacro()

# The first of rustc and the oldest that has it.
macro(require_some_std triple)
  set(chosen "${RUSTC}")
  execute_process(COMMAND "${RUSTC}" --print=target-libdir --target=${triple}
    OUTPUT_VARIABLE directory OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  file(GLOB found "${directory}/libstd-*.rlib")
  if(NOT found AND OLD_RUSTC)
    set(chosen "${OLD_RUSTC}")
  endif()
  require_std("${chosen}" ${triple})
endmacro()

function(sources)
  write(greet.rs "#[no_mangle]\npub extern \"C\" fn answer() -> i32 {
    \"42\".parse().unwrap()\n}\n") # No thread: qemu-user does not end with them everywhere.
  package(number "#[no_mangle]\npub extern \"C\" fn number() -> i32 {\n    std::env::args().count() as i32\n}")
  write(main.c "#include <stdio.h>\nint answer(void);\nint number(void);\nint main(void)\n{
  printf(\"%d\\n\", answer() + number());\n  return 0;\n}\n")
endfunction()

function(lists_of_program)
  set(package "add_library(number STATIC number.c)")
  write(number.c "int number(void)\n{\n  return 1;\n}\n")
  if(CARGO)
    set(package "polyffi_add_rust_staticlib(number MANIFEST number/Cargo.toml EXPORTS number ${ARGN})")
  endif()
  lists("enable_testing()
polyffi_add_rust_staticlib(greet ROOT greet.rs EXPORTS answer ${ARGN})
${package}
add_executable(app main.c)
target_link_libraries(app PRIVATE greet number)
polyffi_check(app)
add_test(NAME app COMMAND app)
set_tests_properties(app PROPERTIES PASS_REGULAR_EXPRESSION \"^43\" TIMEOUT 60)")
endfunction()

# Both are there for each case, or none: the old rustc goes with its cargo.
macro(use rustc)
  set(chosen_arguments "-DPOLYFFI_RUSTC=${rustc}")
  if(rustc STREQUAL OLD_RUSTC)
    list(APPEND chosen_arguments "-DPOLYFFI_CARGO=${OLD_CARGO}")
    set(CARGO "${OLD_CARGO}")
  endif()
endmacro()

function(case_aarch64)
  require(aarch64-linux-gnu-gcc)
  require(qemu-aarch64)
  require_some_std(aarch64-unknown-linux-gnu)
  use("${chosen}")
  sources()
  lists_of_program()
  write(aarch64.cmake "set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L /usr/aarch64-linux-gnu)\n")
  configure("-DCMAKE_TOOLCHAIN_FILE=${source}/aarch64.cmake" ${chosen_arguments})
  build()
  execute("${CMAKE_CTEST_COMMAND}" --test-dir "${binary}" --output-on-failure)
  expect_output("100% tests passed")
  build()
  build()
  expect_no_output("Building|Linking")
  edit(greet.rs "#[no_mangle]\npub extern \"C\" fn anser() -> i32 {\n    1\n}\n")
  build_fails("'answer' is not exported" "PF00[0-9]")
endfunction()

# A toolchain file for clang names the machine for it.
function(case_aarch64_by_clang)
  require(clang)
  require(aarch64-linux-gnu-gcc)
  require_some_std(aarch64-unknown-linux-gnu)
  use("${chosen}")
  sources()
  lists_of_program()
  configure(-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 -DCMAKE_C_COMPILER=clang
    -DCMAKE_C_COMPILER_TARGET=aarch64-linux-gnu ${chosen_arguments})
  build()
  execute(readelf -h "${binary}/app")
  expect_output("AArch64")
endfunction()

function(case_assembler_for_another_machine)
  write(one.asm "section .text\n")
  lists("polyffi_add_nasm_objects(one SOURCES one.asm)")
  configure_fails("NASM writes x86 code, but the project builds for aarch64"
    ARGS -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64)
endfunction()

function(case_no_standard_library_for_it)
  sources()
  lists("polyffi_add_rust_staticlib(greet ROOT greet.rs TARGET_TRIPLE powerpc64le-unknown-linux-gnu)")
  configure_fails("has no standard library for powerpc64le-unknown-linux-gnu"
    "rustup target add powerpc64le-unknown-linux-gnu")
  lists("polyffi_add_rust_staticlib(greet ROOT greet.rs TARGET_TRIPLE banana)")
  configure_fails("TARGET_TRIPLE 'banana' is none of .*rustc's")
endfunction()

function(case_32_bits)
  require_some_std(i686-unknown-linux-gnu)
  use("${chosen}")
  sources()
  lists_of_program()
  configure(-DCMAKE_C_FLAGS=-m32 ${chosen_arguments})
  build()
  run(app)
  expect_output("^43\n$")
endfunction()

function(case_musl)
  require(musl-gcc)
  require_some_std(x86_64-unknown-linux-musl)
  use("${chosen}")
  sources()
  lists_of_program(TARGET_TRIPLE x86_64-unknown-linux-musl)
  configure(-DCMAKE_C_COMPILER=musl-gcc -DCMAKE_EXE_LINKER_FLAGS=-static ${chosen_arguments})
  build()
  run(app)
  expect_output("^43\n$")
endfunction()

# GNU names of machines, as compilers tell them.
function(case_triples)
  foreach(pair IN ITEMS aarch64-linux-gnu=aarch64-unknown-linux-gnu i486-linux-gnu=i686-unknown-linux-gnu
      x86_64-pc-linux-musl=x86_64-unknown-linux-musl riscv64-linux-gnu=riscv64gc-unknown-linux-gnu
      arm-linux-gnueabihf=armv7-unknown-linux-gnueabihf arm-linux-gnueabi=arm-unknown-linux-gnueabi
      powerpc64le-linux-gnu=powerpc64le-unknown-linux-gnu s390x-linux-gnu=s390x-unknown-linux-gnu)
    string(REGEX MATCH "(.*)=(.*)" _ "${pair}")
    write("triple.cmake" "include([==[${POLYFFI_SOURCE}/cmake/PolyFFIRustTriple.cmake]==])
polyffi_rust_triple_of_machine(triple test ${CMAKE_MATCH_1})
if(NOT triple STREQUAL \"${CMAKE_MATCH_2}\")\n  message(FATAL_ERROR \"\${triple}\")\nendif()\n")
    execute("${CMAKE_COMMAND}" -P "${source}/triple.cmake")
  endforeach()
  write("triple.cmake" "include([==[${POLYFFI_SOURCE}/cmake/PolyFFIRustTriple.cmake]==])
polyffi_rust_triple_of_machine(triple test arm-none-eabi)\n")
  execute_step("${CMAKE_COMMAND}" -P "${source}/triple.cmake")
  expect_failure("it is not known which triple of rustc's 'arm-none-eabi' is" "Name it by TARGET_TRIPLE")
endfunction()

# Their own tests run by the emulator, which is also asked for their names; rustdoc
# runs no examples there.
function(case_aarch64_tests)
  require(aarch64-linux-gnu-gcc)
  require(qemu-aarch64)
  require_some_std(aarch64-unknown-linux-gnu)
  use("${chosen}")
  set(tests "#[cfg(test)]\nextern \"C\" {\n    fn number() -> i32;\n}
#[test]\nfn calls() {\n    assert_eq!(unsafe { number() }, if cfg!(target_arch = \"aarch64\") { 7 } else { 0 });\n}\n")
  write(greet.rs "${tests}")
  write(number.c "int number(void);\nint number(void)\n{\n  return 7;\n}\n")
  set(more "")
  set(count 1)
  if(CARGO)
    package(search "${tests}")
    set(more "polyffi_add_rust_staticlib(search MANIFEST search/Cargo.toml)
polyffi_add_rust_test(search_test TARGET search LIBRARIES number DISCOVER ARGS --test-threads=1)")
    set(count 2)
  endif()
  lists("enable_testing()\nadd_library(number STATIC number.c)
polyffi_add_rust_staticlib(greet ROOT greet.rs)
polyffi_add_rust_test(greet_test TARGET greet LIBRARIES number DISCOVER ARGS --test-threads=1)\n${more}")
  write(aarch64.cmake "set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L /usr/aarch64-linux-gnu)\n")
  configure("-DCMAKE_TOOLCHAIN_FILE=${source}/aarch64.cmake" ${chosen_arguments})
  build()
  execute("${CMAKE_CTEST_COMMAND}" --test-dir "${binary}" --output-on-failure)
  expect_output("greet_test.unit.calls [.]+ +Passed")
  expect_output("100% tests passed(, 0 tests failed)? out of ${count}\n")
endfunction()

run_case()
