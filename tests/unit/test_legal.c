/* Times that a law demands: read from packs, counted in days of the house, and kept on complaints.
 */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "deeds.h"
#include "house_world.h"
#include "standard/calendar.h"
#include "standard/clock.h"
#include "standard/legal_pack.h"
#include "test.h"
#include "ticket/clock/legal.h"
#include "ticket/complaint/complaint.h"

struct law {
	const char *code, *text;
	bool is_on;
	struct legal_packs packs;
	struct legal_span span;
	int64_t calendar_id, from, due, number;
	struct clock_list clocks;
	struct legal_clocks legal;
};

static enum hk_result every(struct ctx *cx, void *data)
{
	struct law *law = data;

	return legal_pack_every(cx, &law->packs);
}

static enum hk_result flip(struct ctx *cx, void *data)
{
	const struct law *law = data;

	return legal_pack_switch(cx, law->code, law->is_on);
}

static enum hk_result put(struct ctx *cx, void *data)
{
	struct law *law = data;

	return legal_pack_put(cx, law->text, &law->code);
}

static enum hk_result count(struct ctx *cx, void *data)
{
	struct law *law = data;

	return legal_due(cx, &law->span, law->calendar_id, law->from, &law->due);
}

static enum hk_result mark(struct ctx *cx, void *data)
{
	const struct law *law = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, law->number, &ticket));
	return complaint_mark(cx, &ticket, 0);
}

static enum hk_result look(struct ctx *cx, void *data)
{
	struct law *law = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, law->number, &ticket));
	HK_TRY(legal_find(cx, &ticket, &law->legal));
	return clock_every(cx, ticket.id, &law->clocks);
}

static void turn(struct house_world *world, const char *code, bool is_on)
{
	struct law law = { .code = code, .is_on = is_on };

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, flip, &law), HK_OK);
}

static enum hk_result own(struct house_world *world, const char *times)
{
	struct law law = { .text = hk_format(world->cx.arena,
					     "code: ours\nname: Ours\ncountry: LT\nsource: here\n"
					     "version: 1\nreview: 2027-06-01\nfor: complaint\n%s",
					     times) };

	world_act(world, &world->admin);
	world->cx.field_count = 0;
	return ctx_write(&world->cx, put, &law);
}

/* "2027-03-26T10:00" by the clock of the house, both. */
static const char *due_of(struct house_world *world, int64_t number, const char *unit,
			  const char *from, int64_t calendar_id)
{
	struct law law = { .span = { number, unit }, .calendar_id = calendar_id };

	assert_true(i18n_clock_read(world->cx.kit->formats, "Europe/Vilnius", from, &law.from));
	assert_int_equal(ctx_read(&world->cx, count, &law), HK_OK);
	return i18n_clock_write(world->cx.kit->formats, world->cx.arena, "Europe/Vilnius", law.due);
}

static enum hk_result to_vilnius(struct ctx *cx, void *data)
{
	(void)data;
	return db_send(cx->db, DB_UPDATE("org", "timezone = 'Europe/Vilnius'", "1 = 1", ""),
		       DB_NONE);
}

static void live_in_vilnius(struct house_world *world)
{
	assert_int_equal(ctx_write(&world->cx, to_vilnius, NULL), HK_OK);
}

/* A complaint of Rasa's. */
static int64_t complaint(struct house_world *world)
{
	struct law law = { .number = world_ticket(world, "Table", "It is broken.").number };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, mark, &law), HK_OK);
	return law.number;
}

static struct clock clock_of(struct house_world *world, int64_t number, const char *kind)
{
	struct law law = { .number = number };

	assert_int_equal(ctx_read(&world->cx, look, &law), HK_OK);
	for (size_t i = 0; i < law.clocks.count; i++)
		if (strcmp(law.clocks.items[i].kind, kind) == 0)
			return law.clocks.items[i];
	return (struct clock){ .state = "none" };
}

static void the_packs_that_come_along_are_whole_and_off(void **state)
{
	struct house_world *world = *state;
	struct law law = { .code = NULL };

	assert_int_equal(ctx_read(&world->cx, every, &law), HK_OK);
	assert_true(law.packs.count >= 5);
	for (size_t i = 0; i < law.packs.count; i++) {
		assert_false(law.packs.items[i].is_on);
		assert_true(*law.packs.items[i].source != '\0');
		assert_int_equal(strlen(law.packs.items[i].review), 10);
		assert_int_equal(strlen(law.packs.items[i].dated), 10);
	}
}

static void days_end_at_midnight_of_the_house_and_the_first_does_not_count(void **state)
{
	struct house_world *world = *state;

	live_in_vilnius(world);
	assert_string_equal(due_of(world, 14, "calendar days", "2026-11-22T10:00", 0),
			    "2026-12-06T23:59");
	assert_string_equal(due_of(world, 8, "weeks", "2026-11-22T10:00", 0), "2027-01-17T23:59");
	assert_string_equal(due_of(world, 48, "hours", "2026-11-22T10:00", 0), "2026-11-24T10:00");
	/* The clock goes forward on 28 March and back on 25 October. */
	assert_string_equal(due_of(world, 3, "calendar days", "2027-03-26T10:00", 0),
			    "2027-03-29T23:59");
	assert_string_equal(due_of(world, 1, "calendar days", "2026-10-24T23:30", 0),
			    "2026-10-25T23:59");
}

static void a_month_ends_on_its_day_or_on_the_last_one(void **state)
{
	struct house_world *world = *state;

	live_in_vilnius(world);
	assert_string_equal(due_of(world, 1, "months", "2026-11-22T10:00", 0), "2026-12-22T23:59");
	assert_string_equal(due_of(world, 1, "months", "2027-01-31T10:00", 0), "2027-02-28T23:59");
	assert_string_equal(due_of(world, 1, "months", "2028-01-31T10:00", 0), "2028-02-29T23:59");
	assert_string_equal(due_of(world, 3, "months", "2026-11-30T10:00", 0), "2027-02-28T23:59");
}

static enum hk_result calendar_make(struct ctx *cx, void *data)
{
	struct calendar calendar = { .name = "Shop",
				     .timezone = "Europe/Vilnius",
				     .monday = "9-17",
				     .tuesday = "9-17",
				     .wednesday = "9-17",
				     .thursday = "9-17",
				     .friday = "9-17",
				     .saturday = "",
				     .sunday = "" };
	/* 24 December 2026. */
	struct calendar_day day = { .day = 20811, .name = "Christmas Eve", .hours = "" };

	HK_TRY(calendar_add(cx, &calendar));
	*(int64_t *)data = calendar.id;
	day.calendar_id = calendar.id;
	return calendar_days_put(cx, calendar.id, &(struct calendar_days){ &day, 1 });
}

static void business_days_leave_out_weekends_and_holidays(void **state)
{
	struct house_world *world = *state;
	int64_t id;

	live_in_vilnius(world);
	assert_int_equal(ctx_write(&world->cx, calendar_make, &id), HK_OK);
	assert_string_equal(due_of(world, 3, "business days", "2026-12-22T10:00", 0),
			    "2026-12-25T23:59");
	assert_string_equal(due_of(world, 3, "business days", "2026-12-22T10:00", id),
			    "2026-12-28T23:59");
	assert_string_equal(due_of(world, 1, "business days", "2026-11-20T16:00", id),
			    "2026-11-23T23:59");
}

static void a_pack_that_cannot_be_read_is_refused_with_its_line(void **state)
{
	static const char *const wrong[] = { "final: soon",
					     "final: 14 moons",
					     "for: pets",
					     "final: 0 weeks",
					     "final: 14 weeks\npause: always",
					     "" };
	struct house_world *world = *state;
	struct law law = { .text = "code: lt-trader\nname: a\ncountry: LT\nsource: b\nversion: 1\n"
				   "review: 2027-06-01\nfinal: 1 week" };

	for (size_t i = 0; i < HK_COUNT(wrong); i++)
		assert_int_equal(own(world, wrong[i]), HK_INVALID);
	assert_int_equal(own(world, "final: 2 weeks"), HK_OK);
	assert_int_equal(own(world, "final: 3 weeks"), HK_OK);
	assert_int_equal(ctx_write(&world->cx, put, &law), HK_CONFLICT);
}

static enum hk_result record_of(struct ctx *cx, void *data)
{
	struct complaint *complaint = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, complaint->ticket_id, &ticket));
	return complaint_find(cx, &ticket, complaint);
}

static void a_complaint_has_the_words_of_the_customer_though_we_wrote_last(void **state)
{
	struct house_world *world = *state;
	struct law law = { .number = world_ticket(world, "Table", "It is broken.").number };
	struct complaint complaint = { .ticket_id = law.number };

	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, law.number, "I am sorry.", REPLY_KEEP_OPEN, NULL),
			 HK_OK);
	assert_int_equal(ctx_write(&world->cx, mark, &law), HK_OK);
	assert_int_equal(ctx_read(&world->cx, record_of, &complaint), HK_OK);
	assert_string_equal(complaint.description, "It is broken.");
	assert_true(complaint.message_id > 0);
}

static void a_law_counts_from_when_the_complaint_came_not_from_when_it_was_recorded(void **state)
{
	struct house_world *world = *state;
	int64_t at_once, later;

	assert_int_equal(own(world, "acknowledge: 48 hours\nfinal: 2 weeks"), HK_OK);
	turn(world, "ours", true);
	at_once = complaint(world);
	struct law law = { .number = world_ticket(world, "Chair", "It is low.").number };

	later = law.number;
	world->cx.now += 3 * HK_DAY;
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, mark, &law), HK_OK);
	assert_int_equal(clock_of(world, later, LEGAL_FINAL_CLOCK).due_at,
			 clock_of(world, at_once, LEGAL_FINAL_CLOCK).due_at);
	assert_int_equal(clock_of(world, later, LEGAL_ACK_CLOCK).due_at,
			 world->cx.now - 3 * HK_DAY + 48 * HK_HOUR);
	assert_int_equal(clock_of(world, later, LEGAL_ACK_CLOCK).started_at,
			 world->cx.now - 3 * HK_DAY);
}

static void only_packs_that_are_on_make_clocks_and_the_strictest_holds(void **state)
{
	struct house_world *world = *state;
	struct law law;
	int64_t number = complaint(world);

	assert_string_equal(clock_of(world, number, LEGAL_FINAL_CLOCK).state, "none");
	assert_int_equal(world_look(world, number).legal, 0);
	turn(world, "gb-finance", true);
	turn(world, "lt-trader", true);
	turn(world, "in-e-commerce", true);
	turn(world, "in-e-commerce", false);
	world_act(world, &world->rasa);
	law.number = world_ticket(world, "Chair", "It is too low.").number;
	assert_int_equal(ctx_write(&world->cx, mark, &law), HK_OK);
	assert_int_equal(ctx_read(&world->cx, look, &law), HK_OK);
	assert_int_equal(law.legal.count, 1);
	assert_string_equal(law.legal.items[0].code, "lt-trader");
	assert_string_equal(clock_of(world, law.number, LEGAL_FINAL_CLOCK).state, "running");
	assert_string_equal(clock_of(world, law.number, LEGAL_ACK_CLOCK).state, "none");
}

static void an_answer_acknowledges_and_asking_back_lets_no_law_rest(void **state)
{
	struct house_world *world = *state;
	int64_t number, id, due;

	turn(world, "in-e-commerce", true);
	number = complaint(world);
	due = clock_of(world, number, LEGAL_FINAL_CLOCK).due_at;
	assert_int_equal(deed_reply(world, number, "Which table?", REPLY_WAIT, &id), HK_OK);
	assert_string_equal(clock_of(world, number, LEGAL_ACK_CLOCK).state, "met");
	assert_string_equal(clock_of(world, number, LEGAL_FINAL_CLOCK).state, "running");
	world->cx.now += 5 * HK_DAY;
	assert_int_equal(deed_word(world, number, "The white one.", false), HK_OK);
	assert_int_equal(clock_of(world, number, LEGAL_FINAL_CLOCK).due_at, due);
}

static void it_rests_only_so_long_as_its_law_allows(void **state)
{
	struct house_world *world = *state;
	int64_t number, id, due;

	assert_int_equal(own(world, "final: 4 weeks\npause: 3 days"), HK_OK);
	turn(world, "ours", true);
	number = complaint(world);
	due = clock_of(world, number, LEGAL_FINAL_CLOCK).due_at;
	assert_int_equal(deed_reply(world, number, "Which table?", REPLY_WAIT, &id), HK_OK);
	assert_string_equal(clock_of(world, number, LEGAL_FINAL_CLOCK).state, "paused");
	world->cx.now += 2 * HK_DAY;
	assert_int_equal(deed_word(world, number, "The white one.", false), HK_OK);
	assert_int_equal(clock_of(world, number, LEGAL_FINAL_CLOCK).due_at, due + 2 * HK_DAY);
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, number, "And where?", REPLY_WAIT, &id), HK_OK);
	assert_string_equal(clock_of(world, number, LEGAL_FINAL_CLOCK).state, "paused");
	/* One day is left of the three; nobody ran the queue for a week. */
	world->cx.now += REPLY_HOLD_MS;
	world_let_leave(world);
	world->cx.now += 7 * HK_DAY;
	world_run_jobs(world);
	assert_string_equal(clock_of(world, number, LEGAL_FINAL_CLOCK).state, "running");
	assert_int_equal(clock_of(world, number, LEGAL_FINAL_CLOCK).due_at, due + 3 * HK_DAY);
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, number, "Once more?", REPLY_WAIT, &id), HK_OK);
	assert_string_equal(clock_of(world, number, LEGAL_FINAL_CLOCK).state, "running");
}

static void a_reply_taken_back_has_acknowledged_nothing(void **state)
{
	struct house_world *world = *state;
	int64_t number, id;

	turn(world, "in-e-commerce", true);
	number = complaint(world);
	assert_int_equal(deed_reply(world, number, "I see.", REPLY_WAIT, &id), HK_OK);
	assert_int_equal(deed_undo_reply(world, number, id), HK_OK);
	assert_string_equal(clock_of(world, number, LEGAL_ACK_CLOCK).state, "running");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(the_packs_that_come_along_are_whole_and_off),
		in_house(days_end_at_midnight_of_the_house_and_the_first_does_not_count),
		in_house(a_month_ends_on_its_day_or_on_the_last_one),
		in_house(business_days_leave_out_weekends_and_holidays),
		in_house(a_pack_that_cannot_be_read_is_refused_with_its_line),
		in_house(a_complaint_has_the_words_of_the_customer_though_we_wrote_last),
		in_house(a_law_counts_from_when_the_complaint_came_not_from_when_it_was_recorded),
		in_house(only_packs_that_are_on_make_clocks_and_the_strictest_holds),
		in_house(an_answer_acknowledges_and_asking_back_lets_no_law_rest),
		in_house(it_rests_only_so_long_as_its_law_allows),
		in_house(a_reply_taken_back_has_acknowledged_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
