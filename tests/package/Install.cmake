# SPDX-License-Identifier: MIT
#
# Installs the build tree BUILD and moves the prefix to "DIRECTORY/a prefix".
file(REMOVE_RECURSE "${DIRECTORY}")
set(first "${DIRECTORY}/first prefix")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${first}" --config "${CONFIG}"
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(RENAME "${first}" "${DIRECTORY}/a prefix")
