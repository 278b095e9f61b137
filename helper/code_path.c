/* SPDX-License-Identifier: MIT */
/* Following the straight path: what a person reads from top to bottom. */
#include <stdlib.h>

#include "code_steps.h"

enum { DEEPEST_FOLLOWED = 4 }; /* so many calls within calls are followed */

/* Control came to a label, or to the section's end, from the instruction before. */
struct crossing {
    bool crossed;
    const char *label;         /* NULL: the end */
    bool after_call;           /* that instruction is a call */
    struct code_target callee; /* of that */
    uint64_t last;             /* its offset */
};

struct follower {
    struct code_walk *walk;
    const struct code_region *region;
    struct code_path *path;
    struct code_state state;
    unsigned char *seen;
    size_t offset;    /* in the region */
    size_t called[8]; /* offsets of the region's own functions called so far */
    size_t called_count;
    struct code_target callee; /* of the last instruction, if that was a call */
    bool after_call;
    unsigned depth;           /* of calls */
    bool linear;              /* the last instruction did not jump here */
    struct crossing function; /* the first function that the path crossed into */
    struct crossing label;    /* the last label since the last call */
};

enum following { GO_ON, AT_END, NO_CODE };

static enum code_end target_end(struct code_walk *walk, const struct code_target *target)
{
    if (target->never_returns)
        return CODE_END_NEVER;
    return target->found ? code_function_end(walk, target->place) : CODE_END_UNKNOWN;
}

/* A function: by its type, or because the path called it. */
static bool is_function(const struct follower *follower, const struct code_label *label)
{
    for (size_t i = 0; i < follower->called_count; i++)
        if (follower->called[i] == label->offset)
            return true;
    return label->function;
}

static struct crossing cross(const struct follower *follower, const char *label)
{
    return (struct crossing){true, label, follower->after_call, follower->callee,
                             follower->path->last};
}

/* Notes the label at the offset, if control came there from the instruction before. */
static void cross_label(struct follower *follower)
{
    const struct code_region *region = follower->region;
    uint64_t at = region->base + follower->offset;
    size_t i = code_region_label(region, at);
    if (!follower->linear || i >= region->label_count || region->labels[i].offset != at)
        return;
    follower->label = cross(follower, region->labels[i].name);
    if (!follower->function.crossed && is_function(follower, &region->labels[i]))
        follower->function = follower->label;
}

/* What was crossed into is no part of the path: behind a call that is certain only if the
   function returns. */
static void run_on(struct follower *follower, const struct crossing *crossing)
{
    struct code_path *path = follower->path;
    path->end = CODE_END_RUNS_ON;
    path->into = crossing->label;
    path->last = crossing->last;
    path->last_call = crossing->after_call ? crossing->callee.name : NULL;
    if (crossing->after_call && target_end(follower->walk, &crossing->callee) != CODE_END_RETURNS)
        path->end = CODE_END_UNKNOWN;
}

static void follow_from(struct code_walk *walk, struct code_place place, unsigned misalignment,
                        unsigned depth, struct code_path *path);

/* Of the stack pointer at a call.  A function in assembler is followed to its own calls. */
static void check_alignment(struct follower *follower, const struct code_target *target,
                            bool foreign)
{
    struct code_path *path = follower->path, inner;
    const struct code_region *region = follower->region;
    unsigned alignment;
    if (path->misaligned || follower->function.crossed ||
        !entry_code_alignment(&follower->state, &alignment))
        return;
    if (foreign && alignment) {
        path->misaligned = true;
        path->call = (struct code_place){region->object, region->section, path->last};
        path->callee = target->name;
        path->alignment = alignment;
    } else if (!foreign && target->found && follower->depth < DEEPEST_FOLLOWED) {
        follow_from(follower->walk, target->place, (alignment + 8) & 15, follower->depth + 1,
                    &inner);
        path->misaligned = inner.misaligned;
        path->call = inner.call;
        path->callee = inner.callee;
        path->alignment = inner.alignment;
    }
}

static enum following follow_call(struct follower *follower, const struct code_step *step)
{
    struct code_path *path = follower->path;
    const struct code_region *region = follower->region;
    struct code_target target = code_target(follower->walk, region, path->last, step);
    bool foreign = target.found ? !code_is_assembler(follower->walk, target.place.object)
                                : target.name != NULL;
    check_alignment(follower, &target, foreign);
    if (target.found && target.place.object == region->object &&
        target.place.section == region->section &&
        follower->called_count < sizeof follower->called / sizeof *follower->called)
        follower->called[follower->called_count++] = (size_t)target.place.offset;
    follower->callee = target;
    follower->after_call = true;
    follower->label = (struct crossing){0};
    entry_code_called(&follower->state);
    if (!target.never_returns &&
        (foreign || !target.found || target_end(follower->walk, &target) != CODE_END_NEVER))
        return GO_ON;
    path->end = CODE_END_NEVER;
    return AT_END;
}

static bool stack_is_as_at_first(const struct code_state *state)
{
    struct code_value rsp = state->registers[CODE_RSP];
    return rsp.kind == VALUE_STACK && rsp.number == 0;
}

static enum following follow_jump(struct follower *follower, const struct code_step *step)
{
    const struct code_region *region = follower->region;
    struct code_path *path = follower->path;
    struct code_target target = code_target(follower->walk, region, path->last, step);
    if (target.found && target.place.object == region->object &&
        target.place.section == region->section &&
        target.place.offset - region->base < region->size) {
        follower->offset = (size_t)(target.place.offset - region->base);
        follower->linear = false;
        follower->label = follower->function = (struct crossing){0};
        return GO_ON;
    }
    /* A function that is jumped to returns to where this one would. */
    path->last_call = target.name;
    if (target.never_returns || stack_is_as_at_first(&follower->state))
        path->end = target_end(follower->walk, &target);
    return AT_END;
}

static enum following follow_request(struct follower *follower, enum code_kind kind,
                                     struct code_value rax)
{
    struct code_path *path = follower->path;
    enum code_request request = code_kernel_request(kind, rax);
    follower->label = (struct crossing){0};
    if (request == CODE_REQUEST_RETURNS)
        return GO_ON;
    path->end = request == CODE_REQUEST_UNKNOWN ? CODE_END_UNKNOWN : CODE_END_NEVER;
    path->exits_thread = request == CODE_REQUEST_ENDS_THREAD;
    path->exit = path->last;
    return AT_END;
}

static enum following follow_step(struct follower *follower)
{
    struct code_path *path = follower->path;
    struct code_value rax = follower->state.registers[CODE_RAX];
    struct code_step step;
    size_t offset = follower->offset;
    code_decode(follower->region, offset, &follower->state, &step);
    if (step.kind == CODE_INVALID)
        return NO_CODE;
    path->last = follower->region->base + offset;
    follower->after_call = false;
    follower->linear = true;
    follower->offset += step.length;
    switch (step.kind) {
    case CODE_PLAIN:
        return GO_ON;
    case CODE_CALL:
        return follow_call(follower, &step);
    case CODE_JUMP:
        return follow_jump(follower, &step);
    case CODE_SYSCALL:
    case CODE_INTERRUPT:
        return follow_request(follower, step.kind, rax);
    case CODE_RETURN:
        if (stack_is_as_at_first(&follower->state))
            path->end = CODE_END_RETURNS;
        return AT_END;
    case CODE_STOP:
        path->end = CODE_END_NEVER;
        return AT_END;
    case CODE_BRANCH:
    case CODE_INVALID:
        break;
    }
    return AT_END;
}

/* Follows until something says how the path ends. */
static void follow(struct follower *follower)
{
    struct code_path *path = follower->path;
    enum following following = GO_ON;
    while (following == GO_ON) {
        if (follower->offset >= follower->region->size) {
            struct crossing end = cross(follower, NULL);
            run_on(follower, &end);
            return;
        }
        cross_label(follower);
        if (!code_see(follower->seen, follower->offset)) {
            path->end = CODE_END_NEVER; /* for ever */
            return;
        }
        following = follow_step(follower);
    }
    /* What can't be decoded is data if a label stands between it and the code. */
    if (following == NO_CODE && follower->label.crossed)
        run_on(follower, &follower->label);
    else if (path->end == CODE_END_RETURNS && follower->function.crossed)
        run_on(follower, &follower->function);
}

static void follow_from(struct code_walk *walk, struct code_place place, unsigned misalignment,
                        unsigned depth, struct code_path *path)
{
    const struct code_region *region = code_region(walk, place);
    *path = (struct code_path){.end = CODE_END_UNKNOWN, .last = place.offset};
    if (!region || !entry_code_available())
        return;
    struct follower follower = {
        .walk = walk,
        .region = region,
        .path = path,
        .seen = code_new_seen(walk, region),
        .offset = (size_t)(place.offset - region->base),
        .depth = depth,
    };
    if (!follower.seen)
        return;
    entry_code_begin(&follower.state, misalignment);
    follow(&follower);
    free(follower.seen);
}

void code_follow(struct code_walk *walk, struct code_place place, unsigned misalignment,
                 struct code_path *path)
{
    follow_from(walk, place, misalignment, 0, path);
}
