# SPDX-License-Identifier: MIT
#
# Installs the build tree BUILD and moves the prefix to "DIRECTORY/TO", by
# default "a prefix".
file(REMOVE_RECURSE "${DIRECTORY}")
set(first "${DIRECTORY}/first prefix")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${first}" --config "${CONFIG}"
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
if(NOT DEFINED TO)
  set(TO "a prefix")
endif()
file(RENAME "${first}" "${DIRECTORY}/${TO}")
