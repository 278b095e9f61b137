# SPDX-License-Identifier: MIT
#
# PolyFFI as a part of the user's build: the tool is built there, for the
# machine that builds, once, and when it is first needed.
include("${CMAKE_CURRENT_LIST_DIR}/../cmake/Harness.cmake")

# <how> makes PolyFFI known.
function(project_with how)
  write(greet.rs "#[no_mangle]\npub extern \"C\" fn answer() -> i32 {\n    42\n}\n")
  write(main.c "int answer(void);\nint main(void)\n{\n  return answer() - 42;\n}\n")
  write(CMakeLists.txt "cmake_minimum_required(VERSION 3.22)
project(tested C)
${how}
polyffi_add_rust_staticlib(greet ROOT greet.rs EXPORTS answer \${MORE})
polyffi_add_executable(app SOURCES main.c LIBRARIES greet)
polyffi_add_executable(again SOURCES main.c LIBRARIES greet)
")
endfunction()

set(as_subdirectory "add_subdirectory(\"${POLYFFI_SOURCE}\" polyffi)")

function(expect_tool_is_built_once)
  get_property(output GLOBAL PROPERTY step_output)
  string(REGEX MATCHALL "Building polyffi-check" builds "${output}")
  list(LENGTH builds count)
  expect_equal("${count}" 1)
endfunction()

function(case_subdirectory)
  project_with("${as_subdirectory}")
  configure()
  build()
  expect_tool_is_built_once()
  run(app)
  run(again)
  build()
  expect_no_output("Building|Linking")
  configure(-DMORE=absent)
  build_fails("CMakeLists.txt:4: error: .*'absent'.*PF001")
endfunction()

# The tool merges reports, also before anything is checked.
function(case_reports)
  project_with("${as_subdirectory}")
  configure(-DPOLYFFI_CHECK_REPORT_DIR=reports)
  build(TARGET polyffi-report)
  file(READ "${binary}/reports/polyffi.sarif" text)
  string(JSON successful GET "${text}" runs 0 invocations 0 executionSuccessful)
  expect_equal("${successful}" OFF)
  build()
  run(app)
  build(TARGET polyffi-report)
  file(READ "${binary}/reports/polyffi.sarif" text)
  string(JSON successful GET "${text}" runs 0 invocations 0 executionSuccessful)
  expect_equal("${successful}" ON)
endfunction()

# Two configurations share one tool.
function(case_multi_two_configurations)
  project_with("${as_subdirectory}")
  configure()
  build()
  build(CONFIG Release)
  expect_no_output("Building polyffi-check")
  run(app CONFIG Release)
endfunction()

function(case_subdirectory_without_all)
  string(REPLACE " polyffi)" " polyffi EXCLUDE_FROM_ALL)" how "${as_subdirectory}")
  project_with("${how}")
  configure()
  build()
  run(app)
endfunction()

# Nothing that needs the tool: it is not built.
function(case_tool_is_not_needed)
  project_with("${as_subdirectory}")
  configure(-DPOLYFFI_CHECK=OFF)
  build()
  expect_no_output("polyffi-check")
  expect_no_file("${binary}/polyffi/helper")
  run(app)
endfunction()

# What is meant for the project must not reach a tool that runs while building.
function(case_flags_of_the_project)
  project_with("${as_subdirectory}")
  set(ENV{CFLAGS} -DENVIRONMENT=1)
  configure(-DCMAKE_C_FLAGS=-fsanitize=address -DCMAKE_EXE_LINKER_FLAGS=-Wl,--as-needed)
  build()
  run(app)
  file(READ "${binary}/polyffi/helper/CMakeCache.txt" cache)
  if(cache MATCHES "fsanitize|DENVIRONMENT|as-needed")
    fail("${CMAKE_MATCH_0} reaches the tool.")
  endif()
endfunction()

# The languages of the user are theirs, also when there are fewer.
function(case_no_languages)
  write(CMakeLists.txt "cmake_minimum_required(VERSION 3.22)
project(tested NONE)
${as_subdirectory}
get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
if(languages AND NOT languages STREQUAL NONE)\n  message(FATAL_ERROR \"\${languages}\")\nendif()
")
  configure()
  build()
endfunction()

function(case_fetch_content)
  project_with("include(FetchContent)
FetchContent_Declare(PolyFFI GIT_REPOSITORY /nowhere/polyffi.git)
FetchContent_MakeAvailable(PolyFFI)")
  configure("-DFETCHCONTENT_SOURCE_DIR_POLYFFI=${POLYFFI_SOURCE}" -DPOLYFFI_CHECK=OFF)
  build()
  run(app)
endfunction()

# find_package is answered with what FetchContent has.
function(case_fetch_content_for_find_package)
  if(CMAKE_VERSION VERSION_LESS 3.24)
    skip("CMake ${CMAKE_VERSION} is older than 3.24")
  endif()
  project_with("include(FetchContent)
FetchContent_Declare(PolyFFI SOURCE_DIR \"${POLYFFI_SOURCE}\" OVERRIDE_FIND_PACKAGE)
find_package(PolyFFI 1.0 REQUIRED)")
  set(package "")
  configure(-DPOLYFFI_CHECK=OFF)
  build()
  run(app)
endfunction()

run_case()
