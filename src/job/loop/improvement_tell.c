/* You said, we did: tells those who said it, each once, in his language, when the rules that
 * protect him allow it. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/org.h"
#include "feedback/improvement.h"
#include "job/jobs.h"
#include "job/mail/mail.h"
#include "people/reached.h"
#include "standard/clock.h"
#include "tpl_mail_improvement.h"
#include "tpl_mail_improvement_text.h"

enum { SAID_MOST = 50 };

struct telling {
	struct improvement improvement;
	struct improvement_texts texts;
	struct asking_rules rules;
	struct org org;
};

/* What he said himself, so that he knows what it is about. */
static enum hk_result said_fill(struct ctx *cx, const struct telling *telling, int64_t customer_id,
				struct mail_order *order)
{
	struct improvement_saids saids;

	HK_TRY(improvement_said_by(cx, customer_id, SAID_MOST, &saids));
	for (size_t i = 0; i < saids.count; i++)
		if (saids.items[i].cause_id == telling->improvement.cause_id &&
		    *saids.items[i].words) {
			order->words.preview = saids.items[i].words;
			return HK_OK;
		}
	return HK_OK;
}

static enum hk_result write(struct ctx *cx, const struct telling *telling, int64_t customer_id,
			    const struct asking_person *person)
{
	const char *language = asking_language(cx, person);
	const struct improvement_text *text = improvement_text_for(&telling->texts, language);
	struct mail_order order = {
		.effect_key = hk_format(cx->arena, "improvement %" PRId64 " %" PRId64,
					telling->improvement.id, customer_id),
		.to = person->address,
		.name = person->name,
		.language = language,
		.timezone = *person->timezone ? person->timezone : telling->org.timezone,
		.digits = person->digits,
		.unsubscribes = customer_id,
		.text = tpl_mail_improvement_text,
		.html = tpl_mail_improvement,
		.words = { .name = person->name,
			   .organisation = telling->org.name,
			   .due_at = CLOCK_NEVER,
			   .link = mail_link(cx, hk_format(cx->arena, "/%s/my/changes", language)),
			   .decline = mail_link(
				   cx, hk_format(cx->arena, "/%s/my/preferences", language)),
			   .headline = text->headline,
			   .said = text->text,
			   .said_language = text->language,
			   .mode = strcmp(text->language, language) == 0 ? "" : "other",
			   .phone = telling->org.phone,
			   .email = telling->org.email },
	};
	enum hk_result result;
	bool is_first;

	HK_TRY(improvement_told(cx, telling->improvement.id, customer_id, text->language,
				&is_first));
	if (!is_first)
		return HK_OK;
	HK_TRY(said_fill(cx, telling, customer_id, &order));
	HK_TRY(reached_note(cx, customer_id, "notice", ASKING_NEWS));
	result = mail_queue(cx, &order);
	/* A house without a mailbox writes to nobody. */
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result look(struct ctx *cx, struct telling *telling, int64_t customer_id)
{
	int64_t id = telling->improvement.id;
	bool is_old = telling->improvement.sent_at < cx->now - IMPROVEMENT_OLD_DAYS * HK_DAY;
	struct asking_news news;
	bool was_heard;

	HK_TRY(improvement_was_heard(cx, &telling->improvement, customer_id, &was_heard));
	if (was_heard)
		return improvement_never(cx, id, customer_id, "heard");
	HK_TRY(asking_may_tell(cx, &telling->rules, customer_id, &news));
	if (news.word == ASKING_YES && telling->texts.count)
		return write(cx, telling, customer_id, &news.person);
	if (news.word == ASKING_NO || is_old)
		return improvement_never(cx, id, customer_id,
					 news.word == ASKING_NO ? news.reason : "old");
	return improvement_later(cx, id, customer_id, news.reason, news.again_at);
}

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct telling telling;
	struct improvement_waits waits;
	int64_t next_at;
	enum hk_result result;

	HK_TRY(improvement_find(cx, job->about_id, &telling.improvement));
	HK_TRY(improvement_texts(cx, job->about_id, &telling.texts));
	/* Without a text there is nothing to say; who wrote it away sends it again. */
	if (!telling.texts.count)
		return HK_OK;
	HK_TRY(asking_rules_find(cx, &telling.rules));
	HK_TRY(org_find(cx, &telling.org));
	HK_TRY(improvement_due(cx, job->about_id, &waits));
	for (size_t i = 0; i < waits.count; i++)
		HK_TRY(look(cx, &telling, waits.items[i].customer_id));
	result = improvement_next_at(cx, job->about_id, &next_at);
	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	return job_add(cx, IMPROVEMENT_JOB, job->about_id, next_at > cx->now ? next_at : cx->now,
		       hk_format(cx->arena, "%" PRId64 " after %" PRId64, job->about_id, job->id));
}

const struct job_kind improvement_job = { IMPROVEMENT_JOB, run };
