/* SPDX-License-Identifier: MIT */
#include "elf_properties.h"

#include <string.h>

struct properties {
    const unsigned char *bytes;
    size_t size;
    size_t alignment; /* of each property */
};

static uint32_t read_word(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

/* Cuts size bytes and what fills them up off the front.  False: there are not as many. */
static bool cut(struct properties *rest, size_t size)
{
    size_t filled = size + (rest->alignment - size % rest->alignment) % rest->alignment;
    if (size > rest->size)
        return false;
    if (filled > rest->size)
        filled = rest->size;
    rest->bytes += filled;
    rest->size -= filled;
    return true;
}

/* type and size, then the value: within one note. */
static uint32_t find_in_note(struct properties rest, uint32_t type)
{
    while (rest.size >= 8) {
        uint32_t found = read_word(rest.bytes), size = read_word(rest.bytes + 4);
        if (size > rest.size - 8)
            return 0;
        if (found == type && size == 4)
            return read_word(rest.bytes + 8);
        if (!cut(&rest, 8 + (size_t)size))
            return 0;
    }
    return 0;
}

/* The sizes of name and value, the kind, the name "GNU", the value: of each note. */
static uint32_t find_in_notes(struct properties rest, uint32_t type)
{
    while (rest.size >= 16) {
        uint32_t size = read_word(rest.bytes + 4);
        if (size > rest.size - 16)
            return 0;
        struct properties value = {rest.bytes + 16, size, rest.alignment};
        uint32_t bits = 0;
        if (read_word(rest.bytes) == 4 && read_word(rest.bytes + 8) == NT_GNU_PROPERTY_TYPE_0 &&
            memcmp(rest.bytes + 12, "GNU", 4) == 0)
            bits = find_in_note(value, type);
        if (bits)
            return bits;
        if (!cut(&rest, 16 + (size_t)size))
            return 0;
    }
    return 0;
}

uint32_t elf_properties_find(const struct object *object, uint32_t type)
{
    struct section section;
    if (object->header.e_machine != EM_X86_64 && object->header.e_machine != EM_386)
        return 0;
    for (size_t i = 1; i < object->section_count; i++) {
        if (!object_section(object, i, &section) || section.type != SHT_NOTE ||
            strcmp(section.name, ".note.gnu.property") != 0)
            continue;
        struct properties notes = {.alignment = object->class == ELFCLASS64 ? 8 : 4};
        notes.bytes = object_section_bytes(object, i, &notes.size);
        return notes.bytes ? find_in_notes(notes, type) : 0;
    }
    return 0;
}
