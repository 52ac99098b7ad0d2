#include "web/ticket_json.h"

#include <string.h>

#include "people/customer.h"
#include "people/staff.h"
#include "standard/clock.h"
#include "standard/promise.h"
#include "ticket/complaint/complaint.h"
#include "ticket/link/tie.h"
#include "ticket/message.h"
#include "ticket/owner/why_words.h"
#include "ticket/purpose/answer.h"
#include "ticket/purpose/harm.h"
#include "ticket/work/task.h"

enum { MESSAGES_MAX = 1000 };

static void put_person(struct hk_json *json, const char *key, const char *name, const char *address,
		       const char *address_key)
{
	hk_json_open(json, key, '{');
	hk_json_text(json, "name", name);
	hk_json_text(json, address_key, address);
	hk_json_close(json, '}');
}

/* Why its owner was chosen, with the numbers of that moment; null: a person gave it to him. */
static void put_why(struct ctx *cx, const struct ticket *ticket, struct hk_json *json)
{
	struct why why;

	if (!why_read(cx, ticket->why, &why)) {
		hk_json_text(json, "chosen", NULL);
		return;
	}
	hk_json_open(json, "chosen", '{');
	hk_json_text(json, "name", why.name);
	hk_json_text(json, "words", why_words(cx, cx->language, &why));
	hk_json_text(json, "language", *why.language ? why.language : NULL);
	hk_json_text(json, "skill", *why.skill ? why.skill : NULL);
	hk_json_int(json, "level", why.level);
	hk_json_bool(json, "knows_customer", why.is_known != 0);
	hk_json_text(json, "stands_in_for", *why.stands_for ? why.stands_for : NULL);
	hk_json_int(json, "tickets", why.count);
	hk_json_int(json, "tickets_most", why.most);
	hk_json_int(json, "minutes", why.minutes);
	hk_json_int(json, "lacks", why.lacks);
	hk_json_close(json, '}');
}

static enum hk_result put_people(struct ctx *cx, const struct ticket *ticket, struct hk_json *json)
{
	struct staff owner = { .name = "", .email = "" };
	struct customer customer;
	struct address_list addresses;
	enum hk_result result = staff_find(cx, ticket->owner_id, &owner);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	put_person(json, "owner", owner.name, owner.email, "email");
	put_why(cx, ticket, json);
	HK_TRY(customer_find(cx, ticket->customer_id, &customer));
	HK_TRY(customer_addresses(cx, customer.id, &addresses));
	hk_json_open(json, "customer", '{');
	hk_json_text(json, "name", customer.name);
	hk_json_open(json, "addresses", '[');
	for (size_t i = 0; i < addresses.count; i++)
		hk_json_text(json, NULL, addresses.items[i].value);
	hk_json_close(json, ']');
	hk_json_close(json, '}');
	return HK_OK;
}

/* What the priority follows from, or why it does not. */
static void put_harms(const struct ticket *ticket, struct hk_json *json)
{
	hk_json_open(json, "harms", '[');
	for (size_t i = 0; i < HARMS; i++)
		if (harm_is_among(ticket->harms, harm_codes[i]))
			hk_json_text(json, NULL, harm_codes[i]);
	hk_json_close(json, ']');
	hk_json_text(json, "priority_harm", *ticket->priority_harm ? ticket->priority_harm : NULL);
	hk_json_text(json, "priority_reason",
		     *ticket->priority_reason ? ticket->priority_reason : NULL);
}

static enum hk_result put_answers(struct ctx *cx, const struct ticket *ticket, struct hk_json *json)
{
	struct answer_list answers;

	HK_TRY(answers_find(cx, ticket, &answers));
	hk_json_open(json, "answers", '[');
	for (size_t i = 0; i < answers.count; i++) {
		const struct answer *one = &answers.items[i];

		hk_json_open(json, NULL, '{');
		hk_json_text(json, "code", one->code);
		hk_json_text(json, "kind", one->kind);
		hk_json_text(json, "question", one->label);
		hk_json_text(json, "value", one->value);
		hk_json_time(json, "at", one->at);
		hk_json_close(json, '}');
	}
	hk_json_close(json, ']');
	return HK_OK;
}

static void put_head(const struct ticket *ticket, struct hk_json *json)
{
	hk_json_int(json, "number", ticket->number);
	hk_json_text(json, "subject", ticket->subject);
	hk_json_text(json, "type", ticket->type);
	hk_json_int(json, "version", ticket->version);
	hk_json_text(json, "state", ticket->state);
	hk_json_text(json, "step", *ticket->step ? ticket->step : NULL);
	hk_json_text(json, "closed_as", ticket->closed_as);
	hk_json_text(json, "priority", ticket->priority);
	put_harms(ticket, json);
	hk_json_text(json, "language", ticket->language);
	hk_json_text(json, "channel", ticket->channel);
	hk_json_int(json, "minutes", ticket->work);
}

static enum hk_result put_keeper(struct ctx *cx, const struct promise *promise,
				 struct hk_json *json)
{
	struct staff giver = { .name = "", .email = "" }, keeper = giver;
	enum hk_result result = staff_find(cx, promise->staff_id, &giver);

	if (result == HK_OK || result == HK_NOT_FOUND)
		result = staff_find(cx, promise->keeper_id, &keeper);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	put_person(json, "given_by", giver.name, giver.email, "email");
	put_person(json, "keeper", keeper.name, keeper.email, "email");
	return HK_OK;
}

/* Settled ones too: a ticket has few. */
static enum hk_result put_promises(struct ctx *cx, const struct ticket *ticket, bool is_new,
				   struct hk_json *json)
{
	struct promise_list promises = { NULL, 0 };

	if (!is_new)
		HK_TRY(promise_every(cx, ticket->id, &promises));
	hk_json_open(json, "promises", '[');
	for (size_t i = 0; i < promises.count; i++) {
		const struct promise *one = &promises.items[i];

		hk_json_open(json, NULL, '{');
		hk_json_id(json, "id", one->id);
		hk_json_int(json, "version", one->version);
		hk_json_text(json, "text", one->text);
		hk_json_time(json, "due_at", one->due_at);
		hk_json_text(json, "state", one->state);
		hk_json_time(json, "given_at", one->given_at);
		hk_json_time(json, "settled_at", one->settled_at);
		hk_json_text(json, "consent", *one->consent ? one->consent : NULL);
		HK_TRY(put_keeper(cx, one, json));
		hk_json_close(json, '}');
	}
	hk_json_close(json, ']');
	return HK_OK;
}

static enum hk_result put_clocks(struct ctx *cx, const struct ticket *ticket, bool is_new,
				 struct hk_json *json)
{
	struct clock_list clocks;

	HK_TRY(clock_every(cx, ticket->id, &clocks));
	hk_json_open(json, "clocks", '[');
	for (size_t i = 0; i < clocks.count; i++) {
		hk_json_open(json, NULL, '{');
		hk_json_text(json, "kind", clocks.items[i].kind);
		hk_json_time(json, "due_at", clocks.items[i].due_at);
		hk_json_text(json, "state", clocks.items[i].state);
		hk_json_close(json, '}');
	}
	hk_json_close(json, ']');
	return put_promises(cx, ticket, is_new, json);
}

struct parts {
	struct recipient_list recipients;
	struct attachment_list attachments;
};

static void put_recipients(const struct parts *parts, int64_t message_id, const char *role,
			   struct hk_json *json)
{
	hk_json_open(json, role, '[');
	for (size_t i = 0; i < parts->recipients.count; i++) {
		const struct recipient *one = &parts->recipients.items[i];
		if (one->message_id == message_id && strcmp(one->role, role) == 0)
			put_person(json, NULL, one->name, one->address, "address");
	}
	hk_json_close(json, ']');
}

static void put_attachments(const struct parts *parts, int64_t message_id, struct hk_json *json)
{
	hk_json_open(json, "attachments", '[');
	for (size_t i = 0; i < parts->attachments.count; i++) {
		const struct attachment *one = &parts->attachments.items[i];
		if (one->message_id != message_id)
			continue;
		hk_json_open(json, NULL, '{');
		hk_json_text(json, "name", one->name);
		hk_json_text(json, "type", one->type);
		hk_json_int(json, "size", one->size);
		hk_json_text(json, "sha256", one->sha256);
		hk_json_bool(json, "inline", one->is_inline != 0);
		hk_json_text(json, "blob", one->blob);
		hk_json_int(json, "offset", one->blob_offset);
		hk_json_int(json, "length", one->blob_length);
		hk_json_text(json, "encoding", one->encoding);
		hk_json_int(json, "skip", one->blob_skip);
		hk_json_text(json, "scan", *one->scan ? one->scan : NULL);
		hk_json_text(json, "left_out", *one->left_out ? one->left_out : NULL);
		hk_json_close(json, '}');
	}
	hk_json_close(json, ']');
}

static void put_message(const struct message *message, const struct parts *parts,
			struct hk_json *json)
{
	hk_json_open(json, NULL, '{');
	hk_json_text(json, "kind", message->kind);
	hk_json_text(json, "channel", message->channel);
	hk_json_time(json, "at", message->at);
	put_person(json, "from", message->from_name, message->from_address, "address");
	put_recipients(parts, message->id, "to", json);
	put_recipients(parts, message->id, "cc", json);
	put_recipients(parts, message->id, "bcc", json);
	hk_json_text(json, "subject", message->subject);
	hk_json_text(json, "text", message->body);
	hk_json_text(json, "reply", message->reply);
	hk_json_text(json, "html", message->html);
	hk_json_bool(json, "automatic", message->is_automatic != 0);
	hk_json_bool(json, "inner", message->is_inner != 0);
	hk_json_bool(json, "beside", message->side_id != 0);
	hk_json_text(json, "raw_sha256", *message->raw_blob ? message->raw_blob : NULL);
	if (*message->sending)
		hk_json_text(json, "sending", message->sending);
	put_attachments(parts, message->id, json);
	hk_json_close(json, '}');
}

/* What it has to do with others; nothing is asked for most. */
static enum hk_result put_ties(struct ctx *cx, const struct ticket *ticket, struct hk_json *json)
{
	struct tie_lines ties;

	HK_TRY(tie_every(cx, ticket, &ties));
	hk_json_open(json, "links", '[');
	for (size_t i = 0; i < ties.count; i++) {
		hk_json_open(json, NULL, '{');
		hk_json_text(json, "kind", ties.items[i].kind);
		hk_json_bool(json, "back", ties.items[i].is_back != 0);
		hk_json_int(json, "number", ties.items[i].line.number);
		hk_json_text(json, "state", ties.items[i].line.state);
		hk_json_close(json, '}');
	}
	hk_json_close(json, ']');
	return HK_OK;
}

void ticket_json_task(struct hk_json *json, const struct task *task)
{
	hk_json_open(json, NULL, '{');
	hk_json_id(json, "id", task->id);
	hk_json_text(json, "text", task->text);
	hk_json_text(json, "from", task->giver_name);
	hk_json_text(json, "for", task->staff_id ? task->staff_name : task->team_name);
	hk_json_time(json, "due_at", task->due_at);
	hk_json_text(json, "state", task->state);
	hk_json_text(json, "word", task->word);
	hk_json_time(json, "ended_at", task->ended_at);
	/* Who may not see the ticket does not learn which one it is. */
	if (task->number)
		hk_json_int(json, "ticket", task->number);
	hk_json_close(json, '}');
}

static enum hk_result put_tasks(struct ctx *cx, const struct ticket *ticket, struct hk_json *json)
{
	struct task_list list = { NULL, 0 };

	if (ticket->task_count)
		HK_TRY(task_of_ticket(cx, ticket, &list));
	hk_json_open(json, "tasks", '[');
	for (size_t i = 0; i < list.count; i++)
		ticket_json_task(json, &list.items[i]);
	hk_json_close(json, ']');
	return HK_OK;
}

static void put_name(struct hk_json *json, const char *key, const char *code)
{
	hk_json_text(json, key, *code ? code : NULL);
}

static enum hk_result put_handling(struct ctx *cx, const struct complaint *one,
				   struct hk_json *json)
{
	struct staff subject = { .email = "" }, reviewer = { .email = "" };
	enum hk_result result = staff_find(cx, one->subject_id, &subject);

	if (result == HK_OK || result == HK_NOT_FOUND)
		result = staff_find(cx, one->reviewer_id, &reviewer);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	put_name(json, "subject", subject.email);
	put_name(json, "reviewer", reviewer.email);
	put_name(json, "cause", one->cause);
	return HK_OK;
}

static void put_decision(const struct complaint *one, struct hk_json *json)
{
	hk_json_int(json, "round", one->round);
	put_name(json, "outcome", one->outcome);
	put_name(json, "reasons", one->reasons);
	put_name(json, "remedies", one->remedies);
	hk_json_int(json, "amount", one->amount);
	put_name(json, "currency", one->currency);
	hk_json_time(json, "decided_at", one->decided_at);
	hk_json_bool(json, "told", one->letter_id != 0);
	put_name(json, "letter_sha256", one->letter_digest);
	hk_json_time(json, "offer_until", one->offer_until);
	put_name(json, "reply", one->reply);
	put_name(json, "reply_words", one->reply_words);
	hk_json_time(json, "done_at", one->done_at);
	hk_json_int(json, "handling_score", one->process_score);
	hk_json_time(json, "ended_at", one->ended_at);
	hk_json_time(json, "keep_until", one->keep_until);
}

/* Null for what is none, of which nothing is asked. */
static enum hk_result put_complaint(struct ctx *cx, const struct ticket *ticket,
				    struct hk_json *json)
{
	struct complaint one;

	if (!complaint_is_any(ticket)) {
		hk_json_null(json, "complaint");
		return HK_OK;
	}
	HK_TRY(complaint_find(cx, ticket, &one));
	hk_json_open(json, "complaint", '{');
	hk_json_text(json, "stage", one.stage);
	hk_json_int(json, "version", one.version);
	hk_json_time(json, "received_at", one.received_at);
	hk_json_text(json, "description", one.description);
	put_name(json, "remedy", one.remedy);
	put_name(json, "remedy_stated", one.remedy_stated);
	put_name(json, "product", one.product);
	put_name(json, "immediate", one.immediate);
	put_name(json, "severity", one.severity);
	put_name(json, "complexity", one.complexity);
	put_name(json, "impact", one.impact);
	hk_json_bool(json, "safety", one.is_safety != 0);
	hk_json_bool(json, "needs_action", one.needs_action != 0);
	HK_TRY(put_handling(cx, &one, json));
	put_decision(&one, json);
	hk_json_close(json, '}');
	return HK_OK;
}

static enum hk_result put_all(struct ctx *cx, const struct ticket *ticket,
			      const struct message_list *messages, const struct parts *parts,
			      bool is_new, struct hk_json *json)
{
	hk_json_open(json, NULL, '{');
	put_head(ticket, json);
	HK_TRY(put_answers(cx, ticket, json));
	HK_TRY(put_people(cx, ticket, json));
	hk_json_time(json, "opened_at", ticket->opened_at);
	hk_json_time(json, "snoozed_until", ticket->snoozed_until);
	HK_TRY(put_clocks(cx, ticket, is_new, json));
	HK_TRY(put_ties(cx, ticket, json));
	HK_TRY(put_tasks(cx, ticket, json));
	HK_TRY(put_complaint(cx, ticket, json));
	hk_json_open(json, "messages", '[');
	for (size_t i = 0; i < messages->count; i++)
		put_message(&messages->items[i], parts, json);
	hk_json_close(json, ']');
	hk_json_close(json, '}');
	return HK_OK;
}

enum hk_result ticket_json_write(struct ctx *cx, const struct ticket *ticket, struct hk_json *json)
{
	struct message_list messages;
	struct parts parts;

	HK_TRY(message_page(cx, ticket, INT64_MAX, MESSAGES_MAX, &messages));
	HK_TRY(message_recipients(cx, ticket, &parts.recipients));
	HK_TRY(message_attachments(cx, ticket, &parts.attachments));
	return put_all(cx, ticket, &messages, &parts, false, json);
}

enum hk_result ticket_json_write_new(struct ctx *cx, const struct ticket *ticket,
				     const struct message *first, struct hk_json *json)
{
	struct message message = *first;
	const struct message_list messages = { &message, 1 };
	const struct parts parts = { { NULL, 0 }, { NULL, 0 } };

	return put_all(cx, ticket, &messages, &parts, true, json);
}

void ticket_json_line(struct hk_json *json, const struct ticket_line *line)
{
	hk_json_open(json, NULL, '{');
	hk_json_int(json, "number", line->number);
	hk_json_text(json, "subject", line->subject);
	hk_json_text(json, "type", line->type);
	hk_json_text(json, "state", line->state);
	hk_json_text(json, "priority", line->priority);
	hk_json_text(json, "language", line->language);
	hk_json_text(json, "channel", line->channel);
	put_person(json, "owner", line->owner_name, line->owner_email, "email");
	hk_json_open(json, "customer", '{');
	hk_json_text(json, "name", line->customer_name);
	hk_json_close(json, '}');
	hk_json_time(json, "opened_at", line->opened_at);
	hk_json_time(json, "updated_at", line->updated_at);
	hk_json_time(json, "due_at", *line->due_kind ? line->due_at : 0);
	hk_json_close(json, '}');
}
