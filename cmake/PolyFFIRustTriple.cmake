# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustTriple
-----------------

Private to PolyFFI: what rustc compiles for.

.. command:: polyffi_rust_triple

  ::

    polyffi_rust_triple(<variable> <command>)

  Sets ``<variable>`` to ``arg_TARGET_TRIPLE`` of the caller, or, where CMake
  cross-compiles, to the triple of rustc's that the C or C++ compiler stands
  for, or else to ``rust_HOST`` of the caller. Stops if ``rust_RUSTC`` has no
  libraries for it.

.. command:: polyffi_rust_cross_environment

  ::

    polyffi_rust_cross_environment(<variable>)

  Sets ``<variable>`` to what tells build scripts, which run on the host, the
  project's compilers for ``rust_TRIPLE`` of the caller: ``NAME=value`` in the
  spelling of the crates ``cc`` and ``pkg-config``. Empty unless CMake
  cross-compiles.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")

function(polyffi_rust_triple variable command)
  set(triple "${rust_HOST}")
  if(arg_TARGET_TRIPLE MATCHES "\\.json$")
    get_filename_component(triple "${arg_TARGET_TRIPLE}" ABSOLUTE)
  elseif(DEFINED arg_TARGET_TRIPLE)
    set(triple "${arg_TARGET_TRIPLE}")
  elseif(NOT arg_HOST)
    polyffi_compiler_machine(machine)
    if(machine)
      polyffi_rust_triple_of_machine(triple ${command} "${machine}")
    endif()
  endif()
  polyffi_rust_check_triple(${command} "${triple}")
  set(${variable} "${triple}" PARENT_SCOPE)
endfunction()

# Sets <variable> to the GNU name of what the compiler compiles for, or to nothing
# if that is the machine that builds.
function(polyffi_compiler_machine variable)
  set(machine "")
  foreach(language IN ITEMS C CXX)
    if(machine OR NOT CMAKE_${language}_COMPILER)
      continue()
    elseif(CMAKE_CROSSCOMPILING AND CMAKE_${language}_COMPILER_TARGET)
      set(machine "${CMAKE_${language}_COMPILER_TARGET}") # what clang is told
    elseif(CMAKE_CROSSCOMPILING)
      execute_process(COMMAND "${CMAKE_${language}_COMPILER}" -dumpmachine OUTPUT_VARIABLE machine
        ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
    elseif(CMAKE_SIZEOF_VOID_P EQUAL 4 AND CMAKE_HOST_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64)$")
      set(machine i686-linux-gnu) # -m32
    endif()
  endforeach()
  set(${variable} "${machine}" PARENT_SCOPE)
endfunction()

# GNU names have no vendor, or one that says nothing, and other names for some
# processors.
function(polyffi_rust_triple_of_machine variable command machine)
  if(NOT machine MATCHES "^([^-]+)-(.*-)?(linux-[a-z0-9]+)$")
    polyffi_fail(${command} "it is not known which triple of rustc's '${machine}' is, which the "
      "project's compiler compiles for. Name it by TARGET_TRIPLE; 'rustc --print target-list' "
      "lists them.")
  endif()
  set(processor "${CMAKE_MATCH_1}")
  set(system "${CMAKE_MATCH_3}")
  if(processor MATCHES "^i[3-6]86$")
    set(processor i686)
  elseif(processor STREQUAL "riscv64")
    set(processor riscv64gc)
  elseif(processor STREQUAL "arm" AND system MATCHES "eabihf$")
    set(processor armv7)
  endif()
  set(${variable} "${processor}-unknown-${system}" PARENT_SCOPE)
endfunction()

# Once for each rustc. A target that a file specifies brings its own libraries.
function(polyffi_rust_check_triple command triple)
  get_property(known GLOBAL PROPERTY "POLYFFI_TRIPLE_${triple}_OF_${rust_RUSTC}")
  if(known OR triple STREQUAL rust_HOST OR triple MATCHES "\\.json$" OR arg_CARGO_FLAGS MATCHES "build-std")
    return()
  endif()
  execute_process(COMMAND "${rust_RUSTC}" --print=target-libdir "--target=${triple}"
    OUTPUT_VARIABLE directory ERROR_VARIABLE error RESULT_VARIABLE result
    OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT result EQUAL 0)
    polyffi_fail(${command} "TARGET_TRIPLE '${triple}' is none of ${rust_RUSTC}'s, which lists "
      "them by '--print target-list':\n${error}")
  endif()
  file(GLOB libraries "${directory}/libcore-*.rlib")
  if(NOT libraries)
    polyffi_fail(${command} "${rust_RUSTC} has no standard library for ${triple}: nothing is in "
      "${directory}. Install it (rustup target add ${triple}; Debian: libstd-rust-dev of that "
      "architecture), or name another by TARGET_TRIPLE.")
  endif()
  set_property(GLOBAL PROPERTY "POLYFFI_TRIPLE_${triple}_OF_${rust_RUSTC}" TRUE)
endfunction()

function(polyffi_rust_cross_environment variable)
  set(pairs "")
  if(CMAKE_CROSSCOMPILING AND NOT rust_TRIPLE STREQUAL rust_HOST)
    string(REGEX REPLACE ".*/|\\.json$" "" name "${rust_TRIPLE}")
    string(REPLACE "-" "_" name "${name}")
    foreach(pair IN ITEMS CC=CMAKE_C_COMPILER CXX=CMAKE_CXX_COMPILER AR=CMAKE_AR)
      string(REGEX MATCH "(.*)=(.*)" _ "${pair}")
      if(${CMAKE_MATCH_2})
        list(APPEND pairs "${CMAKE_MATCH_1}_${name}=${${CMAKE_MATCH_2}}")
      endif()
    endforeach()
  endif()
  set(${variable} "${pairs}" PARENT_SCOPE)
endfunction()
