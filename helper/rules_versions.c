/* SPDX-License-Identifier: MIT */
/* PF105: versions of library symbols that an older system does not have. */
#include "rules.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "advice.h"
#include "evidence.h"
#include "symbol_versions.h"

enum { REPORTED = 5 };

/* glibc's mark for packed relocations, which it knows since this version. */
static const char packed[] = "ABI_DT_RELR", packed_since[] = "2.36";

/* "2.4" is before "2.34": each number for itself, of any length. */
static int compare_versions(const char *left, const char *right)
{
    while (*left || *right) {
        left += strspn(left, "0");
        right += strspn(right, "0");
        size_t length = strspn(left, "0123456789"), other = strspn(right, "0123456789");
        if (length != other)
            return length < other ? -1 : 1;
        int order = memcmp(left, right, length);
        if (order)
            return order;
        left += length;
        right += other;
        left += *left != '\0';
        right += *right != '\0';
    }
    return 0;
}

/* The limit that the version "GLIBC_2.34" is beyond, as "GLIBC=2.31"; NULL: none. */
static const char *find_limit(const struct polyffi_words *limits, const char *version)
{
    for (size_t i = 0; i < limits->count; i++) {
        const char *limit = limits->items[i];
        size_t length = strcspn(limit, "=");
        if (strncmp(version, limit, length) != 0 || version[length] != '_')
            continue;
        const char *number = version + length + 1;
        if (strcmp(number, packed) == 0)
            number = packed_since;
        if (isdigit((unsigned char)*number) && compare_versions(number, limit + length + 1) > 0)
            return limit;
    }
    return NULL;
}

/* An object of the link that refers to the symbol, or NULL. */
static const struct object *find_user(const struct model *model, const char *name)
{
    struct symbol symbol;
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        for (size_t j = object->symtab.first_global; j < object->symtab.count; j++)
            if (object_symbol(&object->symtab, j, &symbol) && symbol.undefined &&
                strcmp(symbol.name, name) == 0 && evidence_needed(model, object))
                return object;
    }
    return NULL;
}

struct search {
    const struct model *model;
    struct findings *findings;
    struct symbol_versions versions;
    const char *version; /* that is beyond the limit */
    struct polyffi_finding *finding;
    size_t count;
};

/* Notes each symbol that needs the version. */
static void note_symbols(struct search *search)
{
    const struct symbol_table *table = &search->model->result->dynsym;
    struct findings *findings = search->findings;
    struct symbol symbol;
    bool hidden;
    for (size_t i = table->first_global; i < table->count; i++) {
        const struct symbol_version *version = symbol_versions_find(&search->versions, i, &hidden);
        if (!version || !version->needed || strcmp(version->name, search->version) != 0 ||
            !object_symbol(table, i, &symbol) || search->count++ >= REPORTED)
            continue;
        const struct object *user = find_user(search->model, symbol.name);
        findings_note(findings, search->finding,
                      user ? advice_file(advice_object(findings, user)) : (struct polyffi_place){0},
                      user ? "this needs '%s'" : "the program needs it for '%s'",
                      findings_shown(findings, symbol.name));
    }
    if (search->count > REPORTED)
        findings_note(findings, search->finding, (struct polyffi_place){0},
                      "%zu more symbols need it", search->count - REPORTED);
}

static void report(struct search *search, const char *limit)
{
    const struct model *model = search->model;
    size_t length = strcspn(limit, "=");
    struct polyffi_place place = advice_fallback(model, search->findings, model->result);
    search->finding = findings_add(
        search->findings, "PF105", search->version, model->result->path, place,
        "'%s' needs %s, and at most %.*s_%s is allowed", model->result->path,
        findings_shown(search->findings, search->version), (int)length, limit, limit + length + 1);
    search->count = 0;
    note_symbols(search);
    findings_note(search->findings, search->finding, place,
                  "build it where the library is as old as on the oldest system that shall run it");
}

/* False: the versions are there and can't be read. */
static bool read_versions(struct search *search, struct arena *arena)
{
    const struct object *result = search->model->result;
    struct polyffi_problem problem;
    uint64_t value;
    return symbol_versions_read(result, arena, &search->versions, &problem) &&
           (search->versions.numbers || !object_dynamic(result, DT_VERNEED, &value));
}

bool rules_versions(const struct model *model, struct findings *findings)
{
    enum { NUMBERS = 0x8000, MOST = 20 };
    const struct polyffi_words *limits = &model->request->version_limits;
    struct search search = {.model = model, .findings = findings};
    struct arena arena = {0};
    size_t reported = 0;
    if (!limits->count)
        return true;
    errno = 0;
    bool good = read_versions(&search, &arena);
    if (!good && errno == ENOMEM)
        findings->failed = true;
    else if (!good)
        findings_not_done(findings, "the versions of library symbols",
                          "'%s' has none that can be read", model->result->path);
    for (size_t i = 0; search.versions.numbers && i < NUMBERS && reported < MOST; i++) {
        const struct symbol_version *version = &search.versions.values[i];
        const char *limit = version->needed ? find_limit(limits, version->name) : NULL;
        if (!limit)
            continue;
        search.version = version->name;
        report(&search, limit);
        reported++;
    }
    symbol_versions_free(&search.versions);
    arena_free(&arena);
    return !findings->failed;
}
