/*
 * gathered: what was too much for one colleague in an hour. Nothing of it is
 * lost: within a quarter of an hour one mail lists all of it, and there are four
 * such mails in an hour at most, so that no loop grows out of them.
 */
#pragma once

#include "core/job.h"
#include "job/mail/mail.h"

/* The mail of an order with a staff_id becomes a line of the next one. */
enum hk_result gathered_add(struct ctx *cx, const struct mail_order *order);

extern const struct job_kind gathered_job;
