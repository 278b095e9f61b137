/* SPDX-License-Identifier: MIT
   The input is an ELF file with debug information: look up the source lines of its code.
   Mutations change the contents of a debug section, or of the relocations of one, and leave
   the rest of the file as it is. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "memory.h"
#include "objects.h"
#include "source_lines.h"

enum { LOOKUPS = 24 };

/* libFuzzer's own mutations, and the hook for those of a harness. */
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t limit);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t limit, unsigned int seed);
#pragma weak LLVMFuzzerMutate

static void look_up(struct source_lines *lines, const struct object *object, size_t section,
                    uint64_t offset)
{
    struct arena arena = {0};
    struct polyffi_place place = {0};
    if (source_lines_find(lines, &arena, object, section, offset, &place))
        fuzz_touch(place.file, strlen(place.file) + 1);
    if (source_lines_function(lines, &arena, object, section, offset, &place))
        fuzz_touch(place.file, strlen(place.file) + 1);
    arena_free(&arena);
}

static void look_up_symbols(struct source_lines *lines, const struct object *object)
{
    struct symbol symbol;
    size_t lookups = 0;
    for (size_t i = 1; i < object->symtab.count && lookups < LOOKUPS; i++)
        if (object_symbol(&object->symtab, i, &symbol) && symbol.section &&
            object_is_code(object, &symbol)) {
            look_up(lines, object, symbol.section, symbol.value);
            look_up(lines, object, symbol.section, symbol.value + 5);
            lookups++;
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct object object = {.path = "input"};
    struct polyffi_problem problem = {0};
    elf_version(EV_CURRENT);
    if (object_open(&object, bytes, size, &problem)) {
        struct source_lines *lines = source_lines_new();
        fuzz_expect(lines != NULL, "no memory");
        look_up_symbols(lines, &object);
        source_lines_free(lines);
    }
    return 0;
}

/* Of the section headers, those of debug sections that are not empty. */
static size_t list_sections(const uint8_t *bytes, size_t size, size_t *headers, size_t most)
{
    Elf64_Ehdr header;
    Elf64_Shdr names, section;
    size_t count = 0;
    if (size < sizeof header)
        return 0;
    memcpy(&header, bytes, sizeof header);
    size_t table = header.e_shoff, end = table + header.e_shnum * sizeof section;
    if (header.e_ident[EI_CLASS] != ELFCLASS64 || end > size || end < table ||
        header.e_shstrndx >= header.e_shnum)
        return 0;
    memcpy(&names, bytes + table + header.e_shstrndx * sizeof section, sizeof section);
    for (size_t at = table; at < end && count < most; at += sizeof section) {
        memcpy(&section, bytes + at, sizeof section);
        size_t name = names.sh_offset + section.sh_name;
        if (name < size &&
            memmem(bytes + name, strnlen((const char *)bytes + name, size - name), ".debug", 6) &&
            section.sh_size && section.sh_offset < size &&
            section.sh_size <= size - section.sh_offset)
            headers[count++] = at;
    }
    return count;
}

/* A section that grew moves behind the end of the file. */
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t limit, unsigned int seed)
{
    enum { GROWTH = 64 };
    size_t headers[64];
    Elf64_Shdr section;
    size_t count = list_sections(bytes, size, headers, sizeof headers / sizeof *headers);
    if (!count)
        return LLVMFuzzerMutate(bytes, size, limit);
    size_t header = headers[seed % count];
    memcpy(&section, bytes + header, sizeof section);
    uint8_t *contents = malloc(section.sh_size + GROWTH);
    fuzz_expect(contents != NULL, "no memory");
    memcpy(contents, bytes + section.sh_offset, section.sh_size);
    size_t mutated = LLVMFuzzerMutate(contents, section.sh_size, section.sh_size + GROWTH);
    if (mutated > section.sh_size && size + mutated <= limit) {
        section.sh_offset = size;
        size += mutated;
    } else if (mutated > section.sh_size) {
        mutated = section.sh_size;
    }
    section.sh_size = mutated;
    memcpy(bytes + section.sh_offset, contents, mutated);
    memcpy(bytes + header, &section, sizeof section);
    free(contents);
    return size;
}
