/* SPDX-License-Identifier: MIT */
#include "objects.h"

#include <errno.h>
#include <libelf.h>
#include <string.h>

#include "mangling.h"
#include "object_validity.h"
#include "problem.h"

enum { LARGE_COMMON = 0xff02 }; /* SHN_X86_64_LCOMMON: <elf.h> lacks it */

static bool read_header(struct object *object, struct polyffi_problem *problem)
{
    /* libelf only reads the image; its parameter lacks the const. */
    object->elf = elf_memory((char *)(uintptr_t)object->bytes, object->size);
    if (!object->elf)
        return object_damaged(object, elf_errmsg(-1), problem);
    if (elf_kind(object->elf) != ELF_K_ELF || !gelf_getehdr(object->elf, &object->header))
        return object_damaged(object, "its ELF header can't be read", problem);
    object->class = object->header.e_ident[EI_CLASS];
    return true;
}

/* A table of strings: ends with NUL, so that each string in it does. */
static bool read_strings(const struct object *object, size_t index, const char **strings,
                         size_t *size)
{
    GElf_Shdr header;
    Elf_Scn *section = elf_getscn(object->elf, index);
    Elf_Data *data = section ? elf_rawdata(section, NULL) : NULL;
    if (!data || !data->d_buf || !data->d_size || !gelf_getshdr(section, &header) ||
        header.sh_type != SHT_STRTAB || ((const char *)data->d_buf)[data->d_size - 1] != '\0')
        return false;
    *strings = data->d_buf;
    *size = data->d_size;
    return true;
}

static bool read_section_names(struct object *object, struct polyffi_problem *problem)
{
    size_t index;
    if (!object->section_count)
        return true;
    if (elf_getshdrstrndx(object->elf, &index) != 0)
        return object_damaged(object, elf_errmsg(-1), problem);
    if (index && !read_strings(object, index, &object->section_names, &object->section_names_size))
        return object_damaged(object, "its section names can't be read", problem);
    return true;
}

static const char *section_name(const struct object *object, size_t offset)
{
    return offset < object->section_names_size ? object->section_names + offset : "";
}

static bool read_symbols(struct object *object, Elf_Scn *section, const GElf_Shdr *header,
                         struct symbol_table *table, struct polyffi_problem *problem)
{
    size_t entry = gelf_fsize(object->elf, ELF_T_SYM, 1, EV_CURRENT);
    if (header->sh_entsize != entry)
        return object_damaged(object, "its symbol table has entries of a wrong size", problem);
    table->symbols = elf_getdata(section, NULL);
    if (!table->symbols)
        return object_damaged(object, elf_errmsg(-1), problem);
    table->count = table->symbols->d_size / entry;
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
static void read_comment(struct object *object, Elf_Scn *section)
{
    Elf_Data *data = elf_rawdata(section, NULL);
    if (!data || !data->d_buf)
        return;
    if (memmem(data->d_buf, data->d_size, "rustc version", strlen("rustc version")))
        object->rust = true;
}

static void read_plain_section(struct object *object, Elf_Scn *section, const GElf_Shdr *header)
{
    const char *name = section_name(object, header->sh_name);
    if (name[0] != '.')
        return;
    if (strcmp(name, ".note.GNU-stack") == 0)
        object->stack_note =
            header->sh_flags & SHF_EXECINSTR ? STACK_NOTE_EXECUTABLE : STACK_NOTE_PLAIN;
    else if (strcmp(name, ".comment") == 0)
        read_comment(object, section);
    else if (strncmp(name, ".gnu.lto_", strlen(".gnu.lto_")) == 0)
        object->optimised = true;
}

static bool read_section(struct object *object, Elf_Scn *section, struct polyffi_problem *problem)
{
    GElf_Shdr header;
    if (!gelf_getshdr(section, &header))
        return object_damaged(object, elf_errmsg(-1), problem);
    if (!object_check_section(object, &header, problem))
        return false;
    if (header.sh_type == SHT_SYMTAB)
        return read_symbols(object, section, &header, &object->symtab, problem);
    if (header.sh_type == SHT_DYNSYM)
        return read_symbols(object, section, &header, &object->dynsym, problem);
    if (header.sh_type == SHT_REL || header.sh_type == SHT_RELA)
        object_note_relocations(object, &header);
    if (header.sh_type == SHT_SYMTAB_SHNDX)
        object->symtab.extended = elf_getdata(section, NULL);
    if (!(header.sh_flags & SHF_ALLOC)) {
        read_plain_section(object, section, &header);
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

static bool read_object(struct object *object, struct polyffi_problem *problem)
{
    if (!read_header(object, problem) || !object_check_headers(object, problem) ||
        !read_section_names(object, problem))
        return false;
    for (size_t i = 1; i < object->section_count; i++) {
        Elf_Scn *section = elf_getscn(object->elf, i);
        if (!section)
            return object_damaged(object, elf_errmsg(-1), problem);
        if (!read_section(object, section, problem))
            return false;
    }
    if (!object_check_contents(object, problem))
        return false;
    object->opaque = object->optimised && is_slim(object);
    return true;
}

/* libelf tells of memory that is out as of anything else that it can't do. */
bool object_open(struct object *object, const unsigned char *bytes, size_t size,
                 struct polyffi_problem *problem)
{
    object->bytes = bytes;
    object->size = size;
    errno = 0;
    return read_object(object, problem) || (errno == ENOMEM && problem_memory(problem));
}

void object_close(struct object *object)
{
    elf_end(object->elf);
    object->elf = NULL;
}

static size_t extended_section(const struct symbol_table *table, size_t index)
{
    const Elf_Data *data = table->extended;
    if (!data || !data->d_buf || index >= data->d_size / sizeof(Elf32_Word))
        return 0;
    Elf32_Word section;
    memcpy(&section, (const char *)data->d_buf + index * sizeof section, sizeof section);
    return section;
}

bool object_symbol(const struct symbol_table *table, size_t index, struct symbol *symbol)
{
    GElf_Sym raw;
    if (!index || index >= table->count || !gelf_getsym(table->symbols, (int)index, &raw))
        return false;
    *symbol = (struct symbol){
        .name = raw.st_name < table->strings_size ? table->strings + raw.st_name : "",
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
        symbol->section = extended_section(table, index);
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

bool object_section(const struct object *object, size_t index, struct section *section)
{
    GElf_Shdr header;
    Elf_Scn *found = index ? elf_getscn(object->elf, index) : NULL;
    if (!found || !gelf_getshdr(found, &header))
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
    Elf_Scn *section = elf_getscn(object->elf, index);
    Elf_Data *data = section ? elf_rawdata(section, NULL) : NULL;
    *size = 0;
    if (!data || !data->d_buf || object_section_flags(object, index) & SHF_COMPRESSED)
        return NULL;
    *size = data->d_size;
    return data->d_buf;
}

void relocations_begin(struct relocations *walk, const struct object *object)
{
    *walk = (struct relocations){.object = object};
}

/* Moves to the next table that is not empty. */
static bool next_table(struct relocations *walk)
{
    const struct object *object = walk->object;
    struct section section;
    while (++walk->section < object->section_count) {
        if (!object_section(object, walk->section, &section) ||
            (section.type != SHT_REL && section.type != SHT_RELA))
            continue;
        walk->with_addend = section.type == SHT_RELA;
        walk->target = section.info;
        walk->data = elf_getdata(elf_getscn(object->elf, walk->section), NULL);
        size_t entry =
            gelf_fsize(object->elf, walk->with_addend ? ELF_T_RELA : ELF_T_REL, 1, EV_CURRENT);
        walk->next = 0;
        walk->count = walk->data && entry ? walk->data->d_size / entry : 0;
        if (walk->count)
            return true;
    }
    return false;
}

bool relocations_next(struct relocations *walk, struct relocation *relocation)
{
    if (walk->next >= walk->count && !next_table(walk))
        return false;
    int index = (int)walk->next++;
    GElf_Rela with = {0};
    GElf_Rel without;
    if (walk->with_addend) {
        if (!gelf_getrela(walk->data, index, &with))
            return false;
    } else {
        if (!gelf_getrel(walk->data, index, &without))
            return false;
        with.r_offset = without.r_offset;
        with.r_info = without.r_info;
    }
    *relocation = (struct relocation){
        .offset = with.r_offset,
        .type = (uint32_t)GELF_R_TYPE(with.r_info),
        .symbol = (size_t)GELF_R_SYM(with.r_info),
        .addend = with.r_addend,
    };
    return true;
}

bool object_segment(const struct object *object, uint32_t type, GElf_Phdr *segment)
{
    size_t count = 0;
    if (elf_getphdrnum(object->elf, &count) != 0)
        return false;
    for (size_t i = 0; i < count; i++)
        if (gelf_getphdr(object->elf, (int)i, segment) && segment->p_type == type)
            return true;
    return false;
}

/* What the loader goes by, which knows no sections; NULL: there is none. */
static Elf_Data *dynamic_data(const struct object *object)
{
    GElf_Phdr segment;
    size_t entry = gelf_fsize(object->elf, ELF_T_DYN, 1, EV_CURRENT);
    if (!object_segment(object, PT_DYNAMIC, &segment) || segment.p_filesz < entry ||
        segment.p_offset > object->size || segment.p_filesz > object->size - segment.p_offset)
        return NULL;
    return elf_getdata_rawchunk(object->elf, (int64_t)segment.p_offset,
                                (size_t)(segment.p_filesz - segment.p_filesz % entry), ELF_T_DYN);
}

bool object_dynamic(const struct object *object, int64_t tag, uint64_t *value)
{
    Elf_Data *data = dynamic_data(object);
    GElf_Dyn entry;
    for (int i = 0; data && gelf_getdyn(data, i, &entry) && entry.d_tag != DT_NULL; i++)
        if (entry.d_tag == tag) {
            *value = entry.d_un.d_val;
            return true;
        }
    return false;
}

bool object_address_is_code(const struct object *object, uint64_t address)
{
    GElf_Phdr segment;
    size_t count = 0;
    if (elf_getphdrnum(object->elf, &count) != 0)
        return false;
    for (size_t i = 0; i < count; i++)
        if (gelf_getphdr(object->elf, (int)i, &segment) && segment.p_type == PT_LOAD &&
            segment.p_flags & PF_X && address >= segment.p_vaddr &&
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
