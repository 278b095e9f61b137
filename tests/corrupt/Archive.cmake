# SPDX-License-Identifier: MIT
#
# Damaged archives. Member 0 is the index, 1 has the long names, 2 and 3 are
# objects with long names, and 4 is one with a short name.
include("${CMAKE_CURRENT_LIST_DIR}/Corrupt.cmake")

function(make_archive)
  write(use.c "int hello(int);\nint main(void) { return hello(1); }\n")
  write(hello.c "int hello(int);\nint hello(int a) { return a; }\nint table[2] = {1, 2};\n")
  write(other.c "int other(int);\nint other(int a) { return a; }\n")
  write(third.c "int third(int);\nint third(int a) { return a; }\n")
  cc(use.c)
  cc(hello.c AS a_long_name_of_a_member.o)
  cc(other.c AS another_long_name_of_a_member.o)
  cc(third.c)
  execute(ar rcs good.a a_long_name_of_a_member.o another_long_name_of_a_member.o third.o)
endfunction()

macro(archive)
  make_archive()
  damage(good.a use.o)
endmacro()

function(damaged regex)
  found("PF052 truncated-archive" bad.a "the archive 'bad.a' is damaged: ${regex}" ${ARGN})
endfunction()

function(case_good)
  archive()
  harmless("ar[2]:ar_date=x" "ar[2]:ar_uid=" "ar[2]:ar_gid=zz" "ar[2]:ar_mode=x" "ar[4]:ar_name=x/")
  silent(good.a use.o)
  silent(good.a --export hello --export other --export third)
endfunction()

function(case_magic)
  archive()
  refused("not an ELF object, archive or linker script" @0=0 @1=0x3f @6=0x3f @7=0x20 size=7)
endfunction()

function(case_size_of_member)
  archive()
  foreach(member RANGE 0 4)
    damaged("a member's size is not a number" "ar[${member}]:ar_size=" "ar[${member}]:ar_size=x"
      "ar[${member}]:ar_size=-1" "ar[${member}]:ar_size=0x10" "ar[${member}]:ar_size=12 34"
      "ar[${member}]:ar_size=1e3" "ar[${member}]:ar_size=+1" "ar[${member}]:ar_size= 12")
    damaged("it ends within a member" "ar[${member}]:ar_size=999999" "ar[${member}]:ar_size=9999999999"
      "ar[${member}]:ar_size=4294967296")
  endforeach()
  foreach(member RANGE 0 1)
    damaged("a member's header is not where it should be" "ar[${member}]:ar_size=0" "ar[${member}]:ar_size=1"
      "ar[${member}]:ar_size=13")
  endforeach()
  not_clean("ar[2]:ar_size=0" "ar[2]:ar_size=1" "ar[2]:ar_size=13" "ar[3]:ar_size=0" "ar[3]:ar_size=1" "ar[3]:ar_size=13")
endfunction()

function(case_end_of_header)
  archive()
  foreach(member RANGE 0 4)
    damaged("a member's header is not where it should be" "ar[${member}]:ar_fmag=xx" "ar[${member}]:ar_fmag=")
  endforeach()
endfunction()

function(case_long_names)
  archive()
  damaged("a member's name lies outside the table of long names" "ar[2]:ar_name=/99999"
    "ar[2]:ar_name=/99999999999999" "ar[3]:ar_name=/9999" "ar[1]:ar_name=x/")
  damaged("a member's name is longer than the member" "ar[2]:ar_name=#1/99999999" "ar[2]:ar_name=#1/x"
    "ar[2]:ar_name=#1/" "ar[4]:ar_name=#1/9999999999999")
  harmless("ar[2]:ar_name=#1/0" "ar[3]:ar_name=/0")
endfunction()

function(case_long_name_without_number)
  archive()
  not_clean("ar[2]:ar_name=/-1" "ar[2]:ar_name=/0x1")
endfunction()

function(case_truncated)
  archive()
  file(SIZE "${case_dir}/good.a" size)
  set(places size=9 size=20 size=67 size=69 size=75 size=100 size=1000)
  foreach(missing IN ITEMS 1 2 100 1000)
    math(EXPR cut "${size} - ${missing}")
    list(APPEND places size=${cut})
  endforeach()
  damaged("it ends within a member" ${places})
  found("PF050 empty-archive" bad.a "is empty" size=8)
endfunction()

# What linkers use to find a member.
function(case_index_count)
  archive()
  not_clean(@68=0xff @68=0x7f @69=0x01 @71=0xff @71=0x10 "ar[0]:ar_size=2")
endfunction()

function(case_index_offsets)
  archive()
  not_clean(@72=0xff @73=0x7f @75=0xff @75=0x00)
endfunction()

function(case_index_gone)
  archive()
  damage(good.a use.o --allow PF058)
  found("PF053 no-index" bad.a "has no index" "ar[0]:ar_name=index/" "ar[0]:ar_name=/x")
endfunction()

function(case_member_header)
  archive()
  refused("member 'a_long_name_of_a_member.o' is damaged" "ar[2]/ehdr:class=0" "ar[2]/ehdr:data=0"
    "ar[2]/ehdr:version=0" "ar[2]/ehdr:e_shoff=0x7fffffff" "ar[2]/ehdr:e_shoff=0xffffffffffffffff"
    "ar[2]/ehdr:e_shstrndx=1" "ar[2]/ehdr:e_shnum=1" "ar[2]/.symtab:sh_offset=0x7fffffff"
    "ar[2]/.symtab:sh_size=0x7fffffff" "ar[2]/.symtab:sh_entsize=0" "ar[2]/.symtab:sh_link=0"
    "ar[2]/.strtab:sh_size=0" "ar[2]/.text:sh_size=0x7fffffffffffffff" "ar[2]/.shstrtab:sh_size=5")
  refused("member 'third.o' is damaged" "ar[4]/ehdr:class=0" "ar[4]/.symtab:sh_size=0x7fffffff")
endfunction()

function(case_member_section_table)
  archive()
  refused("member 'a_long_name_of_a_member.o' is damaged" "ar[2]/ehdr:e_shnum=0xffff" "ar[2]/ehdr:e_shnum=1000")
endfunction()

function(case_member_symbols)
  archive()
  refused("member 'a_long_name_of_a_member.o' is damaged" "ar[2]/.symtab:sh_info=0xffff"
    "ar[2]/.symtab[hello]:st_name=0xffffff" "ar[2]/.strtab:sh_size=1")
endfunction()

function(case_member_is_no_object)
  archive()
  not_clean("ar[2]/ehdr:magic=0")
endfunction()

# Linkers take neither a program nor a shared library from an archive.
function(case_member_is_linked)
  archive()
  found("PF052 truncated-archive" bad.a "its member 'a_long_name_of_a_member.o' is not an object"
    "ar[2]/ehdr:e_type=2" "ar[2]/ehdr:e_type=3" "ar[2]/ehdr:e_type=4" "ar[2]/ehdr:e_type=0x100")
endfunction()

function(case_member_machine)
  archive()
  found("PF041 wrong-machine" "bad.a(third.o)" "'bad.a\\(third.o\\)' is for another machine" "ar[4]/ehdr:e_machine=0xfff")
endfunction()

# A member that claims to be all of the archive again, and names that claim to be elsewhere.
function(case_nested)
  archive()
  execute("${CMAKE_COMMAND}" -E copy good.a member.a)
  execute(ar rcs outer.a member.a third.o)
  damage(outer.a use.o --allow PF011 --allow PF058)
  harmless("ar[1]:ar_name=../../x/" "ar[1]:ar_name=//x")
  damaged("it ends within a member" "ar[1]:ar_size=9999999")
endfunction()

function(case_thin)
  archive()
  execute(ar rcsT thin.a third.o a_long_name_of_a_member.o)
  damage(thin.a use.o)
  silent(thin.a use.o)
  found("PF050 empty-archive" bad.a "is empty" size=8)
  damaged("it ends within a member" size=20 size=70 "ar[0]:ar_size=9999999999" "ar[1]:ar_size=99999")
  damaged("a member's size is not a number" "ar[0]:ar_size=x" "ar[2]:ar_size=x")
  damaged("a member's header is not where it should be" "ar[0]:ar_fmag=xx" "ar[2]:ar_fmag=xx")
  damaged("a member's name lies outside the table" "ar[2]:ar_name=/99" "ar[2]:ar_name=/0:" "ar[2]:ar_name=/0:x")
  found("PF051 thin-archive" bad.a "names the file '.*', which is not there" "ar[2]:ar_name=/1"
    "ar[2]:ar_name=gone.o/" "ar[2]:ar_name=/0:8" "ar[2]:ar_name=/0:99999999")
  harmless("ar[2]:ar_size=1" "ar[2]:ar_size=99999" "ar[2]:ar_date=x")
endfunction()

# The names of the index, behind the number and the offsets of its four symbols.
function(case_index_names)
  archive()
  found("PF057 stale-index" bad.a "does not name 'hello', which its member 'a_long_name_of_a_member.o' defines"
    @88=0x48 @92=0x70)
  found("PF057 stale-index" bad.a "does not name 'table'.*\\(and 1 more like it\\)" @95=0x00)
  damage(good.a use.o --allow PF057)
  harmless(@88=0x48)
endfunction()

function(case_bsd)
  archive()
  require(llvm-ar)
  execute(llvm-ar rcs --format=bsd bsd.a a_long_name_of_a_member.o third.o)
  damage(bsd.a use.o --allow PF056)
  silent(bsd.a use.o --allow PF056)
  damaged("a member's name is longer than the member" "ar[1]:ar_name=#1/9999999")
  damaged("it ends within a member" "ar[1]:ar_size=9999999")
  damaged("a member's size is not a number" "ar[1]:ar_size=x")
endfunction()

function(case_64_bit_index)
  archive()
  require(llvm-ar)
  execute("${CMAKE_COMMAND}" -E env SYM64_THRESHOLD=1 llvm-ar rcs wide.a third.o a_long_name_of_a_member.o)
  damage(wide.a use.o)
  silent(wide.a use.o)
  damaged("it ends within a member" "ar[0]:ar_size=9999999")
  not_clean(@68=0xff @75=0xff)
endfunction()

run_case()
