# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFICheckReport
------------------

Private to PolyFFI: the reports that ``POLYFFI_CHECK_REPORT_DIR`` asks for.

.. command:: polyffi_check_report

  ::

    polyffi_check_report(<variable> <target>)

  Sets ``<variable>`` to the options that make ``polyffi-check`` write the
  report of ``<target>``, or to nothing. They may hold generator expressions.

.. command:: polyffi_check_link_report

  ::

    polyffi_check_link_report(<variable> <target>)

  The same without generator expressions, for a linker launcher. Where the
  name of the report depends on the configuration and a launcher can't (before
  CMake 3.27), a link option tells it, which ``polyffi-check`` keeps to itself.

When the project is configured, the target ``polyffi-report`` is added, and the
reports of targets that are gone are removed: a list in the build tree says
which files are PolyFFI's.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICheckTool.cmake")

cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL polyffi_check_reports_end)

function(polyffi_check_report variable target)
  polyffi_check_report_file(file ${target})
  set(${variable} "" PARENT_SCOPE)
  if(file)
    set(${variable} "--output=${file};--format=sarif;--root=${CMAKE_SOURCE_DIR}" PARENT_SCOPE)
  endif()
endfunction()

function(polyffi_check_link_report variable target)
  polyffi_check_report(report ${target})
  if(report MATCHES "\\$<CONFIG>" AND CMAKE_VERSION VERSION_LESS 3.27)
    list(POP_FRONT report output)
    get_target_property(options ${target} LINK_OPTIONS)
    if(NOT "-Wpolyffi,${output}" IN_LIST options)
      set_property(TARGET ${target} APPEND PROPERTY LINK_OPTIONS "-Wpolyffi,${output}")
    endif()
  endif()
  set(${variable} "${report}" PARENT_SCOPE)
endfunction()

# Sets <variable> to the absolute path of the report, and notes it.
function(polyffi_check_report_file variable target)
  set(${variable} "" PARENT_SCOPE)
  if("${POLYFFI_CHECK_REPORT_DIR}" STREQUAL "")
    return()
  endif()
  get_filename_component(directory "${POLYFFI_CHECK_REPORT_DIR}" ABSOLUTE
    BASE_DIR "${CMAKE_BINARY_DIR}")
  get_property(multi GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  set(config "${CMAKE_BUILD_TYPE}")
  if(multi)
    set(config "$<CONFIG>")
  elseif(config STREQUAL "")
    set(config noconfig)
  endif()
  set(file "${directory}/${target}-${config}.sarif")
  get_property(files GLOBAL PROPERTY POLYFFI_REPORTS)
  if(NOT file IN_LIST files)
    file(MAKE_DIRECTORY "${directory}")
    set_property(GLOBAL APPEND PROPERTY POLYFFI_REPORTS "${file}")
    set_property(TARGET ${target} APPEND PROPERTY ADDITIONAL_CLEAN_FILES "${file}")
  endif()
  set(${variable} "${file}" PARENT_SCOPE)
endfunction()

# Called at the end of the top directory.
function(polyffi_check_reports_end)
  get_property(files GLOBAL PROPERTY POLYFFI_REPORTS)
  polyffi_check_reports_forget("${files}")
  if(NOT files OR TARGET polyffi-report)
    return()
  endif()
  list(GET files 0 first)
  get_filename_component(directory "${first}" DIRECTORY)
  set(words "")
  foreach(file IN LISTS files)
    string(REGEX REPLACE "([\\\"])" "\\\\\\1" file "${file}")
    string(APPEND words "\"${file}\"\n")
  endforeach()
  # In a file: the names of many targets would not fit on a command line.
  set(list "${CMAKE_BINARY_DIR}/CMakeFiles/polyffi-reports-$<CONFIG>.txt")
  file(GENERATE OUTPUT "${list}" CONTENT "${words}")
  polyffi_check_tool(tool polyffi_check)
  add_custom_target(polyffi-report
    COMMAND "${tool}" --merge-reports "--output=${directory}/polyffi.sarif" "@${list}"
    COMMENT "Merging reports into ${directory}/polyffi.sarif" VERBATIM)
  polyffi_check_tool_before(polyffi-report)
endfunction()

# Removes the reports of the last run that are not among <files>, with the
# merged one where they were; keeps <files> for the next run.
function(polyffi_check_reports_forget files)
  set(list "${CMAKE_BINARY_DIR}/CMakeFiles/polyffi-reports.txt")
  set(now "")
  polyffi_configurations(configurations)
  foreach(file IN LISTS files)
    foreach(config IN LISTS configurations)
      string(REPLACE "$<CONFIG>" "${config}" path "${file}")
      list(APPEND now "${path}")
    endforeach()
  endforeach()
  set(before "")
  if(EXISTS "${list}")
    file(STRINGS "${list}" before)
  endif()
  foreach(path IN LISTS before)
    if(NOT path IN_LIST now)
      get_filename_component(directory "${path}" DIRECTORY)
      file(REMOVE "${path}" "${directory}/polyffi.sarif")
    endif()
  endforeach()
  if(NOT now STREQUAL before)
    list(JOIN now "\n" text)
    file(WRITE "${list}" "${text}\n")
  endif()
endfunction()
