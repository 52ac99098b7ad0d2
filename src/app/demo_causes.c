#include "app/demo_causes.h"

#include "app/demo_surveys.h"
#include "base/text.h"
#include "base/time.h"
#include "feedback/cause_link.h"
#include "feedback/improvement.h"
#include "feedback/prevention.h"
#include "job/jobs.h"

enum {
	LINKS_MOST = 120,
	TELLERS = 2, /* of three who met it before the action */
	WEEK_DAYS = 7,
	RUNNING_WEEKS = 3,
	SAID_WEEKS = 26,
	HALF_CONTENT = 8, /* of 10 */
	BACK_WEEKS = 12,
	EXPECTED = 60
};

/* What is told to those who said it. */
struct told {
	const char *language, *headline, *text;
};

static const struct told punctual[] = {
	{ "en", "Parcels come on the evening that we name",
	  "You told us that parcels came late and that nobody said so. The carrier now tells us "
	  "the "
	  "evening before, and we tell you at once." },
	{ "bn", "যে সন্ধ্যার কথা বলি, পার্সেল সেই সন্ধ্যায় আসে",
	  "আপনারা জানিয়েছিলেন, পার্সেল দেরিতে আসে আর কেউ তা জানায় না। এখন পরিবহন সংস্থা আগের সন্ধ্যায় "
	  "আমাদের জানায়, "
	  "আর আমরা সঙ্গে সঙ্গে আপনাদের জানাই।" },
	{ "lt", "Siuntos atvyksta tą vakarą, kurį pasakome",
	  "Sakėte, kad siuntos vėluoja ir niekas apie tai nepraneša. Dabar vežėjas mums praneša iš "
	  "vakaro, o mes iškart pranešame jums." },
	{ "ta", "நாங்கள் சொல்லும் மாலையில் பார்சல் வருகிறது",
	  "பார்சல் தாமதமாக வருகிறது, யாரும் சொல்வதில்லை என்று சொன்னீர்கள். இப்போது முந்தைய மாலையே நிறுவனம் "
	  "எங்களுக்குச் சொல்கிறது; நாங்கள் உடனே உங்களுக்குச் சொல்கிறோம்." },
};

/* days: how long ago it was opened. action_weeks: how long ago its action began; 0: none.
 * measured_weeks: how long it ran before it was measured. every_since: one of so many who answered
 * after an order met it still, since its action; those before all did. */
static const struct story {
	const char *name, *action;
	const char *whys[CAUSE_WHYS];
	int64_t days, action_weeks, measured_weeks;
	const char *purpose; /* of the tickets that it explains */
	bool from_answers;
	size_t every, every_since;
	bool is_late; /* of what comes late */
	bool is_told;
} stories[] = {
	{ .name = "Parcels come late, and nobody says so",
	  .action = "The carrier names the evening, and the shop tells the customer.",
	  .whys = { "The carrier did not say when it was late.", "Nobody had asked the carrier to.",
		    "The contract says nothing of it.", "", "" },
	  .days = 105,
	  .action_weeks = 14,
	  .measured_weeks = 12,
	  .every = 1,
	  .every_since = 8,
	  .is_late = true,
	  .is_told = true },
	{ .name = "Returned goods are paid back late",
	  .action = "The warehouse notes each return on the day on which it comes.",
	  .whys = { "Bookkeeping hears of a return too late.",
		    "The warehouse writes it down once a week.", "", "", "" },
	  .days = 80,
	  .action_weeks = 10,
	  .measured_weeks = 8,
	  .every = 2,
	  .every_since = 2 },
	{ .name = "Customers tell their story again",
	  .action = "",
	  .whys = { "The next colleague did not know what was said.",
		    "Notes of calls stay on paper.", "Nobody has time to type during a call.", "",
		    "" },
	  .days = 12,
	  .from_answers = true },
	{ .name = "Delivery slots are moved twice",
	  .action = "Customers pick from what the vans can really carry.",
	  .whys = { "More was promised than the vans carry.",
		    "The shop does not know what the vans carry.", "", "", "" },
	  .days = 40,
	  .action_weeks = RUNNING_WEEKS,
	  .purpose = "order",
	  .every = 1,
	  .every_since = 4,
	  .is_late = true },
	{ .name = "Invoices cannot be understood",
	  .action = "",
	  .whys = { "", "", "", "", "" },
	  .days = 35,
	  .purpose = "invoice" },
};

struct one {
	int64_t id;
};

struct said {
	int64_t id, at, score;
	const char *comment, *language;
};

static const struct db_column said_columns[] = {
	DB_COLUMN(struct said, id),       DB_COLUMN(struct said, at),
	DB_COLUMN(struct said, score),    DB_COLUMN(struct said, comment),
	DB_COLUMN(struct said, language),
};
static const struct db_record orders = DB_RECORD("response", struct said, said_columns);
static const struct db_column columns[] = { DB_COLUMN(struct one, id) };
static const struct db_record tickets = DB_RECORD("ticket", struct one, columns);
static const struct db_record responses = DB_RECORD("response", struct one, columns);
static const struct db_record surveys = DB_RECORD("survey", struct one, columns);
static const struct db_record owners = DB_RECORD("staff", struct one, columns);

static enum hk_result answers_link(struct ctx *cx, const struct cause *cause)
{
	const struct one *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &responses,
			 DB_WHERE("needs_answer = 1 AND comment <> '' AND mode = 'named'",
				  "ORDER BY at DESC, id LIMIT 12"),
			 DB_NONE, &rows));
	items = rows.items;
	for (size_t i = rows.count; i > 0; i--)
		HK_TRY(cause_link_response(cx, cause, items[i - 1].id));
	return HK_OK;
}

/* Whoever wrote of something else stands for another cause. */
static bool may_mean(const struct story *story, const struct said *said)
{
	enum { LATE = 1, LATE_TOO = 3 };

	if (!*said->comment)
		return true;
	return story->is_late &&
	       (hk_equal(said->comment, demo_comment(said->language, said->score, LATE)) ||
		hk_equal(said->comment, demo_comment(said->language, said->score, LATE_TOO)));
}

/* Who was not wholly content after an order, of two years of them (demo_history.h). */
static enum hk_result orders_link(struct ctx *cx, const struct cause *cause,
				  const struct story *story, int64_t now)
{
	int64_t begin = now - story->action_weeks * WEEK_DAYS * HK_DAY;
	const struct said *items;
	struct db_rows rows;
	size_t count = 0;

	HK_TRY(db_select(
		cx->db, &orders,
		DB_WHERE("at > $2 AND mode = 'named' AND erased_at = 0 AND score <= $3 AND"
			 " survey_id IN (SELECT survey.id FROM survey WHERE"
			 " survey.org_id = response.org_id AND"
			 " survey.occasion = 'purchase')",
			 "ORDER BY at, id"),
		DB_ARGS(now - (int64_t)SAID_WEEKS * WEEK_DAYS * HK_DAY, (int64_t)HALF_CONTENT),
		&rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		size_t every = items[i].at < begin ? story->every : story->every_since;

		if (may_mean(story, &items[i]) && count++ % every == 0)
			HK_TRY(cause_link_response(cx, cause, items[i].id));
	}
	return HK_OK;
}

/* Of those before the action most, of those after it few. */
static enum hk_result tickets_link(struct ctx *cx, const struct cause *cause,
				   const struct story *story, int64_t now)
{
	int64_t begin = now - story->action_weeks * WEEK_DAYS * HK_DAY;
	const struct one *items;
	struct ticket ticket;
	struct db_rows rows;

	HK_TRY(db_select(
		cx->db, &tickets,
		DB_WHERE("opened_at > $2 AND bucket <> 'spam' AND bucket <> 'deleted' AND"
			 " type = $3",
			 "ORDER BY opened_at, id LIMIT $4"),
		DB_ARGS(now - (int64_t)BACK_WEEKS * WEEK_DAYS * HK_DAY, story->purpose, LINKS_MOST),
		&rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		HK_TRY(ticket_by_id(cx, items[i].id, &ticket));
		if (ticket.opened_at < begin ? i % 3 < TELLERS : i % 9 == 0)
			HK_TRY(cause_link_ticket(cx, cause, &ticket, ""));
	}
	return HK_OK;
}

/* Nobody of the demonstration is written to: they count as told. Nothing is told of what did not
 * work. */
static enum hk_result changed_tell(struct ctx *cx, const struct cause *cause, int64_t action_id)
{
	struct improvement_text texts[HK_COUNT(punctual)];
	struct improvement improvement;
	struct improvement_waits waits;
	struct prevention action;
	bool is_first;

	HK_TRY(prevention_find(cx, action_id, &action));
	if (!hk_equal(action.verdict, "worked"))
		return HK_OK;
	HK_TRY(improvement_begin(cx, cause, action_id, &improvement));
	for (size_t i = 0; i < HK_COUNT(punctual); i++)
		texts[i] = (struct improvement_text){ .language = punctual[i].language,
						      .headline = punctual[i].headline,
						      .text = punctual[i].text };
	HK_TRY(improvement_texts_put(cx, &improvement, texts, HK_COUNT(punctual)));
	HK_TRY(improvement_find(cx, improvement.id, &improvement));
	HK_TRY(improvement_send(cx, &improvement, true));
	do {
		HK_TRY(improvement_due(cx, improvement.id, &waits));
		for (size_t i = 0; i < waits.count; i++)
			HK_TRY(improvement_told(cx, improvement.id, waits.items[i].customer_id,
						cx->language, &is_first));
	} while (waits.count);
	return HK_OK;
}

static enum hk_result action_begin(struct ctx *cx, const struct cause *cause,
				   const struct story *story)
{
	struct prevention action = { .cause_id = cause->id,
				     .what = story->action,
				     .owner_id = cause->owner_id,
				     .measure = "said",
				     .expected_percent = EXPECTED,
				     .begin_at = cx->now };
	int64_t first_at = 0;
	enum hk_result result = cause_first_at(cx, cause->id, &first_at);

	/* A house with few tickets has too little to predict from. */
	if (result == HK_NOT_FOUND ||
	    first_at > cx->now - (int64_t)PREVENTION_LEAST_WEEKS * WEEK_DAYS * HK_DAY)
		return HK_OK;
	HK_TRY(result);
	if (!story->measured_weeks)
		return prevention_add(cx, &action, 2 * (int64_t)RUNNING_WEEKS);
	HK_TRY(prevention_add(cx, &action, story->measured_weeks));
	/* Its day has passed: the house measures it as it measures any. */
	cx->now = action.check_at;
	HK_TRY(prevention_check_job.run(
		cx, &(struct job){ .kind = PREVENTION_JOB, .about_id = action.id }));
	return story->is_told ? changed_tell(cx, cause, action.id) : HK_OK;
}

/* has_orders: people were asked after orders, as they are not in small demonstrations. */
static enum hk_result tell(struct ctx *cx, const struct story *story, int64_t owner_id,
			   bool has_orders)
{
	int64_t now = cx->now;
	struct cause cause = { .name = story->name, .owner_id = owner_id };

	cx->now = now - story->days * HK_DAY;
	HK_TRY(cause_add(cx, &cause));
	HK_TRY(cause_whys_put(cx, &cause, story->whys));
	cx->now = now;
	if (story->from_answers)
		HK_TRY(answers_link(cx, &cause));
	else if (story->every && has_orders)
		HK_TRY(orders_link(cx, &cause, story, now));
	else
		HK_TRY(tickets_link(cx, &cause, story, now));
	cx->now = now - story->action_weeks * WEEK_DAYS * HK_DAY;
	if (story->action_weeks)
		HK_TRY(action_begin(cx, &cause, story));
	cx->now = now;
	return HK_OK;
}

static enum hk_result all_work(struct ctx *cx, void *data)
{
	struct cause_list list;
	const struct one *people;
	struct db_rows rows, orders_asked;
	int64_t now = cx->now;

	(void)data;
	HK_TRY(cause_living(cx, 1, &list));
	HK_TRY(db_select(cx->db, &owners, DB_WHERE("is_active = 1", "ORDER BY id"), DB_NONE,
			 &rows));
	if (list.count || !rows.count)
		return HK_OK;
	people = rows.items;
	HK_TRY(db_select(cx->db, &surveys, DB_WHERE("occasion = 'purchase'", "LIMIT 1"), DB_NONE,
			 &orders_asked));
	for (size_t i = 0; i < HK_COUNT(stories); i++) {
		enum hk_result result = HK_OK;

		if (!stories[i].every || stories[i].purpose || orders_asked.count)
			result = tell(cx, &stories[i], people[(i + 1) % rows.count].id,
				      orders_asked.count > 0);
		cx->now = now;
		HK_TRY(result);
	}
	return HK_OK;
}

enum hk_result demo_causes_load(struct ctx *cx)
{
	return ctx_write(cx, all_work, NULL);
}
