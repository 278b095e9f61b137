/* SPDX-License-Identifier: MIT */
/* What went wrong while checking: a file that can't be read, a mistake of the caller,
   no memory left.  Not a finding: with a problem nothing is known about the program. */
#ifndef POLYFFI_PROBLEM_H
#define POLYFFI_PROBLEM_H

struct polyffi_problem {
    char file[4096];    /* empty: no particular file */
    unsigned long line; /* 0: no particular line */
    char message[2048]; /* what is wrong and what to change; raw bytes, escape before showing */
};

#endif
