# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustTestList
-------------------

Private to PolyFFI: ctest includes this to learn the tests of a target of
:command:`polyffi_add_rust_test`, which sets the ``polyffi_*`` variables. Here
``add_test`` and ``set_tests_properties`` are those of a CTestTestfile.
#]=]
cmake_policy(PUSH)
cmake_policy(VERSION 3.22...4.0)

function(polyffi_list_tests)
  if(NOT EXISTS "${polyffi_list}")
    polyffi_not_built("${polyffi_name}")
    return()
  endif()
  file(STRINGS "${polyffi_list}" lines)
  polyffi_run_time_environment()
  foreach(line IN LISTS lines)
    if(line MATCHES "^([^\t]*)\tprogram\t(.*)$")
      set(kind "${CMAKE_MATCH_1}")
      set(program "${CMAKE_MATCH_2}")
      if(kind MATCHES "^integration" AND NOT "INTEGRATION" IN_LIST polyffi_kinds)
        continue()
      elseif(NOT kind MATCHES "^integration" AND NOT "UNIT" IN_LIST polyffi_kinds)
        continue()
      endif()
      polyffi_tests_of_program("${polyffi_name}.${kind}" "${program}")
    endif()
  endforeach()
  if(NOT polyffi_doc_command STREQUAL "")
    polyffi_one_test("${polyffi_name}.doc" ${polyffi_doc_command})
  endif()
endfunction()

function(polyffi_not_built name)
  add_test("${name}" sh -c
    "echo \"$1 is not built: cmake --build <build directory> --target $2\" >&2; exit 1"
    sh "${name}" "${polyffi_name}")
endfunction()

# As cargo does: the libraries of build scripts are found, and what they made.
function(polyffi_run_time_environment)
  set(libraries "")
  foreach(line IN LISTS lines)
    if(line MATCHES "^-\tlibraries\t(.+)$")
      list(APPEND libraries "${CMAKE_MATCH_1}")
    elseif(line MATCHES "^-\tout_dir\t(.+)$")
      list(APPEND polyffi_environment "OUT_DIR=${CMAKE_MATCH_1}")
    endif()
  endforeach()
  set(polyffi_libraries "${libraries}" PARENT_SCOPE)
  set(polyffi_environment "${polyffi_environment}" PARENT_SCOPE)
endfunction()

function(polyffi_tests_of_program name program)
  if(NOT EXISTS "${program}")
    polyffi_not_built("${name}")
    return()
  endif()
  set(tests "")
  if(polyffi_discover)
    polyffi_ask(tests "${program}" tests)
  endif()
  if("${tests}" MATCHES "^(NOTFOUND)?$")
    if(NOT polyffi_discover OR NOT "${tests}" STREQUAL "")
      polyffi_one_test("${name}" ${polyffi_emulator} "${program}" ${polyffi_arguments})
    endif()
    return()
  endif()
  polyffi_ask(ignored "${program}" ignored --ignored)
  foreach(test IN LISTS tests)
    polyffi_one_test("${name}.${test}" ${polyffi_emulator} "${program}" --exact "${test}"
      ${polyffi_arguments})
    if(test IN_LIST ignored AND NOT polyffi_arguments MATCHES "--(include-)?ignored")
      set_tests_properties("${name}.${test}" PROPERTIES DISABLED TRUE)
    endif()
  endforeach()
endfunction()

# Sets <variable> to the names of the program's tests, or to NOTFOUND if it can't
# tell them, as with a harness of its own. They are kept beside the list until the
# program changes.
function(polyffi_ask variable program suffix)
  get_filename_component(directory "${polyffi_list}" DIRECTORY)
  get_filename_component(base "${program}" NAME)
  set(kept "${directory}/${base}.${suffix}")
  if("${program}" IS_NEWER_THAN "${kept}")
    set(path ${polyffi_libraries} "$ENV{LD_LIBRARY_PATH}")
    list(JOIN path ":" path)
    execute_process(
      COMMAND env ${polyffi_environment} "LD_LIBRARY_PATH=${path}"
        ${polyffi_emulator} "${program}" --list --format terse ${ARGN}
      WORKING_DIRECTORY "${polyffi_directory}" TIMEOUT 60
      OUTPUT_VARIABLE text ERROR_QUIET RESULT_VARIABLE status)
    string(REGEX REPLACE ": (test|benchmark)\n" "\n" names "${text}")
    string(REGEX REPLACE "[^\n]*: (test|benchmark)\n" "" rest "${text}")
    if(NOT status EQUAL 0 OR NOT rest STREQUAL "")
      set(${variable} NOTFOUND PARENT_SCOPE)
      return()
    endif()
    file(WRITE "${kept}" "${names}")
  endif()
  file(STRINGS "${kept}" names)
  set(${variable} "${names}" PARENT_SCOPE)
endfunction()

function(polyffi_one_test name)
  add_test("${name}" ${ARGN})
  set_tests_properties("${name}" PROPERTIES WORKING_DIRECTORY "${polyffi_directory}"
    ENVIRONMENT "${polyffi_environment}")
  set(modified "")
  foreach(library IN LISTS polyffi_libraries)
    list(APPEND modified "LD_LIBRARY_PATH=path_list_append:${library}")
  endforeach()
  set_tests_properties("${name}" PROPERTIES ENVIRONMENT_MODIFICATION "${modified}")
  if(NOT "LABELS" IN_LIST polyffi_properties)
    set_tests_properties("${name}" PROPERTIES LABELS rust)
  endif()
  if(NOT polyffi_properties STREQUAL "")
    set_tests_properties("${name}" PROPERTIES ${polyffi_properties})
  endif()
endfunction()

polyffi_list_tests()
cmake_policy(POP)
