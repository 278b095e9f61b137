# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustTool
---------------

Private to PolyFFI: what the commands share that run a tool on a Rust library
that is a target already.

.. command:: polyffi_rust_target_name

  ::

    polyffi_rust_target_name(<command> <target>)

  Stops unless ``<target>`` is a Rust library; sets ``arg_TARGET`` in the caller
  to its name, without an alias.

.. command:: polyffi_rust_properties

  ::

    polyffi_rust_properties(<target>)

  Sets, in the caller, ``rust_<NAME>`` to what :module:`PolyFFIRustTarget` knows
  of the library; what it does not know is empty.

.. command:: polyffi_rustdoc_words

  ::

    polyffi_rustdoc_words(<variable> <words>)

  Sets ``<variable>`` to those of rustc's ``<words>`` that rustdoc takes as well.

.. command:: polyffi_make_directories

  ::

    polyffi_make_directories(<directory>)

  Makes ``<directory>`` for every configuration.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustToolchain.cmake")

function(polyffi_rust_target_name command target)
  if(NOT TARGET "${target}")
    polyffi_fail(${command} "there is no target '${target}'. Add it before, by "
      "polyffi_add_rust_staticlib(${target} ...).")
  endif()
  get_target_property(aliased ${target} ALIASED_TARGET)
  if(aliased)
    set(target ${aliased})
  endif()
  get_target_property(rust ${target} POLYFFI_RUST)
  if(NOT rust)
    polyffi_fail(${command} "'${target}' is not a Rust library of PolyFFI. Name a target of "
      "polyffi_add_rust_staticlib.")
  endif()
  set(arg_TARGET ${target} PARENT_SCOPE)
endfunction()

function(polyffi_rust_properties target)
  foreach(pair IN ITEMS RUSTC=POLYFFI_RUSTC VERSION=POLYFFI_RUSTC_VERSION ROOT=POLYFFI_RUST_ROOT
      CRATE=POLYFFI_RUST_CRATE EDITION=POLYFFI_RUST_EDITION TRIPLE=POLYFFI_RUST_TRIPLE
      FLAGS=POLYFFI_RUST_FLAGS CFG=POLYFFI_RUST_CFG WORDS=POLYFFI_RUST_WORDS
      FEATURES=POLYFFI_RUST_FEATURES ENV=POLYFFI_RUST_ENV CARGO=POLYFFI_CARGO
      CARGO_MANIFEST=POLYFFI_CARGO_MANIFEST CARGO_PACKAGE=POLYFFI_CARGO_PACKAGE
      CARGO_WORKSPACE=POLYFFI_CARGO_WORKSPACE CARGO_WORDS=POLYFFI_CARGO_WORDS
      CARGO_ENV=POLYFFI_CARGO_ENV CARGO_FLAGS=POLYFFI_CARGO_FLAGS CARGO_LOCK=POLYFFI_CARGO_LOCK
      CARGO_SETTINGS=POLYFFI_CARGO_SETTINGS ARCHIVE=POLYFFI_ARCHIVE
      LINKER_SCRIPT=POLYFFI_LINKER_SCRIPT SOURCE_DIR=SOURCE_DIR)
    string(REGEX MATCH "^(.*)=(.*)$" _ "${pair}")
    set(variable rust_${CMAKE_MATCH_1})
    get_target_property(value ${target} ${CMAKE_MATCH_2})
    if(value STREQUAL "value-NOTFOUND")
      set(value "")
    endif()
    set(${variable} "${value}" PARENT_SCOPE)
    set(${variable} "${value}")
  endforeach()
  get_property(host GLOBAL PROPERTY "POLYFFI_RUSTC_HOST_${rust_RUSTC}")
  set(rust_HOST "${host}" PARENT_SCOPE)
endfunction()

# -C, -L and lints are rustdoc's as well; -l, -g and -O are not.
function(polyffi_rustdoc_words variable words)
  string(REGEX REPLACE "(^|;)-([CLAWDF]);" "\\1-\\2" words "${words}")
  string(REGEX REPLACE "(^|;)--(cfg|check-cfg|extern|cap-lints);" "\\1--\\2=" words "${words}")
  list(FILTER words INCLUDE REGEX
    "^(\\$<.*:)?(-[CLAWDFZ]|--(cfg|check-cfg|edition|target|color|extern|cap-lints|sysroot)=)")
  set(${variable} "${words}" PARENT_SCOPE)
endfunction()

function(polyffi_make_directories directory)
  polyffi_configurations(configurations)
  foreach(configuration IN LISTS configurations)
    string(REPLACE "<none>" "" configuration "${configuration}")
    string(REPLACE "$<CONFIG>" "${configuration}" path "${directory}")
    file(MAKE_DIRECTORY "${path}")
  endforeach()
endfunction()
