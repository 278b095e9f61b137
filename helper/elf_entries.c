/* SPDX-License-Identifier: MIT */
#include "elf_entries.h"

static unsigned char native_encoding(void)
{
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB;
}

bool elf_form_of(const unsigned char *ident, struct elf_form *form)
{
    *form = (struct elf_form){.class = ident[EI_CLASS], .encoding = ident[EI_DATA]};
    form->native = form->class == ELFCLASS64 && form->encoding == native_encoding();
    return memcmp(ident, ELFMAG, SELFMAG) == 0 && ident[EI_VERSION] == EV_CURRENT &&
           (form->class == ELFCLASS32 || form->class == ELFCLASS64) &&
           (form->encoding == ELFDATA2LSB || form->encoding == ELFDATA2MSB);
}

size_t elf_entry_size(struct elf_form form, Elf_Type type)
{
    return form.class == ELFCLASS32 ? elf32_fsize(type, 1, EV_CURRENT)
                                    : elf64_fsize(type, 1, EV_CURRENT);
}

/* Copies the entry, which makes it aligned, and brings it into this machine's byte order. */
static void convert(struct elf_form form, Elf_Type type, const unsigned char *at, void *entry)
{
    size_t size = elf_entry_size(form, type);
    Elf_Data data = {.d_buf = entry, .d_type = type, .d_version = EV_CURRENT, .d_size = size};
    memcpy(entry, at, size);
    if (form.encoding == native_encoding())
        return;
    if (form.class == ELFCLASS32)
        elf32_xlatetom(&data, &data, form.encoding);
    else
        elf64_xlatetom(&data, &data, form.encoding);
}

void elf_read_header(struct elf_form form, const unsigned char *at, GElf_Ehdr *header)
{
    Elf32_Ehdr narrow;
    if (form.class == ELFCLASS64) {
        convert(form, ELF_T_EHDR, at, header);
        return;
    }
    convert(form, ELF_T_EHDR, at, &narrow);
    *header = (GElf_Ehdr){
        .e_type = narrow.e_type,
        .e_machine = narrow.e_machine,
        .e_version = narrow.e_version,
        .e_entry = narrow.e_entry,
        .e_phoff = narrow.e_phoff,
        .e_shoff = narrow.e_shoff,
        .e_flags = narrow.e_flags,
        .e_ehsize = narrow.e_ehsize,
        .e_phentsize = narrow.e_phentsize,
        .e_phnum = narrow.e_phnum,
        .e_shentsize = narrow.e_shentsize,
        .e_shnum = narrow.e_shnum,
        .e_shstrndx = narrow.e_shstrndx,
    };
    memcpy(header->e_ident, narrow.e_ident, EI_NIDENT);
}

void elf_read_section(struct elf_form form, const unsigned char *at, GElf_Shdr *section)
{
    Elf32_Shdr narrow;
    if (form.native) {
        memcpy(section, at, sizeof *section);
        return;
    }
    if (form.class == ELFCLASS64) {
        convert(form, ELF_T_SHDR, at, section);
        return;
    }
    convert(form, ELF_T_SHDR, at, &narrow);
    *section = (GElf_Shdr){
        .sh_name = narrow.sh_name,
        .sh_type = narrow.sh_type,
        .sh_flags = narrow.sh_flags,
        .sh_addr = narrow.sh_addr,
        .sh_offset = narrow.sh_offset,
        .sh_size = narrow.sh_size,
        .sh_link = narrow.sh_link,
        .sh_info = narrow.sh_info,
        .sh_addralign = narrow.sh_addralign,
        .sh_entsize = narrow.sh_entsize,
    };
}

void elf_read_segment(struct elf_form form, const unsigned char *at, GElf_Phdr *segment)
{
    Elf32_Phdr narrow;
    if (form.class == ELFCLASS64) {
        convert(form, ELF_T_PHDR, at, segment);
        return;
    }
    convert(form, ELF_T_PHDR, at, &narrow);
    *segment = (GElf_Phdr){
        .p_type = narrow.p_type,
        .p_flags = narrow.p_flags,
        .p_offset = narrow.p_offset,
        .p_vaddr = narrow.p_vaddr,
        .p_paddr = narrow.p_paddr,
        .p_filesz = narrow.p_filesz,
        .p_memsz = narrow.p_memsz,
        .p_align = narrow.p_align,
    };
}

void elf_read_dynamic(struct elf_form form, const unsigned char *at, GElf_Dyn *dynamic)
{
    Elf32_Dyn narrow;
    if (form.class == ELFCLASS64) {
        convert(form, ELF_T_DYN, at, dynamic);
        return;
    }
    convert(form, ELF_T_DYN, at, &narrow);
    *dynamic = (GElf_Dyn){.d_tag = narrow.d_tag, .d_un.d_val = narrow.d_un.d_val};
}

uint32_t elf_read_word(struct elf_form form, const unsigned char *at)
{
    uint32_t word;
    convert(form, ELF_T_WORD, at, &word);
    return word;
}

void elf_read_relocation(struct elf_form form, const unsigned char *at, bool with_addend,
                         GElf_Rela *relocation)
{
    Elf32_Rela narrow = {0};
    Elf_Type type = with_addend ? ELF_T_RELA : ELF_T_REL;
    *relocation = (GElf_Rela){0};
    if (form.class == ELFCLASS64) {
        convert(form, type, at, relocation);
        return;
    }
    convert(form, type, at, &narrow);
    *relocation = (GElf_Rela){
        .r_offset = narrow.r_offset,
        .r_info = GELF_R_INFO((uint64_t)ELF32_R_SYM(narrow.r_info), ELF32_R_TYPE(narrow.r_info)),
        .r_addend = narrow.r_addend,
    };
}

GElf_Sym elf_convert_symbol(struct elf_form form, const unsigned char *at)
{
    GElf_Sym symbol;
    Elf32_Sym narrow;
    if (form.class == ELFCLASS64) {
        convert(form, ELF_T_SYM, at, &symbol);
        return symbol;
    }
    convert(form, ELF_T_SYM, at, &narrow);
    return (GElf_Sym){
        .st_name = narrow.st_name,
        .st_info = narrow.st_info,
        .st_other = narrow.st_other,
        .st_shndx = narrow.st_shndx,
        .st_value = narrow.st_value,
        .st_size = narrow.st_size,
    };
}
