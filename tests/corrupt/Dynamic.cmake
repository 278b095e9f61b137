# SPDX-License-Identifier: MIT
#
# Programs and shared libraries whose segments, dynamic section or versions lie.
include("${CMAKE_CURRENT_LIST_DIR}/Corrupt.cmake")

function(make_library)
  write(hello.c "#include <stdio.h>\nint hello(int);\nint hello(int a) { return printf(\"%d\", a); }\n")
  cc(hello.c -fPIC -g0)
  link(libhello.so -shared -Wl,-z,separate-code -Wl,-soname,libhello.so.1 hello.o)
endfunction()

macro(library)
  make_library()
  damage(libhello.so --export hello)
endmacro()

macro(program)
  write(main.c "int main(void) { return 42; }\n")
  cc(main.c -fPIE -g0)
  link(program -pie main.o)
  damage(program)
endmacro()

function(case_good)
  library()
  silent(libhello.so --export hello)
  harmless("phdr[GNU_STACK]:p_align=3")
endfunction()

function(case_strings_address)
  library()
  refused("its dynamic strings lie outside of what is loaded" ".dynamic[STRTAB]:d_val=0x7fffffff" ".dynamic[STRTAB]:d_val=0xffffffffffffffff")
endfunction()

function(case_strings_address_zero)
  library()
  refused("its dynamic strings have no end" ".dynamic[STRTAB]:d_val=0")
endfunction()

function(case_strings_size_zero)
  library()
  refused("its dynamic strings have no end" ".dynamic[STRSZ]:d_val=0")
endfunction()

function(case_strings_size_short)
  library()
  refused("its dynamic strings have no end" ".dynamic[STRSZ]:d_val=5")
endfunction()

function(case_strings_size_long)
  library()
  refused("its dynamic strings lie outside of what is loaded" ".dynamic[STRSZ]:d_val=999999" ".dynamic[STRSZ]:d_val=0xffffffffffffffff")
endfunction()

function(case_symbols_address)
  library()
  refused("its dynamic symbols lie outside of what is loaded" ".dynamic[SYMTAB]:d_val=0x7fffffff")
endfunction()

function(case_symbol_size)
  library()
  refused("its dynamic section states a wrong size of symbols" ".dynamic[SYMENT]:d_val=16" ".dynamic[SYMENT]:d_val=0")
endfunction()

function(case_relocations_address)
  library()
  refused("its dynamic relocations lie outside of what is loaded" ".dynamic[RELA]:d_val=0x7fffffff")
endfunction()

function(case_relocations_size)
  library()
  refused("its dynamic relocations lie outside of what is loaded" ".dynamic[RELASZ]:d_val=0x7fffffff")
endfunction()

function(case_relocation_size)
  library()
  refused("its dynamic section states a wrong size of relocations" ".dynamic[RELAENT]:d_val=7" ".dynamic[RELAENT]:d_val=0")
endfunction()

function(case_calls_kind)
  library()
  refused("its dynamic section states an unknown kind of relocations" ".dynamic[PLTREL]:d_val=3")
endfunction()

function(case_calls_address)
  library()
  refused("the relocations of its calls lie outside of what is loaded" ".dynamic[JMPREL]:d_val=0x7fffffff")
endfunction()

function(case_calls_size)
  library()
  refused("the relocations of its calls lie outside of what is loaded" ".dynamic[PLTRELSZ]:d_val=0x7fffffff")
endfunction()

function(case_hashes_address)
  library()
  refused("its table of hashes lies outside of what is loaded" ".dynamic[GNU_HASH]:d_val=0x7fffffff")
endfunction()

function(case_start_up_function)
  library()
  refused("its start-up function lies outside of what is loaded" ".dynamic[INIT]:d_val=0x7fffffff")
endfunction()

function(case_end_function)
  library()
  refused("its end function lies outside of what is loaded" ".dynamic[FINI]:d_val=0x7fffffff")
endfunction()

function(case_constructors_address)
  library()
  refused("its list of constructors lies outside of what is loaded" ".dynamic[INIT_ARRAY]:d_val=0x7fffffff")
endfunction()

function(case_constructors_size)
  library()
  refused("its list of constructors lies outside of what is loaded" ".dynamic[INIT_ARRAYSZ]:d_val=0x7fffffff")
endfunction()

function(case_destructors_address)
  library()
  refused("its list of destructors lies outside of what is loaded" ".dynamic[FINI_ARRAY]:d_val=0x7fffffff")
endfunction()

function(case_destructors_size)
  library()
  refused("its list of destructors lies outside of what is loaded" ".dynamic[FINI_ARRAYSZ]:d_val=0x7fffffff")
endfunction()

function(case_symbol_versions_address)
  library()
  refused("the versions of its symbols lie outside of what is loaded" ".dynamic[VERSYM]:d_val=0x7fffffff")
endfunction()

function(case_needed_versions_address)
  library()
  refused("the versions that it needs lie outside of what is loaded" ".dynamic[VERNEED]:d_val=0x7fffffff")
endfunction()

function(case_needed_name)
  library()
  refused("a name in its dynamic section lies outside of the strings" ".dynamic[NEEDED]:d_val=99999" ".dynamic[NEEDED]:d_val=0xffffffffffffffff")
endfunction()

function(case_own_name)
  library()
  refused("a name in its dynamic section lies outside of the strings" ".dynamic[SONAME]:d_val=99999")
endfunction()

# The loader goes to the end of the chain.
function(case_needed_versions_number)
  library()
  harmless(".dynamic[VERNEEDNUM]:d_val=99")
endfunction()

function(case_relative_relocations_number)
  library()
  harmless(".dynamic[RELACOUNT]:d_val=99")
endfunction()

function(case_null_value)
  library()
  harmless(".dynamic[NULL]:d_val=5")
endfunction()

function(case_no_end)
  library()
  refused("its dynamic section has no end" "phdr[DYNAMIC]:p_filesz=16" "phdr[DYNAMIC]:p_filesz=7")
endfunction()

function(case_dynamic_elsewhere)
  library()
  refused("is damaged" "phdr[DYNAMIC]:p_offset=0x100")
endfunction()

function(case_dynamic_outside)
  library()
  refused("a segment lies outside of the file" "phdr[DYNAMIC]:p_offset=0x7fffffff" "phdr[DYNAMIC]:p_filesz=0x7fffffff")
endfunction()

function(case_note_outside)
  library()
  refused("a segment lies outside of the file" "phdr[NOTE]:p_offset=0x7fffffff" "phdr[NOTE]:p_filesz=0xffffffffffffffff")
endfunction()

function(case_read_only_outside)
  library()
  refused("a segment lies outside of the file" "phdr[GNU_RELRO]:p_offset=0x7fffffff")
endfunction()

function(case_segment_in_memory)
  library()
  refused("a segment has more bytes in the file than in memory" "phdr[LOAD]:p_memsz=5" "phdr[1]:p_memsz=0")
endfunction()

function(case_segment_alignment)
  library()
  refused("a segment's alignment is impossible" "phdr[LOAD]:p_align=3" "phdr[1]:p_align=0x100000000000")
endfunction()

function(case_segment_congruence)
  library()
  refused("a segment's address does not fit its offset in the file" "phdr[1]:p_vaddr=0x1001" "phdr[2]:p_offset=0x2008")
endfunction()

function(case_segment_order)
  library()
  refused("its segments are not in the order of their addresses" "phdr[1]:p_vaddr=0x9000")
endfunction()

function(case_segment_wraps)
  library()
  refused("a segment ends behind the last address" "phdr[3]:p_memsz=0xffffffffffffffff")
endfunction()

function(case_segment_gone)
  library()
  refused("its start-up function lies outside of what is loaded" "phdr[1]:p_type=0")
endfunction()

function(case_segment_empty)
  library()
  refused("its dynamic strings lie outside of what is loaded" "phdr[LOAD]:p_filesz=0")
endfunction()

function(case_interpreter_outside)
  program()
  refused("a segment lies outside of the file" "phdr[INTERP]:p_offset=0x7fffffff")
endfunction()

function(case_interpreter_without_end)
  program()
  refused("the name of its interpreter has no end" "phdr[INTERP]:p_filesz=5" .interp@27=65)
endfunction()

function(case_header_segment_outside)
  program()
  refused("a segment lies outside of the file" "phdr[PHDR]:p_offset=0x7fffffff")
endfunction()

function(case_version_table_size)
  library()
  refused("its symbols have not one version each" .gnu.version:sh_size=4 .gnu.version:sh_size=0)
endfunction()

function(case_version_of_symbol)
  library()
  harmless(.gnu.version@0=0xff)
endfunction()

function(case_needed_versions_form)
  library()
  refused("the versions that it needs are of an unknown form" .gnu.version_r@0=9 .gnu.version_r@1=1)
endfunction()

function(case_needed_versions_count)
  library()
  refused("a version that it needs lies outside of the section" .gnu.version_r@2=0xff .gnu.version_r@3=0xff)
endfunction()

function(case_needed_versions_library)
  library()
  refused("the library of a version that it needs has no name" .gnu.version_r@5=0xff .gnu.version_r@7=0xff)
endfunction()

function(case_needed_versions_place)
  library()
  refused("a version that it needs lies outside of the section" .gnu.version_r@8=0xff .gnu.version_r@11=0xff)
endfunction()

function(case_needed_versions_libraries)
  library()
  refused("the versions that it needs lie outside of the section" .gnu.version_r:sh_info=99 .gnu.version_r:sh_info=0xffffffff)
endfunction()

function(case_needed_version_name)
  library()
  refused("the name of a version that it needs lies outside of the strings" .gnu.version_r@26=9 .gnu.version_r@27=0xff)
endfunction()

function(case_needed_versions_size)
  library()
  refused("a version that it needs lies outside of the section" .gnu.version_r:sh_size=20 .gnu.version_r:sh_size=16)
  refused("the versions that it needs lie outside of the section" .gnu.version_r:sh_size=0 .gnu.version_r:sh_size=15)
endfunction()

run_case()
