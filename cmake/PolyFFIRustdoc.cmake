# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustdoc
--------------

.. command:: polyffi_add_rustdoc

  Add a target that makes a Rust library's documentation::

    polyffi_add_rustdoc(<target> [FLAGS <flag>...])

  ``<target>`` comes from :command:`polyffi_add_rust_staticlib`. Building
  ``<target>-rustdoc`` runs the rustdoc of its toolchain with its flags, features
  and environment, and says where the first page is: in the build tree. Building
  ``polyffi-rustdoc`` does so for all targets that have one. To test the examples
  in it see :command:`polyffi_add_rust_test`.

  ``FLAGS <flag>...``
    Further flags of rustdoc, such as ``--document-private-items`` or
    ``-Drustdoc::broken_intra_doc_links``.

  Example::

    polyffi_add_rust_staticlib(greet ROOT greet.rs)
    polyffi_add_rustdoc(greet)
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTool.cmake")

function(polyffi_add_rustdoc target)
  set(command polyffi_add_rustdoc)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" FLAGS)
  polyffi_check_arguments(${command} FLAGS)
  polyffi_rust_target_name(${command} "${target}")
  set(target ${arg_TARGET})
  polyffi_rust_properties(${target})
  polyffi_rust_program(rustdoc "${rust_RUSTC}" rustdoc)
  set(words "")
  if(rust_CARGO)
    polyffi_rustdoc_words(flags "${rust_FLAGS}")
    get_filename_component(directory "${rust_CARGO_MANIFEST}" DIRECTORY)
    set(pages "${rust_CARGO_TARGET_DIR}/doc")
    if(rustdoc)
      set(words sh "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFICargoTool.sh"
        "${rust_CARGO_SETTINGS}" "${rust_CARGO}" rustdoc ${rust_CARGO_WHICH} ${rust_CARGO_WORDS}
        ${rust_CARGO_FLAGS} -- ${flags} ${arg_FLAGS})
    endif()
  else()
    polyffi_rustdoc_words(how "${rust_WORDS}")
    polyffi_environment_words(environment rust_ENV 3)
    set(directory "${rust_SOURCE_DIR}")
    set(pages "${CMAKE_CURRENT_BINARY_DIR}/${target}-rustdoc")
    if(rustdoc)
      set(words ${environment} "${rustdoc}" --crate-name=${rust_CRATE}
        --crate-type=${rust_KIND} ${how}
        "--out-dir=${pages}" ${arg_FLAGS} "${rust_ROOT}")
    endif()
  endif()
  if(words)
    list(APPEND words COMMAND "${CMAKE_COMMAND}" -E echo
      "The documentation of ${target} opens with ${pages}/${rust_CRATE}/index.html")
  endif()
  set(comment "Documenting ${target}")
  polyffi_rust_tool_target(${target} rustdoc rust-docs rustc)
endfunction()
