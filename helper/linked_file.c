/* SPDX-License-Identifier: MIT */
#include "linked_file.h"

#include <string.h>

bool linked_is_x86_64(const struct object *file)
{
    return file->header.e_machine == EM_X86_64 && file->class == ELFCLASS64 &&
           file->header.e_ident[EI_DATA] == ELFDATA2LSB && file->header.e_type != ET_REL;
}

const unsigned char *linked_bytes(const struct object *file, uint64_t address, size_t *size)
{
    GElf_Phdr segment;
    *size = 0;
    for (size_t i = 0; object_segment_at(file, i, &segment); i++) {
        if (segment.p_type != PT_LOAD || address < segment.p_vaddr ||
            address - segment.p_vaddr >= segment.p_filesz || segment.p_offset > file->size ||
            segment.p_filesz > file->size - segment.p_offset)
            continue;
        uint64_t within = address - segment.p_vaddr;
        *size = (size_t)(segment.p_filesz - within);
        return file->bytes + segment.p_offset + within;
    }
    return NULL;
}

const char *linked_string(const struct object *file, uint64_t address)
{
    size_t size;
    const unsigned char *bytes = linked_bytes(file, address, &size);
    return bytes && memchr(bytes, '\0', size) ? (const char *)bytes : NULL;
}

static bool read_number(const struct object *file, uint64_t address, uint64_t *number)
{
    size_t size;
    const unsigned char *bytes = linked_bytes(file, address, &size);
    if (!bytes || size < sizeof *number)
        return false;
    *number = 0;
    for (size_t i = 0; i < sizeof *number; i++)
        *number |= (uint64_t)bytes[i] << (8 * i);
    return true;
}

/* One of the loader's tables: where it is, as the dynamic section says. */
struct table {
    uint64_t address, size;
};

/* Those of relocations with addend. */
static const struct {
    int64_t address, size; /* dynamic tags */
} tables[] = {{DT_RELA, DT_RELASZ}, {DT_JMPREL, DT_PLTRELSZ}};

enum { TABLE_COUNT = sizeof tables / sizeof *tables };

static bool find_table(const struct object *file, int64_t address, int64_t size,
                       struct table *table)
{
    return object_dynamic(file, address, &table->address) &&
           object_dynamic(file, size, &table->size);
}

enum { RELA_SIZE = 24 };

/* The entry of a table of relocations with addend.  False: there are no more. */
static bool read_rela(const struct object *file, const struct table *table, uint64_t index,
                      GElf_Rela *rela)
{
    uint64_t addend, at = table->address + index * RELA_SIZE;
    if (index >= table->size / RELA_SIZE || !read_number(file, at, &rela->r_offset) ||
        !read_number(file, at + 8, &rela->r_info) || !read_number(file, at + 16, &addend))
        return false;
    rela->r_addend = (int64_t)addend;
    return true;
}

/* How many words DT_RELR's table relocates: an even entry is the address of one, an odd one has a
   bit for each of the 63 that follow. */
static uint64_t count_relr(const struct object *file)
{
    enum { TAG_SIZE = 35, TAG_ADDRESS = 36 }; /* DT_RELRSZ, DT_RELR: older <elf.h> lack them */
    struct table table;
    uint64_t entry, count = 0;
    if (!find_table(file, TAG_ADDRESS, TAG_SIZE, &table))
        return 0;
    for (uint64_t i = 0; i < table.size / 8; i++) {
        if (!read_number(file, table.address + i * 8, &entry))
            break;
        count += !(entry & 1);
        for (entry = entry & 1 ? entry - 1 : 0; entry; entry &= entry - 1)
            count++; /* a bit that is set */
    }
    return count;
}

uint64_t linked_relative_relocations(const struct object *file)
{
    struct table table;
    GElf_Rela rela;
    uint64_t count = count_relr(file);
    if (find_table(file, DT_RELA, DT_RELASZ, &table))
        for (uint64_t i = 0; read_rela(file, &table, i, &rela); i++)
            count += GELF_R_TYPE(rela.r_info) == R_X86_64_RELATIVE;
    return count;
}

/* What the relocation puts in its place; 0: that is another file's. */
static uint64_t relocated(const struct object *file, const GElf_Rela *rela)
{
    struct symbol symbol;
    if (GELF_R_TYPE(rela->r_info) == R_X86_64_RELATIVE)
        return (uint64_t)rela->r_addend;
    if (!object_symbol(&file->dynsym, (size_t)GELF_R_SYM(rela->r_info), &symbol) ||
        symbol.undefined)
        return 0;
    return symbol.value + (uint64_t)rela->r_addend;
}

static void relocate(const struct object *file, const struct table *table, uint64_t address,
                     uint64_t *pointers, size_t count)
{
    GElf_Rela rela;
    for (uint64_t i = 0; read_rela(file, table, i, &rela); i++)
        if (rela.r_offset >= address && (rela.r_offset - address) / 8 < count &&
            (rela.r_offset - address) % 8 == 0)
            pointers[(rela.r_offset - address) / 8] = relocated(file, &rela);
}

size_t linked_pointers(const struct object *file, uint64_t address, uint64_t *pointers,
                       size_t count)
{
    struct table table;
    size_t found = 0;
    while (found < count && read_number(file, address + found * 8, &pointers[found]))
        found++;
    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (find_table(file, tables[i].address, tables[i].size, &table))
            relocate(file, &table, address, pointers, found);
    return found;
}

const char *linked_import_name(const struct object *file, uint64_t address)
{
    struct table table;
    struct symbol symbol;
    GElf_Rela rela;
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (!find_table(file, tables[i].address, tables[i].size, &table))
            continue;
        for (uint64_t j = 0; read_rela(file, &table, j, &rela); j++)
            if (rela.r_offset == address)
                return object_symbol(&file->dynsym, (size_t)GELF_R_SYM(rela.r_info), &symbol) &&
                               symbol.undefined
                           ? symbol.name
                           : NULL;
    }
    return NULL;
}

const char *linked_function_name(const struct object *file, uint64_t address)
{
    const struct symbol_table *both[] = {&file->symtab, &file->dynsym};
    struct symbol symbol;
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 1; j < both[i]->count; j++)
            if (object_symbol(both[i], j, &symbol) && symbol.value == address &&
                !symbol.undefined && symbol.type == STT_FUNC && symbol.name[0])
                return symbol.name;
    return NULL;
}

bool linked_imports(const struct object *file, const char *name)
{
    struct symbol symbol;
    for (size_t i = file->dynsym.first_global; i < file->dynsym.count; i++)
        if (object_symbol(&file->dynsym, i, &symbol) && symbol.undefined &&
            strcmp(symbol.name, name) == 0)
            return true;
    return false;
}
