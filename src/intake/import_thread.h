/*
 * Where a mail of an old mailbox belongs. By Message-IDs alone, since numbers in
 * subjects were another system's. Mails come in any order, from several folders:
 * a mail finds those that name it (import_ref) as well as those that it names.
 */
#pragma once

#include "intake/plan.h"

enum past_role {
	PAST_CUSTOMER, /* somebody wrote to us */
	PAST_OURS,     /* we wrote to somebody */
	PAST_NOTE,     /* we wrote about a ticket, but not to its customer, who shall not read it */
};

struct past_place {
	enum past_role role;
	bool is_found;
	struct ticket ticket;
	const char *to, *to_name; /* whom we wrote to; "": nobody whom one could answer */
};

enum hk_result past_place_find(struct ctx *cx, const struct plan *plan, struct past_place *ret);
/* The ticket whose mails name a mail of that id, which is not here yet. HK_NOT_FOUND. */
enum hk_result past_wanted_find(struct ctx *cx, const char *mail_id, int64_t *ret_ticket_id);
/* What the mail names and is not here waits for its coming; it itself is here now. */
enum hk_result past_place_keep(struct ctx *cx, const struct plan *plan, int64_t ticket_id);
