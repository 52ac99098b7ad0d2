#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/org.h"
#include "job/jobs.h"
#include "job/tell/colleague_mail.h"
#include "ticket/owner/handover.h"

/* Who did something in a browser within this time is looking. */
enum { LOOKING = 10 * HK_MINUTE };

struct telling {
	const char *sentence, *detail;
	int64_t reader_id;
};

static struct telling telling_of(const struct handover *handover)
{
	if (strcmp(handover->state, "asked") == 0)
		return (struct telling){ TR("{name} asks you to take ticket {number}"),
					 handover->word, handover->to_id };
	if (strcmp(handover->state, "accepted") == 0)
		return (struct telling){ TR("{name} has taken ticket {number} from you"), "",
					 handover->from_id };
	return (struct telling){ TR("{name} cannot take ticket {number}; it is still yours"),
				 handover->answer, handover->from_id };
}

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct handover handover;
	struct telling telling;
	struct ticket ticket;
	struct staff reader;
	struct org org;
	const char *language, *other;

	HK_TRY(handover_find(cx, job->about_id, &handover));
	/* Each state is told once; what was taken back meanwhile is told to nobody. */
	if (!hk_ends(job->effect_key, handover.state))
		return HK_OK;
	telling = telling_of(&handover);
	HK_TRY(staff_find(cx, telling.reader_id, &reader));
	if (!reader.is_active || reader.seen_at > cx->now - LOOKING)
		return HK_OK;
	HK_TRY(org_find(cx, &org));
	HK_TRY(ticket_by_row(cx, handover.ticket_id, &ticket));
	language = colleague_language(&reader, &org);
	other = reader.id == handover.to_id ? handover.from_name : handover.to_name;
	return colleague_mail(
		cx, &reader, &org,
		&(struct colleague_word){
			.effect_key = hk_format(cx->arena, "handover %s", job->effect_key),
			.sentence = i18n_fill(
				cx->arena, i18n_text(language, telling.sentence), "name", other,
				"number", hk_format(cx->arena, "%" PRId64, ticket.number), NULL),
			.detail = telling.detail,
			.path = "/inbox",
			.ticket = &ticket });
}

const struct job_kind handover_tell_job = { "handover.tell", run };
