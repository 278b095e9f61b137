/* SPDX-License-Identifier: MIT */
#include "archive_agreement.h"

const char *archive_next_defined(const struct object *object, size_t *at)
{
    const struct symbol_table *table = &object->symtab;
    GElf_Sym symbol;
    for (size_t i = *at > table->first_global ? *at : table->first_global; i < table->count; i++) {
        symbol_read(table, i, &symbol);
        if (symbol.st_shndx == SHN_UNDEF || GELF_ST_TYPE(symbol.st_info) == STT_SECTION ||
            GELF_ST_TYPE(symbol.st_info) == STT_FILE || !*symbol_name(table, &symbol))
            continue;
        *at = i + 1;
        return symbol_name(table, &symbol);
    }
    return NULL;
}

bool archive_agrees(const struct archive *archive, struct object *const *objects, size_t count)
{
    struct archive_index index;
    const char *name;
    if (!archive_index_begin(&index, archive))
        return false;
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; (name = archive_next_defined(objects[i], &at));)
            if (!archive_index_expect(&index, objects[i]->place, name))
                return false;
    return index.next == index.count;
}
