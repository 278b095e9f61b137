/* SPDX-License-Identifier: MIT */
/* PF072, PF073 and PF091: static programs that begin at their own code. */
#include "rules.h"

#include <string.h>

#include "advice.h"
#include "code_walk.h"
#include "entry_code.h"
#include "linked_file.h"
#include "startup_code.h"

enum { MOST_RANGES = 5 };

struct ranges {
    struct code_range items[MOST_RANGES];
    size_t count;
};

static void add_range(struct ranges *ranges, uint64_t begin, uint64_t size)
{
    if (ranges->count < MOST_RANGES && size)
        ranges->items[ranges->count++] = (struct code_range){begin, begin + size};
}

/* Where the C library sets itself up; none: the program has no such library, as far as can be
   seen. */
static void find_setup(const struct object *program, struct ranges *ranges)
{
    static const char *const names[] = {"__libc_start_main", "__libc_start_main_impl",
                                        "__libc_setup_tls", "__init_libc"};
    struct symbol symbol;
    uint64_t start;
    if (startup_code_find(program, &start))
        add_range(ranges, start, 1);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (object_find_symbol(&program->symtab, names[i], &symbol))
            add_range(ranges, symbol.value, 1);
}

/* Where a program that relocates itself looks for its relocations. */
static void find_tables(const struct object *program, struct ranges *ranges)
{
    enum { FIRST_ENTRIES = 24 }; /* of the GOT: the first is the address of the dynamic section */
    GElf_Phdr segment;
    uint64_t table;
    if (object_segment(program, PT_DYNAMIC, &segment))
        add_range(ranges, segment.p_vaddr, segment.p_memsz);
    if (object_segment(program, PT_LOAD, &segment) && segment.p_offset == 0)
        add_range(ranges, segment.p_vaddr,
                  program->header.e_phoff +
                      (uint64_t)program->header.e_phnum * program->header.e_phentsize);
    if (object_dynamic(program, DT_PLTGOT, &table))
        add_range(ranges, table, FIRST_ENTRIES);
}

/* The program's own code never comes there, for all that can be seen. */
static bool never_reaches(const struct model *model, struct findings *findings,
                          const struct ranges *ranges)
{
    struct code_walk walk = {.model = model};
    enum code_reach reach = code_reaches(&walk, model->result, model->result->header.e_entry,
                                         ranges->items, ranges->count);
    findings->failed = findings->failed || walk.failed;
    arena_free(&walk.arena);
    return reach == CODE_REACH_NO;
}

static void report_setup(const struct model *model, struct findings *findings)
{
    const struct object *program = model->result;
    struct polyffi_finding *finding = findings_add(
        findings, "PF072", model->entry, program->path, advice_fallback(model, findings, program),
        "'%s' is static, and the code at its entry never reaches the start-up code of "
        "its C library: the first use of that library crashes",
        program->path);
    findings_note(findings, finding, (struct polyffi_place){0},
                  "let the start files call 'main' (STARTUP crt), or end the entry's code with "
                  "'jmp _start'; or link dynamically; or use no libc (STARTUP freestanding)");
}

static void report_relocations(const struct model *model, struct findings *findings, uint64_t count)
{
    const struct object *program = model->result;
    struct polyffi_finding *finding = findings_add(
        findings, "PF073", model->entry, program->path, advice_fallback(model, findings, program),
        "'%s' is a static PIE with %llu relocation%s, and nobody applies them: it has no loader, "
        "and its own code never looks for them",
        program->path, (unsigned long long)count, count == 1 ? "" : "s");
    findings_note(findings, finding, (struct polyffi_place){0},
                  "link with -static -no-pie instead of -static-pie, or with -pie, or with the "
                  "start files");
}

/* How many functions wait for being chosen by processor, and where the list of them is. */
static uint64_t find_choices(const struct object *program, struct ranges *ranges)
{
    struct relocations walk;
    struct relocation relocation;
    GElf_Shdr header;
    uint64_t count = 0;
    size_t last = 0;
    relocations_begin(&walk, program);
    while (relocations_next(&walk, &relocation)) {
        if (relocation.type != R_X86_64_IRELATIVE ||
            !object_section_header(program, walk.section, &header) ||
            !(header.sh_flags & SHF_ALLOC))
            continue;
        count++;
        if (walk.section != last)
            add_range(ranges, header.sh_addr, header.sh_size);
        last = walk.section;
    }
    return count;
}

static void report_choices(const struct model *model, struct findings *findings, uint64_t count)
{
    const struct object *program = model->result;
    struct polyffi_finding *finding = findings_add(
        findings, "PF091", model->entry, program->path, advice_fallback(model, findings, program),
        "'%s' is static and has %llu function%s to be chosen when it starts (ifunc), and nobody "
        "chooses: a call of one crashes, or returns nonsense",
        program->path, (unsigned long long)count, count == 1 ? "" : "s");
    findings_note(findings, finding, (struct polyffi_place){0},
                  "let the start files call 'main' (STARTUP crt), or link dynamically, or choose "
                  "through a pointer of your own instead of __attribute__((ifunc))");
}

static void check_choices(const struct model *model, struct findings *findings)
{
    struct ranges ranges = {.count = 0};
    find_tables(model->result, &ranges);
    uint64_t count = find_choices(model->result, &ranges);
    if (!count || ranges.count == MOST_RANGES)
        return;
    if (!entry_code_available())
        findings_not_done(findings, "the entry of a static program",
                          "this is a build without Zydis");
    else if (never_reaches(model, findings, &ranges))
        report_choices(model, findings, count);
}

bool rules_static_setup(const struct model *model, struct findings *findings)
{
    const struct object *program = model->result;
    GElf_Phdr interpreter;
    struct startup_code code;
    struct ranges setup = {.count = 0}, tables = {.count = 0};
    if (!model->program || !linked_is_x86_64(program) || !program->header.e_entry ||
        object_segment(program, PT_INTERP, &interpreter) ||
        startup_code_at(program, program->header.e_entry, &code))
        return true;
    uint64_t relocations =
        program->header.e_type == ET_DYN ? linked_relative_relocations(program) : 0;
    find_setup(program, &setup);
    find_tables(program, &tables);
    if (!entry_code_available() && (setup.count || relocations))
        findings_not_done(findings, "the entry of a static program",
                          "this is a build without Zydis");
    else if (setup.count && never_reaches(model, findings, &setup))
        report_setup(model, findings);
    else if (relocations && tables.count && never_reaches(model, findings, &tables))
        report_relocations(model, findings, relocations);
    else if (!setup.count)
        check_choices(model, findings);
    return !findings->failed;
}
