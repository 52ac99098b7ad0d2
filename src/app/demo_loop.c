#include "app/demo_loop.h"

#include "app/demo_random.h"
#include "base/text.h"
#include "base/time.h"
#include "feedback/loop/loop_case.h"

enum { BATCH = 50, FRESH = 4, IN_TIME_OF_100 = 93, SAYS_OF_100 = 70, RIGHT_OF_100 = 90 };

static const char *const said[] = {
	"I said that I am sorry, and told them what we change.",
	"We went through it together; the next time it goes to me directly.",
	"They want to hear from us once it is done, on Thursday.",
};

/* A response that needs an answer. */
struct due {
	int64_t id, at;
};

static const struct db_column columns[] = { DB_COLUMN(struct due, id), DB_COLUMN(struct due, at) };
static const struct db_record record = DB_RECORD("response", struct due, columns);

struct demo_loop {
	uint64_t random;
	struct db_rows dues;
	size_t from, until;
	int64_t now; /* when the demonstration begins */
};

struct batch {
	struct demo_loop before, after;
};

static int64_t below(struct demo_loop *demo, uint64_t limit)
{
	return (int64_t)(demo_random(&demo->random) % limit);
}

/* Its owner spoke to whoever waits. */
static enum hk_result speak(struct ctx *cx, struct demo_loop *demo, struct loop_case *one,
			    int64_t at)
{
	cx->now = at;
	return loop_case_called(cx, one, said[below(demo, HK_COUNT(said))]);
}

/* What came long ago has come to its end; he said so himself, or not. */
static enum hk_result end_round(struct ctx *cx, struct demo_loop *demo, struct loop_case *one)
{
	cx->now += (1 + below(demo, 3)) * HK_DAY;
	HK_TRY(loop_case_end(cx, one, below(demo, 3) ? "fixed" : "explained",
			     said[below(demo, HK_COUNT(said))]));
	cx->now += HK_DAY;
	HK_TRY(loop_case_ask(cx, one, one->ended_at));
	if (below(demo, 100) >= SAYS_OF_100)
		return HK_OK;
	cx->now += (1 + below(demo, 30)) * HK_HOUR;
	return loop_case_answer(cx, one, below(demo, 100) < RIGHT_OF_100, "");
}

/* Where it was not put right, its owner speaks to him once more. */
static enum hk_result end(struct ctx *cx, struct demo_loop *demo, struct loop_case *one)
{
	while (one->answered_at && one->answered_at < demo->now - 7 * HK_DAY) {
		int64_t round = one->round;

		HK_TRY(end_round(cx, demo, one));
		HK_TRY(loop_case_by_row(cx, one->response_id, one));
		if (one->round == round)
			break;
		HK_TRY(speak(cx, demo, one, cx->now + (1 + below(demo, 9)) * HK_HOUR));
	}
	return HK_OK;
}

/* Where nobody listens to events, the loop hears of the answer here. */
static enum hk_result begin(struct ctx *cx, const struct due *due, struct loop_case *ret)
{
	const struct event event = { .kind = "response.added", .number = due->id };

	HK_TRY(loop_on_response(cx, &event));
	return loop_case_by_row(cx, due->id, ret);
}

static enum hk_result live(struct ctx *cx, struct demo_loop *demo, const struct due *due)
{
	struct actor owner = { .kind = ACTOR_STAFF, .name = "" };
	const struct actor *before = cx->actor;
	int64_t now = cx->now, at;
	struct loop_case one;
	enum hk_result result;

	cx->now = due->at;
	HK_TRY(begin(cx, due, &one));
	at = one.opened_at +
	     (below(demo, 100) < IN_TIME_OF_100 ? 1 + below(demo, 22) : 25 + below(demo, 10)) *
		     HK_HOUR;
	owner.id = one.owner_id;
	cx->actor = &owner;
	result = at > now ? HK_OK : speak(cx, demo, &one, at);
	if (result == HK_OK)
		result = end(cx, demo, &one);
	cx->actor = before;
	cx->now = now;
	return result;
}

/* The newest ones wait now, whenever the demonstration is looked at; with one somebody speaks. */
static enum hk_result freshen(struct ctx *cx, struct demo_loop *demo, const struct due *due,
			      size_t which)
{
	static const int64_t hours[FRESH] = { 5, 9, 17, 21 };
	struct actor owner = { .kind = ACTOR_STAFF, .name = "" };
	const struct actor *before = cx->actor;
	int64_t now = cx->now;
	struct loop_case one;
	enum hk_result result;

	cx->now = now - hours[which] * HK_HOUR;
	result = begin(cx, due, &one);
	if (result == HK_OK && which == 1) {
		owner.id = one.owner_id;
		cx->actor = &owner;
		result = speak(cx, demo, &one, now - HK_HOUR);
	}
	cx->actor = before;
	cx->now = now;
	return result;
}

static enum hk_result batch_work(struct ctx *cx, void *data)
{
	struct batch *batch = data;
	struct demo_loop again = batch->before; /* it may run twice */
	size_t count = again.dues.count;
	int64_t now = cx->now;

	again.now = now;
	for (size_t i = again.from; i < again.until; i++) {
		const struct due *due = &((const struct due *)again.dues.items)[i];
		enum hk_result result = i + FRESH >= count ? freshen(cx, &again, due, count - 1 - i)
							   : live(cx, &again, due);

		cx->now = now;
		HK_TRY(result);
	}
	batch->after = again;
	return HK_OK;
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	return db_select(cx->db, &record, DB_WHERE("needs_answer = 1", "ORDER BY at, id"), DB_NONE,
			 data);
}

enum hk_result demo_loop_load(struct ctx *cx, int64_t seed)
{
	struct demo_loop demo = { .random = (uint64_t)seed };

	HK_TRY(ctx_read(cx, find_work, &demo.dues));
	for (; demo.from < demo.dues.count; demo.from = demo.until) {
		demo.until =
			demo.from + BATCH < demo.dues.count ? demo.from + BATCH : demo.dues.count;

		struct batch batch = { .before = demo };

		HK_TRY(ctx_write(cx, batch_work, &batch));
		demo = batch.after;
	}
	return HK_OK;
}
