/*
 * subject: what stands in the subject of a mail beside what somebody wrote: "[#17]", the marks of
 * answers, and the sentences that begin the mails that the house writes by itself. Who answers one
 * of those sends it all back, and the next mail shall not say it twice.
 */
#pragma once

#include "core/ctx.h"

/* "[#17]", written into every subject of ours. Moves *at behind what it read; false: no more. */
bool subject_number_next(const char **at, int64_t *ret);

/* Without any "Re:" before it. */
const char *subject_without_re(const char *subject);

/* What is left without a sentence of ours, in whatever language, and the number behind it. A number
 * without our sentence may be another house's, which finds its own ticket by it: it stays. */
const char *subject_bare(struct ctx *cx, const char *written);
