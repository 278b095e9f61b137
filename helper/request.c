/* SPDX-License-Identifier: MIT */
#include "polyffi/request.h"

#include <stdlib.h>

#include "arguments.h"
#include "memory.h"
#include "problem.h"
#include "request_text.h"

bool polyffi_request_add_file(struct polyffi_request *request, struct polyffi_file file)
{
    struct polyffi_file *files =
        vector_grow(request->files, request->file_count, &request->file_capacity, sizeof *files);
    if (!files)
        return false;
    request->files = files;
    files[request->file_count++] = file;
    return true;
}

bool polyffi_request_add_export(struct polyffi_request *request, struct polyffi_export wanted)
{
    struct polyffi_export *exports = vector_grow(request->exports, request->export_count,
                                                 &request->export_capacity, sizeof *exports);
    if (!exports)
        return false;
    request->exports = exports;
    exports[request->export_count++] = wanted;
    return true;
}

bool polyffi_request_add_allowance(struct polyffi_request *request,
                                   struct polyffi_allowance allowance)
{
    struct polyffi_allowance *allowances =
        vector_grow(request->allowances, request->allowance_count, &request->allowance_capacity,
                    sizeof *allowances);
    if (!allowances)
        return false;
    request->allowances = allowances;
    allowances[request->allowance_count++] = allowance;
    return true;
}

bool polyffi_request_add_severity(struct polyffi_request *request,
                                  struct polyffi_severity_choice choice)
{
    struct polyffi_severity_choice *severities =
        vector_grow(request->severities, request->severity_count, &request->severity_capacity,
                    sizeof *severities);
    if (!severities)
        return false;
    request->severities = severities;
    severities[request->severity_count++] = choice;
    return true;
}

bool polyffi_request_add_suppression(struct polyffi_request *request,
                                     struct polyffi_suppression suppression)
{
    struct polyffi_suppression *suppressions =
        vector_grow(request->suppressions, request->suppression_count,
                    &request->suppression_capacity, sizeof *suppressions);
    if (!suppressions)
        return false;
    request->suppressions = suppressions;
    suppressions[request->suppression_count++] = suppression;
    return true;
}

struct polyffi_texts {
    struct arena arena;
};

struct arena *request_arena(struct polyffi_request *request)
{
    if (!request->texts)
        request->texts = calloc(1, sizeof *request->texts);
    return request->texts ? &request->texts->arena : NULL;
}

const char *polyffi_request_keep(struct polyffi_request *request, const char *bytes, size_t length)
{
    struct arena *arena = request_arena(request);
    return arena ? arena_copy(arena, bytes, length) : NULL;
}

bool polyffi_request_expand(struct polyffi_request *request, const char *const *words, size_t count,
                            const char *last, struct polyffi_words *expanded,
                            struct polyffi_problem *problem)
{
    struct arena *arena = request_arena(request);
    return arena ? arguments_expand(words, count, last, arena, expanded, problem)
                 : problem_memory(problem);
}

void polyffi_request_free(struct polyffi_request *request)
{
    free(request->files);
    free(request->exports);
    free(request->allowances);
    free(request->severities);
    free(request->suppressions);
    polyffi_words_free(&request->version_limits);
    polyffi_words_free(&request->dynamic);
    polyffi_words_free(&request->library_paths);
    polyffi_words_free(&request->search_paths);
    polyffi_words_free(&request->dep_infos);
    polyffi_words_free(&request->defined);
    polyffi_words_free(&request->wanted);
    polyffi_words_free(&request->scripts);
    if (request->texts)
        arena_free(&request->texts->arena);
    free(request->texts);
    *request = (struct polyffi_request){0};
}
