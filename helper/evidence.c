/* SPDX-License-Identifier: MIT */
#include "evidence.h"

#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "mangling.h"
#include "names.h"
#include "symbol_twins.h"

struct evidence {
    struct arena arena;
    struct source_lines *lines;
    bool *needed; /* one for each object, or NULL: not yet found out */
    bool *pulled; /* the same without the exports */
    struct candidate *candidates;
    size_t candidate_count, candidate_capacity;
    bool candidates_listed;
    struct symbol_twins *twins[2], *result_twins[2]; /* of each kind, or NULL: not yet read */
    struct polyffi_words sources;
    bool sources_listed;
};

struct evidence *evidence_new(void)
{
    return calloc(1, sizeof(struct evidence));
}

void evidence_free(struct evidence *evidence)
{
    if (!evidence)
        return;
    source_lines_free(evidence->lines);
    free(evidence->needed);
    free(evidence->candidates);
    free(evidence->pulled);
    for (size_t i = 0; i < sizeof evidence->twins / sizeof *evidence->twins; i++) {
        symbol_twins_free(evidence->twins[i]);
        symbol_twins_free(evidence->result_twins[i]);
    }
    polyffi_words_free(&evidence->sources);
    arena_free(&evidence->arena);
    free(evidence);
}

bool evidence_failed(const struct model *model)
{
    return symbols_failed(&model->symbols) || (model->evidence && model->evidence->arena.failed);
}

/* The twins in the objects that are linked, read when they are asked for first.  NULL: no memory.
 */
static const struct symbol_twins *twins_of_objects(const struct model *model, enum twin_kind kind)
{
    struct symbol_twins **twins = &model->evidence->twins[kind];
    if (!*twins)
        *twins = symbol_twins_new(kind, model->objects.items, model->objects.count);
    model->evidence->arena.failed |= !*twins;
    return *twins;
}

/* The same of the linked result, which there must be. */
static const struct symbol_twins *twins_of_result(const struct model *model, enum twin_kind kind)
{
    struct symbol_twins **twins = &model->evidence->result_twins[kind];
    if (!*twins)
        *twins = symbol_twins_new(kind, &model->result, 1);
    model->evidence->arena.failed |= !*twins;
    return *twins;
}

/* The first global one, else the first local one, but none in `except`. */
static bool find_twin(const struct symbol_twins *twins, const char *name,
                      const struct object *except, struct sighting *sighting)
{
    struct twin twin;
    bool found = false;
    for (bool more = twins && symbol_twins_first(twins, name, &twin); more;
         more = symbol_twins_next(twins, &twin)) {
        bool global = twin.symbol.binding != STB_LOCAL;
        if (twin.object == except || (found && !global))
            continue;
        *sighting = (struct sighting){twin.object, twin.symbol, twin.index};
        found = true;
        if (global)
            break;
    }
    return found;
}

bool evidence_mangled(const struct model *model, const char *name, struct sighting *sighting)
{
    return find_twin(twins_of_objects(model, TWIN_MANGLED), name, NULL, sighting) ||
           (model->result && find_twin(twins_of_result(model, TWIN_MANGLED), name, NULL, sighting));
}

bool evidence_local(const struct model *model, const char *name, const struct object *except,
                    struct sighting *sighting)
{
    return find_twin(twins_of_objects(model, TWIN_LOCAL), name, except, sighting) ||
           (!model->objects.count && model->result &&
            find_twin(twins_of_result(model, TWIN_LOCAL), name, NULL, sighting));
}

/* A definition that somebody may have meant; there may be millions. */
struct candidate {
    uint64_t letters;        /* of its name's outline */
    uint32_t object, symbol; /* their indexes */
    unsigned char length;    /* of the outline */
    bool export;             /* of Rust's */
};

static bool is_candidate(const struct model *model, const struct definition *definition,
                         bool *export)
{
    *export = model_is_own_export(model, definition);
    return *export || (!model_is_rust(model, definition->object) &&
                       definition->symbol.visibility == STV_DEFAULT);
}

/* All candidates: names are compared by their outlines first, so that many missing names are not
   held against each name of a large archive. */
static void list_candidates(const struct model *model)
{
    struct evidence *evidence = model->evidence;
    struct definitions walk = definitions_begin(&model->symbols);
    struct definition each;
    bool export;
    evidence->candidates_listed = true;
    while (definitions_next(&walk, &each)) {
        if (!is_candidate(model, &each, &export))
            continue;
        struct candidate *grown =
            vector_grow(evidence->candidates, evidence->candidate_count,
                        &evidence->candidate_capacity, sizeof *evidence->candidates);
        evidence->arena.failed |= !grown;
        if (!grown)
            return;
        struct name_outline outline = names_outline(each.symbol.name);
        evidence->candidates = grown;
        grown[evidence->candidate_count++] = (struct candidate){
            outline.letters, (uint32_t)walk.object, (uint32_t)each.index, outline.length, export};
    }
}

static struct definition definition_of(const struct model *model, const struct candidate *candidate)
{
    struct definition definition = {.object = model->symbols.objects[candidate->object],
                                    .index = candidate->symbol};
    object_symbol(object_globals(definition.object), definition.index, &definition.symbol);
    return definition;
}

const struct definition *evidence_near(const struct model *model, const char *name,
                                       enum near_scope scope, const struct object *except)
{
    struct evidence *evidence = model->evidence;
    struct name_outline outline = names_outline(name);
    const struct candidate *best = NULL;
    int slips = NAMES_MOST_SLIPS; /* of a name that is nearer than the best */
    if (!evidence->candidates_listed)
        list_candidates(model);
    for (size_t i = 0; i < evidence->candidate_count && slips >= 0; i++) {
        const struct candidate *each = &evidence->candidates[i];
        if ((scope == NEAR_EXPORTS && !each->export) ||
            names_far_apart(outline, (struct name_outline){each->letters, each->length}, slips))
            continue;
        struct definition definition = definition_of(model, each);
        if (definition.object == except || strcmp(definition.symbol.name, name) == 0)
            continue;
        size_t nearness = names_nearness(name, definition.symbol.name);
        if (nearness <= (size_t)slips) {
            slips = (int)nearness - 1;
            best = each;
        }
    }
    struct definition *kept = best ? arena_alloc(&evidence->arena, sizeof *kept) : NULL;
    if (kept)
        *kept = definition_of(model, best);
    return kept;
}

/* Finding out which archive members the link needs: as a linker does, but without regard to
   the order on the line, so that none is missed. */
struct closure {
    const struct model *model;
    const struct symbol_index *index;
    bool *pulled; /* one for each definition: its name was looked for */
    bool *needed;
    const struct object **queue;
    size_t queued;
};

static void pull(struct closure *closure, const struct object *object)
{
    if (closure->needed[object->index])
        return;
    closure->needed[object->index] = true;
    closure->queue[closure->queued++] = object;
}

/* What a root defines is not taken from an archive. */
static void pull_name(struct closure *closure, const char *name)
{
    struct indexed first, each;
    if (!symbol_index_find(closure->index, name, &first) || closure->pulled[first.number])
        return;
    closure->pulled[first.number] = true;
    each = first;
    do {
        if (model_is_root(closure->model, each.object))
            return;
    } while (symbol_index_next(closure->index, &each));
    pull(closure, first.object);
}

static void pull_uses(struct closure *closure, const struct object *object)
{
    struct symbol symbol;
    for (size_t i = object->symtab.first_global; i < object->symtab.count; i++)
        if (object_symbol(&object->symtab, i, &symbol) && symbol.undefined &&
            symbol.binding != STB_WEAK)
            pull_name(closure, symbol.name);
}

static void pull_first(const struct model *model, struct closure *closure, bool exports)
{
    const struct polyffi_request *request = model->request;
    for (size_t i = 0; i < model->objects.count; i++)
        if (model_is_root(model, model->objects.items[i]))
            pull(closure, model->objects.items[i]);
    if (model->program && model->startup == POLYFFI_STARTUP_CRT)
        pull_name(closure, "main");
    if (model->entry)
        pull_name(closure, model->entry);
    for (size_t i = 0; i < request->wanted.count; i++)
        pull_name(closure, request->wanted.items[i]);
    for (size_t i = 0; exports && i < request->export_count; i++)
        pull_name(closure, request->exports[i].name);
}

/* One for each object: it is linked.  NULL: no memory. */
static bool *find_needed(const struct model *model, bool exports)
{
    bool *found = NULL;
    struct closure closure = {.model = model, .index = symbols_index(&model->symbols)};
    closure.needed = calloc(model->objects.count + 1, sizeof *closure.needed);
    closure.queue = calloc(model->objects.count + 1, sizeof *closure.queue);
    if (closure.index)
        closure.pulled = calloc(symbol_index_count(closure.index) + 1, sizeof *closure.pulled);
    if (closure.pulled && closure.needed && closure.queue) {
        pull_first(model, &closure, exports);
        for (size_t i = 0; i < closure.queued; i++)
            pull_uses(&closure, closure.queue[i]);
        found = closure.needed;
        closure.needed = NULL;
    }
    if (!found)
        model->evidence->arena.failed = true;
    free(closure.pulled);
    free(closure.needed);
    free(closure.queue);
    return found;
}

bool evidence_needed(const struct model *model, const struct object *object)
{
    if (model_is_root(model, object))
        return true;
    struct evidence *evidence = model->evidence;
    if (!evidence->needed)
        evidence->needed = find_needed(model, true);
    return evidence->needed && evidence->needed[object->index];
}

bool evidence_pulled(const struct model *model, const struct object *object)
{
    struct evidence *evidence = model->evidence;
    if (model_is_root(model, object) || !model->request->export_count)
        return evidence_needed(model, object);
    if (!evidence->pulled)
        evidence->pulled = find_needed(model, false);
    return evidence->pulled && evidence->pulled[object->index];
}

/* The lines of the sources, made when they are asked for first.  NULL: no memory. */
static struct source_lines *lines_of(struct evidence *evidence)
{
    if (!evidence->lines)
        evidence->lines = source_lines_new();
    evidence->arena.failed |= !evidence->lines;
    return evidence->lines;
}

bool evidence_line(const struct model *model, const struct object *object, size_t section,
                   uint64_t offset, struct polyffi_place *place)
{
    struct evidence *evidence = model->evidence;
    struct source_lines *lines = lines_of(evidence);
    return lines && section &&
           source_lines_find(lines, &evidence->arena, object, section, offset, place);
}

bool evidence_lines_missed(const struct model *model)
{
    const struct evidence *evidence = model->evidence;
    return evidence && evidence->lines && source_lines_missed(evidence->lines);
}

bool evidence_definition(const struct model *model, const struct object *object,
                         const struct symbol *symbol, struct polyffi_place *place)
{
    struct evidence *evidence = model->evidence;
    struct source_lines *lines = lines_of(evidence);
    return (lines && symbol->section && object_is_code(object, symbol) &&
            source_lines_function(lines, &evidence->arena, object, symbol->section, symbol->value,
                                  place)) ||
           evidence_line(model, object, symbol->section, symbol->value, place);
}

bool evidence_use(const struct model *model, const struct object *object, size_t symbol,
                  struct polyffi_place *place)
{
    struct relocations walk;
    struct relocation relocation;
    relocations_begin(&walk, object);
    while (relocations_next(&walk, &relocation)) {
        if (relocation.symbol != symbol || !(object_section_flags(object, walk.target) & SHF_ALLOC))
            continue;
        if (evidence_line(model, object, walk.target, relocation.offset, place))
            return true;
    }
    return false;
}

bool evidence_variables(const struct model *model, const struct object *object,
                        const struct declared_variable **first)
{
    struct evidence *evidence = model->evidence;
    struct source_lines *lines = lines_of(evidence);
    *first = NULL;
    return !lines || source_lines_variables(lines, &evidence->arena, object, first);
}

/* The path of a source as dep-info wrote it: relative to where rustc ran, which is not known;
   the directory of the dep-info is the next best. */
static const char *find_source(struct evidence *evidence, const char *dep_info, const char *source)
{
    const char *slash = strrchr(dep_info, '/');
    if (source[0] == '/' || !slash)
        return source;
    char *text;
    size_t size;
    struct polyffi_problem ignored = {0};
    struct arena scratch = {0};
    bool here = arguments_read_file(source, &scratch, &text, &size, &ignored) && text;
    evidence->arena.failed |= scratch.failed;
    arena_free(&scratch);
    return here ? source
                : arena_format(&evidence->arena, "%.*s/%s", (int)(slash - dep_info), dep_info,
                               source);
}

static void list_sources_of(struct evidence *evidence, const char *dep_info)
{
    char *text;
    size_t size;
    struct polyffi_problem ignored = {0};
    struct polyffi_words sources = {0};
    if (arguments_read_file(dep_info, &evidence->arena, &text, &size, &ignored) && text)
        evidence->arena.failed |= !rust_sources_list(text, size, &evidence->arena, &sources);
    for (size_t i = 0; i < sources.count; i++) {
        const char *source = find_source(evidence, dep_info, sources.items[i]);
        if (source && !polyffi_words_add(&evidence->sources, source))
            evidence->arena.failed = true;
    }
    polyffi_words_free(&sources);
}

static void list_sources(const struct model *model)
{
    struct evidence *evidence = model->evidence;
    if (evidence->sources_listed)
        return;
    evidence->sources_listed = true;
    for (size_t i = 0; i < model->request->dep_infos.count; i++)
        list_sources_of(evidence, model->request->dep_infos.items[i]);
    for (size_t i = 0; i < model->inputs.dep_infos.count; i++)
        list_sources_of(evidence, model->inputs.dep_infos.items[i]);
}

static bool item_in_file(struct evidence *evidence, const char *name, const char *file,
                         struct rust_item *item)
{
    char *text;
    size_t size;
    struct polyffi_problem ignored = {0};
    struct arena scratch = {0};
    bool found = arguments_read_file(file, &scratch, &text, &size, &ignored) && text &&
                 rust_source_find(text, size, name, &evidence->arena, item);
    evidence->arena.failed |= scratch.failed;
    arena_free(&scratch);
    if (found)
        item->file = arena_copy(&evidence->arena, file, strlen(file));
    return found && item->file;
}

bool evidence_item(const struct model *model, const char *name, const char *file,
                   struct rust_item *item)
{
    struct evidence *evidence = model->evidence;
    struct rust_item method;
    bool found = false;
    if (file && item_in_file(evidence, name, file, item))
        return true;
    list_sources(model);
    for (size_t i = 0; i < evidence->sources.count; i++) {
        if (!item_in_file(evidence, name, evidence->sources.items[i], item))
            continue;
        if (!item->method)
            return true;
        method = *item;
        found = true;
    }
    if (found)
        *item = method;
    return found;
}

bool evidence_has_sources(const struct model *model)
{
    list_sources(model);
    return model->evidence->sources.count > 0;
}
