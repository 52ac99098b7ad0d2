#include "job/tell/digest_tell.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/org.h"
#include "feedback/wall/voice.h"
#include "job/mail/mail.h"
#include "people/staff.h"
#include "tpl_mail_digest.h"
#include "tpl_mail_digest_text.h"

enum {
	MORNING_MINUTES = 7 * 60 + 30,
	DAYS_A_WEEK = 7,
	LONGEST = 14 * HK_DAY,
	LOOK_MOST = 100,
	SHOW_MOST = 12,
	TEXT_BYTES = 700,
};

struct round {
	const char *kind;
	int64_t until_at, since_at, after_id, is_done;
};

static const struct db_column columns[] = {
	DB_COLUMN(struct round, kind),     DB_COLUMN(struct round, until_at),
	DB_COLUMN(struct round, since_at), DB_COLUMN(struct round, after_id),
	DB_COLUMN(struct round, is_done),
};
static const struct db_record record = DB_RECORD("digest_round", struct round, columns);

static const char *const kinds[] = { "day", "week" };

static bool is_week(const char *kind)
{
	return strcmp(kind, "week") == 0;
}

/* Today's morning, or that of this week's Monday; it may be still to come. */
static int64_t morning_of(struct ctx *cx, const char *kind)
{
	int weekday = i18n_weekday(cx->kit->formats, cx->timezone, cx->now);
	int back = is_week(kind) ? (weekday + DAYS_A_WEEK - 1) % DAYS_A_WEEK : 0;

	return i18n_clock(cx->kit->formats, cx->timezone, cx->now, -back, MORNING_MINUTES);
}

static enum hk_result round_of(struct ctx *cx, const char *kind, int64_t until, struct round *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("kind = $2 AND until_at = $3", ""),
			     DB_ARGS(kind, until), ret);
}

static enum hk_result is_due(struct ctx *cx, const char *kind, bool *ret)
{
	int64_t until = morning_of(cx, kind);
	struct round round;
	enum hk_result result;

	*ret = false;
	if (cx->now < until)
		return HK_OK;
	result = round_of(cx, kind, until, &round);
	*ret = result == HK_NOT_FOUND || (result == HK_OK && !round.is_done);
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result digest_has_due(struct ctx *cx, bool *ret)
{
	*ret = false;
	for (size_t i = 0; i < HK_COUNT(kinds) && !*ret; i++)
		HK_TRY(is_due(cx, kinds[i], ret));
	return HK_OK;
}

/* It goes on where the one before ended, however long the house slept. */
static enum hk_result round_begin(struct ctx *cx, const char *kind, struct round *ret)
{
	int64_t until = morning_of(cx, kind);
	struct round last, round = { .kind = kind, .until_at = until };
	enum hk_result result = round_of(cx, kind, until, ret);

	if (result != HK_NOT_FOUND)
		return result;
	result = db_select_one(
		cx->db, &record,
		DB_WHERE("kind = $2 AND until_at < $3", "ORDER BY until_at DESC LIMIT 1"),
		DB_ARGS(kind, until), &last);
	round.since_at = until - (is_week(kind) ? DAYS_A_WEEK : 1) * HK_DAY;
	if (result == HK_OK)
		round.since_at = last.until_at > until - LONGEST ? last.until_at : until - LONGEST;
	else if (result != HK_NOT_FOUND)
		return result;
	HK_TRY(db_insert(cx->db, &record, &round));
	*ret = round;
	return HK_OK;
}

enum hk_result digest_pass(struct ctx *cx)
{
	for (size_t i = 0; i < HK_COUNT(kinds); i++) {
		struct round round;

		HK_TRY(round_begin(cx, kinds[i], &round));
		HK_TRY(db_send(
			cx->db,
			DB_UPDATE("digest_round", "is_done = 1", "kind = $2 AND until_at = $3", ""),
			DB_ARGS(round.kind, round.until_at)));
	}
	return HK_OK;
}

/* One mail. */

static int64_t worth(const struct voice *voice)
{
	return voice->thanks;
}

/* The most thanked first, each else where it stood. There are few. */
static void choose(struct voice_list *list)
{
	for (size_t i = 1; i < list->count; i++)
		for (size_t k = i; k > 0 && worth(&list->items[k]) > worth(&list->items[k - 1]);
		     k--) {
			struct voice other = list->items[k];

			list->items[k] = list->items[k - 1];
			list->items[k - 1] = other;
		}
}

static const char *shortened(struct ctx *cx, const char *text)
{
	size_t length = hk_utf8_fit(text, TEXT_BYTES);

	return text[length] ? hk_format(cx->arena, "%.*s…", (int)length, text) : text;
}

static struct mail_voices voices_of(struct ctx *cx, const struct voice_list *list,
				    const char *language)
{
	size_t count = list->count < SHOW_MOST ? list->count : SHOW_MOST;
	struct mail_voice *items = hk_alloc(cx->arena, count + 1, sizeof(*items));

	for (size_t i = 0; i < count; i++) {
		const struct voice *voice = &list->items[i];

		items[i] = (struct mail_voice){
			.who = *voice->name ? voice->name : i18n_text(language, TR("A customer")),
			.mark = voice->mark >= 0 ? hk_format(cx->arena, "%" PRId64, voice->mark)
						 : "",
			.tone = voice->tone,
			.title = voice->title,
			.text = shortened(cx, voice->text),
			.language = voice->language,
			.link = mail_link(cx,
					  hk_format(cx->arena, "/loop/wall/%" PRId64, voice->id)),
			.thanks = voice->thanks,
		};
	}
	return (struct mail_voices){ items, count };
}

static struct mail_order order_of(struct ctx *cx, const struct round *round, const struct org *org,
				  const struct staff *staff)
{
	struct mail_order order = {
		.effect_key = hk_format(cx->arena, "digest %s %" PRId64 " %" PRId64, round->kind,
					round->until_at, staff->id),
		.to = staff->email,
		.name = staff->name,
		.language = *staff->language ? staff->language : org->language,
		.timezone = *staff->timezone ? staff->timezone : org->timezone,
		.digits = "latin",
		.text = tpl_mail_digest_text,
		.html = tpl_mail_digest,
	};

	order.words = (struct mail_words){ .name = staff->name,
					   .organisation = org->name,
					   .link = mail_link(cx, "/loop/wall"),
					   .mode = round->kind };
	return order;
}

static enum hk_result write(struct ctx *cx, const struct round *round, const struct org *org,
			    const struct staff *staff)
{
	struct mail_order order = order_of(cx, round, org, staff);
	struct voice_list list;
	enum hk_result result;

	HK_TRY(voice_between(cx, staff->id, round->since_at, round->until_at, LOOK_MOST, &list));
	if (!list.count)
		return HK_OK;
	choose(&list);
	order.words.voices = voices_of(cx, &list, order.language);
	HK_TRY(voice_count_between(cx, staff->id, round->since_at, round->until_at,
				   &order.words.number));
	result = mail_queue(cx, &order);
	/* A house without a mailbox writes to nobody. */
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static bool wants(const struct staff *staff, const char *kind)
{
	if (!staff->is_active || strcmp(staff->wall_mail, "never") == 0)
		return false;
	if (strcmp(staff->wall_mail, "both") == 0)
		return true;
	return is_week(kind) == (strcmp(staff->wall_mail, "day") != 0);
}

/* A slice. */

static enum hk_result go_on(struct ctx *cx, struct round *round, size_t *ret_count)
{
	struct staff_list list;
	struct org org;

	HK_TRY(org_find(cx, &org));
	HK_TRY(staff_after(cx, round->after_id, DIGEST_SLICE, &list));
	for (size_t i = 0; i < list.count; i++)
		if (wants(&list.items[i], round->kind))
			HK_TRY(write(cx, round, &org, &list.items[i]));
	if (list.count)
		round->after_id = list.items[list.count - 1].id;
	round->is_done = list.count < DIGEST_SLICE;
	*ret_count += list.count;
	return db_send(cx->db,
		       DB_UPDATE("digest_round", "after_id = $4, is_done = $5",
				 "kind = $2 AND until_at = $3", ""),
		       DB_ARGS(round->kind, round->until_at, round->after_id, round->is_done));
}

enum hk_result digest_send_due(struct ctx *cx, size_t *ret_count)
{
	size_t count = 0;

	for (size_t i = 0; i < HK_COUNT(kinds); i++) {
		struct round round;
		bool due;

		HK_TRY(is_due(cx, kinds[i], &due));
		if (!due)
			continue;
		HK_TRY(round_begin(cx, kinds[i], &round));
		HK_TRY(go_on(cx, &round, &count));
	}
	*ret_count = count;
	return HK_OK;
}
