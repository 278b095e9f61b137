# SPDX-License-Identifier: MIT
#[=[.rst:
Make
----

What a file of cases for GNU Make is written with, beside what Harness.cmake has.

``makefile(<text>)``
  Write a Makefile, behind the line that includes polyffi.mk.
``make([<argument>...])``
  Run make; it must succeed and write nothing to stderr.
``make_fails(<regex>... [ARGS <argument>...])``
  It must fail, and its stderr, in one line, must match every regex.
#]=]
include("${CMAKE_CURRENT_LIST_DIR}/../cmake/Harness.cmake")

# Without a blank, which make can't bear in a path.
string(REPLACE " " "_" case_dir "/make/${VARIANT}/${topic}_${CASE}")
string(PREPEND case_dir "${CASES}")
set(source "${case_dir}/source")
set(binary "${source}/build")
foreach(variable IN ITEMS AR ASFLAGS LDLIBS MAKEFILES MAKEOVERRIDES MFLAGS NASM NASMFLAGS V
    POLYFFI_BUILD POLYFFI_BUILD_TYPE POLYFFI_CHECK POLYFFI_RUSTC POLYFFI_TOOL PKG_CONFIG_PATH
    PKG_CONFIG_LIBDIR)
  unset(ENV{${variable}})
endforeach()
set(ENV{PKG_CONFIG_PATH} "${PKG_CONFIG_DIRECTORY}")
set(ENV{RUSTC} "${RUSTC}")

function(run_make_case)
  if("${case_dir}${POLYFFI_SOURCE}" MATCHES " ")
    skip("make can't bear the blank in the path of PolyFFI: ${POLYFFI_SOURCE}")
  endif()
  require(make)
  require(pkg-config)
  execute_process(COMMAND make --version OUTPUT_VARIABLE version)
  if(NOT version MATCHES "^GNU Make ([0-9.]+)" OR CMAKE_MATCH_1 VERSION_LESS 4.3)
    skip("no GNU Make 4.3")
  endif()
  run_case()
endfunction()

function(makefile text)
  write(Makefile "include $(shell pkg-config --variable=makefile polyffi)
${text}
all: $(POLYFFI_PRODUCTS)
")
endfunction()

function(make)
  execute_step(make -C "${source}" --no-print-directory ${ARGV})
  expect_success()
endfunction()

function(make_fails)
  cmake_parse_arguments(arg "" "" ARGS ${ARGV})
  execute_step(make -C "${source}" --no-print-directory ${arg_ARGS})
  expect_failure(${arg_UNPARSED_ARGUMENTS})
endfunction()

# What a change leads to: exactly these processes, and then none.
function(make_runs)
  make()
  expect_ran(${ARGV})
  make()
  expect_nothing_ran()
endfunction()

# As watch_tools(), which CMake's cache is told; make has it from the environment.
macro(watch_make_tools)
  watch_tools()
  set(ENV{POLYFFI_TOOL} "${tools}/polyffi-check")
endmacro()
