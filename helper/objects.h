/* SPDX-License-Identifier: MIT */
/* ELF objects and linked files as plain structs: sections, symbols, relocations.  libelf reads
   them from memory; everything it gives out is checked to lie within the file. */
#ifndef OBJECTS_H
#define OBJECTS_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "polyffi/problem.h"

enum language { LANGUAGE_OTHER, LANGUAGE_RUST, LANGUAGE_C, LANGUAGE_GAS, LANGUAGE_NASM };

enum stack_note { STACK_NOTE_MISSING, STACK_NOTE_PLAIN, STACK_NOTE_EXECUTABLE };

struct symbol_table {
    Elf_Data *symbols;  /* NULL: there is none */
    Elf_Data *extended; /* section indexes above 65279, or NULL */
    const char *strings;
    size_t strings_size;
    size_t count;
    size_t first_global;
};

struct object {
    const char *path;   /* of the file */
    const char *member; /* in the archive, or NULL */
    size_t input;       /* its index */
    size_t index;       /* among the objects */
    size_t place;       /* where its header is in the archive */
    Elf *elf;
    const unsigned char *bytes;
    size_t size;
    GElf_Ehdr header;
    unsigned char class;
    size_t section_count;
    const char *section_names;
    size_t section_names_size;
    struct symbol_table symtab, dynsym;
    uint32_t last_used; /* of the symbols that relocations are against, the one furthest behind */
    bool rust;          /* rustc made it */
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
    Elf_Data *data;
    bool with_addend;
    size_t next, count;
};

/* Reads the ELF file or member in the bytes, which stay borrowed; path, member, input and index
   are the caller's to fill before.  False: the problem names the file.  Close with
   object_close. */
bool object_open(struct object *object, const unsigned char *bytes, size_t size,
                 struct polyffi_problem *problem);

/* Accepts a zeroed object. */
void object_close(struct object *object);

/* The symbol at the index (0 is none).  False: there is no such symbol. */
bool object_symbol(const struct symbol_table *table, size_t index, struct symbol *symbol);

/* The global definition of the name.  False: there is none. */
bool object_find_global(const struct symbol_table *table, const char *name, struct symbol *symbol);

/* The same, else the only local one: mold makes local what a program does not export. */
bool object_find_symbol(const struct symbol_table *table, const char *name, struct symbol *symbol);

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

/* The first segment of the type.  False: the file has none. */
bool object_segment(const struct object *object, uint32_t type, GElf_Phdr *segment);

/* The address lies in a segment that is loaded executable. */
bool object_address_is_code(const struct object *object, uint64_t address);

/* The symbol stands for code (a function, or a label in an executable section). */
bool object_is_code(const struct object *object, const struct symbol *symbol);

/* The name of the source file in the symbol table, or NULL. */
const char *object_source_name(const struct object *object);

/* What the object was made from, by that name. */
enum language object_language(const struct object *object);

#endif
