/*
 * Promises as pages show them: those that are given on a ticket, those that the words of a reply
 * propose, and the apology for one that broke.
 */
#pragma once

#include "ticket/clock/promises.h"
#include "web/parts.h"
#include "web/web.h"

/* One that a customer waits for. */
struct given {
	const char *url; /* of its page, and before its deeds */
	const char *text, *language;
	const char *words, *tone; /* "Due today 15:00"; warn, danger */
	const char *keeper;       /* "" when the reader himself */
	const char *apology; /* where a reply with one is prepared; "" while it is not broken */
	int64_t due_at, version;
};

struct given_view {
	bool may_decide;

	struct givens {
		struct given *items;
		size_t count;
	} items;
};

/* Those of a ticket; asks for none where there are none. */
enum hk_result given_find(struct ctx *cx, const struct ticket *ticket, struct given_view *ret);
/* Of one promise. */
enum hk_result given_of(struct ctx *cx, const struct ticket *ticket, const struct promise *promise,
			struct given *ret);

/* What the text would promise, none ticked. Needs cx->db. */
enum hk_result guide_find(struct ctx *cx, const struct ticket *ticket, const char *text,
			  struct part_guide *ret);
/* The same of a reply that comes back with its form: what was ticked there stays so. */
enum hk_result guide_again(struct web_request *req, const struct ticket *ticket, const char *text,
			   struct part_guide *ret);
/* What the form of a reply promises: only what somebody ticked. A time that cannot be read is
 * refused beside "promise_at". */
struct promise_list promises_form(struct web_request *req);
/* The same as fields to send once more. */
struct part_guide promises_carried(struct web_request *req);

/* A word of apology in the customer's language, with a gap for what comes next. */
enum hk_result apology_write(struct ctx *cx, const struct ticket *ticket, int64_t promise_id,
			     const char **ret);

#define PROMISE_PARAMS                                                                   \
	{ "promise", PARAM_NUMBER, 0 }, { "promise_text", PARAM_TEXT, PROMISE_LETTERS }, \
	{                                                                                \
		"promise_at", PARAM_TEXT, 0                                              \
	}
