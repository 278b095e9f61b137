/* SPDX-License-Identifier: MIT */
/* The symbol tables of ELF files, entry for entry, as the files have them.
 *
 *     struct polyffi_symbols *symbols = polyffi_symbols_open("libgreet.a", &problem);
 *     const struct polyffi_symbol *symbol;
 *     while (symbols && polyffi_symbols_next(symbols, &symbol, &problem) && symbol)
 *         use(symbol);
 *     polyffi_symbols_free(symbols);
 */
#ifndef POLYFFI_SYMBOLS_H
#define POLYFFI_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "polyffi/declare.h"
#include "polyffi/problem.h"

POLYFFI_BEGIN

enum polyffi_symbol_kind {
    POLYFFI_SYMBOL_NONE, /* a section, a source file, or a reference that does not say */
    POLYFFI_SYMBOL_FUNCTION,
    POLYFFI_SYMBOL_DATA,
    POLYFFI_SYMBOL_TLS,    /* data of each thread */
    POLYFFI_SYMBOL_COMMON, /* data that the linker places: C's "int x;" with -fcommon */
    POLYFFI_SYMBOL_IFUNC,  /* a function that is chosen when the program is loaded */
};

/* Strings are raw bytes as the file has them: escape before showing. */
struct polyffi_symbol {
    const char *file;
    const char *member;  /* of the archive, or NULL */
    const char *name;    /* as it stands; a section's where a section symbol has none */
    const char *version; /* of a dynamic symbol, or NULL */
    const char *section; /* the name of the section that defines it, or NULL */
    size_t index;        /* in its table */
    size_t section_index;
    uint64_t value, size;
    enum polyffi_symbol_kind kind;
    unsigned char type, binding, visibility; /* STT_, STB_ and STV_ of the gABI */
    uint16_t place;                          /* st_shndx: SHN_UNDEF, SHN_ABS, ... of the gABI */
    bool dynamic;                            /* of .dynsym, not of .symtab */
    bool defined;
    bool default_version; /* what programs linked against the file get: "@@" */
};

struct polyffi_symbols;

/* Opens an object, archive (thin ones with the files that they name), shared library or
   executable; path is borrowed.  NULL: the problem says why not.  Free with
   polyffi_symbols_free. */
struct polyffi_symbols *polyffi_symbols_open(const char *path, struct polyffi_problem *problem);

/* The next entry, in the order of the file, of .dynsym before .symtab; the reserved first entry
   of each table (gABI, "Symbol Table") is left out.  *symbol is NULL behind the last; it and its
   strings live until the next call.  False: the problem says what can't be read; members that
   are no objects, such as Rust's metadata, are passed over, those that only a link-time optimiser
   can read are not. */
bool polyffi_symbols_next(struct polyffi_symbols *symbols, const struct polyffi_symbol **symbol,
                          struct polyffi_problem *problem);

/* Accepts NULL. */
void polyffi_symbols_free(struct polyffi_symbols *symbols);

/* "none", "function", "data", "tls", "common" or "ifunc". */
const char *polyffi_symbol_kind_name(enum polyffi_symbol_kind kind);

/* Writes the name as its language writes it (Rust, C++), or as it stands if it is not mangled.
   False: it looks mangled, but this libpolyffi was built without libiberty. */
bool polyffi_symbol_demangle(const char *name, char *buffer, size_t size);

/* Writes one line: FILE or FILE(MEMBER), table, index, value, size, type, binding, visibility,
   section, and the name with its version, as readelf(1) calls them; a blank between two, none
   within one (\x20).  False: the stream failed. */
bool polyffi_symbol_write(FILE *stream, const struct polyffi_symbol *symbol);

POLYFFI_END

#endif
