/* The page of one person who answered a survey and needs a word of ours. Texts are never NULL. */
#pragma once

#include "web/pages/loop/loop_view.h"
#include "web/parts.h"

/* What was done, in words. */
struct loop_event {
	const char *icon, *words, *said; /* said: what was said or written; "" */
	const char *why;                 /* its owner has it; "" */
	int64_t at;
};

struct loop_events {
	struct loop_event *items;
	size_t count;
};

struct loop_answer_view {
	struct part_errors errors;
	const char *problem;
	int64_t response_id;
	const char *self;                /* its path */
	const char *name, *customer_url; /* who he is; "" when he was erased */
	const char *score, *score_tone, *survey;
	const char *words, *language;
	const char *owner, *state, *tone; /* of the chip */
	const char *left, *left_tone;     /* while he waits */
	const char *outcome;              /* how it came out; "" */
	const char *ticket_url, *ticket;  /* "": none yet */
	int64_t at, due_at, version, tries;
	bool is_on, is_open, is_late, is_known, is_asked, may_act, may_write;
	bool may_link; /* it to a cause */
	bool begins;   /* a mail to him begins a ticket */
	const char *phone, *phone_url;
	struct part_options outcomes, owners;
	struct loop_events events;
	const char *subject, *mail, *called, *tried, *ended; /* as typed */
	const char *unkept; /* of these, what came too late for its form; "" */
};

enum hk_result loop_answer_view_find(struct web_request *req, int64_t response_id,
				     struct loop_answer_view *ret);

/* "Was it put right?" */
struct loop_right_view {
	struct part_errors errors;
	const char *problem, *url, *name, *owner;
	const char *stage; /* asked, yes, no, over */
	const char *text;
	int64_t due_at;
};
