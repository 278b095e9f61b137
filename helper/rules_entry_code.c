/* SPDX-License-Identifier: MIT */
/* PF080 to PF085: what hand-written assembler does. */
#include "rules.h"

#include <string.h>

#include "advice.h"
#include "code_walk.h"
#include "entry_code.h"
#include "evidence.h"

/* What the checks of one file share. */
struct review {
    const struct model *model;
    struct findings *findings;
    struct code_walk walk;
    struct symbols functions; /* of the assembler objects; those that others call are wanted */
};

/* The source line of the instruction, else the object. */
static struct polyffi_place code_line(const struct review *review, struct code_place place)
{
    struct polyffi_place line;
    if (evidence_line(review->model, place.object, place.section, place.offset, &line))
        return line;
    return advice_fallback(review->model, review->findings, place.object);
}

/* " (in 'start.o' at .text+0x12)" where the place is no source line, else "". */
static const char *code_where(const struct review *review, struct code_place place,
                              struct polyffi_place line)
{
    struct findings *findings = review->findings;
    struct section section = {.name = ""};
    if (line.line && line.file != review->model->request->place_file)
        return "";
    object_section(place.object, place.section, &section);
    const char *text = arena_format(
        &findings->arena, " (in '%s' at %s+%#llx)", advice_object(findings, place.object),
        findings_shown(findings, section.name), (unsigned long long)place.offset);
    findings->failed = findings->failed || !text;
    return text ? text : "";
}

static void note_exit(const struct review *review, struct polyffi_finding *finding)
{
    bool libc = review->model->startup != POLYFFI_STARTUP_FREESTANDING;
    findings_note(review->findings, finding, (struct polyffi_place){0},
                  "end it with 'mov eax, 231', 'xor edi, edi', 'syscall' (exit_group)%s",
                  libc ? ", or with a call of the C library's 'exit'" : "");
}

static void report_end(const struct review *review, const struct symbol *symbol,
                       struct code_place last, const struct code_path *path)
{
    struct findings *findings = review->findings;
    const char *name = findings_shown(findings, symbol->name);
    struct polyffi_place line = code_line(review, last);
    const char *where = code_where(review, last, line);
    const char *call = path->last_call ? findings_shown(findings, path->last_call) : NULL;
    struct polyffi_finding *finding = NULL;
    if (path->end == CODE_END_RETURNS)
        finding = findings_add(findings, "PF081", symbol->name, last.object->path, line,
                               "the entry '%s' %s%s%s%s: nothing has called it, and there is no "
                               "address to return to",
                               name, call ? "jumps to '" : "returns", call ? call : "",
                               call ? "', which returns" : "", where);
    else
        finding = findings_add(
            findings, "PF080", symbol->name, last.object->path, line,
            "the entry '%s' has no end%s: %s%s%s it runs on into %s%s%s", name, where,
            call ? "when '" : "here", call ? call : "", call ? "' returns," : "",
            path->into ? "'" : "whatever the linker puts behind it",
            path->into ? findings_shown(findings, path->into) : "", path->into ? "'" : "");
    advice_locate(findings, finding, last.object);
    note_exit(review, finding);
}

/* Whether other threads can exist when the entry ends. */
enum threads { NO_THREADS, THREADS_POSSIBLE, THREADS_MADE };

static bool makes_threads(const char *name, bool rust)
{
    return rust ? strstr(name, "6Thread3new") != NULL
                : strcmp(name, "pthread_create") == 0 || strcmp(name, "thrd_create") == 0 ||
                      strstr(name, "St6thread15_M_start_thread") != NULL;
}

static enum threads find_threads(const struct model *model)
{
    enum threads threads = NO_THREADS;
    struct symbol symbol;
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        bool rust = model_is_rust(model, object);
        if (object->runtime && strncmp(object->member, "std-", 4) == 0)
            threads = THREADS_POSSIBLE;
        for (size_t j = object->symtab.first_global; !object->runtime && j < object->symtab.count;
             j++)
            if (object_symbol(&object->symtab, j, &symbol) && symbol.undefined &&
                makes_threads(symbol.name, rust))
                return THREADS_MADE;
    }
    return threads;
}

static void report_thread_exit(const struct review *review, const struct symbol *symbol,
                               struct code_place exit)
{
    struct findings *findings = review->findings;
    enum threads threads = find_threads(review->model);
    if (threads == NO_THREADS)
        return;
    struct polyffi_place line = code_line(review, exit);
    struct polyffi_finding *finding = findings_add(
        findings, "PF083", symbol->name, exit.object->path, line,
        "the entry '%s' ends only its own thread with syscall 60 (exit)%s: the process stays as "
        "long as another one runs",
        findings_shown(findings, symbol->name), code_where(review, exit, line));
    if (threads == THREADS_POSSIBLE)
        findings_lower(findings, finding, POLYFFI_NOTE);
    advice_locate(findings, finding, exit.object);
    findings_note(findings, finding, (struct polyffi_place){0},
                  "write 'mov eax, 231' (exit_group), which ends all threads");
}

static void report_misaligned(const struct review *review, const struct symbol *symbol,
                              const struct code_path *path, bool entry)
{
    struct findings *findings = review->findings;
    struct polyffi_place line = code_line(review, path->call);
    const char *callee = path->callee ? path->callee : symbol->name;
    struct polyffi_finding *finding = findings_add(
        findings, "PF084", callee, path->call.object->path, line,
        "%s%s%s is called%s with a stack pointer that is %u bytes above a multiple of 16: compiled "
        "code may crash",
        path->callee ? "'" : "a function", path->callee ? findings_shown(findings, callee) : "",
        path->callee ? "'" : "", code_where(review, path->call, line), path->alignment);
    advice_locate(findings, finding, path->call.object);
    findings_note(findings, finding, line,
                  entry ? "in the entry: write 'and rsp, -16' first, and push only pairs of "
                          "registers behind it; in a function: 'sub rsp, 8', or an odd number of "
                          "pushes"
                        : "write 'sub rsp, 8' before the call and 'add rsp, 8' behind it, or push "
                          "one register more: the return address has taken 8 bytes");
}

/* Sections that the linker joins with those of other objects to one function. */
static bool is_continued(const struct model *model, struct code_place place)
{
    struct section section;
    return model->request->scripts.count ||
           (object_section(place.object, place.section, &section) &&
            (strcmp(section.name, ".init") == 0 || strcmp(section.name, ".fini") == 0));
}

static void review_entry(struct review *review, const struct definition *definition)
{
    const struct symbol *symbol = &definition->symbol;
    struct code_place place = code_place(definition->object, symbol), last = place;
    struct code_path path;
    code_follow(&review->walk, place, 0, &path);
    last.offset = path.last;
    if (path.end == CODE_END_RETURNS ||
        (path.end == CODE_END_RUNS_ON && (path.into || !is_continued(review->model, place))))
        report_end(review, symbol, last, &path);
    last.offset = path.exit;
    if (path.exits_thread)
        report_thread_exit(review, symbol, last);
    if (path.misaligned)
        report_misaligned(review, symbol, &path, true);
}

/* A function that compiled code, or the C library, calls. */
static void review_function(struct review *review, const struct object *object,
                            const struct symbol *symbol)
{
    struct code_path path;
    enum { AFTER_CALL = 8 };
    code_follow(&review->walk, code_place(object, symbol), AFTER_CALL, &path);
    if (path.misaligned)
        report_misaligned(review, symbol, &path, false);
}

static bool is_entry(const struct model *model, const char *name)
{
    return model->program && model->entry && strcmp(model->entry, name) == 0;
}

/* Calls the function for each of the functions that the assembler objects define for others. */
typedef void function_visitor(struct review *review, const struct object *object,
                              const struct symbol *symbol);

static void visit_functions(struct review *review, function_visitor *visitor)
{
    const struct model *model = review->model;
    struct symbol symbol;
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        if (!code_is_assembler(&review->walk, object))
            continue;
        for (size_t j = object->symtab.first_global; j < object->symtab.count; j++)
            if (object_symbol(&object->symtab, j, &symbol) && symbol.section && symbol.name[0] &&
                object_is_code(object, &symbol) && !is_entry(model, symbol.name))
                visitor(review, object, &symbol);
    }
}

static void remember(struct review *review, const struct object *object,
                     const struct symbol *symbol)
{
    (void)object;
    if (!symbols_ask(&review->functions, &review->walk.arena, symbol->name))
        review->walk.failed = true;
}

static void review_called(struct review *review, const struct object *object,
                          const struct symbol *symbol)
{
    const struct symbol_entry *entry = symbols_asked(&review->functions, symbol->name);
    if (entry && entry->wanted)
        review_function(review, object, symbol);
}

static void note_call(struct review *review, const char *name)
{
    struct symbol_entry *entry = symbols_asked(&review->functions, name);
    if (entry)
        entry->wanted = true;
}

/* What the users' Rust refers to is not among the model's references. */
static void note_rust_calls(struct review *review, const struct object *object)
{
    struct symbol symbol;
    for (size_t i = object->symtab.first_global; i < object->symtab.count; i++)
        if (object_symbol(&object->symtab, i, &symbol) && symbol.undefined && symbol.name[0])
            note_call(review, symbol.name);
}

static void review_functions(struct review *review)
{
    const struct model *model = review->model;
    visit_functions(review, remember);
    if (model->program && model->startup == POLYFFI_STARTUP_CRT)
        note_call(review, "main");
    for (size_t i = 0; i < model->reference_count; i++)
        if (!code_is_assembler(&review->walk, model->references[i].object))
            note_call(review, model->references[i].entry->name);
    for (size_t i = 0; review->functions.asked.count && i < model->objects.count; i++)
        if (!model->objects.items[i]->runtime && model_is_rust(model, model->objects.items[i]))
            note_rust_calls(review, model->objects.items[i]);
    visit_functions(review, review_called);
}

static void report_interrupt(struct review *review, struct code_place place)
{
    struct findings *findings = review->findings;
    struct polyffi_place line = code_line(review, place);
    struct polyffi_finding *finding =
        findings_add(findings, "PF082", NULL, place.object->path, line,
                     "int 0x80%s is the 32-bit system call: in a 64-bit program the kernel cuts "
                     "addresses to 32 bits",
                     code_where(review, place, line));
    advice_locate(findings, finding, place.object);
    findings_note(findings, finding, line,
                  "use 'syscall', with the 64-bit numbers (write is 1, exit_group 231) and the "
                  "arguments in rdi, rsi, rdx, r10, r8, r9");
}

static void report_number(struct review *review, struct code_place place)
{
    struct findings *findings = review->findings;
    struct polyffi_place line = code_line(review, place);
    struct polyffi_finding *finding = findings_add(
        findings, "PF085", NULL, place.object->path, line,
        "call or jump to a number%s: NASM counts it from the beginning of the section, "
        "wherever that will be",
        code_where(review, place, line));
    advice_locate(findings, finding, place.object);
    findings_note(findings, finding, line,
                  "call a label, or for an address that is fixed write 'mov rax, NUMBER' and "
                  "'call rax'");
}

static void report_oddity(void *context, struct code_place place, enum code_oddity oddity)
{
    struct review *review = context;
    if (oddity == CODE_ODD_INTERRUPT)
        report_interrupt(review, place);
    else if (review->model->kind != POLYFFI_KIND_OBJECTS && !review->model->request->scripts.count)
        report_number(review, place);
}

/* The four bytes at the offset, as the distance of a place from what follows them, lead out of the
   section. */
static bool leads_out(const unsigned char *bytes, size_t size, size_t offset)
{
    if (size < 4 || offset > size - 4)
        return false;
    uint32_t distance = 0;
    for (size_t i = 0; i < 4; i++)
        distance |= (uint32_t)bytes[offset + i] << (8 * i);
    int64_t target = (int64_t)offset + 4 + (int32_t)distance;
    return target < 0 || (uint64_t)target > size;
}

/* The bytes of an odd instruction are in the section: as one, or as something else. */
static bool may_be_odd(const struct object *object, size_t section)
{
    size_t size;
    if (!(object_section_flags(object, section) & SHF_EXECINSTR))
        return false;
    const unsigned char *bytes = object_section_bytes(object, section, &size);
    for (size_t i = 0; bytes && i + 1 < size; i++)
        if ((bytes[i] == 0xcd && bytes[i + 1] == 0x80) ||
            ((bytes[i] == 0xe8 || bytes[i] == 0xe9) && leads_out(bytes, size, i + 1)) ||
            (bytes[i] == 0x0f && (bytes[i + 1] & 0xf0) == 0x80 && leads_out(bytes, size, i + 2)))
            return true;
    return false;
}

/* Begins where the code is known to begin: at functions, and at the entry. */
static void review_section(struct review *review, const struct object *object, size_t section)
{
    struct symbol symbol;
    for (size_t i = 1; i < object->symtab.count; i++)
        if (object_symbol(&object->symtab, i, &symbol) && symbol.section == section &&
            (symbol.type == STT_FUNC || is_entry(review->model, symbol.name) ||
             (symbol.binding != STB_LOCAL && strcmp(symbol.name, "main") == 0)))
            code_find_oddities(&review->walk, code_place(object, &symbol), report_oddity, review);
}

static void review_object(struct review *review, const struct object *object)
{
    if (!code_is_assembler(&review->walk, object))
        return;
    for (size_t i = 1; i < object->section_count; i++)
        if (may_be_odd(object, i) && evidence_needed(review->model, object))
            review_section(review, object, i);
}

/* Some object is written in assembler. */
static bool has_assembler(struct review *review)
{
    const struct model *model = review->model;
    for (size_t i = 0; i < model->objects.count; i++)
        if (code_is_assembler(&review->walk, model->objects.items[i]))
            return true;
    return false;
}

/* The entry's definition, if it is code in assembler, or NULL. */
static const struct definition *find_entry(struct review *review)
{
    const struct model *model = review->model;
    const struct definition *definition =
        model->program && model->entry
            ? model_definition(symbols_find(&model->symbols, model->entry))
            : NULL;
    return definition && definition->symbol.section &&
                   code_is_assembler(&review->walk, definition->object) &&
                   object_is_code(definition->object, &definition->symbol)
               ? definition
               : NULL;
}

bool rules_entry_code(const struct model *model, struct findings *findings)
{
    struct review review = {.model = model, .findings = findings, .walk = {.model = model}};
    if (has_assembler(&review) && entry_code_available()) {
        const struct definition *entry = find_entry(&review);
        if (entry)
            review_entry(&review, entry);
        review_functions(&review);
        for (size_t i = 0; i < model->objects.count; i++)
            review_object(&review, model->objects.items[i]);
    } else if (has_assembler(&review)) {
        findings_not_done(findings, "hand-written assembler", "this is a build without Zydis");
    }
    findings->failed = findings->failed || review.walk.failed;
    symbols_free(&review.functions);
    arena_free(&review.walk.arena);
    return !findings->failed;
}
