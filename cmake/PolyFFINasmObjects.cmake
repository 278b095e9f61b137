# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFINasmObjects
------------------

.. command:: polyffi_add_nasm_objects

  Add a library of NASM objects::

    polyffi_add_nasm_objects(<target> SOURCES <file>...
      [INCLUDES <directory>...] [DEFINES <name>[=<value>]...]
      [OPTIONS <option>...])

  ``<target>`` is a library that consumers link: every object in it reaches
  every executable that links ``<target>``, also one that nothing refers to,
  such as an entry point. ``target_include_directories(<target> INTERFACE …)``
  and definitions set on it apply to the assembly. Arguments and treatment of
  the sources are those of :command:`polyffi_target_nasm_sources`.

  Example::

    polyffi_add_nasm_objects(kernels SOURCES sum.asm dot.asm)
    target_link_libraries(main PRIVATE kernels)
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFINasmToolchain.cmake")

function(polyffi_add_nasm_objects target)
  set(command polyffi_add_nasm_objects)
  set(many SOURCES INCLUDES DEFINES OPTIONS)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "${many}")
  polyffi_check_arguments(${command} ${many})
  if(TARGET ${target})
    polyffi_fail(${command} "there is a target '${target}' already. Choose "
      "another name, or add to it with polyffi_target_nasm_sources.")
  elseif(NOT DEFINED arg_SOURCES)
    polyffi_fail(${command} "SOURCES is missing: name the files to assemble.")
  endif()
  # An OBJECT library would not pass on objects that CMake did not compile. As
  # link items they reach every consumer, in whatever directory.
  add_library(${target} INTERFACE)
  set_target_properties(${target} PROPERTIES
    POSITION_INDEPENDENT_CODE "${CMAKE_POSITION_INDEPENDENT_CODE}")
  polyffi_nasm_assemble(objects ${command} ${target} ${target})
  target_sources(${target} PRIVATE ${arg_SOURCES} ${objects})
  foreach(object IN LISTS objects)
    target_link_libraries(${target} INTERFACE "$<BUILD_INTERFACE:${object}>")
  endforeach()
endfunction()
