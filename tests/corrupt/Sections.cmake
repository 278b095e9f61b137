# SPDX-License-Identifier: MIT
#
# Objects whose header and sections say what can not be, field by field.
include("${CMAKE_CURRENT_LIST_DIR}/Corrupt.cmake")

# A function in a group of its own, a thread-local and a common symbol, and relocations.
function(make_object)
  write(work.s ".section .text.work,\"axG\",@progbits,work,comdat\n.weak work\n.type work,@function\nwork: call helper\n ret
.size work, .-work\n.section .tbss,\"awT\",@nobits\n.globl tls\n.type tls,@object\n.size tls,4\ntls: .zero 4
.comm shared,8,8\n.data\n.quad work\n.section .comment,\"MS\",@progbits,1\n.string \"GCC\"
.section .note.GNU-stack,\"\",@progbits\n")
  write(helper.c "void helper(void);\nvoid helper(void) {}\n")
  cc(work.s -g0)
  cc(helper.c -g0)
endfunction()

macro(object)
  make_object()
  damage(work.o helper.o)
endmacro()

function(case_good)
  object()
  silent(work.o helper.o)
  harmless(ehdr:osabi=3 ehdr:e_flags=0)
endfunction()

function(case_header_version)
  object()
  refused("its ELF header is of an unknown version" ehdr:e_version=0 ehdr:e_version=2)
endfunction()

function(case_header_size)
  object()
  refused("its ELF header has a wrong size" ehdr:e_ehsize=0 ehdr:e_ehsize=52 ehdr:e_ehsize=0xffff)
endfunction()

# What an object has no use for.
function(case_header_entry)
  object()
  harmless(ehdr:e_entry=5)
endfunction()

function(case_header_flags)
  object()
  harmless(ehdr:e_flags=0x80000000)
endfunction()

function(case_header_segments)
  object()
  harmless(ehdr:e_phoff=5 ehdr:e_phnum=3 ehdr:e_phentsize=7)
endfunction()

function(case_header_padding)
  object()
  harmless(@8=1 @15=1)
endfunction()

function(case_alignment_of_code)
  object()
  refused("a section's alignment is impossible" .text.work:sh_addralign=3 .text.work:sh_addralign=0x8000000000000000)
endfunction()

function(case_alignment_of_data)
  object()
  refused("a section's alignment is impossible" .data:sh_addralign=3 .data:sh_addralign=0x8000000000000000)
endfunction()

function(case_alignment_of_relocations)
  object()
  refused("a section's alignment is impossible" .rela.text.work:sh_addralign=3 .rela.text.work:sh_addralign=0x8000000000000000)
endfunction()

function(case_alignment_of_symbols)
  object()
  refused("a section's alignment is impossible" .symtab:sh_addralign=3 .symtab:sh_addralign=0x8000000000000000)
endfunction()

function(case_alignment_of_strings)
  object()
  refused("a section's alignment is impossible" .strtab:sh_addralign=3 .strtab:sh_addralign=0x8000000000000000)
endfunction()

function(case_alignment_of_names)
  object()
  refused("a section's alignment is impossible" .shstrtab:sh_addralign=3 .shstrtab:sh_addralign=0x8000000000000000)
endfunction()

function(case_alignment_of_comment)
  object()
  refused("a section's alignment is impossible" .comment:sh_addralign=3 .comment:sh_addralign=0x8000000000000000)
endfunction()

function(case_alignment_of_stack_note)
  object()
  refused("a section's alignment is impossible" .note.GNU-stack:sh_addralign=3 .note.GNU-stack:sh_addralign=0x8000000000000000)
endfunction()

function(case_alignment_of_group)
  object()
  refused("a section's alignment is impossible" .group:sh_addralign=3 .group:sh_addralign=0x8000000000000000)
endfunction()

function(case_alignment_of_thread_local)
  object()
  refused("a section's alignment is impossible" .tbss:sh_addralign=3 .tbss:sh_addralign=0x8000000000000000)
endfunction()

function(case_link_of_code)
  object()
  refused("a section refers to a section that does not exist" .text.work:sh_link=9999 .text.work:sh_link=0xffffffff)
endfunction()

function(case_link_of_data)
  object()
  refused("a section refers to a section that does not exist" .data:sh_link=9999 .data:sh_link=0xffffffff)
endfunction()

function(case_link_of_comment)
  object()
  refused("a section refers to a section that does not exist" .comment:sh_link=9999 .comment:sh_link=0xffffffff)
endfunction()

function(case_link_of_strings)
  object()
  refused("a section refers to a section that does not exist" .strtab:sh_link=9999 .strtab:sh_link=0xffffffff)
endfunction()

function(case_link_of_group)
  object()
  refused("a section refers to a section that does not exist" .group:sh_link=9999 .group:sh_link=0xffffffff)
endfunction()

function(case_link_of_relocations)
  object()
  refused("a section refers to a section that does not exist" .rela.text.work:sh_link=9999 .rela.text.work:sh_link=0xffffffff)
endfunction()

function(case_type_of_code)
  object()
  refused("a section is of a type that its machine does not have" .text.work:sh_type=0x7fffffff .text.work:sh_type=0x70000002)
endfunction()

function(case_type_of_data)
  object()
  refused("a section is of a type that its machine does not have" .data:sh_type=0x7fffffff .data:sh_type=0x70000002)
endfunction()

function(case_type_of_comment)
  object()
  refused("a section is of a type that its machine does not have" .comment:sh_type=0x7fffffff .comment:sh_type=0x70000002)
endfunction()

function(case_type_of_relocations)
  object()
  refused("a section is of a type that its machine does not have" .rela.text.work:sh_type=0x7fffffff .rela.text.work:sh_type=0x70000002)
endfunction()

function(case_compression_of_code)
  object()
  refused("a section that is loaded is marked compressed" .text.work:sh_flags=0x806)
endfunction()

function(case_compression_of_data)
  object()
  refused("a section that is loaded is marked compressed" .data:sh_flags=0x806)
endfunction()

function(case_compression_of_thread_local)
  object()
  refused("a section that is loaded is marked compressed" .tbss:sh_flags=0x806)
endfunction()

function(case_info_of_code)
  object()
  harmless(.text.work:sh_info=9999)
endfunction()

function(case_info_of_comment)
  object()
  harmless(.comment:sh_info=9999)
endfunction()

function(case_info_of_strings)
  object()
  harmless(.strtab:sh_info=9999)
endfunction()

function(case_info_of_names)
  object()
  harmless(.shstrtab:sh_info=9999)
endfunction()

function(case_entry_size_of_code)
  object()
  harmless(.text.work:sh_entsize=7)
endfunction()

function(case_entry_size_of_names)
  object()
  harmless(.shstrtab:sh_entsize=7)
endfunction()

function(case_entry_size_of_strings)
  object()
  harmless(.strtab:sh_entsize=7)
endfunction()

function(case_entry_size_of_stack_note)
  object()
  harmless(.note.GNU-stack:sh_entsize=7)
endfunction()

function(case_address_of_code)
  object()
  harmless(.text.work:sh_addr=0xffffffffffffffff)
endfunction()

function(case_address_of_symbols)
  object()
  harmless(.symtab:sh_addr=0xffffffffffffffff)
endfunction()

function(case_address_of_comment)
  object()
  harmless(.comment:sh_addr=0xffffffffffffffff)
endfunction()

function(case_relocation_entry_size)
  object()
  refused("a table of relocations has entries of a wrong size" .rela.text.work:sh_entsize=0 .rela.text.work:sh_entsize=16 .rela.text.work:sh_entsize=25)
endfunction()

function(case_relocation_table_size)
  object()
  refused("a table of relocations has entries of a wrong size" .rela.text.work:sh_size=23 .rela.text.work:sh_size=1)
endfunction()

function(case_relocation_table_of_other_kind)
  object()
  refused("a table of relocations has entries of a wrong size" .rela.text.work:sh_type=9)
endfunction()

function(case_relocation_target)
  object()
  refused("a table of relocations is for a section that does not exist" .rela.text.work:sh_info=0 .rela.text.work:sh_info=99 .rela.data:sh_info=0xffffffff)
endfunction()

function(case_relocation_symbols)
  object()
  refused("a table of relocations names no symbol table" .rela.text.work:sh_link=1 .rela.text.work:sh_link=0)
endfunction()

function(case_relocation_place)
  object()
  refused("a relocation lies outside of its section" ".rela.text.work[0]:r_offset=100" ".rela.text.work[0]:r_offset=0xffffffffffffffff" ".rela.data[0]:r_offset=9")
endfunction()

function(case_relocation_symbol)
  object()
  refused("a relocation or a group names a symbol that does not exist" ".rela.text.work[0]:r_info=0x9900000004" ".rela.data[0]:r_info=0xffffffff00000001")
endfunction()

function(case_relocation_addend)
  object()
  harmless(".rela.text.work[0]:r_addend=0x7fffffffffffffff")
endfunction()

function(case_group_name)
  object()
  refused("a section group has no name" .group:sh_info=0)
  refused("a relocation or a group names a symbol that does not exist" .group:sh_info=99 .group:sh_info=0x7fffffff)
endfunction()

function(case_group_symbols)
  object()
  refused("a section group names no symbol table" .group:sh_link=1 .group:sh_link=0)
endfunction()

function(case_group_size)
  object()
  refused("a section group has entries of a wrong size" .group:sh_size=0 .group:sh_size=5)
endfunction()

function(case_group_kind)
  object()
  refused("a section group is of an unknown kind" .group@0=2 .group@1=1)
endfunction()

function(case_group_member)
  object()
  refused("a section group has a member that does not exist" .group@4=0 .group@4=99 .group@7=0xff)
endfunction()

function(case_symbol_binding)
  object()
  refused("a symbol has a binding that does not exist" ".symtab[work]:st_info=0x32" ".symtab[helper]:st_info=0x90")
endfunction()

function(case_symbol_type)
  object()
  refused("a symbol has a type that does not exist" ".symtab[work]:st_info=0x27" ".symtab[shared]:st_info=0x18")
endfunction()

function(case_function_size)
  object()
  refused("a function lies outside of its section" ".symtab[work]:st_size=7" ".symtab[work]:st_size=0xffffffffffffffff")
endfunction()

function(case_function_value)
  object()
  refused("a function lies outside of its section" ".symtab[work]:st_value=1" ".symtab[work]:st_value=0xffffffffffffffff")
endfunction()

function(case_function_section_size)
  object()
  refused("a relocation lies outside of its section" .text.work:sh_size=0)
  refused("a function lies outside of its section" .text.work:sh_size=5)
endfunction()

function(case_thread_local_section)
  object()
  refused("a thread-local symbol is in an ordinary section" ".symtab[tls]:st_shndx=1")
endfunction()

function(case_thread_local_flags)
  object()
  refused("a thread-local symbol is in an ordinary section" .tbss:sh_flags=3)
endfunction()

function(case_common_alignment)
  object()
  refused("a common symbol's alignment is not a power of two" ".symtab[shared]:st_value=3" ".symtab[shared]:st_value=0xffffffffffffffff")
endfunction()

function(case_common_size)
  object()
  harmless(".symtab[shared]:st_size=0xffffffffffff")
endfunction()

function(case_symbol_visibility)
  object()
  harmless(".symtab[work]:st_other=3" ".symtab[work]:st_other=0xfb")
endfunction()

function(case_no_first_symbol)
  object()
  refused("its symbol table has no first entry" .symtab:sh_info=0)
endfunction()

function(case_second_symbol_table)
  object()
  spoiled(".comment:sh_type=2;.comment:sh_size=0;.comment:sh_entsize=24")
  expect_refusal("^bad.o: error: is damaged: it has two symbol tables")
endfunction()

run_case()
