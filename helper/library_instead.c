/* SPDX-License-Identifier: MIT */
#include "library_instead.h"

#include <string.h>

#include "linked_file.h"

/* The shared library defines the name for others. */
static bool library_defines(const struct model *model, const char *path, const char *name)
{
    struct input input;
    struct polyffi_problem ignored;
    struct object object = {.path = path};
    struct symbol symbol;
    if (!input_map(path, &input, &ignored))
        return false;
    bool defines = input.kind == INPUT_SHARED &&
                   object_open(&object, input.bytes, input.size, &ignored) && model->native &&
                   model_same_machine(&object, model->native) &&
                   object_find_global(&object.dynsym, name, &symbol);
    input_unmap(&input);
    return defines;
}

/* A member that rustc made does. */
static bool archive_defines(const char *path, const char *name)
{
    struct input input;
    struct polyffi_problem ignored;
    struct archive archive;
    struct archive_member member;
    const char *reason;
    bool defines = false;
    if (!input_map(path, &input, &ignored))
        return false;
    if (input.kind == INPUT_ARCHIVE)
        archive_begin(&archive, input.bytes, input.size);
    while (!defines && input.kind == INPUT_ARCHIVE &&
           archive_next(&archive, &member, &reason) == ARCHIVE_MEMBER) {
        struct object object = {.path = path};
        struct symbol symbol;
        defines = object_open(&object, member.bytes, member.size, &ignored) &&
                  (object.rust || archive_member_is_rust(&member)) &&
                  object_find_global(&object.symtab, name, &symbol);
    }
    input_unmap(&input);
    return defines;
}

/* -lNAME: the first directory that has either decides, and the shared library is preferred. */
static bool find_on_the_line(const struct model *model, const char *library, const char *name,
                             struct library_instead *found)
{
    const struct polyffi_words *paths = &model->request->search_paths;
    bool memory = true;
    for (size_t i = 0; memory && i < paths->count; i++) {
        const char *path = libraries_in(model->arena, paths->items[i], library, false, &memory);
        if (!path)
            continue;
        found->library = path;
        found->archive = libraries_in(model->arena, paths->items[i], library, true, &memory);
        return found->archive && strcmp(path, found->archive) != 0 &&
               library_defines(model, path, name) && archive_defines(found->archive, name);
    }
    return false;
}

static bool is_needed(const struct object *result, const char *library)
{
    const char *slash = strrchr(library, '/'), *file = slash ? slash + 1 : library;
    uint64_t strings, offset;
    if (!object_dynamic(result, DT_STRTAB, &strings))
        return false;
    for (size_t i = 0; object_dynamic_at(result, DT_NEEDED, i, &offset); i++) {
        const char *needed = linked_string(result, strings + offset);
        slash = needed ? strrchr(needed, '/') : NULL;
        needed = slash ? slash + 1 : needed;
        if (needed && strncmp(needed, file, strlen(file)) == 0) /* and perhaps a version */
            return true;
    }
    return false;
}

static bool find_in_result(const struct model *model, const struct object *result, const char *name,
                           struct library_instead *found)
{
    const struct definition *definition = model_definition(symbols_find(&model->symbols, name));
    if (!definition || !definition->object->member || !definition->object->among_rust)
        return false;
    found->archive = definition->object->path;
    size_t length = strlen(found->archive);
    if (length < 2 || strcmp(found->archive + length - 2, ".a") != 0)
        return false;
    found->library = arena_format(model->arena, "%.*s.so", (int)(length - 2), found->archive);
    return found->library && is_needed(result, found->library) && linked_imports(result, name) &&
           library_defines(model, found->library, name);
}

bool library_instead_find(const struct model *model, const struct object *result, const char *name,
                          struct library_instead *found)
{
    const struct polyffi_request *request = model->request;
    if (result)
        return find_in_result(model, result, name, found);
    for (size_t i = 0; i < request->file_count; i++) {
        const struct polyffi_file *file = &request->files[i];
        if (file->library && !file->only_static && file->path[0] != ':' &&
            find_on_the_line(model, file->path, name, found))
            return true;
    }
    return false;
}
