/* SPDX-License-Identifier: MIT */
#include "code_region.h"

#include <stdlib.h>
#include <string.h>

#include "linked_file.h"

static bool holds(const struct code_region *region, struct code_place place)
{
    return region->object == place.object && region->section == place.section &&
           place.offset >= region->base && place.offset - region->base < region->size;
}

static bool read_section(struct code_region *region, struct code_place place)
{
    if (!(object_section_flags(place.object, place.section) & SHF_EXECINSTR))
        return false;
    region->bytes = object_section_bytes(place.object, place.section, &region->size);
    return region->bytes != NULL;
}

/* The executable segment with the address, as far as the file has it. */
static bool read_segment(struct code_region *region, struct code_place place)
{
    GElf_Phdr segment;
    for (size_t i = 0; object_segment_at(place.object, i, &segment); i++) {
        if (segment.p_type != PT_LOAD || !(segment.p_flags & PF_X) ||
            place.offset < segment.p_vaddr || place.offset - segment.p_vaddr >= segment.p_filesz)
            continue;
        region->base = segment.p_vaddr;
        region->bytes = linked_bytes(place.object, region->base, &region->size);
        return region->bytes != NULL;
    }
    return false;
}

/* The table of the section's relocations.  0: it has none. */
static size_t relocation_table(const struct object *object, size_t section)
{
    struct section each;
    for (size_t i = 1; i < object->section_count; i++)
        if (object_section(object, i, &each) && each.type == SHT_RELA && each.info == section)
            return i;
    return 0;
}

static bool read_relocations(struct code_walk *walk, struct code_region *region)
{
    size_t table = relocation_table(region->object, region->section);
    struct section section;
    if (!table || !object_section(region->object, table, &section))
        return true;
    struct relocations each = {.object = region->object, .section = table - 1};
    size_t most = (size_t)(section.size / sizeof(Elf64_Rela));
    region->relocations = arena_alloc(&walk->arena, (most + 1) * sizeof *region->relocations);
    while (region->relocations && region->relocation_count < most &&
           relocations_next(&each, &region->relocations[region->relocation_count]) &&
           each.section == table)
        region->relocation_count++;
    return region->relocations != NULL;
}

static bool is_label(const struct code_region *region, const struct symbol *symbol)
{
    if (symbol->undefined || symbol->type == STT_SECTION || symbol->type == STT_FILE ||
        symbol->type == STT_TLS || !symbol->name[0])
        return false;
    if (region->section)
        return symbol->section == region->section;
    return !symbol->absolute && symbol->value >= region->base &&
           symbol->value - region->base < region->size;
}

static int compare_labels(const void *left, const void *right)
{
    const struct code_label *a = left, *b = right;
    if (a->offset != b->offset)
        return a->offset < b->offset ? -1 : 1;
    return (int)b->function - (int)a->function;
}

static bool read_labels(struct code_walk *walk, struct code_region *region)
{
    const struct symbol_table *table = &region->object->symtab;
    struct symbol symbol;
    region->labels = arena_alloc(&walk->arena, (table->count + 1) * sizeof *region->labels);
    if (!region->labels)
        return false;
    for (size_t i = 1; i < table->count; i++)
        if (object_symbol(table, i, &symbol) && is_label(region, &symbol))
            region->labels[region->label_count++] = (struct code_label){
                .offset = symbol.value,
                .size = symbol.size,
                .name = symbol.name,
                .function = symbol.type == STT_FUNC || symbol.type == STT_GNU_IFUNC,
                .global = symbol.binding != STB_LOCAL,
            };
    if (region->label_count)
        qsort(region->labels, region->label_count, sizeof *region->labels, compare_labels);
    return true;
}

const struct code_region *code_region(struct code_walk *walk, struct code_place place)
{
    for (const struct code_region *each = walk->regions; each; each = each->next)
        if (holds(each, place))
            return each;
    struct code_region region = {.object = place.object, .section = place.section};
    if (place.section ? !read_section(&region, place) : !read_segment(&region, place))
        return NULL;
    struct code_region *kept = arena_alloc(&walk->arena, sizeof *kept);
    if (!kept || !read_labels(walk, &region) ||
        (region.section && !read_relocations(walk, &region))) {
        walk->failed = true;
        return NULL;
    }
    *kept = region;
    kept->next = walk->regions;
    walk->regions = kept;
    return holds(kept, place) ? kept : NULL;
}

const struct relocation *code_region_relocation(const struct code_region *region, uint64_t offset,
                                                size_t length)
{
    for (size_t i = 0; i < region->relocation_count; i++)
        if (region->relocations[i].offset >= offset &&
            region->relocations[i].offset - offset < length)
            return &region->relocations[i];
    return NULL;
}

size_t code_region_label(const struct code_region *region, uint64_t offset)
{
    size_t low = 0, high = region->label_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (region->labels[middle].offset < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct code_label *code_region_function(const struct code_region *region, uint64_t offset)
{
    for (size_t i = code_region_label(region, offset);
         i < region->label_count && region->labels[i].offset == offset; i++)
        if (region->labels[i].function && region->labels[i].size)
            return &region->labels[i];
    return NULL;
}

/* Functions that don't return, of the C library, the C++ and the Rust runtime. */
static bool never_returns(const char *name)
{
    static const char *const names[] = {
        "exit",
        "_exit",
        "_Exit",
        "quick_exit",
        "abort",
        "pthread_exit",
        "thrd_exit",
        "__libc_start_main",
        "longjmp",
        "_longjmp",
        "siglongjmp",
        "__longjmp_chk",
        "__assert_fail",
        "__assert",
        "err",
        "errx",
        "verr",
        "verrx",
        "__chk_fail",
        "__fortify_fail",
        "__cxa_throw",
        "__cxa_rethrow",
        "_start",
        "__stack_chk_fail",
        "_Unwind_Resume",
        "_exit_group",
        "__cxa_bad_cast",
        "__libc_fatal",
        "__assert_perror_fail",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* A symbol that another object or a library defines. */
static void find_name(const struct code_walk *walk, const char *name, struct code_target *target)
{
    const struct definition *definition =
        model_definition(symbols_find(&walk->model->symbols, name));
    target->name = name;
    target->never_returns = never_returns(name);
    if (!definition || definition->object == walk->model->result || !definition->symbol.section)
        return;
    target->found = true;
    target->place = code_place(definition->object, &definition->symbol);
}

static struct code_target target_of_relocation(const struct code_walk *walk,
                                               const struct code_region *region,
                                               const struct relocation *relocation,
                                               const struct code_step *step)
{
    struct code_target target = {0};
    struct symbol symbol;
    bool through_table = relocation->type == R_X86_64_GOTPCREL ||
                         relocation->type == R_X86_64_GOTPCRELX ||
                         relocation->type == R_X86_64_REX_GOTPCRELX;
    bool direct = relocation->type == R_X86_64_PC32 || relocation->type == R_X86_64_PLT32;
    if (!(step->direct ? direct : step->indirect && through_table) ||
        !object_symbol(&region->object->symtab, relocation->symbol, &symbol))
        return target;
    if (symbol.undefined) {
        find_name(walk, symbol.name, &target);
    } else if (symbol.section) {
        target.found = true;
        target.name = symbol.name[0] && symbol.type != STT_SECTION ? symbol.name : NULL;
        target.never_returns = target.name && never_returns(target.name);
        target.place = code_place(region->object, &symbol);
        if (direct)
            target.place.offset += (uint64_t)relocation->addend + 4;
    }
    return target;
}

/* The code at the address is a stub that jumps to a function of a library: its name, or NULL. */
static const char *stub_name(const struct object *file, uint64_t address)
{
    size_t size;
    const unsigned char *bytes = linked_bytes(file, address, &size);
    struct code_state state;
    struct code_step step = {.kind = CODE_PLAIN};
    size_t offset = 0;
    entry_code_begin(&state, 0);
    /* endbr64 may stand before the jump. */
    for (int i = 0; bytes && i < 2 && offset < size && step.kind == CODE_PLAIN; i++) {
        entry_code_step(bytes, size, offset, false, &state, &step);
        offset += step.length;
    }
    if (!bytes || step.kind != CODE_JUMP || !step.indirect)
        return NULL;
    return linked_import_name(file, address + (uint64_t)step.address);
}

static struct code_target target_in_linked(const struct code_region *region,
                                           const struct code_step *step)
{
    struct code_target target = {.place = {.object = region->object}};
    uint64_t pointer;
    if (step->direct) {
        target.place.offset = region->base + (uint64_t)step->target;
        target.name = stub_name(region->object, target.place.offset);
        target.found = !target.name;
    } else if (step->indirect) {
        uint64_t slot = region->base + (uint64_t)step->address;
        target.name = linked_import_name(region->object, slot);
        target.found =
            !target.name && linked_pointers(region->object, slot, &pointer, 1) && pointer;
        target.place.offset = target.found ? pointer : 0;
    }
    target.never_returns = target.name && never_returns(target.name);
    return target;
}

struct code_target code_target(struct code_walk *walk, const struct code_region *region,
                               uint64_t offset, const struct code_step *step)
{
    if (!region->section)
        return target_in_linked(region, step);
    const struct relocation *relocation = code_region_relocation(region, offset, step->length);
    struct code_target target = {
        .place = {region->object, region->section, (uint64_t)step->target}};
    if (relocation)
        return target_of_relocation(walk, region, relocation, step);
    target.found = step->direct && step->target >= 0 && (uint64_t)step->target < region->size;
    size_t label = target.found ? code_region_label(region, target.place.offset) : 0;
    if (target.found && label < region->label_count &&
        region->labels[label].offset == target.place.offset)
        target.name = region->labels[label].name;
    target.never_returns = target.name && never_returns(target.name);
    return target;
}
