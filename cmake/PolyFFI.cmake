# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFI
-------

All commands of PolyFFI. ``find_package(PolyFFI)`` includes this file, and so
does PolyFFI itself where it is added by ``add_subdirectory`` or FetchContent.

Moving over from Corrosion
^^^^^^^^^^^^^^^^^^^^^^^^^^

Targets are ordinary ones: what is written by CMake's own commands stays, and
what replaces them goes.

=============================================== =================================================
Corrosion                                       here
=============================================== =================================================
``corrosion_import_crate(MANIFEST_PATH m)``     :command:`polyffi_import_cargo_workspace`, or a
                                                command for each: for ``staticlib``
                                                :command:`polyffi_add_rust_staticlib`, for
                                                ``cdylib`` :command:`polyffi_add_rust_cdylib`, for
                                                ``bin`` :command:`polyffi_add_rust_executable`
``CRATES``, ``IMPORTED_CRATES``                 ``PACKAGES``, ``VARIABLE`` of the first
``CRATE_TYPES``, ``OVERRIDE_CRATE_TYPE``        the command chooses, whatever the manifest says
``<crate>-static``, ``<crate>-shared``          two targets, of two commands
``ALL_FEATURES``, ``NO_DEFAULT_FEATURES``,      the same; they hold for one target
``FEATURES``, ``corrosion_set_features``
``PROFILE``, ``INTERFACE_CORROSION_CARGO_…``    ``PROFILE``; a generator expression may choose
``LOCKED``, ``FROZEN``                          the same, and ``OFFLINE``
``NO_STD``                                      the same, and the crate links without a C library
``NO_LINKER_OVERRIDE``, ``corrosion_set_linker`` nothing: a static library needs no linker, and CMake
                                                links the others, as its variables say
``NO_USES_TERMINAL``                            nothing
``FLAGS``, ``corrosion_set_cargo_flags``        ``CARGO_FLAGS``
``corrosion_add_target_local_rustflags``        ``RUSTFLAGS``
``corrosion_add_target_rustflags``              ``ALL_RUSTFLAGS``, which join those of others
``corrosion_set_env_vars``                      ``ENV``
``corrosion_set_hostbuild``                     ``HOST`` of :command:`polyffi_add_rust_executable`
``corrosion_link_libraries``                    ``target_link_libraries(… PRIVATE …)``
``corrosion_install``                           ``install(TARGETS … EXPORT …)``, and
                                                :command:`polyffi_install_pkgconfig`
``corrosion_experimental_cbindgen``             :command:`polyffi_generate_header`
``corrosion_add_cxxbridge``                     a build script with ``cxx_build``; its headers are in
                                                ``cxxbridge`` below the target property
                                                ``POLYFFI_CARGO_TARGET_DIR``
``corrosion_parse_package_version``             the target property ``POLYFFI_CARGO_VERSION``
``Rust_TOOLCHAIN``, ``…_RESOLVE_RUSTUP_…``      ``TOOLCHAIN``, or ``rust-toolchain.toml``
``Rust_COMPILER``, ``Rust_CARGO``               ``POLYFFI_RUSTC``, ``POLYFFI_CARGO``
``Rust_CARGO_TARGET``                           ``TARGET_TRIPLE``; it follows from the C compiler
``cargo-prebuild_<t>``                          ``add_dependencies(<t> …)``
``cargo-build_<t>``, ``cargo-clean``            ``<t>``, ``clean``
=============================================== =================================================

A project that links one crate both ways::

  find_package(Corrosion REQUIRED)
  corrosion_import_crate(MANIFEST_PATH rust/Cargo.toml FLAGS --verbose)
  corrosion_set_env_vars(rust_lib GREETING=hello)
  add_executable(program main.cpp)
  target_link_libraries(program PUBLIC rust_lib-static)
  add_executable(program-shared main.cpp)
  target_link_libraries(program-shared PUBLIC rust_lib-shared)
  corrosion_install(TARGETS rust_lib LIBRARY)

becomes::

  find_package(PolyFFI REQUIRED)
  polyffi_add_rust_staticlib(rust_lib MANIFEST rust/Cargo.toml CARGO_FLAGS --verbose
    ENV GREETING=hello)
  polyffi_add_rust_cdylib(rust_lib-shared MANIFEST rust/Cargo.toml CARGO_FLAGS --verbose
    ENV GREETING=hello)
  add_executable(program main.cpp)
  target_link_libraries(program PUBLIC rust_lib)
  add_executable(program-shared main.cpp)
  target_link_libraries(program-shared PUBLIC rust_lib-shared)
  install(TARGETS rust_lib-shared LIBRARY)

Now a build in which nothing changed starts no cargo, a change of the crate links
anew what it changes, and ``EXPORTS`` says what the crate promises to C++.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIImportCargoWorkspace.cmake") # sets a variable of its caller

# Defines <command> so that its first call reads <module>, which defines it anew: what
# a project does not use costs neither its configuration nor its null builds, for which
# Ninja looks at every file that CMake has read.
function(polyffi_on_demand command module)
  string(CONFIGURE [==[
function(@command@)
  include([=[@CMAKE_CURRENT_FUNCTION_LIST_DIR@/@module@.cmake]=])
  set(polyffi_words "")
  foreach(polyffi_i RANGE ${ARGC})
    if(polyffi_i LESS ARGC)
      string(APPEND polyffi_words " [====[\n${ARGV${polyffi_i}}]====]")
    endif()
  endforeach()
  # Not called in this text, where CMAKE_CURRENT_LIST_FILE is not the project's.
  cmake_language(EVAL CODE "function(polyffi_call_again)\n@command@(${polyffi_words})\nendfunction()")
  polyffi_call_again()
endfunction()
]==] text @ONLY)
  cmake_language(EVAL CODE "${text}")
endfunction()

polyffi_on_demand(polyffi_check PolyFFICheck)
polyffi_on_demand(polyffi_add_clippy PolyFFIClippy)
polyffi_on_demand(polyffi_add_executable PolyFFIExecutable)
polyffi_on_demand(polyffi_generate_header PolyFFIGenerateHeader)
polyffi_on_demand(polyffi_install_pkgconfig PolyFFIInstallPkgconfig)
polyffi_on_demand(polyffi_add_nasm_objects PolyFFINasmObjects)
polyffi_on_demand(polyffi_add_rust_bundle PolyFFIRustBundle)
polyffi_on_demand(polyffi_add_rust_cdylib PolyFFIRustCdylib)
polyffi_on_demand(polyffi_add_rust_executable PolyFFIRustExecutable)
polyffi_on_demand(polyffi_add_rust_staticlib PolyFFIRustStaticlib)
polyffi_on_demand(polyffi_add_rustdoc PolyFFIRustdoc)
polyffi_on_demand(polyffi_add_rustfmt_check PolyFFIRustfmt)
polyffi_on_demand(polyffi_add_rust_test PolyFFIRustTest)
polyffi_on_demand(polyffi_target_entry PolyFFITargetEntry)
polyffi_on_demand(polyffi_target_nasm_sources PolyFFITargetNasmSources)
