/* SPDX-License-Identifier: MIT */
/* Code as it is read for following it: the bytes of a section or segment, what the linker fills
   in there, and the labels. */
#ifndef CODE_REGION_H
#define CODE_REGION_H

#include "code_walk.h"
#include "entry_code.h"

struct code_label {
    uint64_t offset;
    uint64_t size; /* 0: not known */
    const char *name;
    bool function; /* of that type */
    bool global;
};

struct code_region {
    const struct object *object;
    size_t section; /* 0: of a linked file */
    const unsigned char *bytes;
    size_t size;
    uint64_t base; /* of the first byte: 0, or its address */
    struct relocation *relocations;
    size_t relocation_count;
    struct code_label *labels; /* sorted */
    size_t label_count;
    struct code_region *next;
};

/* The region that the place is in, read when first asked for.  NULL: there is no code, or no
   memory. */
const struct code_region *code_region(struct code_walk *walk, struct code_place place);

/* The relocation of a field of the instruction, or NULL. */
const struct relocation *code_region_relocation(const struct code_region *region, uint64_t offset,
                                                size_t length);

/* The index of the first label at the offset or behind it. */
size_t code_region_label(const struct code_region *region, uint64_t offset);

/* The function that begins at the offset, of known size, or NULL. */
const struct code_label *code_region_function(const struct code_region *region, uint64_t offset);

/* What a call, jump or branch goes to. */
struct code_target {
    bool found; /* at the place */
    struct code_place place;
    const char *name;   /* or NULL */
    bool never_returns; /* by its name */
};

/* Where the step at the offset goes. */
struct code_target code_target(struct code_walk *walk, const struct code_region *region,
                               uint64_t offset, const struct code_step *step);

#endif
