/* SPDX-License-Identifier: MIT */
#include "dynamic_symbols.h"

#include <string.h>

enum { WORD = 4, HALF = 2, HEADER_WORDS = 4, HIDDEN_VERSION = 0x80 };

static uint32_t word(const struct dynamic_symbols *symbols, const unsigned char *words,
                     size_t index)
{
    return elf_read_word(symbols->object->form, words + index * WORD);
}

static bool read_table(struct dynamic_symbols *symbols, const unsigned char *words, size_t size)
{
    size_t count = size / WORD;
    if (!words || count < HEADER_WORDS)
        return false;
    size_t buckets = word(symbols, words, 0), bloom = word(symbols, words, 2);
    if (symbols->object->class == ELFCLASS64)
        bloom *= 2;
    count -= HEADER_WORDS;
    if (bloom > count || !buckets || buckets > count - bloom)
        return false;
    symbols->bucket_count = buckets;
    symbols->first = word(symbols, words, 1);
    symbols->buckets = words + (HEADER_WORDS + bloom) * WORD;
    symbols->chain = symbols->buckets + buckets * WORD;
    symbols->chain_count = count - bloom - buckets;
    return true;
}

bool dynamic_symbols_open(struct dynamic_symbols *symbols, const struct object *object)
{
    bool found = false;
    struct section section;
    *symbols = (struct dynamic_symbols){.object = object};
    for (size_t i = 1; i < object->section_count; i++) {
        size_t size;
        if (!object_section(object, i, &section))
            continue;
        if (section.type == SHT_GNU_HASH && !found) {
            const unsigned char *words = object_section_bytes(object, i, &size);
            found = read_table(symbols, words, size);
        } else if (section.type == SHT_GNU_versym) {
            symbols->versions = object_section_bytes(object, i, &size);
            symbols->version_count = symbols->versions ? size / HALF : 0;
        }
    }
    return found;
}

static uint32_t hash_name(const char *name)
{
    uint32_t hash = 5381;
    for (; *name; name++)
        hash = hash * 33 + (unsigned char)*name;
    return hash;
}

/* The version's highest bit says that only programs linked long ago have it. */
static bool is_current(const struct dynamic_symbols *symbols, size_t index)
{
    bool little = symbols->object->form.encoding == ELFDATA2LSB;
    return index >= symbols->version_count ||
           !(symbols->versions[index * HALF + little] & HIDDEN_VERSION);
}

bool dynamic_symbols_has(const struct dynamic_symbols *symbols, const char *name)
{
    uint32_t hash = hash_name(name);
    size_t index =
        symbols->bucket_count ? word(symbols, symbols->buckets, hash % symbols->bucket_count) : 0;
    struct symbol symbol;
    while (index && index >= symbols->first && index - symbols->first < symbols->chain_count) {
        uint32_t other = word(symbols, symbols->chain, index - symbols->first);
        if ((other | 1) == (hash | 1) && object_symbol(&symbols->object->dynsym, index, &symbol) &&
            !symbol.undefined && strcmp(symbol.name, name) == 0 && is_current(symbols, index))
            return true;
        if (other & 1)
            return false;
        index++;
    }
    return false;
}
