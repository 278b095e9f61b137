# SPDX-License-Identifier: MIT
#[=[.rst:
Corrupt
-------

What a file of damaged files is written with, beside what Planted.cmake has. A
case makes good files; each of these then spoils one of them in many ways (the
places and values of spoil.c), one at a time, under the name ``bad.o``, ``bad.a``
or ``bad``.

``damage(<file> <arguments>...)``
  The good file to spoil from now on, and the other arguments of the check.
``refused(<regex> <place>=<value>...)``
  polyffi-check must exit with 2 and name the file, or the archive and the
  member, and why.
``found(<rule> <place> <regex> <place>=<value>...)``
  It must report exactly this.
``harmless(<place>=<value>...)``
  It must report what it does for the good file.
``not_clean(<place>=<value>...)``
  It must refuse the file or find something.
#]=]
include("${CMAKE_CURRENT_LIST_DIR}/../helper/Planted.cmake")

macro(damage file)
  set(good "${file}")
  get_filename_component(extension "${file}" EXT)
  set(bad "bad${extension}")
  set(others ${ARGN})
endmacro()

function(spoiled place)
  file(REMOVE "${case_dir}/${bad}")
  file(COPY_FILE "${case_dir}/${good}" "${case_dir}/${bad}")
  execute("${SPOIL}" "${bad}" ${place})
  check("${bad}" ${others})
  get_property(command GLOBAL PROPERTY check_command)
  set_property(GLOBAL PROPERTY check_command "${command}, with ${place}")
endfunction()

function(refused regex)
  string(REPLACE "." "\\." name "${bad}")
  foreach(place IN LISTS ARGN)
    spoiled("${place}")
    expect_refusal("^${name}: error: .*${regex}")
  endforeach()
endfunction()

function(found rule where regex)
  foreach(place IN LISTS ARGN)
    spoiled("${place}")
    expect_error("${rule}" "${where}" "${regex}")
  endforeach()
endfunction()

function(harmless)
  check("${good}" ${others})
  get_property(wanted GLOBAL PROPERTY check_status)
  get_property(reported GLOBAL PROPERTY check_error)
  expect_known("${wanted}")
  string(REPLACE "${good}" "${bad}" reported "${reported}")
  foreach(place IN LISTS ARGN)
    spoiled("${place}")
    get_property(error GLOBAL PROPERTY check_error)
    if(NOT error STREQUAL reported)
      check_failed("It should have reported the same as for the good file:\n${reported}")
    endif()
    expect_known("${wanted}")
  endforeach()
endfunction()

# Whatever was reported is right if the status is.
function(expect_known status)
  set_property(GLOBAL PROPERTY check_rest "")
  expect_status("${status}")
endfunction()

function(not_clean)
  foreach(place IN LISTS ARGN)
    spoiled("${place}")
    get_property(status GLOBAL PROPERTY check_status)
    get_property(error GLOBAL PROPERTY check_error)
    if(NOT status MATCHES "^[12]$" OR NOT error MATCHES "error: ")
      check_failed("A damaged file was taken for right.")
    endif()
    expect_known("${status}")
  endforeach()
endfunction()
