/* SPDX-License-Identifier: MIT */
#include "libraries.h"

#include <dirent.h>
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive.h"
#include "inputs.h"
#include "linker_script.h"
#include "objects.h"
#include "problem.h"

enum { NESTING_LIMIT = 8 };

struct search {
    const struct libraries *libraries;
    struct symbols *wanted;
    size_t pending; /* names that are still to be found */
    struct polyffi_words paths;
    struct polyffi_words opened; /* each library once */
    const char *missing;         /* the first library that was not found, or NULL */
    void (*look)(const struct object *library, void *context); /* NULL: marks what is provided */
    void *context;
    struct polyffi_problem *problem;
};

/* How a machine's libraries are called in paths. */
static const char *machine_name(uint16_t machine, unsigned char class)
{
    switch (machine) {
    case EM_X86_64:
        return class == ELFCLASS32 ? "x86_64-linux-gnux32" : "x86_64-linux-gnu";
    case EM_386:
        return "i386-linux-gnu";
    case EM_AARCH64:
        return "aarch64-linux-gnu";
    case EM_ARM:
        return "arm-linux-gnueabihf";
    case EM_RISCV:
        return "riscv64-linux-gnu";
    case EM_PPC64:
        return "powerpc64le-linux-gnu";
    case EM_S390:
        return "s390x-linux-gnu";
    default:
        return NULL;
    }
}

static bool add_path(struct search *search, const char *path)
{
    const char *sysroot = search->libraries->request->sysroot;
    if (path && sysroot && path[0] == '/') {
        const char *moved = arena_format(search->libraries->arena, "%s%s", sysroot, path);
        if (!moved || !polyffi_words_add(&search->paths, moved))
            return problem_memory(search->problem);
    }
    return (path && polyffi_words_add(&search->paths, path)) || problem_memory(search->problem);
}

/* gcc's own directory, which has libgcc: the one of the highest version. */
static bool add_compiler_path(struct search *search, const char *machine)
{
    struct arena *arena = search->libraries->arena;
    const char *base = arena_format(arena, "/usr/lib/gcc/%s", machine);
    DIR *directory = base ? opendir(base) : NULL;
    if (!directory)
        return base || problem_memory(search->problem);
    long best = -1;
    for (struct dirent *entry; (entry = readdir(directory));) {
        long version = strtol(entry->d_name, NULL, 10);
        if (entry->d_name[0] != '.' && version > best)
            best = version;
    }
    closedir(directory);
    return best < 0 || add_path(search, arena_format(arena, "%s/%ld", base, best));
}

static bool add_usual_paths(struct search *search)
{
    static const char *const usual[] = {"/usr/lib64", "/lib64", "/usr/local/lib", "/usr/lib",
                                        "/lib"};
    struct arena *arena = search->libraries->arena;
    const char *machine = machine_name(search->libraries->machine, search->libraries->class);
    if (machine && (!add_compiler_path(search, machine) ||
                    !add_path(search, arena_format(arena, "/usr/lib/%s", machine)) ||
                    !add_path(search, arena_format(arena, "/lib/%s", machine)) ||
                    !add_path(search, arena_format(arena, "/usr/%s/lib", machine))))
        return false;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (!add_path(search, usual[i]))
            return false;
    return true;
}

static bool collect_paths(struct search *search)
{
    const struct polyffi_request *request = search->libraries->request;
    for (size_t i = 0; i < request->search_paths.count; i++)
        if (!add_path(search, request->search_paths.items[i]))
            return false;
    for (size_t i = 0; i < request->library_paths.count; i++)
        if (!add_path(search, request->library_paths.items[i]))
            return false;
    return request->library_paths.count || add_usual_paths(search);
}

const char *libraries_in(struct arena *arena, const char *directory, const char *name,
                         bool only_static, bool *memory)
{
    for (size_t i = name[0] == ':' || only_static; i < 2; i++) {
        const char *path = name[0] == ':' ? arena_format(arena, "%s/%s", directory, name + 1)
                           : i == 0       ? arena_format(arena, "%s/lib%s.so", directory, name)
                                          : arena_format(arena, "%s/lib%s.a", directory, name);
        if (!path) {
            *memory = false;
            return NULL;
        }
        if (access(path, R_OK) == 0)
            return path;
    }
    return NULL;
}

/* NULL: nobody knows it, or it is provided already. */
static struct symbol_entry *provide(struct search *search, const char *name)
{
    struct symbol_entry *entry = symbols_asked(search->wanted, name);
    if (!entry || !entry->wanted || entry->provided || entry->first)
        return NULL;
    entry->provided = true;
    search->pending--;
    return entry;
}

static bool provide_indexed(const char *name, void *context)
{
    struct search *search = context;
    provide(search, name);
    return search->pending;
}

static void provide_table(struct search *search, const struct symbol_table *table, bool shared)
{
    struct symbol symbol;
    for (size_t i = table->first_global; i < table->count && search->pending; i++) {
        if (!object_symbol(table, i, &symbol) || symbol.undefined || !symbol.name[0])
            continue;
        struct symbol_entry *entry = provide(search, symbol.name);
        if (entry && shared)
            symbols_share(entry, &symbol);
    }
}

static bool provide_object(struct search *search, const unsigned char *bytes, size_t size,
                           const char *path)
{
    struct object object = {.path = path};
    struct polyffi_problem ignored; /* what can't be read can't be linked either */
    bool good = object_open(&object, bytes, size, &ignored) &&
                object.class == search->libraries->class &&
                object.header.e_machine == search->libraries->machine;
    if (good && search->look)
        search->look(&object, search->context);
    else if (good)
        provide_table(search, object.dynsym.count ? &object.dynsym : &object.symtab,
                      object.dynsym.count > 0);
    return good;
}

/* The index alone tells what an archive defines; without one its members do.  glibc's librt.a
   and others are empty on purpose. */
static bool provide_archive(struct search *search, const struct input *input)
{
    struct archive archive;
    struct archive_member member;
    const char *reason;
    bool any = false, good = false;
    archive_begin(&archive, input->bytes, input->size);
    while (archive_next(&archive, &member, &reason) == ARCHIVE_MEMBER) {
        if (archive_index_count(&archive)) {
            archive_index_each(&archive, provide_indexed, search);
            return true;
        }
        any = true;
        if (provide_object(search, member.bytes, member.size, input->path))
            good = true;
    }
    return good || !any;
}

static bool search_library(struct search *search, const char *name, bool only_static, int depth,
                           bool *found);

/* *usable false: not a library of this machine; the linker would go on to the next one. */
static bool search_file(struct search *search, const char *path, int depth, bool *usable);

/* A file that a script names without its directory, as gcc's libgcc_s.so does. */
static bool search_word(struct search *search, const char *word, int depth)
{
    bool ignored;
    if (strchr(word, '/') || access(word, R_OK) == 0)
        return search_file(search, word, depth, &ignored);
    const char *name = arena_format(search->libraries->arena, ":%s", word);
    if (!name)
        return problem_memory(search->problem);
    return search_library(search, name, false, depth, &ignored);
}

static bool search_script(struct search *search, const struct input *input, int depth)
{
    struct linker_script script;
    bool recognised;
    if (!linker_script_parse((const char *)input->bytes, input->size, search->libraries->arena,
                             &script, &recognised))
        return problem_memory(search->problem);
    bool good = true;
    for (size_t i = 0; good && search->pending && i < script.files.count; i++) {
        const char *word = script.files.items[i];
        bool ignored;
        if (strncmp(word, "-l", 2) == 0)
            good = search_library(search, word + 2, false, depth + 1, &ignored);
        else
            good = search_word(search, word, depth + 1);
    }
    polyffi_words_free(&script.files);
    return good;
}

static bool was_opened(const struct search *search, const char *path)
{
    for (size_t i = 0; i < search->opened.count; i++)
        if (strcmp(search->opened.items[i], path) == 0)
            return true;
    return false;
}

static bool search_mapped(struct search *search, const struct input *input, int depth, bool *usable)
{
    *usable = true;
    switch (input->kind) {
    case INPUT_ARCHIVE:
        if (search->look)
            return true;
        *usable = provide_archive(search, input);
        return true;
    case INPUT_SHARED:
    case INPUT_OBJECT:
        *usable = provide_object(search, input->bytes, input->size, input->path);
        return true;
    case INPUT_SCRIPT:
        return search_script(search, input, depth);
    case INPUT_FOREIGN:
        *usable = false;
        return true;
    default:
        return true;
    }
}

static bool search_file(struct search *search, const char *path, int depth, bool *usable)
{
    struct input input;
    struct polyffi_problem ignored;
    *usable = true;
    if (depth > NESTING_LIMIT || was_opened(search, path))
        return true;
    if (!polyffi_words_add(&search->opened, path))
        return problem_memory(search->problem);
    if (search->libraries->request->sysroot && path[0] == '/' && depth) {
        const char *moved = arena_format(search->libraries->arena, "%s%s",
                                         search->libraries->request->sysroot, path);
        if (moved && access(moved, R_OK) == 0)
            path = moved;
    }
    if (!input_map(path, &input, &ignored)) {
        *usable = false;
        return true;
    }
    bool good = search_mapped(search, &input, depth, usable);
    input_unmap(&input);
    return good;
}

static bool search_library(struct search *search, const char *name, bool only_static, int depth,
                           bool *found)
{
    bool memory = true;
    *found = false;
    for (size_t i = 0; i < search->paths.count && !*found; i++) {
        const char *path = libraries_in(search->libraries->arena, search->paths.items[i], name,
                                        only_static, &memory);
        if (!memory)
            return problem_memory(search->problem);
        if (path && !search_file(search, path, depth, found))
            return false;
    }
    return true;
}

/* A library that is not found leaves the answer open. */
static bool search_one(struct search *search, const char *name, bool only_static)
{
    bool found;
    if (!search->pending)
        return true;
    if (!search_library(search, name, only_static, 0, &found))
        return false;
    if (!found && !search->missing)
        search->missing = name;
    return true;
}

static bool search_named(struct search *search)
{
    const struct polyffi_request *request = search->libraries->request;
    const struct polyffi_words *scripted = search->libraries->scripted;
    for (size_t i = 0; i < request->file_count; i++)
        if (request->files[i].library &&
            !search_one(search, request->files[i].path, request->files[i].only_static))
            return false;
    for (size_t i = 0; i < scripted->count; i++)
        if (!search_one(search, scripted->items[i], request->static_only))
            return false;
    return true;
}

/* What the driver adds; parts of libc have libraries of their own on older systems. */
static bool search_defaults(struct search *search)
{
    static const struct {
        const char *name;
        bool needed, cxx;
    } defaults[] = {
        {"c", true, false},     {"gcc_s", false, false}, {"gcc", false, false},
        {"m", false, false},    {"stdc++", false, true}, {"pthread", false, false},
        {"dl", false, false},   {"rt", false, false},    {"gcc_eh", false, false},
        {"util", false, false}, {"supc++", false, true},
    };
    const struct polyffi_request *request = search->libraries->request;
    if (request->no_default_libraries)
        return true;
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults && search->pending; i++) {
        bool found;
        if (defaults[i].cxx && request->link && !request->cxx)
            continue;
        if (!search_library(search, defaults[i].name, request->static_only, 0, &found))
            return false;
        if (defaults[i].needed && !found && !search->missing)
            search->missing = defaults[i].name;
    }
    return true;
}

bool libraries_look_into(const struct libraries *libraries, const char *name,
                         void (*look)(const struct object *library, void *context), void *context,
                         struct polyffi_problem *problem)
{
    struct search search = {
        .libraries = libraries, .pending = 1, .look = look, .context = context, .problem = problem};
    bool found;
    bool good = collect_paths(&search) && search_library(&search, name, false, 0, &found);
    polyffi_words_free(&search.paths);
    polyffi_words_free(&search.opened);
    return good;
}

bool libraries_provide(const struct libraries *libraries, struct symbols *wanted, bool *complete,
                       const char **missing, struct polyffi_problem *problem)
{
    struct search search = {.libraries = libraries, .wanted = wanted, .problem = problem};
    for (size_t i = 0; i < wanted->asked.count; i++) {
        const struct symbol_entry *entry = wanted->asked.entries[i];
        search.pending += entry->wanted && !entry->provided && !entry->first;
    }
    bool good = !search.pending ||
                (collect_paths(&search) && search_named(&search) && search_defaults(&search));
    *missing = search.pending ? search.missing : NULL;
    *complete = !search.pending || (!search.missing && !libraries->request->unknown_libraries);
    polyffi_words_free(&search.paths);
    polyffi_words_free(&search.opened);
    return good;
}
