# SPDX-License-Identifier: MIT
#
# Damaged objects.
include("${CMAKE_CURRENT_LIST_DIR}/Corrupt.cmake")

# main.o needs 'helo' and part.o defines 'hello': while main.o can be read, that is an error.
function(wrong_pair)
  write(main.c "int helo(int);\nextern int table[2];\nint *address = table;\nint main(void) { return helo(table[1]); }\n")
  write(part.c "int hello(int);\nint hello(int a) { return a; }\nint table[2] = {1, 2};\n")
  cc(main.c)
  cc(part.c)
endfunction()

# The same without an error.
function(right_pair)
  wrong_pair()
  execute(objcopy --redefine-sym=helo=hello main.o)
endfunction()

macro(wrong)
  wrong_pair()
  damage(main.o part.o)
endmacro()

macro(right)
  right_pair()
  damage(main.o part.o)
endmacro()

function(case_good)
  right()
  harmless(ehdr:osabi=3 ehdr:e_flags=0 .text:sh_addr=0 @0=0x7f)
  silent(main.o part.o)
  wrong()
  check(main.o part.o)
  expect_error("PF011 undefined-misspelt" main.c:4 "'helo'")
endfunction()

function(case_ident)
  wrong()
  refused("its ELF header can't be read" ehdr:class=0 ehdr:class=3 ehdr:class=0xff ehdr:data=0 ehdr:data=3
    ehdr:data=0xff ehdr:version=0 ehdr:version=2 ehdr:version=0xff)
  refused("is an ELF file of type 256" ehdr:data=2)
  refused("not an ELF object, archive or linker script" ehdr:magic=0 @0=0 @1=0 @3=0x47)
  not_clean(ehdr:class=1)
endfunction()

function(case_type)
  wrong()
  refused("is an ELF file of type [0-9]+: give objects" ehdr:e_type=0 ehdr:e_type=4 ehdr:e_type=5
    ehdr:e_type=0xfe00 ehdr:e_type=0xff00 ehdr:e_type=0xffff)
  not_clean(ehdr:e_type=2)
endfunction()

function(case_machine)
  wrong()
  found("PF041 wrong-machine" part.o "'part.o' is for x86-64, but 'bad.o' is for " ehdr:e_machine=0
    ehdr:e_machine=247 ehdr:e_machine=0xffff) # none whose C library may be installed
  damage(part.o main.o main.o)
endfunction()

function(case_section_table_outside)
  wrong()
  refused("its section headers lie outside of the file" ehdr:e_shoff=0x7fffffff ehdr:e_shoff=0x7fffffffffffffff
    ehdr:e_shoff=0xffffffffffffffff ehdr:e_shoff=0xffffffffffffffc0 ehdr:e_shoff=1000000)
endfunction()

function(case_section_table_too_long)
  wrong()
  refused("its section headers lie outside of the file" ehdr:e_shnum=60 ehdr:e_shnum=1000 ehdr:e_shnum=0xfeff
    ehdr:e_shnum=0xffff)
endfunction()

function(case_section_table_elsewhere)
  wrong()
  refused("is damaged" ehdr:e_shoff=1 ehdr:e_shoff=63 ehdr:e_shoff=64 ehdr:e_shnum=1 ehdr:e_shnum=3)
endfunction()

function(case_no_section_table)
  wrong()
  refused("is damaged" ehdr:e_shoff=0)
  refused("is damaged" ehdr:e_shnum=0)
endfunction()

# It is fixed by the class; who writes another means another format.
function(case_section_header_size)
  right()
  refused("is damaged" ehdr:e_shentsize=0 ehdr:e_shentsize=40 ehdr:e_shentsize=63 ehdr:e_shentsize=0xffff)
endfunction()

function(case_truncated)
  wrong()
  refused("not an ELF object, archive or linker script" size=0 size=1 size=3)
  refused("is damaged" size=4 size=15 size=16 size=19 size=20 size=63 size=64 size=65 size=200 size=1000)
  file(SIZE "${case_dir}/main.o" size)
  foreach(missing IN ITEMS 2000 1500)
    math(EXPR cut "${size} - ${missing}")
    refused("is damaged" size=${cut})
  endforeach()
endfunction()

# Without its last bytes, or all but the first of the section headers.
function(case_truncated_in_section_table)
  wrong()
  file(SIZE "${case_dir}/main.o" size)
  foreach(missing IN ITEMS 1 63 64 128 640 1344)
    math(EXPR cut "${size} - ${missing}")
    refused("its section headers lie outside of the file" size=${cut})
  endforeach()
endfunction()

function(case_section_names)
  wrong()
  refused("its section names can't be read" ehdr:e_shstrndx=1 ehdr:e_shstrndx=0xfe ehdr:e_shstrndx=0xfefe
    .shstrtab:sh_offset=0x7fffffff .shstrtab:sh_size=0 .shstrtab:sh_size=5 .shstrtab:sh_size=0xffffffffffff
    .shstrtab:sh_type=8)
  not_clean(ehdr:e_shstrndx=0 ehdr:e_shstrndx=0xffff)
endfunction()

function(case_section_name_outside)
  right()
  not_clean(.text:sh_name=0x7fffffff .data:sh_name=0xffffffff .note.GNU-stack:sh_name=0x10000)
endfunction()

function(case_section_outside)
  wrong()
  set(places "")
  foreach(section IN ITEMS .text .data.rel .comment .rela.text .symtab .debug_info .debug_line .eh_frame)
    list(APPEND places ${section}:sh_offset=0x7fffffff ${section}:sh_offset=0xffffffffffffffff
      ${section}:sh_size=0x7fffffff ${section}:sh_size=0xffffffffffffffff)
  endforeach()
  refused("a section lies outside of the file" ${places})
endfunction()

function(case_symbol_table)
  wrong()
  refused("its symbol table has entries of a wrong size" .symtab:sh_entsize=0 .symtab:sh_entsize=1
    .symtab:sh_entsize=16 .symtab:sh_entsize=25 .symtab:sh_entsize=0xffffffffffffffff)
  refused("is damaged" .symtab:sh_size=25 .symtab:sh_size=47)
endfunction()

function(case_symbol_table_elsewhere)
  wrong()
  refused("is damaged" .symtab:sh_offset=7 .symtab:sh_offset=0 .symtab:sh_offset=64)
endfunction()

function(case_symbol_table_empty)
  wrong()
  not_clean(.symtab:sh_size=0 .symtab:sh_size=24 .symtab:sh_size=48)
endfunction()

# An object with relocations, but without symbols.
function(case_symbol_table_gone)
  wrong()
  not_clean(.symtab:sh_type=1 .symtab:sh_type=0)
endfunction()

function(case_symbol_strings)
  wrong()
  refused("its symbol names can't be read" .symtab:sh_link=0 .symtab:sh_link=1
    .strtab:sh_offset=0x7fffffff .strtab:sh_size=0 .strtab:sh_size=3
    .strtab:sh_size=0xffffffffffff .strtab:sh_type=8)
endfunction()

function(case_symbol_strings_short)
  wrong()
  refused("is damaged" .strtab:sh_size=1)
endfunction()

function(case_symbol_strings_of_other_type)
  right()
  not_clean(.strtab:sh_type=1)
endfunction()

function(case_symbol_table_flags)
  wrong()
  not_clean(.symtab:sh_flags=0x800 .symtab:sh_flags=0xffffffffffffffff)
endfunction()

# How many of the symbols are local.
function(case_first_global)
  wrong()
  refused("is damaged" .symtab:sh_info=13 .symtab:sh_info=1000 .symtab:sh_info=0xffffffff)
endfunction()

function(case_symbol_name)
  wrong()
  refused("is damaged" ".symtab[helo]:st_name=0x10000" ".symtab[helo]:st_name=0xffffffff"
    ".symtab[helo]:st_name=0x7fffffff")
  right()
  refused("is damaged" ".symtab[main]:st_name=0x10000" ".symtab[hello]:st_name=0xffffffff")
endfunction()

function(case_symbol_section)
  wrong()
  refused("is damaged" ".symtab[helo]:st_shndx=0xfe00" ".symtab[helo]:st_shndx=100")
  right()
  refused("is damaged" ".symtab[main]:st_shndx=0x4000" ".symtab[main]:st_shndx=0xffff")
endfunction()

# The linkers call it a local symbol in the global part of the table.
function(case_symbol_binding)
  wrong()
  not_clean(".symtab[helo]:st_info=0")
endfunction()

# No matter what stands in a relocation: the finding stays, with or without a line.
function(case_relocations)
  wrong()
  not_clean(.rela.text:sh_size=25 .rela.text:sh_size=0 .rela.text:sh_entsize=0 .rela.text:sh_entsize=8 .rela.text:sh_info=0
    .rela.text:sh_info=0xffff .rela.text:sh_info=0xffffffff .rela.text:sh_link=0 .rela.text:sh_link=0xffff
    .rela.text:sh_link=1 .rela.text:sh_type=9 ".rela.text[0]:r_offset=0xffffffffffffffff" ".rela.text[0]:r_offset=0x1000"
    ".rela.text[1]:r_offset=0xffffffffffffffff" ".rela.text[0]:r_info=0xffffffff00000002"
    ".rela.text[1]:r_info=0xffffffff00000004" ".rela.text[1]:r_info=0x0000000b00007fff")
endfunction()

function(case_relocation_symbol)
  right()
  not_clean(".rela.text[0]:r_info=0xffffffff00000002" ".rela.text[0]:r_info=0x0000010000000002"
    ".rela.text[1]:r_info=0x7fffffff00000004")
endfunction()

# Debug information serves only to find a line.
function(case_debug_information)
  wrong()
  set(places "")
  foreach(section IN ITEMS .debug_line .debug_info .debug_abbrev .debug_str .rela.debug_line .rela.debug_info)
    foreach(byte IN ITEMS 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 20 24 30)
      list(APPEND places ${section}@${byte}=0xff ${section}@${byte}=0x00 ${section}@${byte}=0x7f)
    endforeach()
    list(APPEND places ${section}:sh_size=1 ${section}:sh_size=3 ${section}:sh_size=0 ${section}:sh_type=8
      ${section}:sh_flags=0x800 ${section}:sh_link=0xffff ${section}:sh_info=0xffff)
  endforeach()
  foreach(place IN LISTS places)
    spoiled("${place}")
    get_property(status GLOBAL PROPERTY check_status)
    get_property(error GLOBAL PROPERTY check_error)
    if(NOT status STREQUAL "1" OR NOT error MATCHES "undefined reference to 'helo'[^\n]*did you mean 'hello'\\?")
      check_failed("The finding should not depend on debug information.")
    endif()
    expect_known(1)
  endforeach()
endfunction()

# Compressed sections that are none, and the real ones.
function(case_compressed)
  wrong()
  not_clean(.text:sh_flags=0x806 .debug_line:sh_flags=0x800 .debug_info:sh_flags=0x800
    .strtab:sh_flags=0x800)
  cc(main.c -gz AS main.o)
  check(main.o part.o)
  expect_error("PF011 undefined-misspelt" main.c:4 "'helo'")
  not_clean(.debug_line@0=0xff .debug_line@4=0xff .debug_line@8=0xff .debug_line@10=0xff .debug_line@15=0xff)
endfunction()

# More than 65279 sections: their number is in the first header.
function(case_many_sections)
  write(many.s ".altmacro\n.macro some n\n.section .s\\n,\"a\"\n.byte 1\n.endm\n.set i,0\n.rept 66000\nsome %i\n.set i,i+1\n.endr
.globl work\n.text\nwork: ret\n.section .note.GNU-stack,\"\",@progbits\n")
  cc(many.s -g0)
  execute(readelf -hW many.o)
  if(NOT output MATCHES "Number of section headers: +0 \\(6")
    skip("the assembler numbers sections in another way")
  endif()
  silent(many.o --export work)
  check(many.o --export worx)
  expect_error("PF003 misspelt-export" many.o "'worx'")
  damage(many.o --export work)
  refused("is damaged" "ehdr:e_shstrndx=0xfff0")
  file(SIZE "${case_dir}/many.o" size)
  math(EXPR cut "${size} - 1000")
  refused("is damaged" size=${cut})
endfunction()

run_case()
