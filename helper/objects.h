/* SPDX-License-Identifier: MIT */
/* ELF objects and linked files as plain structs: sections, symbols, relocations.  An object is
   checked when it is opened and keeps nothing but where its tables lie; what else is asked for is
   read from the file's bytes each time.  Asking for a symbol or a section by its index is cheap;
   a search by name and a walk over relocations read a whole table. */
#ifndef OBJECTS_H
#define OBJECTS_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "elf_entries.h"
#include "polyffi/problem.h"

enum language { LANGUAGE_OTHER, LANGUAGE_RUST, LANGUAGE_C, LANGUAGE_GAS, LANGUAGE_NASM };

enum stack_note { STACK_NOTE_MISSING, STACK_NOTE_PLAIN, STACK_NOTE_EXECUTABLE };

struct symbol_table {
    const unsigned char *symbols;  /* NULL: there is none */
    const unsigned char *extended; /* words: section indexes above 65279, or NULL */
    size_t extended_count;
    const char *strings;
    size_t strings_size;
    size_t count;
    size_t first_global;
    const uint32_t *hashes; /* of the globals' names (symbol_hashes.h), 0: it is no definition */
    struct elf_form form;
};

struct object {
    const char *path;   /* of the file */
    const char *member; /* in the archive, or NULL */
    size_t input;       /* its index */
    size_t index;       /* among the objects */
    size_t place;       /* where its header is in the archive */
    const unsigned char *bytes;
    size_t size;
    GElf_Ehdr header;
    struct elf_form form;
    unsigned char class;
    size_t section_count, segment_count;
    const char *section_names;
    size_t section_names_size;
    struct symbol_table symtab, dynsym;
    uint32_t last_used; /* of the symbols that relocations are against, the one furthest behind */
    bool rust;          /* rustc made it */
    bool among_rust;    /* or it is a member of an archive that has such members */
    enum stack_note stack_note;
    bool has_content; /* a section that takes memory at run time is not empty */
    bool has_code;
    bool optimised; /* it has sections for gcc's link-time optimiser */
    bool opaque;    /* it has nothing else: its symbols can't be seen */
    bool runtime;   /* a member that comes with rustc */
};

struct symbol {
    const char *name; /* "" if it has none or the table is wrong about it */
    uint64_t value, size;
    size_t section; /* 0: undefined, absolute or common */
    unsigned char binding, type, visibility;
    bool undefined, absolute, common;
};

struct section {
    const char *name;
    uint32_t type;
    uint64_t flags;
    uint64_t size;
    size_t info, link;
};

struct relocation {
    uint64_t offset;
    uint32_t type;
    size_t symbol;
    int64_t addend;
};

/* Walks the relocations of an object. */
struct relocations {
    const struct object *object;
    size_t section; /* of the table; the last one read */
    size_t target;  /* the section it applies to */
    const unsigned char *entries;
    bool with_addend;
    size_t next, count;
};

/* Reads the ELF file or member in the bytes, which stay borrowed; path, member, input and index
   are the caller's to fill before.  Nothing has to be closed.  False: the problem names the
   file. */
bool object_open(struct object *object, const unsigned char *bytes, size_t size,
                 struct polyffi_problem *problem);

/* The table of what the object defines for others: a linked file's is for the loader. */
static inline const struct symbol_table *object_globals(const struct object *object)
{
    return object->header.e_type == ET_REL ? &object->symtab : &object->dynsym;
}

/* The symbol at the index (0 is none).  False: there is no such symbol. */
bool object_symbol(const struct symbol_table *table, size_t index, struct symbol *symbol);

/* The global definition of the name.  False: there is none. */
bool object_find_global(const struct symbol_table *table, const char *name, struct symbol *symbol);

/* The same, else the only local one: mold makes local what a program does not export. */
bool object_find_symbol(const struct symbol_table *table, const char *name, struct symbol *symbol);

/* The entry at the index, which is below the count. */
static inline GElf_Sym symbol_read(const struct symbol_table *table, size_t index)
{
    size_t entry = table->form.class == ELFCLASS32 ? sizeof(Elf32_Sym) : sizeof(Elf64_Sym);
    return elf_read_symbol(table->form, table->symbols + index * entry);
}

/* The section of the symbol at the index, which says that it is above 65279; 0: not known. */
size_t symbol_extended_section(const struct symbol_table *table, size_t index);

/* The symbol's name; "" if the table is wrong about it. */
static inline const char *symbol_name(const struct symbol_table *table, const GElf_Sym *symbol)
{
    return symbol->st_name < table->strings_size ? table->strings + symbol->st_name : "";
}

/* The section header at the index, which may be 0.  False: there is no such section. */
bool object_section_header(const struct object *object, size_t index, GElf_Shdr *header);

/* The section at the index (0 is none).  False: there is no such section. */
bool object_section(const struct object *object, size_t index, struct section *section);

/* The section's flags; 0 if there is none. */
uint64_t object_section_flags(const struct object *object, size_t index);

/* The bytes of a section as the file has them; NULL: none, or compressed. */
const unsigned char *object_section_bytes(const struct object *object, size_t index, size_t *size);

/* Starts a walk; relocations_next gives them in file order until it returns false. */
void relocations_begin(struct relocations *walk, const struct object *object);
bool relocations_next(struct relocations *walk, struct relocation *relocation);

/* The value of the dynamic tag.  False: the file has no such tag. */
bool object_dynamic(const struct object *object, int64_t tag, uint64_t *value);

/* The same of a tag that may be there several times: which of them, from 0. */
bool object_dynamic_at(const struct object *object, int64_t tag, size_t which, uint64_t *value);

/* The program header at the index.  False: there is no such segment, or the file is an object. */
bool object_segment_at(const struct object *object, size_t index, GElf_Phdr *segment);

/* The first segment of the type.  False: the file has none. */
bool object_segment(const struct object *object, uint32_t type, GElf_Phdr *segment);

/* The address lies in a segment that is loaded executable. */
bool object_address_is_code(const struct object *object, uint64_t address);

/* The symbol stands for code (a function, or a label in an executable section). */
bool object_is_code(const struct object *object, const struct symbol *symbol);

/* The name of the source file in the symbol table, or NULL. */
const char *object_source_name(const struct object *object);

/* The crate that rustc compiled the archive member from, by the member's name, not ended by NUL;
   NULL: not known. */
const char *object_crate(const struct object *object, size_t *length);

/* What the object was made from, by that name. */
enum language object_language(const struct object *object);

/* NASM or GNU as assembled it, by that name. */
bool object_is_assembler(const struct object *object);

#endif
