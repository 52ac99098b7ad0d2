/*
 * cause_link: "this is why". A person links a ticket, or a response to a survey, to the cause that
 * it came from; each once to each cause. People are counted, not tickets: whoever said it three
 * times is one. Of answers that nobody may know each counts as one.
 *
 * What is shown of it: the words of a named response and of a ticket that its reader may see, with
 * the name; those of responses that are confidential or anonymous without one, once
 * SURVEY_LEAST_ANONYMOUS people who are not named say the same.
 */
#pragma once

#include "feedback/cause.h"
#include "feedback/response.h"
#include "ticket/ticket.h"

struct cause_voice {
	int64_t id, cause_id, at;
	int64_t ticket_number; /* 0: of a response about none, or its reader may not see it */
	const char *subject;   /* of the ticket; "" */
	const char *name;      /* who said it; "" where that is not for its reader */
	const char *words, *language;
	int64_t response_id;    /* 0: of a ticket */
	int64_t has_case;       /* of a response: somebody saw, or sees, to it (loop_case.h) */
	int64_t score, unhappy; /* of a response; -1: none. unhappy: as it was judged */
	const char *mode;       /* of a response; "" */
	int64_t may_see;        /* of its ticket */
};

struct cause_voices {
	struct cause_voice *items;
	size_t count;
};

/* quote: the customer's words that say it; "". Again changes the quote. The ticket is as it was
 * found for the actor. HK_INVALID beside "quote"; HK_CONFLICT: the cause is closed. */
enum hk_result cause_link_ticket(struct ctx *cx, const struct cause *cause,
				 const struct ticket *ticket, const char *quote);
/* HK_NOT_FOUND: it was erased, has not appeared yet, or the actor may not see it: what was said in
 * confidence or anonymously is linked by who decides about causes. */
enum hk_result cause_may_link(struct ctx *cx, const struct response *response);
/* HK_NOT_FOUND: there is none, or cause_may_link() says so. */
enum hk_result cause_link_response(struct ctx *cx, const struct cause *cause, int64_t response_id);
/* All of these at once, but those that the actor may not see. ret_count: how many stand for it. */
enum hk_result cause_link_responses(struct ctx *cx, const struct cause *cause,
				    const struct response_list *responses, int64_t *ret_count);
/* HK_NOT_FOUND: it is not one of this cause. */
enum hk_result cause_unlink(struct ctx *cx, const struct cause *cause, int64_t link_id);

/* The newest first, older than that one (INT64_MAX: from the newest on). */
enum hk_result cause_voices(struct ctx *cx, int64_t cause_id, int64_t before_id, int64_t limit,
			    struct cause_voices *ret);
/* The newest of each of these causes, by one statement; those that its reader may not see are
 * among them without words. */
enum hk_result cause_last_voices(struct ctx *cx, const struct cause_list *causes,
				 struct cause_voices *ret);

/* Two causes are one: all links of the one stand for the other, each ticket and response once. Who
 * said it before customers were told of the other is told too, as if he was linked now. */
enum hk_result cause_links_move(struct ctx *cx, int64_t from_id, int64_t into_id);

/* What was erased stands for nothing. For response_erase(). */
enum hk_result cause_link_forget(struct ctx *cx, int64_t response_id);

struct cause_week {
	int64_t week; /* 0, 1, ... from the beginning that was asked for */
	int64_t count;
};

/* How many links say that it happened, in each of so many spans of seven days from that time on.
 * ret has room for them. */
enum hk_result cause_weeks(struct ctx *cx, int64_t cause_id, int64_t from, size_t weeks,
			   int64_t *ret);
/* When the first of them happened; HK_NOT_FOUND: there is none. */
enum hk_result cause_first_at(struct ctx *cx, int64_t cause_id, int64_t *ret);
