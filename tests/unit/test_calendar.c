/* Calendars of a house: what they refuse, and what its promises make of them. */
#include "base/date.h"
#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "standard/calendar.h"
#include "standard/clock.h"
#include "standard/standard.h"
#include "test.h"
#include "ticket/clock/clocks.h"

/* Friday, 27 November 2026, 18:00 in Vilnius. */
#define FRIDAY (WORLD_BEGIN + 5 * HK_DAY + 8 * HK_HOUR)
/* Monday, 09:00 there. */
#define MONDAY (WORLD_BEGIN + 8 * HK_DAY - HK_HOUR)

static struct calendar shop(void)
{
	return (struct calendar){ .name = "Shop",
				  .timezone = "Europe/Vilnius",
				  .monday = "9-17",
				  .tuesday = "9-17",
				  .wednesday = "9-17",
				  .thursday = "9-17",
				  .friday = "9-17",
				  .saturday = "",
				  .sunday = "" };
}

static enum hk_result add(struct ctx *cx, void *data)
{
	return calendar_add(cx, data);
}

static enum hk_result change(struct ctx *cx, void *data)
{
	return calendar_change(cx, data);
}

static enum hk_result days_put(struct ctx *cx, void *data)
{
	const struct calendar_days *days = data;

	return calendar_days_put(cx, days->items[0].calendar_id, days);
}

static enum hk_result day_remove(struct ctx *cx, void *data)
{
	const struct calendar_day *day = data;

	return calendar_day_remove(cx, day->calendar_id, day->day);
}

static enum hk_result days_find(struct ctx *cx, void *data)
{
	struct calendar_days *days = data;

	return calendar_days_find(cx, days->items[0].calendar_id, days);
}

static enum hk_result obey(struct ctx *cx, void *data)
{
	struct house_world *world = data;
	struct mailbox mailbox;

	HK_TRY(mailbox_find(cx, world->mailbox.id, &mailbox));
	mailbox.calendar_id = world->mailbox.calendar_id;
	return mailbox_change(cx, &mailbox, "");
}

static struct calendar shop_holds(struct house_world *world)
{
	struct calendar calendar = shop();

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, add, &calendar), HK_OK);
	world->mailbox.calendar_id = calendar.id;
	assert_int_equal(ctx_write(&world->cx, obey, world), HK_OK);
	return calendar;
}

static enum hk_result promise_an_end(struct ctx *cx, void *data)
{
	struct standard standard;

	HK_TRY(standard_usual(cx, &standard));
	standard.first_answer_ms = 4 * HK_HOUR;
	standard.next_update_ms = 8 * HK_HOUR;
	standard.resolve_ms = *(const int64_t *)data;
	return standard_change(cx, &standard, "A test.");
}

static void promise(struct house_world *world, int64_t resolve_ms)
{
	assert_int_equal(ctx_write(&world->cx, promise_an_end, &resolve_ms), HK_OK);
}

static enum hk_result closed_until(struct ctx *cx, void *data)
{
	struct ticket *ticket = data;

	return clocks_closed_until(cx, ticket, &ticket->due_at);
}

static int64_t opens(struct house_world *world, struct ticket ticket)
{
	assert_int_equal(ctx_read(&world->cx, closed_until, &ticket), HK_OK);
	return ticket.due_at;
}

static void a_question_of_friday_evening_is_promised_for_monday(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	promise(world, 0);
	shop_holds(world);
	world->cx.now = FRIDAY;
	ticket = world_ticket(world, "Kettle", "The lid is broken.");
	assert_int_equal(world_look(world, ticket.number).due_at, MONDAY + 4 * HK_HOUR);
	assert_int_equal(opens(world, ticket), MONDAY);
	world->cx.now = MONDAY;
	assert_int_equal(opens(world, ticket), 0);
}

static void without_a_calendar_promises_run_around_the_clock(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	promise(world, 0);
	world->cx.now = FRIDAY;
	ticket = world_ticket(world, "Kettle", "The lid is broken.");
	assert_int_equal(world_look(world, ticket.number).due_at, FRIDAY + 4 * HK_HOUR);
	assert_int_equal(opens(world, ticket), 0);
}

static void a_holiday_puts_the_next_promise_off_and_moves_none_that_was_given(void **state)
{
	struct house_world *world = *state;
	struct calendar calendar;
	struct ticket before, after;

	promise(world, 0);
	calendar = shop_holds(world);
	world->cx.now = FRIDAY;
	before = world_ticket(world, "Kettle", "The lid is broken.");

	struct calendar_day day = { .calendar_id = calendar.id,
				    .day = MONDAY / HK_DAY,
				    .name = "Stocktaking",
				    .hours = "" };
	struct calendar_days days = { &day, 1 };

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, days_put, &days), HK_OK);
	/* Twice harmless. */
	assert_int_equal(ctx_write(&world->cx, days_put, &days), HK_OK);
	assert_int_equal(ctx_read(&world->cx, days_find, &days), HK_OK);
	assert_int_equal(days.count, 1);
	after = world_ticket(world, "Iron", "It is cold.");
	assert_int_equal(world_look(world, after.number).due_at, MONDAY + HK_DAY + 4 * HK_HOUR);
	assert_int_equal(world_look(world, before.number).due_at, MONDAY + 4 * HK_HOUR);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, day_remove, &day), HK_OK);
	after = world_ticket(world, "Lamp", "It is dark.");
	assert_int_equal(world_look(world, after.number).due_at, MONDAY + 4 * HK_HOUR);
}

static void later_promises_count_in_open_time_too(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	promise(world, 16 * HK_HOUR);
	shop_holds(world);
	world->cx.now = MONDAY;
	ticket = world_ticket(world, "Kettle", "The lid is broken.");
	world_act(world, ticket.owner_id == world->rasa.id ? &world->rasa : &world->tomas);
	/* Paused after two of sixteen hours; he answers on Friday evening: fourteen are left. */
	world->cx.now = MONDAY + 2 * HK_HOUR;
	assert_int_equal(deed_reply(world, ticket.number, "Which one?", REPLY_WAIT, NULL), HK_OK);
	world->cx.now = FRIDAY + 7 * HK_DAY;
	world_act(world, &world->jonas);
	assert_int_equal(deed_word(world, ticket.number, "The blue one.", false), HK_OK);

	ticket = world_look(world, ticket.number);
	/* The next word within eight open hours: by the end of the Monday after. */
	assert_string_equal(ticket.due_kind, "next_update");
	assert_int_equal(ticket.due_at, MONDAY + 7 * HK_DAY + 8 * HK_HOUR);
	world_act(world, ticket.owner_id == world->rasa.id ? &world->rasa : &world->tomas);
	world->cx.now = MONDAY + 7 * HK_DAY + 7 * HK_HOUR;
	assert_int_equal(deed_reply(world, ticket.number, "I look.", REPLY_KEEP_OPEN, NULL), HK_OK);
	ticket = world_look(world, ticket.number);
	assert_string_equal(ticket.due_kind, "resolve");
	assert_int_equal(ticket.due_at, MONDAY + 8 * HK_DAY + 6 * HK_HOUR);
}

static void what_cannot_be_kept_is_refused_beside_its_field(void **state)
{
	struct house_world *world = *state;
	struct calendar same = shop(), wrong = shop(), never = shop();

	shop_holds(world);
	assert_int_equal(ctx_write(&world->cx, add, &same), HK_CONFLICT);
	wrong.name = " ";
	wrong.timezone = "Mars/Olympus";
	wrong.tuesday = "17-9";
	world->cx.field_count = 0;
	assert_int_equal(ctx_write(&world->cx, add, &wrong), HK_INVALID);
	assert_int_equal(world->cx.field_count, 3);
	never.name = "Never";
	for (size_t i = 0; i < BUSINESS_WEEK; i++)
		*calendar_hours(&never, i) = "";
	world->cx.field_count = 0;
	assert_int_equal(ctx_write(&world->cx, add, &never), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "monday");
}

static void who_saves_an_old_look_at_a_calendar_is_told(void **state)
{
	struct house_world *world = *state;
	struct calendar calendar = shop_holds(world);
	struct calendar_day day = { .calendar_id = calendar.id, .day = 1, .name = "", .hours = "" };
	struct calendar_days days = { &day, 1 };

	assert_int_equal(ctx_write(&world->cx, change, &calendar), HK_OK);
	assert_int_equal(ctx_write(&world->cx, change, &calendar), HK_CONFLICT);
	world->cx.field_count = 0;
	assert_int_equal(ctx_write(&world->cx, days_put, &days), HK_INVALID);
	day.name = "Elsewhere";
	day.calendar_id = 1;
	world->cx.field_count = 0;
	assert_int_equal(ctx_write(&world->cx, days_put, &days), HK_NOT_FOUND);
}

static void dates_are_read_and_written_alike(void **state)
{
	static const char *const wrong[] = { "2026-02-29", "2026-13-01", "2026-00-10", "26-01-01",
					     "2026-1-1",   "2026-01-0x", "",           "1969-12-31",
					     "2026-04-31", "2100-02-29" };
	struct house_world *world = *state;
	int64_t day;

	for (int64_t i = 0; i < 84006; i++) {
		const char *text = hk_day_write(world->arena, i);
		assert_true(hk_day_read(text, &day));
		assert_int_equal(day, i);
	}
	assert_true(hk_day_read("2028-02-29", &day));
	assert_int_equal(day, 21243);
	for (size_t i = 0; i < HK_COUNT(wrong); i++)
		assert_false(hk_day_read(wrong[i], &day));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_question_of_friday_evening_is_promised_for_monday),
		in_house(without_a_calendar_promises_run_around_the_clock),
		in_house(a_holiday_puts_the_next_promise_off_and_moves_none_that_was_given),
		in_house(later_promises_count_in_open_time_too),
		in_house(what_cannot_be_kept_is_refused_beside_its_field),
		in_house(who_saves_an_old_look_at_a_calendar_is_told),
		in_house(dates_are_read_and_written_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
