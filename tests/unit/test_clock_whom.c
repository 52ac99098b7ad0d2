/* Whom a clock calls: only who may see the ticket, works here, and is not out of office. */
#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "job/clock_call.h"
#include "standard/availability.h"
#include "standard/escalation.h"
#include "test.h"
#include "ticket/history.h"

struct person {
	const char *email, *name, *role;
	int64_t team_id, id;
};

static enum hk_result hire(struct ctx *cx, void *data)
{
	struct person *person = data;
	struct staff staff = { .email = person->email, .name = person->name, .role = person->role };

	HK_TRY(staff_add(cx, &staff));
	person->id = staff.id;
	return person->team_id ? team_join(cx, person->team_id, staff.id) : HK_OK;
}

static int64_t works_here(struct house_world *world, const char *name, const char *role,
			  int64_t team_id)
{
	struct person person = { .email = hk_format(world->arena, "%s@nordhome.example", name),
				 .name = name,
				 .role = role,
				 .team_id = team_id };

	assert_int_equal(WORLD_WRITE(world, hire, &person), HK_OK);
	return person.id;
}

static enum hk_result go_away(struct ctx *cx, void *data)
{
	struct absence absence = *(const struct absence *)data;

	return absence_add(cx, &absence);
}

static void is_away(struct house_world *world, int64_t staff_id, int64_t stand_in_id)
{
	struct absence absence = { .staff_id = staff_id,
				   .from_at = world->cx.now,
				   .until_at = world->cx.now + 7 * HK_DAY,
				   .stand_in_id = stand_in_id,
				   .note = "" };

	assert_int_equal(ctx_write(&world->cx, go_away, &absence), HK_OK);
}

struct chain {
	int64_t standard_id;
	struct escalation step;
};

static enum hk_result put_chain(struct ctx *cx, void *data)
{
	const struct chain *chain = data;

	return escalation_put(cx, chain->standard_id, &chain->step, 1);
}

static enum hk_result make_secret(struct ctx *cx, void *data)
{
	struct team *team = data;

	*team = (struct team){ .name = "Secret", .is_restricted = 1 };
	return team_add(cx, team);
}

/* A ticket of Rasa whose standard calls them an hour after it was due. */
static struct ticket asked(struct house_world *world, const char *whom, int64_t staff_id)
{
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	struct chain chain = { .standard_id = ticket.standard_id,
			       .step = {
				       .after_ms = HK_HOUR, .whom = whom, .staff_id = staff_id } };

	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, put_chain, &chain), HK_OK);
	if (ticket.owner_id != world->rasa.id)
		assert_int_equal(deed_assign(world, ticket.number, world->rasa.id, NULL), HK_OK);
	world_run_jobs(world);
	return world_look(world, ticket.number);
}

static enum hk_result call_due(struct ctx *cx, void *data)
{
	return clock_call_due(cx, data);
}

static void call_all(struct house_world *world, int64_t at)
{
	size_t count = 1;

	world->cx.now = at;
	world_act(world, &world->system);
	while (count)
		assert_int_equal(ctx_write(&world->cx, call_due, &count), HK_OK);
	world_run_jobs(world);
}

static void first_answer_is_late(struct house_world *world)
{
	call_all(world, WORLD_BEGIN + 4 * HK_HOUR + 1);
	call_all(world, WORLD_BEGIN + 5 * HK_HOUR + 1);
}

struct line {
	int64_t ticket_id;
	const char *kind, *detail;
};

static enum hk_result find_line(struct ctx *cx, void *data)
{
	struct line *line = data;
	struct ticket ticket = { .id = line->ticket_id };
	struct history_list lines;

	HK_TRY(history_since(cx, &ticket, 0, &lines));
	for (size_t i = 0; i < lines.count; i++)
		if (hk_equal(lines.items[i].kind, line->kind))
			line->detail = lines.items[i].detail;
	return HK_OK;
}

/* What the newest line of that kind says; "": there is none. */
static const char *said(struct house_world *world, const struct ticket *ticket, const char *kind)
{
	struct line line = { .ticket_id = ticket->id, .kind = kind, .detail = "" };

	assert_int_equal(ctx_read(&world->cx, find_line, &line), HK_OK);
	return line.detail;
}

struct mails {
	const char *part;
	int64_t count;
};

static const struct db_column mail_columns[] = { DB_COLUMN_AS(struct mails, count, "count(*)") };
static const struct db_record mail_record = DB_RECORD("outbox", struct mails, mail_columns);

static enum hk_result count_mails(struct ctx *cx, void *data)
{
	struct mails *mails = data;

	return db_select_one(cx->db, &mail_record,
			     DB_WHERE("effect_key >= 'clock ' AND effect_key < 'clock!' AND"
				      " (recipients LIKE $2 OR body LIKE $2)",
				      ""),
			     DB_ARGS(mails->part), mails);
}

/* Mails of clocks whose reader or words hold that. */
static int64_t mails_with(struct house_world *world, const char *part)
{
	struct mails mails = { .part = hk_format(world->arena, "%%%s%%", part) };

	assert_int_equal(ctx_read(&world->cx, count_mails, &mails), HK_OK);
	return mails.count;
}

static void a_customers_words_go_to_nobody_who_may_not_see_the_ticket(void **state)
{
	struct house_world *world = *state;
	int64_t employee = works_here(world, "Emma", "employee", 0);
	struct ticket ticket = asked(world, "person", employee);

	first_answer_is_late(world);
	assert_int_equal(mails_with(world, "emma@"), 0);
	assert_string_equal(said(world, &ticket, "clock_unseen"), "Emma");
	assert_string_equal(said(world, &ticket, "clock_called"), "Ada");
	assert_int_equal(mails_with(world, "You are called in the place of Emma"), 1);
}

static void what_a_restricted_team_keeps_to_itself_calls_its_members_alone(void **state)
{
	struct house_world *world = *state;
	int64_t manager = works_here(world, "Mana", "manager", 0);
	struct ticket ticket = asked(world, "person", manager);
	struct team secret;

	assert_int_equal(WORLD_WRITE(world, make_secret, &secret), HK_OK);
	(void)works_here(world, "Eve", "agent", secret.id);
	(void)works_here(world, "Max", "agent", secret.id);
	assert_int_equal(deed_move(world, ticket.number, secret.id), HK_OK);
	world_run_jobs(world);
	first_answer_is_late(world);
	assert_int_equal(mails_with(world, "mana@"), 0);
	assert_int_equal(mails_with(world, "admin@"), 0);
	assert_string_equal(said(world, &ticket, "clock_unseen"), "Mana");
	/* One of the two owns it and was told first, the other is called. */
	assert_int_equal(mails_with(world, "eve@"), 1);
	assert_int_equal(mails_with(world, "max@"), 1);
	assert_string_not_equal(said(world, &ticket, "clock_called"), "");
}

static void who_may_see_it_no_more_when_the_mail_is_written_gets_none(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = asked(world, "person", world->admin.id);
	struct team secret;
	size_t count;

	call_all(world, WORLD_BEGIN + 4 * HK_HOUR + 1);
	assert_int_equal(WORLD_WRITE(world, make_secret, &secret), HK_OK);
	(void)works_here(world, "Eve", "agent", secret.id);
	world->cx.now = WORLD_BEGIN + 5 * HK_HOUR + 1;
	assert_int_equal(ctx_write(&world->cx, call_due, &count), HK_OK);
	assert_string_equal(said(world, &ticket, "clock_called"), "Ada");
	assert_int_equal(deed_move(world, ticket.number, secret.id), HK_OK);
	world_run_jobs(world);
	assert_int_equal(mails_with(world, "admin@"), 0);
}

static void a_manager_who_sees_the_ticket_is_called(void **state)
{
	struct house_world *world = *state;
	int64_t manager = works_here(world, "Mana", "manager", 0);
	struct ticket ticket = asked(world, "person", manager);

	first_answer_is_late(world);
	assert_string_equal(said(world, &ticket, "clock_called"), "Mana");
	assert_int_equal(mails_with(world, "mana@"), 1);
	assert_int_equal(mails_with(world, "in the place of"), 0);
}

static void where_a_supervisor_is_out_of_office_his_stand_in_is_called(void **state)
{
	struct house_world *world = *state;
	int64_t lina = works_here(world, "Lina", "supervisor", world->team.id);
	struct ticket ticket = asked(world, "supervisors", 0);

	is_away(world, lina, world->tomas.id);
	first_answer_is_late(world);
	assert_string_equal(said(world, &ticket, "clock_called"), "Tomas");
	assert_string_equal(said(world, &ticket, "clock_away"), "Lina");
	assert_int_equal(mails_with(world, "lina@"), 0);
	assert_int_equal(mails_with(world, "You are called in the place of Lina"), 1);
}

static void without_a_stand_in_the_next_supervisor_is_called(void **state)
{
	struct house_world *world = *state;
	int64_t lina = works_here(world, "Lina", "supervisor", world->team.id);
	struct ticket ticket = asked(world, "supervisors", 0);

	(void)works_here(world, "Nora", "supervisor", 0);
	is_away(world, lina, 0);
	first_answer_is_late(world);
	assert_string_equal(said(world, &ticket, "clock_called"), "Nora");
}

static void without_another_supervisor_an_administrator_who_is_there_is_called(void **state)
{
	struct house_world *world = *state;
	int64_t lina = works_here(world, "Lina", "supervisor", world->team.id);
	int64_t boss = works_here(world, "Boss", "admin", 0);
	struct ticket ticket = asked(world, "supervisors", 0);

	is_away(world, lina, 0);
	is_away(world, boss, 0);
	first_answer_is_late(world);
	assert_string_equal(said(world, &ticket, "clock_called"), "Ada");
}

static void when_everybody_is_out_of_office_they_are_called_all_the_same(void **state)
{
	struct house_world *world = *state;
	int64_t lina = works_here(world, "Lina", "supervisor", world->team.id);
	struct ticket ticket = asked(world, "supervisors", 0);

	is_away(world, lina, 0);
	is_away(world, world->admin.id, 0);
	first_answer_is_late(world);
	assert_string_equal(said(world, &ticket, "clock_called"), "Lina, Ada");
}

static void the_owner_is_not_called_a_second_time(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = asked(world, "person", world->rasa.id);

	first_answer_is_late(world);
	assert_string_equal(said(world, &ticket, "clock_called"), "Ada");
	assert_int_equal(mails_with(world, "rasa@"), 1);
}

static void where_the_owner_is_out_of_office_somebody_who_is_there_is_told_too(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = asked(world, "supervisors", 0);

	is_away(world, world->rasa.id, world->tomas.id);
	call_all(world, WORLD_BEGIN + 4 * HK_HOUR + 1);
	assert_string_equal(said(world, &ticket, "clock_in_place"), "Tomas");
	assert_int_equal(mails_with(world, "tomas@"), 1);
	assert_int_equal(mails_with(world, "You are called in the place of Rasa"), 1);
}

static void when_the_person_has_left_an_administrator_is_called_and_told_why(void **state)
{
	struct house_world *world = *state;
	int64_t manager = works_here(world, "Mana", "manager", 0);
	struct ticket ticket = asked(world, "person", manager);

	world_act(world, &world->admin);
	assert_int_equal(world_leave(world, manager), HK_OK);
	first_answer_is_late(world);
	assert_string_equal(said(world, &ticket, "clock_left"), "Mana");
	assert_string_equal(said(world, &ticket, "clock_called"), "Ada");
	assert_int_equal(mails_with(world, "Mana, who is named in the response standard, no longer"
					   " works here"),
			 1);
}

static enum hk_result put_two(struct ctx *cx, void *data)
{
	const struct escalation steps[] = {
		{ .after_ms = HK_HOUR, .whom = "supervisors" },
		{ .after_ms = 2 * (int64_t)HK_HOUR,
		  .whom = "person",
		  .staff_id = *(const int64_t *)data },
	};

	return escalation_put(cx, ((const int64_t *)data)[1], steps, HK_COUNT(steps));
}

static void who_was_called_for_a_clock_is_not_called_for_it_again(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = asked(world, "supervisors", 0);
	int64_t lead = works_here(world, "Lea", "supervisor", 0);
	int64_t chain[] = { world->admin.id, ticket.standard_id };

	/* Lea is the only supervisor and owns it, so an administrator is called in her place. */
	assert_int_equal(deed_assign(world, ticket.number, lead, NULL), HK_OK);
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, put_two, chain), HK_OK);
	first_answer_is_late(world);
	assert_string_equal(said(world, &ticket, "clock_called"), "Ada");
	assert_int_equal(mails_with(world, "admin@"), 1);
	call_all(world, WORLD_BEGIN + 6 * HK_HOUR + 1);
	assert_int_equal(mails_with(world, "admin@"), 1);
}

static void a_later_step_calls_somebody_whom_no_step_called_before(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = asked(world, "supervisors", 0);
	int64_t chain[] = { world->admin.id, ticket.standard_id };

	(void)works_here(world, "Lea", "supervisor", 0);
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, put_two, chain), HK_OK);
	first_answer_is_late(world);
	assert_int_equal(mails_with(world, "lea@"), 1);
	assert_int_equal(mails_with(world, "admin@"), 0);
	call_all(world, WORLD_BEGIN + 6 * HK_HOUR + 1);
	assert_int_equal(mails_with(world, "lea@"), 1);
	assert_int_equal(mails_with(world, "admin@"), 1);
	assert_string_equal(said(world, &ticket, "clock_called"), "Ada");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_customers_words_go_to_nobody_who_may_not_see_the_ticket),
		in_house(what_a_restricted_team_keeps_to_itself_calls_its_members_alone),
		in_house(who_may_see_it_no_more_when_the_mail_is_written_gets_none),
		in_house(a_manager_who_sees_the_ticket_is_called),
		in_house(where_a_supervisor_is_out_of_office_his_stand_in_is_called),
		in_house(without_a_stand_in_the_next_supervisor_is_called),
		in_house(without_another_supervisor_an_administrator_who_is_there_is_called),
		in_house(when_everybody_is_out_of_office_they_are_called_all_the_same),
		in_house(the_owner_is_not_called_a_second_time),
		in_house(who_was_called_for_a_clock_is_not_called_for_it_again),
		in_house(a_later_step_calls_somebody_whom_no_step_called_before),
		in_house(where_the_owner_is_out_of_office_somebody_who_is_there_is_told_too),
		in_house(when_the_person_has_left_an_administrator_is_called_and_told_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
