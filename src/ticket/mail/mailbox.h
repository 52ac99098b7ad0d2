/*
 * mailbox: an address of ours. Mail to it becomes tickets of its team, promised
 * by its standard, confirmed in its words; answers leave under its name.
 */
#pragma once

#include "core/ctx.h"

struct mailbox {
	int64_t id;
	const char *address, *name, *language;
	int64_t team_id, standard_id;
	const char *signature, *confirmation;
	int64_t is_active;
	struct db_blob imap_url; /* sealed; NULL: not fetched */
	int64_t imap_validity, imap_uid;
	const char *imap_problem;
	int64_t spam_limit; /* points of the spam filter with which mail waits for a person; 0: none
			     */
	int64_t mail_max, files_max, file_max; /* of one mail: bytes, attachments, bytes of one;
						  0: as the house has it */
	const char *trusted_server; /* authserv-id whose Authentication-Results are believed; "":
				     * nobody's */
	int64_t takes_plus;         /* 1: mail to name+anything@ arrives too */
	int64_t calendar_id;        /* in whose open time its promises count; 0: around the clock */
	int64_t version;
};

/* How long one rests whose server is away or refuses us: from four seconds up to a quarter of an
 * hour (hk_backoff_ms). */
enum { MAILBOX_PAUSE_MS = 4 * 1000, MAILBOX_PAUSE_MOST_MS = 15 * 60 * 1000 };

struct mailbox_list {
	struct mailbox *items;
	size_t count;
};

enum hk_result mailbox_find(struct ctx *cx, int64_t id, struct mailbox *ret);
/* An active one by its address, plus-suffixes ignored. HK_NOT_FOUND. */
enum hk_result mailbox_by_address(struct ctx *cx, const char *address, struct mailbox *ret);
/* There is such a one. */
enum hk_result mailbox_has(struct ctx *cx, const char *address, bool *ret);
/* HK_INVALID beside "email": no person of ours may have the address of a mailbox, since what we
 * write to him would come back as a ticket. */
enum hk_result mailbox_is_not(struct ctx *cx, const char *email);
/* mailbox_by_address() in every organisation: sets cx->org_id. For mail that has just arrived. */
enum hk_result mailbox_anywhere(struct ctx *cx, const char *address, struct mailbox *ret);
enum hk_result mailbox_every(struct ctx *cx, struct mailbox_list *ret);
/* The oldest active one: from it goes what belongs to no mailbox. HK_NOT_FOUND. */
enum hk_result mailbox_usual(struct ctx *cx, struct mailbox *ret);
/* That one, or the usual one where there is none of that id. */
enum hk_result mailbox_or_usual(struct ctx *cx, int64_t id, struct mailbox *ret);
/* imap_url "" keeps what is stored, "-" takes it away. Sets id; HK_CONFLICT: the address is taken.
 */
enum hk_result mailbox_add(struct ctx *cx, struct mailbox *mailbox, const char *imap_url);
enum hk_result mailbox_change(struct ctx *cx, const struct mailbox *mailbox, const char *imap_url);
/* The URL to fetch from; "" when there is none. */
enum hk_result mailbox_imap_url(struct ctx *cx, const struct mailbox *mailbox, const char **ret);
/* How far it was fetched, in the transaction that kept the message. */
enum hk_result mailbox_fetched(struct ctx *cx, int64_t id, int64_t validity, int64_t uid);
enum hk_result mailbox_imap_problem(struct ctx *cx, int64_t id, const char *problem);
