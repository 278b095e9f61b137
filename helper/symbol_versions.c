/* SPDX-License-Identifier: MIT */
#include "symbol_versions.h"

#include <errno.h>
#include <limits.h>

#include "object_validity.h"
#include "problem.h"

enum { HIDDEN = 0x8000, NUMBERS = 0x8000 };

struct reader {
    Elf *elf;
    Elf_Data *data;
    size_t strings; /* the section of the names */
    struct symbol_versions *versions;
};

static bool keep(struct reader *reader, unsigned number, size_t name, bool needed)
{
    const char *text = elf_strptr(reader->elf, reader->strings, name);
    number &= NUMBERS - 1;
    reader->versions->values[number] = (struct symbol_version){.name = text, .needed = needed};
    return text != NULL;
}

/* Moves to the next entry of a chain, which only ever goes forward. */
static bool advance(size_t *offset, uint32_t distance)
{
    *offset += distance;
    return distance && *offset <= INT_MAX;
}

static bool read_defined(struct reader *reader)
{
    GElf_Verdef entry;
    GElf_Verdaux name;
    size_t offset = 0;
    do {
        if (!gelf_getverdef(reader->data, (int)offset, &entry) ||
            entry.vd_aux > (size_t)INT_MAX - offset ||
            !gelf_getverdaux(reader->data, (int)(offset + entry.vd_aux), &name))
            return false;
        if (!(entry.vd_flags & VER_FLG_BASE) && !keep(reader, entry.vd_ndx, name.vda_name, false))
            return false;
    } while (advance(&offset, entry.vd_next));
    return true;
}

static bool read_needed(struct reader *reader)
{
    GElf_Verneed file;
    GElf_Vernaux entry;
    size_t offset = 0;
    do {
        if (!gelf_getverneed(reader->data, (int)offset, &file))
            return false;
        size_t at = offset;
        bool more = file.vn_cnt && advance(&at, file.vn_aux);
        while (more) {
            if (!gelf_getvernaux(reader->data, (int)at, &entry) ||
                !keep(reader, entry.vna_other, entry.vna_name, true))
                return false;
            more = advance(&at, entry.vna_next);
        }
    } while (advance(&offset, file.vn_next));
    return true;
}

static bool read_section(struct reader *reader, Elf_Scn *section, const struct section *header)
{
    if (header->type == SHT_GNU_versym) {
        reader->versions->numbers = elf_getdata(section, NULL);
        return reader->versions->numbers != NULL;
    }
    if (header->type != SHT_GNU_verdef && header->type != SHT_GNU_verneed)
        return true;
    reader->data = elf_getdata(section, NULL);
    reader->strings = header->link;
    if (!reader->data || !header->size)
        return reader->data != NULL;
    return header->type == SHT_GNU_verdef ? read_defined(reader) : read_needed(reader);
}

bool symbol_versions_read(const struct object *object, struct arena *arena,
                          struct symbol_versions *versions, struct polyffi_problem *problem)
{
    struct section header;
    *versions = (struct symbol_versions){0};
    if (!object->dynsym.count)
        return true;
    errno = 0;
    /* libelf only reads the image; its parameter lacks the const. */
    versions->elf = elf_memory((char *)(uintptr_t)object->bytes, object->size);
    struct reader reader = {.elf = versions->elf, .versions = versions};
    versions->values = arena_alloc(arena, NUMBERS * sizeof *versions->values);
    if (!versions->values || !versions->elf)
        return problem_memory(problem);
    for (size_t i = 1; i < object->section_count; i++)
        if (object_section(object, i, &header) &&
            !read_section(&reader, elf_getscn(versions->elf, i), &header))
            return errno == ENOMEM
                       ? problem_memory(problem)
                       : object_damaged(object, "its symbol versions can't be read", problem);
    return true;
}

void symbol_versions_free(struct symbol_versions *versions)
{
    elf_end(versions->elf);
    *versions = (struct symbol_versions){0};
}

const struct symbol_version *symbol_versions_find(const struct symbol_versions *versions,
                                                  size_t index, bool *hidden)
{
    GElf_Versym number;
    if (!versions->numbers || index > INT_MAX ||
        !gelf_getversym(versions->numbers, (int)index, &number))
        return NULL;
    *hidden = number & HIDDEN;
    const struct symbol_version *version = &versions->values[number & (NUMBERS - 1)];
    return version->name ? version : NULL;
}
