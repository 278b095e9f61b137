/* SPDX-License-Identifier: MIT */
/* What to check: files, and what is intended with them.  A zeroed request is an empty one.
   All strings are borrowed and must live as long as the check made from it. */
#ifndef POLYFFI_REQUEST_H
#define POLYFFI_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "polyffi/declare.h"
#include "polyffi/rule.h"
#include "polyffi/words.h"

POLYFFI_BEGIN

enum polyffi_startup {
    POLYFFI_STARTUP_UNSET,
    POLYFFI_STARTUP_CRT,          /* crt1.o's _start calls main */
    POLYFFI_STARTUP_LIBC,         /* own _start that hands over to __libc_start_main */
    POLYFFI_STARTUP_RAW,          /* own _start, no start files, dynamic libc */
    POLYFFI_STARTUP_FREESTANDING, /* own _start, no libc */
};

enum polyffi_kind {
    POLYFFI_KIND_UNSET,
    POLYFFI_KIND_OBJECTS,
    POLYFFI_KIND_EXECUTABLE, /* dynamic, not position independent */
    POLYFFI_KIND_PIE,
    POLYFFI_KIND_STATIC,
    POLYFFI_KIND_STATIC_PIE,
    POLYFFI_KIND_SHARED,
};

struct polyffi_export {
    const char *name;
    bool data;        /* a static, not a function */
    const char *file; /* where it is asked for; NULL: on the command line */
    unsigned long line;
};

/* A file of the link, or a library asked for by name (-lNAME, -l:FILE). */
struct polyffi_file {
    const char *path;
    bool library;       /* path is what follows -l */
    bool searched;      /* path was found for a library */
    bool only_static;   /* after -static or -Bstatic: no shared library will do */
    bool whole_archive; /* every member is linked */
    unsigned group;     /* archives of a group are searched together; 0: in none */
};

struct polyffi_allowance {
    const struct polyffi_rule *rule;
    const char *glob; /* NULL: everywhere */
};

/* A finding that is known and may stay: it is kept with the reason, but does not count. */
struct polyffi_suppression {
    const struct polyffi_rule *rule;
    const char *glob; /* as in an allowance */
    const char *reason;
    unsigned until;   /* the last day on which it holds, as the number YYYYMMDD; 0: for ever */
    const char *file; /* where it is written */
    unsigned long line;
};

/* Another severity than the rule's own; of several for a rule the last holds. */
struct polyffi_severity_choice {
    const struct polyffi_rule *rule;
    enum polyffi_severity severity;
};

/* What the linked file must be, though it works without. */
enum polyffi_requirement {
    POLYFFI_REQUIRE_RELRO = 1,    /* its tables of addresses become read-only */
    POLYFFI_REQUIRE_NOW = 2,      /* functions are looked up when it is loaded */
    POLYFFI_REQUIRE_PIE = 4,      /* it may be loaded anywhere */
    POLYFFI_REQUIRE_NO_RPATH = 8, /* it names no directories of libraries */
    POLYFFI_REQUIRE_IBT = 16,     /* it is marked for indirect branch tracking */
    POLYFFI_REQUIRE_SHSTK = 32,   /* it is marked for shadow stacks */
};

struct polyffi_request {
    struct polyffi_file *files; /* in link order */
    size_t file_count, file_capacity;
    struct polyffi_export *exports;
    size_t export_count, export_capacity;
    struct polyffi_allowance *allowances;
    size_t allowance_count, allowance_capacity;
    struct polyffi_severity_choice *severities;
    size_t severity_count, severity_capacity;
    struct polyffi_suppression *suppressions;
    size_t suppression_count, suppression_capacity;
    unsigned required;                   /* of enum polyffi_requirement, added up */
    struct polyffi_words version_limits; /* "GLIBC=2.31": no newer version of that library */
    struct polyffi_words dynamic;        /* names that dlsym must find in it */
    unsigned today;     /* as the number YYYYMMDD; 0: not known, no suppression expires */
    const char *result; /* what the link makes; NULL: the linked one among files */
    const char *entry;  /* NULL: _start, or none with POLYFFI_STARTUP_CRT */
    enum polyffi_startup startup;
    enum polyffi_kind kind;
    struct polyffi_words library_paths; /* where the driver looks by itself */
    struct polyffi_words search_paths;  /* the link's own -L */
    struct polyffi_words dep_infos;     /* Makefile rules that name the Rust sources */
    const char *place_file; /* the line to blame when nothing better is known, or NULL */
    unsigned long place_line;
    const char *target; /* the build system's name for what is checked, or NULL */

    /* What the link command says. */
    bool link;                    /* there is one: the fields below hold */
    bool no_default_libraries;    /* -nostdlib, -nodefaultlibs */
    bool unknown_libraries;       /* the driver adds libraries that nobody here knows of */
    bool cxx;                     /* a C++ driver: adds libstdc++ */
    bool no_executable_stack;     /* -z noexecstack */
    bool undefined_allowed;       /* --unresolved-symbols=ignore-..., -z undefs */
    bool undefined_refused;       /* -z defs: also in a shared library */
    bool static_only;             /* -static: default libraries are archives */
    bool any_order;               /* the linker looks into archives again, wherever they stand */
    bool no_bitcode;              /* the linker can't read LLVM's bitcode */
    bool no_slim_objects;         /* the linker can't read what gcc -flto writes */
    bool gc_sections;             /* code that nothing refers to is left out */
    bool sanitizers;              /* -fsanitize=...: the driver adds their runtimes */
    bool sources;                 /* the driver compiles too: not all symbols can be seen */
    const char *sysroot;          /* or NULL */
    struct polyffi_words defined; /* --defsym NAME=..., --wrap NAME */
    struct polyffi_words wanted;  /* -u NAME */
    struct polyffi_words scripts; /* -T FILE */

    struct polyffi_texts *texts; /* the strings that polyffi_request_keep and _read_... made */
};

/* Append; false: no memory, the request is unchanged. */
bool polyffi_request_add_file(struct polyffi_request *request, struct polyffi_file file);
bool polyffi_request_add_export(struct polyffi_request *request, struct polyffi_export wanted);
bool polyffi_request_add_allowance(struct polyffi_request *request,
                                   struct polyffi_allowance allowance);
bool polyffi_request_add_severity(struct polyffi_request *request,
                                  struct polyffi_severity_choice choice);
bool polyffi_request_add_suppression(struct polyffi_request *request,
                                     struct polyffi_suppression suppression);

/* A copy of the bytes, with a NUL behind them, that lives as long as the request.  NULL: no
   memory. */
const char *polyffi_request_keep(struct polyffi_request *request, const char *bytes, size_t length);

/* Adds the export "NAME", "NAME:function" or "NAME:data"; file (borrowed) and line say where it is
   asked for, NULL and 0: nowhere in particular.  False: the problem says what is wrong. */
bool polyffi_request_read_export(struct polyffi_request *request, const char *text,
                                 const char *file, unsigned long line,
                                 struct polyffi_problem *problem);

/* Adds the exports of a text file, one a line in that form or as polyffi_export_write writes it;
   # opens a comment.  False: the problem says why
   not. */
bool polyffi_request_read_exports(struct polyffi_request *request, const char *path,
                                  struct polyffi_problem *problem);

/* Adds to `expanded` the words, with each "@FILE" replaced by the words of that file, as GNU tools
   do; a FILE that can't be opened stays as it is.  Up to the word `last`, which and all behind it
   are added untouched; NULL: to the end.  Strings are borrowed or live as long as the request.
   False: the problem says why not; free `expanded` in both cases. */
bool polyffi_request_expand(struct polyffi_request *request, const char *const *words, size_t count,
                            const char *last, struct polyffi_words *expanded,
                            struct polyffi_problem *problem);

/* Adds the suppressions of a text file, one a line: "RULE GLOB [until=YYYY-MM-DD] REASON...";
   blank lines and those that begin with # say nothing.  False: the problem says why not. */
bool polyffi_request_read_suppressions(struct polyffi_request *request, const char *path,
                                       struct polyffi_problem *problem);

/* Frees the lists and what the request keeps; other strings are the caller's.  Accepts a zeroed
   request. */
void polyffi_request_free(struct polyffi_request *request);

POLYFFI_END

#endif
