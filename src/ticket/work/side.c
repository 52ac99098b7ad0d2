#include "ticket/work/side.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "people/customer.h"
#include "ticket/mail/mailbox.h"
#include "ticket/work/notification.h"

enum { MESSAGES_MOST = 100 };

static const struct db_column columns[] = {
	DB_COLUMN(struct side, id),         DB_COLUMN(struct side, ticket_id),
	DB_COLUMN(struct side, subject),    DB_COLUMN(struct side, staff_id),
	DB_COLUMN(struct side, created_at),
};
static const struct db_record record = DB_RECORD("side", struct side, columns);

struct place {
	int64_t id, side_id;
};

static const struct db_column place_columns[] = { DB_COLUMN(struct place, id),
						  DB_COLUMN(struct place, side_id) };
static const struct db_record place_record = DB_RECORD("message", struct place, place_columns);

enum hk_result side_begin(struct ctx *cx, const struct ticket *ticket, const char *subject,
			  struct side *ret)
{
	struct side side = { .ticket_id = ticket->id,
			     .subject = hk_one_line(cx->arena, subject),
			     .staff_id = cx->actor->id,
			     .created_at = cx->now };

	if (!hk_has_ink(side.subject))
		return field_problem(cx, "subject",
				     TR("Please say in a few words what it is about."));
	if (hk_letters(side.subject) > SIDE_SUBJECT_LETTERS)
		return field_problem(cx, "subject",
				     TR("This is too long. A few words are enough."));
	side.id = ctx_new_id(cx);
	HK_TRY(db_insert(cx->db, &record, &side));
	*ret = side;
	return HK_OK;
}

enum hk_result side_find(struct ctx *cx, const struct ticket *ticket, int64_t id, struct side *ret)
{
	if (cx->actor->kind != ACTOR_STAFF && cx->actor->kind != ACTOR_SYSTEM)
		return HK_NOT_FOUND;
	/* Its messages may have been moved, when tickets were merged or split. */
	HK_TRY(db_select_one(cx->db, &record,
			     DB_WHERE("id = $3 AND (ticket_id = $2 OR EXISTS (SELECT 1 FROM message"
				      " WHERE message.org_id = $1 AND message.ticket_id = $2 AND"
				      " message.side_id = $3))",
				      ""),
			     DB_ARGS(ticket->id, id), ret));
	ret->ticket_id = ticket->id;
	return HK_OK;
}

/* The customer's, or that of a ticket that was merged into this one. */
static enum hk_result is_customers(struct ctx *cx, const struct ticket *ticket, const char *address,
				   bool *ret)
{
	struct ticket_parts parts;

	HK_TRY(customer_has_email(cx, ticket->customer_id, address, ret));
	if (*ret)
		return HK_OK;
	HK_TRY(ticket_parts(cx, ticket->id, &parts));
	for (size_t i = 0; i < parts.count && !*ret; i++)
		HK_TRY(customer_has_email(cx, parts.items[i].customer_id, address, ret));
	return HK_OK;
}

enum hk_result side_is_apart(struct ctx *cx, const struct ticket *ticket, const char *sender,
			     bool *ret)
{
	bool is_his = false;

	if (*sender)
		HK_TRY(is_customers(cx, ticket, sender, &is_his));
	*ret = !is_his;
	return HK_OK;
}

enum hk_result side_check(struct ctx *cx, const struct ticket *ticket,
			  const struct recipient_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		bool is_his;

		HK_TRY(is_customers(cx, ticket, customer_email(cx, list->items[i].address),
				    &is_his));
		if (is_his)
			return field_problem(cx, list->items[i].role,
					     TR("This address is the customer’s, who never sees "
						"what stands here. Please write him a reply."));
	}
	return HK_OK;
}

static enum hk_result side_drop(struct ctx *cx, const struct side *side)
{
	return db_send(cx->db,
		       DB_DELETE("side", "id = $2 AND NOT EXISTS (SELECT 1 FROM message WHERE"
					 " message.org_id = $1 AND message.ticket_id = $3 AND"
					 " message.side_id = $2)"),
		       DB_ARGS(side->id, side->ticket_id));
}

enum hk_result side_send(struct ctx *cx, struct ticket *ticket, const struct side *side,
			 const struct reply *reply, int64_t *ret_message_id)
{
	struct reply mail = *reply;
	int64_t side_id;

	mail.is_note = false;
	mail.is_forward = true;
	mail.about_id = 0;
	mail.side_id = side->id;
	mail.side_subject = side->subject;
	HK_TRY(reply_add(cx, ticket, &mail, ret_message_id));
	HK_TRY(side_of_message(cx, ticket->id, *ret_message_id, &side_id));
	/* Sent twice: the conversation stands there already, and nothing comes of this one. */
	return side_id == side->id ? HK_OK : side_drop(cx, side);
}

enum hk_result side_messages(struct ctx *cx, const struct side *side, struct message_list *ret)
{
	const struct ticket ticket = { .id = side->ticket_id };
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &place_record,
			 DB_WHERE("ticket_id = $2 AND side_id = $3", "ORDER BY id DESC LIMIT $4"),
			 DB_ARGS(side->ticket_id, side->id, MESSAGES_MOST), &rows));
	*ret = (struct message_list){ hk_alloc(cx->arena, rows.count, sizeof(*ret->items)),
				      rows.count };
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(message_find(cx, &ticket,
				    ((struct place *)rows.items)[rows.count - 1 - i].id,
				    &ret->items[i]));
	return HK_OK;
}

enum hk_result side_of_message(struct ctx *cx, int64_t ticket_id, int64_t message_id, int64_t *ret)
{
	struct place place = { .side_id = 0 };
	enum hk_result result = HK_NOT_FOUND;

	if (message_id)
		result = db_select_one(cx->db, &place_record,
				       DB_WHERE("ticket_id = $2 AND id = $3", ""),
				       DB_ARGS(ticket_id, message_id), &place);
	*ret = result == HK_OK ? place.side_id : 0;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* Never our own mailboxes, and never the customer, whoever put him into the copy. */
static enum hk_result is_left_out(struct ctx *cx, const struct ticket *ticket, const char *address,
				  bool *ret)
{
	const char *plain = customer_email(cx, address);

	*ret = !plain;
	if (!plain)
		return HK_OK;
	HK_TRY(mailbox_has(cx, plain, ret));
	return *ret ? HK_OK : is_customers(cx, ticket, plain, ret);
}

enum hk_result side_people(struct ctx *cx, const struct ticket *ticket, const struct side *side,
			   struct people_text *ret)
{
	struct message_list list;
	struct recipient_list all;
	const struct message *last;
	const char *to = "", *cc = "";

	*ret = (struct people_text){ true, "", "", "" };
	HK_TRY(side_messages(cx, side, &list));
	if (list.count == 0)
		return HK_OK;
	last = &list.items[list.count - 1];
	if (strcmp(last->kind, "in") == 0 && *last->from_address)
		to = people_line(cx, to,
				 &(struct recipient){ .name = last->from_name,
						      .address = last->from_address });
	HK_TRY(message_recipients_of(cx, ticket, last->id, &all));
	for (size_t i = 0; i < all.count; i++) {
		const struct recipient *one = &all.items[i];
		bool is_out, is_copy = strcmp(one->role, "cc") == 0;

		HK_TRY(is_left_out(cx, ticket, one->address, &is_out));
		if (is_out || (!is_copy && strcmp(one->role, "to") != 0))
			continue;
		if (is_copy)
			cc = people_line(cx, cc, one);
		else
			to = people_line(cx, to, one);
	}
	*ret = (struct people_text){ true, to, cc, "" };
	return HK_OK;
}

static enum hk_result tell(struct ctx *cx, const struct ticket *ticket,
			   const struct message *message, int64_t staff_id)
{
	return notification_add(
		cx, &(struct notification){
			    .staff_id = staff_id,
			    .effect_key = hk_format(cx->arena, "message %" PRId64, message->id),
			    .kind = "side.word",
			    .ticket_id = ticket->id,
			    .number = ticket->number,
			    .from_name = *message->from_name ? message->from_name
							     : message->from_address,
			    .words = message->reply });
}

enum hk_result side_answer(struct ctx *cx, struct ticket *ticket, struct message_new *new)
{
	struct ticket old = *ticket;
	struct side side;

	new->message.is_inner = 1;
	HK_TRY(side_find(cx, ticket, new->message.side_id, &side));
	HK_TRY(message_store(cx, ticket, new));
	if (!new->message.is_automatic) {
		HK_TRY(tell(cx, ticket, &new->message, side.staff_id));
		HK_TRY(tell(cx, ticket, &new->message, ticket->owner_id));
	}
	return ticket_store(cx, ticket, &old, "side.answered");
}
