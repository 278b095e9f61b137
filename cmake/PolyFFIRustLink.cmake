# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustLink
---------------

Private to PolyFFI: shared libraries and programs that rustc compiles and CMake
links, as it links those of C: by the project's compiler, with its flags, soname,
rpath and libraries.

rustc ends by running a linker. The one that it is given here writes down what it
would have linked (see PolyFFIRustLinker.sh): that is one word of the target's link
options, and one file that counts as its object.

.. command:: polyffi_rust_linker

  ::

    polyffi_rust_linker(<variable>)

  Sets ``<variable>`` to the words that give rustc that linker: none where it is
  rustc that links, or where nothing is linked.

.. command:: polyffi_rust_beside

  ::

    polyffi_rust_beside(<script> <words>)

  Sets the variables to the files that the build leaves beside ``archive`` of the
  caller: of a static library the linker script, of what CMake links the words; the
  other one is empty.

.. command:: polyffi_rust_linked_target

  ::

    polyffi_rust_linked_target(<target>)

  Adds ``<target>``, of the ``kind`` of the caller, for ``archive`` of the caller.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")

function(polyffi_rust_linker variable)
  set(${variable} "" PARENT_SCOPE)
  polyffi_rust_beside(script words)
  if(words STREQUAL "")
    return()
  endif()
  set(script "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFIRustLinker.sh")
  set(text "")
  foreach(word IN ITEMS "${script}" "${crate}.d")
    string(REPLACE "'" "'\\''" word "${word}")
    string(APPEND text " '${word}'")
  endforeach()
  polyffi_rust_write_linker("exec sh${text} \"$@\"")
  set(${variable} "-Clinker=${output}/linker" PARENT_SCOPE)
endfunction()

# A shell script of <text> for rustc to run, in each configuration.
function(polyffi_rust_write_linker text)
  polyffi_configurations(configurations)
  foreach(configuration IN LISTS configurations)
    string(REPLACE "<none>" "" configuration "${configuration}")
    string(REPLACE "$<CONFIG>" "${configuration}" linker "${output}/linker")
    file(CONFIGURE OUTPUT "${linker}" CONTENT "#!/bin/sh\n${text}\n" @ONLY)
    file(CHMOD "${linker}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
  endforeach()
endfunction()

function(polyffi_rust_beside script words)
  set(${script} "" PARENT_SCOPE)
  set(${words} "" PARENT_SCOPE)
  if(kind STREQUAL "staticlib")
    set(${script} "${output}/${crate}.ld" PARENT_SCOPE)
  elseif(NOT arg_HOST)
    set(${words} "${archive}.words" PARENT_SCOPE)
  endif()
endfunction()

function(polyffi_rust_linked_target target)
  if(arg_HOST)
    polyffi_rust_host_target(${target})
    return()
  endif()
  if(kind STREQUAL "bin")
    add_executable(${target})
  elseif(arg_MODULE)
    add_library(${target} MODULE)
  else()
    add_library(${target} SHARED)
  endif()
  # The C driver links also what has C++ in it: CMake adds the libraries for that.
  set(language C)
  if(NOT CMAKE_C_COMPILER)
    set(language CXX)
  endif()
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE ${language})
  # From where the linker runs: CMake does not escape every path for it.
  set(directory "${CMAKE_CURRENT_BINARY_DIR}")
  if(CMAKE_GENERATOR MATCHES "Ninja")
    set(directory "${CMAKE_BINARY_DIR}")
  endif()
  file(RELATIVE_PATH words "${directory}" "${archive}.words")
  target_link_options(${target} PRIVATE "@${words}")
  polyffi_rust_members(${target})
  set_property(TARGET ${target} APPEND PROPERTY ADDITIONAL_CLEAN_FILES
    "${archive}.objects" "${archive}.words")
  # What rustc would link is of rlibs, and here that is right.
  set_property(TARGET ${target} APPEND PROPERTY POLYFFI_ALLOW PF054)
endfunction()

# rustc has linked it: only put it in the target's place, as with an archive.
function(polyffi_rust_host_target target)
  polyffi_rust_publisher(rule)
  set(CMAKE_POLYFFI_LINK_EXECUTABLE "${rule}"
    CACHE INTERNAL "PolyFFI: how a tool that rustc links becomes a target's file.")
  add_executable(${target})
  polyffi_rust_members(${target})
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE POLYFFI
    CROSSCOMPILING_EMULATOR "" SKIP_BUILD_RPATH TRUE INSTALL_RPATH "")
endfunction()
