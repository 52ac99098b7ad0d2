/*
 * late: a library that is loaded when it is first needed. Each one that is linked is mapped by
 * every process of ours, with all that it needs itself, and copied whenever a reader of mail is
 * born; what few ever use need not be there. Once loaded it stays.
 *
 * Its functions are listed once, as LIST(X) with an X(name) for each, and called as
 * library.name(…) with the types of the library's own header:
 *
 *     struct pens { PENS(HK_LATE_MEMBER) };
 *     static const char *const pens[] = { PENS(HK_LATE_NAME) };
 */
#pragma once

#include <stddef.h>

#include "base/result.h"

/* clang-format off */
#define HK_LATE_MEMBER(name) __typeof__(name) *name; /* NOLINT(bugprone-macro-parentheses) */
#define HK_LATE_NAME(name) #name,
/* clang-format on */

/* ret: a struct of as many pointers to functions as there are names, in their order.
 * HK_UNAVAILABLE: it is not installed, or too old; why is logged. */
enum hk_result hk_late_load(const char *library, const char *const *names, size_t count, void *ret);
