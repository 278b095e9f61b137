/* SPDX-License-Identifier: MIT */
/* The members of thin archives: files of their own, named from the archive's directory. */
#ifndef THIN_MEMBERS_H
#define THIN_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "archive.h"
#include "inputs.h"
#include "memory.h"
#include "polyffi/problem.h"

/* A zeroed one is empty. */
struct thin_members {
    struct input *items; /* the mapped files, each as often as it stands in a row */
    size_t count, capacity;
};

/* Fills in the bytes of a member of the thin archive at the path; they live as long as the
   members.  *found false: there is no such file, or it is not what the archive says.  False: no
   memory. */
bool thin_members_map(struct thin_members *members, struct arena *arena, const char *path,
                      struct archive_member *member, bool *found, struct polyffi_problem *problem);

/* Unmaps all.  Accepts a zeroed one. */
void thin_members_free(struct thin_members *members);

#endif
