/* SPDX-License-Identifier: MIT */
/* libpolyffi: checks the boundary between C, assembler and Rust in ELF files.
   The library prints nothing by itself, never exits, and keeps no state between checks: threads
   may check at the same time, each with its own request and check.  Files are mapped while they
   are open: when another process makes one shorter meanwhile, reading it raises SIGBUS, which is
   the program's to handle. */
#ifndef POLYFFI_POLYFFI_H
#define POLYFFI_POLYFFI_H

#include "polyffi/check.h"
#include "polyffi/exports.h"
#include "polyffi/finding.h"
#include "polyffi/link.h"
#include "polyffi/problem.h"
#include "polyffi/report.h"
#include "polyffi/request.h"
#include "polyffi/rule.h"
#include "polyffi/symbols.h"
#include "polyffi/version.h"
#include "polyffi/words.h"

#endif
