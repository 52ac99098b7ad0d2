#include "web/pages/ticket/ticket_timeline.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/markdown.h"
#include "core/org.h"
#include "core/rights.h"
#include "people/customer.h"
#include "ticket/complaint/complaint.h"
#include "ticket/mail/mailbox.h"
#include "ticket/mail/outbox.h"
#include "web/pages/ticket/proof_words.h"
#include "web/pages/ticket/ticket_events.h"
#include "web/pages/ticket/ticket_files.h"
#include "web/pages/ticket/ticket_pictures.h"
#include "web/pages/ticket/ticket_words.h"

enum {
	ROOM = 100,      /* messages that a page shows when somebody has been reading it for long */
	NAMED_MOST = 20, /* of those whom a mail went to */
};

/* All that belongs to the messages of one ticket. */
struct material {
	struct message_list messages;
	struct recipient_list recipients;
	struct attachment_list attachments;
	struct history_list history;
	struct mailbox_list mailboxes; /* ours */
	struct proof_list proofs;
	struct remote_picture_list remote;
	int64_t before_id, long_id;  /* as of timeline_wish */
	struct i18n_reader customer; /* in whose words and clock a quotation says when */
};

/* What stands in the place of the pictures of a message, and on which page it is. */
struct pictures {
	const char *page;
	int64_t long_id; /* the message that is shown in full there; 0: none */
	const struct markup_picture *own;
	size_t own_count;
	struct remote_shown remote;
};

static struct markup with_pictures(struct ctx *cx, const struct message *message,
				   const struct pictures *pictures, struct part_message *ret)
{
	struct markup whole =
		markup_show_pictures(cx->arena, markup_from_canonical(cx->arena, message->html),
				     pictures->own, pictures->own_count, &ret->has_remote);

	if (!ret->has_remote)
		return whole;
	whole = markup_show_remote(cx->arena, whole, pictures->remote.items, pictures->remote.count,
				   &ret->has_remote);
	ret->remote_hosts = remote_hosts(cx, whole);
	ret->is_fetching = pictures->remote.is_waiting;
	ret->has_failed = pictures->remote.has_failed;
	return whole;
}

/* Formatted mail is shown as it is formatted, its earlier part folded away; where the two faces of
 * a mail differ, the new part as plain text and the formatted whole below it. */
static void cut_body(struct ctx *cx, const struct message *message, const struct pictures *pictures,
		     struct part_message *ret)
{
	const char *rest = message_rest(cx->arena, message);
	struct markup whole = { "" };

	ret->quoted = (struct markup){ "" };
	if (message->html)
		whole = with_pictures(cx, message, pictures, ret);
	if (*whole.html && !*rest) {
		ret->body = whole;
		return;
	}
	if (*whole.html && markup_fold(cx->arena, whole, message->reply, &ret->body, &ret->quoted))
		return;
	ret->body = markup_from_text(cx->arena, message->reply);
	ret->quoted = *whole.html ? whole : markup_from_text(cx->arena, rest);
	if (!*rest)
		ret->quoted = (struct markup){ "" };
}

/* The rest of a letter that is far too long stands where it is asked for. */
static void shorten(struct ctx *cx, const struct message *message, const struct pictures *pictures,
		    struct part_message *ret)
{
	bool is_body_long = markup_begin(cx->arena, ret->body, &ret->body);
	bool is_rest_long = markup_begin(cx->arena, ret->quoted, &ret->quoted);

	if (!is_body_long && !is_rest_long)
		return;
	ret->in_full = hk_format(cx->arena, "%s%slong=%" PRId64 "#m%" PRId64, pictures->page,
				 strchr(pictures->page, '?') ? "&" : "?", message->id, message->id);
}

static void fill_body(struct ctx *cx, const struct message *message,
		      const struct pictures *pictures, struct part_message *ret)
{
	const char *words = i18n_text(cx->language, TR("(leads to {host})"));

	cut_body(cx, message, pictures, ret);
	if (pictures->long_id != message->id)
		shorten(cx, message, pictures, ret);
	ret->body = markup_show_hosts(cx->arena, ret->body, words);
	ret->quoted = markup_show_hosts(cx->arena, ret->quoted, words);
}

static bool is_own(const struct ctx *cx, const struct message *message)
{
	return hk_equal(message->author_kind, "staff") && message->author_id == cx->actor->id;
}

static const char *author_of(struct ctx *cx, const struct message *message)
{
	if (is_own(cx, message))
		return i18n_text(cx->language, TR("You"));
	/* Anybody calls himself what he likes, also "Rasa <rasa@nordhome.example>". */
	if (strchr(message->from_name, '@') && !strstr(message->from_name, message->from_address))
		return hk_format(cx->arena, "“%s” <%s>", message->from_name, message->from_address);
	return *message->from_name ? message->from_name : message->from_address;
}

static const char *sending_words(const char *sending)
{
	static const char *const words[][2] = {
		{ "held", TR("Goes out in a few seconds") },
		{ "queued", TR("On its way") },
		{ "sent", TR("Sent") },
		{ "failed", TR("Not delivered") },
		{ "unknown", TR("Perhaps not delivered") },
	};

	for (size_t i = 0; i < HK_COUNT(words); i++)
		if (strcmp(words[i][0], sending) == 0)
			return words[i][1];
	return "";
}

/* Parts know four states; what is queued looks like what is held, but can no longer be undone. */
static const char *sending_state(const char *sending)
{
	if (hk_equal(sending, "unknown"))
		return "failed";
	return hk_equal(sending, "queued") ? "" : sending;
}

/* Notes never leave, and what is still held may be taken back. */
static bool may_forward(const struct ctx *cx, const struct message *message)
{
	return actor_may(cx->actor, RIGHT_TICKET_REPLY) && !hk_equal(message->kind, "note") &&
	       !hk_equal(message->sending, "held");
}

static struct part_message message_part(struct ctx *cx, const struct ticket *ticket,
					const struct message *message)
{
	const struct ticket_word *channel = channel_word(message->channel);
	const char *author = author_of(cx, message);
	bool is_held = hk_equal(message->sending, "held") && is_own(cx, message);
	struct part_message part = {
		.id = hk_format(cx->arena, "m%" PRId64, message->id),
		.kind = message->kind,
		.who = author,
		.initials_of = is_own(cx, message) ? cx->actor->name : author,
		.icon = channel->icon,
		.channel =
			i18n_text(cx->language, message->is_automatic ? TR("Written by a machine")
								      : channel->words),
		.state = sending_state(message->sending),
		.state_words = i18n_text(cx->language, sending_words(message->sending)),
		.undo = is_held ? hk_format(cx->arena, "/tickets/%" PRId64 "/undo?message=%" PRId64,
					    ticket->number, message->id)
				: "",
		.language = message->language,
		.dir = "auto",
		.to = "",
		.at = message->at,
		.is_partial = message->is_partial,
		.is_inner = message->is_inner != 0,
		.forward = may_forward(cx, message)
				   ? hk_format(cx->arena,
					       "/tickets/%" PRId64 "/forward?message=%" PRId64,
					       ticket->number, message->id)
				   : "",
		.side = message->side_id
				? hk_format(cx->arena, "/tickets/%" PRId64 "/sides/%" PRId64,
					    ticket->number, message->side_id)
				: "",
		.quote = "",
		.quote_id = hk_format(cx->arena, "%" PRId64, message->id),
		.cite = "",
		.whole = *message->raw_blob
				 ? hk_format(cx->arena, "/tickets/%" PRId64 "/messages/%" PRId64,
					     ticket->number, message->id)
				 : "",
	};

	if (!*part.state_words)
		part.state_words = "";
	return part;
}

static bool is_ours(const struct material *all, const char *address)
{
	for (size_t i = 0; i < all->mailboxes.count; i++)
		if (hk_equal_ascii(all->mailboxes.items[i].address, address))
			return true;
	return false;
}

/* Who stood behind those that are kept was of the role that they end with. */
static int64_t more_of(const struct message *message, const struct material *all, const char *role)
{
	const char *last = "to";

	for (size_t i = 0; i < all->recipients.count; i++)
		if (all->recipients.items[i].message_id == message->id &&
		    hk_equal(all->recipients.items[i].role, "cc"))
			last = "cc";
	return hk_equal(role, last) ? message->readers_more : 0;
}

/* Those of one role, without the mailboxes of ours that every mail comes to. Of hundreds the first
 * stand there: their words are what a reader came for. */
static const char *named(struct ctx *cx, const struct message *message, const struct material *all,
			 const char *role)
{
	const char *list = "";
	int64_t count = 0;

	for (size_t i = 0; i < all->recipients.count; i++) {
		const struct recipient *one = &all->recipients.items[i];

		if (one->message_id != message->id || !hk_equal(one->role, role) ||
		    (hk_equal(message->kind, "in") && is_ours(all, one->address)))
			continue;
		if (count++ < NAMED_MOST)
			list = hk_format(cx->arena, "%s%s%s", list, *list ? ", " : "",
					 one->address);
	}
	count += more_of(message, all, role);
	if (count <= NAMED_MOST)
		return list;
	return hk_format(cx->arena, "%s … %s", list,
			 i18n_fill(cx->arena, i18n_text(cx->language, TR("And {n} more.")), "n",
				   hk_format(cx->arena, "%" PRId64, count - NAMED_MOST), NULL));
}

/* To whom it went: those who got a hidden copy too, for it is staff who reads this. */
static const char *recipients_of(struct ctx *cx, const struct message *message,
				 const struct material *all)
{
	static const char *const roles[][2] = {
		{ "to", TR("To {list}") },
		{ "cc", TR("Copy to {list}") },
		{ "bcc", TR("Hidden copy to {list}") },
	};
	const char *line = "";

	for (size_t i = 0; i < HK_COUNT(roles); i++) {
		const char *list = named(cx, message, all, roles[i][0]);

		if (*list)
			line = hk_format(cx->arena, "%s%s%s", line, *line ? " · " : "",
					 i18n_fill(cx->arena, i18n_text(cx->language, roles[i][1]),
						   "list", list, NULL));
	}
	return line;
}

/* Why a mail did not arrive, in the words of the server that refused it. */
static enum hk_result verdict_add(struct ctx *cx, const struct message *message,
				  struct part_message *ret)
{
	struct outbox mail;
	enum hk_result result;

	if (!hk_equal(message->sending, "failed") && !hk_equal(message->sending, "unknown"))
		return HK_OK;
	result = outbox_of_message(cx, message->id, &mail);
	if (result == HK_OK && *mail.verdict)
		ret->state_words = hk_format(cx->arena, "%s: %s", ret->state_words,
					     i18n_text(cx->language, mail.verdict));
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result cite_reader_find(struct ctx *cx, const struct ticket *ticket,
				struct i18n_reader *ret)
{
	struct customer customer;
	struct org org;

	HK_TRY(customer_find(cx, ticket->customer_id, &customer));
	HK_TRY(org_find(cx, &org));
	*ret = (struct i18n_reader){ cx->kit->formats, cx->arena,
				     *customer.language ? customer.language : ticket->language,
				     *customer.timezone ? customer.timezone : org.timezone,
				     strcmp(customer.digits, "latin") != 0 };
	return HK_OK;
}

const char *message_cite(const struct i18n_reader *reader, const struct message *message)
{
	const char *name = *message->from_name ? message->from_name : message->from_address;

	return hk_format(reader->arena, "%s, %s:", name,
			 i18n_time(reader, I18N_DATE_TIME, message->at));
}

/* Only the words of customers, and only for those who may answer them. */
static void quote_add(struct ctx *cx, const struct ticket *ticket, const struct message *message,
		      const struct i18n_reader *reader, struct part_message *ret)
{
	if (!hk_equal(message->kind, "in") || message->side_id ||
	    !actor_may(cx->actor, RIGHT_TICKET_REPLY))
		return;
	ret->quote = hk_format(cx->arena, "/tickets/%" PRId64 "/quote", ticket->number);
	ret->cite = message_cite(reader, message);
	if (!complaint_is_open(ticket) && !hk_equal(ticket->bucket, "spam") &&
	    !hk_equal(ticket->bucket, "deleted"))
		ret->complain =
			hk_format(cx->arena, "/tickets/%" PRId64 "/complaint", ticket->number);
}

static struct part_proof proof_of_message(struct ctx *cx, const struct message *message,
					  const struct material *all)
{
	for (size_t i = 0; i < all->proofs.count; i++)
		if (all->proofs.items[i].message_id == message->id)
			return proof_part(cx, &all->proofs.items[i]);
	return (struct part_proof){ .words = "" };
}

static const char *page_of(struct ctx *cx, const struct ticket *ticket, const struct material *all)
{
	return all->before_id && all->before_id != INT64_MAX
		       ? hk_format(cx->arena, "/tickets/%" PRId64 "?before=%" PRId64,
				   ticket->number, all->before_id)
		       : hk_format(cx->arena, "/tickets/%" PRId64, ticket->number);
}

static void fill_words(struct ctx *cx, const struct ticket *ticket, const struct message *message,
		       const struct material *all, const struct message_files *files,
		       struct part_message *ret)
{
	struct pictures pictures = { .page = page_of(cx, ticket, all),
				     .long_id = all->long_id,
				     .own = files->pictures,
				     .own_count = files->picture_count };

	if (!message->html) {
		fill_body(cx, message, &pictures, ret);
		return;
	}
	remote_shown_find(cx, ticket, message->id, &all->remote, &pictures.remote);
	fill_body(cx, message, &pictures, ret);
	if (!ret->has_remote || !actor_may(cx->actor, RIGHT_TICKET_REPLY))
		return;
	ret->remote_action = hk_format(cx->arena, "/tickets/%" PRId64 "/pictures", ticket->number);
	ret->remote_id = hk_format(cx->arena, "%" PRId64, message->id);
}

/* Words for nobody but who has the key: PGP (RFC 3156), S/MIME (RFC 8551). */
static bool is_sealed(const struct message *message, const struct material *all)
{
	static const char *const types[] = { "application/pgp-encrypted", "application/pkcs7-mime",
					     "application/x-pkcs7-mime" };

	for (size_t i = 0; i < all->attachments.count && !hk_has_ink(message->body); i++)
		for (size_t k = 0; k < HK_COUNT(types); k++)
			if (all->attachments.items[i].message_id == message->id &&
			    hk_equal(all->attachments.items[i].type, types[k]))
				return true;
	return false;
}

static enum hk_result put_message(struct ctx *cx, const struct ticket *ticket,
				  const struct material *all, const struct message *message,
				  struct timeline_item *ret)
{
	struct message_files files;

	message_files_find(cx, ticket, message->id, &all->attachments, &files);
	*ret = (struct timeline_item){ .kind = "message",
				       .at = message->at,
				       .message = message_part(cx, ticket, message) };
	ret->message.to = recipients_of(cx, message, all);
	ret->message.files = files.shown;
	ret->message.is_sealed = is_sealed(message, all);
	ret->message.proof = proof_of_message(cx, message, all);
	fill_words(cx, ticket, message, all, &files, &ret->message);
	quote_add(cx, ticket, message, &all->customer, &ret->message);
	return verdict_add(cx, message, &ret->message);
}

/* A heading where a new day begins. day: midnight that begins the day of the item before. */
static void put_day(struct ctx *cx, int64_t at, int64_t *day, struct timeline_items *list)
{
	int64_t begins = i18n_day_start(cx->kit->formats, cx->timezone, at);
	int64_t today = i18n_day_start(cx->kit->formats, cx->timezone, cx->now);
	struct timeline_item *item;

	if (begins == *day)
		return;
	*day = begins;
	item = &list->items[list->count++];
	*item = (struct timeline_item){ .kind = "day", .at = at, .day = "" };
	if (begins == today)
		item->day = TR("Today");
	else if (begins < today && today - begins <= HK_DAY + HK_HOUR)
		item->day = TR("Yesterday");
}

/* Both are in their order already. */
static enum hk_result merge(struct ctx *cx, const struct ticket *ticket, const struct material *all,
			    int64_t until, struct timeline_items *list)
{
	size_t m = 0, h = 0;
	int64_t day = 0;

	while (m < all->messages.count || h < all->history.count) {
		const struct message *message =
			m < all->messages.count ? &all->messages.items[m] : NULL;
		const struct history *line = h < all->history.count ? &all->history.items[h] : NULL;
		struct timeline_item item = { .kind = "event", .at = line ? line->at : 0 };

		if (message && (!line || message->at <= line->at)) {
			put_day(cx, message->at, &day, list);
			HK_TRY(put_message(cx, ticket, all, message, &list->items[list->count++]));
			m++;
			continue;
		}
		h++;
		if (!line || line->at >= until || !history_part(cx, line, &item.event))
			continue;
		put_day(cx, line->at, &day, list);
		list->items[list->count++] = item;
	}
	return HK_OK;
}

/* Each may have a day before it. */
static struct timeline_item *items_alloc(struct ctx *cx, const struct material *all)
{
	return hk_room(cx->arena, 2 * (all->messages.count + all->history.count) *
					  sizeof(struct timeline_item));
}

/* What belongs to the messages. */
static enum hk_result gather_beside(struct ctx *cx, const struct ticket *ticket,
				    struct material *ret)
{
	HK_TRY(message_recipients(cx, ticket, &ret->recipients));
	HK_TRY(message_attachments(cx, ticket, &ret->attachments));
	HK_TRY(mailbox_every(cx, &ret->mailboxes));
	HK_TRY(proof_every(cx, ticket->id, &ret->proofs));
	HK_TRY(remote_pictures_of(cx, ticket->id, &ret->remote));
	return cite_reader_find(cx, ticket, &ret->customer);
}

static enum hk_result gather(struct ctx *cx, const struct ticket *ticket,
			     const struct timeline_wish *wish, struct material *ret, bool *ret_more)
{
	int64_t limit = wish->from_id ? ROOM : TIMELINE_MESSAGES;
	struct message_list *messages = &ret->messages;

	HK_TRY(message_page(cx, ticket, wish->before_id, limit + 1, messages));
	*ret_more = messages->count > (size_t)limit;
	while (messages->count > (size_t)limit ||
	       (messages->count > 0 && messages->items[0].id < wish->from_id)) {
		messages->items++;
		messages->count--;
		*ret_more = true;
	}
	HK_TRY(gather_beside(cx, ticket, ret));
	return history_since(cx, ticket, *ret_more && messages->count ? messages->items[0].at : 0,
			     &ret->history);
}

enum hk_result timeline_of(struct ctx *cx, const struct ticket *ticket,
			   const struct message_list *messages, const struct history_list *history,
			   struct timeline_items *ret)
{
	struct material all = { .messages = *messages, .history = *history };

	HK_TRY(gather_beside(cx, ticket, &all));
	*ret = (struct timeline_items){ .items = items_alloc(cx, &all) };
	return merge(cx, ticket, &all, INT64_MAX, ret);
}

enum hk_result timeline_find(struct ctx *cx, const struct ticket *ticket,
			     const struct timeline_wish *wish, struct timeline *ret)
{
	struct message_list before;
	struct material all;
	int64_t until = INT64_MAX, first;
	bool has_more;

	HK_TRY(gather(cx, ticket, wish, &all, &has_more));
	all.before_id = wish->before_id;
	all.long_id = wish->long_id;
	if (wish->before_id != INT64_MAX) {
		HK_TRY(message_page(cx, ticket, wish->before_id + 1, 1, &before));
		until = before.count ? before.items[0].at : until;
	}
	first = all.messages.count ? all.messages.items[0].id : 0;
	*ret = (struct timeline){
		.number = ticket->number,
		.older = has_more ? hk_format(cx->arena, "/tickets/%" PRId64 "?before=%" PRId64,
					      ticket->number, first)
				  : "",
		.live = hk_format(cx->arena, "/tickets/%" PRId64 "/timeline?from=%" PRId64,
				  ticket->number, first),
	};
	ret->items.items = items_alloc(cx, &all);
	if (wish->before_id == INT64_MAX) {
		ret->items.newest = ticket->last_message_id;
		ret->newest = all.messages;
	}
	return merge(cx, ticket, &all, until, &ret->items);
}
