/*
 * An independent judge of who was asked: it reads the rows as they lie, knows nothing of asking.c,
 * and replays every decision. Times in which somebody had trouble are told by whoever made it,
 * since tickets do not keep them.
 */
#pragma once

#include "core/ctx.h"

struct survey_trouble {
	int64_t customer_id, from, until;
};

struct survey_check {
	const struct survey_trouble *troubles;
	size_t trouble_count;
	/* The answer: */
	int64_t asked, stopped, reminded, violations;
	int64_t here;    /* of those asked: on the telephone or in a chat */
	int64_t waiting; /* of those stopped: nothing but an answer that nobody had reacted to */
	char first[200]; /* the first violation in words */
};

/* data: struct survey_check. */
enum hk_result survey_check_work(struct ctx *cx, void *data);
