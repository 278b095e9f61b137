/* SPDX-License-Identifier: MIT */
/* PF050 to PF056, PF060: archives as containers, and what two of them have in common. */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "advice.h"
#include "evidence.h"

struct fault {
    const char *rule;
    const char *before, *after; /* of the archive's name */
    const char *mend;
};

static const struct fault empty = {
    "PF050", "the archive ", " is empty",
    "build it again: an interrupted or failed step left it without members"};
static const struct fault bsd = {
    "PF056", "the archive ",
    " has the format of BSD or macOS, whose index GNU's linkers don't read",
    "make it with GNU ar, or with 'llvm-ar --format=gnu'"};
static const struct fault no_index = {"PF053", "the archive ",
                                      " has no index: linkers can't find symbols in it",
                                      "run 'ranlib' on it, or make it with 'ar rcs'"};
static const struct fault rlib = {
    "PF054", "", " is an rlib, which only rustc can link: it lacks Rust's standard library",
    "build the crate with --crate-type staticlib (in Cargo.toml: crate-type = [\"staticlib\"])"};

static void report_fault(const struct model *model, struct findings *findings, const char *path,
                         const struct fault *fault)
{
    struct polyffi_place place = advice_input(model, path);
    struct polyffi_finding *finding = findings_add(findings, fault->rule, NULL, path, place,
                                                   "%s'%s'%s", fault->before, path, fault->after);
    findings_note(findings, finding, place, "%s", fault->mend);
}

static void report_damage(const struct model *model, struct findings *findings, const char *path,
                          const char *damage)
{
    struct polyffi_place place = advice_input(model, path);
    struct polyffi_finding *finding = findings_add(findings, "PF052", NULL, path, place,
                                                   "the archive '%s' is damaged: %s", path, damage);
    findings_note(findings, finding, place,
                  "build it again: the disk was full, or something stopped while writing it");
}

static void report_index(const struct model *model, struct findings *findings, const char *path,
                         const char *useless)
{
    struct polyffi_place place = advice_input(model, path);
    if (useless) {
        struct polyffi_finding *finding = findings_add(
            findings, "PF052", NULL, path, place,
            "the archive '%s' is damaged: its member '%s' is not an object, but the index says "
            "that it defines symbols",
            path, findings_shown(findings, useless));
        findings_locate(findings, finding, path, useless);
        findings_note(findings, finding, place, "build the member and the archive again");
        return;
    }
    struct polyffi_finding *finding =
        findings_add(findings, "PF052", NULL, path, place,
                     "the archive '%s' is damaged: its index does not fit its members", path);
    findings_note(findings, finding, place, "run 'ranlib' on it, or build it again");
}

static void report_stripped(const struct model *model, struct findings *findings, const char *path,
                            const char *member)
{
    struct polyffi_place place = advice_input(model, path);
    struct polyffi_finding *finding =
        findings_add(findings, "PF055", NULL, path, place,
                     "the archive '%s' is stripped: its member '%s' has code but no symbols", path,
                     findings_shown(findings, member));
    findings_locate(findings, finding, path, member);
    findings_note(findings, finding, place,
                  "don't run strip on it (to leave out debug information only: strip "
                  "--strip-debug), and build it again");
}

/* A member that is not there, or NULL: the archive is one that will be moved. */
static void report_thin(const struct model *model, struct findings *findings, const char *path,
                        const char *absent)
{
    struct polyffi_place place = advice_input(model, path);
    struct polyffi_finding *finding =
        absent ? findings_add(findings, "PF051", NULL, path, place,
                              "the thin archive '%s' names the file '%s', which is not there", path,
                              findings_shown(findings, absent))
               : findings_add(findings, "PF051", NULL, path, place,
                              "'%s' is a thin archive: it works until it or its members are moved",
                              path);
    if (!absent)
        findings_lower(findings, finding, POLYFFI_WARNING);
    findings_note(findings, finding, place, "make it with 'ar rcs', without T");
}

static bool is_alone(const struct model *model)
{
    return !model->request->link && model->inputs.count == 1;
}

static bool is_inside(const char *path, const char *directory)
{
    size_t length = strlen(directory);
    return strncmp(path, directory, length) == 0 && path[length] == '/';
}

/* Libraries for other machines: /usr/aarch64-linux-gnu/lib, ... */
static bool is_cross_path(const char *path)
{
    static const char usr[] = "/usr/";
    if (strncmp(path, usr, strlen(usr)) != 0)
        return false;
    const char *machine = path + strlen(usr);
    const char *system = strstr(machine, "-linux-");
    return system && !memchr(machine, '/', (size_t)(system - machine));
}

/* A system library may be empty on purpose, as glibc's librt.a is: in /usr/lib, /usr/lib32, ... */
static bool is_system_path(const char *path)
{
    return strncmp(path, "/usr/lib", strlen("/usr/lib")) == 0 ||
           strncmp(path, "/lib", strlen("/lib")) == 0 || is_cross_path(path);
}

static bool may_be_empty(const struct model *model, const struct input *input)
{
    const struct polyffi_words *paths = &model->request->library_paths;
    for (size_t i = 0; i < paths->count; i++)
        if (is_inside(input->path, paths->items[i]))
            return true;
    return input->searched || is_system_path(input->path);
}

static void check_archive(const struct model *model, struct findings *findings, size_t index)
{
    const struct archive_facts *facts = &model->archives[index];
    const char *path = model->inputs.items[index].path;
    if (facts->damage)
        report_damage(model, findings, path, facts->damage);
    else if (facts->absent || (facts->thin && is_alone(model)))
        report_thin(model, findings, path, facts->absent);
    else if (facts->bad_index)
        report_index(model, findings, path, facts->useless);
    else if (!facts->members && !may_be_empty(model, &model->inputs.items[index]))
        report_fault(model, findings, path, &empty);
    else if (facts->rlib)
        report_fault(model, findings, path, &rlib);
    else if (facts->stripped)
        report_stripped(model, findings, path, facts->stripped);
    else if (!facts->indexed && facts->symbols)
        report_fault(model, findings, path, &no_index);
    else if (facts->archive.bsd_index && !facts->archive.index && !model->request->any_order)
        report_fault(model, findings, path, &bsd);
}

bool rules_archives(const struct model *model, struct findings *findings)
{
    for (size_t i = 0; i < model->inputs.count; i++)
        if (model->archives[i].is_archive)
            check_archive(model, findings, i);
    return !findings->failed;
}

static bool is_strong(const struct definition *definition)
{
    return definition->symbol.binding == STB_GLOBAL && !definition->object->runtime &&
           definition->symbol.visibility == STV_DEFAULT && !definition->symbol.common;
}

/* The same dependency built into two archives is harmless: the members are equal. */
static bool are_same(const struct model *model, const struct definition *a,
                     const struct definition *b)
{
    const struct object *left = a->object, *right = b->object;
    if (left->input == right->input ||
        strcmp(model_input(model, left)->path, model_input(model, right)->path) == 0)
        return true;
    return left->size == right->size && memcmp(left->bytes, right->bytes, left->size) == 0;
}

/* PF021 tells about a main that is linked twice. */
static bool told_elsewhere(const struct model *model, const struct definition *a,
                           const struct definition *b)
{
    return strcmp(a->symbol.name, "main") == 0 && model->program &&
           model->startup == POLYFFI_STARTUP_CRT && evidence_needed(model, a->object) &&
           evidence_needed(model, b->object);
}

static void report_duplicate(const struct model *model, struct findings *findings,
                             const struct definition *first, const struct definition *second)
{
    const char *shown = findings_shown(findings, first->symbol.name);
    struct polyffi_place place =
        advice_definition(model, findings, second->object, &second->symbol);
    struct polyffi_finding *finding = findings_add(
        findings, "PF060", first->symbol.name, second->object->path, place,
        "'%s' is defined in '%s' and in '%s': the order on the link line decides which one is "
        "called",
        shown, first->object->path, second->object->path);
    advice_locate(findings, finding, second->object);
    findings_note(findings, finding,
                  advice_definition(model, findings, first->object, &first->symbol),
                  "the first '%s' is in '%s': rename one of them", shown,
                  advice_object(findings, first->object));
}

static void check_duplicates(const struct model *model, struct findings *findings, const char *name)
{
    const struct symbol_entry *entry = symbols_find(&model->symbols, name);
    const struct definition *first = entry ? entry->first : NULL;
    while (first && !is_strong(first))
        first = first->next;
    for (const struct definition *other = first ? first->next : NULL; other; other = other->next) {
        if (!is_strong(other) || are_same(model, first, other) ||
            (!model_is_own_export(model, first) && !model_is_own_export(model, other)) ||
            told_elsewhere(model, first, other))
            continue;
        report_duplicate(model, findings, first, other);
        return;
    }
}

/* Who has a name: all but one of the inputs are entered by the hashes of their names, so that
   definitions by the million cost little.  Equal hashes only say where to look closer. */
struct holder {
    uint32_t hash;
    bool taken, export;
    size_t input;
};

struct holders {
    struct holder *slots;
    size_t capacity; /* a power of two */
};

/* The holder with the hash, or the free slot for it. */
static struct holder *find_holder(const struct holders *holders, uint32_t hash)
{
    size_t i = hash & (holders->capacity - 1);
    while (holders->slots[i].taken && holders->slots[i].hash != hash)
        i = (i + 1) & (holders->capacity - 1);
    return &holders->slots[i];
}

/* The definitions of the input that the object is (a member) of: its objects stand together. */
static struct definitions definitions_of(const struct model *model, size_t first)
{
    struct definitions walk = definitions_begin(&model->symbols);
    walk.object = walk.end = first;
    while (walk.end < model->objects.count &&
           model->objects.items[walk.end]->input == model->objects.items[first]->input)
        walk.end++;
    return walk;
}

static void meet(const struct model *model, struct findings *findings, struct holders *holders,
                 struct definitions walk, bool enter)
{
    struct definition each;
    while (definitions_next(&walk, &each)) {
        if (!is_strong(&each) || model_is_runtime_name(each.symbol.name))
            continue;
        size_t input = each.object->input;
        struct holder *holder = find_holder(holders, each.hash);
        bool export = model_is_own_export(model, &each);
        if (holder->taken && holder->input != input && (export || holder->export))
            check_duplicates(model, findings, each.symbol.name);
        if (enter && !holder->taken)
            *holder = (struct holder){.hash = each.hash, .taken = true, .input = input};
        holder->export = holder->export || export;
    }
}

/* The number of global symbols in each input; the sum. */
static size_t count_globals(const struct model *model, size_t *counts, bool *rust)
{
    size_t sum = 0;
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        size_t count = object->symtab.count - object->symtab.first_global;
        counts[object->input] += count;
        sum += count;
        *rust = *rust || (model_is_rust(model, object) && !object->runtime);
    }
    return sum;
}

bool rules_duplicate_exports(const struct model *model, struct findings *findings)
{
    bool rust = false;
    size_t largest = 0;
    struct holders holders = {0};
    size_t *counts = calloc(model->inputs.count + 1, sizeof *counts);
    if (!counts)
        return false;
    size_t sum = count_globals(model, counts, &rust);
    for (size_t i = 0; i < model->inputs.count; i++)
        if (counts[i] > counts[largest])
            largest = i;
    size_t entered = sum - counts[largest];
    free(counts);
    if (!rust || !entered)
        return true;
    for (holders.capacity = 64; holders.capacity / 2 < entered; holders.capacity *= 2)
        ;
    holders.slots = calloc(holders.capacity, sizeof *holders.slots);
    if (!holders.slots)
        return false;
    struct definitions last = {0}, walk;
    for (size_t i = 0; i < model->objects.count; i = walk.end) {
        walk = definitions_of(model, i);
        if (model->objects.items[i]->input == largest)
            last = walk;
        else
            meet(model, findings, &holders, walk, true);
    }
    meet(model, findings, &holders, last, false);
    free(holders.slots);
    return !findings->failed;
}
