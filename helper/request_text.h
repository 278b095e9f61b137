/* SPDX-License-Identifier: MIT */
/* The memory of a request: strings that are made while it is filled. */
#ifndef REQUEST_TEXT_H
#define REQUEST_TEXT_H

#include "memory.h"
#include "polyffi/request.h"

/* The request's arena, made when first asked for; freed with the request.  NULL: no memory. */
struct arena *request_arena(struct polyffi_request *request);

#endif
