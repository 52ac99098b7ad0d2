/* Which standard holds, what becomes of what was promised, and who is called when it is broken. */
#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "job/clock_call.h"
#include "standard/clock.h"
#include "standard/escalation.h"
#include "standard/standard_rule.h"
#include "test.h"
#include "ticket/clock/clocks.h"
#include "ticket/clock/what_if.h"
#include "ticket/history.h"

struct making {
	struct standard standard;
	struct standard_rule rule;
	struct escalation steps[3];
	size_t step_count;
};

static enum hk_result make(struct ctx *cx, void *data)
{
	struct making *making = data;

	HK_TRY(standard_add(cx, &making->standard));
	HK_TRY(escalation_put(cx, making->standard.id, making->steps, making->step_count));
	making->rule.standard_id = making->standard.id;
	return standard_rule_add(cx, &making->rule);
}

static struct making urgent(void)
{
	return (struct making){ .standard = { .name = "Urgent",
					      .first_answer_ms = HK_HOUR,
					      .next_update_ms = 2 * HK_HOUR,
					      .resolve_ms = 8 * HK_HOUR,
					      .warn_percent = 75 },
				.rule = { .type = "", .priority = "urgent", .language = "" } };
}

struct becoming {
	int64_t number;
	const char *type, *priority;
};

static enum hk_result become(struct ctx *cx, void *data)
{
	const struct becoming *becoming = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, becoming->number, &ticket));
	ticket.type = becoming->type;
	ticket.priority = becoming->priority;
	ticket.priority_reason = "A test.";
	return ticket_change(cx, &ticket);
}

static void it_becomes(struct house_world *world, int64_t number, const char *type,
		       const char *priority)
{
	struct becoming becoming = { number, type, priority };

	assert_int_equal(ctx_write(&world->cx, become, &becoming), HK_OK);
}

struct looking {
	int64_t ticket_id;
	const char *kind;
	struct clock clock;
	bool is_there;
};

static enum hk_result look(struct ctx *cx, void *data)
{
	struct looking *looking = data;
	struct clock_list clocks;

	HK_TRY(clock_every(cx, looking->ticket_id, &clocks));
	for (size_t i = 0; i < clocks.count; i++)
		if (hk_equal(clocks.items[i].kind, looking->kind)) {
			looking->clock = clocks.items[i];
			looking->is_there = true;
		}
	return HK_OK;
}

static struct clock clock_of(struct house_world *world, const struct ticket *ticket,
			     const char *kind)
{
	struct looking looking = { .ticket_id = ticket->id, .kind = kind };

	assert_int_equal(ctx_read(&world->cx, look, &looking), HK_OK);
	assert_true(looking.is_there);
	return looking.clock;
}

static enum hk_result call_all(struct ctx *cx, void *data)
{
	return clock_call_due(cx, data);
}

/* As many rounds as the work role makes, and the mails that follow. */
static size_t tick(struct house_world *world)
{
	const struct actor *before = world->cx.actor;
	size_t count = 0, all = 0;

	world_act(world, &world->system);
	for (size_t i = 0; i < 20 && (i == 0 || count); i++) {
		assert_int_equal(ctx_write(&world->cx, call_all, &count), HK_OK);
		all += count;
	}
	world_run_jobs(world);
	world_act(world, before);
	return all;
}

struct counting {
	int64_t ticket_id;
	const char *kind;
	int64_t count;
	const char *detail;
};

static enum hk_result count_lines(struct ctx *cx, void *data)
{
	struct counting *counting = data;
	struct ticket ticket = { .id = counting->ticket_id };
	struct history_list lines;

	counting->count = 0;
	HK_TRY(history_since(cx, &ticket, 0, &lines));
	for (size_t i = 0; i < lines.count; i++)
		if (hk_equal(lines.items[i].kind, counting->kind)) {
			counting->count++;
			counting->detail = lines.items[i].detail;
		}
	return HK_OK;
}

static struct counting lines_of(struct house_world *world, const struct ticket *ticket,
				const char *kind)
{
	struct counting counting = { .ticket_id = ticket->id, .kind = kind, .detail = "" };

	assert_int_equal(ctx_read(&world->cx, count_lines, &counting), HK_OK);
	return counting;
}

static struct ticket begin_about(struct house_world *world, const char *subject)
{
	struct ticket ticket = world_ticket(world, subject, "The lid is broken.");

	world_act(world, ticket.owner_id == world->rasa.id ? &world->rasa : &world->tomas);
	return ticket;
}

static struct ticket begin(struct house_world *world)
{
	return begin_about(world, "Kettle");
}

struct choosing {
	struct standard_rule asked;
	int64_t chosen;
};

static enum hk_result choose(struct ctx *cx, void *data)
{
	struct choosing *choosing = data;

	return standard_rule_choose(cx, &choosing->asked, &choosing->chosen);
}

static void the_most_special_rule_says_which_standard_holds(void **state)
{
	/* Each is more special than the one above it; the last is about something else. */
	static const struct standard_rule rules[] = {
		{ .type = "", .priority = "", .language = "en" },
		{ .type = "", .priority = "", .language = "", .mailbox_id = 1 },
		{ .type = "", .priority = "urgent", .language = "en", .mailbox_id = 1 },
		{ .type = "incident", .priority = "", .language = "" },
		{ .type = "incident", .priority = "urgent", .language = "" },
		{ .type = "", .priority = "", .language = "", .customer_id = 7 },
		{ .type = "order", .priority = "", .language = "", .customer_id = 7 },
	};
	struct choosing choosing = { .asked = { .type = "incident",
						.priority = "urgent",
						.language = "en",
						.mailbox_id = 1,
						.customer_id = 7 } };
	struct house_world *world = *state;

	assert_int_equal(ctx_read(&world->cx, choose, &choosing), HK_NOT_FOUND);
	for (size_t i = 0; i < HK_COUNT(rules); i++) {
		struct making making = { .standard = { .name = hk_format(world->arena, "S%zu", i),
						       .first_answer_ms = HK_HOUR,
						       .next_update_ms = HK_HOUR },
					 .rule = rules[i] };
		int64_t before = choosing.chosen;

		assert_int_equal(ctx_write(&world->cx, make, &making), HK_OK);
		assert_int_equal(ctx_read(&world->cx, choose, &choosing), HK_OK);
		assert_int_equal(choosing.chosen,
				 i + 1 < HK_COUNT(rules) ? making.standard.id : before);
		making.standard.name = "Another";
		assert_int_equal(ctx_write(&world->cx, make, &making), HK_CONFLICT);
	}
}

static void an_urgent_matter_is_promised_by_the_rule_and_keeps_its_version(void **state)
{
	struct house_world *world = *state;
	struct making making = urgent();
	struct ticket ticket;

	assert_int_equal(ctx_write(&world->cx, make, &making), HK_OK);
	ticket = begin(world);
	assert_int_equal(ticket.due_at, WORLD_BEGIN + 4 * HK_HOUR);
	it_becomes(world, ticket.number, "incident", "urgent");
	ticket = world_look(world, ticket.number);
	assert_int_equal(ticket.standard_id, making.standard.id);
	assert_int_equal(ticket.standard_version, 1);
	assert_int_equal(ticket.due_at, WORLD_BEGIN + HK_HOUR);
	assert_string_equal(lines_of(world, &ticket, "standard").detail, "Urgent");
	/* An end is promised now too, counted from the beginning. */
	assert_int_equal(clock_of(world, &ticket, "resolve").due_at, WORLD_BEGIN + 8 * HK_HOUR);
}

struct changing {
	int64_t id, next_update_ms;
	const char *reason;
};

static enum hk_result change(struct ctx *cx, void *data)
{
	const struct changing *changing = data;
	struct standard standard;

	HK_TRY(standard_find(cx, changing->id, &standard));
	standard.next_update_ms = changing->next_update_ms;
	return standard_change(cx, &standard, changing->reason);
}

static void a_change_of_the_standard_holds_for_new_tickets_only(void **state)
{
	struct house_world *world = *state;
	struct ticket old = begin(world), new;
	struct changing changing = { old.standard_id, 3 * HK_HOUR, "" };

	assert_int_not_equal(old.standard_id, 0);
	assert_int_equal(ctx_write(&world->cx, change, &changing), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "reason");
	changing.reason = "The team has grown.";
	assert_int_equal(ctx_write(&world->cx, change, &changing), HK_OK);
	new = begin_about(world, "Toaster");
	assert_int_equal(new.standard_version, 2);
	assert_int_equal(deed_reply(world, old.number, "I look.", REPLY_KEEP_OPEN, NULL), HK_OK);
	assert_int_equal(world_look(world, old.number).due_at, WORLD_BEGIN + HK_DAY);
	assert_int_equal(deed_reply(world, new.number, "I look.", REPLY_KEEP_OPEN, NULL), HK_OK);
	assert_int_equal(world_look(world, new.number).due_at, WORLD_BEGIN + 3 * HK_HOUR);
}

static void what_has_passed_stays_passed(void **state)
{
	struct house_world *world = *state;
	struct making making = urgent();
	struct ticket ticket;

	making.standard.first_answer_ms = 3 * HK_HOUR;
	assert_int_equal(ctx_write(&world->cx, make, &making), HK_OK);
	ticket = begin(world);
	world->cx.now += 2 * HK_HOUR;
	it_becomes(world, ticket.number, "inquiry", "urgent");
	assert_int_equal(world_look(world, ticket.number).due_at, WORLD_BEGIN + 3 * HK_HOUR);
	/* Back again: it buys no time either. */
	it_becomes(world, ticket.number, "inquiry", "normal");
	assert_int_equal(world_look(world, ticket.number).due_at, WORLD_BEGIN + 4 * HK_HOUR);
	/* What should have been done already is late at once. */
	world->cx.now += 90 * HK_MINUTE;
	it_becomes(world, ticket.number, "inquiry", "urgent");
	assert_int_equal(world_look(world, ticket.number).due_at, WORLD_BEGIN + 3 * HK_HOUR);
}

static void a_rest_for_the_customer_does_not_count_when_it_becomes_urgent(void **state)
{
	struct house_world *world = *state;
	struct making making = urgent();
	struct ticket ticket;

	assert_int_equal(ctx_write(&world->cx, make, &making), HK_OK);
	ticket = begin(world);
	it_becomes(world, ticket.number, "inquiry", "urgent");
	world->cx.now += HK_HOUR;
	assert_int_equal(deed_reply(world, ticket.number, "Which one?", REPLY_WAIT, NULL), HK_OK);
	world->cx.now += 10 * HK_HOUR;
	world_act(world, &world->jonas);
	assert_int_equal(deed_word(world, ticket.number, "The blue one.", false), HK_OK);
	/* One hour of eight had passed, and the customer had ten. */
	assert_int_equal(clock_of(world, &ticket, "resolve").due_at, WORLD_BEGIN + 18 * HK_HOUR);
}

static void its_owner_is_warned_then_told_and_then_the_chain_is_called_each_once(void **state)
{
	struct house_world *world = *state;
	struct making making = urgent();
	struct ticket ticket;
	int64_t mails;

	making.steps[0] = (struct escalation){ .after_ms = HK_HOUR, .whom = "supervisors" };
	making.steps[1] = (struct escalation){ .after_ms = 2 * HK_HOUR,
					       .whom = "person",
					       .staff_id = world->admin.id };
	making.step_count = 2;
	assert_int_equal(ctx_write(&world->cx, make, &making), HK_OK);
	ticket = begin(world);
	it_becomes(world, ticket.number, "inquiry", "urgent");
	world_run_jobs(world);
	mails = world_outbox(world, "queued");
	world->cx.now = WORLD_BEGIN + 44 * HK_MINUTE;
	assert_int_equal(tick(world), 0);
	world->cx.now = WORLD_BEGIN + 45 * HK_MINUTE;
	assert_int_equal(tick(world), 1);
	assert_int_equal(lines_of(world, &ticket, "clock_soon").count, 1);
	assert_int_equal(world_outbox(world, "queued"), mails + 1);
	world->cx.now = WORLD_BEGIN + HK_HOUR;
	assert_int_equal(tick(world), 0);
	world->cx.now += 1;
	assert_int_equal(tick(world), 1);
	assert_int_equal(tick(world), 0);
	assert_string_equal(lines_of(world, &ticket, "clock_late").detail, "first_answer");
	assert_int_equal(world_outbox(world, "queued"), mails + 2);
	/* There is no supervisor here, so the administrator is asked. */
	world->cx.now = WORLD_BEGIN + 2 * HK_HOUR;
	assert_int_equal(tick(world), 1);
	assert_string_equal(lines_of(world, &ticket, "clock_called").detail, "Ada");
	assert_int_equal(world_outbox(world, "queued"), mails + 3);
	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	assert_int_equal(tick(world), 1);
	assert_int_equal(world_outbox(world, "queued"), mails + 3);
	world->cx.now += 10 * HK_HOUR;
	/* The end of this matter calls too; its first answer does not any more. */
	(void)tick(world);
	assert_int_equal(lines_of(world, &ticket, "clock_called").count, 2);
}

static void after_a_standstill_each_step_is_made_up_for_once(void **state)
{
	struct house_world *world = *state;
	struct making making = urgent();
	struct ticket ticket;

	making.standard.resolve_ms = 0;
	making.steps[0] = (struct escalation){ .after_ms = HK_HOUR, .whom = "supervisors" };
	making.step_count = 1;
	assert_int_equal(ctx_write(&world->cx, make, &making), HK_OK);
	ticket = begin(world);
	it_becomes(world, ticket.number, "inquiry", "urgent");
	world->cx.now += 3 * HK_DAY;
	assert_int_equal(tick(world), 2);
	assert_int_equal(lines_of(world, &ticket, "clock_soon").count, 0);
	assert_int_equal(lines_of(world, &ticket, "clock_late").count, 1);
	assert_int_equal(lines_of(world, &ticket, "clock_called").count, 1);
	/* The clock of the machine goes back: nothing comes twice. */
	world->cx.now -= 3 * HK_DAY;
	assert_int_equal(tick(world), 0);
	world->cx.now += 4 * HK_DAY;
	assert_int_equal(tick(world), 0);
}

static enum hk_result see_to(struct ctx *cx, void *data)
{
	struct ticket ticket;
	bool was_late;

	HK_TRY(ticket_find(cx, *(const int64_t *)data, &ticket));
	HK_TRY(clock_see_to(cx, ticket.id, &was_late));
	return was_late ? HK_OK : HK_CONFLICT;
}

static void nobody_else_is_called_once_somebody_sees_to_it(void **state)
{
	struct house_world *world = *state;
	struct making making = urgent();
	struct ticket ticket;

	making.standard.resolve_ms = 0;
	making.steps[0] = (struct escalation){ .after_ms = HK_HOUR, .whom = "supervisors" };
	making.step_count = 1;
	assert_int_equal(ctx_write(&world->cx, make, &making), HK_OK);
	ticket = begin(world);
	it_becomes(world, ticket.number, "inquiry", "urgent");
	/* What is not late cannot be seen to. */
	assert_int_equal(ctx_write(&world->cx, see_to, &ticket.number), HK_CONFLICT);
	world->cx.now += HK_HOUR + 1;
	assert_int_equal(tick(world), 1);
	assert_int_equal(ctx_write(&world->cx, see_to, &ticket.number), HK_OK);
	assert_int_equal(ctx_write(&world->cx, see_to, &ticket.number), HK_CONFLICT);
	world->cx.now += HK_DAY;
	assert_int_equal(tick(world), 0);
	assert_int_equal(lines_of(world, &ticket, "clock_called").count, 0);
	/* The next promise calls anew. */
	assert_int_equal(deed_reply(world, ticket.number, "Sorry.", REPLY_KEEP_OPEN, NULL), HK_OK);
	world->cx.now += 2 * HK_HOUR + 1;
	assert_int_equal(tick(world), 1);
	assert_int_equal(lines_of(world, &ticket, "clock_late").count, 2);
}

static void what_was_answered_in_time_calls_nobody(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	assert_int_equal(deed_reply(world, ticket.number, "So.", REPLY_WAIT, NULL), HK_OK);
	world->cx.now += REPLY_HOLD_MS;
	world_let_leave(world);
	world->cx.now += 30 * HK_DAY;
	assert_int_equal(tick(world), 0);
}

static void what_was_put_aside_calls_only_when_it_is_back(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	assert_int_equal(deed_put_aside(world, ticket.number, "spam", NULL), HK_OK);
	world->cx.now += HK_DAY;
	(void)tick(world);
	assert_int_equal(lines_of(world, &ticket, "clock_late").count, 0);
	assert_int_equal(deed_restore(world, ticket.number), HK_OK);
	assert_int_equal(tick(world), 1);
	assert_int_equal(lines_of(world, &ticket, "clock_late").count, 1);
}

static enum hk_result limit_rest(struct ctx *cx, void *data)
{
	struct standard standard;

	HK_TRY(standard_usual(cx, &standard));
	standard.pause_ms = *(const int64_t *)data;
	standard.resolve_ms = 2 * HK_DAY;
	return standard_change(cx, &standard, "Nobody shall be forgotten.");
}

static void a_promise_rests_only_as_long_as_it_may(void **state)
{
	struct house_world *world = *state;
	int64_t three_days = 3 * HK_DAY;
	struct ticket ticket;

	assert_int_equal(ctx_write(&world->cx, limit_rest, &three_days), HK_OK);
	ticket = begin(world);
	world->cx.now += HK_HOUR;
	assert_int_equal(deed_reply(world, ticket.number, "Which one?", REPLY_WAIT, NULL), HK_OK);
	world->cx.now += REPLY_HOLD_MS;
	world_let_leave(world);
	world->cx.now += three_days - REPLY_HOLD_MS - 1;
	(void)tick(world);
	assert_int_equal(world_look(world, ticket.number).due_at, CLOCK_NEVER);
	world->cx.now += 1;
	(void)tick(world);
	ticket = world_look(world, ticket.number);
	assert_string_equal(ticket.state, "waiting");
	/* The next word within a day, the end as much later as it rested. */
	assert_int_equal(ticket.due_at, world->cx.now + HK_DAY);
	assert_int_equal(clock_of(world, &ticket, "resolve").due_at,
			 WORLD_BEGIN + 2 * HK_DAY + three_days);
	assert_int_equal(lines_of(world, &ticket, "clock_runs_on").count, 1);
	/* The next word rests anew after a reminder; the end has rested enough. */
	assert_int_equal(deed_reply(world, ticket.number, "Still there?", REPLY_WAIT, NULL), HK_OK);
	assert_string_equal(world_look(world, ticket.number).due_kind, "resolve");
}

static void who_answered_before_the_rest_was_over_is_not_disturbed(void **state)
{
	struct house_world *world = *state;
	int64_t three_days = 3 * HK_DAY;
	struct ticket ticket;

	assert_int_equal(ctx_write(&world->cx, limit_rest, &three_days), HK_OK);
	ticket = begin(world);
	assert_int_equal(deed_reply(world, ticket.number, "Which one?", REPLY_WAIT, NULL), HK_OK);
	world->cx.now += HK_DAY;
	world_act(world, &world->jonas);
	assert_int_equal(deed_word(world, ticket.number, "The blue one.", false), HK_OK);
	world->cx.now += 2 * HK_DAY;
	(void)tick(world);
	assert_int_equal(lines_of(world, &ticket, "clock_runs_on").count, 0);
}

static void a_standard_is_looked_at_again_when_its_day_comes(void **state)
{
	struct house_world *world = *state;
	struct making making = urgent();
	int64_t mails;

	making.standard.owner_id = world->rasa.id;
	making.standard.review_days = 30;
	assert_int_equal(ctx_write(&world->cx, make, &making), HK_OK);
	world->cx.now += 29 * HK_DAY;
	world_run_jobs(world);
	mails = world_outbox(world, "queued");
	world->cx.now += HK_DAY;
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), mails + 1);
	/* Once a week until it was done. */
	world->cx.now += 7 * HK_DAY;
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), mails + 2);

	struct changing changing = { making.standard.id, HK_HOUR, "Looked at." };

	assert_int_equal(ctx_write(&world->cx, change, &changing), HK_OK);
	world->cx.now += 29 * HK_DAY;
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), mails + 2);
	world->cx.now += HK_DAY;
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), mails + 3);
}

struct trying {
	struct standard standard;
	struct what_if result;
};

static enum hk_result try_it(struct ctx *cx, void *data)
{
	struct trying *trying = data;

	return what_if(cx, &trying->standard, &trying->result);
}

static void the_last_month_says_what_a_new_standard_would_have_meant(void **state)
{
	struct house_world *world = *state;
	struct trying trying = { .standard = { .first_answer_ms = 90 * HK_MINUTE } };

	/* Answered after one hour, two, and five: the last is late already. */
	for (int64_t hours = 1; hours <= 5; hours += hours == 2 ? 3 : 1) {
		struct ticket ticket =
			begin_about(world, hk_format(world->arena, "Kettle %d", (int)hours));

		world->cx.now += hours * HK_HOUR;
		assert_int_equal(deed_reply(world, ticket.number, "So.", REPLY_WAIT, NULL), HK_OK);
	}
	assert_int_equal(ctx_read(&world->cx, try_it, &trying), HK_OK);
	assert_int_equal(trying.result.answers.all, 3);
	assert_int_equal(trying.result.answers.late, 1);
	assert_int_equal(trying.result.answers.late_then, 2);
	world->cx.now += (WHAT_IF_DAYS + 1) * HK_DAY;
	assert_int_equal(ctx_read(&world->cx, try_it, &trying), HK_OK);
	assert_int_equal(trying.result.answers.all, 0);
}

static void it_says_so_of_next_updates_and_ends_too(void **state)
{
	struct house_world *world = *state;
	struct trying trying = { .standard = { .first_answer_ms = HK_HOUR,
					       .next_update_ms = 2 * HK_HOUR,
					       .resolve_ms = 2 * HK_HOUR } };
	struct ticket ticket = begin_about(world, "Kettle");

	/* Nobody promised an end; one word is given, and the next is awaited for three hours. */
	world->cx.now += HK_HOUR;
	assert_int_equal(deed_reply(world, ticket.number, "So.", REPLY_KEEP_OPEN, NULL), HK_OK);
	world_let_leave(world);
	world->cx.now += 3 * HK_HOUR;
	assert_int_equal(ctx_read(&world->cx, try_it, &trying), HK_OK);
	assert_int_equal(trying.result.updates.all, 1);
	assert_int_equal(trying.result.updates.late_then, 1);
	assert_int_equal(trying.result.ends.all, 1);
	assert_int_equal(trying.result.ends.late_then, 1);
	trying.standard.resolve_ms = 0;
	assert_int_equal(ctx_read(&world->cx, try_it, &trying), HK_OK);
	assert_int_equal(trying.result.ends.all, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(the_most_special_rule_says_which_standard_holds),
		in_house(an_urgent_matter_is_promised_by_the_rule_and_keeps_its_version),
		in_house(a_change_of_the_standard_holds_for_new_tickets_only),
		in_house(what_has_passed_stays_passed),
		in_house(a_rest_for_the_customer_does_not_count_when_it_becomes_urgent),
		in_house(its_owner_is_warned_then_told_and_then_the_chain_is_called_each_once),
		in_house(after_a_standstill_each_step_is_made_up_for_once),
		in_house(nobody_else_is_called_once_somebody_sees_to_it),
		in_house(what_was_answered_in_time_calls_nobody),
		in_house(what_was_put_aside_calls_only_when_it_is_back),
		in_house(a_promise_rests_only_as_long_as_it_may),
		in_house(who_answered_before_the_rest_was_over_is_not_disturbed),
		in_house(a_standard_is_looked_at_again_when_its_day_comes),
		in_house(the_last_month_says_what_a_new_standard_would_have_meant),
		in_house(it_says_so_of_next_updates_and_ends_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
