/* SPDX-License-Identifier: MIT */
/* What a rule needs to know only once something looks wrong: found out when asked, remembered
   where asking again would be dear.  Nothing here changes what the model says. */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "model.h"
#include "polyffi/finding.h"
#include "rust_sources.h"
#include "source_lines.h"

struct evidence;

/* A symbol seen in an object. */
struct sighting {
    const struct object *object;
    struct symbol symbol;
    size_t index;
};

/* NULL: no memory.  Free with evidence_free. */
struct evidence *evidence_new(void);

/* There was once no memory: what was found out may not be all. */
bool evidence_failed(const struct model *model);

/* Accepts NULL. */
void evidence_free(struct evidence *evidence);

/* A plain Rust function or static of that name which only has a mangled symbol; a global one
   before a local one. */
bool evidence_mangled(const struct model *model, const char *name, struct sighting *sighting);

/* A local definition of that very name in any object but `except` (or NULL). */
bool evidence_local(const struct model *model, const char *name, const struct object *except,
                    struct sighting *sighting);

/* Which definitions evidence_near looks at. */
enum near_scope {
    NEAR_EXPORTS, /* what Rust exports */
    NEAR_ANY,     /* that, and what assembler and C define globally */
};

/* The definition whose name is nearest to the name, but not equal; NULL: none is near.
   except: an object that is not looked at, or NULL. */
const struct definition *evidence_near(const struct model *model, const char *name,
                                       enum near_scope scope, const struct object *except);

/* The object is linked: it is a root, or an archive member that something linked needs. */
bool evidence_needed(const struct model *model, const struct object *object);

/* The same, where no declared export makes it needed: what the linker goes by. */
bool evidence_pulled(const struct model *model, const struct object *object);

/* The source line of a byte in an object.  False: not known. */
bool evidence_line(const struct model *model, const struct object *object, size_t section,
                   uint64_t offset, struct polyffi_place *place);

/* A source line was asked for that an object has, but this is a build without libdw. */
bool evidence_lines_missed(const struct model *model);

/* The source line where the symbol is defined: of a function its declaration.  False: not
   known. */
bool evidence_definition(const struct model *model, const struct object *object,
                         const struct symbol *symbol, struct polyffi_place *place);

/* The source line of the first use of the symbol in the object.  False: not known. */
bool evidence_use(const struct model *model, const struct object *object, size_t symbol,
                  struct polyffi_place *place);

/* The variables that the object declares with a complete type, and others define.  False: they
   can't be read, since this is a build without libdw. */
bool evidence_variables(const struct model *model, const struct object *object,
                        const struct declared_variable **first);

/* The item in the Rust sources: in the file (if not NULL), else in those that the dep-infos
   name.  False: not found there. */
bool evidence_item(const struct model *model, const char *name, const char *file,
                   struct rust_item *item);

/* There are sources to look into. */
bool evidence_has_sources(const struct model *model);

#endif
