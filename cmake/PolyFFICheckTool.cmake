# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFICheckTool
----------------

Private to PolyFFI: where ``polyffi-check`` is.

.. command:: polyffi_check_tool

  ::

    polyffi_check_tool(<variable> <command>)

  Sets ``<variable>`` to the absolute path of ``polyffi-check``: that of the
  package, or, where PolyFFI is a part of the build (``add_subdirectory``,
  FetchContent), one that the build makes before it is first used. It is then
  configured on its own, as a tool for the machine that builds: flags,
  sanitizers and toolchain files of the project do not reach it.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")

function(polyffi_check_tool variable command)
  get_property(tool GLOBAL PROPERTY POLYFFI_CHECK_TOOL)
  get_property(source GLOBAL PROPERTY POLYFFI_CHECK_SOURCE)
  if(source AND NOT TARGET polyffi-check-tool)
    polyffi_check_tool_build("${tool}" "${source}")
  elseif(NOT source AND NOT EXISTS "${tool}")
    polyffi_fail(${command} "polyffi-check is not at '${tool}'. Install PolyFFI "
      "again, or set POLYFFI_CHECK to OFF to build unchecked.")
  endif()
  set(${variable} "${tool}" PARENT_SCOPE)
endfunction()

# Makes <target> wait for the tool where the build makes it.
function(polyffi_check_tool_before target)
  if(TARGET polyffi-check-tool)
    add_dependencies(${target} polyffi-check-tool)
  endif()
endfunction()

function(polyffi_check_tool_build tool source)
  get_filename_component(build "${tool}" DIRECTORY)
  string(REPLACE " Multi-Config" "" generator "${CMAKE_GENERATOR}")
  set(compiler "")
  if(CMAKE_C_COMPILER AND NOT CMAKE_CROSSCOMPILING)
    set(compiler "-DCMAKE_C_COMPILER=${CMAKE_C_COMPILER}")
  endif()
  file(GLOB_RECURSE sources "${source}/*.c" "${source}/*.h" "${source}/CMakeLists.txt")
  add_custom_command(OUTPUT "${tool}"
    COMMAND "${CMAKE_COMMAND}" -E env --unset=CFLAGS --unset=LDFLAGS
      "${CMAKE_COMMAND}" -S "${source}" -B "${build}" -G "${generator}"
      "-DCMAKE_MAKE_PROGRAM=${CMAKE_MAKE_PROGRAM}" ${compiler}
      -DCMAKE_BUILD_TYPE=Release
    COMMAND "${CMAKE_COMMAND}" --build "${build}" --target polyffi-check
    DEPENDS ${sources} VERBATIM
    COMMENT "Building polyffi-check for this machine")
  add_custom_target(polyffi-check-tool DEPENDS "${tool}")
endfunction()
