# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustStaticlib
--------------------

.. command:: polyffi_add_rust_staticlib

  Add a static library written in Rust, for C, C++ and assembler to call: a
  crate that rustc compiles by itself, or a Cargo package::

    polyffi_add_rust_staticlib(<target> ROOT <lib.rs>
      [CRATE_NAME <name>] [EDITION <year>] [CFG <cfg>...]
      [FEATURES <feature>...] [<options for both>...])

    polyffi_add_rust_staticlib(<target> MANIFEST <Cargo.toml>
      [PACKAGE <name>] [PROFILE <profile>]
      [FEATURES <feature>...] [NO_DEFAULT_FEATURES] [ALL_FEATURES]
      [LOCKED] [FROZEN] [OFFLINE] [CARGO_FLAGS <flag>...]
      [ALL_RUSTFLAGS <flag>...] [ALWAYS_RUN] [<options for both>...])

  ``<target>`` is an ordinary ``STATIC`` library: link it, install and export
  it, ask for ``$<TARGET_FILE:<target>>``, set ``OUTPUT_NAME`` and
  ``ARCHIVE_OUTPUT_DIRECTORY``. What rustc and cargo read is watched, and
  nothing runs when nothing changed. The native libraries that the standard
  library, the crates' ``#[link]`` attributes and their build scripts ask for
  reach every consumer, also that of an installed library.

  After every build the archive is checked (see :module:`PolyFFICheck`).

  ``ROOT <lib.rs>``
    The crate's root module, relative to the current source directory. rustc
    compiles it directly; the crate can use no other crate but the standard
    library.

  ``MANIFEST <Cargo.toml>``
    The manifest of a package, or of a workspace. The package needs a library,
    of whatever ``crate-type``: cargo is asked for a static one, and the
    manifest stays as it is.

  Options for both:

  ``RUSTFLAGS <flag>...``
    Further flags of rustc for this crate alone. A flag may hold blanks and
    generator expressions.

  ``ENV <NAME=value>...``
    Environment of rustc, for ``env!("NAME")``, and of cargo and build scripts.
    A change compiles anew.

  ``PANIC unwind|abort``
    What a panic does; the default is rustc's or the profile's own, and
    ``abort`` for ``NO_STD``.

  ``NO_STD``
    The crate is ``#![no_std]`` and needs no C library: it may be linked into
    a ``STARTUP freestanding`` executable.

  ``TARGET_TRIPLE <triple>``
    What rustc compiles for, or the ``.json`` file that specifies it. By default what the project's C or C++ compiler
    compiles for, if CMake cross-compiles or is told ``-m32``, and else rustc's
    own host. Build scripts find the project's compilers for it in their
    environment (``CC_<triple>``). For a musl libc of the host, name it.

  ``TOOLCHAIN <name>``
    A toolchain of rustup, such as ``nightly``, or the directory of any
    toolchain, for this library.

  ``STRICT_FFI``
    Fail the build where Rust exports what C can't call rightly, and no check of
    the library could see: ``#[no_mangle]`` without ``extern "C"``, and types that
    C does not know. The compiler's message says what to change, and an
    ``#[allow(...)]`` there lets it pass. It takes clippy 1.69 or newer, which
    looks at the crate before each compilation; for a package also at the crates
    that it uses.

  ``EXPORTS <symbol>...``, ``EXPORTS_FILE <file>``
    What the library promises to C. Each must be there, global, visible,
    unmangled, and a function, or a ``static`` where ``:data`` follows the
    name. The file holds one a line; ``#`` opens a comment.

  ``ISOLATED``
    Keep the library's Rust runtime to itself, for a program that has another
    Rust library, of another rustc, with fat link-time optimisation, or with
    another panic strategy or allocator. The archive is of one object, linked
    already, in which all names but the exports are local: the ``EXPORTS``, or
    without any all that C can call. Each such library brings a standard library
    of its own; see :command:`polyffi_add_rust_bundle` for one that several share.

  Of a crate (``ROOT``):

  ``CRATE_NAME <name>``
    By default ``<target>`` with ``-`` and other such characters replaced
    by ``_``.

  ``EDITION <year>``
    2015, 2018, 2021 (the default) or 2024.

  ``CFG <cfg>...``
    ``name`` or ``name="value"``, for ``#[cfg(...)]``.

  ``FEATURES <feature>...``
    The same as ``CFG feature="<feature>"``.

  Of a package (``MANIFEST``):

  ``PACKAGE <name>``
    Which package of the workspace; needed unless ``<Cargo.toml>`` is that of a
    package, or its workspace has only one.

  ``FEATURES <feature>...``, ``NO_DEFAULT_FEATURES``, ``ALL_FEATURES``
    Which features cargo enables.

  ``PROFILE <profile>``
    ``dev``, ``release`` or a profile that the manifest defines, in every
    configuration. A generator expression may choose one for each.

  ``LOCKED``, ``FROZEN``, ``OFFLINE``
    As cargo's options of these names, for every call of cargo.

  ``CARGO_FLAGS <flag>...``
    Further flags of ``cargo rustc``.

  ``ALL_RUSTFLAGS <flag>...``
    Further flags of rustc for every crate of the build, those it depends on
    included, but for build scripts and procedural macros. They join those of
    ``RUSTFLAGS`` in the environment or of ``.cargo/config.toml``.

  ``ALWAYS_RUN``
    Ask cargo at every build, for a build script that does not say what it
    reads, or that reads variables of the environment, which no build watches.

  cargo runs in the package's directory, so that its ``.cargo/config.toml``
  counts, and ``CARGO_*`` and ``RUSTFLAGS`` of the environment keep their
  meaning. A ``config.toml`` that is new counts when something else changes.
  cargo is given no linker: build scripts and procedural macros are linked by the
  host's. It uses as many jobs as the build that runs it, and a directory of its
  own in the build tree, which libraries of one workspace share if they are built
  with the same flags, and which ``clean`` removes. For what build scripts leave
  there (the headers of ``cxx``, say), it is the target property
  ``POLYFFI_CARGO_TARGET_DIR``, for ``get_target_property()``. The package's
  version is ``POLYFFI_CARGO_VERSION``.

  Configurations are compiled as cargo's profiles are: ``Debug`` as ``dev``;
  ``Release`` as ``release``; ``RelWithDebInfo`` as ``release`` with full debug
  information; ``MinSizeRel`` as ``release`` with ``opt-level=z``. Any other,
  and none, as ``dev``.

  The variable ``POLYFFI_RUSTC`` names a rustc other than that on ``PATH``; a
  rustup proxy is asked in the crate's directory, so ``rust-toolchain.toml``
  counts. ``POLYFFI_CARGO`` names a cargo other than that beside it.

  Example::

    polyffi_add_rust_staticlib(greet ROOT greet.rs EXPORTS hello)
    polyffi_add_rust_staticlib(search MANIFEST search/Cargo.toml)
    add_executable(main main.c)
    target_link_libraries(main PRIVATE greet)
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICheck.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustProject.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTarget.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustToolchain.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTriple.cmake")

function(polyffi_add_rust_staticlib target)
  set(command polyffi_add_rust_staticlib)
  set(kind staticlib)
  set(what "static library ${target}")
  polyffi_rust_arguments("ISOLATED" "EXPORTS_FILE" "EXPORTS")
  polyffi_rust_add(${target})
  polyffi_check_archive(${target} ${command})
endfunction()

# Parses the arguments of the calling command, which has these options and these
# keywords of one and of many values besides those that all kinds have.
macro(polyffi_rust_arguments own_options own_one own_many)
  set(options ${own_options} NO_STD NO_DEFAULT_FEATURES ALL_FEATURES LOCKED FROZEN OFFLINE
    ALWAYS_RUN STRICT_FFI)
  set(one ROOT MANIFEST CRATE_NAME EDITION PACKAGE PROFILE PANIC TARGET_TRIPLE TOOLCHAIN
    ${own_one})
  set(many CFG FEATURES RUSTFLAGS ALL_RUSTFLAGS CARGO_FLAGS ENV ${own_many})
  cmake_parse_arguments(PARSE_ARGV 1 arg "${options}" "${one}" "${many}")
  polyffi_check_arguments(${command} ${one} ${many} ${options})
endmacro()

# Adds <target>, of the kind, what and arg_* of the calling command. kind is a
# crate-type of rustc.
function(polyffi_rust_add target)
  polyffi_rust_read_modules()
  polyffi_rust_check_values(${command} ${target})
  set(work "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir")
  set(output "${work}/rust.$<CONFIG>")
  set(record "${work}/libraries")
  if(DEFINED arg_MANIFEST)
    polyffi_cargo_package(${target})
  else()
    polyffi_rust_root()
    get_filename_component(directory "${root}" DIRECTORY)
    polyffi_rust_toolchain(rust ${command} "${directory}" "${arg_TOOLCHAIN}")
  endif()
  polyffi_rust_triple(rust_TRIPLE ${command})
  polyffi_rust_product(stem suffix)
  set(archive "${output}/${stem}${suffix}")
  polyffi_rust_std(std)
  polyffi_rust_strict_ffi(${target})
  if(DEFINED arg_MANIFEST)
    polyffi_cargo_crate(${target})
  else()
    polyffi_rust_crate(${target})
  endif()
  polyffi_rust_describe(${target} RUST_KIND ${kind} NO_STD "${arg_NO_STD}" RUSTC "${rust_RUSTC}"
    RUSTC_VERSION "${rust_VERSION}" RUST_HOST "${rust_HOST}" RUST_TRIPLE "${rust_TRIPLE}"
    RUST_FLAGS "${arg_RUSTFLAGS}" RUST_FEATURES "${arg_FEATURES}" RUST_ENV "${arg_ENV}"
    RUST_PANIC "${arg_PANIC}")
  if(arg_ISOLATED)
    polyffi_rust_isolate(${target})
  endif()
  polyffi_rust_project_add(${target})
endfunction()

# Only those of what was asked for.
function(polyffi_rust_read_modules)
  set(modules RustCrate)
  if(DEFINED arg_MANIFEST)
    set(modules Cargo)
  endif()
  if(arg_ISOLATED)
    list(APPEND modules RustIsolated)
  endif()
  if(arg_STRICT_FFI)
    list(APPEND modules Clippy)
  endif()
  foreach(module IN LISTS modules)
    include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFI${module}.cmake")
  endforeach()
endfunction()

# What rustc and cargo call the file that they make.
function(polyffi_rust_product stem suffix)
  set(${stem} "lib${crate}" PARENT_SCOPE)
  if(kind STREQUAL "staticlib")
    set(${suffix} .a PARENT_SCOPE)
  elseif(kind STREQUAL "cdylib")
    set(${suffix} .so PARENT_SCOPE)
  else()
    set(${stem} "${crate}" PARENT_SCOPE)
    set(${suffix} "" PARENT_SCOPE)
  endif()
endfunction()

# Stops if the arguments can't be meant so.
function(polyffi_rust_check_values command target)
  if(TARGET ${target})
    polyffi_fail(${command} "there is a target '${target}' already. Choose "
      "another name.")
  elseif(DEFINED arg_ROOT AND DEFINED arg_MANIFEST)
    polyffi_fail(${command} "${target} has both ROOT and MANIFEST. Give ROOT "
      "for a crate that rustc compiles by itself, MANIFEST for a Cargo package.")
  elseif(NOT DEFINED arg_ROOT AND NOT DEFINED arg_MANIFEST)
    polyffi_fail(${command} "ROOT is missing. Name the crate's root module: "
      "${command}(${target} ROOT lib.rs), or a Cargo package: "
      "${command}(${target} MANIFEST Cargo.toml).")
  elseif(DEFINED arg_PANIC AND NOT arg_PANIC MATCHES "^(unwind|abort)$")
    polyffi_fail(${command} "PANIC '${arg_PANIC}' is neither unwind nor abort.")
  endif()
  set(kind ROOT)
  set(foreign PACKAGE BIN PROFILE NO_DEFAULT_FEATURES ALL_FEATURES LOCKED FROZEN OFFLINE
    ALWAYS_RUN CARGO_FLAGS ALL_RUSTFLAGS)
  if(DEFINED arg_MANIFEST)
    set(kind MANIFEST)
    set(foreign CRATE_NAME EDITION CFG)
  endif()
  foreach(keyword IN LISTS foreign)
    if(arg_${keyword})
      polyffi_fail(${command} "${keyword} means nothing for ${target}, which has "
        "${kind}. Leave it out.")
    endif()
  endforeach()
  polyffi_check_environment(${command})
  if(arg_NO_STD AND NOT DEFINED arg_PANIC)
    set(arg_PANIC abort PARENT_SCOPE)
  endif()
endfunction()

# Sets root and crate in the caller, or stops.
function(polyffi_rust_root)
  get_filename_component(root "${arg_ROOT}" ABSOLUTE)
  get_source_file_property(generated "${root}" GENERATED)
  if(NOT generated AND (NOT EXISTS "${root}" OR IS_DIRECTORY "${root}"))
    polyffi_fail(${command} "ROOT '${arg_ROOT}' of ${target} is no file: "
      "${root} does not exist.")
  endif()
  set(crate "${arg_CRATE_NAME}")
  if(NOT DEFINED arg_CRATE_NAME)
    string(REGEX REPLACE "[^A-Za-z0-9_]" "_" crate "${target}")
  endif()
  if(NOT crate MATCHES "^[A-Za-z_][A-Za-z0-9_]*$")
    polyffi_fail(${command} "'${crate}' can't be the name of a crate. Give "
      "CRATE_NAME a name of letters, digits and '_'.")
  elseif(crate MATCHES "^(alloc|core|proc_macro|std|test)$")
    polyffi_fail(${command} "a crate named '${crate}' hides Rust's own. Give "
      "another CRATE_NAME.")
  endif()
  set(root "${root}" PARENT_SCOPE)
  set(crate "${crate}" PARENT_SCOPE)
endfunction()

# Sets arg_RUSTFLAGS and strict_clippy in the caller: what STRICT_FFI stands for.
function(polyffi_rust_strict_ffi target)
  set(strict_clippy "" PARENT_SCOPE)
  if(arg_STRICT_FFI)
    polyffi_strict_ffi(flags ${command} ${target} "${rust_RUSTC}" ${rust_VERSION})
    set(arg_RUSTFLAGS ${arg_RUSTFLAGS} ${flags} PARENT_SCOPE)
    set(strict_clippy -Awarnings ${flags_clippy} PARENT_SCOPE)
  endif()
endfunction()

# Flags for the native libraries of std, for consumers: none without std, and none
# of what is linked.
function(polyffi_rust_std variable)
  set(libraries "")
  if(kind STREQUAL "staticlib" AND NOT arg_NO_STD)
    polyffi_rust_std_libraries(libraries "${rust_RUSTC}" "${rust_TRIPLE}")
  endif()
  set(${variable} "${libraries}" PARENT_SCOPE)
endfunction()
