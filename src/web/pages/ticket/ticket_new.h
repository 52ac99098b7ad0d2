/* The form of a ticket that somebody opens by hand: a walk-in, a call, a letter. */
#pragma once

#include "people/customer.h"
#include "web/parts.h"

struct ticket_new_form {
	const char *key;               /* the same form sent twice opens one ticket */
	const char *who;               /* as typed: a name, an address, a number, or all of them */
	struct part_options customers; /* those who fit, by their ids */
	bool was_searched;             /* so that "nobody fits" can be said */
	const char *subject, *body;
	struct part_options channels, types, harms, priorities, mailboxes;
	const char *reason; /* of a priority that does not follow the harms */
	bool is_mine;       /* who fills it in keeps it */
	bool is_mail;       /* we write first: the words are mailed to him */
	const char *cc, *bcc;
	struct part_doubts doubts;
	struct part_options saved; /* saved replies of a mail, for those without a script */
	int64_t file_max;          /* bytes */
	struct part_kept kept;     /* chosen before it was shown again; what names each is sealed */
	const char *problem;
	struct part_errors errors;
};
