# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIExecutable
-----------------

.. command:: polyffi_add_executable

  Add an executable of C, C++ and NASM sources that calls Rust::

    polyffi_add_executable(<target> SOURCES <file>...
      [ENTRY <symbol>] [STARTUP crt|libc|raw|freestanding]
      [LIBRARIES <library>...])

  ``<target>`` is an ordinary executable target, linked by the C or C++ driver
  with the start files and the entry point that ``ENTRY`` and ``STARTUP`` call
  for (see :command:`polyffi_target_entry`), and checked after every link (see
  :command:`polyffi_check`).

  ``SOURCES <file>...``
    ``.asm`` and ``.nasm`` files are assembled as by
    :command:`polyffi_target_nasm_sources`, all others are compiled by CMake.

  ``LIBRARIES <library>...``
    As in ``target_link_libraries(<target> PRIVATE …)``, but in any order: the
    linker goes through them until nothing is missing, also where a C library
    and a Rust one call each other.

  Example::

    polyffi_add_executable(asm_main ENTRY _start SOURCES main.asm LIBRARIES greet)
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFITargetEntry.cmake")

function(polyffi_add_executable target)
  set(command polyffi_add_executable)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "ENTRY;STARTUP" "SOURCES;LIBRARIES")
  polyffi_check_arguments(${command} ENTRY STARTUP SOURCES LIBRARIES)
  if(TARGET ${target})
    polyffi_fail(${command} "there is a target '${target}' already. Choose "
      "another name, or use polyffi_target_entry for it.")
  elseif(NOT DEFINED arg_SOURCES)
    polyffi_fail(${command} "SOURCES is missing: name the files of ${target}.")
  endif()
  polyffi_executable_sources(assembler others)
  add_executable(${target} ${others})
  polyffi_entry_set(${target} ${command})
  if(assembler)
    polyffi_target_nasm_sources(${target} SOURCES ${assembler})
  endif()
  list(LENGTH arg_LIBRARIES count)
  if(count GREATER 1)
    target_link_libraries(${target} PRIVATE
      -Wl,--start-group ${arg_LIBRARIES} -Wl,--end-group)
  elseif(count EQUAL 1)
    target_link_libraries(${target} PRIVATE ${arg_LIBRARIES})
  endif()
endfunction()

# Divides arg_SOURCES of the caller between NASM and CMake's languages.
function(polyffi_executable_sources assembler others)
  set(nasm "")
  set(rest "")
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  foreach(source IN LISTS arg_SOURCES)
    if(source MATCHES "\\.(asm|nasm)$")
      list(APPEND nasm "${source}")
    elseif(source MATCHES "\\.rs$")
      polyffi_fail(${command} "'${source}' is Rust. Make a library of it, "
        "polyffi_add_rust_staticlib(<name> ROOT ${source}), and name that in "
        "LIBRARIES.")
    elseif(source MATCHES "\\.(s|S)$" AND NOT "ASM" IN_LIST languages)
      polyffi_fail(${command} "'${source}' is for the C compiler's assembler, "
        "and CMake would leave it out: the project has not enabled ASM. Write "
        "project(<name> C ASM).")
    else()
      list(APPEND rest "${source}")
    endif()
  endforeach()
  set(${assembler} "${nasm}" PARENT_SCOPE)
  set(${others} "${rest}" PARENT_SCOPE)
endfunction()
