#include "app/demo_history.h"

#include <inttypes.h>

#include "app/demo_random.h"
#include "app/demo_surveys.h"
#include "base/text.h"
#include "base/time.h"
#include "feedback/publish.h"
#include "feedback/response.h"
#include "feedback/wall/voice.h"
#include "standard/clock.h"

enum {
	YEARS_DAYS = 730,
	WEEK_DAYS = 7,
	FRESH_DAYS = 4, /* newer ones are of tickets */
	ORDERS = 960,
	VISITS = 720,
	BATCH = 120,
	CUSTOMERS_MOST = 200,
	HUNDRED = 100,
	ANSWER_OF_100 = 55,
	WRITE_OF_100 = 20,
	CONTACT_BELOW = 3,
	BETTER_DAYS = 180, /* ago */
	BAD_UNTIL_DAYS = 120,
	BAD_DAYS = 30, /* ago, and how long */
	THANKED = 4,
};

static const struct survey orders = {
	.name = "After an order", .kind = "nps", .occasion = "purchase", .mode = "named"
};

struct colleague {
	int64_t id;
};

static const struct db_column colleague_columns[] = { DB_COLUMN(struct colleague, id) };
static const struct db_record colleagues = DB_RECORD("staff", struct colleague, colleague_columns);

struct teller {
	uint64_t random;
	struct survey orders, visits;
	struct survey_version order_words, visit_words;
	struct demo_people customers;
	int64_t now, from, until; /* which of them */
	bool is_done;
};

struct batch {
	struct teller before, after;
};

static int64_t below(struct teller *teller, int64_t limit)
{
	return (int64_t)(demo_random(&teller->random) % (uint64_t)limit);
}

static enum hk_result prepare(struct ctx *cx, void *data)
{
	struct teller *teller = data;
	struct survey_list all;

	teller->visits.id = 0;
	teller->is_done = false;
	HK_TRY(survey_every(cx, &all));
	for (size_t i = 0; i < all.count; i++) {
		if (hk_equal(all.items[i].name, orders.name))
			teller->is_done = true;
		if (hk_equal(all.items[i].mode, "anonymous"))
			teller->visits = all.items[i];
	}
	HK_TRY(demo_customers(cx, CUSTOMERS_MOST, &teller->customers));
	teller->is_done |= !teller->visits.id || !teller->customers.count;
	if (teller->is_done)
		return HK_OK;
	teller->orders = orders;
	teller->orders.chance = HUNDRED;
	teller->orders.least = teller->visits.least;
	HK_TRY(survey_add(cx, &teller->orders));
	teller->orders.state = "running";
	HK_TRY(survey_change(cx, &teller->orders));
	HK_TRY(survey_version_find(cx, teller->orders.id, 1, &teller->order_words));
	return survey_version_find(cx, teller->visits.id, 1, &teller->visit_words);
}

/* The i-th of so many, evenly over the two years. */
static int64_t moment(const struct teller *teller, int64_t i, int64_t count)
{
	int64_t span = (int64_t)(YEARS_DAYS - FRESH_DAYS) * HK_DAY;

	return teller->now - (int64_t)YEARS_DAYS * HK_DAY + span / count * i;
}

static bool is_since(const struct teller *teller, int64_t at, int64_t days_ago)
{
	return at >= teller->now - days_ago * HK_DAY;
}

static int64_t order_score(struct teller *teller, int64_t at)
{
	bool is_better = is_since(teller, at, BETTER_DAYS);
	int64_t dice = below(teller, HUNDRED);

	if (dice < (is_better ? 62 : 34))
		return 9 + below(teller, 2);
	if (dice < (is_better ? 84 : 66))
		return 7 + below(teller, 2);
	return below(teller, 7);
}

static int64_t visit_score(struct teller *teller, int64_t at)
{
	bool is_bad = is_since(teller, at, BAD_UNTIL_DAYS + BAD_DAYS) &&
		      !is_since(teller, at, BAD_UNTIL_DAYS);
	int64_t dice = below(teller, HUNDRED);

	if (is_bad)
		return 1 + dice / 30;
	return dice < 42 ? 5 : dice < 76 ? 4 : 1 + below(teller, 3);
}

static enum hk_result order_answer(struct ctx *cx, struct teller *teller,
				   const struct invitation *invitation)
{
	int64_t score = order_score(teller, cx->now);
	bool writes = below(teller, HUNDRED) < WRITE_OF_100;
	struct response_new new = { .survey = &teller->orders,
				    .version = &teller->order_words,
				    .invitation = invitation,
				    .channel = "email",
				    .language = invitation->language,
				    .values = { hk_format(cx->arena, "%" PRId64, score),
						writes ? demo_comment(
								 invitation->language, score,
								 (size_t)below(teller, HUNDRED))
						       : "" },
				    .may_contact = score < CONTACT_BELOW };
	struct response response;

	return response_put(cx, &new, &response);
}

static enum hk_result order_tell(struct ctx *cx, struct teller *teller, int64_t i)
{
	const struct demo_person *who =
		&teller->customers.items[below(teller, (int64_t)teller->customers.count)];
	const char *name = hk_format(cx->arena, "N-%05" PRId64, 10000 + i);
	struct survey_event event = { .survey_id = teller->orders.id,
				      .effect_key = hk_format(cx->arena, "order %s", name),
				      .order_name = name,
				      .customer_id = who->id,
				      .channel = "",
				      .outcome = "",
				      .at = moment(teller, i, ORDERS) };

	struct invitation invitation;

	cx->now = event.at;
	event.draw = below(teller, HUNDRED);
	HK_TRY(demo_ask(cx, &teller->orders, &event, who->language, &invitation));
	if (below(teller, HUNDRED) >= ANSWER_OF_100)
		return HK_OK;
	cx->now += (1 + below(teller, 40)) * HK_HOUR;
	return order_answer(cx, teller, &invitation);
}

static enum hk_result visit_tell(struct ctx *cx, struct teller *teller, int64_t i)
{
	const struct demo_person *who =
		&teller->customers.items[below(teller, (int64_t)teller->customers.count)];
	struct response_new new = { .survey = &teller->visits,
				    .version = &teller->visit_words,
				    .channel = "qr",
				    .language = who->language,
				    .values = { "", "" } };
	struct response response;

	cx->now = moment(teller, i, VISITS);
	new.values[0] = hk_format(cx->arena, "%" PRId64, visit_score(teller, cx->now));
	return response_put(cx, &new, &response);
}

static enum hk_result batch_work(struct ctx *cx, void *data)
{
	struct batch *batch = data;
	struct teller again = batch->before; /* it may run twice */

	for (int64_t i = again.from; i < again.until; i++) {
		if (i < ORDERS)
			HK_TRY(order_tell(cx, &again, i));
		if (i < VISITS)
			HK_TRY(visit_tell(cx, &again, i));
	}
	cx->now = again.now;
	batch->after = again;
	return HK_OK;
}

/* What colleagues make of it: a story of theirs, and thanks for what is new on the wall. */
static enum hk_result colleagues_work(struct ctx *cx, void *data)
{
	const struct story_new story = { .title = "She stayed on the line",
					 .text = "A mother could not open the washing machine with "
						 "the school clothes in it. I "
						 "stayed on the line until the door was open. "
						 "Yesterday she ordered a dryer.",
					 .tone = "good" };
	const struct actor *before = cx->actor;
	const struct voice_filter any = { "", "", "", 0 };
	const struct colleague *who;
	struct voice_list voices;
	struct db_rows rows;
	int64_t id, now = cx->now;
	enum hk_result result = HK_OK;

	(void)data;
	HK_TRY(db_select(cx->db, &colleagues,
			 DB_WHERE("is_active = 1 AND role <> 'admin'", "ORDER BY id"), DB_NONE,
			 &rows));
	who = rows.items;
	for (size_t i = 0; result == HK_OK && i < rows.count; i++) {
		struct actor colleague = { .kind = ACTOR_STAFF, .id = who[i].id, .name = "" };

		cx->actor = &colleague;
		cx->now = now - HK_DAY;
		if (i == 0)
			result = voice_tell(cx, &story, &id);
		cx->now = now;
		if (result == HK_OK)
			result = voice_page(cx, colleague.id, &any, NULL, THANKED, &voices);
		for (size_t k = i % 2; result == HK_OK && k < voices.count; k += 2)
			if (voices.items[k].staff_id != colleague.id)
				result = voice_thank(cx, voices.items[k].id, true);
		cx->actor = before;
	}
	return result;
}

enum hk_result demo_history_load(struct ctx *cx, int64_t seed)
{
	struct teller teller = { .random = (uint64_t)seed, .now = cx->now };

	HK_TRY(ctx_write(cx, prepare, &teller));
	if (teller.is_done)
		return HK_OK;
	while (teller.from < ORDERS) {
		teller.until = teller.from + BATCH;

		struct batch batch = { .before = teller };
		enum hk_result result = ctx_write(cx, batch_work, &batch);

		cx->now = teller.now;
		HK_TRY(result);
		teller = batch.after;
		teller.from = teller.until;
	}
	return ctx_write(cx, colleagues_work, NULL);
}

static enum hk_result publish_work(struct ctx *cx, void *data)
{
	return publish_due(cx, data);
}

enum hk_result demo_history_publish(struct ctx *cx)
{
	const int64_t now = cx->now;
	enum hk_result result = HK_OK;

	for (int64_t days = YEARS_DAYS; result == HK_OK && days >= 0; days -= WEEK_DAYS) {
		size_t count = 1;

		cx->now = now - days * HK_DAY;
		while (result == HK_OK && count)
			result = ctx_write(cx, publish_work, &count);
	}
	cx->now = now;
	return result;
}
