# SPDX-License-Identifier: MIT
#
# Texts that can not be read: linker scripts, lists of exports, response files, suppressions, reports
# to merge, and dep-info, which only helps to find a line.
include("${CMAKE_CURRENT_LIST_DIR}/Corrupt.cmake")

function(make_objects)
  write(main.c "int hello(int);\nint main(void) { return hello(1); }\n")
  write(part.c "int hello(int);\nint hello(int a) { return a; }\n")
  cc(main.c)
  cc(part.c)
endfunction()

# A file of these bytes, as printf writes them.
function(raw file bytes)
  if(bytes STREQUAL "")
    write("${file}" "")
    return()
  endif()
  execute(sh -c "printf '%b' \"$1\" > \"$2\"" sh "${bytes}" "${file}")
endfunction()

function(script_refused line regex bytes)
  make_objects()
  raw(libpart.so "${bytes}")
  check(main.o libpart.so)
  expect_refusal("^libpart.so:${line}: error: linkers can't read this script: ${regex}; correct it, or make it again")
endfunction()

function(exports_refused where regex bytes)
  make_objects()
  raw(exports "${bytes}")
  check(part.o --exports-file exports)
  expect_refusal("^${where}: error: ${regex}")
endfunction()

function(suppressions_refused where regex bytes)
  make_objects()
  raw(allowed "${bytes}")
  check(part.o --suppressions allowed)
  expect_refusal("^${where}: error: ${regex}")
endfunction()

function(merge_refused regex bytes)
  raw(report.sarif "${bytes}")
  check(--merge-reports report.sarif)
  expect_refusal("^report.sarif(:[0-9]+)?: error: ${regex}")
endfunction()

function(case_script_good)
  make_objects()
  raw(libpart.so "/* a comment */ INPUT(part.o)")
  silent(main.o libpart.so)
endfunction()

function(case_script_comment)
  script_refused(2 "a comment has no end" "INPUT(part.o)\\n/* never ends")
endfunction()

function(case_script_quote)
  script_refused(1 "a quoted name has no end" "INPUT(part.o \\0042half)")
endfunction()

function(case_script_list)
  script_refused(1 "a list of files has no end" "GROUP(part.o AS_NEEDED(x.so)")
endfunction()

function(case_script_entry)
  script_refused(3 "ENTRY needs the name of a symbol in parentheses" "INPUT(part.o)\\n\\nENTRY()")
endfunction()

function(case_script_entry_open)
  script_refused(1 "ENTRY needs the name of a symbol in parentheses" "ENTRY(main")
endfunction()

function(case_script_nul)
  make_objects()
  raw(libpart.so "INPUT(part.o)\\0")
  check(main.o libpart.so)
  expect_refusal("^libpart.so: error: not an ELF object, archive or linker script")
endfunction()

function(case_script_names_itself)
  make_objects()
  raw(libpart.so "INPUT(libpart.so)")
  check(main.o libpart.so)
  expect_refusal("^libpart.so: error: linker scripts are nested too deeply; does it name itself")
endfunction()

function(case_script_names_nothing)
  make_objects()
  raw(libpart.so "INPUT(gone.o)")
  check(main.o libpart.so)
  expect_refusal("^gone.o: error: can't be opened: No such file")
endfunction()

function(case_exports_two_names)
  exports_refused(exports:2 "'hello world': one symbol on each line" "hello\\nhello world\\n")
endfunction()

function(case_exports_kind)
  exports_refused(exports:1 "'hello:dat': after the colon write 'function' or 'data'" "hello:dat\\n")
endfunction()

function(case_exports_no_name)
  exports_refused(exports:3 "':data': the symbol's name is missing" "hello\\n# x\\n:data\\n")
endfunction()

function(case_exports_nul)
  exports_refused(exports "has a NUL byte: write the file as plain text" "hello\\0\\nworld\\n")
endfunction()

function(case_exports_directory)
  make_objects()
  file(MAKE_DIRECTORY "${case_dir}/exports")
  check(part.o --exports-file exports)
  expect_refusal("^exports: error: can't be opened: name a text file of exports")
endfunction()

function(case_response_nul)
  make_objects()
  raw(words "main.o\\0part.o")
  check(@words)
  expect_refusal("^words: error: has a NUL byte: a response file is plain text")
endfunction()

function(case_response_names_itself)
  raw(words "@words")
  check(@words)
  expect_refusal("^words: error: response files are nested too deeply")
endfunction()

function(case_response_half_an_option)
  raw(words "part.o --export")
  check(@words)
  expect_refusal("error: --export needs a value")
endfunction()

function(case_suppressions_rule)
  suppressions_refused(allowed:1 ".*PF999" "PF999 * because\\n")
endfunction()

function(case_suppressions_symbol)
  suppressions_refused(allowed:1 "names no symbol" "PF001\\n")
endfunction()

function(case_suppressions_reason)
  suppressions_refused(allowed:1 "gives no reason" "PF001 x\\n")
endfunction()

function(case_suppressions_day)
  suppressions_refused(allowed:2 "'2030-02-30' is no day" "# x\\nPF001 x until=2030-02-30 later\\n")
endfunction()

function(case_suppressions_nul)
  suppressions_refused(allowed:1 "has a NUL byte" "PF001 x wh\\0y\\n")
endfunction()

function(case_suppressions_encoding)
  suppressions_refused(allowed:1 "is not UTF-8" "PF001 x caf\\0351\\n")
endfunction()

function(case_merge_nothing)
  merge_refused("is no report: .* expected near end of file" "")
endfunction()

function(case_merge_half)
  merge_refused("is no report: .}. expected near end of file" "{\\0042version\\0042: \\00422.1.0\\0042")
endfunction()

function(case_merge_other_json)
  merge_refused("is no report in SARIF of polyffi-check" "{}")
endfunction()

function(case_merge_nul)
  merge_refused("is no report: end of file expected" "{}\\0")
endfunction()

# It says where sources are, and no more.
function(dep_info bytes)
  make_objects()
  raw(part.d "${bytes}")
  check(part.o --export gone --dep-info part.d)
  expect_error("PF001 missing-export" "part.o" "'gone'")
endfunction()

function(case_dep_info_empty)
  dep_info("")
endfunction()

function(case_dep_info_no_rule)
  dep_info("part.rs")
endfunction()

function(case_dep_info_no_end)
  dep_info("part.a: part.rs \\0134")
endfunction()

function(case_dep_info_nul)
  dep_info("part.a: a\\0b.rs part.rs")
endfunction()

function(case_dep_info_gone)
  dep_info("part.a: gone.rs")
endfunction()

function(case_dep_info_binary)
  dep_info("\\0377\\0376\\0:\\0.\\0r\\0s")
endfunction()

function(case_dep_info_directory)
  dep_info("part.a: /.rs ..rs")
endfunction()

run_case()
