/* SPDX-License-Identifier: MIT */
#include "polyffi/link.h"

#include "link_line.h"
#include "problem.h"
#include "request_text.h"

bool polyffi_link_read(struct polyffi_request *request, const char *const *words, size_t count,
                       bool *links, struct polyffi_problem *problem)
{
    struct polyffi_words expanded = {0};
    if (!count)
        return problem_set(problem, NULL, 0, "the link command is empty");
    bool good = polyffi_request_expand(request, words, count, NULL, &expanded, problem) &&
                link_line_parse(&expanded, request_arena(request), request, links, problem);
    polyffi_words_free(&expanded);
    return good;
}
