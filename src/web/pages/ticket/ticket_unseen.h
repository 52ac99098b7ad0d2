/*
 * What a page showed when somebody decided by it: forms that answer or end a ticket carry it, and
 * are stopped where something unseen came in.
 */
#pragma once

#include "ticket/state.h"
#include "web/pages/desk/task_view.h"
#include "web/pages/ticket/ticket_timeline.h"
#include "web/web.h"

/* Of forms, and of the addresses that lead to them. */
#define SEEN_PARAMS                      \
	{ "version", PARAM_NUMBER, 0 },  \
	{                                \
		"stood", PARAM_NUMBER, 0 \
	}

/* From the form, else from the address; nothing of both counts as nothing seen. */
struct ticket_seen seen_read(const struct web_request *req);
/* From the address that led to a form about the ticket; without, it is seen as it stands now. */
enum hk_result seen_so_far(struct web_request *req, const struct ticket *ticket,
			   struct ticket_seen *ret);

struct unseen_shown {
	struct timeline_items items; /* none: all was seen */
	bool is_change;              /* nothing was written, but somebody did something */
	int64_t version, stood;      /* what is seen with this */
};

/* /tickets/{number}/resolve, where something is asked before it ends. */
struct ticket_end_form {
	struct ticket_tasks tasks;
	struct unseen_shown unseen;
	const char *chosen;     /* what becomes of the tasks; "": not said yet */
	int64_t version, stood; /* for the form */
};

enum hk_result unseen_shown_find(struct ctx *cx, const struct ticket *ticket,
				 const struct ticket_seen *seen, struct unseen_shown *ret);
/* Of a page with a form about the ticket. Once that was stopped, what stopped it stands above it
 * and is seen now; before, ret_unseen is left as it is. */
enum hk_result seen_again(struct web_request *req, const struct ticket *ticket, bool was_stopped,
			  struct ticket_seen *ret, struct unseen_shown *ret_unseen);
