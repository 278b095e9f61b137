# SPDX-License-Identifier: MIT
#[=[.rst:
Cases
-----

.. command:: polyffi_add_cases

  ::

    polyffi_add_cases(<file> <generator>... [EVERY_CMAKE] [IN_TURN]
                      [DEFINES <name>=<value>...] [NAME <suffix>] [LABELS <label>...]
                      [CASES <regex>])

  Adds a test for each ``case_<name>()`` in ``<file>``, or for those that
  ``<regex>`` matches, and each generator (with ``IN_TURN`` one generator for
  each case, in turn, but all with ``POLYFFI_TEST_MATRIX``), and,
  with ``EVERY_CMAKE``, for each program in ``POLYFFI_TEST_CMAKES`` too. Its
  name is ``cmake.<file>.<name>[.<suffix>].<generator>[-<version>]``; the variable
  ``POLYFFI_TEST_PREFIX`` stands in its front, and ``POLYFFI_TEST_FIXTURE`` is the
  fixture that it needs. Cases named ``multi_…`` are for generators of many
  configurations alone.

.. command:: polyffi_find_test_tools

  Finds rustc, the cargo beside it and NASM, which the tests are given by name,
  and a rustc of the oldest version that PolyFFI supports and its cargo, if
  there are any.
#]=]
include_guard(GLOBAL)

function(polyffi_add_cases file)
  cmake_parse_arguments(PARSE_ARGV 1 arg "EVERY_CMAKE;IN_TURN" "NAME;CASES" "DEFINES;LABELS")
  get_filename_component(path "${file}" ABSOLUTE)
  get_filename_component(topic "${file}" NAME_WE)
  string(TOLOWER "${topic}" topic)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${path}")
  list(TRANSFORM arg_DEFINES PREPEND -D)
  set(programs "${CMAKE_COMMAND}")
  if(arg_EVERY_CMAKE)
    list(APPEND programs ${POLYFFI_TEST_CMAKES})
  endif()
  file(STRINGS "${path}" cases REGEX "^function\\(case_")
  set(turn -1)
  list(LENGTH arg_UNPARSED_ARGUMENTS all)
  foreach(case IN LISTS cases)
    string(REGEX REPLACE "^function\\(case_([a-z0-9_]+).*" "\\1" case "${case}")
    if(DEFINED arg_CASES AND NOT case MATCHES "${arg_CASES}")
      continue()
    endif()
    set(generators ${arg_UNPARSED_ARGUMENTS})
    if(arg_IN_TURN AND NOT POLYFFI_TEST_MATRIX AND NOT case MATCHES "^multi_")
      math(EXPR turn "(${turn} + 1) % ${all}")
      list(GET generators ${turn} generators)
    endif()
    foreach(generator IN LISTS generators)
      if(case MATCHES "^multi_" AND NOT generator MATCHES "Multi-Config")
        continue()
      endif()
      foreach(program IN LISTS programs)
        polyffi_case_name(name "${POLYFFI_TEST_PREFIX}.${topic}.${case}" "${arg_NAME}" "${generator}" "${program}")
        add_test(NAME "${name}" COMMAND "${program}" "-DCASE=${case}"
          "-DGENERATOR=${generator}" "-DVARIANT=${arg_NAME}"
          "-DSETTINGS=${PolyFFI_BINARY_DIR}/tests/cmake/settings.cmake"
          ${arg_DEFINES} -P "${path}")
        set_tests_properties("${name}" PROPERTIES TIMEOUT 300
          SKIP_REGULAR_EXPRESSION "SKIPPED: " LABELS "cmake;${arg_LABELS}"
          FIXTURES_REQUIRED "${POLYFFI_TEST_FIXTURE}")
      endforeach()
    endforeach()
  endforeach()
endfunction()

function(polyffi_case_name variable name suffix generator program)
  if(suffix)
    string(APPEND name ".${suffix}")
  endif()
  if(generator MATCHES "Multi-Config")
    string(APPEND name ".multi")
  elseif(generator MATCHES "Makefiles")
    string(APPEND name ".make")
  else()
    string(APPEND name ".ninja")
  endif()
  if(NOT program STREQUAL CMAKE_COMMAND)
    execute_process(COMMAND "${program}" --version OUTPUT_VARIABLE version)
    string(REGEX REPLACE "cmake version ([0-9.]+).*" "-\\1" version "${version}")
    string(APPEND name "${version}")
  endif()
  set(${variable} "${name}" PARENT_SCOPE)
endfunction()

function(polyffi_find_test_tools)
  find_program(POLYFFI_TEST_NASM nasm)
  find_program(POLYFFI_TEST_RUSTC rustc HINTS "$ENV{HOME}/.cargo/bin")
  find_program(POLYFFI_TEST_OLD_RUSTC NAMES rustc-1.63 rustc PATHS /usr/bin NO_DEFAULT_PATH)
  mark_as_advanced(POLYFFI_TEST_NASM POLYFFI_TEST_RUSTC POLYFFI_TEST_OLD_RUSTC)
  # A proxy of rustup's is not what a log should show: ask for what it runs.
  execute_process(COMMAND "${POLYFFI_TEST_RUSTC}" --print=sysroot
    OUTPUT_VARIABLE sysroot OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(EXISTS "${sysroot}/bin/rustc")
    set(POLYFFI_TEST_RUSTC "${sysroot}/bin/rustc" PARENT_SCOPE)
  endif()
  find_program(POLYFFI_TEST_CARGO cargo HINTS "${sysroot}/bin")
  find_program(POLYFFI_TEST_OLD_CARGO cargo PATHS /usr/bin NO_DEFAULT_PATH)
  mark_as_advanced(POLYFFI_TEST_CARGO POLYFFI_TEST_OLD_CARGO)
  if(POLYFFI_TEST_OLD_RUSTC)
    execute_process(COMMAND "${POLYFFI_TEST_OLD_RUSTC}" --version OUTPUT_VARIABLE version ERROR_QUIET)
    if(NOT version MATCHES "^rustc 1\\.63\\.")
      set(POLYFFI_TEST_OLD_RUSTC "" PARENT_SCOPE)
    endif()
  endif()
endfunction()
