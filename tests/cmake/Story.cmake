# SPDX-License-Identifier: MIT
#
# The examples, as they are handed out, build and run.
include("${CMAKE_CURRENT_LIST_DIR}/Harness.cmake")

function(example directory program output)
  file(COPY "${POLYFFI_SOURCE}/examples/${directory}/" DESTINATION "${source}")
  configure()
  build()
  run(${program})
  expect_output("${output}")
endfunction()

function(case_c_main)
  example(01-c-main c_main "^Hello from Rust!\n$")
endfunction()

function(case_asm_start)
  example(02-asm-start asm_start "^Hello from Rust!\n$")
endfunction()

function(case_c_asm_rust)
  example(03-c-asm-rust c_asm_rust "^10 x 2, 20 in all\n-30 x 4, -100 in all\n50 x 6, 200 in all\n$")
endfunction()

function(case_freestanding)
  example(04-freestanding freestanding "^Hello from Rust without std!\n$")
endfunction()

# Two Rust libraries in one program, as one library and each by itself.
function(case_two_crates)
  example(08-two-crates together "^3 numbers, 1\\.16[67]* on average\n$")
  run(apart)
  expect_output("^3 numbers, 1\\.16[67]* on average\n$")
endfunction()

# A library made with PolyFFI and used without it: the fifth example.
function(case_library_and_its_consumer)
  file(COPY "${POLYFFI_SOURCE}/examples/05-library/" DESTINATION "${source}")
  configure("-DCMAKE_INSTALL_PREFIX=${case_dir}/first prefix")
  build()
  execute("${CMAKE_COMMAND}" --install "${binary}" --config Debug)
  file(RENAME "${case_dir}/first prefix" "${case_dir}/tally prefix")
  file(RENAME "${source}/consumer" "${case_dir}/consumer")
  file(REMOVE_RECURSE "${source}" "${binary}")
  set(source "${case_dir}/consumer")
  set(package "")
  configure("-DCMAKE_PREFIX_PATH=${case_dir}/tally prefix")
  build()
  run(consumer)
  expect_output("^5050 of at most [0-9]+\n$")
endfunction()

# The ninth example: with its consumer in CMake; tests/package has the others.
function(case_installed_header)
  if(CMAKE_VERSION VERSION_LESS 3.23)
    skip("CMake ${CMAKE_VERSION} has no file sets")
  endif()
  if(NOT DEFINED ENV{POLYFFI_CBINDGEN})
    require(cbindgen)
  endif()
  file(COPY "${POLYFFI_SOURCE}/examples/09-installed-header/" DESTINATION "${source}")
  configure("-DCMAKE_INSTALL_PREFIX=${case_dir}/first prefix")
  build()
  execute("${CMAKE_COMMAND}" --install "${binary}" --config Debug)
  file(RENAME "${case_dir}/first prefix" "${case_dir}/shape prefix")
  file(RENAME "${source}/consumer" "${case_dir}/consumer")
  file(REMOVE_RECURSE "${source}" "${binary}")
  set(source "${case_dir}/consumer")
  set(package "")
  configure("-DCMAKE_PREFIX_PATH=${case_dir}/shape prefix")
  build()
  run(consumer)
  expect_output("^18 in common\n$")
endfunction()

# The tenth example, with the tests of its Rust.
function(case_tests)
  example(10-tests thermometer "^21.5 degrees\n$")
  execute("${CMAKE_CTEST_COMMAND}" --test-dir "${binary}" -C Debug --output-on-failure)
  expect_output("average_test.unit.tests::of_three [.]+ +Passed")
  expect_output("average_test.integration.readings.are_in_degrees [.]+ +Passed")
  expect_output("average_test.doc [.]+ +Passed")
endfunction()

# Each mistake of the sixth example fails with the message that it names.
function(case_mistakes)
  find_program(compiler NAMES c++ g++ NO_CACHE)
  if(NOT compiler)
    skip("no C++ compiler")
  endif()
  file(COPY "${POLYFFI_SOURCE}/examples/06-mistakes/" DESTINATION "${source}")
  configure()
  execute_step("${CMAKE_CTEST_COMMAND}" --test-dir "${binary}" -C Debug --output-on-failure)
  get_property(status GLOBAL PROPERTY step_status)
  expect_equal("${status}" 0)
  expect_output("100% tests passed")
  configure_fails("'static_start' has STARTUP raw and is linked with -static" ARGS -DSTATIC_START=ON)
endfunction()

# The program as one writes it first: no types, no plt, the kernel's old call,
# which is what a warning tells.
function(case_plain_start)
  file(COPY "${POLYFFI_SOURCE}/examples/02-asm-start/greet.rs" DESTINATION "${source}")
  write(main.asm "global _start
extern hello
section .text
_start:
    call hello
    mov rbx, 0
    mov rax, 1
    int 0x80
")
  lists("polyffi_add_rust_staticlib(greet ROOT greet.rs EXPORTS hello)
polyffi_add_executable(main ENTRY _start SOURCES main.asm LIBRARIES greet)")
  configure()
  build_warns("main.asm:8: warning: int 0x80 is the 32-bit system call.*\\[PF082 int80\\]")
  run(main)
  expect_output("^Hello from Rust!\n$")
endfunction()

run_case()
