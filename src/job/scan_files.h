/* Files are looked through by the virus scanner of the house, if it has one: those that come, those
 * that colleagues attach, and those that were there before it. */
#pragma once

#include "core/ctx.h"

/* All that are due; ret_next: when the next one is. HK_NOT_FOUND: the house has no scanner. */
enum hk_result scan_files_due(struct ctx *cx, int64_t *ret_next);
