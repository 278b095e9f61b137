/* SPDX-License-Identifier: MIT */
/* The part of the model that reads symbols: who defines what, who needs it. */
#ifndef MODEL_SYMBOLS_H
#define MODEL_SYMBOLS_H

#include <stdbool.h>

#include "model.h"

/* Fills the model's symbols and references, and marks what libraries and the linker provide. */
bool model_read_symbols(struct model *model, struct polyffi_problem *problem);

#endif
