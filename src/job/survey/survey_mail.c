#include "job/survey/survey_mail.h"

#include <inttypes.h>

#include "base/text.h"
#include "core/org.h"
#include "job/mail/mail.h"
#include "people/customer.h"
#include "people/staff.h"
#include "standard/clock.h"
#include "ticket/ticket.h"
#include "tpl_mail_survey.h"
#include "tpl_mail_survey_text.h"

enum hk_result survey_mail_begin(struct ctx *cx, const struct survey *survey,
				 const struct survey_version *version, struct survey_mail *ret)
{
	struct org org;

	HK_TRY(org_find(cx, &org));
	*ret = (struct survey_mail){
		survey, version, org.name, org.phone, org.email, org.timezone
	};
	return HK_OK;
}

static void scores_fill(struct ctx *cx, const struct survey_question *first,
			struct mail_words *words)
{
	struct mail_score *items = hk_alloc(cx->arena, SURVEY_SCORES, sizeof(*items));
	size_t count = 0;

	for (int64_t i = first->low; i <= first->high; i++)
		items[count++] = (struct mail_score){ i, hk_format(cx->arena, "%s?s=%" PRId64,
								   words->link, i) };
	words->scores.items = items;
	words->scores.count = count;
}

/* What it is about, as far as he knows it himself: the ticket and who had it. */
static enum hk_result about_fill(struct ctx *cx, const struct invitation *invitation,
				 struct mail_order *order)
{
	struct survey_event event;
	struct ticket ticket;
	struct staff owner;
	enum hk_result result;

	if (!invitation->event_id)
		return HK_OK;
	HK_TRY(survey_event_find(cx, invitation->event_id, &event));
	if (!event.ticket_id)
		return HK_OK;
	HK_TRY(ticket_by_row(cx, event.ticket_id, &ticket));
	order->mailbox_id = ticket.mailbox_id;
	order->words.subject = ticket_subject(order->language, ticket.subject);
	order->words.number = ticket.number;
	result = staff_find(cx, event.staff_id, &owner);
	if (result == HK_OK)
		order->words.owner = owner.name;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static struct mail_order order_of(struct ctx *cx, const struct survey_mail *mail,
				  const struct invitation *invitation,
				  const struct asking_person *person, const char *kind)
{
	const struct survey_question *first = &mail->version->questions.items[0];
	struct survey_words texts = survey_words_of(cx, mail->version, invitation->language);
	struct survey_question_words question =
		survey_question_words(cx, first, invitation->language);
	const char *path = hk_format(cx->arena, "/%s/s/%s", invitation->language,
				     invitation_token(cx, invitation));
	struct mail_order order = {
		.effect_key = hk_format(cx->arena, "survey %" PRId64 " %s", invitation->id, kind),
		.to = person->address,
		.name = person->name,
		.language = invitation->language,
		.timezone = *person->timezone ? person->timezone : mail->timezone,
		.digits = person->digits,
		.unsubscribes = invitation->customer_id,
		.text = tpl_mail_survey_text,
		.html = tpl_mail_survey,
		.words = { .name = person->name,
			   .organisation = mail->organisation,
			   .due_at = CLOCK_NEVER,
			   .link = mail_link(cx, path),
			   .own_words = texts.intro,
			   .headline = texts.subject,
			   .sentence = question.label,
			   .low = question.low,
			   .high = question.high,
			   .turn = kind,
			   .mode = mail->survey->mode,
			   .decline = mail_link(cx, hk_format(cx->arena, "%s/no", path)),
			   .phone = mail->phone,
			   .email = mail->email },
	};

	scores_fill(cx, first, &order.words);
	return order;
}

enum hk_result survey_mail_queue(struct ctx *cx, const struct survey_mail *mail,
				 const struct invitation *invitation,
				 const struct asking_person *person, const char *kind)
{
	struct mail_order order = order_of(cx, mail, invitation, person, kind);

	HK_TRY(about_fill(cx, invitation, &order));

	enum hk_result result = mail_queue(cx, &order);

	/* A house without a mailbox writes to nobody. */
	return result == HK_NOT_FOUND ? HK_OK : result;
}
