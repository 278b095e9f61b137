/* SPDX-License-Identifier: MIT */
#include "objects.h"

#include <string.h>

#include "mangling.h"
#include "object_validity.h"
#include "problem.h"
#include "section_validity.h"

enum { LARGE_COMMON = 0xff02 }; /* SHN_X86_64_LCOMMON: <elf.h> lacks it */

static bool read_header(struct object *object, struct polyffi_problem *problem)
{
    if (object->size < EI_NIDENT || !elf_form_of(object->bytes, &object->form) ||
        object->size < elf_entry_size(object->form, ELF_T_EHDR))
        return object_damaged(object, "its ELF header can't be read", problem);
    elf_read_header(object->form, object->bytes, &object->header);
    object->class = object->form.class;
    if (object->header.e_version != EV_CURRENT)
        return object_damaged(object, "its ELF header is of an unknown version", problem);
    if (object->header.e_ehsize != elf_entry_size(object->form, ELF_T_EHDR))
        return object_damaged(object, "its ELF header has a wrong size", problem);
    return true;
}

/* The section's content; NULL: it has none in the file, or does not lie within it. */
static const unsigned char *content(const struct object *object, const GElf_Shdr *header)
{
    if (header->sh_type == SHT_NOBITS || header->sh_type == SHT_NULL || !header->sh_size ||
        header->sh_offset > object->size || header->sh_size > object->size - header->sh_offset)
        return NULL;
    return object->bytes + header->sh_offset;
}

/* A table of strings: ends with NUL, so that each string in it does. */
static bool read_strings(const struct object *object, size_t index, const char **strings,
                         size_t *size)
{
    GElf_Shdr header;
    if (!object_section_header(object, index, &header) || header.sh_type != SHT_STRTAB)
        return false;
    *strings = (const char *)content(object, &header);
    *size = header.sh_size;
    return *strings && (*strings)[*size - 1] == '\0';
}

/* With very many sections the index of the names is in the first section header. */
static bool read_section_names(struct object *object, struct polyffi_problem *problem)
{
    GElf_Shdr first;
    size_t index = object->header.e_shstrndx;
    if (!object->section_count)
        return true;
    if (index == SHN_XINDEX && object_section_header(object, 0, &first))
        index = first.sh_link;
    if (index && !read_strings(object, index, &object->section_names, &object->section_names_size))
        return object_damaged(object, "its section names can't be read", problem);
    return true;
}

static const char *section_name(const struct object *object, size_t offset)
{
    return offset < object->section_names_size ? object->section_names + offset : "";
}

static bool read_symbols(struct object *object, const GElf_Shdr *header, struct symbol_table *table,
                         struct polyffi_problem *problem)
{
    size_t entry = elf_entry_size(object->form, ELF_T_SYM);
    if (header->sh_entsize != entry || header->sh_size % entry)
        return object_damaged(object, "its symbol table has entries of a wrong size", problem);
    table->form = object->form;
    table->symbols = object->bytes + header->sh_offset;
    table->count = header->sh_size / entry;
    if (header->sh_info > table->count)
        return object_damaged(object, "its symbol table has fewer symbols than local ones",
                              problem);
    table->first_global = header->sh_info;
    if (table->count > 1 &&
        !read_strings(object, header->sh_link, &table->strings, &table->strings_size))
        return object_damaged(object, "its symbol names can't be read", problem);
    return true;
}

/* What .comment tells about who made the object. */
static void read_comment(struct object *object, const GElf_Shdr *header)
{
    const unsigned char *bytes = content(object, header);
    if (bytes && memmem(bytes, header->sh_size, "rustc version", strlen("rustc version")))
        object->rust = true;
}

static void read_plain_section(struct object *object, const GElf_Shdr *header)
{
    const char *name = section_name(object, header->sh_name);
    if (name[0] != '.')
        return;
    if (strcmp(name, ".note.GNU-stack") == 0)
        object->stack_note =
            header->sh_flags & SHF_EXECINSTR ? STACK_NOTE_EXECUTABLE : STACK_NOTE_PLAIN;
    else if (strcmp(name, ".comment") == 0)
        read_comment(object, header);
    else if (strncmp(name, ".gnu.lto_", strlen(".gnu.lto_")) == 0)
        object->optimised = true;
}

static bool read_section(struct object *object, size_t index, struct polyffi_problem *problem)
{
    GElf_Shdr header;
    if (!object_section_header(object, index, &header) ||
        !object_check_section(object, &header, problem))
        return false;
    if (header.sh_type == SHT_SYMTAB)
        return read_symbols(object, &header, &object->symtab, problem);
    if (header.sh_type == SHT_DYNSYM)
        return read_symbols(object, &header, &object->dynsym, problem);
    if (!section_note_uses(object, &header, problem))
        return false;
    if (header.sh_type == SHT_SYMTAB_SHNDX) {
        object->symtab.extended = content(object, &header);
        object->symtab.extended_count = header.sh_size / sizeof(Elf32_Word);
    }
    if (!(header.sh_flags & SHF_ALLOC)) {
        read_plain_section(object, &header);
    } else if (header.sh_size && header.sh_type != SHT_NOTE) {
        object->has_content = true;
        object->has_code = object->has_code || header.sh_flags & SHF_EXECINSTR;
    }
    return true;
}

/* gcc's slim objects have one COMMON symbol that says so. */
static bool is_slim(const struct object *object)
{
    struct symbol symbol;
    for (size_t i = object->symtab.first_global; i < object->symtab.count; i++)
        if (object_symbol(&object->symtab, i, &symbol) &&
            strcmp(symbol.name, "__gnu_lto_slim") == 0)
            return true;
    return false;
}

bool object_open(struct object *object, const unsigned char *bytes, size_t size,
                 struct polyffi_problem *problem)
{
    object->bytes = bytes;
    object->size = size;
    if (!read_header(object, problem) || !object_check_headers(object, problem) ||
        !read_section_names(object, problem))
        return false;
    for (size_t i = 1; i < object->section_count; i++)
        if (!read_section(object, i, problem))
            return false;
    if (!object_check_contents(object, problem))
        return false;
    object->opaque = object->optimised && is_slim(object);
    object->among_rust = object->rust;
    return true;
}

size_t symbol_extended_section(const struct symbol_table *table, size_t index)
{
    if (!table->extended || index >= table->extended_count)
        return 0;
    return elf_read_word(table->form, table->extended + index * sizeof(Elf32_Word));
}

bool object_symbol(const struct symbol_table *table, size_t index, struct symbol *symbol)
{
    if (!index || index >= table->count)
        return false;
    GElf_Sym raw = symbol_read(table, index);
    *symbol = (struct symbol){
        .name = symbol_name(table, &raw),
        .value = raw.st_value,
        .size = raw.st_size,
        .binding = GELF_ST_BIND(raw.st_info),
        .type = GELF_ST_TYPE(raw.st_info),
        .visibility = GELF_ST_VISIBILITY(raw.st_other),
        .undefined = raw.st_shndx == SHN_UNDEF,
        .absolute = raw.st_shndx == SHN_ABS,
        .common = raw.st_shndx == SHN_COMMON || raw.st_shndx == LARGE_COMMON,
    };
    if (raw.st_shndx == SHN_XINDEX)
        symbol->section = symbol_extended_section(table, index);
    else if (raw.st_shndx < SHN_LORESERVE)
        symbol->section = raw.st_shndx;
    return true;
}

/* How many definitions have the name, from the index on; the symbol is the last of them. */
static size_t find_definitions(const struct symbol_table *table, size_t index, size_t end,
                               const char *name, struct symbol *symbol)
{
    struct symbol each;
    size_t found = 0;
    for (; index < end; index++) {
        if (!object_symbol(table, index, &each) || each.undefined || each.type == STT_SECTION ||
            each.type == STT_FILE || strcmp(each.name, name) != 0)
            continue;
        *symbol = each;
        found++;
    }
    return found;
}

bool object_find_global(const struct symbol_table *table, const char *name, struct symbol *symbol)
{
    return find_definitions(table, table->first_global, table->count, name, symbol) > 0;
}

bool object_find_symbol(const struct symbol_table *table, const char *name, struct symbol *symbol)
{
    return object_find_global(table, name, symbol) ||
           find_definitions(table, 1, table->first_global, name, symbol) == 1;
}

bool object_section_header(const struct object *object, size_t index, GElf_Shdr *header)
{
    if (index >= object->section_count)
        return false;
    size_t entry = object->class == ELFCLASS32 ? sizeof(Elf32_Shdr) : sizeof(Elf64_Shdr);
    elf_read_section(object->form, object->bytes + object->header.e_shoff + index * entry, header);
    return true;
}

bool object_section(const struct object *object, size_t index, struct section *section)
{
    GElf_Shdr header;
    if (!index || !object_section_header(object, index, &header))
        return false;
    *section = (struct section){
        .name = section_name(object, header.sh_name),
        .type = header.sh_type,
        .flags = header.sh_flags,
        .size = header.sh_size,
        .info = header.sh_info,
        .link = header.sh_link,
    };
    return true;
}

uint64_t object_section_flags(const struct object *object, size_t index)
{
    struct section section;
    return object_section(object, index, &section) ? section.flags : 0;
}

const unsigned char *object_section_bytes(const struct object *object, size_t index, size_t *size)
{
    GElf_Shdr header;
    *size = 0;
    if (!index || !object_section_header(object, index, &header) ||
        header.sh_flags & SHF_COMPRESSED)
        return NULL;
    const unsigned char *bytes = content(object, &header);
    if (bytes)
        *size = header.sh_size;
    return bytes;
}

void relocations_begin(struct relocations *walk, const struct object *object)
{
    *walk = (struct relocations){.object = object};
}

static size_t relocation_size(const struct relocations *walk)
{
    return elf_entry_size(walk->object->form, walk->with_addend ? ELF_T_RELA : ELF_T_REL);
}

/* Moves to the next table that is not empty. */
static bool next_table(struct relocations *walk)
{
    const struct object *object = walk->object;
    GElf_Shdr header;
    while (++walk->section < object->section_count) {
        if (!object_section_header(object, walk->section, &header) ||
            (header.sh_type != SHT_REL && header.sh_type != SHT_RELA))
            continue;
        walk->with_addend = header.sh_type == SHT_RELA;
        walk->target = header.sh_info;
        walk->entries = content(object, &header);
        walk->next = 0;
        walk->count = walk->entries ? header.sh_size / relocation_size(walk) : 0;
        if (walk->count)
            return true;
    }
    return false;
}

bool relocations_next(struct relocations *walk, struct relocation *relocation)
{
    GElf_Rela entry;
    if (walk->next >= walk->count && !next_table(walk))
        return false;
    elf_read_relocation(walk->object->form, walk->entries + walk->next++ * relocation_size(walk),
                        walk->with_addend, &entry);
    *relocation = (struct relocation){
        .offset = entry.r_offset,
        .type = (uint32_t)GELF_R_TYPE(entry.r_info),
        .symbol = (size_t)GELF_R_SYM(entry.r_info),
        .addend = entry.r_addend,
    };
    return true;
}

bool object_segment_at(const struct object *object, size_t index, GElf_Phdr *segment)
{
    if (index >= object->segment_count)
        return false;
    size_t entry = elf_entry_size(object->form, ELF_T_PHDR);
    elf_read_segment(object->form, object->bytes + object->header.e_phoff + index * entry, segment);
    return true;
}

bool object_segment(const struct object *object, uint32_t type, GElf_Phdr *segment)
{
    for (size_t i = 0; object_segment_at(object, i, segment); i++)
        if (segment->p_type == type)
            return true;
    return false;
}

/* The loader goes by the segment and knows no sections. */
bool object_dynamic_at(const struct object *object, int64_t tag, size_t which, uint64_t *value)
{
    GElf_Phdr segment;
    GElf_Dyn entry;
    size_t size = elf_entry_size(object->form, ELF_T_DYN);
    if (!object_segment(object, PT_DYNAMIC, &segment) || segment.p_offset > object->size ||
        segment.p_filesz > object->size - segment.p_offset)
        return false;
    const unsigned char *at = object->bytes + segment.p_offset;
    for (size_t count = segment.p_filesz / size; count; count--, at += size) {
        elf_read_dynamic(object->form, at, &entry);
        if (entry.d_tag == DT_NULL)
            return false;
        if (entry.d_tag == tag && !which--) {
            *value = entry.d_un.d_val;
            return true;
        }
    }
    return false;
}

bool object_dynamic(const struct object *object, int64_t tag, uint64_t *value)
{
    return object_dynamic_at(object, tag, 0, value);
}

bool object_address_is_code(const struct object *object, uint64_t address)
{
    GElf_Phdr segment;
    for (size_t i = 0; object_segment_at(object, i, &segment); i++)
        if (segment.p_type == PT_LOAD && segment.p_flags & PF_X && address >= segment.p_vaddr &&
            address - segment.p_vaddr < segment.p_memsz)
            return true;
    return false;
}

bool object_is_code(const struct object *object, const struct symbol *symbol)
{
    if (symbol->type == STT_FUNC || symbol->type == STT_GNU_IFUNC)
        return true;
    if (symbol->type == STT_OBJECT || symbol->type == STT_TLS || symbol->common)
        return false;
    return object_section_flags(object, symbol->section) & SHF_EXECINSTR;
}

const char *object_source_name(const struct object *object)
{
    struct symbol symbol;
    for (size_t i = 1; i < object->symtab.first_global; i++)
        if (object_symbol(&object->symtab, i, &symbol) && symbol.type == STT_FILE && symbol.name[0])
            return symbol.name;
    return NULL;
}

/* "greet-0123456789abcdef.greet.1335466399266fd1-cgu.0.rcgu.o", with anything before the first
   dot. */
const char *object_crate(const struct object *object, size_t *length)
{
    const char *unit = object->member ? strstr(object->member, "-cgu.") : NULL;
    const char *hash = unit ? memrchr(object->member, '.', (size_t)(unit - object->member)) : NULL;
    const char *dot = hash ? memrchr(object->member, '.', (size_t)(hash - object->member)) : NULL;
    if (!dot || hash == dot + 1)
        return NULL;
    *length = (size_t)(hash - dot - 1);
    return dot + 1;
}

enum language object_language(const struct object *object)
{
    static const struct {
        const char *ending;
        enum language language;
    } endings[] = {
        {".asm", LANGUAGE_NASM}, {".nasm", LANGUAGE_NASM}, {".nas", LANGUAGE_NASM},
        {".s", LANGUAGE_GAS},    {".S", LANGUAGE_GAS},     {".sx", LANGUAGE_GAS},
        {".c", LANGUAGE_C},      {".i", LANGUAGE_C},       {".cc", LANGUAGE_C},
        {".cpp", LANGUAGE_C},    {".cxx", LANGUAGE_C},     {".C", LANGUAGE_C},
    };
    const char *name = object_source_name(object);
    const char *dot = name ? strrchr(name, '.') : NULL;
    if (object->rust)
        return LANGUAGE_RUST;
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcmp(dot, endings[i].ending) == 0)
            return endings[i].language;
    return LANGUAGE_OTHER;
}

bool object_is_assembler(const struct object *object)
{
    enum language language = object_language(object);
    return language == LANGUAGE_NASM || language == LANGUAGE_GAS;
}
