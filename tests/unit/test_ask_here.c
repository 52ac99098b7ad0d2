/* Who is asked while he is with us. */
#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/ask_here.h"
#include "people/reached.h"
#include "survey_world.h"
#include "test.h"

struct here {
	struct survey survey;
	int64_t number;
	const char *channel, *contact;
	bool is_asked;
	struct invitation invitation;
};

static enum hk_result here_work(struct ctx *cx, void *data)
{
	struct here *here = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, here->number, &ticket));

	const struct ask_here wish = { &here->survey, &ticket, here->channel, here->contact };

	return ask_here(cx, &wish, &here->is_asked, &here->invitation);
}

static bool ask_now(struct house_world *world, struct here *here)
{
	world_act(world, &world->admin);
	here->is_asked = false;
	assert_int_equal(ctx_write(&world->cx, here_work, here), HK_OK);
	return here->is_asked;
}

/* The last one that was thought of. */
static void stopped_by(struct house_world *world, const char *reason)
{
	struct survey_events all = survey_events_all(world);

	assert_string_equal(all.items[all.count - 1].decision, "stop");
	assert_string_equal(all.items[all.count - 1].reason, reason);
}

static enum hk_result reply_work(struct ctx *cx, void *data)
{
	return reached_note(cx, ((const struct actor *)data)->id, "reply", "");
}

static struct here on_the_phone(struct house_world *world)
{
	struct survey survey = survey_begin(world, "csat", "contact", "named");
	struct ticket ticket = world_ticket(world, "Kettle", "It is broken.");

	return (struct here){
		.survey = survey, .number = ticket.number, .channel = "phone", .contact = "call-1"
	};
}

static void on_the_phone_he_is_asked_though_it_is_night_and_we_wrote_today(void **state)
{
	struct house_world *world = *state;
	struct here here;
	int64_t before;

	world->cx.now = WORLD_BEGIN + 13 * HK_HOUR;
	here = on_the_phone(world);
	world_act(world, &actor_house);
	assert_int_equal(ctx_write(&world->cx, reply_work, &world->jonas), HK_OK);
	before = world_outbox(world, "queued");
	assert_true(ask_now(world, &here));
	assert_string_equal(here.invitation.channel, "phone");
	assert_int_equal(here.invitation.version, here.survey.version);
	assert_int_equal(world_outbox(world, "queued"), before);
	/* It was a survey like any other: of the next one his budget says no. */
	here.contact = "call-2";
	here.number = world_ticket(world, "Another", "The lid.").number;
	assert_false(ask_now(world, &here));
	stopped_by(world, "budget");
}

static void the_same_call_is_asked_about_once_and_answered_alike(void **state)
{
	struct house_world *world = *state;
	struct here here;
	int64_t first;

	survey_be_at_noon(world);
	here = on_the_phone(world);
	assert_true(ask_now(world, &here));
	first = here.invitation.id;
	world->cx.now += HK_MINUTE;
	assert_true(ask_now(world, &here));
	assert_int_equal(here.invitation.id, first);
	/* Another call about the same matter is not asked about. */
	here.contact = "call-2";
	assert_false(ask_now(world, &here));
	assert_false(ask_now(world, &here));
	assert_int_equal(survey_invitations(world).count, 1);
}

static void who_has_trouble_with_us_is_not_asked_on_the_phone_and_not_later(void **state)
{
	struct house_world *world = *state;
	struct here here;

	survey_be_at_noon(world);
	here = on_the_phone(world);
	/* His request is late. */
	world->cx.now += 3 * HK_DAY;
	assert_false(ask_now(world, &here));
	stopped_by(world, "complaint");
}

static void by_lot_and_by_quota_on_the_phone_too(void **state)
{
	struct house_world *world = *state;
	struct survey_events all;
	size_t asked = 0;
	struct here here;

	survey_be_at_noon(world);
	here = on_the_phone(world);
	here.survey.quota = 3;
	here.survey.chance = 50;
	survey_alter(world, &here.survey);
	for (int64_t i = 0; i < 40; i++) {
		here.contact = hk_format(world->arena, "call-%" PRId64, i);
		here.number = world_ticket(world, "Another", here.contact).number;
		asked += ask_now(world, &here);
		world->cx.now += HK_MINUTE;
	}
	/* jonas alone rings: after the first his budget is used up. */
	assert_int_equal(asked, 1);
	all = survey_events_all(world);
	for (size_t i = 0; i < all.count; i++)
		assert_int_equal(all.items[i].chance, all.items[i].draw >= 0 ? 50 : 0);
}

static struct response answer_by_key(struct house_world *world, const struct here *here,
				     const char *key)
{
	struct response response;

	world_act(world, &world->admin);
	assert_int_equal(survey_answer(world, &here->invitation, key, "", false, &response), HK_OK);
	return response;
}

static void the_same_key_again_changes_nothing_and_another_corrects(void **state)
{
	struct house_world *world = *state;
	struct response response;
	struct here here;

	survey_be_at_noon(world);
	here = on_the_phone(world);
	assert_true(ask_now(world, &here));
	response = answer_by_key(world, &here, "4");
	assert_int_equal(response.customer_id, world->jonas.id);
	assert_int_equal(response.corrected_at, 0);
	world->cx.now += HK_MINUTE;
	assert_int_equal(answer_by_key(world, &here, "4").corrected_at, 0);
	assert_int_equal(answer_by_key(world, &here, "2").corrected_at, world->cx.now);
	assert_int_equal(answer_by_key(world, &here, "2").id, response.id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(on_the_phone_he_is_asked_though_it_is_night_and_we_wrote_today),
		in_house(the_same_call_is_asked_about_once_and_answered_alike),
		in_house(who_has_trouble_with_us_is_not_asked_on_the_phone_and_not_later),
		in_house(by_lot_and_by_quota_on_the_phone_too),
		in_house(the_same_key_again_changes_nothing_and_another_corrects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
