/* SPDX-License-Identifier: MIT */
/* Following x86-64 code in objects and in linked files: where a path ends, whether a function
   returns.  What can't be told for certain is said to be so. */
#ifndef CODE_WALK_H
#define CODE_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory.h"
#include "model.h"

/* A byte of code: at the offset in a section of an object, or, with section 0, at the address in
   a linked file. */
struct code_place {
    const struct object *object;
    size_t section;
    uint64_t offset;
};

enum code_end {
    CODE_END_UNKNOWN,
    CODE_END_NEVER,   /* the program ends there, or goes on for ever */
    CODE_END_RETURNS, /* control comes back */
    CODE_END_RUNS_ON, /* into what is no code of the function */
};

/* The straight path from a place on: up to the first instruction that may go either way. */
struct code_path {
    enum code_end end;
    uint64_t last;          /* offset of the last instruction */
    const char *into;       /* RUNS_ON: the label that it runs on into; NULL: the section's end */
    const char *last_call;  /* what the last instruction called, or NULL */
    bool misaligned;        /* the path, or a function in assembler that it calls, calls one of */
    struct code_place call; /* another language with a wrong stack pointer: there */
    const char *callee;     /* its name, or NULL */
    unsigned alignment;     /* the stack pointer modulo 16 then */
    bool exits_thread;      /* by syscall 60 */
    uint64_t exit;          /* there */
};

/* Whether a function returns, as it was found out. */
struct code_answer {
    struct code_place place;
    enum code_end end;
    struct code_answer *next;
};

/* Remembers what was read of the objects.  A zeroed one, with the model, is empty; free its arena
   when done. */
struct code_walk {
    const struct model *model;
    struct arena arena;
    struct code_region *regions;
    struct code_answer *answers;
    unsigned char *languages; /* of the objects, once asked for */
    size_t steps;             /* so many instructions were decoded since the last question */
    bool failed;              /* no memory */
};

/* The place of the symbol. */
struct code_place code_place(const struct object *object, const struct symbol *symbol);

/* The object was written in assembler. */
bool code_is_assembler(struct code_walk *walk, const struct object *object);

/* Follows the code from the place on, where the stack pointer is so many bytes above an address
   that 16 divides. */
void code_follow(struct code_walk *walk, struct code_place place, unsigned misalignment,
                 struct code_path *path);

/* Whether the function at the place returns: not if all its paths end the program. */
enum code_end code_function_end(struct code_walk *walk, struct code_place place);

/* What is odd about an instruction. */
enum code_oddity {
    CODE_ODD_INTERRUPT, /* it is int 0x80 */
    CODE_ODD_TARGET,    /* it goes to a place outside of its section, without a relocation */
};

/* Calls the visitor with each odd instruction that can be reached from the place in an object. */
typedef void code_visitor(void *context, struct code_place place, enum code_oddity oddity);
void code_find_oddities(struct code_walk *walk, struct code_place place, code_visitor *visitor,
                        void *context);

/* Addresses in a linked file, from the first up to before the last. */
struct code_range {
    uint64_t begin, end;
};

/* Code that can be reached from the address on goes to one of the ranges, or takes an address in
   one.  Calls through pointers are not followed. */
enum code_reach { CODE_REACH_UNKNOWN, CODE_REACH_NO, CODE_REACH_YES };
enum code_reach code_reaches(struct code_walk *walk, const struct object *file, uint64_t address,
                             const struct code_range *ranges, size_t count);

#endif
