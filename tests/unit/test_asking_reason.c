/* Why people were asked or not: sums of a survey, and the last decisions about one person. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/asking_reason.h"
#include "people/customer.h"
#include "survey_world.h"
#include "test.h"

static enum hk_result occasion_work(struct ctx *cx, void *data)
{
	const struct customer_new new = {
		.name = "Ona", .email = data, .phone = "", .language = "lt", .tokens = ""
	};
	struct customer customer;

	HK_TRY(customer_ensure(cx, &new, &customer));

	const struct survey_event event = {
		.effect_key = hk_format(cx->arena, "occasion %" PRId64, ctx_new_id(cx)),
		.order_name = "",
		.customer_id = customer.id,
		.channel = "",
		.outcome = "",
		.at = cx->now,
	};

	return survey_event_add(cx, "contact", &event);
}

/* Something of his came to its end, and the house looks at it. */
static struct survey_event decide(struct house_world *world, const char *email)
{
	struct survey_events all;

	world_act(world, &actor_house);
	assert_int_equal(
		ctx_write(&world->cx, occasion_work, hk_copy(world->arena, email, strlen(email))),
		HK_OK);
	survey_look(world);
	all = survey_events_all(world);
	return all.items[all.count - 1];
}

struct reasons_wish {
	int64_t survey_id, from_day, until_day;
	struct asking_reasons reasons;
	int64_t customer_id;
	struct asked_abouts abouts;
};

static enum hk_result reasons_work(struct ctx *cx, void *data)
{
	struct reasons_wish *wish = data;

	HK_TRY(asked_abouts_find(cx, wish->customer_id, 3, &wish->abouts));
	return asking_reasons_find(cx, wish->survey_id, wish->from_day, wish->until_day,
				   &wish->reasons);
}

static int64_t reasons_of(const struct reasons_wish *wish, const char *reason)
{
	for (size_t i = 0; i < wish->reasons.count; i++)
		if (strcmp(wish->reasons.items[i].reason, reason) == 0)
			return wish->reasons.items[i].count;
	return 0;
}

/* As a slow count over the decisions has it. */
static void assert_counted(struct house_world *world, const struct reasons_wish *wish)
{
	struct survey_events all = survey_events_all(world);
	int64_t decided = 0, summed = 0;

	for (size_t i = 0; i < wish->reasons.count; i++) {
		const struct asking_reason *one = &wish->reasons.items[i];
		int64_t count = 0;

		for (size_t k = 0; k < all.count; k++) {
			const struct survey_event *event = &all.items[k];
			int64_t day = event->decided_at / HK_DAY;

			count += strcmp(event->decision, "wait") != 0 &&
				 strcmp(event->reason, one->reason) == 0 && day >= wish->from_day &&
				 day <= wish->until_day;
		}
		assert_int_equal(one->count, count);
		summed += count;
	}
	for (size_t k = 0; k < all.count; k++)
		decided += strcmp(all.items[k].decision, "wait") != 0 &&
			   all.items[k].decided_at / HK_DAY >= wish->from_day &&
			   all.items[k].decided_at / HK_DAY <= wish->until_day;
	assert_int_equal(summed, decided);
}

static void the_sums_by_reason_are_those_of_the_decisions(void **state)
{
	struct house_world *world = *state;
	struct reasons_wish wish = { 0 };
	struct survey survey;

	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	survey = survey_begin(world, "nps", "contact", "named");
	survey.chance = 50;
	survey_alter(world, &survey);
	wish.survey_id = survey.id;
	wish.from_day = world->cx.now / HK_DAY;
	for (int64_t i = 0; i < 60; i++) {
		(void)decide(world, hk_format(world->arena, "p%" PRId64 "@example.org", i % 40));
		world->cx.now += i % 20 == 19 ? HK_DAY : 0;
	}
	survey_look(world);
	wish.until_day = world->cx.now / HK_DAY;
	assert_int_equal(ctx_read(&world->cx, reasons_work, &wish), HK_OK);
	assert_true(wish.reasons.count > 2);
	assert_true(reasons_of(&wish, "") > 0 && reasons_of(&wish, "lot") > 0);
	assert_counted(world, &wish);
	/* Of some days alone. */
	wish.from_day++;
	wish.until_day = wish.from_day;
	assert_int_equal(ctx_read(&world->cx, reasons_work, &wish), HK_OK);
	assert_true(wish.reasons.count > 0);
	assert_counted(world, &wish);
	world_agrees(world);
}

static void of_one_person_the_last_decisions_stand_with_their_reason(void **state)
{
	struct house_world *world = *state;
	struct reasons_wish wish = { 0 };
	struct survey_event asked, put_off;
	int64_t asked_at;

	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	(void)survey_begin(world, "nps", "contact", "named");
	asked = decide(world, "a@example.org");
	assert_string_equal(asked.decision, "ask");
	asked_at = asked.decided_at;
	world->cx.now += 12 * HK_DAY;
	assert_string_equal(decide(world, "a@example.org").reason, "budget");
	put_off = decide(world, "b@example.org");
	wish.survey_id = asked.survey_id;
	wish.customer_id = asked.customer_id;
	assert_int_equal(ctx_read(&world->cx, reasons_work, &wish), HK_OK);
	assert_int_equal(wish.abouts.count, 2); /* not those of others */
	assert_true(put_off.customer_id != asked.customer_id);
	assert_string_equal(wish.abouts.items[0].reason, "budget");
	assert_int_equal(wish.abouts.items[0].last_at, asked_at);
	assert_string_equal(wish.abouts.items[1].decision, "ask");
	assert_int_equal(wish.abouts.items[1].last_at, 0);
	assert_string_equal(wish.abouts.items[1].survey, "After a request");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(the_sums_by_reason_are_those_of_the_decisions),
		in_house(of_one_person_the_last_decisions_stand_with_their_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
