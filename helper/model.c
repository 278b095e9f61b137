/* SPDX-License-Identifier: MIT */
#include "model.h"

#include <stdlib.h>
#include <string.h>

#include "evidence.h"
#include "mangling.h"
#include "model_symbols.h"
#include "problem.h"
#include "symbol_hashes.h"

const struct input *model_input(const struct model *model, const struct object *object)
{
    return &model->inputs.items[object->input];
}

bool model_same_machine(const struct object *a, const struct object *b)
{
    return a->header.e_machine == b->header.e_machine && a->class == b->class;
}

bool model_is_root(const struct model *model, const struct object *object)
{
    return !object->member || model_input(model, object)->whole_archive;
}

bool model_is_rust(const struct model *model, const struct object *object)
{
    (void)model;
    return object->among_rust;
}

bool model_is_runtime_name(const char *name)
{
    static const char *const names[] = {"rust_eh_personality", "rust_begin_unwind", "rust_panic",
                                        "rust_oom", "rust_eh_catch_typeinfo"};
    static const char *const beginnings[] = {"__rust_", "__rdl_",  "__rg_",
                                             "__rustc", "DW.ref.", "anon."};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (strncmp(name, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

bool model_is_own_export(const struct model *model, const struct definition *definition)
{
    return model_is_rust(model, definition->object) && !definition->object->runtime &&
           definition->symbol.visibility == STV_DEFAULT &&
           !mangling_maybe_rust(definition->symbol.name) &&
           !model_is_runtime_name(definition->symbol.name);
}

bool model_is_declared(const struct model *model, const char *name)
{
    for (size_t i = 0; i < model->request->export_count; i++)
        if (strcmp(model->request->exports[i].name, name) == 0)
            return true;
    return false;
}

const struct definition *model_definition(const struct symbol_entry *entry)
{
    if (!entry)
        return NULL;
    for (const struct definition *each = entry->first; each; each = each->next)
        if (each->symbol.binding != STB_WEAK)
            return each;
    return entry->first;
}

const char *model_machine(uint16_t machine, unsigned char class)
{
    static const struct {
        uint16_t machine;
        unsigned char class; /* 0: any */
        const char *name;
    } machines[] = {
        {EM_X86_64, ELFCLASS32, "x86-64 with 32-bit pointers (x32)"},
        {EM_X86_64, 0, "x86-64"},
        {EM_386, 0, "i386"},
        {EM_AARCH64, 0, "aarch64"},
        {EM_ARM, 0, "arm"},
        {EM_RISCV, ELFCLASS32, "riscv32"},
        {EM_RISCV, 0, "riscv64"},
        {EM_PPC64, 0, "powerpc64"},
        {EM_PPC, 0, "powerpc"},
        {EM_S390, 0, "s390x"},
        {EM_MIPS, 0, "mips"},
        {EM_SPARCV9, 0, "sparc64"},
        {EM_BPF, 0, "bpf"},
    };
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
        if (machines[i].machine == machine && (!machines[i].class || machines[i].class == class))
            return machines[i].name;
    return "another machine";
}

enum { CRATE_HASH = 16 };

/* "std-d1237ef7159db0a2.std.e28293b1aa0f68bd-cgu.0.rcgu.o": the crate stands before the first
   hyphen and sixteen hexadecimal digits.  *length: of both together. */
static enum crate_origin member_origin(const char *member, size_t *length)
{
    const char *hyphen = strchr(member, '-');
    if (!hyphen || strspn(hyphen + 1, "0123456789abcdef") != CRATE_HASH)
        return CRATE_USERS;
    *length = (size_t)(hyphen - member) + 1 + CRATE_HASH;
    return mangling_crate_origin(member, (size_t)(hyphen - member));
}

bool model_is_runtime_member(const char *member)
{
    size_t length;
    return member_origin(member, &length) == CRATE_RUSTC;
}

static bool same_crate(const char *a, const char *b, size_t length)
{
    return strncmp(a, b, length - CRATE_HASH) == 0;
}

/* Crates that std has copies of: where there are two of a name, rustc puts std's behind the
   user's, since that may use std, but not the reverse.  Without std all are the user's. */
static void settle_vendored(struct model *model, size_t first_object)
{
    const char *copies[32]; /* a member of each of std's */
    size_t count = 0, length;
    bool std = false;
    for (size_t i = first_object; i < model->objects.count; i++)
        std = std || strncmp(model->objects.items[i]->member, "std-", strlen("std-")) == 0;
    for (size_t i = model->objects.count; std && i-- > first_object;) {
        struct object *object = model->objects.items[i];
        if (member_origin(object->member, &length) != CRATE_VENDORED)
            continue;
        size_t at = 0;
        while (at < count && !same_crate(object->member, copies[at], length))
            at++;
        if (at == count && count < sizeof copies / sizeof *copies)
            copies[count++] = object->member;
        object->runtime = at < count && strncmp(object->member, copies[at], length) == 0;
    }
}

/* A new object of the input in the list; NULL: no memory. */
static struct object *add_object(struct model *model, struct object_list *list, size_t input,
                                 const char *member)
{
    struct object **items = vector_grow(list->items, list->count, &list->capacity, sizeof *items);
    if (items)
        list->items = items;
    struct object *object = items ? arena_alloc(model->arena, sizeof *object) : NULL;
    if (!object)
        return NULL;
    object->path = model->inputs.items[input].path;
    object->member = member;
    object->input = input;
    object->index = list->count;
    object->runtime = member && model_is_runtime_member(member);
    items[list->count++] = object;
    return object;
}

static void note_member(struct model *model, struct archive_facts *facts,
                        const struct object *object)
{
    facts->elf_members++;
    facts->rust = facts->rust || object->rust;
    facts->symbols = facts->symbols || object->symtab.first_global < object->symtab.count;
    model->opaque = model->opaque || object->opaque;
    if (object->has_code && !object->symtab.symbols && !facts->stripped)
        facts->stripped = object->member;
}

/* A program or a shared library is none: linkers can't take it from an archive. */
static bool is_object(const unsigned char *bytes, size_t size)
{
    if (size < SELFMAG || memcmp(bytes, ELFMAG, SELFMAG) != 0)
        return false;
    if (size < EI_NIDENT + 2)
        return true; /* a damaged one */
    bool big = bytes[EI_DATA] == ELFDATA2MSB;
    return bytes[EI_NIDENT + big] == ET_REL && !bytes[EI_NIDENT + !big];
}

/* A member that is no object.  An empty one is often only a mark, and Go's metadata are right. */
static void note_other(struct model *model, struct archive_facts *facts,
                       const struct archive_member *member, const char *name)
{
    const struct format *format = formats_foreign(member->bytes, member->size);
    if (formats_bitcode(member->bytes, member->size)) {
        model->opaque = true;
        facts->bitcode = facts->bitcode ? facts->bitcode : name;
    } else if (format && !facts->foreign) {
        facts->foreign = name;
        facts->format = format;
    } else if (!format && !facts->odd && member->size && strcmp(name, "__.PKGDEF") != 0) {
        facts->odd = name;
        facts->odd_archive = archive_recognise(member->bytes, member->size);
    }
}

static bool add_member(struct model *model, size_t input, const struct archive_member *member,
                       struct polyffi_problem *problem)
{
    struct archive_facts *facts = &model->archives[input];
    const char *name = arena_copy(model->arena, member->name, member->name_length);
    if (!name)
        return problem_memory(problem);
    facts->members++;
    if (strcmp(name, "lib.rmeta") == 0 || strcmp(name, "rust.metadata.bin") == 0) {
        facts->rlib = true;
        return true;
    }
    if (!is_object(member->bytes, member->size)) {
        note_other(model, facts, member, name);
        return true;
    }
    struct object *object = add_object(model, &model->objects, input, name);
    if (!object)
        return problem_memory(problem);
    object->place = member->header;
    object->rust = archive_member_is_rust(member);
    if (!object_open(object, member->bytes, member->size, problem))
        return false;
    note_member(model, facts, object);
    return symbol_hashes_read(object, model->arena, &facts->index) || problem_memory(problem);
}

/* The member is in a file of its own, which may be gone. */
static bool add_thin_member(struct model *model, size_t input, struct archive_member *member,
                            struct polyffi_problem *problem)
{
    struct archive_facts *facts = &model->archives[input];
    bool found;
    if (!thin_members_map(&model->thin_members, model->arena, model->inputs.items[input].path,
                          member, &found, problem))
        return false;
    if (found)
        return add_member(model, input, member, problem);
    model->opaque = true;
    facts->members++;
    if (!facts->absent)
        facts->absent = arena_copy(model->arena, member->name, member->name_length);
    return facts->absent || problem_memory(problem);
}

/* The context is struct archive_member, for the first one that linkers could not use. */
static bool is_linkable(const struct archive_member *member, void *context)
{
    struct archive_member *useless = context;
    if (is_object(member->bytes, member->size) || formats_bitcode(member->bytes, member->size) ||
        formats_foreign(member->bytes, member->size))
        return true;
    *useless = *member;
    return false;
}

static bool is_there(const struct archive_member *member, void *context)
{
    (void)member, (void)context;
    return true;
}

static bool check_index(struct model *model, struct archive_facts *facts,
                        struct polyffi_problem *problem)
{
    struct archive_member useless = {0};
    facts->index_agrees = archive_index_agrees(&facts->index);
    if (facts->index_agrees)
        return true;
    facts->bad_index =
        !archive_index_members(&facts->archive, facts->thin ? is_there : is_linkable, &useless);
    if (useless.name)
        facts->useless = arena_copy(model->arena, useless.name, useless.name_length);
    return !useless.name || facts->useless || problem_memory(problem);
}

static bool add_archive(struct model *model, size_t input, struct polyffi_problem *problem)
{
    struct archive_facts *facts = &model->archives[input];
    struct archive *archive = &facts->archive;
    struct archive_member member;
    enum archive_step step;
    facts->is_archive = true;
    facts->first_object = model->objects.count;
    facts->index.differs = true; /* until the first member is there */
    if (model->inputs.items[input].kind == INPUT_EMPTY)
        return true;
    archive_begin(archive, model->inputs.items[input].bytes, model->inputs.items[input].size);
    facts->thin = archive->thin;
    while ((step = archive_next(archive, &member, &facts->damage)) == ARCHIVE_MEMBER) {
        if (!facts->members)
            archive_index_begin(&facts->index, archive);
        if (facts->thin ? !add_thin_member(model, input, &member, problem)
                        : !add_member(model, input, &member, problem))
            return false;
    }
    settle_vendored(model, facts->first_object);
    facts->indexed = archive->index || archive->bsd_index;
    model->opaque = model->opaque || step == ARCHIVE_DAMAGED;
    return step == ARCHIVE_DAMAGED || check_index(model, facts, problem);
}

/* After its last member. */
static void spread_rust(struct model *model, size_t input)
{
    for (size_t i = model->objects.count; i && model->objects.items[i - 1]->input == input; i--)
        model->objects.items[i - 1]->among_rust = model->archives[input].rust;
}

static bool add_file(struct model *model, size_t input, struct polyffi_problem *problem)
{
    const struct input *file = &model->inputs.items[input];
    if (file->kind == INPUT_ARCHIVE || file->kind == INPUT_EMPTY) {
        bool good = add_archive(model, input, problem);
        spread_rust(model, input);
        return good;
    }
    if (file->kind == INPUT_OPAQUE || file->kind == INPUT_FOREIGN)
        model->opaque = true;
    if (file->kind != INPUT_OBJECT)
        return true;
    struct object *object = add_object(model, &model->objects, input, NULL);
    if (!object)
        return problem_memory(problem);
    if (!object_open(object, file->bytes, file->size, problem))
        return false;
    model->opaque = model->opaque || object->opaque;
    return symbol_hashes_read(object, model->arena, NULL) || problem_memory(problem);
}

static bool add_files(struct model *model, struct polyffi_problem *problem)
{
    model->opaque = model->request->sources;
    model->archives =
        arena_alloc(model->arena, (model->inputs.count + 1) * sizeof *model->archives);
    if (!model->archives)
        return problem_memory(problem);
    for (size_t i = 0; i < model->inputs.count; i++)
        if (!add_file(model, i, problem))
            return false;
    return true;
}

/* An executable among the files: ET_EXEC, or ET_DYN with an interpreter and no name as library,
   or whatever is the only file. */
static bool looks_linked(const struct model *model, const struct object *object)
{
    uint64_t flags = 0, name;
    GElf_Phdr interpreter;
    if (object->header.e_type == ET_EXEC || model->inputs.count == 1)
        return true;
    if (object_dynamic(object, DT_SONAME, &name))
        return false;
    return object_segment(object, PT_INTERP, &interpreter) ||
           (object_dynamic(object, DT_FLAGS_1, &flags) && flags & DF_1_PIE);
}

static bool choose_result(struct model *model, struct object *object,
                          struct polyffi_problem *problem)
{
    if (model->request->link || model->request->kind == POLYFFI_KIND_SHARED ||
        !looks_linked(model, object))
        return true;
    if (model->result)
        return problem_set(problem, object->path, 0,
                           "is a second linked result beside '%s': check one at a time",
                           model->result->path);
    model->result = object;
    return true;
}

/* Shared libraries and executables.  With --kind shared the last one is what was linked. */
static bool add_linked(struct model *model, struct polyffi_problem *problem)
{
    for (size_t i = 0; i < model->inputs.count; i++) {
        const struct input *input = &model->inputs.items[i];
        if (input->kind != INPUT_SHARED && input->kind != INPUT_LINKED)
            continue;
        struct object *object = add_object(model, &model->linked, i, NULL);
        if (!object)
            return problem_memory(problem);
        if (!object_open(object, input->bytes, input->size, problem) ||
            !choose_result(model, object, problem))
            return false;
    }
    if (!model->request->link && model->request->kind == POLYFFI_KIND_SHARED && model->linked.count)
        model->result = model->linked.items[model->linked.count - 1];
    return true;
}

/* Of an archive with Rust members, else the most frequent among the first objects. */
static void find_native(struct model *model)
{
    size_t best = 0;
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        if (model_is_rust(model, object)) {
            model->native = object;
            return;
        }
    }
    for (size_t i = 0; i < model->objects.count && i < 64; i++) {
        const struct object *object = model->objects.items[i];
        size_t equal = 0;
        for (size_t j = 0; j < model->objects.count; j++)
            equal += model_same_machine(object, model->objects.items[j]);
        if (equal > best) {
            best = equal;
            model->native = object;
        }
    }
    if (!model->native)
        model->native = model->result;
}

static enum polyffi_kind kind_of(const struct object *result)
{
    uint64_t flags = 0;
    GElf_Phdr segment;
    bool interpreter = object_segment(result, PT_INTERP, &segment);
    object_dynamic(result, DT_FLAGS_1, &flags);
    if (result->header.e_type == ET_EXEC)
        return interpreter ? POLYFFI_KIND_EXECUTABLE : POLYFFI_KIND_STATIC;
    if (interpreter)
        return POLYFFI_KIND_PIE;
    return flags & DF_1_PIE ? POLYFFI_KIND_STATIC_PIE : POLYFFI_KIND_SHARED;
}

/* What is made, and how it starts. */
static void find_intent(struct model *model)
{
    const struct polyffi_request *request = model->request;
    model->kind = request->kind;
    if (model->kind == POLYFFI_KIND_UNSET)
        model->kind = model->result ? kind_of(model->result) : POLYFFI_KIND_OBJECTS;
    model->program = model->kind != POLYFFI_KIND_SHARED && model->kind != POLYFFI_KIND_OBJECTS;
    if (request->kind == POLYFFI_KIND_UNSET && !model->result &&
        (request->startup != POLYFFI_STARTUP_UNSET || request->entry))
        model->program = true;
    model->startup = request->startup;
    if (model->startup == POLYFFI_STARTUP_UNSET)
        model->startup = request->entry ? POLYFFI_STARTUP_RAW : POLYFFI_STARTUP_CRT;
    model->entry = request->entry ? request->entry : model->inputs.entry;
    if (!model->entry && model->startup != POLYFFI_STARTUP_CRT && !request->scripts.count)
        model->entry = "_start";
    if (!model->program)
        model->entry = NULL;
}

bool model_open(const struct polyffi_request *request, struct arena *arena, struct model *model,
                struct polyffi_problem *problem)
{
    *model = (struct model){.request = request, .arena = arena, .complete = true};
    model->evidence = evidence_new();
    if (!model->evidence)
        return problem_memory(problem);
    if (!inputs_open(request, arena, &model->inputs, problem) || !add_files(model, problem) ||
        !add_linked(model, problem))
        return false;
    find_native(model);
    find_intent(model);
    return model_read_symbols(model, problem) && inputs_unchanged(&model->inputs, problem);
}

/* The file may be the same that an input was read from: then it is a new one now. */
bool model_open_result(struct model *model, struct polyffi_problem *problem)
{
    if (model->result || !model->request->result)
        return true;
    if (!input_map(model->request->result, &model->result_input, problem))
        return false;
    const struct format *format =
        formats_foreign(model->result_input.bytes, model->result_input.size);
    if (model->result_input.kind == INPUT_FOREIGN)
        return problem_set(problem, model->request->result, 0, "is %s; %s", format->name,
                           format->mend);
    if (model->result_input.kind != INPUT_SHARED && model->result_input.kind != INPUT_LINKED)
        return true; /* -r: an object, nothing of which is final */
    struct object *object = arena_alloc(model->arena, sizeof *object);
    if (!object)
        return problem_memory(problem);
    object->path = model->request->result;
    model->result = object;
    return object_open(object, model->result_input.bytes, model->result_input.size, problem);
}

struct libraries model_libraries(const struct model *model)
{
    return (struct libraries){.request = model->request,
                              .arena = model->arena,
                              .scripted = &model->inputs.libraries,
                              .class = model->native->class,
                              .machine = model->native->header.e_machine};
}

void model_close(struct model *model)
{
    evidence_free(model->evidence);
    free(model->objects.items);
    free(model->linked.items);
    input_unmap(&model->result_input);
    symbols_free(&model->symbols);
    free(model->references);
    free(model->weak_references.items);
    free(model->rust_references.items);
    thin_members_free(&model->thin_members);
    inputs_close(&model->inputs);
    *model = (struct model){0};
}
