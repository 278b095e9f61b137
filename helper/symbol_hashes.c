/* SPDX-License-Identifier: MIT */
#include "symbol_hashes.h"

#include <string.h>

#include "names.h"

/* NULL: the symbol is no definition for others. */
static inline const char *defined_name(const struct symbol_table *table, GElf_Sym symbol)
{
    unsigned char type = GELF_ST_TYPE(symbol.st_info);
    if (symbol.st_shndx == SHN_UNDEF || GELF_ST_BIND(symbol.st_info) == STB_LOCAL ||
        type == STT_SECTION || type == STT_FILE)
        return NULL;
    const char *name = symbol_name(table, &symbol);
    return *name ? name : NULL;
}

bool symbol_hashes_read(struct object *object, struct arena *arena, struct archive_index *index)
{
    struct symbol_table *table =
        object->header.e_type == ET_REL ? &object->symtab : &object->dynsym;
    size_t first = table->first_global;
    uint32_t *hashes = arena_alloc(arena, (table->count - first) * sizeof *hashes);
    if (!hashes)
        return false;
    for (size_t i = first ? first : 1; i < table->count; i++) {
        const char *name = defined_name(table, symbol_read(table, i));
        if (!name)
            continue;
        size_t length = strlen(name);
        hashes[i - first] = names_hash(name, length);
        if (index)
            archive_index_expect(index, name, length, object->place);
    }
    table->hashes = hashes;
    return true;
}
