# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIPlatform
---------------

Private to PolyFFI: what the project's C or C++ compiler does by itself.

.. command:: polyffi_require_driver

  ::

    polyffi_require_driver(<command>)

  Stops unless the project has enabled C or C++, whose driver must link, and
  builds for Linux.

.. command:: polyffi_compiler_default_pie

  ::

    polyffi_compiler_default_pie(<variable>)

  Sets ``<variable>`` to whether the driver links executables as PIE when
  nothing tells it to.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")

function(polyffi_require_driver command)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(NOT "C" IN_LIST languages AND NOT "CXX" IN_LIST languages)
    polyffi_fail(${command} "the C driver links executables and shared libraries, but the project "
      "has neither C nor CXX. Write project(<name> C).")
  elseif(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
    polyffi_fail(${command} "PolyFFI builds for Linux, not for "
      "'${CMAKE_SYSTEM_NAME}'.")
  endif()
endfunction()

function(polyffi_compiler_default_pie variable)
  get_property(pie GLOBAL PROPERTY POLYFFI_DEFAULT_PIE)
  if(NOT DEFINED pie)
    set(language C)
    if(NOT CMAKE_C_COMPILER)
      set(language CXX)
    endif()
    polyffi_compiler_ask_pie(pie ${language})
    set_property(GLOBAL PROPERTY POLYFFI_DEFAULT_PIE ${pie})
  endif()
  set(${variable} ${pie} PARENT_SCOPE)
endfunction()

# CMake has linked a program with the project's flags to learn the compiler's
# ABI: the type in its ELF header (ET_DYN, 3) answers without another process.
# Where it was not kept, the compiler's predefined macros answer.
function(polyffi_compiler_ask_pie variable language)
  set(program "${CMAKE_PLATFORM_INFO_DIR}/CMakeDetermineCompilerABI_${language}.bin")
  if(EXISTS "${program}")
    file(READ "${program}" type OFFSET 0 LIMIT 18 HEX)
    if(type MATCHES "^7f454c46.*(0300|0003)$")
      set(${variable} TRUE PARENT_SCOPE)
      return()
    elseif(type MATCHES "^7f454c46.*(0200|0002)$")
      set(${variable} FALSE PARENT_SCOPE)
      return()
    endif()
  endif()
  string(TOLOWER "${language}" name)
  string(REPLACE "xx" "++" name "${name}")
  separate_arguments(flags UNIX_COMMAND "${CMAKE_${language}_FLAGS}")
  execute_process(COMMAND "${CMAKE_${language}_COMPILER}" ${flags} -dM -E -x ${name} /dev/null
    OUTPUT_VARIABLE macros ERROR_QUIET)
  if(macros MATCHES "__PIE__")
    set(${variable} TRUE PARENT_SCOPE)
  else()
    set(${variable} FALSE PARENT_SCOPE)
  endif()
endfunction()
