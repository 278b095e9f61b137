/* SPDX-License-Identifier: MIT */
/* The one table of all rules, and in which order their checks run. */
#include "rules.h"

#include <stdio.h>
#include <string.h>

#include "names.h"
#include "polyffi/rule.h"
#include "problem.h"

static const struct polyffi_rule rules[] = {
    {"PF001", "missing-export", POLYFFI_ERROR, "a declared export is not there at all",
     "A symbol that the project declares as export of the Rust library is in no object of it.",
     "The link fails with 'undefined reference', or at run time dlsym() finds nothing.",
     "Without #[no_mangle] rustc does not even compile an 'extern \"C\"' function that nothing "
     "in the crate calls. Generic functions can't be exported; #[cfg] may cut the function out; "
     "its module may not be declared with 'mod'; or no code mentions its crate.",
     "Write #[no_mangle] (edition 2024: #[unsafe(no_mangle)]) before 'pub extern \"C\" fn', or "
     "take the name out of the list of exports."},
    {"PF002", "mangled-export", POLYFFI_ERROR, "a declared export has only a mangled symbol",
     "The function is compiled, but its symbol is Rust's mangled one, such as "
     "_ZN5greet5hello17h0123456789abcdefE.",
     "The link fails with 'undefined reference to hello'.", "The function lacks #[no_mangle].",
     "Write #[no_mangle] (edition 2024: #[unsafe(no_mangle)]) before the function."},
    {"PF003", "misspelt-export", POLYFFI_ERROR,
     "a declared export is not there, but a very similar name is",
     "The library exports a symbol that differs by one or two letters, by case or by an "
     "underscore.",
     "The link fails with 'undefined reference'.", "A slip of the pen in one of two places.",
     "Write the same name in the Rust source and in the list of exports."},
    {"PF004", "local-export", POLYFFI_ERROR, "a declared export has only a local symbol",
     "The symbol is there, but only its own object can see it.",
     "The link fails with 'undefined reference'.",
     "C: 'static'. NASM: no 'global NAME'. objcopy: the name is not in --keep-global-symbol.",
     "Make the symbol global."},
    {"PF005", "hidden-export", POLYFFI_ERROR, "a declared export is hidden",
     "The symbol's visibility is HIDDEN or INTERNAL.",
     "A static link works; out of a shared library nobody can use the symbol.",
     "A visibility attribute, -fvisibility=hidden, or ':hidden' in NASM.",
     "Give the symbol default visibility."},
    {"PF006", "wrong-kind", POLYFFI_ERROR, "a declared function is data, or the reverse",
     "The project declares a function and the library exports a static of that name, or the "
     "reverse.",
     "Every linker accepts it. The program crashes when it calls the data, or takes machine code "
     "for data.",
     "ELF links by name alone.", "Declare the export as NAME:data or NAME:function, as it is."},
    {"PF007", "weak-export", POLYFFI_WARNING, "a declared export is only a weak symbol",
     "The symbol's binding is WEAK.", "Any other definition on the link line silently replaces it.",
     "#[linkage = \"weak\"], __attribute__((weak)), or 'weak' in NASM.",
     "Remove the attribute, unless replacing is meant."},
    {"PF008", "unexpected-export", POLYFFI_WARNING,
     "a Rust library exports a symbol that nobody asked for",
     "The exports are declared, and an archive made by rustc defines another plain, visible "
     "symbol, which no other file of the link needs.",
     "It works, until another library or libc has the same name: then one of them is called "
     "for the other, or the link fails with 'multiple definition'.",
     "Every #[no_mangle] item of every crate in the archive is exported, also those of "
     "dependencies, and also those that are not pub.",
     "Add the name to the exports, or remove #[no_mangle] where only Rust calls it. For a "
     "dependency: rename the item there, or leave the dependency out."},
    {"PF009", "shadows-libc", POLYFFI_ERROR, "a Rust library exports a function of libc",
     "An archive made by rustc defines a symbol that libc or libm has too, such as 'write'.",
     "No linker says a word. All C code of the program, libraries included, and Rust's own "
     "standard library call the new function: println! prints nothing, for example.",
     "A name in the program goes before the same name in a shared library.",
     "Give the function another name, or a prefix. To replace malloc, define malloc, free, calloc "
     "and realloc together."},
    {"PF010", "undefined-mangled", POLYFFI_ERROR,
     "C or assembler needs a function that Rust has only under a mangled name",
     "An object refers to a symbol that no input and no library defines; a Rust function of that "
     "name has a mangled symbol.",
     "The link fails with 'undefined reference', without a word about Rust.",
     "The function lacks #[no_mangle].",
     "Write #[no_mangle] (edition 2024: #[unsafe(no_mangle)]) before the function."},
    {"PF011", "undefined-misspelt", POLYFFI_ERROR,
     "C or assembler needs a symbol that nothing defines, but a similar one is defined",
     "The names differ by one or two letters, by case or by an underscore.",
     "The link fails with 'undefined reference'.", "A slip of the pen in one of two places.",
     "Write the same name in both places."},
    {"PF012", "undefined-cxx", POLYFFI_ERROR, "C++ needs a C function under a C++ name",
     "An object made from C++ refers to a mangled name such as _Z5helloi, and 'hello' is "
     "defined.",
     "The link fails with \"undefined reference to 'hello(int)'\".",
     "C++ mangles every name that is not declared extern \"C\".",
     "Declare the function inside extern \"C\" { ... } where __cplusplus is defined."},
    {"PF013", "undefined-unexported", POLYFFI_ERROR,
     "C or assembler needs a function that the Rust sources have, but don't export",
     "No symbol of that name exists, but the crate's sources have 'fn NAME'.",
     "The link fails with 'undefined reference', and nm shows no trace of the function.",
     "Without #[no_mangle] rustc does not compile an 'extern \"C\"' function that nothing in the "
     "crate calls.",
     "Write #[no_mangle] (edition 2024: #[unsafe(no_mangle)]) before the function."},
    {"PF014", "undefined-local", POLYFFI_ERROR,
     "C or assembler needs a symbol that another object keeps for itself",
     "The only definition of that name is local to another object.",
     "The link fails with 'undefined reference'.", "C: 'static'. NASM: no 'global NAME'.",
     "Make the symbol global where it is defined."},
    {"PF015", "call-to-data", POLYFFI_ERROR, "C or assembler calls something that is data",
     "A call or jump goes to a symbol that is a variable.",
     "Every linker accepts it. The program crashes at the call.",
     "ELF links by name alone; a declaration says 'function' and the definition 'static'.",
     "Declare it as a variable, or define a function."},
    {"PF016", "link-order", POLYFFI_ERROR,
     "a Rust archive stands before what needs it on the link line",
     "An object needs a symbol of an archive that the linker has passed already.",
     "The link fails with 'undefined reference', although the symbol is there.",
     "GNU ld and gold go through the command from left to right, and take from an archive only "
     "what is missing at that point. lld and mold look again.",
     "Name the archive after what needs it. In CMake: let the target that needs it link it with "
     "target_link_libraries, or name both in LIBRARIES of polyffi_add_executable."},
    {"PF017", "undefined-callback", POLYFFI_ERROR, "Rust code needs a symbol that nothing defines",
     "An object made by rustc, which is linked, refers to a plain name that no object and no "
     "library of the link defines.",
     "The link fails with 'undefined reference'. With -shared or --unresolved-symbols the linker "
     "says nothing, and the program crashes at the call.",
     "A misspelt name in an extern block, 'static' in C, or C++ without extern \"C\".",
     "Define the function in C with that very name, make it global, or link the library that has "
     "it."},
    {"PF018", "weak-reference", POLYFFI_WARNING,
     "C or assembler refers to a Rust function only weakly",
     "An object has a weak undefined symbol that a Rust archive defines, and nothing else makes "
     "the linker take that member out of the archive.",
     "The link is silent. The symbol's address is 0: the call crashes, or a test for it says that "
     "the function is not there. It is an error where the symbol is a declared export.",
     "__attribute__((weak)), #pragma weak or 'weak' in an assembler source.",
     "Declare the function without it, or link with -Wl,-u,NAME."},
    {"PF019", "missing-runtime-library", POLYFFI_ERROR,
     "the libraries that Rust's standard library needs are not linked",
     "std, or core, refers to symbols of libc, libgcc and others that nothing on the link line "
     "defines.",
     "The link fails with hundreds of 'undefined reference', none of which is in the project.",
     "-nostdlib or -nodefaultlibs leaves the libraries out. A crate without std lacks "
     "rust_eh_personality, which core refers to.",
     "Add what 'rustc --print native-static-libs' names behind the archive. Without std define an "
     "empty rust_eh_personality."},
    {"PF020", "missing-main", POLYFFI_ERROR, "nothing defines main",
     "The C start-up code is linked, and no object or library defines 'main'.",
     "The link fails with \"undefined reference to 'main'\" in a file the project does not have.",
     "A misspelt, static or mangled main, or a program that begins at its own _start.",
     "Define main, or name the entry (ENTRY in polyffi_add_executable)."},
    {"PF021", "duplicate-main", POLYFFI_ERROR, "main is defined twice",
     "Two objects of the link define 'main'.", "The link fails with 'multiple definition'.",
     "C and assembler, or C and Rust, both have one.", "Keep one of them."},
    {"PF022", "own-start", POLYFFI_ERROR, "_start is defined beside the start files'",
     "An object defines '_start', and the C start-up code is linked, which has one.",
     "The link fails with 'multiple definition of _start' in Scrt1.o.",
     "The program wants to begin at its own _start, but is linked like a C program.",
     "Write ENTRY _start in polyffi_add_executable (-nostartfiles), or rename the symbol."},
    {"PF023", "missing-entry", POLYFFI_ERROR, "nothing defines the entry symbol",
     "The symbol where the program should start is not defined globally.",
     "Most linkers only warn, or say nothing, and start somewhere else: the program crashes, or "
     "works by luck.",
     "The label is called 'start', or 'global _start' is missing.",
     "Define the symbol globally, or name the right one as entry."},
    {"PF024", "entry-not-executable", POLYFFI_ERROR, "the entry is not in executable memory",
     "The entry symbol is in a section without the flag for code.",
     "No linker says a word; the program crashes at its first instruction.",
     "NASM takes a section it does not know, such as 'code', for data.",
     "Put the entry into 'section .text'."},
    {"PF025", "entry-elsewhere", POLYFFI_ERROR, "the program starts elsewhere",
     "The address where the linked program starts is not that of its entry symbol.",
     "Other code than intended runs first.",
     "The linker was told another symbol, or did not find the right one.",
     "Link with -Wl,-e,SYMBOL (ENTRY in polyffi_add_executable)."},
    {"PF026", "no-entry", POLYFFI_ERROR, "the program has no entry point",
     "The linked program's entry address is 0.", "It crashes at once.",
     "lld and gold leave it out when the entry symbol is not defined.",
     "Define the entry symbol globally, or name the right one."},
    {"PF027", "static-startfiles", POLYFFI_ERROR, "a static program without start files uses libc",
     "The program has its own start, is linked statically with libc, and the start files are left "
     "out.",
     "libc is never set up: the first thread-local variable, allocation or println! crashes.",
     "In a dynamic program the loader sets libc up, in a static one only the start files do.",
     "Use no libc (STARTUP freestanding and no_std), or the start files (STARTUP crt), or link "
     "dynamically."},
    {"PF028", "rust-main", POLYFFI_ERROR, "Rust's main becomes the program's",
     "No object of C or assembler defines 'main', and a Rust archive exports one.",
     "The link succeeds, and the program runs the library's 'main'.",
     "The source with 'main' is not linked, or its 'main' is misspelt or static; and the crate "
     "has a #[no_mangle] 'main', left over from a program.",
     "Link the source that defines main. If Rust's is meant, say so: EXPORTS main in "
     "polyffi_add_rust_staticlib, or --export main."},
    {"PF029", "entry-is-main", POLYFFI_ERROR, "the program starts at a function that returns",
     "The entry is 'main', or another function that a compiler made and that returns.",
     "It gets no arguments, its stack is not aligned as it expects, and when it returns there is "
     "nothing to return to: the program crashes after its work.",
     "-e main, or -nostartfiles where the linker takes the first function for want of a _start.",
     "Leave out -e and -nostartfiles (ENTRY and STARTUP in polyffi_add_executable), or write a "
     "_start in assembler that calls the function and then exits."},
    {"PF030", "object-executable-stack", POLYFFI_ERROR, "an object asks for an executable stack",
     "The object has no section .note.GNU-stack, or one marked executable.",
     "bfd and gold make the stack of the whole program executable; lld and mold do not, so it "
     "depends on the linker. glibc 2.41 refuses to dlopen such a library.",
     "An assembler source must say by itself that it needs no executable stack.",
     "NASM: 'section .note.GNU-stack noalloc noexec nowrite progbits'. GNU as: '.section "
     ".note.GNU-stack,\"\",@progbits'. For all: -Wl,-z,noexecstack."},
    {"PF031", "executable-stack", POLYFFI_ERROR, "the program's stack is executable",
     "The linked file's PT_GNU_STACK says so, or is missing.",
     "A buffer overflow on the stack can run code.", "See PF030.",
     "Mend the objects, or link with -Wl,-z,noexecstack."},
    {"PF032", "text-relocations", POLYFFI_ERROR, "the program's code is changed when it starts",
     "The linked file has DT_TEXTREL.",
     "The loader makes the code writable to put addresses in; hardened systems refuse to start "
     "it.",
     "An absolute address in code or in read-only data of a position-independent file.",
     "See PF033, which names the places."},
    {"PF033", "absolute-relocation", POLYFFI_ERROR,
     "an absolute address in a position-independent program",
     "Code or read-only data holds the address of a symbol, in a program that may be loaded "
     "anywhere.",
     "Depending on the linker: an error, a warning and DT_TEXTREL, or silence and a crash.",
     "NASM addresses absolutely unless told otherwise; C compiled with -fno-pie does too.",
     "NASM: 'default rel', 'lea reg, [rel symbol]', and tables of addresses in 'section "
     ".data.rel.ro write'. C: -fPIE or -fPIC."},
    {"PF034", "section-flags", POLYFFI_ERROR, "an assembler section is not what its name says",
     "A section called .text, .data, code or the like lacks the flags that the name promises, or "
     "a function is in a section that is not executable. A warning where only the protection of "
     "constants is lost, or where the name is not one of ELF's.",
     "No assembler and no linker says a word. The program crashes at the first call or write; "
     "where the linker merges sections by name, it works with one linker and crashes with "
     "another.",
     "NASM knows .text, .data, .bss, .rodata and few others. Any other section, also .text.hot, "
     ".bss.x or .DATA, gets the flags of constants.",
     "Write the proper name, or the flags: 'section .text.hot alloc exec nowrite'."},
    {"PF035", "writable-code", POLYFFI_ERROR, "memory is writable and executable",
     "A segment of the linked file has both flags; of an object that has such a section, a "
     "warning.",
     "Whoever finds a way to write there can run code; hardened systems refuse to load the file.",
     "'section .x write exec' in assembler, -N (--omagic), or a linker script with one segment "
     "for everything.",
     "Put code and variables into sections of their own."},
    {"PF036", "direct-reference", POLYFFI_ERROR,
     "assembler reaches for a shared library without its tables",
     "A call, jump or address of assembler is relative to itself and is meant for a symbol that "
     "only a shared library defines, in a position-independent program or a shared library.",
     "bfd and gold refuse the link and ask for -fPIC, which no assembler has. lld and mold make a "
     "way to functions in a program.",
     "The distance is known only when both are loaded. Calls have to go through the procedure "
     "linkage table, addresses through the global offset table.",
     "NASM: 'call puts wrt ..plt', or 'mov rax, [rel environ wrt ..got]'. GNU as: 'call "
     "puts@PLT', 'mov environ@GOTPCREL(%rip), %rax'."},
    {"PF038", "undefined-at-run-time", POLYFFI_ERROR,
     "the program needs a symbol that none of its libraries has",
     "An undefined symbol of the program, or the version of it that it needs, is in none of the "
     "shared libraries that the loader finds for it.",
     "\"symbol lookup error\" or \"version not found\" when it starts, or when the function is "
     "called first.",
     "The linker was told to accept undefined symbols, or another version of a library is "
     "installed than the one that the program was linked with.",
     "Link the library that defines it; install the version that the program needs."},
    {"PF040", "wrong-class", POLYFFI_ERROR, "an object is 32-bit among 64-bit ones, or x32",
     "The object's ELF class differs from the others'.",
     "The link fails, naming an emulation and not the cause.",
     "nasm -f elf32 or -f elfx32, a compiler with -m32, rustc for another target.",
     "Make all objects for the same target: nasm -f elf64."},
    {"PF041", "wrong-machine", POLYFFI_ERROR, "an object is for another machine",
     "The object's ELF machine differs from the others'.",
     "The link fails with 'file in wrong format'.", "One language is cross-compiled, others not.",
     "Compile all languages for the same target."},
    {"PF042", "foreign-format", POLYFFI_ERROR, "an object is not for ELF at all",
     "A file or a member is a Windows (COFF), macOS (Mach-O), WebAssembly or a.out object.",
     "Most linkers say 'file format not recognized'. bfd links COFF objects without a word; their "
     "functions take their parameters from other registers.",
     "nasm -f win64 or -f macho64, or a library for another system.",
     "Assemble it with 'nasm -f elf64', or compile it for this system."},
    {"PF043", "bitcode", POLYFFI_ERROR, "the linker can't read an object of LLVM's bitcode",
     "A file or a member is bitcode and no object, and the link command has a linker that does not "
     "read it. Nothing is said where the linker may be able to.",
     "bfd says 'file format not recognized', gold 'invalid character'.",
     "clang -flto, or rustc -C linker-plugin-lto, and then gcc or a linker without LLVM's plugin.",
     "Compile without it, or link with clang -flto or with lld, of the same LLVM that made the "
     "bitcode."},
    {"PF044", "slim-lto", POLYFFI_ERROR, "the linker can't read an object of gcc -flto",
     "An object holds nothing but what gcc's own optimiser reads, and the link command has no "
     "plugin of gcc's.",
     "lld says 'undefined symbol' for what the object defines; bfd and gold ask for a plugin.",
     "gcc -flto, and then clang or lld.",
     "Link with gcc and bfd, gold or mold, or compile with -ffat-lto-objects."},
    {"PF046", "cpu-level", POLYFFI_NOTE, "an object needs a processor newer than x86-64-v2",
     "The note .note.gnu.property of an object says so.",
     "The loader of glibc refuses the program on an older processor.",
     "-march=x86-64-v3 together with -mneeded or -Wl,-z,x86-64-v3. Code that rustc or clang made "
     "for a newer processor does not say so, and is not found.",
     "Nothing, if all machines that shall run it have such a processor."},
    {"PF050", "empty-archive", POLYFFI_ERROR, "an archive has no members",
     "The file has no bytes, or only an archive's magic.",
     "The link fails with 'undefined reference', as if the archive were not there.",
     "An interrupted or failed build step.", "Build it again."},
    {"PF051", "thin-archive", POLYFFI_ERROR, "an archive does not hold its members",
     "The archive only names files elsewhere. An error if one of them is not there; a warning if "
     "the archive is checked alone, as one that is to be installed is.",
     "It works until it or its members are moved or removed.", "ar with T, or --thin.",
     "Make it with 'ar rcs', without T."},
    {"PF052", "truncated-archive", POLYFFI_ERROR, "an archive is damaged",
     "A member reaches beyond the end of the file, or its header is unreadable.",
     "Linkers say 'archive has no index', or leave out what is behind the damage.",
     "A full disk, or something that stopped while writing.", "Build it again."},
    {"PF053", "no-index", POLYFFI_ERROR, "an archive has no index of its symbols",
     "The archive lacks the member that tells which member defines which symbol.",
     "bfd and gold refuse it; lld and mold don't.", "ar with S, or llvm-ar without s.",
     "Run ranlib on it."},
    {"PF054", "rlib", POLYFFI_ERROR, "an rlib is linked instead of a static library",
     "The archive has Rust metadata among its members.",
     "The link fails with undefined references into core and std.",
     "The crate is built as a Rust library, which lacks its dependencies.",
     "Build it with --crate-type staticlib."},
    {"PF055", "stripped-archive", POLYFFI_ERROR, "an archive has no symbols",
     "Members with code have no symbol table.",
     "The link fails with 'archive has no index; run ranlib to add one', which does not help.",
     "strip was run on it.", "Strip debug information only: strip --strip-debug."},
    {"PF056", "bsd-archive", POLYFFI_ERROR, "an archive has the format of BSD or macOS",
     "The names of the members stand in front of their content (#1/20), and the index is called "
     "__.SYMDEF.",
     "bfd and gold say that the archive has no index, and ranlib does not help; lld and mold read "
     "it.",
     "llvm-ar with --format=bsd or --format=darwin, or an ar of another system.",
     "Make it with GNU ar, or with 'llvm-ar --format=gnu'."},
    {"PF057", "stale-index", POLYFFI_ERROR, "an archive's index disagrees with its members",
     "A member defines a global symbol that the index does not name, or the index names a symbol "
     "that the member does not define.",
     "bfd and gold look into the index only: the link fails with 'undefined reference' to a "
     "symbol that the archive has. nm shows neither symbol nor error.",
     "GNU ar and ranlib ask plugins about each member; LLVM's plugin (in the package "
     "llvm-14-linker-tools) claims Rust's objects, can't read them, and their symbols are lost. Or "
     "a "
     "member of a thin archive was made again, or the archive was changed by something else.",
     "Use the archive as rustc wrote it. To pack it again: 'gcc-ar rcs' or 'llvm-ar rcs'."},
    {"PF058", "not-an-object", POLYFFI_WARNING, "an archive has a member that is not an object",
     "A member is a text, data, or an archive by itself.",
     "Linkers pass over it. What an inner archive defines is not found: 'undefined reference'.",
     "'ar rcs liball.a liba.a libb.a' puts the archives into the new one, not their members.",
     "Put the members of the inner archive there ('ar -M' with ADDLIB), or name both archives in "
     "the link; leave other files out."},
    {"PF060", "duplicate-export", POLYFFI_ERROR, "two libraries export the same symbol",
     "A Rust library and another input both define the symbol, strongly and visibly.",
     "Often silent: the first on the link line wins, and the other library calls the wrong "
     "function.",
     "Two crates with a common name such as 'init'.", "Rename one, or give both a prefix."},
    {"PF061", "weak-before-strong", POLYFFI_ERROR,
     "a weak definition is used instead of a Rust library's, or the reverse",
     "A weak symbol is linked, and the strong one of the same name stays in its archive. One of "
     "the two is a Rust library's.",
     "The link is silent, and the wrong function is called.",
     "A linker looks into an archive only for what is still undefined.",
     "Remove the weak definition, or link the archive with -Wl,--whole-archive."},
    {"PF062", "common-clash", POLYFFI_ERROR,
     "C declares a variable without 'extern' that a Rust library exports",
     "A C object has a common symbol (a variable without initialiser, compiled with -fcommon) of "
     "the name of a Rust export.",
     "GNU ld, lld and mold use Rust's variable, gold makes another one, filled with zeros. A "
     "larger size in C is lost.",
     "'extern' is missing in a C header; compilers before gcc 10 and clang 11 had -fcommon by "
     "default.",
     "Write 'extern', and compile without -fcommon."},
    {"PF063", "duplicate-in-archive", POLYFFI_NOTE,
     "two crates in one Rust library export the same symbol",
     "Two members of an archive define the symbol, strongly and visibly.",
     "The first one is called for both, or the link fails with 'multiple definition' if both "
     "members are needed.",
     "rustc does not compare the #[no_mangle] names of crates when it makes a static library.",
     "Rename one of them."},
    {"PF064", "hostile-name", POLYFFI_WARNING, "a name has characters that can't be seen",
     "A symbol that is defined for others, or a member of an archive, has control characters in "
     "its name, characters that change the direction of writing, or bytes that are not UTF-8. Told "
     "once for each file.",
     "Tools print it as it is: a terminal obeys it, and a line of a build log says what nobody "
     "wrote.",
     "A generated #[export_name], objcopy --redefine-sym, or a file that was made to deceive.",
     "Give it a name of printable characters."},
    {"PF065", "library-instead-of-archive", POLYFFI_ERROR,
     "a shared library is linked where a Rust archive was meant",
     "A declared export comes from a shared library, and a Rust archive of the same name in the "
     "same directory defines it, too.",
     "The link succeeds, and the program does not start: 'error while loading shared libraries'. "
     "Or it starts with another version of the library, found elsewhere.",
     "-lNAME prefers libNAME.so to libNAME.a, and a crate of types cdylib and staticlib is made as "
     "both.",
     "Link with -l:libNAME.a or with the archive's path, or make no cdylib."},
    {"PF066", "wrong-owner", POLYFFI_ERROR,
     "a linked function or variable is not the Rust library's",
     "A declared export is in the linked file with another size than in the Rust archive, which "
     "alone defines it among the inputs; or a variable begins with other values.",
     "The link is silent, and the wrong function is called, or the wrong variable read.",
     "Another object or library of the link defines the name, one that the check was not given; "
     "or the archive was made anew after the link. Only for x86-64, where linkers keep the sizes "
     "of functions and variables, and not where the linker compiles.",
     "Find the other definition with -Wl,--trace-symbol=NAME and rename one, or link again."},
    {"PF067", "data-size", POLYFFI_ERROR, "C declares a variable larger than it is",
     "The debug information of a C or C++ object declares a variable with more bytes than Rust or "
     "assembler defines it with.",
     "No linker says a word. What lies behind the variable is read, or overwritten.",
     "ELF links by name alone, and the number of elements stands in two places. Only gcc writes "
     "down what is declared, with -g.",
     "Declare it as it is defined, or without a size: 'extern int NAME[];'."},
    {"PF068", "several-runtimes", POLYFFI_ERROR,
     "two Rust libraries each bring a runtime, and these clash",
     "Two archives made by rustc are linked that do not share one standard library: they are of "
     "different rustc versions, or fat link-time optimisation has built std into one.",
     "The link fails with 'multiple definition of rust_eh_personality' and other names that are "
     "in no source of the project.",
     "Each static library that rustc makes holds all of std. Equal copies are linked once, "
     "different ones collide.",
     "Make one static library of both: polyffi_add_rust_bundle() in CMake, elsewhere of a crate "
     "that depends on both. Or build both with the same rustc and without lto = \"fat\". Or keep "
     "one to itself: ISOLATED in polyffi_add_rust_staticlib(), elsewhere ld -r "
     "--force-group-allocation -u FUNCTION, then objcopy -R .llvmbc "
     "--keep-global-symbol=FUNCTION."},
    {"PF069", "mixed-panic", POLYFFI_ERROR, "one Rust library aborts on panic and another unwinds",
     "Of two archives with the same std, one has panic_abort and the other panic_unwind.",
     "No linker says a word. The first one on the link line decides for both: catch_unwind "
     "aborts the program, or a library that is compiled to abort unwinds.",
     "The crates are compiled with different -C panic, or Cargo profiles.",
     "Compile all with the same. polyffi_add_rust_bundle() in CMake makes sure of it; ISOLATED in "
     "polyffi_add_rust_staticlib() keeps one that must differ to itself."},
    {"PF070", "crt1-main-mismatch", POLYFFI_ERROR,
     "the start-up code calls something else than main",
     "The C library's start-up code, at the program's entry, holds another address than that of "
     "the symbol 'main'.",
     "The program runs something else than its main.",
     "The file was changed after the link, or other start files than the compiler's were linked.",
     "Link the program again, with the compiler's own start files."},
    {"PF071", "constructors-never-run", POLYFFI_ERROR, "constructors of the program never run",
     "The program has constructors (DT_INIT_ARRAY), and does not hand over to the C library's "
     "start-up code.",
     "C++ objects with static storage are not constructed, functions with "
     "__attribute__((constructor)) are not called, and std::env::args() is empty.",
     "The loader calls the constructors of shared libraries; those of the program itself are "
     "called by __libc_start_main. With STARTUP raw this is a warning, and for std::env::args() a "
     "note.",
     "Let the start files call main (STARTUP crt), or call __libc_start_main (STARTUP libc)."},
    {"PF072", "static-without-setup", POLYFFI_ERROR,
     "a static program has a C library that nobody sets up",
     "The program is linked statically with a C library, and its own entry never reaches the "
     "library's start-up code.",
     "Simple arithmetic works; the first thread-local variable, allocation, memcpy or println! "
     "crashes.",
     "In a static program only the start files (crt1.o) set up thread-local storage and the "
     "functions that are chosen by processor.",
     "Link with the start files (STARTUP crt), dynamically (STARTUP raw), or without any libc "
     "(STARTUP freestanding and no_std)."},
    {"PF073", "static-pie-without-relocation", POLYFFI_ERROR,
     "a static position-independent program that nobody relocates",
     "The program has relocations, no loader, and code that never looks for them.",
     "Tables of addresses hold wrong ones: strings are empty, calls through pointers crash.",
     "-static-pie leaves it to the start files (rcrt1.o) to relocate the program.",
     "Link with -static -no-pie, or with the start files."},
    {"PF074", "missing-interpreter", POLYFFI_ERROR,
     "a program needs shared libraries, but no loader",
     "The program has DT_NEEDED entries and no PT_INTERP.",
     "The kernel starts it without loading any library: the first use of one crashes.",
     "ld.lld without --dynamic-linker, or --no-dynamic-linker with shared libraries.",
     "Link with the compiler driver, or give the linker --dynamic-linker."},
    {"PF075", "wrong-interpreter", POLYFFI_ERROR, "the program names another machine's loader",
     "PT_INTERP is the path of a loader of another machine. If it is only missing on this "
     "machine, that is a note.",
     "The shell says 'No such file or directory' or 'cannot execute: required file not found', "
     "although the program is there.",
     "GNU ld without the compiler driver takes /lib/ld64.so.1 on x86-64.",
     "Link with the compiler driver, or give the linker --dynamic-linker."},
    {"PF076", "interpreter-without-dynamic", POLYFFI_ERROR,
     "a program names a loader, but has no dynamic section",
     "The program has PT_INTERP and no PT_DYNAMIC.",
     "The loader crashes before the program's first instruction.",
     "-nostdlib -no-pie with lld or mold, which name the loader although nothing is dynamic.",
     "Link with -static."},
    {"PF080", "entry-falls-through", POLYFFI_ERROR, "the entry's code has no end",
     "The assembler code at the entry does not end the program: behind its last instruction, or "
     "behind a call that returns, is something else.",
     "The program does its work, and then crashes, or does it again.",
     "A program's entry is no function: when it is done, it must ask the kernel to end the "
     "program.",
     "End it with exit_group (mov eax, 231; xor edi, edi; syscall), or with a call of exit."},
    {"PF081", "entry-returns", POLYFFI_ERROR, "the entry's code ends with ret",
     "The assembler code at the entry comes to a ret with nothing on the stack, or jumps to a "
     "function that returns.",
     "The program does its work, and then crashes: ret takes the number of arguments for an "
     "address.",
     "The kernel jumps to the entry; it does not call it.",
     "End it with exit_group (mov eax, 231; xor edi, edi; syscall), or with a call of exit."},
    {"PF082", "int80", POLYFFI_WARNING, "64-bit code uses the 32-bit system call",
     "Assembler code uses int 0x80.",
     "Addresses are cut to 32 bits: with a buffer on the stack, or in a position-independent "
     "program, nothing is written, and the error is easily missed. Kernels without 32-bit "
     "support, WSL 1 and seccomp filters end the program.",
     "Code from a 32-bit tutorial.",
     "Use syscall, with the 64-bit numbers and the arguments in rdi, rsi, rdx, r10, r8, r9."},
    {"PF083", "exits-thread-only", POLYFFI_WARNING, "the entry ends its thread, not the program",
     "The assembler code at the entry ends with system call 60 (exit), and the program has "
     "threads. Where Rust's std is linked and nothing shows that it makes threads, this is a note.",
     "If another thread still runs, the process stays, for ever perhaps.",
     "exit ends the thread that calls it; the C library's exit() uses exit_group.",
     "Use system call 231 (exit_group)."},
    {"PF084", "misaligned-call", POLYFFI_ERROR,
     "assembler calls compiled code with a misaligned stack",
     "On the way to a call of Rust, C or a library, the assembler code leaves the stack pointer "
     "at an address that 16 does not divide.",
     "Compiled code keeps its variables where it expects that: movaps crashes. A program that "
     "prints a line and works is no proof.",
     "At the entry the stack pointer is aligned; in a function the return address has taken 8 "
     "bytes. Each push takes 8 more.",
     "In an entry: and rsp, -16. In a function: an odd number of pushes, or sub rsp, 8."},
    {"PF085", "call-of-number", POLYFFI_ERROR, "assembler calls a number instead of a name",
     "A call or jump of an assembler object goes to a place outside of its own section, and the "
     "linker has nothing to fill in there.",
     "No assembler and no linker says a word. The program jumps to nowhere, and crashes.",
     "'call 0x401000' does not call that address: NASM writes the distance from the beginning of "
     "the section, which the linker puts anywhere.",
     "Call a label. An address that is really fixed goes through a register: 'mov rax, 0x401000', "
     "'call rax'."},
    {"PF090", "tls-mismatch", POLYFFI_ERROR,
     "a thread's own variable is used as an ordinary one, or the reverse",
     "A symbol is defined in thread-local storage, and an object reaches for it as if it had one "
     "address; or the reverse.",
     "Some linkers refuse it with a message about TLS, mold links it: the program crashes or "
     "writes somewhere else.",
     "__thread or #[thread_local] stands in only one of two places. In Rust a static in an "
     "extern block is never thread-local.",
     "Write it in both places, or let a function give the variable's address."},
    {"PF091", "ifunc-never-chosen", POLYFFI_ERROR,
     "a static program has functions to choose by processor, and nobody chooses",
     "A static program without a C library has relocations of the kind IRELATIVE, and its own code "
     "never looks for them.",
     "A call of such a function crashes, or, with mold, calls the function that should choose: the "
     "place in the table of addresses was never filled in.",
     "A function with __attribute__((ifunc)) is chosen when the program starts: by the loader, "
     "or in a static program by the C library's start files. With an entry of one's own there is "
     "neither.",
     "Link with the start files (STARTUP crt), dynamically (STARTUP raw), or choose through a "
     "pointer of the project's own. Start-up code that applies the relocations itself, from "
     "__rela_iplt_start to __rela_iplt_end, is right, too."},
    {"PF092", "untyped-export", POLYFFI_ERROR,
     "a shared library exports an assembler's data without its size",
     "A symbol of an assembler object is exported, and has no size, or a function no type. The "
     "latter is a note.",
     "A program that is not position independent gets a copy of the variable of 0 bytes, and reads "
     "something else.",
     "NASM gives a symbol a type and a size only if 'global' says so.",
     "NASM: 'global NAME:data (NAME.end - NAME)', 'global NAME:function'. GNU as: .type and "
     ".size."},
    {"PF093", "missing-dynamic", POLYFFI_ERROR, "dlsym can't find a name in the linked file",
     "A name that --dynamic (CMake: DYNAMIC) declares is not defined among the dynamic symbols of "
     "the linked file. Only with that option.",
     "The program links and starts, and dlsym gives NULL for the name; a plugin that needs it is "
     "not loaded.",
     "dlsym knows the dynamic symbols only. A program's own functions are not among them unless a "
     "library refers to them or the link says so, and what nothing refers to is not even taken "
     "out of its archive.",
     "Link the program with -rdynamic (CMake: ENABLE_EXPORTS), or with "
     "-Wl,--export-dynamic-symbol=NAME or -Wl,--dynamic-list=FILE for these names only; add "
     "-Wl,-u,NAME for what is in an archive and needed by nothing else."},
    {"PF095", "sanitizer-runtime", POLYFFI_ERROR,
     "code is compiled for a sanitizer whose runtime is not linked",
     "An object refers to symbols such as __asan_init, and nothing on the link line defines them.",
     "The link fails with 'undefined reference to __asan_init'.",
     "-fsanitize stands where the code is compiled, and not where it is linked.",
     "Link with the same -fsanitize, or compile without it."},
    {"PF096", "two-allocators", POLYFFI_ERROR, "two Rust libraries do not agree on an allocator",
     "Two archives with the same std are linked, and one or each has a #[global_allocator].",
     "By the order on the link line the link fails with 'multiple definition of __rust_alloc', or "
     "one library silently uses the other's allocator.",
     "The allocator is chosen once for a static library, and both libraries choose.",
     "Make one static library of both: polyffi_add_rust_bundle() in CMake, elsewhere of a crate "
     "that depends on both. Or give both the same choice. Or keep one to itself, as for PF068."},
    {"PF097", "two-panic-handlers", POLYFFI_ERROR,
     "two Rust libraries each define the panic handler",
     "Two archives made by rustc define rust_begin_unwind, and both definitions are linked.",
     "The link fails with 'multiple definition of rust_begin_unwind'.",
     "Every #![no_std] library has a #[panic_handler], and std has one, too.",
     "Make one static library of both: polyffi_add_rust_bundle() in CMake, elsewhere of a crate "
     "that depends on both; one of them has the handler. Or keep one to itself, as for PF068."},
    {"PF100", "not-relro", POLYFFI_ERROR, "the tables of addresses stay writable",
     "The linked file has no PT_GNU_RELRO. Only with --require relro.",
     "Whoever finds a way to write there can divert calls.",
     "-Wl,-z,norelro, or a linker that does not add it by itself.", "Link with -Wl,-z,relro."},
    {"PF101", "not-now", POLYFFI_ERROR, "functions are looked up late",
     "The linked file has a table of functions that are looked up at their first call. Only with "
     "--require now.",
     "The table must stay writable, with PT_GNU_RELRO too.",
     "It is what linkers do unless told otherwise.", "Link with -Wl,-z,now."},
    {"PF102", "not-pie", POLYFFI_ERROR, "the program is always loaded at the same address",
     "The linked file is of type ET_EXEC. Only with --require pie.",
     "Its addresses can be foreseen.", "-no-pie, or -static without -static-pie.",
     "Compile with -fPIE and link with -pie or -static-pie."},
    {"PF103", "has-rpath", POLYFFI_ERROR, "the file names directories of libraries",
     "The linked file has DT_RPATH or DT_RUNPATH. Only with --require no-rpath.",
     "Libraries are taken from there, whoever can write there.",
     "-Wl,-rpath; CMake does it for what is not yet installed.",
     "Link without it; CMake: CMAKE_SKIP_RPATH, or check what is installed."},
    {"PF104", "no-cet", POLYFFI_ERROR, "the file is not marked for control-flow protection",
     "The linked file's .note.gnu.property lacks the mark that --require ibt or --require shstk "
     "asks for, or has the one for IBT though a function that it exports does not begin with "
     "endbr64.",
     "Without the mark the processor does not check; with a wrong one the program is killed.",
     "A linker marks the file only if each of its inputs is marked. rustc's objects and NASM's "
     "are not, and some systems' start files are not either.",
     "Compile C with -fcf-protection, and add the note to assembler sources."},
    {"PF105", "symbol-version", POLYFFI_ERROR, "the file needs a newer library than allowed",
     "The linked file needs a version of a library's symbol that is beyond what --max-version "
     "allows.",
     "On a system with an older library the loader refuses it: \"version `GLIBC_2.34' not "
     "found\".",
     "The linker takes the newest version that the library on this machine has.",
     "Build it where the library is as old as on the oldest system that shall run it."},
};

enum { RULE_COUNT = sizeof rules / sizeof *rules };

const struct polyffi_rule *polyffi_rule_at(size_t index)
{
    return index < RULE_COUNT ? &rules[index] : NULL;
}

static const char *const severity_names[] = {
    [POLYFFI_OFF] = "off",
    [POLYFFI_NOTE] = "note",
    [POLYFFI_WARNING] = "warning",
    [POLYFFI_ERROR] = "error",
};

const char *polyffi_severity_name(enum polyffi_severity severity)
{
    return severity_names[severity];
}

bool polyffi_severity_find(const char *name, enum polyffi_severity *severity)
{
    for (size_t i = 0; i < sizeof severity_names / sizeof *severity_names; i++)
        if (strcmp(severity_names[i], name) == 0) {
            *severity = (enum polyffi_severity)i;
            return true;
        }
    return false;
}

static int equals(const char *name, const char *text, size_t length)
{
    return strlen(name) == length && memcmp(name, text, length) == 0;
}

const struct polyffi_rule *polyffi_rule_find(const char *text, size_t length)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (equals(rules[i].id, text, length) || equals(rules[i].name, text, length))
            return &rules[i];
    return NULL;
}

/* The rule whose id or name is nearest, or NULL. */
static const struct polyffi_rule *nearest(const char *text)
{
    const struct polyffi_rule *best = NULL;
    size_t best_nearness = NAMES_FAR;
    for (size_t i = 0; i < RULE_COUNT; i++) {
        size_t by_id = names_nearness(text, rules[i].id);
        size_t by_name = names_nearness(text, rules[i].name);
        size_t nearness = by_id < by_name ? by_id : by_name;
        if (nearness < best_nearness) {
            best = &rules[i];
            best_nearness = nearness;
        }
    }
    return best;
}

const struct polyffi_rule *polyffi_rule_require(const char *text, size_t length, const char *file,
                                                unsigned long line, struct polyffi_problem *problem)
{
    const struct polyffi_rule *rule = polyffi_rule_find(text, length);
    if (rule)
        return rule;
    char shown[100];
    snprintf(shown, sizeof shown, "%.*s", (int)(length < sizeof shown ? length : sizeof shown - 1),
             text);
    const struct polyffi_rule *near = nearest(shown);
    if (near)
        problem_set(problem, file, line,
                    "there is no rule '%s': did you mean %s %s? polyffi-check --list-rules lists "
                    "them",
                    shown, near->id, near->name);
    else
        problem_set(problem, file, line,
                    "there is no rule '%s': polyffi-check --list-rules lists them", shown);
    return NULL;
}

static bool run(rule_check *const *checks, size_t count, const struct model *model,
                struct findings *findings)
{
    for (size_t i = 0; i < count; i++)
        if (!checks[i](model, findings))
            return false;
    return true;
}

bool rules_check_inputs(const struct model *model, struct findings *findings)
{
    static rule_check *const checks[] = {
        rules_formats,
        rules_archives,
        rules_index,
        rules_machines,
        rules_exports,
        rules_unexpected_exports,
        rules_shadowed_libc,
        rules_references,
        rules_calls,
        rules_link_order,
        rules_rust_needs,
        rules_main,
        rules_mains,
        rules_own_start,
        rules_entry,
        rules_static_start,
        rules_rust_main,
        rules_entry_main,
        rules_entry_code,
        rules_object_stack,
        rules_absolute_relocations,
        rules_section_flags,
        rules_writable_code,
        rules_direct_references,
        rules_duplicate_exports,
        rules_runtimes,
        rules_weak_references,
        rules_clashes,
        rules_names,
        rules_data_sizes,
        rules_thread_variables,
        rules_processor,
        rules_unused_requirements,
    };
    return run(checks, sizeof checks / sizeof *checks, model, findings);
}

bool rules_check_result(const struct model *model, struct findings *findings)
{
    static rule_check *const checks[] = {
        rules_result_exports,   rules_result_unexpected_exports,
        rules_result_owners,    rules_result_names,
        rules_result_untyped,   rules_dynamic, /* leaves out what rules_result_exports tells */
        rules_result_entry,     rules_result_stack,
        rules_text_relocations, rules_result_writable_code,
        rules_result_main,      rules_static_setup,
        rules_start_main,       rules_constructors,
        rules_loader,           rules_requirements,
        rules_versions,         rules_unresolved,
    };
    return run(checks, sizeof checks / sizeof *checks, model, findings);
}
