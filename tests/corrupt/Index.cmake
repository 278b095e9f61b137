# SPDX-License-Identifier: MIT
#
# Indexes of archives, the tables of long names, and thin archives. In the archives of one member
# the index comes first.
include("${CMAKE_CURRENT_LIST_DIR}/Corrupt.cmake")

function(make_archive)
  write(use.c "int hello(int);\nint main(void) { return hello(1); }\n")
  write(hello.c "int hello(int);\nint hello(int a) { return a; }\nint table[2] = {1, 2};\n")
  cc(use.c)
  cc(hello.c)
endfunction()

macro(archive)
  make_archive()
  execute(ar rcs good.a hello.o)
  damage(good.a use.o)
endmacro()

macro(wide)
  make_archive()
  require(llvm-ar)
  execute("${CMAKE_COMMAND}" -E env SYM64_THRESHOLD=1 llvm-ar rcs wide.a hello.o)
  damage(wide.a use.o)
endmacro()

macro(thin)
  make_archive()
  execute(ar rcsT thin.a hello.o)
  damage(thin.a use.o)
endmacro()

macro(bsd)
  make_archive()
  require(llvm-ar)
  execute(llvm-ar rcs --format=bsd bsd.a hello.o)
  damage(bsd.a use.o)
endmacro()

function(damaged regex)
  found("PF052 truncated-archive" bad.a "the archive 'bad.a' is damaged: ${regex}" ${ARGN})
endfunction()

function(stale regex)
  found("PF057 stale-index" bad.a "the index of the archive 'bad.a' ${regex}" ${ARGN})
endfunction()

function(case_good)
  archive()
  silent(good.a use.o)
endfunction()

function(case_count_too_large)
  archive()
  damaged("its index does not fit its members" @68=1 @71=3 @71=0xff)
endfunction()

function(case_count_too_small)
  archive()
  stale("does not name 'hello', which its member 'hello.o' defines" @71=0 @71=1)
endfunction()

function(case_offset_outside)
  archive()
  damaged("its index does not fit its members" @72=1 @72=0x7f)
endfunction()

function(case_offset_of_no_header)
  archive()
  damaged("its index does not fit its members" @75=1 @75=0 @79=0xff)
endfunction()

function(case_name)
  archive()
  stale("does not name 'hello', which its member 'hello.o' defines" @80=90 @80=0)
endfunction()

function(case_name_without_end)
  archive()
  damaged("its index does not fit its members" @85=65)
endfunction()

function(case_wide_count_too_large)
  wide()
  damaged("its index does not fit its members" @68=1 @75=3 @75=0xff)
endfunction()

function(case_wide_count_too_small)
  wide()
  stale("does not name 'hello', which its member 'hello.o' defines" @75=0 @75=1)
endfunction()

function(case_wide_offset_outside)
  wide()
  damaged("its index does not fit its members" @76=1 @76=0x7f)
endfunction()

function(case_wide_offset_of_no_header)
  wide()
  damaged("its index does not fit its members" @83=1 @83=0 @91=0xff)
endfunction()

function(case_wide_name)
  wide()
  stale("does not name 'hello', which its member 'hello.o' defines" @92=90 @92=0)
endfunction()

function(case_wide_name_without_end)
  wide()
  damaged("its index does not fit its members" @97=65)
endfunction()

function(case_index_of_other_width)
  wide()
  stale("does not name 'hello', which its member 'hello.o' defines" "ar[0]:ar_name=/")
endfunction()

function(case_index_size)
  archive()
  damaged("a member's header is not where it should be" "ar[0]:ar_size=4")
  damaged("its index does not fit its members" "ar[0]:ar_size=23")
endfunction()

function(case_index_as_long_names)
  archive()
  found("PF053 no-index" bad.a "has no index" "ar[0]:ar_name=//")
endfunction()

function(case_bsd_index)
  bsd()
  harmless(@88=9 @92=9 @96=9 @112=65)
  spoiled(@68=65)
  expect_error("PF053 no-index" bad.a "has no index")
  expect_warning("PF058 not-an-object" bad.a "a member 'A_.SYMDEF'")
endfunction()

function(case_bsd_name)
  bsd()
  damaged("a member's name is longer than the member" "ar[0]:ar_name=#1/999" "ar[1]:ar_name=#1/99999")
endfunction()

function(case_thin_good)
  thin()
  silent(thin.a use.o)
endfunction()

function(case_thin_index_count)
  thin()
  stale("does not name 'hello', which its member 'hello.o' defines" @71=0)
endfunction()

function(case_thin_index_offset)
  thin()
  damaged("its index does not fit its members" @75=1)
endfunction()

function(case_thin_names_size)
  thin()
  damaged("it ends within a member" "ar[1]:ar_size=99999")
endfunction()

function(case_thin_names_gone)
  thin()
  damaged("a member's name lies outside the table of long names" "ar[1]:ar_name=//x")
endfunction()

function(case_thin_name_outside)
  thin()
  damaged("a member's name lies outside the table of long names" "ar[2]:ar_name=/99" "ar[2]:ar_name=/0:" "ar[2]:ar_name=/0:x")
endfunction()

# A member of another archive, and that is none.
function(case_thin_origin)
  thin()
  found("PF051 thin-archive" bad.a "names the file 'hello.o', which is not there" "ar[2]:ar_name=/0:7" "ar[2]:ar_name=/0:99999")
endfunction()

function(case_thin_file_gone)
  thin()
  found("PF051 thin-archive" bad.a "names the file 'gone.o', which is not there" "ar[2]:ar_name=gone.o/")
endfunction()

function(case_thin_file_name)
  thin()
  found("PF051 thin-archive" bad.a "names the file '[^']*', which is not there" @152=65 @153=0x1b @154=0xff)
endfunction()

function(case_thin_header)
  thin()
  damaged("a member's header is not where it should be" "ar[2]:ar_fmag=xx")
endfunction()

run_case()
