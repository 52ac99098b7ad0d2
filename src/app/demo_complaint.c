#include "app/demo_complaint.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/markdown.h"
#include "core/search.h"
#include "ticket/complaint/complaint.h"
#include "ticket/complaint/complaint_rule.h"
#include "ticket/write/reply.h"

enum { AUTHORITY_DAYS = 365, AUTHORITY_MOST = 20000 };

/* By language: what they want, and what they get. */
static const struct {
	const char *language, *want, *get;
} words[] = {
	{ "en", "That somebody comes, and that I need not ask again.",
	  "Somebody comes tomorrow, and you pay nothing for it." },
	{ "lt", "Kad kas nors atvyktų ir man nereikėtų dar kartą prašyti.",
	  "Rytoj atvyks mūsų žmogus, ir už tai nieko nemokėsite." },
	{ "bn", "কেউ আসুক, আর যেন আবার বলতে না হয়।",
	  "আগামীকাল একজন আসবেন, এবং এর জন্য আপনাকে কিছু দিতে হবে না।" },
	{ "ta", "யாராவது வர வேண்டும், மீண்டும் கேட்க வைக்கக் கூடாது.",
	  "நாளை ஒருவர் வருவார், அதற்கு நீங்கள் எதுவும் செலுத்த வேண்டாம்." },
};

static size_t words_of(const char *language)
{
	for (size_t i = 0; i < HK_COUNT(words); i++)
		if (strcmp(words[i].language, language) == 0)
			return i;
	return 0;
}

enum hk_result demo_complaint_authority(struct ctx *cx, int64_t staff_id)
{
	return complaint_authority_put(
		cx,
		&(struct complaint_authority){ .staff_id = staff_id,
					       .most = AUTHORITY_MOST,
					       .currency = "EUR",
					       .training = "Complaints, a day with the team",
					       .valid_until = cx->now + AUTHORITY_DAYS * HK_DAY });
}

enum hk_result demo_complaint_look(struct ctx *cx, struct ticket *ticket,
				   const struct demo_story *story)
{
	struct complaint wish = { .version = COMPLAINT_VERSION_ANY,
				  .description = story->question,
				  .remedy = words[words_of(story->language)].want,
				  .remedy_stated = "stated",
				  .product = "",
				  .immediate = "",
				  .severity = "serious",
				  .complexity = "simple",
				  .impact = "one",
				  .cause = "waiting" };

	if (!complaint_is_open(ticket))
		return HK_OK;
	HK_TRY(complaint_receive(cx, ticket, &wish));
	HK_TRY(complaint_assess(cx, ticket, &wish));
	return complaint_examine(cx, ticket, &wish);
}

static enum hk_result letter_send(struct ctx *cx, struct ticket *ticket,
				  const struct demo_story *story)
{
	int64_t space = search_space(cx, SEARCH_TICKETS, 0), id;
	struct reply reply = { .then = REPLY_WAIT, .is_sure = true, .tokens_space = space };

	HK_TRY(complaint_letter(cx, ticket, story->language, &reply.text));
	reply.html = markdown_render(cx->arena, reply.text).html;
	reply.tokens = search_tokens(cx, space, story->language, reply.text);
	return reply_add(cx, ticket, &reply, &id);
}

enum hk_result demo_complaint_end(struct ctx *cx, struct ticket *ticket,
				  const struct demo_story *story)
{
	const struct complaint wish = { .version = COMPLAINT_VERSION_ANY,
					.outcome = "accepted",
					.reasons = story->answer,
					.remedies = words[words_of(story->language)].get,
					.currency = "" };

	if (!complaint_is_open(ticket))
		return HK_OK;
	HK_TRY(complaint_decide(cx, ticket, &wish));
	HK_TRY(letter_send(cx, ticket, story));
	HK_TRY(complaint_answer(cx, ticket, "accepted", "By phone, the same day."));
	return complaint_done(cx, ticket);
}
