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
  of the library; what it does not know is empty. ``rust_CARGO_WHICH`` is the option
  of cargo that chooses it in its package.

.. command:: polyffi_rustdoc_words

  ::

    polyffi_rustdoc_words(<variable> <words>)

  Sets ``<variable>`` to those of rustc's ``<words>`` that rustdoc takes as well.

.. command:: polyffi_rust_program

  ::

    polyffi_rust_program(<variable> <rustc> <name>)

  Sets ``<variable>`` to the program ``<name>`` that belongs to ``<rustc>``, or
  to an empty string.

.. command:: polyffi_rust_how_to_install

  ::

    polyffi_rust_how_to_install(<variable> <rustc> <component> <package>)

  Sets ``<variable>`` to words on how to get a ``<component>`` of rustup's, or
  Debian's ``<package>``, for ``<rustc>``.

.. command:: polyffi_rust_tool_target

  ::

    polyffi_rust_tool_target(<target> <suffix> <component> <package>)

  Adds ``<target>-<suffix>``, which runs the command ``words`` of the caller in
  its ``directory``, with its ``comment``, whenever it is built, and
  ``polyffi-<suffix>`` for all of them. If there are no words the target tells how
  to get the tool, and fails.

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
  get_target_property(bundled ${target} POLYFFI_RUST_BUNDLE)
  if(bundled)
    list(JOIN bundled ", " bundled)
    polyffi_fail(${command} "'${target}' is a bundle, which has no sources of its own. Name one of "
      "its libraries: ${bundled}.")
  endif()
  set(arg_TARGET ${target} PARENT_SCOPE)
endfunction()

function(polyffi_rust_properties target)
  foreach(pair IN ITEMS RUSTC=POLYFFI_RUSTC VERSION=POLYFFI_RUSTC_VERSION KIND=POLYFFI_RUST_KIND ROOT=POLYFFI_RUST_ROOT
      CRATE=POLYFFI_RUST_CRATE EDITION=POLYFFI_RUST_EDITION TRIPLE=POLYFFI_RUST_TRIPLE
      FLAGS=POLYFFI_RUST_FLAGS CFG=POLYFFI_RUST_CFG WORDS=POLYFFI_RUST_WORDS
      FEATURES=POLYFFI_RUST_FEATURES ENV=POLYFFI_RUST_ENV CARGO=POLYFFI_CARGO
      CARGO_MANIFEST=POLYFFI_CARGO_MANIFEST CARGO_PACKAGE=POLYFFI_CARGO_PACKAGE
      CARGO_WORKSPACE=POLYFFI_CARGO_WORKSPACE CARGO_WORDS=POLYFFI_CARGO_WORDS
      CARGO_ENV=POLYFFI_CARGO_ENV CARGO_FLAGS=POLYFFI_CARGO_FLAGS CARGO_LOCK=POLYFFI_CARGO_LOCK
      CARGO_SETTINGS=POLYFFI_CARGO_SETTINGS CARGO_TARGET_DIR=POLYFFI_CARGO_TARGET_DIR ARCHIVE=POLYFFI_ARCHIVE
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
  set(rust_CARGO_WHICH --lib PARENT_SCOPE)
  if(rust_KIND STREQUAL "bin")
    set(rust_CARGO_WHICH "--bin=${rust_CRATE}" PARENT_SCOPE)
  endif()
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

function(polyffi_rust_program variable rustc name)
  get_filename_component(directory "${rustc}" DIRECTORY)
  set(${variable} "" PARENT_SCOPE)
  if(EXISTS "${directory}/${name}")
    set(${variable} "${directory}/${name}" PARENT_SCOPE)
  endif()
endfunction()

function(polyffi_rust_how_to_install variable rustc component package)
  set(text "With rustup: rustup component add ${component}. Debian: apt-get install ${package}.")
  if(rustc MATCHES "/toolchains/([^/]+)/bin/")
    set(text "Install it: rustup component add --toolchain ${CMAKE_MATCH_1} ${component}")
  elseif(rustc STREQUAL "/usr/bin/rustc")
    set(text "Install it: apt-get install ${package}")
  endif()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

function(polyffi_rust_tool_target target suffix component package)
  set(name ${target}-${suffix})
  if(TARGET ${name})
    polyffi_fail(${command} "there is a target '${name}' already. Call ${command} once.")
  endif()
  if(NOT words)
    polyffi_rust_how_to_install(how "${rust_RUSTC}" ${component} ${package})
    set(words "${CMAKE_COMMAND}" -E echo
      "${name}: there is no ${component} beside ${rust_RUSTC}. ${how}" COMMAND false)
  endif()
  add_custom_target(${name} COMMAND ${words} WORKING_DIRECTORY "${directory}"
    COMMENT "${comment}" USES_TERMINAL COMMAND_EXPAND_LISTS VERBATIM)
  if(NOT TARGET polyffi-${suffix})
    add_custom_target(polyffi-${suffix})
  endif()
  add_dependencies(polyffi-${suffix} ${name})
endfunction()

function(polyffi_make_directories directory)
  polyffi_configurations(configurations)
  foreach(configuration IN LISTS configurations)
    string(REPLACE "<none>" "" configuration "${configuration}")
    string(REPLACE "$<CONFIG>" "${configuration}" path "${directory}")
    file(MAKE_DIRECTORY "${path}")
  endforeach()
endfunction()
