# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFITargetNasmSources
------------------------

.. command:: polyffi_target_nasm_sources

  Assemble NASM sources into a target::

    polyffi_target_nasm_sources(<target> SOURCES <file>...
      [INCLUDES <directory>...] [DEFINES <name>[=<value>]...]
      [OPTIONS <option>...])

  ``<target>`` is an executable or a library of this directory. Each source
  becomes an elf64 object of it: with debug information in ``Debug`` and
  ``RelWithDebInfo``, with a non-executable stack, with the include directories
  and definitions of ``<target>`` (those that are for C only excepted), and with
  ``PIC``, ``__PIC__`` and ``__PIE__`` defined as a C compiler would. A label
  alone on a line without its colon, and a number that does not fit, are
  errors. Included files and ``incbin`` files are watched.

  CMake's ``ASM_NASM`` language is not used: C flags never reach NASM, and the
  C driver links.

  ``SOURCES <file>...``
    Relative to the current source directory.

  ``INCLUDES``, ``DEFINES``, ``OPTIONS``
    For these sources only: directories of ``%include``, macros, and further
    options, behind those of PolyFFI (``-w-error=label-orphan`` takes a default
    back). Generator expressions are allowed.

  The variable ``POLYFFI_NASM`` names an ``nasm`` other than that on ``PATH``.

  Example::

    add_executable(main main.c)
    polyffi_target_nasm_sources(main SOURCES sum.asm DEFINES UNROLL=4)
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFINasmToolchain.cmake")

function(polyffi_target_nasm_sources target)
  set(command polyffi_target_nasm_sources)
  set(many SOURCES INCLUDES DEFINES OPTIONS)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "${many}")
  polyffi_check_arguments(${command} ${many})
  if(NOT TARGET ${target})
    polyffi_fail(${command} "there is no target '${target}'. Add it first.")
  elseif(NOT DEFINED arg_SOURCES)
    polyffi_fail(${command} "SOURCES is missing: name the files to assemble.")
  endif()
  get_target_property(type ${target} TYPE)
  get_target_property(imported ${target} IMPORTED)
  get_target_property(directory ${target} SOURCE_DIR)
  if(imported OR NOT type MATCHES "^(EXECUTABLE|(SHARED|MODULE|STATIC)_LIBRARY)$")
    polyffi_fail(${command} "'${target}' is no executable or library that "
      "this project links.")
  elseif(NOT directory STREQUAL CMAKE_CURRENT_SOURCE_DIR)
    polyffi_fail(${command} "'${target}' was added in ${directory}. Add its "
      "NASM sources there, or use polyffi_add_nasm_objects and target_sources.")
  endif()
  polyffi_nasm_assemble(objects ${command} ${target})
  polyffi_nasm_link_objects(${target} ${objects})
  # For IDEs; CMake must not assemble them, nor with a language of its own.
  set_source_files_properties(${arg_SOURCES} PROPERTIES HEADER_FILE_ONLY TRUE)
  target_sources(${target} PRIVATE ${arg_SOURCES})
  polyffi_nasm_c_links(${target})
endfunction()

# A target of objects alone has no language to link it: the C driver does.
function(polyffi_nasm_c_links target)
  get_target_property(sources ${target} SOURCES)
  get_target_property(language ${target} LINKER_LANGUAGE)
  list(FILTER sources EXCLUDE REGEX "\\.(asm|nasm|s|o|inc|h)(>|$)")
  if(sources STREQUAL "" AND NOT language)
    polyffi_require_driver(polyffi_target_nasm_sources)
    if(CMAKE_C_COMPILER)
      set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C)
    else()
      set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
    endif()
  endif()
endfunction()
