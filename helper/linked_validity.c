/* SPDX-License-Identifier: MIT */
#include "linked_validity.h"

#include <string.h>

#include "object_validity.h"

static const char *load_fault(const GElf_Phdr *segment, const GElf_Phdr *before)
{
    uint64_t align = segment->p_align;
    if (segment->p_filesz > segment->p_memsz)
        return "a segment has more bytes in the file than in memory";
    if (segment->p_memsz > UINT64_MAX - segment->p_vaddr)
        return "a segment ends behind the last address";
    if (align & (align - 1) || align > UINT32_MAX)
        return "a segment's alignment is impossible";
    if (align > 1 && (segment->p_vaddr - segment->p_offset) & (align - 1))
        return "a segment's address does not fit its offset in the file";
    if (before->p_type == PT_LOAD && segment->p_vaddr < before->p_vaddr)
        return "its segments are not in the order of their addresses";
    return NULL;
}

static const char *segment_fault(const struct object *object, const GElf_Phdr *segment)
{
    if (segment->p_type == PT_NULL || !segment->p_filesz)
        return NULL;
    if (segment->p_offset > object->size || segment->p_filesz > object->size - segment->p_offset)
        return "a segment lies outside of the file";
    if (segment->p_type == PT_INTERP &&
        object->bytes[segment->p_offset + segment->p_filesz - 1] != '\0')
        return "the name of its interpreter has no end";
    return NULL;
}

/* The bytes that are loaded to the address, and how many there are from there on; NULL: none. */
static const unsigned char *loaded_at(const struct object *object, uint64_t address, uint64_t *size)
{
    GElf_Phdr segment;
    for (size_t i = 0; object_segment_at(object, i, &segment); i++)
        if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
            address - segment.p_vaddr < segment.p_filesz) {
            *size = segment.p_filesz - (address - segment.p_vaddr);
            return object->bytes + segment.p_offset + (address - segment.p_vaddr);
        }
    return NULL;
}

/* Tables that the dynamic section names: the tags of their addresses and sizes; 0: it has no size
   of its own. */
static const struct {
    int64_t address, size;
    const char *outside;
} tables[] = {
    {DT_STRTAB, DT_STRSZ, "its dynamic strings lie outside of what is loaded"},
    {DT_SYMTAB, 0, "its dynamic symbols lie outside of what is loaded"},
    {DT_HASH, 0, "its table of hashes lies outside of what is loaded"},
    {DT_GNU_HASH, 0, "its table of hashes lies outside of what is loaded"},
    {DT_RELA, DT_RELASZ, "its dynamic relocations lie outside of what is loaded"},
    {DT_REL, DT_RELSZ, "its dynamic relocations lie outside of what is loaded"},
    {DT_JMPREL, DT_PLTRELSZ, "the relocations of its calls lie outside of what is loaded"},
    {DT_INIT, 0, "its start-up function lies outside of what is loaded"},
    {DT_FINI, 0, "its end function lies outside of what is loaded"},
    {DT_INIT_ARRAY, DT_INIT_ARRAYSZ, "its list of constructors lies outside of what is loaded"},
    {DT_FINI_ARRAY, DT_FINI_ARRAYSZ, "its list of destructors lies outside of what is loaded"},
    {DT_VERSYM, 0, "the versions of its symbols lie outside of what is loaded"},
    {DT_VERNEED, 0, "the versions that it needs lie outside of what is loaded"},
    {DT_VERDEF, 0, "the versions that it defines lie outside of what is loaded"},
};

static const char *tables_fault(const struct object *object)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        uint64_t address = 0, size = 0, room = 0;
        if (object_dynamic(object, tables[i].address, &address) && address &&
            (!loaded_at(object, address, &room) ||
             (tables[i].size && object_dynamic(object, tables[i].size, &size) && size > room)))
            return tables[i].outside;
    }
    return NULL;
}

/* The tag, where there is one, has the value. */
static bool states(const struct object *object, int64_t tag, uint64_t wanted)
{
    uint64_t value;
    return !object_dynamic(object, tag, &value) || value == wanted;
}

static const char *sizes_fault(const struct object *object)
{
    if (!states(object, DT_SYMENT, elf_entry_size(object->form, ELF_T_SYM)))
        return "its dynamic section states a wrong size of symbols";
    if (!states(object, DT_RELAENT, elf_entry_size(object->form, ELF_T_RELA)) ||
        !states(object, DT_RELENT, elf_entry_size(object->form, ELF_T_REL)))
        return "its dynamic section states a wrong size of relocations";
    if (!states(object, DT_PLTREL, DT_RELA) && !states(object, DT_PLTREL, DT_REL))
        return "its dynamic section states an unknown kind of relocations";
    return NULL;
}

static bool names_string(int64_t tag)
{
    return tag == DT_NEEDED || tag == DT_SONAME || tag == DT_RPATH || tag == DT_RUNPATH;
}

/* The entries up to the one that ends them; last: the string furthest behind that they name. */
static bool has_end(const struct object *object, const GElf_Phdr *segment, uint64_t *last)
{
    GElf_Dyn entry;
    size_t size = elf_entry_size(object->form, ELF_T_DYN);
    const unsigned char *at = object->bytes + segment->p_offset;
    for (size_t count = segment->p_filesz / size; count; count--, at += size) {
        elf_read_dynamic(object->form, at, &entry);
        if (entry.d_tag == DT_NULL)
            return true;
        if (names_string(entry.d_tag) && entry.d_un.d_val > *last)
            *last = entry.d_un.d_val;
    }
    return false;
}

static const char *strings_fault(const struct object *object, uint64_t last)
{
    uint64_t address = 0, size = 0, room = 0;
    object_dynamic(object, DT_STRTAB, &address);
    object_dynamic(object, DT_STRSZ, &size);
    const unsigned char *strings = loaded_at(object, address, &room);
    if (!last && !size)
        return NULL;
    if (!address || !strings || !size || strings[size - 1] != '\0')
        return "its dynamic strings have no end";
    return last < size ? NULL : "a name in its dynamic section lies outside of the strings";
}

static const char *dynamic_fault(const struct object *object)
{
    GElf_Phdr segment;
    uint64_t last = 0;
    if (!object_segment(object, PT_DYNAMIC, &segment) || !segment.p_filesz)
        return NULL;
    if (!has_end(object, &segment, &last))
        return "its dynamic section has no end";
    const char *fault = tables_fault(object);
    fault = fault ? fault : strings_fault(object, last);
    return fault ? fault : sizes_fault(object);
}

enum { VERSION_ENTRY = 16 }; /* bytes of Verneed and of Vernaux, in both classes */

static unsigned read_half(const struct object *object, const unsigned char *at)
{
    bool big = object->form.encoding == ELFDATA2MSB;
    return (unsigned)at[big] | (unsigned)at[!big] << 8;
}

/* The versions needed of one library, at the offset of the section; *left is how many more entries
   there is room for. */
static const char *needed_of_library(const struct object *object, const GElf_Shdr *section,
                                     uint64_t offset, uint64_t *left)
{
    const unsigned char *bytes = object->bytes + section->sh_offset;
    uint64_t at = offset + elf_read_word(object->form, bytes + offset + 8);
    for (unsigned count = read_half(object, bytes + offset + 2); count; count--) {
        if (at > section->sh_size || section->sh_size - at < VERSION_ENTRY || !*left)
            return "a version that it needs lies outside of the section";
        --*left;
        if (elf_read_word(object->form, bytes + at + 8) >= object->dynsym.strings_size)
            return "the name of a version that it needs lies outside of the strings";
        at += elf_read_word(object->form, bytes + at + 12);
    }
    return NULL;
}

static const char *needed_fault(const struct object *object, const GElf_Shdr *section)
{
    const unsigned char *bytes = object->bytes + section->sh_offset;
    uint64_t at = 0, left = section->sh_size / VERSION_ENTRY;
    for (uint64_t count = section->sh_info; count; count--) {
        if (at > section->sh_size || section->sh_size - at < VERSION_ENTRY || !left)
            return "the versions that it needs lie outside of the section";
        left--;
        if (read_half(object, bytes + at) != VER_NEED_CURRENT)
            return "the versions that it needs are of an unknown form";
        if (elf_read_word(object->form, bytes + at + 4) >= object->dynsym.strings_size)
            return "the library of a version that it needs has no name";
        const char *fault = needed_of_library(object, section, at, &left);
        if (fault)
            return fault;
        at += elf_read_word(object->form, bytes + at + 12);
    }
    return NULL;
}

static const char *versions_fault(const struct object *object)
{
    GElf_Shdr header;
    const char *fault = NULL;
    for (size_t i = 1; !fault && object->dynsym.count && i < object->section_count; i++) {
        if (!object_section_header(object, i, &header))
            continue;
        if (header.sh_type == SHT_GNU_versym &&
            header.sh_size != object->dynsym.count * sizeof(Elf64_Half))
            fault = "its symbols have not one version each";
        else if (header.sh_type == SHT_GNU_verneed)
            fault = needed_fault(object, &header);
    }
    return fault;
}

bool linked_check(const struct object *object, struct polyffi_problem *problem)
{
    GElf_Phdr segment, before = {.p_type = PT_NULL};
    const char *fault = NULL;
    for (size_t i = 0; !fault && object_segment_at(object, i, &segment); i++) {
        fault = segment_fault(object, &segment);
        if (segment.p_type != PT_LOAD)
            continue;
        fault = fault ? fault : load_fault(&segment, &before);
        before = segment;
    }
    if (!fault)
        fault = dynamic_fault(object);
    if (!fault)
        fault = versions_fault(object);
    return !fault || object_damaged(object, fault, problem);
}
