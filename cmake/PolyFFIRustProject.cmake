# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustProject
------------------

What editors see of the Rust in a project. Nothing has to be called: every
:command:`polyffi_add_rust_staticlib` takes part. When CMake has read the project it
writes, into the top build directory and only where they change,

``rust-project.json``
  The crates that rustc compiles by itself (``ROOT``), and their integration tests,
  with features, cfg, environment, edition and target, as rust-analyzer reads them.

``rust-analyzer.json``
  The setting that tells rust-analyzer of this file and of the packages
  (``MANIFEST``): a line for the editor's settings, such as
  ``.vscode/settings.json``::

    "rust-analyzer.linkedProjects": ["build/rust-project.json", "search/Cargo.toml"]

  The file says them in full; relative ones are of the opened folder. rust-analyzer
  finds a ``Cargo.toml`` in that folder, or one level below, by itself, and never
  looks into a build directory. Other editors have the same setting: ``linkedProjects`` of the
  server ``rust-analyzer`` in Neovim's LSP client, of ``eglot`` and of ``lsp-mode``.

In CMake's file API, which VS Code's CMake Tools, CLion and Qt Creator read, a Rust
library is a static library with its modules in the group ``Rust Files``; a package
shows those of its library, and its manifest.

**Visual Studio Code.** With the extensions CMake Tools, C/C++ and rust-analyzer, and a
``CMakePresets.json`` whose presets say ``"binaryDir": "${sourceDir}/build/${presetName}"``,
choose a preset, configure, and copy the setting. CMake Tools builds, runs and debugs
the programs; breakpoints in Rust work in a build of type ``Debug``. It takes
``polyffi-check``'s findings and NASM's errors for problems in the source.

**CLion.** Open the folder, enable a preset in *Settings, Build, CMake*, and build. For the
insight of its Rust plug-in attach each package's ``Cargo.toml``, by *Attach Cargo
project*. It does not read ``rust-project.json``: of a crate without a manifest it
shows the text.

.. command:: polyffi_rust_project_add

  Private to PolyFFI::

    polyffi_rust_project_add(<target>)

  Lets the Rust library ``<target>`` take part.

.. command:: polyffi_rust_project_add_test

  Private to PolyFFI::

    polyffi_rust_project_add_test(<target> <root>)

  The same for an integration test of ``<target>``, whose root module is ``<root>``.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTool.cmake")

function(polyffi_rust_project_add target)
  get_property(known GLOBAL PROPERTY POLYFFI_RUST_TARGETS)
  set_property(GLOBAL APPEND PROPERTY POLYFFI_RUST_TARGETS ${target})
  get_target_property(manifest ${target} POLYFFI_CARGO_MANIFEST)
  if(manifest)
    target_sources(${target} PRIVATE "${manifest}")
  endif()
  if(NOT known)
    cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL polyffi_rust_project_write)
  endif()
endfunction()

function(polyffi_rust_project_add_test target root)
  set_property(TARGET ${target} APPEND PROPERTY POLYFFI_RUST_TESTS "${root}")
endfunction()

# At the end of the project.
function(polyffi_rust_project_write)
  get_property(targets GLOBAL PROPERTY POLYFFI_RUST_TARGETS)
  set(crates "")
  set(count 0)
  set(manifests "")
  set(sysroot "")
  foreach(target IN LISTS targets)
    polyffi_rust_properties(${target})
    if(rust_CARGO)
      list(APPEND manifests "${rust_CARGO_MANIFEST}")
    else()
      polyffi_rust_project_crates()
    endif()
  endforeach()
  list(REMOVE_DUPLICATES manifests)
  set(project "${CMAKE_BINARY_DIR}/rust-project.json")
  if(crates STREQUAL "")
    file(REMOVE "${project}")
  else()
    polyffi_rust_project_sysroot(head)
    polyffi_write_changed(changed "${project}" "{\n${head}  \"crates\": [\n${crates}\n  ]\n}\n")
    list(PREPEND manifests "${project}")
  endif()
  polyffi_rust_project_setting("${manifests}")
endfunction()

# The setting, and, when it changes, a line that tells of it.
function(polyffi_rust_project_setting projects)
  polyffi_json_strings(list ${projects})
  set(text "{\"rust-analyzer.linkedProjects\": [${list}]}\n")
  set(file "${CMAKE_BINARY_DIR}/rust-analyzer.json")
  polyffi_write_changed(changed "${file}" "${text}")
  if(changed)
    message(STATUS "PolyFFI: rust-analyzer sees the Rust sources with the setting in ${file}")
  endif()
endfunction()

# Sets <variable> to whether <file> had another text.
function(polyffi_write_changed variable file text)
  set(known "")
  if(EXISTS "${file}")
    file(READ "${file}" known)
  endif()
  set(${variable} FALSE PARENT_SCOPE)
  if(NOT text STREQUAL known)
    file(WRITE "${file}" "${text}")
    set(${variable} TRUE PARENT_SCOPE)
  endif()
endfunction()

function(polyffi_rust_project_sysroot variable)
  polyffi_json_strings(path "${sysroot}")
  set(text "  \"sysroot\": ${path},\n")
  foreach(directory IN ITEMS lib/rustlib/src/rust/library lib/rustlib/src/rust/src)
    if(EXISTS "${sysroot}/${directory}/std" OR EXISTS "${sysroot}/${directory}/libstd")
      polyffi_json_strings(path "${sysroot}/${directory}")
      string(APPEND text "  \"sysroot_src\": ${path},\n")
      break()
    endif()
  endforeach()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# Adds the library and its integration tests to crates of the caller, of which
# there are count.
function(polyffi_rust_project_crates)
  get_filename_component(sysroot_of_this "${rust_RUSTC}/../.." ABSOLUTE)
  if(sysroot STREQUAL "")
    set(sysroot "${sysroot_of_this}" PARENT_SCOPE)
  endif()
  set(library ${count})
  polyffi_rust_project_crate("${rust_CRATE}" "${rust_ROOT}" "")
  get_target_property(tests ${target} POLYFFI_RUST_TESTS)
  if(tests)
    foreach(root IN LISTS tests)
      get_filename_component(name "${root}" NAME_WE)
      polyffi_rust_project_crate("${name}" "${root}"
        "{\"crate\": ${library}, \"name\": \"${rust_CRATE}\"}")
    endforeach()
  endif()
  set(crates "${crates}" PARENT_SCOPE)
  set(count ${count} PARENT_SCOPE)
endfunction()

function(polyffi_rust_project_crate name root dependency)
  polyffi_rust_project_cfg(cfg)
  polyffi_rust_project_environment(environment)
  get_filename_component(directory "${root}" DIRECTORY)
  foreach(variable IN ITEMS name root directory)
    polyffi_json_strings(json_${variable} "${${variable}}")
  endforeach()
  polyffi_json_strings(build_directory "${CMAKE_BINARY_DIR}")
  if(NOT crates STREQUAL "")
    string(APPEND crates ",\n")
  endif()
  string(APPEND crates "    {
      \"display_name\": ${json_name},
      \"root_module\": ${json_root},
      \"edition\": \"${rust_EDITION}\",
      \"deps\": [${dependency}],
      \"cfg\": [${cfg}],
      \"env\": {${environment}},
      \"target\": \"${rust_TRIPLE}\",
      \"is_workspace_member\": true,
      \"is_proc_macro\": false,
      \"source\": {\"include_dirs\": [${json_directory}], \"exclude_dirs\": [${build_directory}]}
    }")
  math(EXPR count "${count} + 1")
  set(crates "${crates}" PARENT_SCOPE)
  set(count ${count} PARENT_SCOPE)
endfunction()

# Of the target's options, and of RUSTFLAGS.
function(polyffi_rust_project_cfg variable)
  string(REGEX REPLACE "(^|;)--cfg;" "\\1--cfg=" words "${rust_CFG};${rust_FLAGS}")
  list(FILTER words INCLUDE REGEX "^--cfg=")
  list(TRANSFORM words REPLACE "^--cfg=" "")
  polyffi_json_strings(list ${words})
  set(${variable} "${list}" PARENT_SCOPE)
endfunction()

function(polyffi_rust_project_environment variable)
  set(pairs "")
  foreach(pair IN LISTS rust_ENV)
    string(FIND "${pair}" "=" middle)
    string(SUBSTRING "${pair}" 0 ${middle} name)
    math(EXPR middle "${middle} + 1")
    string(SUBSTRING "${pair}" ${middle} -1 value)
    polyffi_json_string(value "${value}")
    string(APPEND pairs ", \"${name}\": ${value}")
  endforeach()
  string(REGEX REPLACE "^, " "" pairs "${pairs}")
  set(${variable} "${pairs}" PARENT_SCOPE)
endfunction()

# Sets <variable> to <text>... as strings of JSON with commas between them.
function(polyffi_json_strings variable)
  set(list "")
  foreach(text IN LISTS ARGN)
    polyffi_json_string(string "${text}")
    string(APPEND list ", ${string}")
  endforeach()
  string(REGEX REPLACE "^, " "" list "${list}")
  set(${variable} "${list}" PARENT_SCOPE)
endfunction()

function(polyffi_json_string variable text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n" text "${text}")
  string(REPLACE "\t" "\\t" text "${text}")
  set(${variable} "\"${text}\"" PARENT_SCOPE)
endfunction()
