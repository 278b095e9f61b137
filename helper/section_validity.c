/* SPDX-License-Identifier: MIT */
#include "section_validity.h"

#include <string.h>

#include "object_validity.h"

static bool is_relocatable(const struct object *object)
{
    return object->header.e_type == ET_REL;
}

static bool is_symbol_table(const struct object *object, size_t index)
{
    GElf_Shdr header;
    return object_section_header(object, index, &header) && header.sh_type == SHT_SYMTAB;
}

static const char *relocations_fault(const struct object *object, const GElf_Shdr *header)
{
    Elf_Type type = header->sh_type == SHT_RELA ? ELF_T_RELA : ELF_T_REL;
    size_t entry = elf_entry_size(object->form, type);
    if (header->sh_entsize != entry || header->sh_size % entry)
        return "a table of relocations has entries of a wrong size";
    if (!is_symbol_table(object, header->sh_link))
        return "a table of relocations names no symbol table";
    if (!header->sh_info || header->sh_info >= object->section_count)
        return "a table of relocations is for a section that does not exist";
    return NULL;
}

static const char *group_fault(const struct object *object, const GElf_Shdr *header)
{
    if (!header->sh_size || header->sh_size % sizeof(Elf32_Word))
        return "a section group has entries of a wrong size";
    return is_symbol_table(object, header->sh_link) ? NULL
                                                    : "a section group names no symbol table";
}

/* Debug information serves only to find a line: what is wrong with it does no more harm. */
static bool is_debug(const struct object *object, const GElf_Shdr *header)
{
    static const char *const beginnings[] = {".debug_", ".rela.debug_", ".rel.debug_"};
    const char *name = object->section_names ? object->section_names + header->sh_name : "";
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (strncmp(name, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

/* The machine's own types of sections; others may have many. */
static bool is_unknown_type(const struct object *object, uint32_t type)
{
    return object->header.e_machine == EM_X86_64 && type >= SHT_LOPROC && type <= SHT_HIPROC &&
           type != SHT_X86_64_UNWIND;
}

static const char *header_fault(const struct object *object, const GElf_Shdr *header)
{
    if (header->sh_addralign & (header->sh_addralign - 1) || header->sh_addralign > UINT32_MAX)
        return "a section's alignment is impossible";
    if (header->sh_flags & SHF_COMPRESSED && header->sh_flags & SHF_ALLOC)
        return "a section that is loaded is marked compressed";
    if (!is_relocatable(object))
        return NULL;
    if (is_unknown_type(object, header->sh_type))
        return "a section is of a type that its machine does not have";
    if (header->sh_link >= object->section_count)
        return "a section refers to a section that does not exist";
    if (header->sh_type == SHT_REL || header->sh_type == SHT_RELA)
        return relocations_fault(object, header);
    if (header->sh_type == SHT_SYMTAB && object->symtab.symbols)
        return "it has two symbol tables";
    if (header->sh_type == SHT_SYMTAB && header->sh_size && !header->sh_info)
        return "its symbol table has no first entry";
    return header->sh_type == SHT_GROUP ? group_fault(object, header) : NULL;
}

bool section_check(const struct object *object, const GElf_Shdr *header,
                   struct polyffi_problem *problem)
{
    const char *fault = header_fault(object, header);
    return !fault || is_debug(object, header) || object_damaged(object, fault, problem);
}

/* Relocations come by the hundred thousand. */
static void read_relocation(const struct object *object, const unsigned char *at, bool with_addend,
                            GElf_Rela *relocation)
{
    if (object->form.native)
        memcpy(relocation, at, sizeof(GElf_Rel));
    else
        elf_read_relocation(object->form, at, with_addend, relocation);
}

static const char *note_relocations(struct object *object, const GElf_Shdr *header)
{
    GElf_Shdr target;
    GElf_Rela relocation;
    bool with_addend = header->sh_type == SHT_RELA;
    size_t entry = elf_entry_size(object->form, with_addend ? ELF_T_RELA : ELF_T_REL);
    const unsigned char *at = object->bytes + header->sh_offset;
    /* MIPS64 has an order of its own. */
    if (!is_relocatable(object) || object->header.e_machine == EM_MIPS ||
        !object_section_header(object, header->sh_info, &target) || !(target.sh_flags & SHF_ALLOC))
        return NULL;
    size_t last_used = object->last_used;
    for (size_t count = header->sh_size / entry; count; count--, at += entry) {
        read_relocation(object, at, with_addend, &relocation);
        if (relocation.r_offset > target.sh_size)
            return "a relocation lies outside of its section";
        if (GELF_R_SYM(relocation.r_info) > last_used)
            last_used = GELF_R_SYM(relocation.r_info);
    }
    object->last_used = (uint32_t)last_used;
    return NULL;
}

static const char *note_group(struct object *object, const GElf_Shdr *header)
{
    const Elf32_Word known = GRP_COMDAT | 0x0ff00000 | 0xf0000000; /* of systems and processors */
    const unsigned char *at = object->bytes + header->sh_offset;
    if (elf_read_word(object->form, at) & ~known)
        return "a section group is of an unknown kind";
    for (size_t count = header->sh_size / sizeof(Elf32_Word) - 1; count; count--) {
        at += sizeof(Elf32_Word);
        Elf32_Word member = elf_read_word(object->form, at);
        if (!member || member >= object->section_count)
            return "a section group has a member that does not exist";
    }
    if (header->sh_info > object->last_used)
        object->last_used = header->sh_info;
    return header->sh_info ? NULL : "a section group has no name";
}

bool section_note_uses(struct object *object, const GElf_Shdr *header,
                       struct polyffi_problem *problem)
{
    const char *fault = NULL;
    if (header->sh_type == SHT_REL || header->sh_type == SHT_RELA)
        fault = note_relocations(object, header);
    else if (header->sh_type == SHT_GROUP && is_relocatable(object))
        fault = note_group(object, header);
    return !fault || object_damaged(object, fault, problem);
}

/* Where st_size is how much of the section it takes: not so of powerpc64's descriptors. */
static bool has_plain_sizes(const struct object *object)
{
    switch (object->header.e_machine) {
    case EM_X86_64:
    case EM_386:
    case EM_AARCH64:
    case EM_RISCV:
        return true;
    default:
        return false;
    }
}

/* Of a function or thread-local symbol. */
static const char *place_fault(const struct object *object, const GElf_Sym *symbol, size_t section,
                               struct last_section *last)
{
    const GElf_Shdr *header = &last->header;
    if (!section)
        return NULL;
    if (section != last->index && !object_section_header(object, section, &last->header))
        return NULL;
    last->index = section;
    if (GELF_ST_TYPE(symbol->st_info) == STT_TLS)
        return header->sh_flags & SHF_TLS ? NULL
                                          : "a thread-local symbol is in an ordinary section";
    if (has_plain_sizes(object) && (symbol->st_value > header->sh_size ||
                                    symbol->st_size > header->sh_size - symbol->st_value))
        return "a function lies outside of its section";
    return NULL;
}

const char *section_symbol_fault(const struct object *object, const struct symbol_table *table,
                                 size_t index, const GElf_Sym *symbol, struct last_section *last)
{
    unsigned binding = GELF_ST_BIND(symbol->st_info), type = GELF_ST_TYPE(symbol->st_info);
    if (type < STT_FUNC && binding <= STB_WEAK && symbol->st_shndx != SHN_COMMON)
        return NULL; /* most are such */
    if (binding > STB_WEAK && binding < STB_LOOS)
        return "a symbol has a binding that does not exist";
    if (type > STT_TLS && type < STT_LOOS)
        return "a symbol has a type that does not exist";
    if (symbol->st_shndx == SHN_COMMON && symbol->st_value & (symbol->st_value - 1))
        return "a common symbol's alignment is not a power of two";
    if (type != STT_FUNC && type != STT_TLS)
        return NULL;
    if (symbol->st_shndx == SHN_XINDEX)
        return place_fault(object, symbol, symbol_extended_section(table, index), last);
    return symbol->st_shndx < SHN_LORESERVE ? place_fault(object, symbol, symbol->st_shndx, last)
                                            : NULL;
}
