/* SPDX-License-Identifier: MIT */
#include "object_validity.h"

#include <string.h>

#include "linked_validity.h"
#include "problem.h"
#include "section_validity.h"

bool object_damaged(const struct object *object, const char *what, struct polyffi_problem *problem)
{
    return problem_set(problem, object->path, 0, "%s%s%sis damaged: %s; build it again",
                       object->member ? "member '" : "", object->member ? object->member : "",
                       object->member ? "' " : "", what);
}

static bool is_relocatable(const struct object *object)
{
    return object->header.e_type == ET_REL;
}

/* A table of so many entries at the offset lies within the file. */
static bool is_inside(const struct object *object, uint64_t offset, uint64_t count, size_t entry)
{
    return offset <= object->size && count <= (object->size - offset) / entry;
}

/* More than 65279 sections: their number is
   the first one's size. */
static bool check_section_headers(struct object *object, struct polyffi_problem *problem)
{
    static const char outside[] = "its section headers lie outside of the file";
    const GElf_Ehdr *header = &object->header;
    size_t entry = elf_entry_size(object->form, ELF_T_SHDR);
    uint64_t count = header->e_shnum;
    GElf_Shdr first;
    if (header->e_shoff) {
        if (!is_inside(object, header->e_shoff, count ? count : 1, entry))
            return object_damaged(object, outside, problem);
        if (!count) {
            elf_read_section(object->form, object->bytes + header->e_shoff, &first);
            count = first.sh_size;
        }
        if (!is_inside(object, header->e_shoff, count, entry))
            return object_damaged(object, outside, problem);
        if (count && header->e_shentsize != entry)
            return object_damaged(object, "its section headers have a wrong size", problem);
        object->section_count = count;
    }
    return object->section_count || !is_relocatable(object) ||
           object_damaged(object, "it has no sections", problem);
}

/* More than 65534 segments: their number is in the first section header. */
static bool check_program_headers(struct object *object, struct polyffi_problem *problem)
{
    const GElf_Ehdr *header = &object->header;
    size_t entry = elf_entry_size(object->form, ELF_T_PHDR);
    uint64_t count = header->e_phnum;
    GElf_Shdr first;
    if (is_relocatable(object) || !header->e_phoff || !count)
        return true;
    if (header->e_phentsize != entry)
        return object_damaged(object, "its program headers have a wrong size", problem);
    if (count == PN_XNUM && object_section_header(object, 0, &first))
        count = first.sh_info;
    if (!is_inside(object, header->e_phoff, count, entry))
        return object_damaged(object, "its program headers lie outside of the file", problem);
    object->segment_count = count;
    return true;
}

bool object_check_headers(struct object *object, struct polyffi_problem *problem)
{
    return check_section_headers(object, problem) && check_program_headers(object, problem);
}

bool object_check_section(const struct object *object, const GElf_Shdr *header,
                          struct polyffi_problem *problem)
{
    bool symbols = header->sh_type == SHT_SYMTAB || header->sh_type == SHT_DYNSYM;
    if (header->sh_type == SHT_NULL)
        return true;
    if (header->sh_type != SHT_NOBITS && !is_inside(object, header->sh_offset, header->sh_size, 1))
        return object_damaged(object, "a section lies outside of the file", problem);
    if (object->section_names && header->sh_name >= object->section_names_size)
        return object_damaged(object, "a section's name lies outside of the table", problem);
    if (symbols && header->sh_flags & SHF_COMPRESSED)
        return object_damaged(object, "its symbol table is marked compressed", problem);
    return section_check(object, header, problem);
}

static bool has_section(const struct object *object, const struct symbol_table *table, size_t index,
                        size_t section)
{
    if (section == SHN_XINDEX)
        return index < table->extended_count &&
               symbol_extended_section(table, index) < object->section_count;
    return (section >= SHN_LORESERVE && section <= SHN_HIOS) || section == SHN_ABS ||
           section == SHN_COMMON;
}

/* A name of more than 4095 bytes has all of a block. */
static bool has_long_name(const struct symbol_table *table)
{
    enum { BLOCK = 4096 };
    for (size_t at = 0; table->strings_size - at > BLOCK; at += BLOCK)
        if (!memchr(table->strings + at, '\0', BLOCK))
            return true;
    return false;
}

/* Names may be the ends of others, but each with all others as its end would take years to
   read. */
static bool names_are_bounded(const struct symbol_table *table)
{
    enum { OFTEN = 64, ENOUGH = 64 << 20 };
    size_t room = table->strings_size > SIZE_MAX / OFTEN - ENOUGH
                      ? SIZE_MAX
                      : table->strings_size * OFTEN + ENOUGH;
    if (!has_long_name(table))
        return true;
    for (size_t i = 1; i < table->count; i++) {
        GElf_Sym symbol = symbol_read(table, i);
        size_t length = strlen(symbol_name(table, &symbol));
        if (length > room)
            return false;
        room -= length;
    }
    return true;
}

/* Linked files are asked about names only: tools that remove sections leave their symbols
   behind. */
static bool check_symbols(const struct object *object, const struct symbol_table *table,
                          struct polyffi_problem *problem)
{
    bool relocatable = is_relocatable(object);
    if (!names_are_bounded(table))
        return object_damaged(object, "its symbols have names that overlap again and again",
                              problem);
    const struct symbol_table these = *table; /* a copy, which a compiler keeps in registers */
    struct last_section last = {0};
    for (size_t i = 1; i < these.count; i++) {
        GElf_Sym symbol = symbol_read(&these, i);
        if (symbol.st_name >= table->strings_size && symbol.st_name)
            return object_damaged(object, "a symbol's name lies outside of the table", problem);
        if (!relocatable)
            continue;
        size_t section = symbol.st_shndx;
        if ((section >= SHN_LORESERVE || section >= object->section_count) &&
            !has_section(object, table, i, section))
            return object_damaged(object, "a symbol is in a section that does not exist", problem);
        if ((GELF_ST_BIND(symbol.st_info) == STB_LOCAL) != (i < table->first_global))
            return object_damaged(
                object, "its symbol table has local and global symbols in the wrong order",
                problem);
        const char *fault = section_symbol_fault(object, table, i, &symbol, &last);
        if (fault)
            return object_damaged(object, fault, problem);
    }
    return true;
}

bool object_check_contents(const struct object *object, struct polyffi_problem *problem)
{
    if (!check_symbols(object, &object->symtab, problem) ||
        !check_symbols(object, &object->dynsym, problem))
        return false;
    if (object->last_used && object->last_used >= object->symtab.count)
        return object_damaged(object, "a relocation or a group names a symbol that does not exist",
                              problem);
    return is_relocatable(object) || linked_check(object, problem);
}
