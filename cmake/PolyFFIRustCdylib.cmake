# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustCdylib
-----------------

.. command:: polyffi_add_rust_cdylib

  Add a shared library written in Rust, for C, C++ and assembler to call or for
  programs to load::

    polyffi_add_rust_cdylib(<target> ROOT <lib.rs>|MANIFEST <Cargo.toml>
      [MODULE] [EXPORTS <symbol>...] [EXPORTS_FILE <file>]
      [<options of polyffi_add_rust_staticlib>...])

  ``<target>`` is an ordinary ``SHARED`` library: link it, install and export it,
  set ``VERSION`` and ``SOVERSION``, ``OUTPUT_NAME`` and
  ``LIBRARY_OUTPUT_DIRECTORY``, ask for ``$<TARGET_SONAME_FILE:<target>>``. Name
  what the crate calls by ``target_link_libraries(<target> PRIVATE …)``.

  rustc or cargo compiles the crate, and CMake links it as it links a library of
  C: by the project's compiler, with ``CMAKE_SHARED_LINKER_FLAGS``, the target's
  ``LINK_OPTIONS`` and rpath, and the native libraries that the crate asks for. A
  change in a library that it calls only links anew. Build scripts and procedural
  macros are linked by the host's linker. No other symbols are exported than the
  crate's.

  It is checked as :command:`polyffi_check` does, which can be called for more,
  such as ``REQUIRE relro``.

  ``MODULE``
    A ``MODULE`` library, which programs load by ``dlopen``.

  All other options are those of :command:`polyffi_add_rust_staticlib`. A package
  may have a library of whatever ``crate-type``.

  Example::

    polyffi_add_rust_cdylib(greet MANIFEST greet/Cargo.toml EXPORTS hello)
    set_target_properties(greet PROPERTIES VERSION 1.2.3 SOVERSION 1)
    target_link_libraries(greet PRIVATE c_library)
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICheck.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIPlatform.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustStaticlib.cmake")

function(polyffi_add_rust_cdylib target)
  set(command polyffi_add_rust_cdylib)
  set(kind cdylib)
  set(what "shared library ${target}")
  polyffi_rust_arguments("MODULE" "EXPORTS_FILE" "EXPORTS")
  polyffi_require_driver(${command})
  polyffi_rust_add(${target})
  polyffi_check_record(${target})
  polyffi_check_link(${target} ${command})
endfunction()
