# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFI
-------

All commands of PolyFFI. ``find_package(PolyFFI)`` includes this file, and so
does PolyFFI itself where it is added by ``add_subdirectory`` or FetchContent.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICheck.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIClippy.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIExecutable.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIGenerateHeader.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIInstallPkgconfig.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFINasmObjects.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustBundle.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustCdylib.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustExecutable.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustStaticlib.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustdoc.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustfmt.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTest.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFITargetEntry.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFITargetNasmSources.cmake")
