#include "app/demo_causes.h"

#include "base/text.h"
#include "base/time.h"
#include "feedback/cause_link.h"
#include "feedback/prevention.h"

enum {
	LINKS_MOST = 120,
	TELLERS = 2, /* of three who met it before the action */
	WEEK_DAYS = 7,
	RUNNING_WEEKS = 3,
	BACK_WEEKS = 12,
	EXPECTED = 60
};

/* days: how long ago it was opened. action_weeks: how long ago its action began; 0: none. */
static const struct story {
	const char *name, *action;
	const char *whys[CAUSE_WHYS];
	int64_t days, action_weeks;
	const char *purpose; /* of the tickets that it explains */
	bool from_answers;
} stories[] = {
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
	  .purpose = "order" },
	{ .name = "Invoices cannot be understood",
	  .action = "",
	  .whys = { "", "", "", "", "" },
	  .days = 35,
	  .purpose = "invoice" },
};

struct one {
	int64_t id;
};

static const struct db_column columns[] = { DB_COLUMN(struct one, id) };
static const struct db_record tickets = DB_RECORD("ticket", struct one, columns);
static const struct db_record responses = DB_RECORD("response", struct one, columns);
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
	return prevention_add(cx, &action, 2 * (int64_t)RUNNING_WEEKS);
}

static enum hk_result tell(struct ctx *cx, const struct story *story, int64_t owner_id)
{
	int64_t now = cx->now;
	struct cause cause = { .name = story->name, .owner_id = owner_id };

	cx->now = now - story->days * HK_DAY;
	HK_TRY(cause_add(cx, &cause));
	HK_TRY(cause_whys_put(cx, &cause, story->whys));
	cx->now = now;
	if (story->from_answers)
		HK_TRY(answers_link(cx, &cause));
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
	struct db_rows rows;
	int64_t now = cx->now;

	(void)data;
	HK_TRY(cause_living(cx, 1, &list));
	HK_TRY(db_select(cx->db, &owners, DB_WHERE("is_active = 1", "ORDER BY id"), DB_NONE,
			 &rows));
	if (list.count || !rows.count)
		return HK_OK;
	people = rows.items;
	for (size_t i = 0; i < HK_COUNT(stories); i++) {
		enum hk_result result = tell(cx, &stories[i], people[(i + 1) % rows.count].id);

		cx->now = now;
		HK_TRY(result);
	}
	return HK_OK;
}

enum hk_result demo_causes_load(struct ctx *cx)
{
	return ctx_write(cx, all_work, NULL);
}
