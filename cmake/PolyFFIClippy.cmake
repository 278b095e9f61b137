# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIClippy
-------------

.. command:: polyffi_add_clippy

  Add a target that runs clippy on a Rust library::

    polyffi_add_clippy(<target> [STRICT_FFI] [DENY <lint>...] [FLAGS <flag>...])

  ``<target>`` comes from :command:`polyffi_add_rust_staticlib`. Building
  ``<target>-clippy`` runs the clippy of its toolchain with its flags, features,
  environment and profile; building ``polyffi-clippy`` does so for all targets that
  have one. What clippy denies fails the build. Nothing else depends on these
  targets: ``add_custom_target(lint ALL DEPENDS polyffi-clippy)`` makes them a part
  of every build.

  ``STRICT_FFI``
    Deny what makes a function that C can't call: ``#[no_mangle]`` without
    ``extern "C"`` (clippy's ``no_mangle_with_rust_abi``), and types that C does
    not know in what Rust exports and calls (rustc's
    ``improper_ctypes_definitions`` and ``improper_ctypes``). Give it to
    :command:`polyffi_add_rust_staticlib` to have it in every build. Clippy 1.69 or
    newer is needed.

  ``DENY <lint>...``
    Further lints, or groups of them: ``warnings``, ``clippy::pedantic``.

  ``FLAGS <flag>...``
    Further flags of clippy, such as ``-Aclippy::missing_safety_doc``.

  Example::

    polyffi_add_rust_staticlib(greet ROOT greet.rs)
    polyffi_add_clippy(greet STRICT_FFI DENY warnings)

.. command:: polyffi_strict_ffi

  Private to PolyFFI::

    polyffi_strict_ffi(<variable> <command> <target> <rustc> <version>)

  Sets ``<variable>`` to the flags of rustc that ``STRICT_FFI`` stands for, and
  ``<variable>_clippy`` to those of clippy. Stops if the clippy that belongs to
  ``<rustc>``, of ``<version>``, does not know them.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTool.cmake")

function(polyffi_add_clippy target)
  set(command polyffi_add_clippy)
  set(many DENY FLAGS)
  cmake_parse_arguments(PARSE_ARGV 1 arg STRICT_FFI "" "${many}")
  polyffi_check_arguments(${command} ${many} STRICT_FFI)
  polyffi_rust_target_name(${command} "${target}")
  set(target ${arg_TARGET})
  polyffi_rust_properties(${target})
  set(lints "")
  if(arg_STRICT_FFI)
    polyffi_strict_ffi(lints ${command} ${target} "${rust_RUSTC}" ${rust_VERSION})
    list(APPEND lints ${lints_clippy})
  endif()
  foreach(lint IN LISTS arg_DENY)
    list(APPEND lints "-D${lint}")
  endforeach()
  list(APPEND lints ${arg_FLAGS})
  polyffi_clippy_command(words "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}-clippy.dir" ${lints})
  set(comment "Running clippy on ${target}")
  polyffi_rust_tool_target(${target} clippy clippy rust-clippy)
endfunction()

# Sets <variable> to the command that runs clippy, or to "" if there is none, and
# directory to where it is to run. <directory> is for what it writes.
function(polyffi_clippy_command variable scratch)
  set(words "")
  if(rust_CARGO)
    get_filename_component(directory "${rust_CARGO_MANIFEST}" DIRECTORY)
    polyffi_rust_program(program "${rust_RUSTC}" cargo-clippy)
    if(program)
      set(words "${CMAKE_COMMAND}" -E env "CARGO=${rust_CARGO}"
        sh "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFICargoTool.sh" "${rust_CARGO_SETTINGS}"
        "${program}" clippy ${rust_CARGO_WHICH} --no-deps ${rust_CARGO_WORDS} ${rust_CARGO_FLAGS}
        -- ${rust_FLAGS} ${ARGN})
    endif()
  else()
    set(directory "${rust_SOURCE_DIR}")
    polyffi_rust_program(program "${rust_RUSTC}" clippy-driver)
    get_filename_component(sysroot "${rust_RUSTC}/../.." ABSOLUTE)
    polyffi_environment_words(environment rust_ENV 3)
    set(scratch "${scratch}/$<CONFIG>")
    polyffi_make_directories("${scratch}")
    if(program)
      set(words ${environment} "${program}" "--sysroot=${sysroot}" --crate-name=${rust_CRATE}
        --crate-type=${rust_KIND} --emit=metadata "--out-dir=${scratch}" ${rust_WORDS} ${ARGN}
        "${rust_ROOT}")
    endif()
  endif()
  set(${variable} "${words}" PARENT_SCOPE)
  set(directory "${directory}" PARENT_SCOPE)
endfunction()

function(polyffi_strict_ffi variable command target rustc version)
  polyffi_rust_program(clippy "${rustc}" clippy-driver)
  polyffi_rust_how_to_install(how "${rustc}" clippy rust-clippy)
  if(NOT clippy)
    polyffi_fail(${command} "STRICT_FFI of ${target} wants clippy, and there is none beside "
      "${rustc}. ${how}")
  elseif(version VERSION_LESS 1.69)
    polyffi_fail(${command} "STRICT_FFI of ${target} wants clippy 1.69 or newer, which knows the "
      "lint no_mangle_with_rust_abi; that of ${rustc} is ${version}. Use a newer toolchain, or "
      "leave STRICT_FFI out and write RUSTFLAGS -Dimproper_ctypes_definitions for the half of it "
      "that this rustc knows.")
  endif()
  set(${variable} -Dimproper_ctypes_definitions -Dimproper_ctypes PARENT_SCOPE)
  set(${variable}_clippy -Dclippy::no_mangle_with_rust_abi PARENT_SCOPE)
endfunction()
