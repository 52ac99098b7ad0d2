#include "job/mail/gathered.h"

#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/org.h"
#include "people/staff.h"
#include "standard/clock.h"
#include "ticket/sight.h"
#include "tpl_mail_gathered.h"
#include "tpl_mail_gathered_text.h"

enum { SPAN = 15 * HK_MINUTE, ROWS_MOST = 500, LINES_MOST = 30 };

struct gathered {
	const char *effect_key;
	int64_t ticket_id;
	const char *sentence;
};

static const struct db_column columns[] = {
	DB_COLUMN(struct gathered, effect_key),
	DB_COLUMN(struct gathered, ticket_id),
	DB_COLUMN(struct gathered, sentence),
};
static const struct db_record record = DB_RECORD("gathered", struct gathered, columns);

enum hk_result gathered_add(struct ctx *cx, const struct mail_order *order)
{
	int64_t span = cx->now / SPAN;

	HK_TRY(db_send(cx->db,
		       DB_ADD("gathered", "effect_key, staff_id, ticket_id, sentence, at",
			      "$2, $3, $4, $5, $6", "ON CONFLICT (org_id, effect_key) DO NOTHING"),
		       DB_ARGS(order->effect_key, order->staff_id,
			       order->ticket ? order->ticket->id : (int64_t)0,
			       order->words.said       ? order->words.said
			       : order->words.sentence ? order->words.sentence
						       : "",
			       cx->now)));
	return job_add(cx, gathered_job.kind, order->staff_id, (span + 1) * SPAN,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, order->staff_id, span));
}

/* NULL: it was moved to where he may not look, or is gone. */
static enum hk_result line_of(struct ctx *cx, const struct gathered *one, const struct staff *staff,
			      const char *language, const char **ret)
{
	struct ticket ticket;
	enum hk_result result;
	bool may;

	*ret = *one->sentence ? one->sentence : NULL;
	if (!one->ticket_id)
		return HK_OK;
	result = ticket_by_row(cx, one->ticket_id, &ticket);
	*ret = NULL;
	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	HK_TRY(sight_has(cx, &ticket, staff, &may));
	if (!may)
		return HK_OK;
	*ret = *one->sentence ? one->sentence
			      : hk_format(cx->arena, "%" PRId64 " · %s", ticket.number,
					  ticket_subject(language, ticket.subject));
	return HK_OK;
}

struct lines {
	struct mail_promise items[LINES_MOST];
	size_t count, more;
};

/* Many words on one ticket are one line. */
static void line_add(struct lines *lines, const char *text)
{
	for (size_t i = 0; i < lines->count; i++)
		if (hk_equal(lines->items[i].text, text))
			return;
	if (lines->count < LINES_MOST)
		lines->items[lines->count++] =
			(struct mail_promise){ .text = text, .due_at = CLOCK_NEVER };
	else
		lines->more++;
}

static enum hk_result lines_take(struct ctx *cx, const struct staff *staff, const char *language,
				 struct lines *ret)
{
	const struct gathered *all;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("staff_id = $2", "ORDER BY at, effect_key LIMIT $3"),
			 DB_ARGS(staff->id, (int64_t)ROWS_MOST), &rows));
	all = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		const char *text;

		HK_TRY(line_of(cx, &all[i], staff, language, &text));
		if (text)
			line_add(ret, text);
	}
	return db_send(cx->db, DB_DELETE("gathered", "staff_id = $2"), DB_ARGS(staff->id));
}

static const char *counted(struct ctx *cx, const char *sentence, size_t count)
{
	return i18n_fill(cx->arena, sentence, "n", hk_format(cx->arena, "%zu", count), NULL);
}

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct lines lines = { .count = 0 };
	const char *language;
	struct staff staff;
	struct org org;
	size_t count;

	HK_TRY(staff_find(cx, job->about_id, &staff));
	HK_TRY(org_find(cx, &org));
	language = *staff.language ? staff.language : org.language;
	HK_TRY(lines_take(cx, &staff, language, &lines));
	count = lines.count + lines.more;
	if (!count || !staff.is_active)
		return HK_OK;

	struct mail_order order = {
		.effect_key = hk_format(cx->arena, "gathered %s", job->effect_key),
		.to = staff.email,
		.name = staff.name,
		.language = language,
		.timezone = *staff.timezone ? staff.timezone : org.timezone,
		.digits = "latin",
		.text = tpl_mail_gathered_text,
		.html = tpl_mail_gathered,
		.words = { .name = staff.name,
			   .organisation = org.name,
			   .due_at = CLOCK_NEVER,
			   .link = mail_link(cx, "/inbox"),
			   .said = counted(cx,
					   i18n_plural(language, "{n} more thing waits for you",
						       "{n} more things wait for you",
						       (int64_t)count),
					   count),
			   .said_language = language,
			   .own_words =
				   lines.more
					   ? counted(cx, i18n_text(language, TR("And {n} more.")),
						     lines.more)
					   : "",
			   .promises = { lines.items, lines.count } },
	};

	return mail_queue(cx, &order);
}

const struct job_kind gathered_job = { "mail.gathered", run };
