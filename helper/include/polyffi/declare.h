/* SPDX-License-Identifier: MIT */
/* What stands around the declarations of every header: they are C's also for C++, and seen
   outside of a shared library. */
#ifndef POLYFFI_DECLARE_H
#define POLYFFI_DECLARE_H

#ifdef __GNUC__
#define POLYFFI_VISIBLE             _Pragma("GCC visibility push(default)")
#define POLYFFI_VISIBLE_END         _Pragma("GCC visibility pop")
#define POLYFFI_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define POLYFFI_PRINTF(text, first)
#define POLYFFI_VISIBLE
#define POLYFFI_VISIBLE_END
#endif

#ifdef __cplusplus
#define POLYFFI_BEGIN                                                                              \
    POLYFFI_VISIBLE extern "C"                                                                     \
    {
#define POLYFFI_END                                                                                \
    }                                                                                              \
    POLYFFI_VISIBLE_END
#else
#define POLYFFI_BEGIN POLYFFI_VISIBLE
#define POLYFFI_END   POLYFFI_VISIBLE_END
#endif

#endif
