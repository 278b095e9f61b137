# SPDX-License-Identifier: MIT
#
# The tour that README's first command ends with: builds and runs the C program
# and the assembler program, and shows the check catching a mangled export.
#
# cmake -DEXAMPLES=<dir> -DBUILD=<dir> -DPACKAGE=<dir> -DGENERATOR=<name>
#       -P demo.cmake
cmake_minimum_required(VERSION 3.22)

function(say)
  execute_process(COMMAND "${CMAKE_COMMAND}" -E echo ${ARGN})
endfunction()

function(configure example)
  execute_process(COMMAND "${CMAKE_COMMAND}" -S "${EXAMPLES}/${example}"
      -B "${BUILD}/${example}" -G "${GENERATOR}" "-DPolyFFI_DIR=${PACKAGE}"
      -DCMAKE_BUILD_TYPE=Debug
    OUTPUT_QUIET RESULT_VARIABLE result)
  if(result)
    message(FATAL_ERROR "examples/${example} can't be configured.")
  endif()
endfunction()

function(build result example)
  execute_process(COMMAND "${CMAKE_COMMAND}" --build "${BUILD}/${example}" ${ARGN}
    OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE status)
  # The tools' own command lines would hide what there is to see.
  string(REGEX REPLACE "(^|\n)(\\[[0-9]+/[0-9]+\\]|FAILED:|: &&|cd |ninja:)[^\n]*" "" output "${output}")
  string(STRIP "${output}" output)
  set(${result} "${status}" PARENT_SCOPE)
  set(text "${output}" PARENT_SCOPE)
endfunction()

foreach(pair IN ITEMS 01-c-main=c_main 02-asm-start=asm_start)
  string(REGEX MATCH "(.*)=(.*)" _ "${pair}")
  set(example "${CMAKE_MATCH_1}")
  set(program "${CMAKE_MATCH_2}")
  configure(${example})
  build(failed ${example})
  if(failed)
    message(FATAL_ERROR "examples/${example} does not build:\n${text}")
  endif()
  say("")
  say("$ examples/${example}: ${program}")
  execute_process(COMMAND "${BUILD}/${example}/${program}" COMMAND_ERROR_IS_FATAL ANY)
endforeach()

say("")
say("$ examples/06-mistakes: a Rust function whose #[no_mangle] was forgotten")
configure(06-mistakes)
build(failed 06-mistakes --target mangled_export)
say("${text}")
if(NOT failed OR NOT text MATCHES "PF002")
  message(FATAL_ERROR "The check did not catch it.")
endif()
say("")
say("Both programs run, and the check has stopped the mistake.")
