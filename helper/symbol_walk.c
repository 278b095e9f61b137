/* SPDX-License-Identifier: MIT */
#include "symbol_walk.h"

#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "formats.h"
#include "inputs.h"
#include "mangling.h"
#include "memory.h"
#include "model.h"
#include "object_validity.h"
#include "objects.h"
#include "problem.h"
#include "symbol_versions.h"
#include "thin_members.h"

struct polyffi_symbols {
    struct input input;
    struct archive archive;
    struct thin_members outside;
    struct arena paths; /* of the members outside */
    struct arena arena; /* of the object that is open */
    struct object object;
    struct symbol_versions versions;
    const struct symbol_table *table; /* of the object; NULL: none is open */
    size_t index;                     /* in the table, of the last symbol */
    struct polyffi_symbol symbol;
    bool copy;
    bool started, all;
};

static const char optimiser_only[] = "is for a link-time optimiser only: its symbols can't be seen";

static bool is_archive(const struct polyffi_symbols *symbols)
{
    return symbols->input.kind == INPUT_ARCHIVE;
}

static bool has_symbols(const struct input *input, struct polyffi_problem *problem)
{
    const struct format *format;
    switch (input->kind) {
    case INPUT_SCRIPT:
        return problem_set(problem, input->path, 0,
                           "is a linker script: name the library that it stands for");
    case INPUT_OPAQUE:
        return problem_set(problem, input->path, 0, "%s", optimiser_only);
    case INPUT_FOREIGN:
        format = formats_foreign(input->bytes, input->size);
        return problem_set(problem, input->path, 0, "is %s; %s", format->name, format->mend);
    case INPUT_EMPTY:
        return problem_set(problem, input->path, 0, "is an empty file; build it again");
    default:
        return true;
    }
}

struct polyffi_symbols *polyffi_symbols_open(const char *path, struct polyffi_problem *problem)
{
    struct polyffi_symbols *symbols = calloc(1, sizeof *symbols);
    elf_version(EV_CURRENT);
    if (!symbols) {
        problem_memory(problem);
        return NULL;
    }
    if (!input_map(path, &symbols->input, problem) || !has_symbols(&symbols->input, problem)) {
        polyffi_symbols_free(symbols);
        return NULL;
    }
    if (is_archive(symbols))
        archive_begin(&symbols->archive, symbols->input.bytes, symbols->input.size);
    return symbols;
}

static void close_object(struct polyffi_symbols *symbols)
{
    symbol_versions_free(&symbols->versions);
    arena_free(&symbols->arena);
    symbols->object = (struct object){0};
    symbols->table = NULL;
}

void polyffi_symbols_free(struct polyffi_symbols *symbols)
{
    if (!symbols)
        return;
    close_object(symbols);
    thin_members_free(&symbols->outside);
    arena_free(&symbols->paths);
    input_unmap(&symbols->input);
    free(symbols);
}

void symbol_walk_want_all(struct polyffi_symbols *symbols)
{
    symbols->all = true;
}

bool symbol_walk_is_runtime(const struct polyffi_symbols *symbols)
{
    return symbols->object.runtime;
}

bool symbol_walk_is_linked(const struct polyffi_symbols *symbols)
{
    return symbols->object.header.e_type != ET_REL;
}

bool symbol_walk_is_copy(const struct polyffi_symbols *symbols)
{
    return symbols->copy;
}

static bool refuse(const struct object *object, const char *what, struct polyffi_problem *problem)
{
    return problem_set(problem, object->path, 0, "%s%s%s%s", object->member ? "member '" : "",
                       object->member ? object->member : "", object->member ? "' " : "", what);
}

static bool can_be_seen(const struct polyffi_symbols *symbols, struct polyffi_problem *problem)
{
    const struct object *object = &symbols->object;
    bool linked = object->header.e_type != ET_REL;
    if (linked && !object->section_count)
        return refuse(object, "has no section headers: its symbols can't be seen", problem);
    if (!symbols->all || linked)
        return true;
    if (object->opaque)
        return refuse(object, optimiser_only, problem);
    return !object->has_code || object->symtab.symbols ||
           refuse(object, "is stripped: its symbols can't be seen", problem);
}

static bool open_object(struct polyffi_symbols *symbols, const char *member,
                        const unsigned char *bytes, size_t size, struct polyffi_problem *problem)
{
    symbols->object.path = symbols->input.path;
    symbols->object.member = member;
    symbols->object.runtime = member && model_is_runtime_member(member);
    symbols->table = &symbols->object.dynsym;
    symbols->index = 0;
    return object_open(&symbols->object, bytes, size, problem) && can_be_seen(symbols, problem) &&
           symbol_versions_read(&symbols->object, &symbols->arena, &symbols->versions, problem);
}

static bool map_member(struct polyffi_symbols *symbols, struct archive_member *member,
                       struct polyffi_problem *problem)
{
    bool found = true;
    if (symbols->archive.thin && !thin_members_map(&symbols->outside, &symbols->paths,
                                                   symbols->input.path, member, &found, problem))
        return false;
    return found ||
           problem_set(problem, symbols->input.path, 0,
                       "has a member '%.*s' that is not where it should be; build the "
                       "archive again",
                       (int)(member->name_length < 255 ? member->name_length : 255), member->name);
}

/* Opens the next member that is an object, if there is one. */
static bool open_member(struct polyffi_symbols *symbols, struct polyffi_problem *problem)
{
    struct archive_member member;
    const char *reason;
    enum archive_step step;
    while ((step = archive_next(&symbols->archive, &member, &reason)) == ARCHIVE_MEMBER) {
        const char *name = arena_copy(&symbols->arena, member.name, member.name_length);
        if (!name)
            return problem_memory(problem);
        if (!map_member(symbols, &member, problem))
            return false;
        symbols->object.path = symbols->input.path;
        symbols->object.member = name;
        if (formats_bitcode(member.bytes, member.size))
            return refuse(&symbols->object, optimiser_only, problem);
        if (member.size >= SELFMAG && memcmp(member.bytes, ELFMAG, SELFMAG) == 0)
            return open_object(symbols, name, member.bytes, member.size, problem);
        close_object(symbols);
    }
    return step == ARCHIVE_END ||
           problem_set(problem, symbols->input.path, 0, "is damaged: %s; build it again", reason);
}

static bool open_next(struct polyffi_symbols *symbols, struct polyffi_problem *problem)
{
    close_object(symbols);
    if (is_archive(symbols))
        return open_member(symbols, problem);
    if (symbols->started)
        return true;
    symbols->started = true;
    return open_object(symbols, NULL, symbols->input.bytes, symbols->input.size, problem);
}

static enum polyffi_symbol_kind kind_of(const struct object *object, const struct symbol *symbol)
{
    switch (symbol->type) {
    case STT_SECTION:
    case STT_FILE:
        return POLYFFI_SYMBOL_NONE;
    case STT_TLS:
        return POLYFFI_SYMBOL_TLS;
    case STT_GNU_IFUNC:
        return POLYFFI_SYMBOL_IFUNC;
    default:
        break;
    }
    if (symbol->common || symbol->type == STT_COMMON)
        return POLYFFI_SYMBOL_COMMON;
    if (symbol->type == STT_NOTYPE && symbol->undefined)
        return POLYFFI_SYMBOL_NONE;
    return object_is_code(object, symbol) ? POLYFFI_SYMBOL_FUNCTION : POLYFFI_SYMBOL_DATA;
}

static void add_version(struct polyffi_symbols *symbols)
{
    bool hidden = false;
    const struct symbol_version *version =
        symbols->symbol.dynamic ? symbol_versions_find(&symbols->versions, symbols->index, &hidden)
                                : NULL;
    symbols->copy = version && version->needed;
    symbols->symbol.version = version ? version->name : NULL;
    symbols->symbol.default_version =
        version && !version->needed && !hidden && symbols->symbol.defined;
}

static bool read_symbol(struct polyffi_symbols *symbols, struct polyffi_problem *problem)
{
    const struct object *object = &symbols->object;
    struct symbol symbol;
    struct section section = {0};
    if (!object_symbol(symbols->table, symbols->index, &symbol))
        return object_damaged(object, "a symbol can't be read", problem);
    GElf_Sym raw = symbol_read(symbols->table, symbols->index);
    if (symbol.section)
        object_section(object, symbol.section, &section);
    symbols->symbol = (struct polyffi_symbol){
        .file = object->path,
        .member = object->member,
        .name = symbol.type == STT_SECTION && !symbol.name[0] && section.name ? section.name
                                                                              : symbol.name,
        .section = section.name,
        .index = symbols->index,
        .section_index = symbol.section,
        .value = symbol.value,
        .size = symbol.size,
        .kind = kind_of(object, &symbol),
        .type = symbol.type,
        .binding = symbol.binding,
        .visibility = symbol.visibility,
        .place = raw.st_shndx,
        .dynamic = symbols->table == &object->dynsym,
        .defined = !symbol.undefined,
    };
    add_version(symbols);
    return true;
}

bool polyffi_symbols_next(struct polyffi_symbols *symbols, const struct polyffi_symbol **symbol,
                          struct polyffi_problem *problem)
{
    *symbol = NULL;
    do {
        while (symbols->table) {
            if (++symbols->index < symbols->table->count) {
                *symbol = &symbols->symbol;
                return read_symbol(symbols, problem);
            }
            symbols->table =
                symbols->table == &symbols->object.dynsym ? &symbols->object.symtab : NULL;
            symbols->index = 0;
        }
        if (!open_next(symbols, problem))
            return false;
    } while (symbols->table);
    return true;
}

const char *polyffi_symbol_kind_name(enum polyffi_symbol_kind kind)
{
    static const char *const names[] = {"none", "function", "data", "tls", "common", "ifunc"};
    return names[kind];
}

bool polyffi_symbol_demangle(const char *name, char *buffer, size_t size)
{
    return mangling_show(name, buffer, size);
}
