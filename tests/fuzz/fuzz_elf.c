/* SPDX-License-Identifier: MIT
   The input is an ELF file: open it and ask for everything that rules ask for. */
#include <string.h>

#include "fuzz.h"
#include "objects.h"

static void read_table(const struct object *object, const struct symbol_table *table)
{
    struct symbol symbol, same;
    for (size_t i = 1; i < table->count; i++) {
        if (!object_symbol(table, i, &symbol))
            continue;
        fuzz_touch(symbol.name, strlen(symbol.name) + 1);
        object_is_code(object, &symbol);
    }
    if (table->count > 1 && object_symbol(table, table->count - 1, &symbol))
        object_find_symbol(table, symbol.name, &same);
    fuzz_expect(!object_symbol(table, table->count, &symbol), "a symbol behind the last");
}

static void read_sections(const struct object *object)
{
    struct section section;
    size_t size, read = 0;
    for (size_t i = 0; i < object->section_count; i++) {
        if (object_section(object, i, &section))
            fuzz_touch(section.name, strlen(section.name) + 1);
        const unsigned char *bytes = object_section_bytes(object, i, &size);
        fuzz_expect(bytes || !size, "a section has no bytes, but a size");
        if (bytes && read <= 4 * object->size) { /* many may lie in one place */
            fuzz_touch(bytes, size);
            read += size;
        }
    }
    fuzz_expect(!object_section(object, object->section_count, &section),
                "a section behind the last");
}

static void read_linked(const struct object *object)
{
    static const uint32_t types[] = {PT_LOAD, PT_DYNAMIC, PT_INTERP, PT_GNU_STACK, PT_TLS};
    static const int64_t tags[] = {DT_NEEDED, DT_SONAME, DT_FLAGS_1, DT_TEXTREL, DT_INIT_ARRAY};
    GElf_Phdr segment;
    uint64_t value;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        object_segment(object, types[i], &segment);
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        object_dynamic(object, tags[i], &value);
    object_address_is_code(object, object->header.e_entry);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct object object = {.path = "input"};
    struct polyffi_problem problem = {0};
    if (object_open(&object, bytes, size, &problem)) {
        struct relocations walk;
        struct relocation relocation;
        read_table(&object, &object.symtab);
        read_table(&object, &object.dynsym);
        read_sections(&object);
        read_linked(&object);
        relocations_begin(&walk, &object);
        while (relocations_next(&walk, &relocation))
            fuzz_touch(&relocation, sizeof relocation);
        object_language(&object);
    } else {
        fuzz_expect(problem.message[0], "refused without a reason");
    }
    return 0;
}
