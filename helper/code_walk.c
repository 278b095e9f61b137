/* SPDX-License-Identifier: MIT */
#include "code_walk.h"

#include <stdlib.h>
#include <string.h>

#include "code_steps.h"

enum {
    DEEPEST = 64,          /* so many calls within calls are followed */
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

static void visit_target(const struct exploration *exploration, struct code_place here,
                         const struct code_step *step)
{
    const struct code_region *region = exploration->region;
    if (exploration->visitor && step->direct &&
        (step->target < 0 || (uint64_t)step->target > region->size) &&
        !code_region_relocation(region, here.offset, step->length))
        exploration->visitor(exploration->context, here, CODE_ODD_TARGET);
}

/* True: the path goes on behind the instruction. */
static bool explore_step(struct exploration *exploration, size_t offset, struct code_state *state,
                         struct code_step *step)
{
    const struct code_region *region = exploration->region;
    struct code_place here = {region->object, region->section, region->base + offset};
    struct code_value rax = state->registers[CODE_RAX];
    struct code_target target;
    enum code_request request;
    code_decode(region, offset, state, step);
    visit_target(exploration, here, step);
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
            exploration->visitor(exploration->context, here, CODE_ODD_INTERRUPT);
        request = code_kernel_request(step->kind, rax);
        exploration->unknown = exploration->unknown || request == CODE_REQUEST_UNKNOWN;
        return request == CODE_REQUEST_RETURNS ||
               (exploration->visitor && request == CODE_REQUEST_UNKNOWN);
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
    for (size_t offset = from.offset; code_see(exploration->seen, offset);) {
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
    exploration->seen = code_new_seen(exploration->walk, exploration->region);
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

void code_find_oddities(struct code_walk *walk, struct code_place place, code_visitor *visitor,
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

/* The instruction holds an address in one of them; where the file may be loaded anywhere, a number
   is none. */
static bool names_range(const struct code_region *region, const struct code_step *step,
                        const struct code_range *ranges, size_t count)
{
    bool named = step->slot && in_ranges(ranges, count, region->base + (uint64_t)step->address);
    for (size_t i = 0; region->object->header.e_type == ET_EXEC && i < step->number_count; i++)
        named = named || in_ranges(ranges, count, step->numbers[i]);
    return named;
}

/* True: the path goes on behind the instruction.  *hit: it goes to one of the ranges. */
static bool reach_step(struct exploration *exploration, size_t offset, struct code_state *state,
                       struct code_step *step, const struct code_range *ranges, size_t count,
                       bool *hit)
{
    const struct code_region *region = exploration->region;
    struct code_value rax = state->registers[CODE_RAX];
    entry_code_step(region->bytes, region->size, offset, false, state, step);
    *hit = names_range(region, step, ranges, count);
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
        enum code_request request = code_kernel_request(step->kind, rax);
        return request == CODE_REQUEST_RETURNS || request == CODE_REQUEST_UNKNOWN;
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
            !code_see(exploration->seen, offset))
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
    exploration.seen = code_new_seen(walk, region);
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
