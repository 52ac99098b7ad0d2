#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/language.h"
#include "core/search.h"
#include "intake/intake.h"
#include "intake/ledger.h"
#include "people/customer.h"
#include "ticket/open.h"
#include "ticket/purpose/answer.h"

enum { SUBJECT_LETTERS = 300, TEXT_LETTERS = 200 * 1000 };

struct plan {
	const struct intake_request *request;
	const char *language;
	struct customer_new customer;
	struct message_new first;
	int64_t message_id;   /* of our mail, which can be taken back and is nothing that came */
	struct ticket ticket; /* out */
	bool is_new;          /* out */
};

enum hk_result intake_request_check(struct ctx *cx, const struct intake_request *request)
{
	size_t before = cx->field_count;

	if (!hk_has_ink(request->subject))
		(void)field_problem(cx, "subject",
				    TR("Please say in a few words what it is about."));
	if (hk_letters(request->subject) > SUBJECT_LETTERS)
		(void)field_problem(cx, "subject", TR("This is too long. A few words are enough."));
	if (!hk_has_ink(request->text))
		(void)field_problem(cx, "body", TR("Please tell us what happened."));
	if (hk_letters(request->text) > TEXT_LETTERS)
		(void)field_problem(cx, "body",
				    TR("This is too long. Please attach it as a file."));
	if (!ticket_type_exists(request->type))
		(void)field_problem(cx, "type", TR("Please choose what it is."));
	if (*request->priority && !ticket_priority_exists(request->priority))
		(void)field_problem(cx, "priority", TR("Please choose how urgent it is."));
	if (!ticket_channel_exists(request->channel))
		(void)field_problem(cx, "channel", TR("Please choose how it came."));
	if (*request->language && !i18n_language_exists(request->language))
		(void)field_problem(cx, "language", TR("Please choose a language."));
	return cx->field_count > before ? HK_INVALID : HK_OK;
}

/* A short text may say too little without its title. */
static const char *spoken(struct ctx *cx, const struct intake_request *request)
{
	const char *said = language_of(cx->kit->languages, request->text);

	if (*said)
		return said;
	return language_of(cx->kit->languages,
			   hk_format(cx->arena, "%s\n%s", request->subject, request->text));
}

/* Words are looked at before the writer is asked: its time is scarce. */
static void prepare(struct ctx *cx, struct plan *plan)
{
	const struct intake_request *request = plan->request;
	const char *said = spoken(cx, request);
	int64_t space = search_space(cx, SEARCH_TICKETS, 0);

	plan->language = *request->language ? request->language : said;
	plan->customer = (struct customer_new){
		.name = request->name,
		.email = request->email,
		.phone = request->phone,
		.language = request->reads && *request->reads ? request->reads : plan->language,
		.tokens = customer_tokens(cx, request->name, request->email, request->phone),
		.is_here = strcmp(request->channel, "in_person") == 0,
	};
	plan->first = (struct message_new){
		.message = { .kind = "in",
			     .channel = request->channel,
			     .at = cx->now,
			     .author_kind = "customer",
			     .from_name = request->name,
			     .from_address = request->email,
			     .subject = request->subject,
			     .body = request->text,
			     .reply = request->text,
			     .html = request->html,
			     .language = *said ? said : plan->language,
			     .mail_id = "",
			     .raw_blob = "",
			     .sending = "" },
		.attachments = request->attachments,
		.tokens_space = space,
		.tokens = search_tokens(cx, space, plan->language,
					hk_format(cx->arena, "%s %s %s %s", request->subject,
						  request->name, request->email, request->text)),
	};
}

static enum hk_result customer_of(struct ctx *cx, const struct plan *plan, struct customer *ret)
{
	if (plan->request->customer_id)
		return customer_find(cx, plan->request->customer_id, ret);
	return customer_ensure(cx, &plan->customer, ret);
}

/* About whom was not asked is asked of the ticket, which is gone again when it was not opened. */
static enum hk_result mail_first(struct ctx *cx, struct plan *plan)
{
	const struct intake_request *request = plan->request;
	enum hk_result result = reply_add(cx, &plan->ticket, request->mail, &plan->message_id);
	struct recipient_list list;

	if (result != HK_CONFLICT)
		return result;
	HK_TRY(people_read(cx, &plan->ticket, &request->mail->people, &list));
	HK_TRY(people_doubts(cx, &plan->ticket, &list, request->ret_doubts));
	return HK_CONFLICT;
}

static enum hk_result open_new(struct ctx *cx, struct plan *plan)
{
	const struct intake_request *request = plan->request;
	struct customer customer;

	const char *harms = request->harms ? request->harms : "";
	const char *reason = request->priority_reason ? request->priority_reason : "";
	struct priority why;

	HK_TRY(priority_decide(cx, harms, request->priority, reason, &why));
	HK_TRY(customer_of(cx, plan, &customer));

	struct ticket_new new = {
		.subject = request->subject,
		.type = request->type,
		.priority = why.priority,
		.harms = harms,
		.why = &why,
		.language = *plan->language ? plan->language : customer.language,
		.channel = request->channel,
		.mailbox_id = request->mailbox_id,
		.customer_id = customer.id,
		.owner_id = request->owner_id,
		.first = request->mail ? NULL : &plan->first,
	};

	plan->first.message.author_id = customer.id;
	if (!*plan->first.message.from_name)
		plan->first.message.from_name = customer.name;
	HK_TRY(ticket_open(cx, &new, &plan->ticket));
	if (request->questions)
		HK_TRY(answers_store(cx, &plan->ticket, request->questions, request->answers));
	return request->mail ? mail_first(cx, plan) : HK_OK;
}

static enum hk_result file(struct ctx *cx, void *data)
{
	struct plan *plan = data;
	struct inbound row, new = { .key = plan->request->key,
				    .channel = plan->request->channel,
				    .mailbox_id = plan->request->mailbox_id,
				    .raw_blob = "",
				    .size = (int64_t)strlen(plan->request->text),
				    .mail_id = "" };

	if (plan->request->first)
		HK_TRY(plan->request->first(cx, plan->request->first_data));
	if (!plan->request->customer_id)
		HK_TRY(customer_expect(cx, &plan->customer));
	HK_TRY(inbound_enter(cx, &new, &row));
	plan->is_new = row.seen <= 1;
	if (!plan->is_new) {
		return ticket_by_row(cx, row.ticket_id, &plan->ticket);
	}
	HK_TRY(open_new(cx, plan));
	row.outcome = "ticket";
	row.ticket_id = plan->ticket.id;
	row.message_id = plan->request->mail ? 0 : plan->ticket.last_message_id;
	HK_TRY(inbound_settle(cx, &row));
	return plan->request->last
		       ? plan->request->last(cx, &plan->ticket, plan->request->last_data)
		       : HK_OK;
}

enum hk_result intake_request(struct ctx *cx, const struct intake_request *request,
			      struct ticket *ret)
{
	struct plan plan = { .request = request };

	HK_TRY(intake_request_check(cx, request));
	prepare(cx, &plan);
	HK_TRY(ctx_write_repeatable(cx, file, &plan));
	if (request->ret_first)
		*request->ret_first = plan.is_new && !request->mail ? plan.first.message
								    : (struct message){ .id = 0 };
	*ret = plan.ticket;
	return HK_OK;
}
