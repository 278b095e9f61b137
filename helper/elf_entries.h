/* SPDX-License-Identifier: MIT */
/* One header or table entry of an ELF file, of either class and byte order, aligned or not, in
   the form of 64-bit files.  That it lies within the file is for the caller to check; no handle
   and no memory is kept, which is what lets thousands of archive members be looked at. */
#ifndef ELF_ENTRIES_H
#define ELF_ENTRIES_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct elf_form {
    unsigned char class;    /* ELFCLASS32 or ELFCLASS64 */
    unsigned char encoding; /* ELFDATA2LSB or ELFDATA2MSB */
    bool native;            /* 64-bit, in this machine's byte order: entries are as we want them */
};

/* The form that the first EI_NIDENT bytes of a file state.  False: they state none. */
bool elf_form_of(const unsigned char *ident, struct elf_form *form);

/* The size of an entry: ELF_T_EHDR, ELF_T_SHDR, ELF_T_PHDR, ELF_T_SYM, ELF_T_REL, ELF_T_RELA,
   ELF_T_DYN. */
size_t elf_entry_size(struct elf_form form, Elf_Type type);

void elf_read_header(struct elf_form form, const unsigned char *at, GElf_Ehdr *header);
void elf_read_section(struct elf_form form, const unsigned char *at, GElf_Shdr *section);
void elf_read_segment(struct elf_form form, const unsigned char *at, GElf_Phdr *segment);
void elf_read_dynamic(struct elf_form form, const unsigned char *at, GElf_Dyn *dynamic);
uint32_t elf_read_word(struct elf_form form, const unsigned char *at);

/* Without an addend in the entry, it is 0. */
void elf_read_relocation(struct elf_form form, const unsigned char *at, bool with_addend,
                         GElf_Rela *relocation);

/* For elf_read_symbol only. */
GElf_Sym elf_convert_symbol(struct elf_form form, const unsigned char *at);

/* Symbols come by the million: as a value, so that only what is used of it is read. */
static inline GElf_Sym elf_read_symbol(struct elf_form form, const unsigned char *at)
{
    GElf_Sym symbol;
    if (!form.native)
        return elf_convert_symbol(form, at);
    memcpy(&symbol, at, sizeof symbol);
    return symbol;
}

#endif
