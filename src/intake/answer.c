#include <string.h>

#include "base/text.h"
#include "core/language.h"
#include "core/search.h"
#include "intake/intake.h"
#include "intake/ledger.h"
#include "ticket/write/reply.h"

enum { TEXT_LETTERS = 200 * 1000 };

struct plan {
	const struct intake_answer *answer;
	struct message_new message;
	struct ticket ticket; /* out */
};

static enum hk_result check(struct ctx *cx, const struct intake_answer *answer)
{
	if (!hk_has_ink(answer->text) && answer->attachments.count == 0)
		return field_problem(cx, "body", TR("Please write a few words, or add a file."));
	if (hk_letters(answer->text) > TEXT_LETTERS)
		return field_problem(cx, "body",
				     TR("This is too long. Please attach it as a file."));
	return HK_OK;
}

/* Words are looked at before the writer is asked: its time is scarce. */
static void prepare(struct ctx *cx, struct plan *plan, const struct ticket *ticket)
{
	const struct intake_answer *answer = plan->answer;
	const char *said = language_of(cx->kit->languages, answer->text);
	int64_t space =
		search_space(cx, SEARCH_TICKETS, ticket->is_restricted ? ticket->team_id : 0);

	plan->message = (struct message_new){
		.message = { .kind = "in",
			     .channel = answer->channel,
			     .at = cx->now,
			     .author_kind = "customer",
			     .author_id = ticket->customer_id,
			     .from_name = answer->name,
			     .from_address = answer->email,
			     .subject = "",
			     .body = answer->text,
			     .reply = answer->text,
			     .language = *said ? said : ticket->language,
			     .mail_id = "",
			     .raw_blob = "",
			     .sending = "" },
		.attachments = answer->attachments,
		.tokens_space = space,
		.tokens = search_tokens(cx, space, said,
					hk_format(cx->arena, "%s %s", answer->name, answer->text)),
	};
}

static enum hk_result file(struct ctx *cx, void *data)
{
	struct plan *plan = data;
	struct inbound row, new = { .key = plan->answer->key,
				    .channel = plan->answer->channel,
				    .raw_blob = "",
				    .size = (int64_t)strlen(plan->answer->text),
				    .mail_id = "" };

	HK_TRY(inbound_enter(cx, &new, &row));
	HK_TRY(ticket_by_row(cx, plan->answer->ticket_id, &plan->ticket));
	HK_TRY(ticket_home(cx, &plan->ticket));
	if (row.seen > 1)
		return HK_OK;
	HK_TRY(answer_add(cx, &plan->ticket, &plan->message));
	row.outcome = "follow-up";
	row.ticket_id = plan->ticket.id;
	row.message_id = plan->ticket.last_message_id;
	return inbound_settle(cx, &row);
}

struct look {
	int64_t id;
	struct ticket ticket;
};

static enum hk_result look_at(struct ctx *cx, void *data)
{
	struct look *look = data;

	return ticket_by_row(cx, look->id, &look->ticket);
}

enum hk_result intake_answer(struct ctx *cx, const struct intake_answer *answer, struct ticket *ret)
{
	struct plan plan = { .answer = answer };
	struct look look = { .id = answer->ticket_id };

	HK_TRY(check(cx, answer));
	HK_TRY(ctx_read(cx, look_at, &look));
	prepare(cx, &plan, &look.ticket);
	HK_TRY(ctx_write_repeatable(cx, file, &plan));
	*ret = plan.ticket;
	return HK_OK;
}
