#include "ticket/mail/returned.h"

#include <string.h>

#include "base/text.h"
#include "people/customer.h"
#include "standard/clock.h"
#include "ticket/clock/clocks.h"
#include "ticket/complaint/complaint.h"
#include "ticket/history.h"
#include "ticket/owner/assignment.h"
#include "ticket/work/side.h"

/* True when the address itself is at fault: mailboxes that are full, spam filters and servers that
 * do not answer say nothing about it. RFC 3463: bad mailbox, bad system, bad syntax, ambiguous,
 * moved; RFC 7505: takes no mail. 5.1.7 and 5.1.8 are about the sender's address. 5.2.1: disabled.
 */
static bool is_of_address(const struct returned *returned)
{
	static const char *const codes[] = { "5.1.1", "5.1.2", "5.1.3",  "5.1.4",
					     "5.1.6", "5.2.1", "5.1.10", "5.1.0" };

	return returned->is_final && hk_one_of(returned->status, codes, HK_COUNT(codes));
}

const char *returned_status(struct ctx *cx, const char *verdict)
{
	for (const char *at = verdict; *at; at++) {
		size_t length = strspn(at, "0123456789.");
		const char *code = hk_copy(cx->arena, at, length);
		bool is_word = at == verdict || at[-1] == ' ';

		if (is_word && length >= 5 && (at[0] == '4' || at[0] == '5') && at[1] == '.' &&
		    strchr(at + 2, '.') && strchr(at + 2, '.') < at + length)
			return code;
	}
	return "";
}

/* A status of 5.0.0 says nothing; the words of the server often say more. */
static struct returned understood(struct ctx *cx, const struct returned *returned)
{
	struct returned copy = *returned;

	if (!*copy.status || hk_ends(copy.status, ".0.0")) {
		const char *code = returned_status(cx, copy.reason);
		copy.status = *code ? code : copy.status;
	}
	return copy;
}

/* Who of the reply's recipients it is; NULL: none. The reader stands first. */
static const struct recipient *recipient_of(struct ctx *cx, const struct recipient_list *list,
					    const struct returned *returned)
{
	const char *address = customer_email(cx, returned->recipient);

	for (size_t i = 0; i < list->count; i++) {
		const struct recipient *one = &list->items[i];
		if (one->message_id != returned->message_id)
			continue;
		if (!*returned->recipient || hk_equal(customer_email(cx, one->address), address))
			return one;
	}
	return NULL;
}

static const char *reason_of(struct ctx *cx, const struct recipient *who,
			     const struct returned *returned)
{
	const char *reason = *returned->reason ? returned->reason : returned->status;
	const char *whom = returned->others && *returned->others
				   ? hk_format(cx->arena, "%s, %s", who->address, returned->others)
				   : who->address;

	return *reason ? hk_format(cx->arena, "%s: %s", whom, reason) : whom;
}

/* What did not arrive is no answer: the first one is the next that did. */
static enum hk_result answer_lost(struct ctx *cx, struct ticket *ticket, int64_t message_id)
{
	struct message lost;
	struct message_list later;
	int64_t at = 0;

	HK_TRY(message_find(cx, ticket, message_id, &lost));
	HK_TRY(message_after(cx, ticket, message_id, &later));
	for (size_t i = 0; i < later.count && !at; i++)
		if (strcmp(later.items[i].kind, "out") == 0 && !later.items[i].is_inner &&
		    strcmp(later.items[i].sending, "failed") != 0)
			at = later.items[i].at;
	if (ticket->answered_at == lost.at)
		ticket->answered_at = at;
	HK_TRY(complaint_on_unsaid(cx, ticket, message_id));
	return clocks_lose_answer(cx, ticket, lost.at, at);
}

/* Back into what the owner has to do. What came to a confirmed end stays there. */
static enum hk_result come_back(struct ctx *cx, struct ticket *ticket)
{
	if (strcmp(ticket->bucket, "active") == 0) {
		HK_TRY(clocks_wake(cx, ticket));
	} else if (strcmp(ticket->bucket, "resolved") == 0) {
		ticket->reopened++;
		ticket->resolved_at = 0;
		ticket->bucket = "active";
		HK_TRY(history_record(cx, ticket->id, "reopened", "", NULL));
		HK_TRY(ticket_owner_ensure(cx, ticket));
		HK_TRY(clocks_renew(cx, ticket));
	} else {
		return clock_end_every(cx, ticket->id);
	}
	if (strcmp(ticket->state, "new") != 0)
		ticket->state = "open";
	return HK_OK;
}

static enum hk_result one_returned(struct ctx *cx, struct ticket *ticket,
				   const struct recipient *who, const struct returned *returned)
{
	bool is_reader = who->position == 0;
	const char *reason = reason_of(cx, who, returned);
	int64_t side_id;

	if (!returned->is_final)
		return history_record(cx, ticket->id, "delayed", reason, NULL);
	HK_TRY(history_record(cx, ticket->id, is_reader ? "undelivered" : "undelivered_copy",
			      reason, NULL));
	if (is_of_address(returned))
		HK_TRY(customer_address_fails(cx, who->address));
	if (!is_reader)
		return HK_OK;
	HK_TRY(outbox_returned(cx, returned->message_id, reason));
	HK_TRY(message_sending_put(cx, returned->message_id, "failed"));
	/* Of a conversation beside it the customer heard nothing: what he was promised stands. */
	HK_TRY(side_of_message(cx, ticket->id, returned->message_id, &side_id));
	if (side_id)
		return HK_OK;
	HK_TRY(answer_lost(cx, ticket, returned->message_id));
	return come_back(cx, ticket);
}

enum hk_result reply_returned(struct ctx *cx, struct ticket *ticket, const struct returned *list,
			      size_t count, struct message_new *report)
{
	struct recipient_list recipients;
	struct ticket old = *ticket;
	bool is_news = false;

	HK_TRY(message_recipients(cx, ticket, &recipients));
	/* It names people, of whom some may have got a hidden copy. */
	if (report) {
		report->message.is_inner = 1;
		HK_TRY(message_store(cx, ticket, report));
	}
	for (size_t i = 0; i < count; i++) {
		struct returned one = understood(cx, &list[i]);
		const struct recipient *who = recipient_of(cx, &recipients, &one);
		if (!who)
			continue;
		is_news = is_news || one.is_final;
		HK_TRY(one_returned(cx, ticket, who, &one));
	}
	return ticket_store(cx, ticket, &old, is_news ? "message.undelivered" : "message.noted");
}

/* The first of the lines "to TAB address TAB name". */
const char *outbox_reader(struct ctx *cx, const struct outbox *mail)
{
	const char *at = mail->recipients + strcspn(mail->recipients, "\t");

	return *at ? hk_copy(cx->arena, at + 1, strcspn(at + 1, "\t\n")) : "";
}

enum hk_result automatic_returned(struct ctx *cx, const struct outbox *mail, const char *verdict)
{
	struct returned returned = { .status = returned_status(cx, verdict), .is_final = true };
	const char *address = outbox_reader(cx, mail);
	struct customer customer;
	struct ticket ticket;

	if (!is_of_address(&returned))
		return HK_OK;

	enum hk_result result = customer_by_address(cx, "email", address, &customer);

	/* A colleague, or somebody who asked to sign in. */
	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	HK_TRY(customer_address_fails(cx, address));
	if (!mail->ticket_id)
		return HK_OK;
	HK_TRY(ticket_by_row(cx, mail->ticket_id, &ticket));
	if (ticket.customer_id != customer.id)
		return HK_OK;
	HK_TRY(history_record(cx, ticket.id, "unreachable",
			      hk_format(cx->arena, "%s: %s", address, verdict), NULL));
	return ticket_tell(cx, &ticket, "customer.unreachable");
}

enum hk_result automatic_reported(struct ctx *cx, const struct outbox *mail,
				  const struct returned *list, size_t count)
{
	const char *reader = customer_email(cx, outbox_reader(cx, mail));

	for (size_t i = 0; i < count; i++) {
		struct returned one = understood(cx, &list[i]);

		if (!one.is_final || !is_of_address(&one) ||
		    (*one.recipient && !hk_equal(customer_email(cx, one.recipient), reader)))
			continue;
		return automatic_returned(
			cx, mail,
			*returned_status(cx, one.reason)
				? one.reason
				: hk_format(cx->arena, "%s %s", one.status, one.reason));
	}
	return HK_OK;
}
