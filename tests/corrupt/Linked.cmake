# SPDX-License-Identifier: MIT
#
# Damaged programs and shared libraries.
include("${CMAKE_CURRENT_LIST_DIR}/Corrupt.cmake")

function(make_program)
  write(main.c "int hello(int);\nint main(void) { return hello(42); }\n")
  write(hello.c "int hello(int);\nint hello(int a) { return a; }\nint table[2] = {1, 2};\n")
  cc(main.c -fPIE)
  cc(hello.c -fPIC)
  link(program -pie main.o hello.o)
  link(libhello.so -shared hello.o)
endfunction()

macro(linked)
  make_program()
  damage(program)
endmacro()

function(case_good)
  linked()
  silent(program)
  silent(libhello.so --export hello)
  runs(program 42)
  harmless(.bss:sh_size=0xffffffff .comment:sh_size=0 ehdr:osabi=3)
endfunction()

# The kernel and the loader need no section headers.
function(case_no_section_table)
  linked()
  execute("${CMAKE_COMMAND}" -E copy program bare)
  execute("${SPOIL}" bare ehdr:e_shoff=0 ehdr:e_shnum=0 ehdr:e_shstrndx=0)
  silent(bare)
  runs(bare 42)
endfunction()

# Nothing is undefined in it, so the machine's libraries are not missed.
function(case_machine)
  linked()
  found("PF075 wrong-interpreter" bad "names '/lib64/ld-linux-x86-64.so.2' as its loader" ehdr:e_machine=22
    ehdr:e_machine=40 ehdr:e_machine=0xfff)
endfunction()

function(case_ident)
  linked()
  refused("is damaged" ehdr:class=0 ehdr:class=7 ehdr:data=0 ehdr:version=0)
  refused("is an ELF file of type" ehdr:e_type=0 ehdr:e_type=4 ehdr:data=2)
  refused("not an ELF object" ehdr:magic=0)
endfunction()

function(case_entry)
  linked()
  found("PF026 no-entry" bad "has no entry point" ehdr:e_entry=0)
  not_clean(ehdr:e_entry=1 ehdr:e_entry=0x7fffffffff ehdr:e_entry=0xffffffffffffffff)
  execute("${CMAKE_COMMAND}" -E copy program bad2)
  execute("${SPOIL}" bad2 ehdr:e_entry=0x7fffffffff)
  check(bad2)
  expect_error("PF024 entry-not-executable" bad2 "is not in executable memory")
  expect_error("PF025 entry-elsewhere" bad2 "starts at address 0x7fffffffff")
  crashes(bad2)
endfunction()

function(case_program_headers)
  linked()
  not_clean(ehdr:e_phoff=0 ehdr:e_phoff=3 ehdr:e_phoff=0x7fffffff ehdr:e_phoff=0xffffffffffffffff
    ehdr:e_phnum=0 ehdr:e_phnum=1000 ehdr:e_phnum=0xffff)
endfunction()

function(case_program_header_size)
  linked()
  not_clean(ehdr:e_phentsize=0 ehdr:e_phentsize=1 ehdr:e_phentsize=55 ehdr:e_phentsize=0xffff)
endfunction()

function(case_code_segment)
  linked()
  not_clean("phdr[3]:p_type=0" "phdr[3]:p_flags=4" "phdr[3]:p_vaddr=0xfffffffffffff000" "phdr[3]:p_memsz=0")
endfunction()

function(case_segment_outside)
  linked()
  not_clean("phdr[2]:p_offset=0x7fffffff" "phdr[3]:p_offset=0x7fffffff000" "phdr[3]:p_filesz=0xffffffffffffffff"
    "phdr[5]:p_filesz=0x7fffffff")
endfunction()

function(case_stack_segment)
  linked()
  execute(readelf -lW program)
  string(REGEX MATCHALL "0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ " lines "${output}")
  string(REGEX REPLACE "GNU_STACK.*" "" before "${output}")
  string(REGEX MATCHALL "0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ " lines "${before}")
  list(LENGTH lines stack)
  found("PF031 executable-stack" bad "the stack of 'bad' is executable" "phdr[${stack}]:p_flags=7"
    "phdr[${stack}]:p_type=0")
endfunction()

function(case_section_table)
  linked()
  refused("its section headers lie outside of the file" ehdr:e_shoff=0x7fffffff ehdr:e_shoff=0xffffffffffffffff
    size=64 size=100 size=1000 size=4000)
  refused("its section names can't be read" ehdr:e_shstrndx=5000 .shstrtab:sh_size=3)
  refused("a section lies outside of the file" .text:sh_offset=0x7fffffff .dynamic:sh_size=0x7fffffff
    .dynsym:sh_offset=0x7fffffff .note.gnu.build-id:sh_size=0x7fffffff)
endfunction()

function(case_section_table_too_long)
  linked()
  file(SIZE "${case_dir}/program" size)
  math(EXPR cut "${size} - 100")
  refused("its section headers lie outside of the file" ehdr:e_shnum=5000 ehdr:e_shnum=0xffff size=${cut})
endfunction()

function(case_symbols)
  linked()
  refused("its symbol table has entries of a wrong size" .symtab:sh_entsize=0 .dynsym:sh_entsize=1)
  refused("is damaged" .dynsym:sh_size=25 .symtab:sh_size=1 .symtab:sh_link=0)
  found("PF025 entry-elsewhere" bad "not at its entry '_start'" ".symtab[_start]:st_value=0")
endfunction()

function(case_symbol_names)
  linked()
  refused("is damaged" ".symtab[_start]:st_name=0xffffff" .symtab:sh_info=0xfffff)
endfunction()

function(case_shared_library)
  make_program()
  damage(libhello.so --export hello)
  refused("is damaged" .dynsym:sh_entsize=0 .dynsym:sh_size=25 .dynsym:sh_link=0 .dynsym:sh_offset=0x7fffffff
    .dynstr:sh_size=0 .dynstr:sh_offset=0x7fffffff ehdr:class=0 ehdr:e_shoff=0x7fffffff)
  not_clean(".dynsym[hello]:st_name=0" ".dynsym[hello]:st_name=0xffffff" ".dynsym[hello]:st_shndx=0"
    .dynsym:sh_size=24 .dynsym:sh_type=1 .dynsym:sh_info=0xffff ehdr:e_shnum=0xffff)
endfunction()

# As a library on the line: what can't be read can't provide anything.
function(case_provider)
  make_program()
  write(near.c "int hallo(int);\nint hallo(int a) { return a; }\n")
  cc(near.c)
  damage(libhello.so main.o near.o)
  silent(libhello.so main.o near.o)
  refused("is damaged" ehdr:class=0 ehdr:e_shoff=0x7fffffff .dynsym:sh_size=25 .dynsym:sh_entsize=0)
endfunction()

function(case_dynamic_section)
  write(work.asm "global work:function\nsection .text\nwork:\n  mov rax, table\n  mov eax, [rax]\n  ret
section .data\ntable: dd 3\nsection .note.GNU-stack noalloc noexec nowrite progbits\n")
  asm(work.asm)
  link(libwork.so -shared -Wl,-z,notext work.o)
  damage(libwork.so)
  not_clean(.dynamic:sh_entsize=0 .dynamic:sh_link=0 .dynamic:sh_info=0xffff)
  refused("is damaged" .dynamic:sh_size=0xffffffff .dynamic:sh_offset=0xffffffff)
endfunction()

# The loader goes by the program headers.
function(case_dynamic_segment)
  write(work.asm "global work:function\nsection .text\nwork:\n  mov rax, table\n  mov eax, [rax]\n  ret
section .data\ntable: dd 3\nsection .note.GNU-stack noalloc noexec nowrite progbits\n")
  asm(work.asm)
  link(libwork.so -shared -Wl,-z,notext work.o)
  damage(libwork.so)
  found("PF032 text-relocations" bad.so "relocations in its code" .dynamic:sh_type=1 ehdr:e_shnum=0)
endfunction()

run_case()
