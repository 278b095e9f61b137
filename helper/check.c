/* SPDX-License-Identifier: MIT */
#include "polyffi/check.h"

#include <stdlib.h>

#include "findings.h"
#include "model.h"
#include "problem.h"
#include "rules.h"

struct polyffi_check {
    struct arena arena;
    struct model model;
    struct findings findings;
    const char *skipped; /* in the arena */
};

/* What polyffi_check_skipped says, should it be asked. */
static bool explain_skipping(struct polyffi_check *check, struct polyffi_problem *problem)
{
    const char *missing = check->model.missing_library;
    check->skipped = arena_format(
        &check->arena,
        "undefined references were not examined, because %s%s was not found: correct its name, "
        "or give its directory with -L or --library-path",
        missing ? "the library -l" : "a library that the driver adds", missing ? missing : "");
    return check->skipped || problem_memory(problem);
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
    if (model_open(request, &check->arena, &check->model, problem) &&
        explain_skipping(check, problem))
        return check;
    polyffi_check_free(check);
    return NULL;
}

bool polyffi_check_inputs(struct polyffi_check *check, struct polyffi_problem *problem)
{
    if (!rules_check_inputs(&check->model, &check->findings))
        return problem_memory(problem);
    findings_sort(&check->findings);
    return inputs_unchanged(&check->model.inputs, problem);
}

bool polyffi_check_result(struct polyffi_check *check, struct polyffi_problem *problem)
{
    if (!model_open_result(&check->model, problem))
        return false;
    if (check->model.result && !rules_check_result(&check->model, &check->findings))
        return problem_memory(problem);
    findings_sort(&check->findings);
    return true;
}

size_t polyffi_check_count(const struct polyffi_check *check)
{
    return check->findings.count;
}

const struct polyffi_finding *polyffi_check_finding(const struct polyffi_check *check, size_t index)
{
    return index < check->findings.count ? check->findings.items[index] : NULL;
}

void polyffi_check_forget(struct polyffi_check *check)
{
    check->findings.count = 0;
}

const char *polyffi_check_skipped(const struct polyffi_check *check)
{
    const struct model *model = &check->model;
    if (model->complete || model->request->undefined_allowed || !model->objects.count)
        return NULL;
    return check->skipped;
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
