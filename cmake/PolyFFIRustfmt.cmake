# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustfmt
--------------

.. command:: polyffi_add_rustfmt_check

  Add a target that checks how a Rust library's sources are laid out::

    polyffi_add_rustfmt_check(<target> [FLAGS <flag>...])

  ``<target>`` comes from :command:`polyffi_add_rust_staticlib`. Building
  ``<target>-rustfmt`` runs the rustfmt of its toolchain with ``--check`` on the
  crate, or on all of the package, shows what it would change, and fails if that is
  anything; building ``polyffi-rustfmt`` does so for all targets that have one. A
  ``rustfmt.toml`` beside the sources counts. No file is changed.

  ``FLAGS <flag>...``
    Further flags of rustfmt, such as ``--config=max_width=100``.

  Example::

    polyffi_add_rust_staticlib(greet ROOT greet.rs)
    polyffi_add_rustfmt_check(greet)
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTool.cmake")

function(polyffi_add_rustfmt_check target)
  set(command polyffi_add_rustfmt_check)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" FLAGS)
  polyffi_check_arguments(${command} FLAGS)
  polyffi_rust_target_name(${command} "${target}")
  set(target ${arg_TARGET})
  polyffi_rust_properties(${target})
  polyffi_rust_program(rustfmt "${rust_RUSTC}" rustfmt)
  set(words "")
  if(rust_CARGO)
    polyffi_rust_program(cargo_fmt "${rust_RUSTC}" cargo-fmt)
    get_filename_component(directory "${rust_CARGO_MANIFEST}" DIRECTORY)
    if(rustfmt AND cargo_fmt)
      set(words "${CMAKE_COMMAND}" -E env "CARGO=${rust_CARGO}" "RUSTFMT=${rustfmt}"
        "${cargo_fmt}" fmt --check "--manifest-path=${rust_CARGO_MANIFEST}" -- ${arg_FLAGS})
    endif()
  else()
    set(directory "${rust_SOURCE_DIR}")
    if(rustfmt)
      set(words "${rustfmt}" --check --edition ${rust_EDITION} ${arg_FLAGS} "${rust_ROOT}")
    endif()
  endif()
  set(comment "Checking the layout of ${target}")
  polyffi_rust_tool_target(${target} rustfmt rustfmt rustfmt)
endfunction()
