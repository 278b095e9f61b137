# SPDX-License-Identifier: MIT
#[=[.rst:
Planted
-------

What a file of planted programs is written with. A case is a function
``case_<name>()`` of the file, and a run of ``cmake -P`` on it in a directory of
its own, with a space in its path. At its end the file calls ``run_case()``.

Making things, with names relative to the case's directory:

``write(<file> <text>)``
``cc(<source> [<flag>...])``, ``cxx(<source> [<flag>...])``, ``asm(<source> [<flag>...])``
  Compile ``x.c``, ``x.cpp`` or ``x.asm`` into ``x.o``, with debug information;
  after ``AS <file>`` into that file.
``use(<crate>...)``
  Puts ``lib<crate>.a``, ``lib<crate>.d`` (dep-info) and the source there.
``execute(<command>...)``, ``execute_fails(<regex> <command>...)``
  Anything else. It must succeed, or must fail with an output that matches.
``link(<program> <argument>...)``, ``link_fails(<regex> <argument>...)``
  Links with the case's compiler driver and linker.
``runs(<program> <status> [<regex>])``, ``crashes(<program>)``
  Runs a program, which must exit with the status, or end by a signal.

``check(<argument>...)``
  Runs polyffi-check, with the words of the variable ``check_options`` in front. What follows says all that it must report: an error or a
  warning that is not expected fails the case, and so does another exit status.

``expect_error(<rule> <place> <regex>)``, ``expect_warning(...)``
  One finding of the rule ("PF010 undefined-mangled"), placed at ``<place>``, a
  file or file:line, with a message that matches.
``expect_note(<regex> [<place>])``
``expect_refusal(<regex>)``
  It exits with 2 and one line.
``expect_status(<status>)``
``silent(<argument>...)``
  ``check()`` that exits with 0 and writes nothing at all.
``near_miss(<rule>...)``
  Says at the head of a case that it comes near to the defects of these rules
  ("PF010"), and is none: one of its checks must end without a finding of each.

Case files may depend on ``CC`` (gcc or clang), ``LINKER`` (bfd, gold, lld or
mold), ``RUSTC_NAME`` (stable, nightly or oldest) and ``LEVEL`` (debug or O).
#]=]
cmake_minimum_required(VERSION 3.22)
include("${SETTINGS}")
set(ENV{LC_ALL} C)
set(ENV{ASAN_OPTIONS} exitcode=99)
foreach(variable IN ITEMS CFLAGS LDFLAGS NASMENV LIBRARY_PATH LD_LIBRARY_PATH CPATH)
  unset(ENV{${variable}})
endforeach()

get_filename_component(topic "${CMAKE_SCRIPT_MODE_FILE}" NAME_WE)
set(case_dir "${PLANTED}/${topic}, ${CASE}${SUFFIX}")
set(crates "${PLANTED}/crates/${RUSTC_NAME}-${LEVEL}")
set(optimisation -O0)
if(LEVEL STREQUAL "O")
  set(optimisation -O2)
endif()
set(driver ${CC} -fuse-ld=${LINKER})
set(rust_libraries -lgcc_s -lutil -lrt -lpthread -lm -ldl -lc)
set(rust_libraries_static -lgcc_eh -lutil -lrt -lpthread -lm -ldl -lc)

function(run_case)
  file(REMOVE_RECURSE "${case_dir}")
  file(MAKE_DIRECTORY "${case_dir}")
  set_property(GLOBAL PROPERTY checked FALSE)
  require(${CC})
  cmake_language(CALL "case_${CASE}")
  expect_nothing_more()
  get_property(missed GLOBAL PROPERTY near_misses)
  if(missed)
    message(FATAL_ERROR "No check of this case ended without a finding of ${missed}.")
  endif()
  if(NOT DEFINED ENV{POLYFFI_TEST_KEEP})
    file(REMOVE_RECURSE "${case_dir}")
  endif()
endfunction()

# They end the function that they are called from: only a case may call them.
macro(skip)
  string(CONCAT reason ${ARGN})
  message("SKIPPED: ${reason}")
  return()
endmacro()

macro(require program)
  find_program(found_${program} NAMES ${program} NO_CACHE)
  if(NOT found_${program})
    skip("no ${program}")
  endif()
endmacro()

# What follows code needs Zydis.
macro(require_zydis)
  write(any.asm "global _start\nsection .text\n_start:\n  ret\nsection .note.GNU-stack noalloc noexec nowrite progbits\n")
  asm(any.asm)
  step("${CHECK}" any.o --startup freestanding)
  if(NOT step_error MATCHES "PF081")
    skip("polyffi-check is built without Zydis")
  endif()
endmacro()

# Those of the axes; the message ends the test.
function(require_tools)
  foreach(tool IN LISTS ARGN)
    find_program(found NAMES ${tool} NO_CACHE)
    if(NOT found)
      message("SKIPPED: no ${tool}")
      message(FATAL_ERROR "no ${tool}")
    endif()
    unset(found)
  endforeach()
endfunction()

#-----------------------------------------------------------------------
# Making things

function(write file text)
  file(WRITE "${case_dir}/${file}" "${text}")
endfunction()

# Sets step_* in the caller's scope.
function(step)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${case_dir}"
    OUTPUT_VARIABLE output ERROR_VARIABLE error RESULT_VARIABLE status)
  string(REPLACE ";" " " command "${ARGN}")
  foreach(part IN ITEMS command status output error)
    set(step_${part} "${${part}}" PARENT_SCOPE)
  endforeach()
endfunction()

macro(step_failed)
  message("The command: ${step_command}\nIts status: ${step_status}\n"
    "Its stdout:\n${step_output}\nIts stderr:\n${step_error}")
  message(FATAL_ERROR ${ARGN})
endmacro()

function(execute)
  step(${ARGN})
  if(NOT step_status STREQUAL "0")
    step_failed("A command failed.")
  endif()
  set(output "${step_output}" PARENT_SCOPE)
endfunction()

function(execute_fails regex)
  step(${ARGN})
  if(step_status STREQUAL "0" OR NOT "${step_output}${step_error}" MATCHES "${regex}")
    step_failed("A command should have failed with '${regex}'.")
  endif()
endfunction()

function(compile compiler source)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" AS "")
  if(NOT arg_AS)
    string(REGEX REPLACE "\\.[^.]*$" ".o" arg_AS "${source}")
  endif()
  execute(${compiler} ${arg_UNPARSED_ARGUMENTS} "${source}" -o "${arg_AS}")
endfunction()

function(cc source)
  compile("${CC};-g;${optimisation};-c" "${source}" ${ARGN})
endfunction()

function(cxx source)
  set(driver g++)
  if(CC STREQUAL "clang")
    set(driver clang++)
  endif()
  compile("${driver};-g;${optimisation};-c" "${source}" ${ARGN})
endfunction()

function(asm source)
  if(NOT NASM)
    require_tools(nasm)
  endif()
  set(format -felf64 -g -Fdwarf)
  if("${ARGN}" MATCHES "-f *elf|-fbin|-fwin|-fmacho")
    set(format "")
  endif()
  compile("${NASM};${format}" "${source}" ${ARGN})
endfunction()

function(use)
  foreach(name IN LISTS ARGN)
    if(NOT EXISTS "${crates}/lib${name}.a")
      message("SKIPPED: the ${RUSTC_NAME} rustc made no ${name}")
      message(FATAL_ERROR "no crate")
    endif()
    foreach(file IN ITEMS lib${name}.a lib${name}.d ${name}.rs)
      if(EXISTS "${crates}/${file}")
        file(CREATE_LINK "${crates}/${file}" "${case_dir}/${file}" SYMBOLIC)
      endif()
    endforeach()
  endforeach()
endfunction()

function(link_step)
  require_tools(ld.${LINKER})
  step(${driver} ${ARGN})
  foreach(part IN ITEMS command status output error)
    set(step_${part} "${step_${part}}" PARENT_SCOPE)
  endforeach()
endfunction()

function(link program)
  link_step(${ARGN} -o "${program}")
  if(NOT step_status STREQUAL "0")
    step_failed("The link failed.")
  endif()
endfunction()

function(link_fails regex)
  link_step(${ARGN} -o program)
  if(LINKER STREQUAL "gold") # does not read clang's debug information
    set(regex "${regex}|internal error in format_file_lineno")
  endif()
  if(step_status STREQUAL "0" OR NOT "${step_output}${step_error}" MATCHES "${regex}")
    step_failed("The link should have failed with '${regex}'.")
  endif()
endfunction()

function(runs program status)
  step("${case_dir}/${program}")
  if(NOT step_status STREQUAL status OR NOT step_output MATCHES "${ARGN}")
    step_failed("'${program}' should have ended with ${status} and '${ARGN}'.")
  endif()
endfunction()

# execute_process() tells a signal by its name.
function(crashes program)
  step("${case_dir}/${program}")
  if(step_status MATCHES "^[0-9]+$")
    step_failed("'${program}' should have crashed.")
  endif()
endfunction()

# The number of the first line of the file that has the text.
function(find_line variable file text)
  file(STRINGS "${case_dir}/${file}" lines)
  set(number 0)
  foreach(line IN LISTS lines)
    math(EXPR number "${number} + 1")
    string(FIND "${line}" "${text}" place)
    if(NOT place EQUAL -1)
      set(${variable} "${number}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "No '${text}' in ${file}.")
endfunction()

#-----------------------------------------------------------------------
# Checking

function(check)
  expect_nothing_more()
  step("${CHECK}" ${check_options} ${ARGN})
  foreach(part IN ITEMS command status output error)
    set_property(GLOBAL PROPERTY check_${part} "${step_${part}}")
  endforeach()
  set_property(GLOBAL PROPERTY check_rest "${step_error}")
  set_property(GLOBAL PROPERTY wanted_status 0)
  set_property(GLOBAL PROPERTY checked TRUE)
  if(NOT step_output STREQUAL "")
    check_failed("It wrote to stdout.")
  endif()
endfunction()

function(check_failed)
  foreach(part IN ITEMS command status output error)
    get_property(step_${part} GLOBAL PROPERTY check_${part})
  endforeach()
  step_failed(${ARGN})
endfunction()

# Takes the first line that matches the regex out of what is not yet expected.
function(take_line regex)
  string(REPLACE ".*" "[^\n]*" regex "${regex}")
  get_property(rest GLOBAL PROPERTY check_rest)
  if(NOT "\n${rest}" MATCHES "\n(${regex})\n")
    check_failed("No line '${regex}'.")
  endif()
  set(line "${CMAKE_MATCH_1}\n")
  string(FIND "${rest}" "${line}" begin)
  string(LENGTH "${line}" length)
  math(EXPR end "${begin} + ${length}")
  string(SUBSTRING "${rest}" 0 ${begin} before)
  string(SUBSTRING "${rest}" ${end} -1 after)
  set_property(GLOBAL PROPERTY check_rest "${before}${after}")
endfunction()

# A place is a file, or file:line with any column.
function(place_regex variable place)
  string(REGEX REPLACE "([][+.*()^$?|\\])" "\\\\\\1" place "${place}")
  if(place MATCHES ":[0-9]+$")
    string(APPEND place "(:[0-9]+)?")
  endif()
  set(${variable} "([^\n]*/)?${place}: " PARENT_SCOPE)
endfunction()

function(expect_finding severity rule place regex)
  place_regex(where "${place}")
  take_line("${where}${severity}: .*${regex}.* \\[${rule}\\]")
endfunction()

function(expect_error rule place regex)
  expect_finding(error "${rule}" "${place}" "${regex}")
  get_property(status GLOBAL PROPERTY wanted_status)
  if(status EQUAL 0)
    set_property(GLOBAL PROPERTY wanted_status 1)
  endif()
endfunction()

function(expect_warning rule place regex)
  expect_finding(warning "${rule}" "${place}" "${regex}")
endfunction()

function(expect_note regex)
  set(where "(.*: )?")
  if(ARGC GREATER 1)
    place_regex(where "${ARGV1}")
  endif()
  take_line("${where}note: .*${regex}.*")
endfunction()

function(expect_status status)
  set_property(GLOBAL PROPERTY wanted_status "${status}")
endfunction()

function(expect_nothing_more)
  get_property(checked GLOBAL PROPERTY checked)
  if(NOT checked)
    return()
  endif()
  get_property(rest GLOBAL PROPERTY check_rest)
  if(rest MATCHES "(error|warning|note): [^\n]*\\[PF[0-9]+ [^\n]*")
    check_failed("It reported what was not expected: ${CMAKE_MATCH_0}")
  endif()
  get_property(status GLOBAL PROPERTY check_status)
  get_property(wanted GLOBAL PROPERTY wanted_status)
  if(NOT status STREQUAL wanted)
    check_failed("Its exit status should have been ${wanted}.")
  endif()
  get_property(missed GLOBAL PROPERTY near_misses)
  get_property(error GLOBAL PROPERTY check_error)
  foreach(rule IN LISTS missed)
    if(NOT error MATCHES "\\[${rule} ")
      list(REMOVE_ITEM missed "${rule}")
    endif()
  endforeach()
  set_property(GLOBAL PROPERTY near_misses "${missed}")
  set_property(GLOBAL PROPERTY checked FALSE)
endfunction()

function(near_miss)
  set_property(GLOBAL PROPERTY near_misses "${ARGN}")
endfunction()

function(expect_refusal regex)
  get_property(error GLOBAL PROPERTY check_error)
  if(NOT error MATCHES "^[^\n]*error: [^\n]*\n$" OR NOT error MATCHES "${regex}")
    check_failed("It should have refused with one line: '${regex}'.")
  endif()
  set_property(GLOBAL PROPERTY check_rest "")
  set_property(GLOBAL PROPERTY wanted_status 2)
endfunction()

function(silent)
  check(${ARGN})
  get_property(error GLOBAL PROPERTY check_error)
  if(NOT error STREQUAL "")
    check_failed("It should have been silent.")
  endif()
endfunction()
