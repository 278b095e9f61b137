/* SPDX-License-Identifier: MIT */
#include "code_walk.h"

#include <stdlib.h>
#include <string.h>

#include "code_region.h"
#include "entry_code.h"

enum {
    DEEPEST = 64,          /* so many calls within calls are followed */
    DEEPEST_FOLLOWED = 4,  /* on a straight path */
    MOST_STEPS = 50000,    /* so many instructions for one question about objects */
    MOST_REACHED = 2000000 /* and about a linked file */
};

struct code_place code_place(const struct object *object, const struct symbol *symbol)
{
    return (struct code_place){object, symbol->section, symbol->value};
}

/* Compilers leave their name in .comment. */
static bool has_comment(const struct object *object)
{
    struct section section;
    for (size_t i = 1; i < object->section_count; i++)
        if (object_section(object, i, &section) && strcmp(section.name, ".comment") == 0)
            return true;
    return false;
}

/* GNU as names no source unless told to. */
static bool is_assembler(const struct model *model, const struct object *object)
{
    if (object->rust || !object->has_code || object->header.e_machine != EM_X86_64 ||
        object->class != ELFCLASS64 || (object->member && model->archives[object->input].rust))
        return false;
    return object_is_assembler(object) || (!object_source_name(object) && !has_comment(object));
}

bool code_is_assembler(struct code_walk *walk, const struct object *object)
{
    enum { NOT_ASKED, NO, YES };
    const struct model *model = walk->model;
    if (!walk->languages)
        walk->languages = arena_alloc(&walk->arena, model->objects.count + 1);
    if (!walk->languages) {
        walk->failed = true;
        return false;
    }
    if (object->index >= model->objects.count || model->objects.items[object->index] != object)
        return false;
    unsigned char *known = &walk->languages[object->index];
    if (*known == NOT_ASKED)
        *known = is_assembler(model, object) ? YES : NO;
    return *known == YES;
}

/* One bit for each byte of a region: an instruction that begins there was seen. */
static unsigned char *new_seen(struct code_walk *walk, const struct code_region *region)
{
    unsigned char *seen = calloc(region->size / 8 + 1, 1);
    walk->failed = walk->failed || !seen;
    return seen;
}

/* False: it was seen before. */
static bool see(unsigned char *seen, size_t offset)
{
    unsigned char bit = (unsigned char)(1u << (offset & 7));
    if (seen[offset / 8] & bit)
        return false;
    seen[offset / 8] = (unsigned char)(seen[offset / 8] | bit);
    return true;
}

/* What the kernel does when it is asked for the number in rax. */
enum request { REQUEST_UNKNOWN, REQUEST_RETURNS, REQUEST_ENDS, REQUEST_ENDS_THREAD };

static enum request kernel_request(enum code_kind kind, struct code_value rax)
{
    /* asm/unistd_64.h: exit, exit_group, execve, execveat, rt_sigreturn; unistd_32.h: exit,
       exit_group, execve, execveat, sigreturn, rt_sigreturn. */
    static const uint32_t ends[] = {231, 59, 322, 15}, ends_32[] = {1, 252, 11, 358, 119, 173};
    enum { EXIT = 60 };
    uint32_t number = (uint32_t)rax.number;
    if (rax.kind != VALUE_NUMBER)
        return REQUEST_UNKNOWN;
    if (kind == CODE_SYSCALL && number == EXIT)
        return REQUEST_ENDS_THREAD;
    for (size_t i = 0; kind == CODE_SYSCALL && i < sizeof ends / sizeof *ends; i++)
        if (number == ends[i])
            return REQUEST_ENDS;
    for (size_t i = 0; kind == CODE_INTERRUPT && i < sizeof ends_32 / sizeof *ends_32; i++)
        if (number == ends_32[i])
            return REQUEST_ENDS;
    return REQUEST_RETURNS;
}

/*
 * The straight path
 */

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
    enum request request = kernel_request(kind, rax);
    follower->label = (struct crossing){0};
    if (request == REQUEST_RETURNS)
        return GO_ON;
    path->end = request == REQUEST_UNKNOWN ? CODE_END_UNKNOWN : CODE_END_NEVER;
    path->exits_thread = request == REQUEST_ENDS_THREAD;
    path->exit = path->last;
    return AT_END;
}

/* Decodes the instruction at the offset; what the linker fills in is no number. */
static void decode(const struct code_region *region, size_t offset, struct code_state *state,
                   struct code_step *step)
{
    struct code_state before = *state;
    entry_code_step(region->bytes, region->size, offset, false, state, step);
    if (step->kind == CODE_INVALID ||
        !code_region_relocation(region, region->base + offset, step->length))
        return;
    *state = before;
    entry_code_step(region->bytes, region->size, offset, true, state, step);
}

static enum following follow_step(struct follower *follower)
{
    struct code_path *path = follower->path;
    struct code_value rax = follower->state.registers[CODE_RAX];
    struct code_step step;
    size_t offset = follower->offset;
    decode(follower->region, offset, &follower->state, &step);
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
        if (!see(follower->seen, follower->offset)) {
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
        .seen = new_seen(walk, region),
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

/*
 * All paths
 */

/* A place that is still to be looked at, with what is known of rax there. */
struct pending {
    size_t offset;
    struct code_value rax;
};

struct exploration {
    struct code_walk *walk;
    const struct code_region *region;
    size_t begin, end; /* of the function, in the region */
    unsigned char *seen;
    struct pending *pending;
    size_t count, capacity;
    bool sized;     /* the end is the function's own */
    bool returns;   /* a path comes back */
    bool unknown;   /* a path is lost */
    unsigned depth; /* of calls */
    code_visitor *visitor;
    void *context;
};

static void add_pending(struct exploration *exploration, uint64_t offset, struct code_value rax)
{
    struct pending *grown = vector_grow(exploration->pending, exploration->count,
                                        &exploration->capacity, sizeof *grown);
    if (!grown) {
        exploration->walk->failed = true;
        return;
    }
    exploration->pending = grown;
    grown[exploration->count++] = (struct pending){(size_t)offset, rax};
}

static enum code_end function_end(struct code_walk *walk, struct code_place place, unsigned depth);

/* rustc knows what of Rust's does not return; of C's it is seen only in the code. */
static enum code_end callee_end(const struct exploration *exploration,
                                const struct code_target *target)
{
    struct code_walk *walk = exploration->walk;
    if (target->never_returns)
        return CODE_END_NEVER;
    if (!target->found || (exploration->region->object->rust && target->place.object->rust))
        return CODE_END_RETURNS;
    return function_end(walk, target->place, exploration->depth + 1);
}

static bool is_own(const struct exploration *exploration, const struct code_target *target)
{
    const struct code_region *region = exploration->region;
    return target->found && target->place.object == region->object &&
           target->place.section == region->section &&
           target->place.offset - region->base >= exploration->begin &&
           target->place.offset - region->base < exploration->end;
}

/* True: the path goes on behind the call. */
static bool explore_call(struct exploration *exploration, const struct code_target *target)
{
    enum code_end end = callee_end(exploration, target);
    exploration->unknown = exploration->unknown || end == CODE_END_UNKNOWN;
    return end == CODE_END_RETURNS;
}

static void explore_jump(struct exploration *exploration, const struct code_target *target,
                         struct code_value rax)
{
    if (is_own(exploration, target)) {
        add_pending(exploration, target->place.offset - exploration->region->base, rax);
    } else if (!target->found && !target->name && !target->never_returns) {
        exploration->unknown = true; /* a table of jumps */
    } else {
        enum code_end end = callee_end(exploration, target);
        exploration->returns = exploration->returns || end == CODE_END_RETURNS;
        exploration->unknown = exploration->unknown || end == CODE_END_UNKNOWN;
    }
}

/* True: the path goes on behind the instruction. */
static bool explore_step(struct exploration *exploration, size_t offset, struct code_state *state,
                         struct code_step *step)
{
    const struct code_region *region = exploration->region;
    struct code_place here = {region->object, region->section, region->base + offset};
    struct code_value rax = state->registers[CODE_RAX];
    struct code_target target;
    enum request request;
    decode(region, offset, state, step);
    switch (step->kind) {
    case CODE_PLAIN:
        return true;
    case CODE_CALL:
        target = code_target(exploration->walk, region, here.offset, step);
        entry_code_called(state);
        return explore_call(exploration, &target);
    case CODE_JUMP:
    case CODE_BRANCH:
        target = code_target(exploration->walk, region, here.offset, step);
        explore_jump(exploration, &target, rax);
        return step->kind == CODE_BRANCH;
    case CODE_SYSCALL:
    case CODE_INTERRUPT:
        if (step->kind == CODE_INTERRUPT && exploration->visitor)
            exploration->visitor(exploration->context, here);
        request = kernel_request(step->kind, rax);
        exploration->unknown = exploration->unknown || request == REQUEST_UNKNOWN;
        return request == REQUEST_RETURNS || (exploration->visitor && request == REQUEST_UNKNOWN);
    case CODE_RETURN:
        exploration->returns = true;
        return false;
    case CODE_STOP:
        return false;
    case CODE_INVALID:
        break;
    }
    exploration->unknown = true;
    return false;
}

/* Follows one path up to where it ends or was followed before. */
static void explore_path(struct exploration *exploration, struct pending from)
{
    struct code_state state = {0};
    struct code_step step;
    state.registers[CODE_RAX] = from.rax;
    for (size_t offset = from.offset; see(exploration->seen, offset);) {
        if (++exploration->walk->steps > MOST_STEPS) {
            exploration->unknown = true;
            return;
        }
        if (!explore_step(exploration, offset, &state, &step))
            return;
        offset += step.length;
        if (offset < exploration->end)
            continue;
        /* A compiler ends a function behind a call that does not return. */
        exploration->unknown = exploration->unknown || !exploration->sized;
        return;
    }
}

static void explore(struct exploration *exploration, uint64_t offset)
{
    exploration->seen = new_seen(exploration->walk, exploration->region);
    if (exploration->seen)
        add_pending(exploration, offset, (struct code_value){0});
    while (exploration->count && !exploration->walk->failed)
        explore_path(exploration, exploration->pending[--exploration->count]);
    free(exploration->seen);
    free(exploration->pending);
}

static bool is_at(struct code_place a, struct code_place b)
{
    return a.object == b.object && a.section == b.section && a.offset == b.offset;
}

/* The answer for the function, *known or still to be found; until then a function that calls
   itself is taken to return from there.  NULL: no memory. */
static struct code_answer *find_answer(struct code_walk *walk, struct code_place place, bool *known)
{
    struct code_answer *answer = walk->answers;
    while (answer && !is_at(answer->place, place))
        answer = answer->next;
    *known = answer != NULL;
    if (answer)
        return answer;
    answer = arena_alloc(&walk->arena, sizeof *answer);
    if (!answer) {
        walk->failed = true;
        return NULL;
    }
    *answer = (struct code_answer){place, CODE_END_RETURNS, walk->answers};
    walk->answers = answer;
    return answer;
}

static enum code_end explore_function(struct code_walk *walk, struct code_place place,
                                      unsigned depth)
{
    const struct code_region *region = depth < DEEPEST ? code_region(walk, place) : NULL;
    if (!region || !entry_code_available())
        return CODE_END_UNKNOWN;
    const struct code_label *function = code_region_function(region, place.offset);
    size_t offset = (size_t)(place.offset - region->base);
    struct exploration exploration = {
        .walk = walk, .region = region, .end = region->size, .depth = depth};
    if (function && function->size <= region->size - offset) {
        exploration.sized = true;
        exploration.begin = offset;
        exploration.end = offset + (size_t)function->size;
    }
    explore(&exploration, offset);
    if (exploration.returns)
        return CODE_END_RETURNS;
    return exploration.unknown || walk->failed ? CODE_END_UNKNOWN : CODE_END_NEVER;
}

static enum code_end function_end(struct code_walk *walk, struct code_place place, unsigned depth)
{
    bool known;
    struct code_answer *answer = find_answer(walk, place, &known);
    if (!answer)
        return CODE_END_UNKNOWN;
    if (!known)
        answer->end = explore_function(walk, place, depth);
    return answer->end;
}

enum code_end code_function_end(struct code_walk *walk, struct code_place place)
{
    walk->steps = 0;
    return function_end(walk, place, 0);
}

void code_find_interrupts(struct code_walk *walk, struct code_place place, code_visitor *visitor,
                          void *context)
{
    const struct code_region *region = code_region(walk, place);
    if (!region || !entry_code_available())
        return;
    struct exploration exploration = {.walk = walk,
                                      .region = region,
                                      .end = region->size,
                                      .visitor = visitor,
                                      .context = context};
    walk->steps = 0;
    explore(&exploration, place.offset - region->base);
}

/*
 * What a linked file's code reaches
 */

static bool in_ranges(const struct code_range *ranges, size_t count, uint64_t address)
{
    for (size_t i = 0; i < count; i++)
        if (address >= ranges[i].begin && address < ranges[i].end)
            return true;
    return false;
}

/* True: the path goes on behind the instruction.  *hit: it goes to one of the ranges. */
static bool reach_step(struct exploration *exploration, size_t offset, struct code_state *state,
                       struct code_step *step, const struct code_range *ranges, size_t count,
                       bool *hit)
{
    const struct code_region *region = exploration->region;
    struct code_value rax = state->registers[CODE_RAX];
    entry_code_step(region->bytes, region->size, offset, false, state, step);
    *hit = step->slot && in_ranges(ranges, count, region->base + (uint64_t)step->address);
    if (step->kind == CODE_CALL || step->kind == CODE_JUMP || step->kind == CODE_BRANCH) {
        struct code_target target =
            code_target(exploration->walk, region, region->base + offset, step);
        uint64_t within = target.place.offset - region->base;
        *hit = *hit || (target.found && in_ranges(ranges, count, target.place.offset));
        if (target.found && within < region->size)
            add_pending(exploration, within, (struct code_value){0});
        if (step->kind == CODE_CALL)
            entry_code_called(state);
        return step->kind != CODE_JUMP && !target.never_returns;
    }
    if (step->kind == CODE_SYSCALL || step->kind == CODE_INTERRUPT) {
        enum request request = kernel_request(step->kind, rax);
        return request == REQUEST_RETURNS || request == REQUEST_UNKNOWN;
    }
    return step->kind == CODE_PLAIN;
}

/* Nothing falls from one function into the next. */
static bool begins_function(const struct code_region *region, size_t offset)
{
    size_t i = code_region_label(region, region->base + offset);
    return i < region->label_count && region->labels[i].offset == region->base + offset &&
           region->labels[i].function;
}

static bool reach_path(struct exploration *exploration, struct pending from,
                       const struct code_range *ranges, size_t count)
{
    const struct code_region *region = exploration->region;
    struct code_state state = {0};
    struct code_step step;
    bool hit = false;
    state.registers[CODE_RAX] = from.rax;
    for (size_t offset = from.offset; offset < region->size; offset += step.length) {
        if ((offset != from.offset && begins_function(region, offset)) ||
            !see(exploration->seen, offset))
            return false;
        exploration->unknown = exploration->unknown || ++exploration->walk->steps > MOST_REACHED;
        if (exploration->unknown ||
            !reach_step(exploration, offset, &state, &step, ranges, count, &hit) || hit)
            return hit;
    }
    return false;
}

enum code_reach code_reaches(struct code_walk *walk, const struct object *file, uint64_t address,
                             const struct code_range *ranges, size_t count)
{
    const struct code_region *region = code_region(walk, (struct code_place){file, 0, address});
    struct exploration exploration = {.walk = walk, .region = region};
    bool hit = in_ranges(ranges, count, address);
    if (!region || !entry_code_available())
        return CODE_REACH_UNKNOWN;
    walk->steps = 0;
    exploration.seen = new_seen(walk, region);
    if (exploration.seen)
        add_pending(&exploration, address - region->base, (struct code_value){0});
    while (!hit && exploration.count && !walk->failed)
        hit = reach_path(&exploration, exploration.pending[--exploration.count], ranges, count);
    free(exploration.seen);
    free(exploration.pending);
    if (hit)
        return CODE_REACH_YES;
    return exploration.unknown || walk->failed ? CODE_REACH_UNKNOWN : CODE_REACH_NO;
}
