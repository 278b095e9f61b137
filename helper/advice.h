/* SPDX-License-Identifier: MIT */
/* What findings of all topics say alike: where, and how to mend it. */
#ifndef ADVICE_H
#define ADVICE_H

#include "evidence.h"
#include "findings.h"
#include "model.h"

/* "libgreet.a(greet.o)" or "main.o"; lives as long as the findings. */
const char *advice_object(struct findings *findings, const struct object *object);

/* The file alone, as a place. */
struct polyffi_place advice_file(const char *path);

/* The line of the build description if the request has one, else the input of that path. */
struct polyffi_place advice_input(const struct model *model, const char *path);

/* The line of the build description if the request has one, else the object itself. */
struct polyffi_place advice_fallback(const struct model *model, struct findings *findings,
                                     const struct object *object);

/* The source line where the symbol is defined, else the fallback. */
struct polyffi_place advice_definition(const struct model *model, struct findings *findings,
                                       const struct object *object, const struct symbol *symbol);

/* " in 'main.o' (made from 'main.c')" when the place does not tell that already, else "". */
const char *advice_where(struct findings *findings, const struct object *object,
                         struct polyffi_place place);

/* A Rust or C++ name for people, in single quotes, or "" if it would be the symbol itself. */
const char *advice_demangled(struct findings *findings, const char *symbol);

/* The list of quoted names, which may be empty, with one more: "'one', 'two'". */
const char *advice_listed(struct findings *findings, const char *list, const char *name);

/* Adds the note that says how to export the Rust item, at its line. */
void advice_export(struct findings *findings, struct polyffi_finding *finding,
                   const struct rust_item *item);

/* Adds the notes about a function that has a mangled symbol only: how to export it, and what the
   symbol is.  name: as it should be exported. */
void advice_mangled(const struct model *model, struct findings *findings,
                    struct polyffi_finding *finding, const char *name,
                    const struct sighting *sighting);

/* Adds the note that says how to make a local symbol global, at its definition. */
void advice_global(const struct model *model, struct findings *findings,
                   struct polyffi_finding *finding, const struct sighting *sighting);

/* Says that the object shows what was found; accepts a finding that is NULL. */
void advice_locate(struct findings *findings, struct polyffi_finding *finding,
                   const struct object *object);

#endif
