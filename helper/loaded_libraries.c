/* SPDX-License-Identifier: MIT */
#include "loaded_libraries.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "inputs.h"
#include "linked_file.h"

enum { INCLUDE_LIMIT = 4 };

struct library {
    struct input input;
    struct object object;
};

struct loader {
    const struct model *model;
    struct arena *arena;
    struct polyffi_words usual; /* directories of /etc/ld.so.conf, and those that are built in */
    struct polyffi_words names; /* of the libraries, each once */
    struct library **libraries; /* in the order in which the loader loads them */
    size_t count, capacity;
    bool (*visit)(const struct object *, void *);
    void *context;
    const char *missing; /* the first that was not found */
    bool memory, stopped;
};

static void remember(struct loader *loader, struct polyffi_words *words, const char *word)
{
    loader->memory = loader->memory && word && polyffi_words_add(words, word);
}

static void read_configuration(struct loader *loader, const char *path, int depth);

static void include(struct loader *loader, const char *pattern, int depth)
{
    glob_t found;
    if (depth == INCLUDE_LIMIT || glob(pattern, 0, NULL, &found) != 0)
        return;
    for (size_t i = 0; i < found.gl_pathc; i++)
        read_configuration(loader, found.gl_pathv[i], depth + 1);
    globfree(&found);
}

/* A directory a line, or "include PATTERN"; # begins a comment. */
static void read_configuration(struct loader *loader, const char *path, int depth)
{
    static const char word[] = "include";
    char *text, *rest = NULL;
    size_t size, length = strlen(word);
    struct polyffi_problem ignored;
    if (!arguments_read_file(path, loader->arena, &text, &size, &ignored) || !text)
        return;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        line[strcspn(line, "#")] = '\0';
        line += strspn(line, " \t");
        if (strncmp(line, word, length) == 0 && line[length] == ' ')
            include(loader, line + length + 1, depth);
        else if (line[0] == '/')
            remember(loader, &loader->usual, line);
    }
}

static void collect_usual(struct loader *loader)
{
    static const char *const built_in[] = {"/lib/x86_64-linux-gnu",
                                           "/usr/lib/x86_64-linux-gnu",
                                           "/lib64",
                                           "/usr/lib64",
                                           "/lib",
                                           "/usr/lib"};
    read_configuration(loader, "/etc/ld.so.conf", 0);
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
        remember(loader, &loader->usual, built_in[i]);
}

/* The string that the dynamic tag names, or NULL. */
static const char *dynamic_string(const struct object *object, int64_t tag, size_t which)
{
    uint64_t strings, offset;
    return object_dynamic(object, DT_STRTAB, &strings) &&
                   object_dynamic_at(object, tag, which, &offset)
               ? linked_string(object, strings + offset)
               : NULL;
}

/* "$ORIGIN/../lib": the directory of the file that says it.  NULL: something else is to be
   replaced, or there is no memory. */
static const char *expand(struct loader *loader, const struct object *object, const char *path,
                          size_t length)
{
    const char *text = arena_copy(loader->arena, path, length);
    const char *dollar = text ? strchr(text, '$') : NULL, *rest;
    const char *slash = strrchr(object->path, '/');
    if (!dollar)
        return text;
    if (strncmp(dollar, "$ORIGIN", 7) == 0)
        rest = dollar + 7;
    else if (strncmp(dollar, "${ORIGIN}", 9) == 0)
        rest = dollar + 9;
    else
        return NULL;
    if (!slash)
        return arena_format(loader->arena, "%.*s.%s", (int)(dollar - text), text, rest);
    return arena_format(loader->arena, "%.*s%.*s%s", (int)(dollar - text), text,
                        (int)(slash - object->path), object->path, rest);
}

static bool is_right(const struct loader *loader, const struct object *library)
{
    return library->header.e_type == ET_DYN && model_same_machine(library, loader->model->result);
}

/* Visits the library and keeps it.  False: the loader would look further. */
static bool load_file(struct loader *loader, const char *path)
{
    struct polyffi_problem ignored;
    if (!path || access(path, R_OK) != 0)
        return false;
    struct library **libraries =
        vector_grow(loader->libraries, loader->count, &loader->capacity, sizeof *libraries);
    struct library *library = arena_alloc(loader->arena, sizeof *library);
    loader->libraries = libraries ? libraries : loader->libraries;
    loader->memory = loader->memory && libraries && library;
    if (!loader->memory || !input_map(path, &library->input, &ignored))
        return false;
    library->object.path = path;
    if (library->input.kind != INPUT_SHARED ||
        !object_open(&library->object, library->input.bytes, library->input.size, &ignored) ||
        !is_right(loader, &library->object)) {
        input_unmap(&library->input);
        return false;
    }
    libraries[loader->count++] = library;
    const char *name = dynamic_string(&library->object, DT_SONAME, 0);
    if (name)
        remember(loader, &loader->names, arena_copy(loader->arena, name, strlen(name)));
    loader->stopped = !loader->visit(&library->object, loader->context);
    return true;
}

static bool load_from(struct loader *loader, const char *directory, const char *name)
{
    return directory && load_file(loader, arena_format(loader->arena, "%s/%s", directory, name));
}

/* From a list of directories with colons between them, which the object has. */
static bool load_from_list(struct loader *loader, const struct object *object, int64_t tag,
                           const char *name)
{
    const char *list = dynamic_string(object, tag, 0);
    while (list) {
        size_t length = strcspn(list, ":");
        if (length && load_from(loader, expand(loader, object, list, length), name))
            return true;
        list = list[length] ? list + length + 1 : NULL;
    }
    return false;
}

/* What is linked with the program will be there when it runs, wherever that is. */
static bool load_input(struct loader *loader, const char *name)
{
    const struct object_list *linked = &loader->model->linked;
    for (size_t i = 0; i < linked->count; i++) {
        const char *own = dynamic_string(linked->items[i], DT_SONAME, 0);
        const char *slash = strrchr(linked->items[i]->path, '/');
        const char *file = slash ? slash + 1 : linked->items[i]->path;
        if (linked->items[i] != loader->model->result && strcmp(own ? own : file, name) == 0)
            return load_file(loader, linked->items[i]->path);
    }
    return false;
}

static bool find(struct loader *loader, const struct object *object, const char *name)
{
    const struct object *program = loader->model->result;
    uint64_t value;
    if (strchr(name, '/'))
        return load_file(loader, expand(loader, object, name, strlen(name)));
    if (object_dynamic(object, DT_RUNPATH, &value)) {
        if (load_from_list(loader, object, DT_RUNPATH, name))
            return true;
    } else if (load_from_list(loader, object, DT_RPATH, name) ||
               (!object_dynamic(program, DT_RUNPATH, &value) &&
                load_from_list(loader, program, DT_RPATH, name))) {
        return true;
    }
    for (size_t i = 0; i < loader->usual.count; i++)
        if (load_from(loader, loader->usual.items[i], name))
            return true;
    return load_input(loader, name);
}

static bool is_known(const struct loader *loader, const char *name)
{
    for (size_t i = 0; i < loader->names.count; i++)
        if (strcmp(loader->names.items[i], name) == 0)
            return true;
    return false;
}

/* What the object needs itself: that of its libraries comes later, and finds these loaded. */
static void load(struct loader *loader, const struct object *object)
{
    const char *name;
    for (size_t i = 0; !loader->stopped && loader->memory && !loader->missing &&
                       (name = dynamic_string(object, DT_NEEDED, i));
         i++) {
        const char *kept = arena_copy(loader->arena, name, strlen(name));
        if (kept && is_known(loader, kept))
            continue;
        remember(loader, &loader->names, kept);
        if (loader->memory && !find(loader, object, kept))
            loader->missing = kept;
    }
}

bool loaded_libraries_each(const struct model *model, struct arena *arena,
                           bool (*visit)(const struct object *library, void *context),
                           void *context, const char **missing)
{
    struct loader loader = {
        .model = model, .arena = arena, .visit = visit, .context = context, .memory = true};
    collect_usual(&loader);
    load(&loader, model->result);
    for (size_t i = 0; i < loader.count; i++)
        load(&loader, &loader.libraries[i]->object);
    for (size_t i = 0; i < loader.count; i++)
        input_unmap(&loader.libraries[i]->input);
    free(loader.libraries);
    polyffi_words_free(&loader.usual);
    polyffi_words_free(&loader.names);
    *missing = loader.missing;
    return loader.memory && !loader.missing;
}
