/* SPDX-License-Identifier: MIT */
/* The picture of what is linked with what, which the rules read.  Built once; what only some
   rules need is found out later, through evidence.h. */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "archive.h"
#include "formats.h"
#include "inputs.h"
#include "libraries.h"
#include "memory.h"
#include "objects.h"
#include "polyffi/problem.h"
#include "polyffi/request.h"
#include "symbols.h"
#include "thin_members.h"

struct evidence;

/* What is known about an input that is an archive. */
struct archive_facts {
    bool is_archive;
    bool thin, indexed, rlib, rust;
    size_t members, elf_members;
    bool symbols;                /* a member defines a global symbol */
    const char *damage;          /* why the walk ended early, or NULL */
    bool bad_index;              /* the index is damaged, or lists a member that is no object */
    const char *useless;         /* that member, or NULL */
    const char *stripped;        /* a member with code and no symbol table, or NULL */
    const char *bitcode;         /* a member of LLVM's bitcode, or NULL */
    const char *foreign;         /* a member for another system, or NULL */
    const char *odd;             /* a member that is no object at all, or NULL */
    bool odd_archive;            /* it is an archive */
    const struct format *format; /* of the foreign one */
    const char *absent;     /* a member of a thin archive that is not where it should be, or NULL */
    struct archive archive; /* after the walk: with its index */
    bool index_agrees;      /* the index names what the members define, in their order */
    size_t first_object;    /* of its elf_members among the model's objects */
    struct archive_index index; /* the walk that compared it with the members */
};

/* A symbol that an object needs from elsewhere. */
struct reference {
    struct symbol_entry *entry;
    const struct object *object;
    size_t symbol; /* index in the object's symbol table */
};

struct reference_list {
    struct reference *items;
    size_t count, capacity;
};

struct object_list {
    struct object **items;
    size_t count, capacity;
};

struct model {
    const struct polyffi_request *request;
    struct arena *arena;
    struct inputs inputs;
    struct archive_facts *archives; /* one for each input */
    struct thin_members thin_members;
    struct object_list objects; /* that are linked: files and archive members */
    struct object_list linked;  /* shared libraries and executables among the inputs */
    struct symbols symbols; /* what the inputs define and refer to, mangled Rust names left out */
    struct reference *references; /* of objects other than Rust's */
    size_t reference_count, reference_capacity;
    struct reference_list weak_references; /* theirs that may stay open */
    struct reference_list rust_references; /* Rust's, by plain names; none for one input alone */
    struct object *result;                 /* what was linked, or NULL */
    struct input result_input;             /* of a result that is not among the inputs */
    const struct object *native; /* whose class and machine all must have; NULL: no objects */
    bool program;                /* an executable is made: it needs an entry */
    enum polyffi_kind kind;
    enum polyffi_startup startup;
    const char *entry;           /* the symbol wanted as entry, or NULL */
    bool opaque;                 /* an input hides its symbols */
    bool complete;               /* every library of the link was found */
    const char *missing_library; /* the first that was not, without -l, or NULL */
    struct evidence *evidence;
};

/* Opens the request's files and reads their symbols.  Close with model_close in both cases. */
bool model_open(const struct polyffi_request *request, struct arena *arena, struct model *model,
                struct polyffi_problem *problem);

/* Opens the linked result that the request names, if it does and it was not there before. */
bool model_open_result(struct model *model, struct polyffi_problem *problem);

/* Accepts a zeroed model. */
void model_close(struct model *model);

/* The input that the object is, or is a member of. */
const struct input *model_input(const struct model *model, const struct object *object);

bool model_same_machine(const struct object *a, const struct object *b);

/* The object stands on the link line itself or is always linked; archive members are linked
   only when something needs them. */
bool model_is_root(const struct model *model, const struct object *object);

/* The object is Rust's, or a member of an archive that has Rust members. */
bool model_is_rust(const struct model *model, const struct object *object);

/* A member of a Rust archive that comes with rustc, by its name alone: not the crates of
   crates.io that std has copies of, since the user's may be called so, too. */
bool model_is_runtime_member(const char *member);

/* A name or a definition that comes with rustc, not from the user's crates. */
bool model_is_runtime_name(const char *name);

/* A symbol that Rust code defines for others: global, visible, not mangled, not the runtime's. */
bool model_is_own_export(const struct model *model, const struct definition *definition);

/* The project says that this name is an export. */
bool model_is_declared(const struct model *model, const char *name);

/* The first strong definition, else the first weak one, else NULL. */
const struct definition *model_definition(const struct symbol_entry *entry);

/* How the link finds libraries by their names; there must be an object. */
struct libraries model_libraries(const struct model *model);

/* The name of a machine and class: "x86-64", "i386", "x86-64 with 32-bit pointers (x32)". */
const char *model_machine(uint16_t machine, unsigned char class);

#endif
