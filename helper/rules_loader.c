/* SPDX-License-Identifier: MIT */
/* PF074 to PF076: who loads the program. */
#include "rules.h"

#include <string.h>
#include <unistd.h>

#include "advice.h"

/* The loaders of Linux's C libraries, as their ABIs name them. */
struct loader {
    uint16_t machine;
    unsigned char class; /* 0: both */
    const char *path;
};

static const struct loader loaders[] = {
    {EM_X86_64, ELFCLASS64, "/lib64/ld-linux-x86-64.so.2"},
    {EM_X86_64, ELFCLASS64, "/lib/ld-musl-x86_64.so.1"},
    {EM_X86_64, ELFCLASS32, "/libx32/ld-linux-x32.so.2"},
    {EM_X86_64, ELFCLASS32, "/lib/ld-musl-x32.so.1"},
    {EM_386, 0, "/lib/ld-linux.so.2"},
    {EM_386, 0, "/lib/ld-musl-i386.so.1"},
    {EM_AARCH64, 0, "/lib/ld-linux-aarch64.so.1"},
    {EM_AARCH64, 0, "/lib/ld-linux-aarch64_be.so.1"},
    {EM_AARCH64, 0, "/lib/ld-musl-aarch64.so.1"},
    {EM_ARM, 0, "/lib/ld-linux-armhf.so.3"},
    {EM_ARM, 0, "/lib/ld-linux.so.3"},
    {EM_ARM, 0, "/lib/ld-musl-armhf.so.1"},
    {EM_ARM, 0, "/lib/ld-musl-arm.so.1"},
    {EM_RISCV, ELFCLASS64, "/lib/ld-linux-riscv64-lp64d.so.1"},
    {EM_RISCV, ELFCLASS64, "/lib/ld-musl-riscv64.so.1"},
    {EM_RISCV, ELFCLASS32, "/lib/ld-linux-riscv32-ilp32d.so.1"},
    {EM_PPC64, 0, "/lib64/ld64.so.1"},
    {EM_PPC64, 0, "/lib64/ld64.so.2"},
    {EM_S390, 0, "/lib/ld64.so.1"},
};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool is_for(const struct loader *loader, const struct object *program)
{
    return loader->machine == program->header.e_machine &&
           (!loader->class || loader->class == program->class);
}

/* The loader of that name, in any directory: the program's own before another machine's; NULL:
   a name that is not known. */
static const struct loader *find_loader(const struct object *program, const char *name)
{
    const struct loader *found = NULL;
    for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++) {
        if (strcmp(base_name(loaders[i].path), base_name(name)) != 0)
            continue;
        if (is_for(&loaders[i], program))
            return &loaders[i];
        found = &loaders[i];
    }
    return found;
}

/* What the program should name: its machine's first; NULL: not known. */
static const struct loader *usual_loader(const struct object *program)
{
    for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++)
        if (is_for(&loaders[i], program))
            return &loaders[i];
    return NULL;
}

/* How to name the loader. */
static void note_driver(const struct object *program, struct findings *findings,
                        struct polyffi_finding *finding)
{
    const struct loader *usual = usual_loader(program);
    findings_note(findings, finding, (struct polyffi_place){0},
                  "link with the compiler driver, which names the loader%s%s",
                  usual ? ", or give the linker --dynamic-linker=" : "", usual ? usual->path : "");
}

static void report_missing(const struct model *model, struct findings *findings)
{
    const struct object *program = model->result;
    struct polyffi_finding *finding = findings_add(
        findings, "PF074", NULL, program->path, advice_fallback(model, findings, program),
        "'%s' needs shared libraries, but names no loader that would load them: it would crash "
        "at the first use of one",
        program->path);
    note_driver(program, findings, finding);
}

static void report_without_dynamic(const struct model *model, struct findings *findings)
{
    const struct object *program = model->result;
    struct polyffi_finding *finding = findings_add(
        findings, "PF076", NULL, program->path, advice_fallback(model, findings, program),
        "'%s' names a loader, but has nothing for it to read: the loader would crash before the "
        "program starts",
        program->path);
    findings_note(findings, finding, (struct polyffi_place){0},
                  "it needs no shared library: link it with -static, or with -pie");
}

static void report_wrong(const struct model *model, struct findings *findings, const char *path)
{
    const struct object *program = model->result;
    struct polyffi_finding *finding = findings_add(
        findings, "PF075", NULL, program->path, advice_fallback(model, findings, program),
        "'%s' is a program for %s, and names '%s' as its loader, which is none of that machine: "
        "it would not start",
        program->path, model_machine(program->header.e_machine, program->class),
        findings_shown(findings, path));
    note_driver(program, findings, finding);
}

/* Whether it is there can only be seen where the program is meant to run: on this machine. */
static void check_existence(const struct model *model, struct findings *findings, const char *path)
{
    const struct object *program = model->result;
#ifdef __x86_64__
    bool runs_here = program->header.e_machine == EM_X86_64 && program->class == ELFCLASS64;
#else
    bool runs_here = false;
#endif
    if (!runs_here || model->request->sysroot || access(path, F_OK) == 0)
        return;
    struct polyffi_finding *finding = findings_add(
        findings, "PF075", NULL, program->path, advice_fallback(model, findings, program),
        "'%s' names '%s' as its loader, which this machine does not have", program->path,
        findings_shown(findings, path));
    findings_lower(findings, finding, POLYFFI_NOTE);
    note_driver(program, findings, finding);
}

static void check_loader(const struct model *model, struct findings *findings,
                         const GElf_Phdr *segment)
{
    const struct object *program = model->result;
    if (segment->p_offset > program->size ||
        segment->p_filesz > program->size - segment->p_offset || !segment->p_filesz)
        return;
    const char *path = (const char *)program->bytes + segment->p_offset;
    if (!memchr(path, '\0', (size_t)segment->p_filesz))
        return;
    const struct loader *loader = find_loader(program, path);
    if (loader && !is_for(loader, program))
        report_wrong(model, findings, path);
    else
        check_existence(model, findings, path);
}

bool rules_loader(const struct model *model, struct findings *findings)
{
    GElf_Phdr interpreter, dynamic;
    uint64_t needed;
    if (!model->program)
        return true;
    bool named = object_segment(model->result, PT_INTERP, &interpreter);
    if (!named && object_dynamic(model->result, DT_NEEDED, &needed))
        report_missing(model, findings);
    if (named && !object_segment(model->result, PT_DYNAMIC, &dynamic))
        report_without_dynamic(model, findings);
    else if (named)
        check_loader(model, findings, &interpreter);
    return !findings->failed;
}
