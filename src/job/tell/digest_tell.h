/*
 * What is new on the wall, by mail: to whoever wants it each morning, once a week, or both, in his
 * own language and as he may see it. A round is a row, and the mails of a slice are written in the
 * transaction that moves it on, so each has it once, wherever it breaks off. Nothing new is no
 * mail.
 */
#pragma once

#include "core/ctx.h"

enum { DIGEST_SLICE = 20 };

/* It is morning where the house is, and somebody may not have his yet. */
enum hk_result digest_has_due(struct ctx *cx, bool *ret);
/* What stands on the wall now counts as told, until the next morning: that of a demonstration. */
enum hk_result digest_pass(struct ctx *cx);
/* The next slice; ret_count: how many colleagues were looked at. 0: all is done. */
enum hk_result digest_send_due(struct ctx *cx, size_t *ret_count);
