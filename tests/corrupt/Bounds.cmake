# SPDX-License-Identifier: MIT
#
# Small files that stand for a lot of work: each check ends within seconds.
include("${CMAKE_CURRENT_LIST_DIR}/Corrupt.cmake")

function(part)
  write(part.c "int hello(int);\nint hello(int a) { return a; }\n")
  cc(part.c)
endfunction()

# The words of the format for the numbers below the count, between a beginning and an end.
function(generate file begin count format end)
  execute(sh -c "awk -v n=\"$1\" -v f=\"$2\" -v b=\"$3\" -v e=\"$4\" 'BEGIN { printf b
    while (i < n) printf f, i++
    printf e }' > \"$5\"" sh "${count}" "${format}" "${begin}" "${end}" "${file}")
endfunction()

# Each names the next one thirty times.
function(case_scripts_that_name_each_other)
  part()
  write(script0.so "INPUT(part.o)")
  foreach(i RANGE 1 5)
    math(EXPR before "${i} - 1")
    string(REPEAT "script${before}.so " 30 names)
    write(script${i}.so "INPUT(${names})")
  endforeach()
  silent(script1.so)
  check(script5.so)
  expect_refusal("linker scripts name more than 10000 files: do they name each other again and again")
endfunction()

function(case_response_files_that_name_each_other)
  part()
  write(words0 "part.o")
  foreach(i RANGE 1 9)
    math(EXPR before "${i} - 1")
    string(REPEAT "@words${before} " 10 names)
    write(words${i} "${names}")
  endforeach()
  silent(@words1)
  check(@words9)
  expect_refusal("response files have more than 1048576 words: do they name each other again and again")
endfunction()

function(case_sources_by_the_hundred_thousand)
  part()
  generate(part.d "part.a:" 300000 " s%d.rs" "\\n")
  check(part.o --export gone --dep-info part.d)
  expect_error("PF001 missing-export" part.o "'gone'")
endfunction()

function(case_members_by_the_million)
  string(REPEAT " " 46 blanks)
  generate(members.a "!<arch>\\n" 1000000 "e/${blanks}%.0s0         `\\n"
    "e/${blanks}0         `\\n")
  silent(members.a)
endfunction()

function(case_script_of_many_words)
  part()
  write(main.c "int hello(int);\nint main(void) { return hello(1); }\n")
  cc(main.c)
  generate(words.so "SECTIONS { " 300000 "x%d = 1, " "} hello = 1\\n")
  silent(main.o words.so)
endfunction()

run_case()
