# SPDX-License-Identifier: MIT
#[=[.rst:
RulesTable
----------

Writes helper/RULES.md, or with ``-DVERIFY=ON`` fails if it is not up to date or a
rule lacks a proof: each must be expected by a planted program, and have a near
miss. To write it after a change of the rules or their tests:
``cmake --build <build> --target rules-table``.
#]=]
cmake_minimum_required(VERSION 3.22)
include("${SETTINGS}")
execute_process(COMMAND "${CHECK}" --list-rules OUTPUT_VARIABLE rules COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "[][;]" "" rules "${rules}")
string(REGEX MATCHALL "PF[^\n]+" rules "${rules}")
if(NOT rules)
  message(FATAL_ERROR "polyffi-check --list-rules lists none.")
endif()

# Appends the cases of the file that prove a rule to fires_<rule> and silent_<rule>, each
# behind the number of rules that it proves.
function(read_proofs file)
  get_filename_component(topic "${file}" NAME_WE)
  string(TOLOWER "${topic}" topic)
  file(READ "${file}" text)
  string(REGEX REPLACE "[][;]" "" text "${text}")
  string(REPLACE "\nfunction(case_" ";" cases "${text}")
  list(POP_FRONT cases)
  foreach(case IN LISTS cases)
    string(REGEX MATCH "^[a-z0-9_]+" name "${case}")
    string(REGEX REPLACE "\nendfunction.*" "" case "${case}")
    string(REGEX MATCHALL "\"PF[0-9]+ [a-z0-9-]+\"" fires "${case}")
    string(REGEX MATCH "near_miss\\([^)]*" silent "${case}")
    string(REGEX MATCHALL "PF[0-9]+" silent "${silent}")
    string(REGEX MATCHALL "PF[0-9]+" fires "${fires}")
    foreach(kind IN ITEMS fires silent)
      list(REMOVE_DUPLICATES ${kind})
      list(LENGTH ${kind} count)
      foreach(rule IN LISTS ${kind})
        list(APPEND ${kind}_${rule} "${count} ${topic}.${name}")
        set(${kind}_${rule} "${${kind}_${rule}}" PARENT_SCOPE)
      endforeach()
    endforeach()
  endforeach()
endfunction()

# The three of the cases that prove least else.
function(shown variable cases)
  list(LENGTH cases count)
  list(SORT cases COMPARE NATURAL)
  list(TRANSFORM cases REPLACE "^[0-9]+ " "")
  list(SUBLIST cases 0 3 cases)
  list(JOIN cases ", " text)
  if(count GREATER 3)
    math(EXPR more "${count} - 3")
    string(APPEND text ", ${more} more")
  endif()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

file(GLOB files "${CMAKE_CURRENT_LIST_DIR}/*.cmake")
list(FILTER files EXCLUDE REGEX "(Planted|Crates|RulesTable).cmake$")
list(SORT files)
foreach(file IN LISTS files)
  read_proofs("${file}")
endforeach()

set(table "# The rules of polyffi-check

`polyffi-check --explain PF001` tells the whole story of one. Each is proved by
programs with the defect, made by the real tools, and by programs that come near to
it and must pass without a word: `ctest -R helper.<test>`.

| rule | severity | finds | tests in which it finds it | in which it must not |
|---|---|---|---|---|
")
foreach(rule IN LISTS rules)
  string(REGEX MATCH "^(PF[0-9]+) +([^ ]+) +([^ ]+) +(.*)$" rule "${rule}")
  set(id "${CMAKE_MATCH_1}")
  set(row "| ${id} ${CMAKE_MATCH_2} | ${CMAKE_MATCH_3} | ${CMAKE_MATCH_4}")
  if(NOT fires_${id} OR NOT silent_${id})
    message(SEND_ERROR "${id}: tests that find it: '${fires_${id}}'; near misses: '${silent_${id}}'.")
  endif()
  shown(fires "${fires_${id}}")
  shown(silent "${silent_${id}}")
  string(APPEND table "${row} | ${fires} | ${silent} |\n")
endforeach()

if(VERIFY)
  file(READ "${TABLE}" is)
  if(NOT is STREQUAL table)
    message(FATAL_ERROR "${TABLE} is not up to date: build the target rules-table.")
  endif()
else()
  file(WRITE "${TABLE}" "${table}")
endif()
