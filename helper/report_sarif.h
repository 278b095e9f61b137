/* SPDX-License-Identifier: MIT */
/* What all reports in SARIF have in common. */
#ifndef REPORT_SARIF_H
#define REPORT_SARIF_H

#include "json_writer.h"
#include "polyffi/rule.h"

/* Begins the log and its only run, with the tool and its rules; the run's further members
   follow. */
void report_sarif_begin(struct json_writer *json);

void report_sarif_end(struct json_writer *json);

/* The index of the rule among the tool's. */
size_t report_sarif_rule_index(const struct polyffi_rule *rule);

#endif
