/* One line to somebody who works here, with a link: what the house has to tell him alone. */
#pragma once

#include "people/staff.h"
#include "ticket/ticket.h"

struct org;

struct colleague_word {
	const char *effect_key;
	const char *sentence;        /* in his language, whole; it is the subject too */
	const char *detail;          /* the same; "" */
	const char *path;            /* where to look: /tickets/7 */
	const struct ticket *ticket; /* NULL: about none */
};

/* In which language he reads. */
const char *colleague_language(const struct staff *staff, const struct org *org);
enum hk_result colleague_mail(struct ctx *cx, const struct staff *staff, const struct org *org,
			      const struct colleague_word *word);
