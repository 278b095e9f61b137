# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustExecutable
---------------------

.. command:: polyffi_add_rust_executable

  Add a program written in Rust::

    polyffi_add_rust_executable(<target> ROOT <main.rs>|MANIFEST <Cargo.toml>
      [BIN <name>] [HOST] [<options of polyffi_add_rust_staticlib>...])

  ``<target>`` is an ordinary executable: run it in ``add_test`` and
  ``add_custom_command``, install it, set ``OUTPUT_NAME`` and
  ``RUNTIME_OUTPUT_DIRECTORY``. Name what it calls by
  ``target_link_libraries(<target> PRIVATE …)``.

  rustc or cargo compiles it, and CMake links it as it links a program of C: by the
  project's compiler, with ``CMAKE_EXE_LINKER_FLAGS``, the target's
  ``LINK_OPTIONS`` and rpath, and the native libraries that the crate asks for. A
  change in a library that it calls only links anew. Build scripts and procedural
  macros are linked by the host's linker.

  It is checked as :command:`polyffi_check` does, which can be called for more,
  such as ``REQUIRE relro``.

  ``BIN <name>``
    Which program of the package; needed where it has several and no
    ``default-run``.

  ``HOST``
    A tool of the build: compiled for the machine that builds, also when the
    project is cross-compiled, and linked by rustc's own linker, as cargo does.
    It can't call the project's libraries, and is not checked.

  All other options are those of :command:`polyffi_add_rust_staticlib`, but for
  ``EXPORTS`` and ``EXPORTS_FILE``.

  Example::

    polyffi_add_rust_executable(generate MANIFEST tools/Cargo.toml HOST)
    add_custom_command(OUTPUT table.c COMMAND generate table.c DEPENDS generate)
    polyffi_add_rust_executable(greeter ROOT main.rs)
    target_link_libraries(greeter PRIVATE c_library)
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICheck.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIPlatform.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustStaticlib.cmake")

function(polyffi_add_rust_executable target)
  set(command polyffi_add_rust_executable)
  set(kind bin)
  set(what "program ${target}")
  polyffi_rust_arguments("HOST" "BIN" "")
  if(arg_HOST AND DEFINED arg_TARGET_TRIPLE)
    polyffi_fail(${command} "${target} has both HOST and TARGET_TRIPLE. Leave one out.")
  elseif(arg_HOST)
    polyffi_rust_add(${target})
    return()
  endif()
  polyffi_require_driver(${command})
  polyffi_rust_add(${target})
  polyffi_check_link(${target} ${command})
endfunction()
