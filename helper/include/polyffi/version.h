/* SPDX-License-Identifier: MIT */
#ifndef POLYFFI_VERSION_H
#define POLYFFI_VERSION_H

#define POLYFFI_VERSION "1.0.0"

#endif
