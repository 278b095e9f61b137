# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustIsolated
-------------------

Private to PolyFFI: Rust libraries that keep their runtime to themselves.

.. command:: polyffi_rust_isolate

  ::

    polyffi_rust_isolate(<target>)

  Lets ``<target>``, which :command:`polyffi_rust_target` has just added, publish
  an archive of one object in place of rustc's: all that the exports need, linked
  with each other, and no other name global. Of the caller it reads ``command``,
  ``output`` and ``crate``.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICheck.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICheckTool.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIPlatform.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTarget.cmake")

function(polyffi_rust_isolate target)
  polyffi_require_driver(${command})
  if("${arg_RUSTFLAGS};${arg_ALL_RUSTFLAGS}" MATCHES "linker-plugin-lto")
    polyffi_fail(${command} "${target} is ISOLATED, which is linked before the program is, and has "
      "-Clinker-plugin-lto, which leaves the code to the program's linker. Take one of them away.")
  endif()
  polyffi_rust_isolated_driver(driver)
  polyffi_rust_isolated_tool(tool)
  polyffi_check_archive_options(options ${target})
  polyffi_check_wanted(wanted ${command}) # for the mode
  polyffi_check_place(place ${command} ${target})
  get_target_property(archive ${target} POLYFFI_ARCHIVE)
  set(isolated "${output}/lib${crate}.isolated.a")
  list(JOIN driver "\n" driver)
  polyffi_rust_shell_variables("${output}/isolated.settings" "archive=${archive}"
    "isolated=${isolated}" "object=${output}/${crate}.isolated.o" "check=${tool}"
    "driver=${driver}" "objcopy=${CMAKE_OBJCOPY}" "ar=${CMAKE_AR}")
  add_custom_command(OUTPUT "${isolated}"
    COMMAND sh "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFIRustIsolated.sh"
      "${output}/isolated.settings" ${mode} --target=${target} "${place}" ${options}
    DEPENDS "${archive}" "${output}/isolated.settings"
      "$<TARGET_GENEX_EVAL:${target},$<TARGET_PROPERTY:${target},POLYFFI_CHECK_FILES>>"
    COMMENT "Isolating Rust static library ${target}"
    COMMAND_EXPAND_LISTS VERBATIM)
  polyffi_rust_publish(${target} "${isolated}")
  polyffi_rust_describe(${target} RUST_ISOLATED TRUE)
endfunction()

# The C driver with what chooses the machine that it links for.
function(polyffi_rust_isolated_driver variable)
  set(language C)
  if(NOT CMAKE_C_COMPILER)
    set(language CXX)
  endif()
  foreach(tool IN ITEMS OBJCOPY AR)
    if(NOT CMAKE_${tool})
      polyffi_fail(${command} "ISOLATED wants objcopy and ar, and CMake has found no "
        "CMAKE_${tool}. Install binutils, or set it.")
    endif()
  endforeach()
  separate_arguments(flags UNIX_COMMAND "${CMAKE_${language}_COMPILER_ARG1} ${CMAKE_${language}_FLAGS}")
  list(FILTER flags INCLUDE REGEX "^(-m(32|64|x32|abi=.*|arch=.*|cpu=.*)|-B.+|--target=.*|--sysroot=.*)$")
  if(CMAKE_${language}_COMPILER_TARGET AND CMAKE_${language}_COMPILER_ID MATCHES "Clang")
    list(PREPEND flags "--target=${CMAKE_${language}_COMPILER_TARGET}")
  endif()
  set(${variable} "${CMAKE_${language}_COMPILER}" ${flags} PARENT_SCOPE)
endfunction()

# Needed even where nothing is checked: it tells what the archive exports.
function(polyffi_rust_isolated_tool variable)
  get_property(tool GLOBAL PROPERTY POLYFFI_CHECK_TOOL)
  get_property(source GLOBAL PROPERTY POLYFFI_CHECK_SOURCE)
  if(NOT source AND NOT EXISTS "${tool}")
    polyffi_fail(${command} "ISOLATED asks polyffi-check what ${target} exports, and it is not at "
      "'${tool}'. Install PolyFFI again.")
  endif()
  polyffi_check_tool(tool ${command})
  polyffi_check_tool_before(${target})
  set(${variable} "${tool}" PARENT_SCOPE)
endfunction()
