/*
 * proof: what a mail server of ours found out about the address in From, by DMARC (RFC 7489), DKIM
 * and SPF. It is read from Authentication-Results (RFC 8601) of the one server that the mailbox
 * trusts, and decides nothing: people see it.
 *
 * Which headers count. A sender may write any header into his mail, under any name, so only what
 * stands in the trace that our side put on top is believed (RFC 8601, 4.1 and 7.1):
 * - the header names the trusted server, letter for letter but for upper and lower case;
 * - every Received above it was written on our side: its "by" names the trusted server, a host
 * below it, or one with the same parent domain; or it has no "from", as within large providers;
 * - at most one of those Received tells of a host elsewhere. That is the border: what stands below
 *   the next Received came with the mail. A hop is inside when it has no "from", was made by LMTP,
 *   or names loopback and private addresses alone; names that a sender may choose do not count;
 * - once one counted, the next Received ends the search, so that a second pass cannot be forged.
 *
 * What cannot be told from here: a header of the sender's own that stands right below the border.
 * RFC 8601, 5 obliges the server to delete those that carry its name; only such a one may be
 * trusted. Of two results of one method the upper counts, of several DKIM signatures the best.
 */
#pragma once

#include "core/ctx.h"
#include "parse/parse.h"

struct proof {
	int64_t inbound_id, ticket_id, message_id;
	const char *verdict; /* confirmed, unconfirmed, failed; "": nobody trusted said anything */
	const char *server;  /* who says so */
	const char *detail;  /* "dmarc=pass dkim=pass spf=fail": those that were told */
};

struct proof_list {
	struct proof *items;
	size_t count;
};

/* server: the name that the mailbox trusts; NULL or "": none. */
struct proof proof_of(struct hk_arena *arena, const struct mail *mail, const char *server);

/* Stores it as that of its message in the ledger; one without a verdict takes away what was. */
enum hk_result proof_put(struct ctx *cx, const struct proof *proof);
/* verdict "" when there is none. */
enum hk_result proof_of_inbound(struct ctx *cx, int64_t inbound_id, struct proof *ret);
/* Of all messages of a ticket, which the caller may read. */
enum hk_result proof_every(struct ctx *cx, int64_t ticket_id, struct proof_list *ret);
