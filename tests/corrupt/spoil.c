/* SPDX-License-Identifier: MIT
   Writes one field of an ELF file (64-bit, little-endian) or of an archive.

       spoil FILE PLACE=VALUE...

   A PLACE is one of

       ehdr:e_shoff             of the ELF header
       phdr[1]:p_offset         of a program header; phdr[DYNAMIC]:p_offset of the first of a type
       .symtab:sh_size          of a section's header; #3:sh_size by its number
       .symtab[4]:st_name       of an entry of a section; .symtab[main]:st_name by a symbol's name
       .rela.text[0]:r_info     (Elf64_Rela), .dynamic[2]:d_tag (Elf64_Dyn); .dynamic[SONAME]:d_val
   of the first of a tag .text@5                  a byte of a section's contents
       @100                     a byte of the file
       size                     the file's size itself
       ar[2]:ar_size            of a member's header, the index and the long names counted too: a
                                text, padded with blanks
       ar[2]/PLACE              in the member

   and a VALUE a number, or a text in an archive's header.  All places are found before the first
   is written. */
#include <elf.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AR_MAGIC = 8, AR_HEADER = 60, LIMIT = 16 };

/* Bytes of the file, at an offset of it. */
struct image {
    unsigned char *bytes;
    size_t size, offset;
};

struct field {
    const char *name;
    size_t offset, size;
};

struct change {
    size_t offset, size;
    const char *value;
    int is_text, is_size;
};

#define FIELD(type, name)                                                                          \
    {                                                                                              \
#name, offsetof(type, name), sizeof(((type *)NULL)->name)                                  \
    }
#define NO_FIELD                                                                                   \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

static const struct field header_fields[] = {{"class", EI_CLASS, 1},
                                             {"data", EI_DATA, 1},
                                             {"version", EI_VERSION, 1},
                                             {"osabi", EI_OSABI, 1},
                                             {"magic", 0, 4},
                                             FIELD(Elf64_Ehdr, e_type),
                                             FIELD(Elf64_Ehdr, e_machine),
                                             FIELD(Elf64_Ehdr, e_version),
                                             FIELD(Elf64_Ehdr, e_entry),
                                             FIELD(Elf64_Ehdr, e_phoff),
                                             FIELD(Elf64_Ehdr, e_shoff),
                                             FIELD(Elf64_Ehdr, e_flags),
                                             FIELD(Elf64_Ehdr, e_ehsize),
                                             FIELD(Elf64_Ehdr, e_phentsize),
                                             FIELD(Elf64_Ehdr, e_phnum),
                                             FIELD(Elf64_Ehdr, e_shentsize),
                                             FIELD(Elf64_Ehdr, e_shnum),
                                             FIELD(Elf64_Ehdr, e_shstrndx),
                                             NO_FIELD};
static const struct field segment_fields[] = {
    FIELD(Elf64_Phdr, p_type),   FIELD(Elf64_Phdr, p_flags),
    FIELD(Elf64_Phdr, p_offset), FIELD(Elf64_Phdr, p_vaddr),
    FIELD(Elf64_Phdr, p_filesz), FIELD(Elf64_Phdr, p_memsz),
    FIELD(Elf64_Phdr, p_align),  NO_FIELD};
static const struct field section_fields[] = {FIELD(Elf64_Shdr, sh_name),
                                              FIELD(Elf64_Shdr, sh_type),
                                              FIELD(Elf64_Shdr, sh_flags),
                                              FIELD(Elf64_Shdr, sh_addr),
                                              FIELD(Elf64_Shdr, sh_offset),
                                              FIELD(Elf64_Shdr, sh_size),
                                              FIELD(Elf64_Shdr, sh_link),
                                              FIELD(Elf64_Shdr, sh_info),
                                              FIELD(Elf64_Shdr, sh_addralign),
                                              FIELD(Elf64_Shdr, sh_entsize),
                                              NO_FIELD};
static const struct field symbol_fields[] = {FIELD(Elf64_Sym, st_name),
                                             FIELD(Elf64_Sym, st_info),
                                             FIELD(Elf64_Sym, st_other),
                                             FIELD(Elf64_Sym, st_shndx),
                                             FIELD(Elf64_Sym, st_value),
                                             FIELD(Elf64_Sym, st_size),
                                             NO_FIELD};
static const struct field relocation_fields[] = {
    FIELD(Elf64_Rela, r_offset), FIELD(Elf64_Rela, r_info), FIELD(Elf64_Rela, r_addend), NO_FIELD};
static const struct field dynamic_fields[] = {
    FIELD(Elf64_Dyn, d_tag), {"d_val", offsetof(Elf64_Dyn, d_un), 8}, NO_FIELD};
static const struct field member_fields[] = {
    {"ar_name", 0, 16}, {"ar_date", 16, 12}, {"ar_uid", 28, 6},  {"ar_gid", 34, 6},
    {"ar_mode", 40, 8}, {"ar_size", 48, 10}, {"ar_fmag", 58, 2}, NO_FIELD};

#define NUMBER(prefix, name)                                                                       \
    {                                                                                              \
#name, prefix##name                                                                        \
    }

struct number {
    const char *name;
    unsigned long long value;
};

static const struct number tags[] = {
    NUMBER(DT_, NULL),       NUMBER(DT_, NEEDED),
    NUMBER(DT_, SONAME),     NUMBER(DT_, RUNPATH),
    NUMBER(DT_, STRTAB),     NUMBER(DT_, STRSZ),
    NUMBER(DT_, SYMTAB),     NUMBER(DT_, SYMENT),
    NUMBER(DT_, RELA),       NUMBER(DT_, RELASZ),
    NUMBER(DT_, RELAENT),    NUMBER(DT_, PLTREL),
    NUMBER(DT_, JMPREL),     NUMBER(DT_, PLTRELSZ),
    NUMBER(DT_, INIT),       NUMBER(DT_, FINI),
    NUMBER(DT_, INIT_ARRAY), NUMBER(DT_, INIT_ARRAYSZ),
    NUMBER(DT_, FINI_ARRAY), NUMBER(DT_, FINI_ARRAYSZ),
    NUMBER(DT_, GNU_HASH),   NUMBER(DT_, VERSYM),
    NUMBER(DT_, VERNEED),    NUMBER(DT_, VERNEEDNUM),
    NUMBER(DT_, VERDEF),     NUMBER(DT_, PLTGOT),
    NUMBER(DT_, RELACOUNT),  {NULL, 0},
};
static const struct number types[] = {
    NUMBER(PT_, LOAD),      NUMBER(PT_, DYNAMIC),   NUMBER(PT_, INTERP), NUMBER(PT_, NOTE),
    NUMBER(PT_, GNU_STACK), NUMBER(PT_, GNU_RELRO), NUMBER(PT_, PHDR),   {NULL, 0}};

static void fail(const char *what, const char *which)
{
    fprintf(stderr, "spoil: %s '%s'\n", what, which);
    exit(2);
}

static const struct field *find_field(const struct field *fields, const char *name)
{
    for (; fields->name; fields++)
        if (strcmp(fields->name, name) == 0)
            return fields;
    fail("unknown field", name);
    return NULL;
}

static unsigned long long find_number(const struct number *numbers, const char *name)
{
    for (; numbers->name; numbers++)
        if (strcmp(numbers->name, name) == 0)
            return numbers->value;
    fail("unknown name", name);
    return 0;
}

static Elf64_Shdr section_at(const struct image *image, const Elf64_Ehdr *header, size_t index)
{
    Elf64_Shdr section;
    size_t offset = header->e_shoff + index * sizeof section;
    if (index >= header->e_shnum || offset + sizeof section > image->size)
        fail("no such section", "#");
    memcpy(&section, image->bytes + offset, sizeof section);
    return section;
}

static Elf64_Ehdr header_of(const struct image *image)
{
    Elf64_Ehdr header;
    if (image->size < sizeof header)
        fail("too small for", "ELF");
    memcpy(&header, image->bytes, sizeof header);
    return header;
}

/* "#3" or a name. */
static size_t find_section(const struct image *image, const char *name)
{
    Elf64_Ehdr header = header_of(image);
    if (name[0] == '#')
        return strtoul(name + 1, NULL, 0);
    Elf64_Shdr names = section_at(image, &header, header.e_shstrndx);
    for (size_t i = 0; i < header.e_shnum; i++) {
        Elf64_Shdr section = section_at(image, &header, i);
        if (strcmp((const char *)image->bytes + names.sh_offset + section.sh_name, name) == 0)
            return i;
    }
    fail("no section", name);
    return 0;
}

/* The index of the first entry with the tag. */
static size_t find_dynamic(const struct image *image, const Elf64_Shdr *table, const char *which)
{
    Elf64_Dyn entry;
    unsigned long long tag = find_number(tags, which);
    for (size_t i = 0; i < table->sh_size / sizeof entry; i++) {
        memcpy(&entry, image->bytes + table->sh_offset + i * sizeof entry, sizeof entry);
        if ((unsigned long long)entry.d_tag == tag)
            return i;
    }
    fail("no tag", which);
    return 0;
}

static size_t find_symbol(const struct image *image, const Elf64_Shdr *table, const char *which)
{
    Elf64_Ehdr header = header_of(image);
    Elf64_Shdr strings = section_at(image, &header, table->sh_link);
    for (size_t i = 0; i < table->sh_size / sizeof(Elf64_Sym); i++) {
        Elf64_Sym symbol;
        memcpy(&symbol, image->bytes + table->sh_offset + i * sizeof symbol, sizeof symbol);
        if (strcmp((const char *)image->bytes + strings.sh_offset + symbol.st_name, which) == 0)
            return i;
    }
    fail("no symbol", which);
    return 0;
}

/* "4", or the name of a symbol or a tag. */
static size_t find_entry(const struct image *image, const Elf64_Shdr *table, const char *which)
{
    char *end;
    size_t index = strtoul(which, &end, 0);
    if (!*end)
        return index;
    return table->sh_type == SHT_DYNAMIC ? find_dynamic(image, table, which)
                                         : find_symbol(image, table, which);
}

/* "4", or the name of a type. */
static size_t find_segment(const struct image *image, const char *which)
{
    char *end;
    size_t index = strtoul(which, &end, 0);
    if (end != which)
        return index;
    char name[16] = "";
    strncat(name, which, strcspn(which, "]") < sizeof name ? strcspn(which, "]") : sizeof name - 1);
    Elf64_Ehdr header = header_of(image);
    Elf64_Phdr segment;
    for (index = 0; index < header.e_phnum; index++) {
        memcpy(&segment, image->bytes + header.e_phoff + index * sizeof segment, sizeof segment);
        if (segment.p_type == find_number(types, name))
            return index;
    }
    fail("no segment", name);
    return 0;
}

static const struct field *fields_of(const Elf64_Shdr *table)
{
    switch (table->sh_type) {
    case SHT_SYMTAB:
    case SHT_DYNSYM:
        return symbol_fields;
    case SHT_RELA:
        return relocation_fields;
    case SHT_DYNAMIC:
        return dynamic_fields;
    default:
        fail("no known entries in", "section");
        return NULL;
    }
}

static void place_field(struct change *change, size_t base, const struct field *field)
{
    change->offset = base + field->offset;
    change->size = field->size;
}

/* "NAME:sh_size", "NAME[entry]:field" or "NAME@byte" */
static void locate_in_section(const struct image *image, char *place, struct change *change)
{
    char *bracket = strchr(place, '['), *colon = strrchr(place, ':'), *at = strchr(place, '@');
    if (bracket)
        *bracket = '\0';
    if (at)
        *at = '\0';
    if (colon)
        *colon = '\0';
    Elf64_Ehdr header = header_of(image);
    size_t index = find_section(image, place);
    Elf64_Shdr section = section_at(image, &header, index);
    if (at) {
        change->offset = section.sh_offset + strtoul(at + 1, NULL, 0);
        change->size = 1;
    } else if (bracket && colon) {
        bracket[1 + strcspn(bracket + 1, "]")] = '\0';
        size_t entry = find_entry(image, &section, bracket + 1);
        place_field(change, section.sh_offset + entry * section.sh_entsize,
                    find_field(fields_of(&section), colon + 1));
    } else if (colon) {
        place_field(change, header.e_shoff + index * sizeof section,
                    find_field(section_fields, colon + 1));
    } else {
        fail("no field in", place);
    }
}

static struct image find_member(const struct image *image, size_t index)
{
    size_t offset = AR_MAGIC;
    for (;; index--) {
        if (offset + AR_HEADER > image->size)
            fail("no such member in the", "archive");
        size_t size = strtoul((const char *)image->bytes + offset + 48, NULL, 10);
        if (!index)
            return (struct image){image->bytes + offset + AR_HEADER, size,
                                  image->offset + offset + AR_HEADER};
        offset += AR_HEADER + size + size % 2;
    }
}

static void locate(const struct image *image, char *place, struct change *change)
{
    char *rest = strchr(place, ']');
    if (strcmp(place, "size") == 0) {
        change->is_size = 1;
        return;
    }
    if (strncmp(place, "ar[", 3) == 0 && rest) {
        struct image member = find_member(image, strtoul(place + 3, NULL, 0));
        if (rest[1] == '/') {
            locate(&member, rest + 2, change);
            return;
        }
        change->is_text = 1;
        place_field(change, member.offset - AR_HEADER, find_field(member_fields, rest + 2));
        return;
    }
    if (place[0] == '@') {
        change->offset = strtoul(place + 1, NULL, 0);
        change->size = 1;
    } else if (strncmp(place, "ehdr:", 5) == 0) {
        place_field(change, 0, find_field(header_fields, place + 5));
    } else if (strncmp(place, "phdr[", 5) == 0 && rest && rest[1] == ':') {
        place_field(change,
                    header_of(image).e_phoff + find_segment(image, place + 5) * sizeof(Elf64_Phdr),
                    find_field(segment_fields, rest + 2));
    } else {
        locate_in_section(image, place, change);
    }
    change->offset += image->offset;
}

static void apply(struct image *image, const struct change *change)
{
    unsigned long long number = strtoull(change->value, NULL, 0);
    if (change->is_size) {
        image->size = number < image->size ? (size_t)number : image->size;
        return;
    }
    if (change->offset > image->size || change->size > image->size - change->offset)
        fail("outside of the file:", change->value);
    unsigned char *at = image->bytes + change->offset;
    if (change->is_text) {
        size_t length = strlen(change->value);
        memset(at, ' ', change->size);
        memcpy(at, change->value, length < change->size ? length : change->size);
        return;
    }
    for (size_t i = 0; i < change->size; i++)
        at[i] = (unsigned char)(number >> (8 * i));
}

static struct image read_image(const char *path)
{
    struct image image = {0};
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        fail("can't read", path);
    long size = ftell(file);
    rewind(file);
    image.size = size > 0 ? (size_t)size : 0;
    image.bytes = malloc(image.size + 1);
    if (!image.bytes || fread(image.bytes, 1, image.size, file) != image.size)
        fail("can't read", path);
    fclose(file);
    return image;
}

int main(int count, char **words)
{
    struct change changes[LIMIT] = {{0}};
    if (count < 3 || count - 2 > LIMIT)
        fail("usage: spoil FILE PLACE=VALUE...", "");
    struct image image = read_image(words[1]);
    for (int i = 2; i < count; i++) {
        char *equals = strrchr(words[i], '=');
        if (!equals)
            fail("no value in", words[i]);
        *equals = '\0';
        changes[i - 2].value = equals + 1;
        locate(&image, words[i], &changes[i - 2]);
    }
    for (int i = 2; i < count; i++)
        apply(&image, &changes[i - 2]);
    FILE *file = fopen(words[1], "wb");
    if (!file || fwrite(image.bytes, 1, image.size, file) != image.size || fclose(file) != 0)
        fail("can't write", words[1]);
    free(image.bytes);
    return 0;
}
