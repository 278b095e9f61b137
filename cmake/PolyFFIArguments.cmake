# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIArguments
----------------

Private to PolyFFI: what every public command does with its arguments.

.. command:: polyffi_check_arguments

  ::

    polyffi_check_arguments(<command> <keyword>...)

  Stops with an error unless the ``arg_*`` variables that
  ``cmake_parse_arguments`` left in the caller are sound: nothing unknown, no
  keyword without its value, and no value of a list that is in truth a
  mistyped keyword. ``<keyword>...`` are all keywords of ``<command>``.

.. command:: polyffi_fail

  ::

    polyffi_fail(<command> <text>...)

  Stops with ``<command>: <text>``.

.. command:: polyffi_place

  ::

    polyffi_place(<variable> <command> <target>)

  Sets ``<variable>`` to ``<file>:<line>`` of the call of ``<command>`` for
  ``<target>``, as far as the text of the file that is being read tells it.

.. command:: polyffi_check_environment

  ::

    polyffi_check_environment(<command>)

  Stops unless each value of ``arg_ENV`` of the caller is ``NAME=value``.

.. command:: polyffi_environment_words

  ::

    polyffi_environment_words(<variable> <list> <expansions>)

  Sets ``<variable>`` to what stands before a command to run it in the
  environment that the list variable ``<list>`` holds; a ``;`` in it survives
  that the words are expanded as a list so many times.

.. command:: polyffi_configurations

  ::

    polyffi_configurations(<variable>)

  Sets ``<variable>`` to the configurations that this build tree can build;
  the one without a name is ``<none>``.

.. command:: polyffi_depfile_as_it_is

  ::

    polyffi_depfile_as_it_is(<variable> <output> <depfile>)

  Sets ``<variable>`` to the name that the ``<depfile>`` of a custom command must
  give its ``<output>``, and ``<variable>_depfile`` to that for ``DEPFILE``, and
  where it can lets the commands that the caller adds use their depfile as it is
  written: CMake would start a process in every build step to transform it once
  more.
#]=]
include_guard(GLOBAL)

function(polyffi_fail command)
  # Not ${ARGN}: a semicolon is a part of the text.
  set(text "${command}: ")
  math(EXPR last "${ARGC} - 1")
  foreach(i RANGE 1 ${last})
    string(APPEND text "${ARGV${i}}")
  endforeach()
  message(FATAL_ERROR "${text}")
endfunction()

function(polyffi_check_arguments command)
  list(JOIN ARGN " " known)
  # IF(DEFINED), not IF(<value>): OFF is a leftover as well.
  if(DEFINED arg_UNPARSED_ARGUMENTS)
    polyffi_fail(${command} "unknown argument '${arg_UNPARSED_ARGUMENTS}'. "
      "The keywords are: ${known}.")
  endif()
  if(DEFINED arg_KEYWORDS_MISSING_VALUES)
    list(JOIN arg_KEYWORDS_MISSING_VALUES ", " empty)
    polyffi_fail(${command} "${empty} needs a value.")
  endif()
  foreach(keyword IN LISTS ARGN)
    if(keyword MATCHES "^(DEFINES|ENTRY|PROPERTIES)$" OR NOT DEFINED arg_${keyword})
      continue()
    endif()
    foreach(value IN LISTS arg_${keyword})
      if(value MATCHES "^[A-Z][A-Z_]+$" AND NOT value MATCHES "^(TRUE|FALSE|ON|OFF)$"
         AND NOT TARGET "${value}")
        polyffi_fail(${command} "${keyword} was given '${value}', which looks "
          "like a keyword. The keywords are: ${known}.\n"
          "If it is meant as a value: write ${value}:function or ${value}:data "
          "for an export, ./${value} for a file, "
          "--cfg=${value} in RUSTFLAGS for a cfg.")
      endif()
    endforeach()
  endforeach()
endfunction()

# CMake tells a function no line of its caller.
function(polyffi_place variable command target)
  set(file "${CMAKE_CURRENT_LIST_FILE}")
  file(READ "${file}" text)
  string(REGEX REPLACE "([][+.*?()^$\\\\|])" "\\\\\\1" target "${target}")
  set(line 1)
  foreach(pattern IN ITEMS "${command}[ \t]*\\([ \t\n]*\"?${target}[\" \t\n)]"
                           "${command}[ \t]*\\(")
    if(text MATCHES "^(.*[^A-Za-z0-9_])?${pattern}")
      string(REGEX REPLACE "[^\n]" "" before "${CMAKE_MATCH_1}")
      string(LENGTH "${before}" count)
      math(EXPR line "${count} + 1")
      break()
    endif()
  endforeach()
  set(${variable} "${file}:${line}" PARENT_SCOPE)
endfunction()

function(polyffi_check_environment command)
  foreach(pair IN LISTS arg_ENV)
    if(NOT pair MATCHES "^[A-Za-z_][A-Za-z0-9_]*=")
      polyffi_fail(${command} "ENV '${pair}' is not of the form NAME=value.")
    endif()
  endforeach()
endfunction()

function(polyffi_environment_words variable list expansions)
  set(words "")
  if(NOT "${${list}}" STREQUAL "")
    set(words "${CMAKE_COMMAND}" -E env)
  endif()
  string(REPEAT "\\" ${expansions} escape)
  foreach(pair IN LISTS ${list})
    string(REPLACE ";" "${escape};" pair "${pair}")
    list(APPEND words "${pair}")
  endforeach()
  set(${variable} "${words}" PARENT_SCOPE)
endfunction()

function(polyffi_configurations variable)
  get_property(multi GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(multi)
    set(${variable} "${CMAKE_CONFIGURATION_TYPES}" PARENT_SCOPE)
  elseif(CMAKE_BUILD_TYPE STREQUAL "")
    set(${variable} "<none>" PARENT_SCOPE)
  else()
    set(${variable} "${CMAKE_BUILD_TYPE}" PARENT_SCOPE)
  endif()
endfunction()

# A macro: the policy is set for the calling function, and ends with it. CMake
# 4 warns of every policy that is set to OLD, so there it costs the process.
macro(polyffi_depfile_as_it_is variable output depfile)
  set(${variable} "${output}")
  set(${variable}_depfile "${depfile}")
  if(CMAKE_GENERATOR MATCHES "Ninja" AND CMAKE_VERSION VERSION_LESS 4.0)
    cmake_policy(SET CMP0116 OLD)
    # Ninja knows files by their path from where it runs. CMake forgets to escape
    # that of the depfile: let the build tree's own path be no part of it.
    file(RELATIVE_PATH ${variable} "${CMAKE_BINARY_DIR}" "${output}")
    file(RELATIVE_PATH ${variable}_depfile "${CMAKE_BINARY_DIR}" "${depfile}")
  endif()
endmacro()
