/* Who gets a ticket, and what is said of it. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "people/customer.h"
#include "people/skill.h"
#include "standard/availability.h"
#include "standard/clock.h"
#include "test.h"
#include "ticket/history.h"
#include "ticket/open.h"
#include "ticket/owner/choose.h"
#include "ticket/owner/work_rule.h"

/* What a test says of people, each in a transaction of its own. */
struct fact {
	int64_t staff_id, number, until;
	const char *text;
	struct work_rule rule;
	struct absence absence;
	struct shift shift;
	struct availability availability;
	struct staff staff;
	struct ticket ticket;
	struct ticket_new new;
	struct history_list history;
	int64_t team_id, count;
};

static enum hk_result skills(struct ctx *cx, void *data)
{
	struct fact *fact = data;

	return skill_put(cx, fact->staff_id, fact->text);
}

static void can(struct house_world *world, const struct actor *who, const char *text)
{
	struct fact fact = { .staff_id = who->id, .text = text };

	assert_int_equal(ctx_write(&world->cx, skills, &fact), HK_OK);
}

static enum hk_result status(struct ctx *cx, void *data)
{
	struct fact *fact = data;

	return availability_status_put(cx, fact->staff_id, fact->text, fact->until);
}

static enum hk_result is(struct house_world *world, const struct actor *who, const char *text,
			 int64_t until)
{
	struct fact fact = { .staff_id = who->id, .text = text, .until = until };

	return ctx_write(&world->cx, status, &fact);
}

static enum hk_result leave_out(struct ctx *cx, void *data)
{
	struct fact *fact = data;

	return absence_add(cx, &fact->absence);
}

static enum hk_result is_out(struct house_world *world, const struct actor *who, int64_t from,
			     int64_t until, int64_t stand_in_id)
{
	struct fact fact = { .absence = { .staff_id = who->id,
					  .from_at = from,
					  .until_at = until,
					  .stand_in_id = stand_in_id,
					  .note = "" } };

	return ctx_write(&world->cx, leave_out, &fact);
}

static enum hk_result put_shift(struct ctx *cx, void *data)
{
	struct fact *fact = data;

	return shift_put(cx, &fact->shift);
}

static enum hk_result works(struct house_world *world, const struct actor *who, const char *hours)
{
	struct fact fact = { .shift = { who->id, "Europe/Vilnius", hours, hours, hours, hours,
					hours, "", "" } };

	return ctx_write(&world->cx, put_shift, &fact);
}

static enum hk_result put_rule(struct ctx *cx, void *data)
{
	struct fact *fact = data;

	return work_rule_put(cx, &fact->rule);
}

static void needs(struct house_world *world, const char *type, const char *skill, int64_t level,
		  bool is_led)
{
	struct fact fact = { .rule = { type, 40, 30, 20, 10, skill, level, is_led } };

	assert_int_equal(ctx_write(&world->cx, put_rule, &fact), HK_OK);
}

static enum hk_result put_limit(struct ctx *cx, void *data)
{
	const struct fact *fact = data;

	return channel_limit_put(cx, fact->text, fact->count);
}

static void takes(struct house_world *world, const char *channel, int64_t most)
{
	struct fact fact = { .text = channel, .count = most };

	assert_int_equal(ctx_write(&world->cx, put_limit, &fact), HK_OK);
}

static enum hk_result add_person(struct ctx *cx, void *data)
{
	struct fact *fact = data;

	HK_TRY(staff_add(cx, &fact->staff));
	return team_join(cx, fact->team_id, fact->staff.id);
}

static struct actor person(struct house_world *world, const char *name, const char *role)
{
	struct fact fact = { .staff = { .email = hk_format(world->arena, "%s@nordhome.example",
							   hk_lower_ascii(world->arena, name)),
					.name = name,
					.role = role },
			     .team_id = world->team.id };

	assert_int_equal(ctx_write(&world->cx, add_person, &fact), HK_OK);
	return (struct actor){
		.kind = ACTOR_STAFF, .id = fact.staff.id, .name = name, .email = "", .role = role
	};
}

static enum hk_result open_one(struct ctx *cx, void *data)
{
	struct fact *fact = data;
	const struct customer_new new = {
		.name = "Ona", .email = fact->text, .phone = "", .language = "en", .tokens = ""
	};
	struct customer customer;

	if (fact->text) {
		HK_TRY(customer_ensure(cx, &new, &customer));
		fact->new.customer_id = customer.id;
	}
	return ticket_open(cx, &fact->new, &fact->ticket);
}

static struct ticket open_for(struct house_world *world, const char *email, struct ticket_new new)
{
	struct fact fact = { .text = email, .new = new };

	fact.new.subject = "Kettle";
	fact.new.mailbox_id = world->mailbox.id;
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, open_one, &fact), HK_OK);
	return fact.ticket;
}

/* Of a customer whom nobody knows. */
static struct ticket opened(struct house_world *world, const char *type, const char *priority,
			    const char *language, const char *channel)
{
	static int customer;

	return open_for(world, hk_format(world->arena, "c%d@example.net", customer++),
			(struct ticket_new){ .type = type,
					     .priority = priority,
					     .language = language,
					     .channel = channel });
}

static struct ticket plain(struct house_world *world)
{
	return opened(world, "inquiry", "normal", "en", "email");
}

static struct why reasons(struct house_world *world, const struct ticket *ticket)
{
	struct why why;

	assert_true(why_read(&world->cx, ticket->why, &why));
	return why;
}

static enum hk_result read_history(struct ctx *cx, void *data)
{
	struct fact *fact = data;

	return history_since(cx, &fact->ticket, 0, &fact->history);
}

/* What the newest line of the history says of a choice; "" when there is none. */
static const char *last_choice(struct house_world *world, const struct ticket *ticket)
{
	struct fact fact = { .ticket = *ticket };
	const char *text = "";

	assert_int_equal(ctx_read(&world->cx, read_history, &fact), HK_OK);
	for (size_t i = 0; i < fact.history.count; i++)
		if (strcmp(fact.history.items[i].kind, "chosen") == 0)
			text = fact.history.items[i].detail;
	return text;
}

static enum hk_result look_at(struct ctx *cx, void *data)
{
	struct fact *fact = data;

	return availability_find(cx, fact->staff_id, &fact->availability);
}

static struct availability of(struct house_world *world, const struct actor *who)
{
	struct fact fact = { .staff_id = who->id };

	assert_int_equal(ctx_read(&world->cx, look_at, &fact), HK_OK);
	return fact.availability;
}

/* A person gives it to him, unless he has it. */
static void given(struct house_world *world, const struct ticket *ticket, const struct actor *who)
{
	world_act(world, &world->system);
	if (ticket->owner_id != who->id)
		assert_int_equal(deed_assign(world, ticket->number, who->id, NULL), HK_OK);
}

/* What must be. */

static void who_is_not_there_gets_nothing_new(void **state)
{
	struct house_world *world = *state;

	assert_int_equal(is(world, &world->rasa, "break", 0), HK_OK);
	for (int i = 0; i < 4; i++)
		assert_int_equal(plain(world).owner_id, world->tomas.id);
	assert_int_equal(is(world, &world->rasa, "here", 0), HK_OK);
	assert_int_equal(is(world, &world->tomas, "away", world->cx.now + HK_HOUR), HK_OK);
	assert_int_equal(plain(world).owner_id, world->rasa.id);
	/* The hour is over, and he is here again without a word. */
	world->cx.now += HK_HOUR;
	struct availability tomas = of(world, &world->tomas);
	assert_string_equal(tomas.status, "here");
	assert_true(availability_is_free(&tomas, world->cx.now));
}

static void a_shift_begins_and_ends_by_the_clock_of_its_place(void **state)
{
	struct house_world *world = *state;

	/* The world begins on a Sunday, 10:00 in Vilnius. */
	assert_int_equal(works(world, &world->rasa, "9-12, 13-18"), HK_OK);
	assert_int_equal(plain(world).owner_id, world->tomas.id);
	world->cx.now = WORLD_BEGIN + 23 * HK_HOUR; /* Monday, 9:00 */
	assert_int_equal(plain(world).owner_id, world->rasa.id);
	world->cx.now += 3 * HK_HOUR; /* noon */
	assert_int_equal(is(world, &world->tomas, "away", 0), HK_OK);
	struct availability rasa = of(world, &world->rasa);
	assert_false(availability_is_free(&rasa, world->cx.now));
	/* Nobody is there: she is back first, and it is said. */
	struct ticket ticket = plain(world);
	assert_int_equal(ticket.owner_id, world->rasa.id);
	assert_int_equal(reasons(world, &ticket).lacks, LACKS_PRESENCE);
	assert_int_equal(works(world, &world->rasa, "25-30"), HK_INVALID);
}

static void a_language_is_asked_for_once_somebody_has_it(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	ticket = opened(world, "inquiry", "normal", "ta", "email");
	assert_string_equal(reasons(world, &ticket).language, "");
	can(world, &world->tomas, "tamil:4");
	for (int i = 0; i < 3; i++) {
		ticket = opened(world, "inquiry", "normal", "ta", "email");
		assert_int_equal(ticket.owner_id, world->tomas.id);
		assert_string_equal(reasons(world, &ticket).language, "ta");
	}
	/* Who speaks it is on a break, and has it nevertheless: she would not understand. */
	assert_int_equal(is(world, &world->tomas, "break", 0), HK_OK);
	ticket = opened(world, "inquiry", "normal", "ta", "email");
	assert_int_equal(ticket.owner_id, world->rasa.id);
	assert_int_equal(reasons(world, &ticket).lacks, LACKS_LANGUAGE);
	assert_int_equal(is(world, &world->tomas, "break", world->cx.now + HK_HOUR), HK_OK);
	ticket = opened(world, "inquiry", "normal", "ta", "email");
	assert_int_equal(ticket.owner_id, world->tomas.id);
	assert_int_equal(reasons(world, &ticket).lacks, LACKS_PRESENCE);
	/* What is urgent waits for nobody. */
	ticket = opened(world, "inquiry", "urgent", "ta", "email");
	assert_int_equal(ticket.owner_id, world->rasa.id);
	assert_int_equal(reasons(world, &ticket).lacks, LACKS_LANGUAGE);
}

static void a_skill_counts_by_its_level_and_until_it_expires(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	needs(world, "incident", "boilers", 3, false);
	can(world, &world->rasa, "boilers:2");
	can(world, &world->tomas, "boilers:4:2026-12-24");
	ticket = opened(world, "incident", "normal", "en", "phone");
	assert_int_equal(ticket.owner_id, world->tomas.id);
	assert_string_equal(reasons(world, &ticket).skill, "boilers");
	assert_int_equal(reasons(world, &ticket).level, 3);
	assert_int_equal(ticket.work, 20);
	world->cx.now += 33 * HK_DAY; /* Christmas */
	ticket = opened(world, "incident", "normal", "en", "phone");
	assert_int_equal(ticket.owner_id, world->rasa.id);
	assert_int_equal(reasons(world, &ticket).lacks, LACKS_LEVEL);
	assert_string_equal(reasons(world, &ticket).skill, "");
}

static void authority_is_for_those_who_lead(void **state)
{
	struct house_world *world = *state;
	struct actor lina;
	struct ticket ticket;

	needs(world, "complaint", "", 0, true);
	ticket = opened(world, "complaint", "normal", "en", "web");
	assert_int_equal(reasons(world, &ticket).lacks, LACKS_AUTHORITY);
	lina = person(world, "Lina", "supervisor");
	for (int i = 0; i < 3; i++) {
		ticket = opened(world, "complaint", "normal", "en", "web");
		assert_int_equal(ticket.owner_id, lina.id);
		assert_int_equal(reasons(world, &ticket).lacks, 0);
	}
}

static void a_channel_that_is_full_goes_to_the_next_one(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	takes(world, "chat", 2);
	for (int i = 0; i < 4; i++) {
		ticket = opened(world, "inquiry", "normal", "en", "chat");
		assert_int_equal(reasons(world, &ticket).lacks, 0);
		assert_int_equal(reasons(world, &ticket).most, 2);
		assert_int_equal(reasons(world, &ticket).count, i / 2);
	}
	assert_int_equal(of(world, &world->rasa).active_count, 2);
	assert_int_equal(of(world, &world->tomas).active_count, 2);
	/* Another channel has room of its own; the fifth chat has none, and is said to. */
	assert_int_equal(reasons(world, &(struct ticket){ .why = plain(world).why }).lacks, 0);
	ticket = opened(world, "inquiry", "normal", "en", "chat");
	assert_int_equal(reasons(world, &ticket).lacks, LACKS_ROOM);
}

/* Whom it falls to among those. */

static void a_ticket_that_is_more_work_counts_more(void **state)
{
	struct house_world *world = *state;
	struct ticket complaint, ticket;

	complaint = opened(world, "complaint", "urgent", "en", "email");
	assert_int_equal(complaint.work, 60);
	/* Six inquiries to the other one are as much; then who waited longer. */
	for (int i = 0; i < 6; i++) {
		ticket = plain(world);
		assert_int_not_equal(ticket.owner_id, complaint.owner_id);
		world->cx.now += HK_MINUTE;
	}
	assert_int_equal(plain(world).owner_id, complaint.owner_id);
	assert_int_equal(of(world, &world->rasa).work + of(world, &world->tomas).work, 130);
}

static void who_knows_the_customer_is_preferred_until_he_has_too_much(void **state)
{
	struct house_world *world = *state;
	struct ticket first = world_ticket(world, "Kettle", "?"), ticket;
	int knowing = 1;

	for (; knowing < 20; knowing++) {
		ticket = open_for(world, NULL,
				  (struct ticket_new){ .type = "inquiry",
						       .priority = "normal",
						       .language = "en",
						       .channel = "email",
						       .customer_id = first.customer_id });
		if (ticket.owner_id != first.owner_id)
			break;
		assert_true(reasons(world, &ticket).is_known);
	}
	/* Seven of ten minutes are an hour more. */
	assert_int_equal(knowing, 7);
	assert_false(reasons(world, &ticket).is_known);
}

static void what_was_decided_is_kept_with_its_numbers(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;
	struct why why;

	can(world, &world->rasa, "english:5");
	takes(world, "email", 8);
	(void)plain(world);
	(void)plain(world);
	ticket = plain(world);
	why = reasons(world, &ticket);
	assert_string_equal(why.name, "Rasa");
	assert_string_equal(why.language, "en");
	assert_int_equal(why.count, 2);
	assert_int_equal(why.most, 8);
	assert_int_equal(why.minutes, 20);
	assert_string_equal(last_choice(world, &ticket), ticket.why);
	/* More came, and nothing is counted again. */
	(void)plain(world);
	takes(world, "email", 4);
	assert_string_equal(world_look(world, ticket.number).why, ticket.why);
	/* A person who decides otherwise needs no reasons of ours. */
	world_act(world, &world->rasa);
	assert_int_equal(deed_assign(world, ticket.number, world->tomas.id, NULL), HK_OK);
	assert_string_equal(world_look(world, ticket.number).why, "");
	assert_int_equal(of(world, &world->tomas).work, 10);
}

static void names_and_reasons_survive_being_written(void **state)
{
	struct house_world *world = *state;
	struct why why = { .name = "Rasa; level=9",
			   .language = "lt",
			   .skill = "heat-pump",
			   .stands_for = "Tomas = Tom",
			   .level = 3,
			   .is_known = 1,
			   .count = 3,
			   .most = 8,
			   .minutes = 45,
			   .lacks = 3 },
		   read;

	assert_true(why_read(&world->cx, why_write(&world->cx, &why), &read));
	assert_string_equal(read.name, "Rasa, level=9");
	assert_string_equal(read.stands_for, "Tomas = Tom");
	assert_int_equal(read.level, 3);
	assert_int_equal(read.lacks, 3);
	assert_false(why_read(&world->cx, "", &read));
	assert_true(why_read(&world->cx, "Rasa;level=x;what=1;;", &read));
	assert_int_equal(read.level, 0);
}

/* Who is out of office. */

static void what_is_urgent_of_who_is_out_goes_to_the_stand_in(void **state)
{
	struct house_world *world = *state;
	struct actor lina = person(world, "Lina", "agent");
	struct ticket urgent, normal;

	urgent = opened(world, "inquiry", "urgent", "en", "email");
	given(world, &urgent, &world->rasa);
	normal = plain(world);
	given(world, &normal, &world->rasa);
	assert_int_equal(is_out(world, &world->rasa, world->cx.now + HK_DAY,
				world->cx.now + 8 * HK_DAY, lina.id),
			 HK_OK);
	world_run_jobs(world);
	assert_int_equal(world_look(world, urgent.number).owner_id, world->rasa.id);
	world->cx.now += HK_DAY;
	world_run_jobs(world);
	urgent = world_look(world, urgent.number);
	assert_int_equal(urgent.owner_id, lina.id);
	assert_string_equal(reasons(world, &urgent).stands_for, "Rasa");
	assert_string_equal(last_choice(world, &urgent), urgent.why);
	/* The rest waits for her; what is new does not come to her. */
	assert_int_equal(world_look(world, normal.number).owner_id, world->rasa.id);
	assert_int_not_equal(plain(world).owner_id, world->rasa.id);
	world->cx.now += 7 * HK_DAY;
	struct availability rasa = of(world, &world->rasa);
	(void)plain(world);
	rasa = of(world, &world->rasa);
	assert_true(availability_is_free(&rasa, world->cx.now));
}

static void what_comes_back_to_who_is_out_goes_to_the_stand_in(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "?");

	given(world, &ticket, &world->rasa);
	assert_int_equal(deed_resolve(world, ticket.number, NULL), HK_OK);
	/* On a break she keeps what is hers. */
	assert_int_equal(is(world, &world->rasa, "break", 0), HK_OK);
	assert_int_equal(deed_reopen(world, ticket.number), HK_OK);
	assert_int_equal(world_look(world, ticket.number).owner_id, world->rasa.id);
	assert_int_equal(deed_resolve(world, ticket.number, NULL), HK_OK);
	assert_int_equal(is(world, &world->rasa, "here", 0), HK_OK);
	assert_int_equal(
		is_out(world, &world->rasa, world->cx.now, world->cx.now + HK_DAY, world->tomas.id),
		HK_OK);
	assert_int_equal(deed_reopen(world, ticket.number), HK_OK);
	assert_int_equal(world_look(world, ticket.number).owner_id, world->tomas.id);
}

static void an_absence_that_cannot_be_is_refused(void **state)
{
	struct house_world *world = *state;
	int64_t now = world->cx.now;

	assert_int_equal(is_out(world, &world->rasa, now, now, 0), HK_INVALID);
	assert_int_equal(is_out(world, &world->rasa, now - HK_DAY, now - 1, 0), HK_INVALID);
	assert_int_equal(is_out(world, &world->rasa, now, now + 1, world->rasa.id), HK_INVALID);
	assert_int_equal(is_out(world, &world->rasa, now, now + 1, 12345), HK_INVALID);
	assert_int_equal(is(world, &world->rasa, "asleep", 0), HK_INVALID);
	assert_int_equal(is(world, &world->rasa, "break", now), HK_INVALID);
	/* Twice the same is once. */
	assert_int_equal(is_out(world, &world->rasa, now, now + HK_DAY, 0), HK_OK);
	assert_int_equal(is_out(world, &world->rasa, now, now + HK_DAY, 0), HK_OK);
}

static void a_supervisor_is_told_once_an_hour_that_nobody_fits(void **state)
{
	struct house_world *world = *state;
	struct actor lina = person(world, "Lina", "supervisor");
	int64_t before;

	needs(world, "incident", "boilers", 3, false);
	world_run_jobs(world);
	before = world_outbox(world, "queued");
	world_act(world, &world->system);
	(void)opened(world, "incident", "normal", "en", "phone");
	world_run_jobs(world);
	int64_t one = world_outbox(world, "queued") - before;
	(void)opened(world, "incident", "normal", "en", "phone");
	world_run_jobs(world);
	int64_t two = world_outbox(world, "queued") - before - one;
	/* The second one has its mails to customer and owner, and none about the lack. */
	assert_int_equal(one, two + 1);
	assert_true(lina.id != 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(who_is_not_there_gets_nothing_new),
		in_house(a_shift_begins_and_ends_by_the_clock_of_its_place),
		in_house(a_language_is_asked_for_once_somebody_has_it),
		in_house(a_skill_counts_by_its_level_and_until_it_expires),
		in_house(authority_is_for_those_who_lead),
		in_house(a_channel_that_is_full_goes_to_the_next_one),
		in_house(a_ticket_that_is_more_work_counts_more),
		in_house(who_knows_the_customer_is_preferred_until_he_has_too_much),
		in_house(what_was_decided_is_kept_with_its_numbers),
		in_house(names_and_reasons_survive_being_written),
		in_house(what_is_urgent_of_who_is_out_goes_to_the_stand_in),
		in_house(what_comes_back_to_who_is_out_goes_to_the_stand_in),
		in_house(an_absence_that_cannot_be_is_refused),
		in_house(a_supervisor_is_told_once_an_hour_that_nobody_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
