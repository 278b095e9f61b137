# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIImportCargoWorkspace
---------------------------

.. command:: polyffi_import_cargo_workspace

  Add the static libraries of a Cargo workspace, or of a package, at once::

    polyffi_import_cargo_workspace(<Cargo.toml>
      [PACKAGES <name>...] [PREFIX <prefix>] [VARIABLE <variable>]
      [PROFILE <profile>]
      [FEATURES <feature>...] [NO_DEFAULT_FEATURES] [ALL_FEATURES]
      [LOCKED] [FROZEN] [OFFLINE] [CARGO_FLAGS <flag>...]
      [RUSTFLAGS <flag>...] [ALL_RUSTFLAGS <flag>...] [ENV <NAME=value>...]
      [PANIC unwind|abort] [TARGET_TRIPLE <triple>] [TOOLCHAIN <name>]
      [NO_STD] [STRICT_FFI] [ALWAYS_RUN])

  Calls :command:`polyffi_add_rust_staticlib` for each package whose library has
  the ``crate-type`` ``staticlib``. The target is called as the package is.

  ``PACKAGES <name>...``
    Exactly these packages, of whatever ``crate-type``.

  ``PREFIX <prefix>``
    What stands before the name of the package in that of the target.

  ``VARIABLE <variable>``
    Is set to the names of the targets.

  All other options are those of :command:`polyffi_add_rust_staticlib`, for each
  of the packages.

  Example::

    polyffi_import_cargo_workspace(rust/Cargo.toml PREFIX rust_ LOCKED)
    target_link_libraries(main PRIVATE rust_greet)
#]=]
include_guard(GLOBAL)

function(polyffi_import_cargo_workspace)
  foreach(module IN ITEMS Cargo RustStaticlib)
    include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFI${module}.cmake")
  endforeach()
  set(command polyffi_import_cargo_workspace)
  set(options NO_DEFAULT_FEATURES ALL_FEATURES LOCKED FROZEN OFFLINE NO_STD STRICT_FFI ALWAYS_RUN)
  set(one PREFIX VARIABLE PROFILE PANIC TARGET_TRIPLE TOOLCHAIN)
  set(many PACKAGES FEATURES CARGO_FLAGS RUSTFLAGS ALL_RUSTFLAGS ENV)
  if(ARGC EQUAL 0 OR "${ARGV0}" IN_LIST options OR "${ARGV0}" IN_LIST one OR "${ARGV0}" IN_LIST many)
    polyffi_fail(${command} "the manifest is missing. Name it first: ${command}(Cargo.toml).")
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 arg "${options}" "${one}" "${many}")
  polyffi_check_arguments(${command} ${one} ${many} ${options})
  set(arg_MANIFEST "${ARGV0}")
  polyffi_cargo_open()
  polyffi_workspace_packages(names)
  set(targets "")
  foreach(name IN LISTS names)
    polyffi_workspace_package("${arg_PREFIX}${name}" "${manifest_of_${name}}")
    list(APPEND targets "${arg_PREFIX}${name}")
  endforeach()
  if(DEFINED arg_VARIABLE)
    set(${arg_VARIABLE} "${targets}" PARENT_SCOPE)
  endif()
endfunction()

# Sets <variable> to the names of the packages that are wanted, and manifest_of_<name>
# of each.
function(polyffi_workspace_packages variable)
  set(found "")
  set(all "")
  string(JSON count LENGTH "${metadata}" packages)
  foreach(i RANGE 1 ${count})
    math(EXPR i "${i} - 1")
    string(JSON name GET "${metadata}" packages ${i} name)
    string(JSON manifest GET "${metadata}" packages ${i} manifest_path)
    string(JSON package_targets GET "${metadata}" packages ${i} targets)
    # Another crate-type may come with an edit of any manifest.
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${manifest}")
    list(APPEND all "${name}")
    if(DEFINED arg_PACKAGES)
      string(REGEX MATCH ";${name};" wanted ";${arg_PACKAGES};")
    else()
      string(REGEX MATCH "\"staticlib\"" wanted "${package_targets}")
    endif()
    if(wanted)
      list(APPEND found "${name}")
      set(manifest_of_${name} "${manifest}" PARENT_SCOPE)
    endif()
  endforeach()
  # cargo lists them in whatever order.
  list(SORT all)
  list(SORT found)
  polyffi_workspace_check("${found}" "${all}")
  set(${variable} "${found}" PARENT_SCOPE)
endfunction()

function(polyffi_workspace_check found all)
  list(JOIN all ", " list)
  foreach(name IN LISTS arg_PACKAGES)
    if(NOT name IN_LIST all)
      polyffi_fail(${command} "PACKAGES names '${name}', which is not in the workspace of "
        "${arg_MANIFEST}. It has: ${list}.")
    endif()
  endforeach()
  if(NOT found)
    polyffi_fail(${command} "no package of ${arg_MANIFEST} has a static library: ${list}. Add "
      "crate-type = [\"staticlib\"] to [lib] in the Cargo.toml of each that C is to call, or name "
      "them in PACKAGES.")
  endif()
endfunction()

# As polyffi_add_rust_staticlib() does, with the options of the workspace.
function(polyffi_workspace_package target manifest)
  set(kind staticlib)
  set(what "static library ${target}")
  set(arg_MANIFEST "${manifest}")
  polyffi_rust_add(${target})
  polyffi_check_archive(${target} ${command})
endfunction()
