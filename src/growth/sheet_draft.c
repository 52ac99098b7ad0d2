/* What a sheet begins with: the week before it, in the words of customers first. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "feedback/cause_link.h"
#include "feedback/figures.h"
#include "feedback/wall/mask.h"
#include "feedback/wall/voice.h"
#include "growth/sheet.h"
#include "growth/sheet_inside.h"
#include "growth/silent.h"
#include "insight/chance.h"
#include "insight/compare.h"
#include "insight/effect.h"
#include "ticket/complaint/complaint_report.h"
#include "ticket/ticket.h"

enum {
	WEEK_DAYS = 7,
	WEEK = WEEK_DAYS * HK_DAY,
	LOOK_MOST = 200,
	VOICES_MOST = 3,
	TELLING_LETTERS = 12,
	LINES_MOST = 5,
	MOVED_WEEKS = 4,
	MOVED_BOTH = 2 * MOVED_WEEKS,
	FOUR_WEEKS = 4 * WEEK_DAYS,
	EIGHT_WEEKS = 8 * WEEK_DAYS,
	CAUSES_MOST = 100,
};

struct draft {
	struct ctx *cx;
	struct i18n_reader reader;
	int64_t since;
};

static const char *day(const struct draft *draft, int64_t at)
{
	return i18n_day(&draft->reader, draft->cx->now, at);
}

static const char *number(const struct draft *draft, int64_t n)
{
	return i18n_number(&draft->reader, n);
}

/* Verbatims. */

static const char *voice_line(struct ctx *cx, const struct voice *voice)
{
	const char *mark = voice->mark >= 0
				   ? hk_format(cx->arena, "%" PRId64 SHEET_MARK_END, voice->mark)
				   : "";

	return hk_format(cx->arena, "%s%s: “%s”", mark,
			 *voice->name ? voice->name : i18n_text(cx->language, SHEET_CUSTOMER),
			 sheet_short_words(cx, voice->text));
}

/* One is read aloud: of those that are thanked alike, what says more than "ok" comes first. */
static bool is_better(const struct voice *one, const struct voice *other)
{
	bool says = hk_letters(one->text) >= TELLING_LETTERS;

	if (one->thanks != other->thanks)
		return one->thanks > other->thanks;
	return says && hk_letters(other->text) < TELLING_LETTERS;
}

/* Since then, the most thanked, then what tells something, then the newest. */
static const struct voice *next_voice(const struct voice_list *list, const char *tone,
				      int64_t since, const bool *taken)
{
	const struct voice *best = NULL;

	for (size_t i = 0; i < list->count; i++)
		if (!taken[i] && list->items[i].at >= since &&
		    strcmp(list->items[i].tone, tone) == 0 &&
		    (!best || is_better(&list->items[i], best)))
			best = &list->items[i];
	return best;
}

/* Of the week; a quiet week is filled up with what was said before. */
static const char *voices_draft(struct ctx *cx, const struct voice_list *list, int64_t since,
				const char *tone)
{
	bool taken[LOOK_MOST] = { false };
	const char *text = "";

	for (int i = 0; i < VOICES_MOST; i++) {
		const struct voice *voice = next_voice(list, tone, since, taken);

		if (!voice)
			voice = next_voice(list, tone, 0, taken);
		if (!voice)
			break;
		taken[voice - list->items] = true;
		sheet_line_add(cx, &text, voice_line(cx, voice));
	}
	return text;
}

/* Tickets. */

struct matter {
	int64_t number, at;
	const char *name, *words;
};

/* What everybody may know: nothing of restricted teams. */
static const char *matter_line(const struct draft *draft, const struct matter *matter)
{
	struct ctx *cx = draft->cx;

	return i18n_fill(
		cx->arena, i18n_text(cx->language, TR("Ticket {number}, since {day}: {words}")),
		"number", hk_format(cx->arena, "%" PRId64, matter->number), "day",
		day(draft, matter->at), "words",
		mask_words_veiled(cx->arena, sheet_short_words(cx, matter->words), matter->name),
		NULL);
}

#define CUSTOMER_NAME                                                                 \
	"coalesce((SELECT customer.name FROM customer WHERE customer.org_id = $1 AND" \
	" customer.id = ticket.customer_id), '')"

static const struct db_column promise_columns[] = {
	DB_COLUMN_AS(struct matter, number, "ticket.number"),
	DB_COLUMN_AS(struct matter, at, "promise.due_at"),
	DB_COLUMN_AS(struct matter, name, CUSTOMER_NAME),
	DB_COLUMN_AS(struct matter, words, "promise.text"),
};
static const struct db_record promises = DB_RECORD_FROM(
	"promise",
	"promise JOIN ticket ON ticket.org_id = promise.org_id AND ticket.id = promise.ticket_id",
	struct matter, promise_columns);
static const struct db_column ticket_columns[] = {
	DB_COLUMN_AS(struct matter, number, "ticket.number"),
	DB_COLUMN_AS(struct matter, at, "ticket.resolved_at"),
	DB_COLUMN_AS(struct matter, name, CUSTOMER_NAME),
	DB_COLUMN_AS(struct matter, words, "ticket.subject"),
};
static const struct db_record tickets = DB_RECORD("ticket", struct matter, ticket_columns);

static const char *matters_text(const struct draft *draft, const struct db_rows *rows)
{
	const struct matter *items = rows->items;
	const char *text = "";

	for (size_t i = 0; i < rows->count && i < LINES_MOST; i++)
		sheet_line_add(draft->cx, &text, matter_line(draft, &items[i]));
	if (rows->count > LINES_MOST)
		sheet_line_add(draft->cx, &text,
			       i18n_fill(draft->cx->arena,
					 i18n_text(draft->cx->language, TR("And {n} more.")), "n",
					 number(draft, (int64_t)rows->count - LINES_MOST), NULL));
	return text;
}

/* Of its clocks that run the one that has been late for longest; a clock rests while the customer
 * has the word, and ends with what was promised by it. */
#define LATE_CLOCK                                                                      \
	"clock.state = 'running' AND clock.due_at < $2 AND NOT EXISTS (SELECT 1 FROM"   \
	" clock other WHERE other.org_id = clock.org_id AND other.ticket_id ="          \
	" clock.ticket_id AND other.state = 'running' AND (other.due_at < clock.due_at" \
	" OR (other.due_at = clock.due_at AND other.kind < clock.kind)))"

static const struct db_column late_columns[] = {
	DB_COLUMN_AS(struct matter, number, "ticket.number"),
	DB_COLUMN_AS(struct matter, at, "clock.due_at"),
	DB_COLUMN_AS(struct matter, name, CUSTOMER_NAME),
	DB_COLUMN_AS(struct matter, words, "clock.kind"),
};
static const struct db_record late = DB_RECORD_FROM(
	"clock",
	"clock JOIN ticket ON ticket.org_id = clock.org_id AND ticket.id = clock.ticket_id",
	struct matter, late_columns);

static const struct {
	const char *kind, *words;
} late_words[] = {
	{ "first_answer", TR("First answer") },
	{ "next_update", TR("Next update to customer") },
	{ "resolve", TR("Solved by") },
	{ "complaint_person", TR("A person answers the complaint") },
	{ "complaint_safety", TR("Danger: somebody has acted") },
	{ "complaint_answer", TR("Decision on the complaint") },
	{ "legal_ack", TR("Acknowledged, by law") },
	{ "legal_final", TR("Final answer, by law") },
};

static const char *late_say(const struct ctx *cx, const char *kind)
{
	for (size_t i = 0; i < HK_COUNT(late_words); i++)
		if (strcmp(late_words[i].kind, kind) == 0)
			return i18n_text(cx->language, late_words[i].words);
	return i18n_text(cx->language, TR("Due"));
}

/* Whoever was promised a time by the house and still waits, one line a ticket. */
static enum hk_result late_draft(const struct draft *draft, const char **text)
{
	struct ctx *cx = draft->cx;
	struct matter *items;
	struct db_rows rows;
	const char *lines;

	HK_TRY(db_select(cx->db, &late,
			 DB_WHERE(DB_WALKS LATE_CLOCK " AND ticket.is_restricted = 0 AND"
						      " ticket.bucket = 'active'",
				  "ORDER BY clock.due_at, clock.ticket_id LIMIT $3"),
			 DB_ARGS(cx->now, LOOK_MOST), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		items[i].words = late_say(cx, items[i].words);
	lines = matters_text(draft, &rows);
	if (*lines)
		sheet_line_add(cx, text, lines);
	return HK_OK;
}

static const struct db_column waiting_columns[] = {
	DB_COLUMN_AS(struct matter, number, "response.id"),
	DB_COLUMN_AS(struct matter, at, "loop_case.due_at"),
	DB_COLUMN_AS(struct matter, name, "''"),
	DB_COLUMN_AS(struct matter, words, "''"),
};
static const struct db_record waiting =
	DB_RECORD_FROM("loop_case",
		       "loop_case JOIN response ON response.org_id = loop_case.org_id AND"
		       " response.id = loop_case.response_id",
		       struct matter, waiting_columns);

/* A day is promised to whoever answers a survey and is not content; behind what was promised in
 * tickets. */
static enum hk_result waiting_draft(const struct draft *draft, const char **text)
{
	struct ctx *cx = draft->cx;
	const struct matter *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &waiting,
			 DB_WHERE("loop_case.state = 'open' AND loop_case.due_at < $2 AND"
				  " loop_case.is_restricted = 0",
				  "ORDER BY loop_case.due_at, loop_case.response_id LIMIT $3"),
			 DB_ARGS(cx->now, LOOK_MOST), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count && i < LINES_MOST; i++)
		sheet_line_add(
			cx, text,
			i18n_fill(cx->arena,
				  i18n_text(cx->language, TR("A customer answered a survey and "
							     "waits for a word of ours, late "
							     "since {day}.")),
				  "day", day(draft, items[i].at), NULL));
	if (rows.count > LINES_MOST)
		sheet_line_add(cx, text,
			       i18n_fill(cx->arena, i18n_text(cx->language, TR("And {n} more.")),
					 "n", number(draft, (int64_t)rows.count - LINES_MOST),
					 NULL));
	return HK_OK;
}

/* Whoever was promised something and still waits for it, the longest first: what somebody said in
 * words, then what the house promises everybody, then who answered a survey. */
static enum hk_result promises_draft(const struct draft *draft, const char **ret)
{
	struct ctx *cx = draft->cx;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &promises,
			 DB_WHERE("promise.settled_at = 0 AND promise.due_at < $2 AND"
				  " promise.broken_at > 0 AND ticket.is_restricted = 0 AND"
				  " ticket.bucket = 'active'",
				  "ORDER BY promise.due_at, promise.id LIMIT $3"),
			 DB_ARGS(cx->now, LOOK_MOST), &rows));
	*ret = matters_text(draft, &rows);
	HK_TRY(late_draft(draft, ret));
	return waiting_draft(draft, ret);
}

/* Their tickets were closed after silence, and they have asked for nothing since. */
static enum hk_result silent_draft(const struct draft *draft, const char **ret)
{
	struct ctx *cx = draft->cx;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &tickets,
			 DB_WHERE(SILENT_TICKETS, "ORDER BY ticket.resolved_at DESC LIMIT $4"),
			 DB_ARGS(cx->now - SILENT_DAYS * HK_DAY, cx->now, LOOK_MOST), &rows));
	*ret = matters_text(draft, &rows);
	return HK_OK;
}

static enum hk_result complaint_draft(const struct draft *draft, const char **ret)
{
	struct ctx *cx = draft->cx;
	struct complaint_opens opens;

	*ret = "";
	HK_TRY(complaint_open_find(cx, LOOK_MOST, &opens));
	for (size_t i = 0; i < opens.count; i++) {
		struct db_rows rows;
		struct matter *matter;

		HK_TRY(db_select(cx->db, &tickets,
				 DB_WHERE("ticket.id = $2 AND ticket.is_restricted = 0 AND"
					  " ticket.bucket NOT IN ('spam', 'deleted')",
					  ""),
				 DB_ARGS(opens.items[i].ticket_id), &rows));
		if (!rows.count)
			continue;
		matter = rows.items;
		matter->at = opens.items[i].received_at;
		*ret = matter_line(draft, matter);
		return HK_OK;
	}
	return HK_OK;
}

/* The cause that moved most. */

static const char *judgement(const struct draft *draft, bool is_real)
{
	return i18n_text(draft->cx->language,
			 is_real ? TR("That differs by more than chance does.")
				 : TR("That is no real change: chance alone does as much."));
}

/* Pearson's chi square over its degrees of freedom: of counts that vary by chance alone five of a
 * hundred times eight weeks have more, 12.59 over 6. */
#define SWING 2.1

struct moved {
	int64_t before, now;
	bool is_real;  /* two counts of the same time seldom differ so by chance */
	bool is_swing; /* its weeks go up and down by more than counts do, and that explains it */
};

static const char *moved_words(const struct draft *draft, const struct moved *moved)
{
	if (!moved->is_real || !moved->is_swing)
		return judgement(draft, moved->is_real);
	return i18n_text(draft->cx->language,
			 TR("Chance alone seldom does as much, but single weeks of it differ as "
			    "widely."));
}

/* By how many more or fewer said it in the last four weeks than in the four before. */
static enum hk_result moved_by(const struct draft *draft, int64_t cause_id, struct moved *ret)
{
	struct chart_group groups[MOVED_BOTH];
	struct moved moved = { .before = 0 };
	struct effect effect;
	int64_t weeks[MOVED_BOTH];

	HK_TRY(cause_weeks(draft->cx, cause_id, draft->cx->now - MOVED_BOTH * (int64_t)WEEK,
			   MOVED_BOTH, weeks));
	for (int i = 0; i < MOVED_BOTH; i++) {
		groups[i] = (struct chart_group){ (double)weeks[i], 1 };
		*(i < MOVED_WEEKS ? &moved.before : &moved.now) += weeks[i];
	}
	HK_TRY(effect_judge(draft->cx->arena, (struct effect_periods){ groups, MOVED_WEEKS },
			    (struct effect_periods){ groups + MOVED_WEEKS, MOVED_WEEKS },
			    EFFECT_FEWER, &effect));
	/* The interval of a ratio is by the normal curve, too wide for six against none; so chance
	 * is asked exactly, and the interval only where weeks swing by more than counts do. */
	moved.is_real = chance_counts((double)moved.now, (double)moved.before) < CHANCE_REAL;
	moved.is_swing = effect.dispersion > SWING && effect.verdict == EFFECT_NO_EVIDENCE;
	*ret = moved;
	return HK_OK;
}

/* What holds a line is spoken of first. */
static const char *stopped_text(const struct draft *draft, const struct cause_list *causes)
{
	struct ctx *cx = draft->cx;
	const char *text = "";

	for (size_t i = 0; i < causes->count; i++)
		if (causes->items[i].stop_id)
			sheet_line_add(
				cx, &text,
				i18n_fill(cx->arena,
					  i18n_text(cx->language,
						    TR("The line is stopped because of {name}.")),
					  "name", mask_words(cx->arena, causes->items[i].name, ""),
					  NULL));
	return text;
}

static enum hk_result cause_draft(const struct draft *draft, const char **ret)
{
	struct ctx *cx = draft->cx;
	const char *moves = "", *text;
	struct cause_list causes;
	int64_t most = 0;

	HK_TRY(cause_living(cx, CAUSES_MOST, &causes));
	for (size_t i = 0; i < causes.count; i++) {
		const struct cause *cause = &causes.items[i];
		struct moved moved;
		int64_t way;

		HK_TRY(moved_by(draft, cause->id, &moved));
		/* Of two the one that grew, since that is the one to speak of. */
		way = moved.now > moved.before ? 2 * (moved.now - moved.before)
					       : 2 * (moved.before - moved.now) - 1;
		if (moved.now == moved.before || way <= most)
			continue;
		most = way;
		moves = i18n_fill(
			cx->arena,
			i18n_text(
				cx->language,
				TR("{name}: {now} said it in the last four weeks, {before} in the "
				   "four weeks before.")),
			"name", mask_words(cx->arena, cause->name, ""), "now",
			number(draft, moved.now), "before", number(draft, moved.before), NULL);
		moves = hk_format(cx->arena, "%s %s", moves, moved_words(draft, &moved));
	}
	text = stopped_text(draft, &causes);
	if (*moves)
		sheet_line_add(cx, &text, moves);
	*ret = text;
	return HK_OK;
}

/* One figure. */

struct delighted {
	int64_t top, n;
	struct score share;
};

/* Of the scale the highest two of nps, else the highest: satisfied alone is no delight. */
static enum hk_result delighted_of(struct ctx *cx, const struct survey *survey, int64_t from,
				   int64_t until, struct delighted *ret)
{
	bool is_nps = strcmp(survey->kind, "nps") == 0;
	size_t highest = is_nps ? 10 : strcmp(survey->kind, "csat") == 0 ? 5 : 7;
	const struct figures_filter filter = { .survey_id = survey->id,
					       .from_day = from,
					       .until_day = until,
					       .team_id = FIGURES_ANY_TEAM,
					       .channel = "",
					       .language = "" };
	struct score_share share = { .inside = 0 };
	struct figures figures;

	*ret = (struct delighted){ .top = 0 };
	HK_TRY(figures_cells(cx, &filter, &figures));
	figures = figures_fold(cx->arena, &figures, FIGURES_ALL);
	for (size_t i = 0; i < figures.count; i++) {
		ret->n += figures.items[i].n;
		ret->top += figures.items[i].scores[highest];
		if (is_nps)
			ret->top += figures.items[i].scores[highest - 1];
	}
	(void)share_add(&share, true, 1, ret->top);
	(void)share_add(&share, false, 1, ret->n - ret->top);
	ret->share = share_score(&share, survey->least);
	return HK_OK;
}

/* "6 of 10 (in truth probably between 31 % and 83 %)" */
static const char *delighted_words(const struct draft *draft, const struct delighted *delighted)
{
	return i18n_fill(draft->cx->arena,
			 i18n_text(draft->cx->language,
				   TR("{top} of {n} (in truth probably between {low} and {high})")),
			 "top", number(draft, delighted->top), "n", number(draft, delighted->n),
			 "low", i18n_percent(&draft->reader, delighted->share.low), "high",
			 i18n_percent(&draft->reader, delighted->share.high), NULL);
}

/* A moment of the last whole day, which the figures end with: days have 23 to 25 hours. */
static int64_t last_day_at(struct ctx *cx, int64_t today)
{
	int64_t at = cx->now - HK_DAY;

	while (figures_day(cx, at) < today - 1)
		at += HK_HOUR;
	return at;
}

/* Where so few answered that nothing is shown, nothing is said here either. */
static enum hk_result metric_draft(const struct draft *draft, const char **ret)
{
	struct ctx *cx = draft->cx;
	int64_t today = figures_day(cx, cx->now);
	struct survey_list surveys;

	*ret = "";
	HK_TRY(survey_running(cx, "contact", &surveys));
	for (size_t i = 0; i < surveys.count; i++) {
		const struct survey *survey = &surveys.items[i];
		struct delighted now, before;
		struct change change;

		if (strcmp(survey->kind, "index") == 0 || strcmp(survey->kind, "custom") == 0)
			continue;
		HK_TRY(delighted_of(cx, survey, today - FOUR_WEEKS, today - 1, &now));
		HK_TRY(delighted_of(cx, survey, today - EIGHT_WEEKS, today - FOUR_WEEKS - 1,
				    &before));
		if (now.n < survey->least || before.n < survey->least)
			continue;
		*ret = i18n_fill(
			cx->arena,
			i18n_text(cx->language,
				  TR("{survey}: {now} were delighted in the four weeks that ended "
				     "on {day}, {before} in the four weeks before.")),
			"survey", survey->name, "now", delighted_words(draft, &now), "before",
			delighted_words(draft, &before), "day", day(draft, last_day_at(cx, today)),
			NULL);
		change = score_change(&now.share, &before.share);
		*ret = hk_format(cx->arena, "%s %s", *ret, judgement(draft, change.is_real));
		return HK_OK;
	}
	return HK_OK;
}

enum hk_result sheet_draft(struct ctx *cx, struct sheet_texts *ret)
{
	const struct draft draft = { .cx = cx,
				     .reader = { .formats = cx->kit->formats,
						 .arena = cx->arena,
						 .language = cx->language,
						 .timezone = cx->timezone },
				     .since = cx->now - WEEK };
	struct sheet_texts texts = { .of = { [SHEET_NOTES] = "" } };
	struct voice_list list;

	/* As a screen shows it that anybody may pass. */
	HK_TRY(voice_between(cx, 0, cx->now - FOUR_WEEKS * HK_DAY, cx->now + 1, LOOK_MOST, &list));
	texts.of[SHEET_GOOD] = voices_draft(cx, &list, draft.since, "good");
	texts.of[SHEET_BAD] = voices_draft(cx, &list, draft.since, "bad");
	HK_TRY(cause_draft(&draft, &texts.of[SHEET_CAUSE]));
	HK_TRY(promises_draft(&draft, &texts.of[SHEET_PROMISES]));
	HK_TRY(complaint_draft(&draft, &texts.of[SHEET_COMPLAINT]));
	HK_TRY(silent_draft(&draft, &texts.of[SHEET_SILENT]));
	HK_TRY(metric_draft(&draft, &texts.of[SHEET_METRIC]));
	*ret = texts;
	return HK_OK;
}
