/*
 * why: the reasons for which somebody was chosen as the owner of a ticket, with
 * the numbers as they were when it was decided. It is written once, as one line
 * that machines read, and never counted again; web/pages says it in words.
 */
#pragma once

#include "core/ctx.h"

/* What the chosen one did not have, since nobody had all. Given up in this order, the first one
 * most easily: a smaller number is the lesser evil, and so is a smaller sum. */
enum why_lack {
	LACKS_ROOM = 1,       /* he has more tickets of this channel than he takes */
	LACKS_PRESENCE = 2,   /* he is not there now */
	LACKS_LEVEL = 4,      /* he has the skill, not so well */
	LACKS_SKILL = 8,      /* he has not the skill, or no longer */
	LACKS_AUTHORITY = 16, /* he is no supervisor */
	LACKS_LANGUAGE = 32,  /* he does not speak the customer's language */
	LACKS_TEAM = 64,      /* he is of no team that has it */
	LACKS_DAY = 128,      /* he is not back within a day */
	LACKS_URGENT = 256,   /* as LACKS_PRESENCE, of an urgent ticket */
	LACKS_PLACE = 512,    /* he is no agent: an administrator, or whoever sees it */
};

struct why {
	const char *name;       /* whom it fell to */
	const char *language;   /* which he speaks, as the ticket; "": it was not asked */
	const char *skill;      /* which was needed; "": none */
	int64_t level;          /* at least so well */
	int64_t is_known;       /* the customer was his before */
	const char *stands_for; /* whose stand-in he is; "" */
	int64_t count,
		most;    /* active tickets of the channel before; most 0: no limit, all of them */
	int64_t minutes; /* of work that he had before */
	int64_t lacks;   /* enum why_lack */
};

/* "Rasa;language=lt;known=1;count=3;most=8;minutes=45" */
const char *why_write(struct ctx *cx, const struct why *why);
/* False: it is no such line. What it does not say is "" or 0. */
bool why_read(struct ctx *cx, const char *text, struct why *ret);
