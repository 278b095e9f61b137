/* SPDX-License-Identifier: MIT */
/* PF070 and PF071: what the C library's start-up code does, and what is lost without it. */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "advice.h"
#include "evidence.h"
#include "linked_file.h"
#include "startup_code.h"

/* --wrap main and --defsym main=... mean what they do. */
static bool main_is_renamed(const struct model *model)
{
    const struct polyffi_words *defined = &model->request->defined;
    for (size_t i = 0; i < defined->count; i++)
        if (strcmp(defined->items[i], "main") == 0)
            return true;
    return false;
}

bool rules_start_main(const struct model *model, struct findings *findings)
{
    const struct object *program = model->result;
    struct startup_code code;
    struct symbol symbol;
    if (!model->program || model->startup != POLYFFI_STARTUP_CRT || main_is_renamed(model) ||
        !startup_code_at(program, program->header.e_entry, &code) || !code.main ||
        !object_find_symbol(&program->symtab, "main", &symbol) || symbol.value == code.main)
        return true;
    const char *called = linked_function_name(program, code.main);
    if (called && strcmp(called, "__wrap_main") == 0)
        return true;
    struct polyffi_place place = advice_fallback(model, findings, program);
    struct polyffi_finding *finding =
        findings_add(findings, "PF070", "main", program->path, place,
                     "the start-up code (%s) of '%s' calls %#llx%s%s%s, but 'main' is at %#llx",
                     code.library, program->path, (unsigned long long)code.main,
                     called ? " ('" : "", called ? findings_shown(findings, called) : "",
                     called ? "')" : "", (unsigned long long)symbol.value);
    findings_note(findings, finding, place,
                  "link it again; if that does not help, something changes the file after the "
                  "link, or the start files (crt1.o) are not the compiler's");
    return !findings->failed;
}

/* Functions of other C libraries do what __libc_start_main does in glibc and musl. */
static bool imports_starter(const struct object *program)
{
    static const char *const starters[] = {"__libc_start_main", "__libc_init", "__uClibc_main"};
    for (size_t i = 0; i < sizeof starters / sizeof *starters; i++)
        if (linked_imports(program, starters[i]))
            return true;
    return false;
}

/* The program has code of its own that runs through the array. */
static bool runs_them_itself(const struct model *model)
{
    static const char name[] = "__init_array_start";
    struct symbol symbol;
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct symbol_table *table = &model->objects.items[i]->symtab;
        for (size_t j = table->first_global; j < table->count; j++)
            if (object_symbol(table, j, &symbol) && symbol.undefined &&
                strcmp(symbol.name, name) == 0)
                return true;
    }
    return !model->objects.count && object_find_symbol(&model->result->symtab, name, &symbol);
}

/* crtbegin.o's: it does nothing that a program misses.  endbr64 or nothing, then a jump. */
static bool is_frame_dummy(const struct object *program, uint64_t address, const char *name)
{
    static const unsigned char endbr64[] = {0xf3, 0x0f, 0x1e, 0xfa};
    size_t size;
    const unsigned char *bytes = linked_bytes(program, address, &size);
    if (name)
        return strcmp(name, "frame_dummy") == 0;
    if (bytes && size > sizeof endbr64 && memcmp(bytes, endbr64, sizeof endbr64) == 0) {
        bytes += sizeof endbr64;
        size -= sizeof endbr64;
    }
    return bytes && size && (bytes[0] == 0xe9 || bytes[0] == 0xeb);
}

enum { NAMED = 3 }; /* so many constructors are named */

/* What the array of constructors holds. */
struct constructors {
    size_t count;             /* of the user's */
    const char *names[NAMED]; /* of the first of them, as far as they are known */
    size_t named;
    bool arguments; /* std's, for std::env::args(), is among them */
};

static void add_constructor(const struct object *program, uint64_t address,
                            struct constructors *found)
{
    const char *name = found->count < 64 ? linked_function_name(program, address) : NULL;
    if (!address || is_frame_dummy(program, address, name))
        return;
    if (name && strstr(name, "ARGV_INIT_ARRAY")) {
        found->arguments = true;
        return;
    }
    found->count++;
    if (name && found->named < NAMED)
        found->names[found->named++] = name;
}

/* False: no memory. */
static bool find_constructors(const struct object *program, struct constructors *found)
{
    enum { MOST = 4096 };
    uint64_t address, size;
    *found = (struct constructors){0};
    if (!object_dynamic(program, DT_INIT_ARRAY, &address) ||
        !object_dynamic(program, DT_INIT_ARRAYSZ, &size))
        return true;
    size_t count = size / 8 < MOST ? (size_t)(size / 8) : MOST;
    uint64_t *pointers = malloc((count + 1) * sizeof *pointers);
    if (!pointers)
        return false;
    count = linked_pointers(program, address, pointers, count);
    for (size_t i = 0; i < count; i++)
        add_constructor(program, pointers[i], found);
    free(pointers);
    return true;
}

/* Lost whatever STARTUP says, but raw and freestanding say that it is lost. */
static void judge(const struct model *model, struct findings *findings,
                  struct polyffi_finding *finding, bool implied)
{
    enum polyffi_startup startup = model->request->startup;
    bool declared = startup == POLYFFI_STARTUP_RAW || startup == POLYFFI_STARTUP_FREESTANDING;
    if (startup != POLYFFI_STARTUP_LIBC)
        findings_lower(findings, finding, declared && implied ? POLYFFI_NOTE : POLYFFI_WARNING);
}

static void note_startup(struct findings *findings, struct polyffi_finding *finding)
{
    findings_note(findings, finding, (struct polyffi_place){0},
                  "let the start files call 'main' (STARTUP crt), or hand over to "
                  "__libc_start_main (STARTUP libc)");
}

/* Where the constructor is defined, if an object at hand has it. */
static struct polyffi_place constructor_place(const struct model *model, struct findings *findings,
                                              const char *name)
{
    const struct symbol_entry *entry = name ? symbols_find(&model->symbols, name) : NULL;
    struct sighting sighting;
    if (entry && entry->first && entry->first->object != model->result)
        return advice_definition(model, findings, entry->first->object, &entry->first->symbol);
    if (name && evidence_local(model, name, NULL, &sighting) && sighting.object != model->result)
        return advice_definition(model, findings, sighting.object, &sighting.symbol);
    return advice_fallback(model, findings, model->result);
}

static void report_constructors(const struct model *model, struct findings *findings,
                                const struct constructors *found)
{
    const struct object *program = model->result;
    const char *first = found->named ? found->names[0] : NULL;
    struct polyffi_finding *finding = findings_add(
        findings, "PF071", first, program->path, constructor_place(model, findings, first),
        "%zu constructor%s of '%s' never run%s: the program does not begin with the C "
        "library's start-up code, which would call %s",
        found->count, found->count == 1 ? "" : "s", program->path, found->count == 1 ? "s" : "",
        found->count == 1 ? "it" : "them");
    judge(model, findings, finding, false);
    for (size_t i = 0; i < found->named; i++)
        findings_note(findings, finding, constructor_place(model, findings, found->names[i]),
                      "'%s' is not called", findings_shown(findings, found->names[i]));
    note_startup(findings, finding);
}

/* The Rust code that is linked asks for the arguments.  With the objects at hand, std's own among
   them, it shows; else it may. */
static bool may_use_arguments(const struct model *model)
{
    bool std = false;
    struct symbol symbol;
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        const struct symbol_table *table = &object->symtab;
        std = std || (object->runtime && strncmp(object->member, "std-", 4) == 0);
        if (object->runtime || !model_is_rust(model, object))
            continue;
        for (size_t j = table->first_global; j < table->count; j++)
            if (object_symbol(table, j, &symbol) && symbol.undefined &&
                (strstr(symbol.name, "3std3env4args") || strstr(symbol.name, "3std3env7args_os")))
                return true;
    }
    return !std;
}

static void report_arguments(const struct model *model, struct findings *findings)
{
    const struct object *program = model->result;
    struct polyffi_finding *finding = findings_add(
        findings, "PF071", NULL, program->path, advice_fallback(model, findings, program),
        "std::env::args() is empty in '%s': the C library's start-up code, which would call std's "
        "constructor, is not run",
        program->path);
    judge(model, findings, finding, true);
    note_startup(findings, finding);
}

bool rules_constructors(const struct model *model, struct findings *findings)
{
    const struct object *program = model->result;
    GElf_Phdr segment;
    uint64_t name;
    struct constructors found;
    if (!model->program || object_dynamic(program, DT_SONAME, &name) ||
        !linked_is_x86_64(program) || !object_segment(program, PT_INTERP, &segment) ||
        imports_starter(program))
        return true;
    if (!find_constructors(program, &found))
        return false;
    if (!found.count && !found.arguments)
        return true;
    if (runs_them_itself(model))
        return true;
    if (found.count)
        report_constructors(model, findings, &found);
    if (found.arguments && may_use_arguments(model))
        report_arguments(model, findings);
    return !findings->failed;
}
