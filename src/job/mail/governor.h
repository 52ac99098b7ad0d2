/*
 * governor: limits for everything that leaves without a person, so that two
 * machines never talk to each other for long and a rule gone wild is stopped.
 * What it stops is not sent later; the ticket's history, an alarm for the
 * administrator, a figure and the log say so.
 *
 * An address that is answered three times within a day is answered again only
 * after four hours of silence: a loop of two desks ends after three rounds,
 * and a customer who writes now and then notices nothing. Who asks about something else each time
 * (ticket/mail/matter.h) has his new ticket confirmed all the same, up to a number a day; but a
 * machine may find fresh words each time. What tells it from him is that it answers us: three
 * rounds that each follow our mail within minutes are a loop, whatever they say.
 *
 * A desk may also write from another address each time, and answer the mail in which we confirmed
 * its last one: such a chain (ticket/mail/chain.h) has three rounds too, when each follows within
 * minutes or says the same again. People to whom a mail is handed on do neither, and each of them
 * hears that his own arrived, up to a number a day. What stands behind a + in an address makes it
 * no other desk.
 *
 * A colleague's mails are limited too, but what is too much for one of them is not stopped: it
 * waits for a mail that tells him all of it (job/mail/gathered.h). That is work, and no alarm.
 */
#pragma once

#include "job/mail/mail.h"

enum {
	GOVERNOR_ROUNDS = 3,      /* automatic answers to one address, see above */
	GOVERNOR_MATTERS = 10,    /* in a day, when each is about something else */
	GOVERNOR_QUICK = 10,      /* minutes after a mail of ours: so soon a machine answers */
	GOVERNOR_PER_ADDRESS = 5, /* in an hour, of those that are counted */
	GOVERNOR_PER_THREAD = 10, /* in an hour about one ticket */
	GOVERNOR_PER_RULE = 2000, /* in an hour, unless the organisation sets another number */
	GOVERNOR_PER_HOUR = 5000,
};

/* Settings of the organisation. */
#define GOVERNOR_RULE_SETTING "automatic_per_rule"
#define GOVERNOR_HOUR_SETTING "automatic_per_hour"

/* Counts the mail when it may leave. */
enum hk_result governor_allows(struct ctx *cx, const struct mail_order *order, bool *ret);
