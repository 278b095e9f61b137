/* SPDX-License-Identifier: MIT */
#include "thin_members.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "problem.h"

/* The member's path as one counts from where the archive stands; NULL: no memory. */
static const char *member_path(struct arena *arena, const char *archive,
                               const struct archive_member *member)
{
    const char *slash = strrchr(archive, '/');
    if (member->name_length > PATH_MAX)
        return "";
    if (!slash || (member->name_length && member->name[0] == '/'))
        return arena_copy(arena, member->name, member->name_length);
    return arena_format(arena, "%.*s/%.*s", (int)(slash - archive), archive,
                        (int)member->name_length, member->name);
}

/* The file, which may be the last one again; NULL: it can't be read, or *memory is false. */
static const struct input *map_file(struct thin_members *members, const char *path, bool *memory)
{
    struct input *last = members->count ? &members->items[members->count - 1] : NULL;
    struct polyffi_problem ignored;
    if (last && strcmp(last->path, path) == 0)
        return last;
    struct input *items =
        vector_grow(members->items, members->count, &members->capacity, sizeof *items);
    *memory = items != NULL;
    if (!items)
        return NULL;
    members->items = items;
    if (!input_map_bytes(path, &items[members->count], &ignored))
        return NULL;
    return &items[members->count++];
}

/* A member of an archive that is not thin. */
static bool find_nested(const struct input *file, struct archive_member *member)
{
    struct archive nested;
    struct archive_member found;
    if (!archive_recognise(file->bytes, file->size))
        return false;
    archive_begin(&nested, file->bytes, file->size);
    if (nested.thin || !archive_content_at(&nested, member->origin, &found))
        return false;
    member->bytes = found.bytes;
    member->size = found.size;
    return true;
}

bool thin_members_map(struct thin_members *members, struct arena *arena, const char *path,
                      struct archive_member *member, bool *found, struct polyffi_problem *problem)
{
    const char *name = member_path(arena, path, member);
    bool memory = name != NULL;
    const struct input *file = name ? map_file(members, name, &memory) : NULL;
    *found = file != NULL;
    if (!memory)
        return problem_memory(problem);
    if (file && member->origin) {
        *found = find_nested(file, member);
    } else if (file) {
        member->bytes = file->bytes;
        member->size = file->size;
    }
    return true;
}

void thin_members_free(struct thin_members *members)
{
    for (size_t i = 0; i < members->count; i++)
        input_unmap(&members->items[i]);
    free(members->items);
    *members = (struct thin_members){0};
}
