/* SPDX-License-Identifier: MIT */
/* PF042 to PF044, PF058: files and members that are no ELF objects, or not yet. */
#include "rules.h"

#include "advice.h"
#include "evidence.h"

/* "libgreet.a(greet.o)" or "main.o". */
static const char *full_name(struct findings *findings, const char *path, const char *member)
{
    struct object object = {.path = path, .member = member};
    return advice_object(findings, &object);
}

static void report_foreign(const struct model *model, struct findings *findings, const char *path,
                           const char *member, const struct format *format)
{
    const char *name = full_name(findings, path, member);
    struct polyffi_place place = advice_input(model, name);
    struct polyffi_finding *finding =
        findings_add(findings, "PF042", NULL, member ? member : path, place,
                     "'%s' is %s, which can't be linked here", name, format->name);
    findings_locate(findings, finding, path, member);
    findings_note(findings, finding, place, "%s", format->mend);
}

static void report_bitcode(const struct model *model, struct findings *findings, const char *path,
                           const char *member)
{
    const char *name = full_name(findings, path, member);
    struct polyffi_place place = advice_input(model, name);
    struct polyffi_finding *finding = findings_add(
        findings, "PF043", NULL, member ? member : path, place,
        "'%s' is LLVM's bitcode, which the linker of this command does not read", name);
    findings_locate(findings, finding, path, member);
    findings_note(findings, finding, place,
                  "compile without -flto (rustc: without -C linker-plugin-lto), or link with clang "
                  "-flto or lld of the same LLVM");
}

static void report_slim(const struct model *model, struct findings *findings,
                        const struct object *object)
{
    struct polyffi_place place = advice_fallback(model, findings, object);
    struct polyffi_finding *finding =
        findings_add(findings, "PF044", NULL, object->member ? object->member : object->path, place,
                     "'%s' holds nothing but what gcc's link-time optimiser reads, and the linker "
                     "of this command has none of it",
                     advice_object(findings, object));
    advice_locate(findings, finding, object);
    findings_note(findings, finding, place,
                  "link with gcc and bfd, gold or mold, or compile with -ffat-lto-objects");
}

static void report_odd(const struct model *model, struct findings *findings, const char *path,
                       const struct archive_facts *facts)
{
    struct polyffi_place place = advice_input(model, path);
    const char *member = findings_shown(findings, facts->odd);
    struct polyffi_finding *finding =
        facts->odd_archive
            ? findings_add(findings, "PF058", NULL, path, place,
                           "the archive '%s' has an archive '%s' among its members: linkers don't "
                           "look into it",
                           path, member)
            : findings_add(findings, "PF058", NULL, path, place,
                           "the archive '%s' has a member '%s' that is not an object: linkers pass "
                           "over it",
                           path, member);
    findings_note(findings, finding, place,
                  facts->odd_archive ? "put its members there instead, or name both archives in "
                                       "the link"
                                     : "leave it out, or compile it");
}

static void check_input(const struct model *model, struct findings *findings, size_t index)
{
    const struct input *input = &model->inputs.items[index];
    const struct archive_facts *facts = &model->archives[index];
    if (input->kind == INPUT_FOREIGN)
        report_foreign(model, findings, input->path, NULL,
                       formats_foreign(input->bytes, input->size));
    else if (input->kind == INPUT_OPAQUE && model->request->no_bitcode)
        report_bitcode(model, findings, input->path, NULL);
    if (facts->foreign)
        report_foreign(model, findings, input->path, facts->foreign, facts->format);
    if (facts->bitcode && model->request->no_bitcode)
        report_bitcode(model, findings, input->path, facts->bitcode);
    if (facts->odd && !facts->bad_index && !facts->damage)
        report_odd(model, findings, input->path, facts);
}

bool rules_formats(const struct model *model, struct findings *findings)
{
    size_t reported = (size_t)-1;
    for (size_t i = 0; i < model->inputs.count; i++)
        check_input(model, findings, i);
    for (size_t i = 0; model->request->no_slim_objects && i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        if (!object->opaque || object->input == reported)
            continue;
        reported = object->input;
        report_slim(model, findings, object);
    }
    return !findings->failed;
}
