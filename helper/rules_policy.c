/* SPDX-License-Identifier: MIT */
/* PF046 and PF100 to PF104: what a linked file must be because the project says so. */
#include "rules.h"

#include <string.h>

#include "advice.h"
#include "elf_properties.h"
#include "evidence.h"
#include "linked_file.h"

enum { REPORTED = 5 };

/* <elf.h> has these since glibc 2.33 only. */
enum { IBT = 1, SHSTK = 2 };
static const uint32_t feature_and = 0xc0000002, isa_needed = 0xc0008002;

static struct polyffi_finding *report(const struct model *model, struct findings *findings,
                                      const char *rule, const char *what, const char *mend)
{
    struct polyffi_place place = advice_fallback(model, findings, model->result);
    struct polyffi_finding *finding = findings_add(findings, rule, NULL, model->result->path, place,
                                                   "'%s' %s", model->result->path, what);
    findings_note(findings, finding, place, "%s", mend);
    return finding;
}

static bool binds_now(const struct object *result)
{
    uint64_t value;
    return object_dynamic(result, DT_BIND_NOW, &value) ||
           (object_dynamic(result, DT_FLAGS, &value) && value & DF_BIND_NOW) ||
           (object_dynamic(result, DT_FLAGS_1, &value) && value & DF_1_NOW);
}

static void report_rpath(const struct model *model, struct findings *findings, uint64_t offset)
{
    uint64_t strings;
    const char *path = object_dynamic(model->result, DT_STRTAB, &strings)
                           ? linked_string(model->result, strings + offset)
                           : NULL;
    struct polyffi_finding *finding =
        report(model, findings, "PF103", "looks for libraries in directories of its own",
               "link without -rpath (CMake: CMAKE_SKIP_RPATH, or install it)");
    if (path)
        findings_note(findings, finding, (struct polyffi_place){0}, "they are '%s'",
                      findings_shown(findings, path));
}

static void check_hardening(const struct model *model, struct findings *findings)
{
    const struct object *result = model->result;
    unsigned required = model->request->required;
    GElf_Phdr segment;
    uint64_t value;
    bool dynamic = object_segment(result, PT_DYNAMIC, &segment);
    if (required & POLYFFI_REQUIRE_RELRO && !object_segment(result, PT_GNU_RELRO, &segment))
        report(model, findings, "PF100",
               "leaves the tables of addresses writable: it has no PT_GNU_RELRO",
               "link with -Wl,-z,relro");
    if (required & POLYFFI_REQUIRE_NOW && dynamic && object_dynamic(result, DT_PLTRELSZ, &value) &&
        !binds_now(result))
        report(model, findings, "PF101", "looks functions up when they are called first",
               "link with -Wl,-z,now");
    if (required & POLYFFI_REQUIRE_PIE && result->header.e_type != ET_DYN)
        report(model, findings, "PF102", "is always loaded at the same address",
               "compile with -fPIE and link with -pie (static: -static-pie)");
    if (required & POLYFFI_REQUIRE_NO_RPATH &&
        (object_dynamic(result, DT_RPATH, &value) || object_dynamic(result, DT_RUNPATH, &value)))
        report_rpath(model, findings, value);
}

/* The first exported function that does not begin with endbr64, or NULL. */
static const char *find_unmarked(const struct object *result)
{
    static const unsigned char endbr64[] = {0xf3, 0x0f, 0x1e, 0xfa};
    struct symbol symbol;
    for (size_t i = result->dynsym.first_global; i < result->dynsym.count; i++) {
        size_t size;
        if (!object_symbol(&result->dynsym, i, &symbol) || symbol.undefined ||
            symbol.type != STT_FUNC)
            continue;
        const unsigned char *bytes = linked_bytes(result, symbol.value, &size);
        if (bytes && size >= sizeof endbr64 && memcmp(bytes, endbr64, sizeof endbr64) != 0)
            return symbol.name;
    }
    return NULL;
}

static void note_unmarked_inputs(const struct model *model, struct findings *findings,
                                 struct polyffi_finding *finding, uint32_t bit)
{
    size_t count = 0;
    for (size_t i = 0; i < model->objects.count && count < REPORTED; i++) {
        const struct object *object = model->objects.items[i];
        if (elf_properties_find(object, feature_and) & bit || !evidence_needed(model, object))
            continue;
        count++;
        findings_note(findings, finding, advice_file(advice_object(findings, object)),
                      "this does not say so in its .note.gnu.property");
    }
}

static void check_feature(const struct model *model, struct findings *findings, uint32_t bit,
                          const char *what)
{
    const struct object *result = model->result;
    if (result->header.e_machine != EM_X86_64 && result->header.e_machine != EM_386)
        return;
    if (elf_properties_find(result, feature_and) & bit) {
        const char *function = bit == IBT ? find_unmarked(result) : NULL;
        struct polyffi_finding *finding =
            function ? report(model, findings, "PF104",
                              "is marked for indirect branch tracking, but not all of its "
                              "functions are",
                              "link without -z ibt, or begin each function with endbr64")
                     : NULL;
        if (finding)
            findings_note(findings, finding, (struct polyffi_place){0},
                          "'%s' does not begin with endbr64", findings_shown(findings, function));
        return;
    }
    note_unmarked_inputs(model, findings,
                         report(model, findings, "PF104", what,
                                "compile all of it with -fcf-protection, the start files too"),
                         bit);
}

bool rules_requirements(const struct model *model, struct findings *findings)
{
    unsigned required = model->request->required;
    check_hardening(model, findings);
    if (required & POLYFFI_REQUIRE_IBT)
        check_feature(model, findings, IBT, "is not marked for indirect branch tracking");
    if (required & POLYFFI_REQUIRE_SHSTK)
        check_feature(model, findings, SHSTK, "is not marked for shadow stacks");
    return !findings->failed;
}

bool rules_unused_requirements(const struct model *model, struct findings *findings)
{
    const struct polyffi_request *request = model->request;
    bool required = request->required || request->version_limits.count || request->dynamic.count;
    if (required && !request->link && !model->result)
        findings_not_done(findings, "what is required of the linked file",
                          "there is none among the files");
    return !findings->failed;
}

bool rules_processor(const struct model *model, struct findings *findings)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } levels[] = {{8, "x86-64-v4"}, {4, "x86-64-v3"}};
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        uint32_t needed =
            model_is_rust(model, object) ? 0 : elf_properties_find(object, isa_needed);
        size_t level = 0;
        while (level < 2 && !(needed & levels[level].bit))
            level++;
        if (level == 2 || !evidence_needed(model, object))
            continue;
        struct polyffi_place place = advice_fallback(model, findings, object);
        findings_add(findings, "PF046", NULL, object->member ? object->member : object->path, place,
                     "'%s' needs a processor of %s", advice_object(findings, object),
                     levels[level].name);
    }
    return !findings->failed;
}
