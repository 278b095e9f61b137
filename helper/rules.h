/* SPDX-License-Identifier: MIT */
/* The checks that the rules consist of.  Each reads the model, adds findings, and returns false
   only when memory is out; one check may serve several rules that exclude each other. */
#ifndef RULES_H
#define RULES_H

#include <stdbool.h>

#include "findings.h"
#include "model.h"

typedef bool rule_check(const struct model *model, struct findings *findings);

/* Runs the checks about what goes into the link, and about what comes out of it. */
bool rules_check_inputs(const struct model *model, struct findings *findings);
bool rules_check_result(const struct model *model, struct findings *findings);

/* rules_exports.c */
rule_check rules_exports;        /* PF001 to PF007, PF065 */
rule_check rules_result_exports; /* the same, in a linked result */

/* rules_symbols.c */
rule_check rules_unexpected_exports;        /* PF008 */
rule_check rules_result_unexpected_exports; /* the same, in a shared library */
rule_check rules_shadowed_libc;             /* PF009 */

/* rules_references.c */
rule_check rules_references; /* PF010 to PF014 */
rule_check rules_calls;      /* PF015 */
rule_check rules_link_order; /* PF016 */

/* rules_needs.c */
rule_check rules_rust_needs; /* PF017, PF019, PF095 */

/* rules_clashes.c */
rule_check rules_weak_references; /* PF018 */
rule_check rules_clashes;         /* PF061 to PF063 */

/* rules_owners.c */
rule_check rules_result_owners; /* PF066 */

/* rules_names.c */
rule_check rules_names;        /* PF064 */
rule_check rules_result_names; /* the same, in a linked file alone */

/* rules_data.c */
rule_check rules_data_sizes;       /* PF067 */
rule_check rules_thread_variables; /* PF090 */
rule_check rules_result_untyped;   /* PF092, in a shared library */

/* rules_dynamic.c */
rule_check rules_dynamic; /* PF093 */

/* rules_runtimes.c */
rule_check rules_runtimes; /* PF068, PF069, PF096, PF097 */

/* rules_entry.c */
rule_check rules_main;         /* PF020 */
rule_check rules_mains;        /* PF021 */
rule_check rules_own_start;    /* PF022 */
rule_check rules_entry;        /* PF023, PF024 */
rule_check rules_result_entry; /* PF024 to PF026 */
rule_check rules_static_start; /* PF027 */

/* rules_sections.c */
rule_check rules_object_stack;         /* PF030 */
rule_check rules_result_stack;         /* PF031 */
rule_check rules_text_relocations;     /* PF032 */
rule_check rules_absolute_relocations; /* PF033 */
rule_check rules_machines;             /* PF040, PF041 */

/* rules_flags.c */
rule_check rules_section_flags;        /* PF034 */
rule_check rules_writable_code;        /* PF035 */
rule_check rules_result_writable_code; /* the same, in a linked result */

/* rules_unresolved.c */
rule_check rules_unresolved; /* PF038 */

/* rules_relocations.c */
rule_check rules_direct_references; /* PF036 */

/* rules_archives.c */
rule_check rules_archives;          /* PF050 to PF056 */
rule_check rules_duplicate_exports; /* PF060 */

/* rules_formats.c */
rule_check rules_formats; /* PF042 to PF044, PF058 */

/* rules_index.c */
rule_check rules_index; /* PF057 */

/* rules_startup.c */
rule_check rules_start_main;   /* PF070 */
rule_check rules_constructors; /* PF071 */

/* rules_entry_code.c */
rule_check rules_entry_code; /* PF080 to PF085 */

/* rules_main.c */
rule_check rules_rust_main;   /* PF028 */
rule_check rules_entry_main;  /* PF029 */
rule_check rules_result_main; /* the same, in a linked result */

/* rules_static.c */
rule_check rules_static_setup; /* PF072, PF073, PF091 */

/* rules_loader.c */
rule_check rules_loader; /* PF074 to PF076 */

/* rules_policy.c */
rule_check rules_processor;           /* PF046 */
rule_check rules_requirements;        /* PF100 to PF104 */
rule_check rules_unused_requirements; /* those could not be checked */

/* rules_versions.c */
rule_check rules_versions; /* PF105 */

#endif
