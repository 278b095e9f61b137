/* SPDX-License-Identifier: MIT */
#include "polyffi/check.h"

#include <stdlib.h>

#include "evidence.h"
#include "findings.h"
#include "model.h"
#include "problem.h"
#include "rules.h"

struct polyffi_check {
    struct arena arena;
    struct model model;
    struct findings findings;
};

/* Says what the rules could not do, and puts in order what they found. */
static bool conclude(struct polyffi_check *check, struct polyffi_problem *problem)
{
    const struct model *model = &check->model;
    struct findings *findings = &check->findings;
    const char *missing = model->missing_library;
    if (!model->complete && !model->request->undefined_allowed && model->objects.count)
        findings_not_done(findings, "undefined references",
                          "%s%s was not found: correct its name, or give its directory with -L or "
                          "--library-path",
                          missing ? "the library -l" : "a library that the driver adds",
                          missing ? missing : "");
    if (findings->count && evidence_lines_missed(model))
        findings_not_done(findings, "source lines", "this is a build without libdw");
    if (findings->count && findings->undemangled)
        findings_not_done(findings, "demangled names", "this is a build without libiberty");
    findings_sort(findings);
    return !(findings->failed || findings->arena.failed || evidence_failed(model)) ||
           problem_memory(problem);
}

struct polyffi_check *polyffi_check_open(const struct polyffi_request *request,
                                         struct polyffi_problem *problem)
{
    struct polyffi_check *check = calloc(1, sizeof *check);
    if (!check) {
        problem_memory(problem);
        return NULL;
    }
    check->findings.request = request;
    if (model_open(request, &check->arena, &check->model, problem))
        return check;
    polyffi_check_free(check);
    return NULL;
}

bool polyffi_check_inputs(struct polyffi_check *check, struct polyffi_problem *problem)
{
    if (!rules_check_inputs(&check->model, &check->findings))
        return problem_memory(problem);
    findings_remark_expired(&check->findings);
    return conclude(check, problem) && inputs_unchanged(&check->model.inputs, problem);
}

bool polyffi_check_result(struct polyffi_check *check, struct polyffi_problem *problem)
{
    if (!model_open_result(&check->model, problem))
        return false;
    if (check->model.result && !rules_check_result(&check->model, &check->findings))
        return problem_memory(problem);
    findings_remark_useless(&check->findings);
    return conclude(check, problem);
}

size_t polyffi_check_count(const struct polyffi_check *check)
{
    return check->findings.count;
}

const struct polyffi_finding *polyffi_check_finding(const struct polyffi_check *check, size_t index)
{
    return index < check->findings.count ? check->findings.items[index] : NULL;
}

size_t polyffi_check_suppressed_count(const struct polyffi_check *check)
{
    return check->findings.suppressed_count;
}

const struct polyffi_finding *polyffi_check_suppressed(const struct polyffi_check *check,
                                                       size_t index)
{
    const struct findings *findings = &check->findings;
    return index < findings->suppressed_count ? findings->suppressed[index] : NULL;
}

size_t polyffi_check_remark_count(const struct polyffi_check *check)
{
    return check->findings.remark_count;
}

const struct polyffi_note *polyffi_check_remark(const struct polyffi_check *check, size_t index)
{
    const struct findings *findings = &check->findings;
    return index < findings->remark_count ? &findings->remarks[index] : NULL;
}

void polyffi_check_forget(struct polyffi_check *check)
{
    check->findings.count = 0;
    check->findings.suppressed_count = 0;
    check->findings.remark_count = 0;
    check->findings.not_done_told = check->findings.not_done_count;
}

size_t polyffi_check_not_done_count(const struct polyffi_check *check)
{
    return check->findings.not_done_count - check->findings.not_done_told;
}

const struct polyffi_not_done *polyffi_check_not_done(const struct polyffi_check *check,
                                                      size_t index)
{
    const struct findings *findings = &check->findings;
    return index < polyffi_check_not_done_count(check)
               ? &findings->not_done[findings->not_done_told + index]
               : NULL;
}

const char *polyffi_check_product(const struct polyffi_check *check)
{
    const struct model *model = &check->model;
    if (model->request->result)
        return model->request->result;
    if (model->result)
        return model->result->path;
    return model->inputs.count == 1 ? model->inputs.items[0].path : NULL;
}

void polyffi_check_free(struct polyffi_check *check)
{
    if (!check)
        return;
    findings_free(&check->findings);
    model_close(&check->model);
    arena_free(&check->arena);
    free(check);
}
