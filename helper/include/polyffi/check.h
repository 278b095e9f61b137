/* SPDX-License-Identifier: MIT */
/* Checking: open the inputs, run the rules, look at the findings.
 *
 *     struct polyffi_check *check = polyffi_check_open(&request, &problem);
 *     if (check && polyffi_check_inputs(check, &problem) && polyffi_check_result(check, &problem))
 *         for (size_t i = 0; i < polyffi_check_count(check); i++)
 *             use(polyffi_check_finding(check, i));
 *     polyffi_check_free(check);
 */
#ifndef POLYFFI_CHECK_H
#define POLYFFI_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "polyffi/declare.h"
#include "polyffi/finding.h"
#include "polyffi/problem.h"
#include "polyffi/request.h"

POLYFFI_BEGIN

struct polyffi_check;

/* Opens and reads every file of the request, which is borrowed.  NULL: the problem says why.
   Free with polyffi_check_free. */
struct polyffi_check *polyffi_check_open(const struct polyffi_request *request,
                                         struct polyffi_problem *problem);

/* Runs the rules about what goes into the link.  False: the problem says why not. */
bool polyffi_check_inputs(struct polyffi_check *check, struct polyffi_problem *problem);

/* Runs the rules about what came out of the link; nothing to do if there is no result.
   Opens the request's `result` when it names one. */
bool polyffi_check_result(struct polyffi_check *check, struct polyffi_problem *problem);

/* The findings so far: sorted by place and rule, each once, none that is allowed,
   suppressed or off. */
size_t polyffi_check_count(const struct polyffi_check *check);
const struct polyffi_finding *polyffi_check_finding(const struct polyffi_check *check,
                                                    size_t index);

/* The findings so far that are suppressed, in the same order: each has its reason.  They do not
   count. */
size_t polyffi_check_suppressed_count(const struct polyffi_check *check);
const struct polyffi_finding *polyffi_check_suppressed(const struct polyffi_check *check,
                                                       size_t index);

/* What there is to say about the request so far: suppressions that have expired, and, after
   polyffi_check_result, those that suppressed nothing. */
size_t polyffi_check_remark_count(const struct polyffi_check *check);
const struct polyffi_note *polyffi_check_remark(const struct polyffi_check *check, size_t index);

/* What was not done so far and why, each once. */
size_t polyffi_check_not_done_count(const struct polyffi_check *check);
const struct polyffi_not_done *polyffi_check_not_done(const struct polyffi_check *check,
                                                      size_t index);

/* Drops all of this: it has been told. */
void polyffi_check_forget(struct polyffi_check *check);

/* The linked result's path, or the only file's, or NULL: what to delete after an error. */
const char *polyffi_check_product(const struct polyffi_check *check);

/* Accepts NULL. */
void polyffi_check_free(struct polyffi_check *check);

POLYFFI_END

#endif
