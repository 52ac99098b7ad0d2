/* Complaints when things go another way: letters taken back, ends undone, tickets merged, people
 * who may not. What must be there is in tests/integration/test_complaints_iso10002.py. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/org.h"
#include "deeds.h"
#include "house_world.h"
#include "job/jobs.h"
#include "standard/clock.h"
#include "test.h"
#include "ticket/complaint/complaint.h"
#include "ticket/complaint/complaint_log.h"
#include "ticket/complaint/complaint_rule.h"
#include "ticket/link/merge.h"
#include "ticket/open.h"

struct deed {
	int64_t number, message_id, id;
	const char *words;
	struct complaint complaint;
	struct complaint_authority authority;
	const char *letter;
	int64_t looked, faults;
	struct clock_list clocks;
};

typedef enum hk_result deed_work(struct ctx *cx, struct ticket *ticket, struct deed *deed);

struct doing {
	deed_work *work;
	struct deed *deed;
};

static enum hk_result run(struct ctx *cx, void *data)
{
	struct doing *doing = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, doing->deed->number, &ticket));
	return doing->work(cx, &ticket, doing->deed);
}

static enum hk_result done(struct house_world *world, deed_work *work, struct deed *deed)
{
	struct doing doing = { work, deed };

	world->cx.problem = NULL;
	world->cx.field_count = 0;
	return ctx_write(&world->cx, run, &doing);
}

static enum hk_result mark(struct ctx *cx, struct ticket *ticket, struct deed *deed)
{
	return complaint_mark(cx, ticket, deed->message_id);
}

static enum hk_result find(struct ctx *cx, struct ticket *ticket, struct deed *deed)
{
	HK_TRY(clock_every(cx, ticket->id, &deed->clocks));
	return complaint_find(cx, ticket, &deed->complaint);
}

static enum hk_result look(struct ctx *cx, struct ticket *ticket, struct deed *deed)
{
	const struct complaint wish = { .version = COMPLAINT_VERSION_ANY,
					.description = "Broken",
					.remedy = "A new one",
					.remedy_stated = "",
					.product = "",
					.immediate = "",
					.severity = "minor",
					.complexity = "simple",
					.impact = "one" };

	(void)deed;
	HK_TRY(complaint_receive(cx, ticket, &wish));
	return complaint_assess(cx, ticket, &wish);
}

static enum hk_result decide(struct ctx *cx, struct ticket *ticket, struct deed *deed)
{
	const struct complaint wish = { .version = COMPLAINT_VERSION_ANY,
					.outcome = "accepted",
					.reasons = "It was ours.",
					.remedies = "You get a new one.",
					.currency = "" };

	HK_TRY(complaint_decide(cx, ticket, &wish));
	return complaint_letter(cx, ticket, "en", &deed->letter);
}

static enum hk_result accept(struct ctx *cx, struct ticket *ticket, struct deed *deed)
{
	(void)deed;
	HK_TRY(complaint_answer(cx, ticket, "accepted", "By phone."));
	return complaint_done(cx, ticket);
}

static enum hk_result withdraw(struct ctx *cx, struct ticket *ticket, struct deed *deed)
{
	return complaint_withdraw(cx, ticket, deed->words);
}

static enum hk_result to_complaint(struct ctx *cx, struct ticket *ticket, struct deed *deed)
{
	struct ticket wish = *ticket;

	(void)deed;
	wish.type = "complaint";
	return ticket_change(cx, &wish);
}

static enum hk_result authority(struct ctx *cx, void *data)
{
	const struct deed *deed = data;

	return complaint_authority_put(cx, &deed->authority);
}

static enum hk_result check_logs(struct ctx *cx, void *data)
{
	struct deed *deed = data;

	return complaint_log_check(cx, &deed->looked, &deed->faults);
}

static void trust(struct house_world *world, const struct actor *actor)
{
	struct deed deed = { .authority = { .staff_id = actor->id,
					    .most = 0,
					    .currency = "",
					    .training = "A course",
					    .valid_until = world->cx.now + 100 * HK_DAY } };

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, authority, &deed), HK_OK);
}

/* Of Jonas, recorded and assessed by Rasa, who may decide. */
static int64_t complaint(struct house_world *world)
{
	struct deed deed = { .number = world_ticket(world, "Table", "It is broken.").number };

	trust(world, &world->rasa);
	world_act(world, &world->rasa);
	assert_int_equal(done(world, mark, &deed), HK_OK);
	assert_int_equal(done(world, look, &deed), HK_OK);
	return deed.number;
}

static struct deed found(struct house_world *world, int64_t number)
{
	struct deed deed = { .number = number };

	assert_int_equal(done(world, find, &deed), HK_OK);
	return deed;
}

static const char *clock_state(const struct deed *deed, const char *kind)
{
	for (size_t i = 0; i < deed->clocks.count; i++)
		if (strcmp(deed->clocks.items[i].kind, kind) == 0)
			return deed->clocks.items[i].state;
	return "none";
}

/* Decided and told; the message that told it. */
static int64_t told(struct house_world *world, int64_t number)
{
	struct deed deed = { .number = number };
	int64_t id;

	assert_int_equal(done(world, decide, &deed), HK_OK);
	assert_int_equal(deed_reply(world, number, deed.letter, REPLY_WAIT, &id), HK_OK);
	return id;
}

static void marking_twice_is_once_and_other_tickets_stay_what_they_are(void **state)
{
	struct house_world *world = *state;
	int64_t number = complaint(world);
	struct deed deed = found(world, number);
	int64_t lines = deed.complaint.log_count;

	assert_int_equal(done(world, mark, &deed), HK_OK);
	assert_int_equal(found(world, number).complaint.log_count, lines);
	deed.message_id = 4711;
	deed.number = world_ticket(world, "Chair", "It is low.").number;
	world_act(world, &world->rasa);
	assert_int_equal(done(world, mark, &deed), HK_NOT_FOUND);
	assert_string_equal(world_look(world, deed.number).complaint, "");
}

static void a_ticket_that_becomes_a_complaint_is_recorded(void **state)
{
	struct house_world *world = *state;
	struct deed deed = { .number = world_ticket(world, "Table", "It is broken.").number };

	world_act(world, &world->rasa);
	assert_int_equal(done(world, to_complaint, &deed), HK_OK);
	assert_string_equal(world_look(world, deed.number).complaint, "received");
	assert_int_equal(found(world, deed.number).complaint.received_by, world->rasa.id);
}

/* As one that we began by writing to the customer. */
static enum hk_result open_without_words(struct ctx *cx, void *data)
{
	struct deed *deed = data;
	struct ticket_new new = { .subject = "The table from May",
				  .type = "inquiry",
				  .priority = "normal",
				  .language = "en",
				  .channel = "phone",
				  .customer_id = deed->message_id };
	struct ticket ticket;

	HK_TRY(ticket_open(cx, &new, &ticket));
	deed->number = ticket.number;
	return HK_OK;
}

static void a_complaint_without_words_of_the_customer_is_about_the_subject(void **state)
{
	struct house_world *world = *state;
	struct deed deed = { 0 };

	deed.message_id = world_ticket(world, "Table", "It is broken.").customer_id;
	world_act(world, &world->rasa);
	assert_int_equal(WORLD_WRITE(world, open_without_words, &deed), HK_OK);
	deed.message_id = 0;
	assert_int_equal(done(world, mark, &deed), HK_OK);
	assert_string_equal(found(world, deed.number).complaint.description, "The table from May");
}

static void what_has_ended_opens_again_as_a_complaint(void **state)
{
	struct house_world *world = *state;
	struct deed deed = { .number = world_ticket(world, "Table", "It is broken.").number };

	world_act(world, &world->rasa);
	assert_int_equal(deed_resolve(world, deed.number, NULL), HK_OK);
	assert_int_equal(done(world, mark, &deed), HK_OK);
	assert_string_equal(world_look(world, deed.number).bucket, "active");
	deed.number = world_ticket(world, "Chair", "It is low.").number;
	world_act(world, &world->rasa);
	assert_int_equal(deed_put_aside(world, deed.number, "spam", NULL), HK_OK);
	assert_int_equal(done(world, mark, &deed), HK_CONFLICT);
}

static void an_open_complaint_is_put_away_only_when_it_was_none(void **state)
{
	struct house_world *world = *state;
	struct deed deed = { .number = complaint(world), .words = "He praised us." };

	world_act(world, &world->rasa);
	assert_int_equal(deed_put_aside(world, deed.number, "spam", NULL), HK_CONFLICT);
	assert_int_equal(deed_put_aside(world, deed.number, "deleted", NULL), HK_CONFLICT);
	assert_string_equal(world_look(world, deed.number).bucket, "active");
	assert_int_equal(done(world, withdraw, &deed), HK_OK);
	assert_int_equal(deed_put_aside(world, deed.number, "spam", NULL), HK_OK);
	assert_string_equal(world_look(world, deed.number).bucket, "spam");
}

static int64_t clock_due(const struct deed *deed, const char *kind)
{
	for (size_t i = 0; i < deed->clocks.count; i++)
		if (strcmp(deed->clocks.items[i].kind, kind) == 0)
			return deed->clocks.items[i].due_at;
	return 0;
}

static enum hk_result live_in_vilnius(struct ctx *cx, void *data)
{
	struct org org;

	(void)data;
	HK_TRY(org_find(cx, &org));
	org.timezone = "Europe/Vilnius";
	return org_change(cx, &org);
}

static void days_over_a_change_of_clocks_end_at_the_same_hour(void **state)
{
	struct house_world *world = *state;
	struct deed deed;
	int64_t number;

	/* Saturday, 20 March 2027, 10:00:07 in Vilnius, eight days before clocks go forward. */
	world->cx.now = 1805529607000;
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, live_in_vilnius, NULL), HK_OK);
	number = complaint(world);
	deed = found(world, number);
	assert_int_equal(clock_due(&deed, COMPLAINT_ANSWER_CLOCK),
			 world->cx.now + 28 * HK_DAY - HK_HOUR);
	(void)told(world, number);
	deed = found(world, number);
	assert_int_equal(deed.complaint.offer_until, world->cx.now + 14 * HK_DAY - HK_HOUR);
}

static void a_letter_that_is_taken_back_has_told_nothing(void **state)
{
	struct house_world *world = *state;
	int64_t number = complaint(world), id = told(world, number);
	struct deed deed = found(world, number);

	assert_int_equal(deed.complaint.letter_id, id);
	assert_string_equal(clock_state(&deed, COMPLAINT_ANSWER_CLOCK), "met");
	assert_int_equal(deed_undo_reply(world, number, id), HK_OK);
	deed = found(world, number);
	assert_int_equal(deed.complaint.letter_id, 0);
	assert_string_equal(deed.complaint.letter_digest, "");
	assert_string_equal(clock_state(&deed, COMPLAINT_ANSWER_CLOCK), "running");
	assert_string_equal(clock_state(&deed, COMPLAINT_PERSON_CLOCK), "running");
	assert_int_equal(done(world, accept, &deed), HK_CONFLICT);
}

static void an_end_that_is_undone_is_no_end(void **state)
{
	struct house_world *world = *state;
	int64_t number = complaint(world), undo;
	struct deed deed = { .number = number };

	assert_int_equal(deed_resolve(world, number, NULL), HK_CONFLICT);
	(void)told(world, number);
	assert_int_equal(deed_resolve(world, number, NULL), HK_CONFLICT);
	assert_int_equal(done(world, accept, &deed), HK_OK);
	assert_int_equal(deed_resolve(world, number, &undo), HK_OK);
	deed = found(world, number);
	assert_string_equal(deed.complaint.stage, "ended");
	assert_true(deed.complaint.keep_until > world->cx.now + 1000 * HK_DAY);
	assert_int_equal(deed_undo(world, number, undo), HK_OK);
	deed = found(world, number);
	assert_string_equal(deed.complaint.stage, "decided");
	assert_int_equal(deed.complaint.keep_until, 0);
	assert_string_equal(deed.complaint.reply, "accepted");
}

static enum hk_result run_tidy(struct ctx *cx, void *data)
{
	return tidy(cx, data);
}

static enum hk_result check_log(struct ctx *cx, void *data)
{
	int64_t looked;

	return complaint_log_check(cx, &looked, data);
}

static void what_was_written_goes_when_its_time_is_over_and_figures_stay(void **state)
{
	struct house_world *world = *state;
	int64_t number = complaint(world), faults = -1;
	struct deed deed = { .number = number };
	bool is_done;

	(void)told(world, number);
	assert_int_equal(done(world, accept, &deed), HK_OK);
	assert_int_equal(deed_resolve(world, number, NULL), HK_OK);
	deed = found(world, number);
	world->cx.now = deed.complaint.keep_until - 1;
	assert_int_equal(ctx_write(&world->cx, run_tidy, &is_done), HK_OK);
	assert_true(*found(world, number).complaint.description != '\0');
	world->cx.now += 1;
	assert_int_equal(ctx_write(&world->cx, run_tidy, &is_done), HK_OK);
	deed = found(world, number);
	assert_string_equal(deed.complaint.description, "");
	assert_string_equal(deed.complaint.reasons, "");
	assert_int_equal(deed.complaint.decided_by, 0);
	assert_int_equal(deed.complaint.log_count, 0);
	assert_string_equal(deed.complaint.stage, "ended");
	assert_true(*deed.complaint.outcome != '\0');
	assert_true(deed.complaint.decided_at != 0);
	assert_int_equal(ctx_read(&world->cx, check_log, &faults), HK_OK);
	assert_int_equal(faults, 0);
	/* It is not looked at again. */
	assert_int_equal(ctx_write(&world->cx, run_tidy, &is_done), HK_OK);
	assert_int_equal(found(world, number).complaint.version, deed.complaint.version);
}

static void a_no_after_the_end_is_no_acceptance(void **state)
{
	struct house_world *world = *state;
	int64_t number = complaint(world);
	struct deed deed = { .number = number };

	(void)told(world, number);
	assert_int_equal(done(world, accept, &deed), HK_OK);
	assert_int_equal(deed_resolve(world, number, NULL), HK_OK);
	world_let_leave(world);
	world_act(world, &world->jonas);
	assert_int_equal(deed_answer(world, number, false), HK_OK);
	world_act(world, &world->rasa);
	deed = found(world, number);
	assert_string_equal(deed.complaint.stage, "refused");
	assert_string_equal(deed.complaint.reply, "rejected");
	assert_string_equal(clock_state(&deed, COMPLAINT_ANSWER_CLOCK), "running");
	/* Rasa decided it the first time. */
	assert_int_equal(done(world, decide, &deed), HK_DENIED);
	trust(world, &world->tomas);
	world_act(world, &world->tomas);
	assert_int_equal(done(world, decide, &deed), HK_OK);
	assert_int_equal(found(world, number).complaint.round, 2);
}

static void a_yes_of_the_customer_ends_it_as_accepted(void **state)
{
	struct house_world *world = *state;
	int64_t number = complaint(world);
	struct deed deed = { .number = number };

	(void)told(world, number);
	world->cx.now += 15 * HK_DAY;
	assert_int_equal(deed_resolve(world, number, NULL), HK_CONFLICT);
	assert_int_equal(done(world, accept, &deed), HK_OK);
	assert_int_equal(deed_resolve(world, number, NULL), HK_OK);
	world_act(world, &world->jonas);
	assert_int_equal(deed_answer(world, number, true), HK_OK);
	world_act(world, &world->rasa);
	assert_string_equal(found(world, number).complaint.reply, "accepted");
	assert_string_equal(world_look(world, number).complaint, "ended");
}

static enum hk_result merge_away(struct ctx *cx, void *data)
{
	struct deed *deed = data;
	struct ticket from, into, merged;
	int64_t passage;

	HK_TRY(ticket_find(cx, deed->number, &from));
	HK_TRY(ticket_find(cx, deed->id, &into));
	return merge(cx, &(struct merge){ .from = &from, .into = &into, .is_sure = true }, &merged,
		     &passage);
}

static void a_complaint_keeps_its_number_when_tickets_merge(void **state)
{
	struct house_world *world = *state;
	struct deed deed = { .number = complaint(world) };

	deed.id = world_ticket(world, "Chair", "It is low.").number;
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, merge_away, &deed), HK_INVALID);
	world->cx.field_count = 0;
	deed = (struct deed){ .number = deed.id, .id = deed.number };
	assert_int_equal(ctx_write(&world->cx, merge_away, &deed), HK_OK);
	assert_string_equal(world_look(world, deed.id).complaint, "assessed");
}

static void a_mistake_is_taken_back_with_a_reason_until_it_is_decided(void **state)
{
	struct house_world *world = *state;
	struct deed deed = { .number = complaint(world), .words = " " };

	assert_int_equal(done(world, withdraw, &deed), HK_INVALID);
	deed.words = "He only asked for the way.";
	assert_int_equal(done(world, withdraw, &deed), HK_OK);
	assert_string_equal(world_look(world, deed.number).complaint, "dismissed");
	assert_int_equal(deed_resolve(world, deed.number, NULL), HK_OK);
	assert_int_equal(done(world, mark, &deed), HK_OK);
	assert_int_equal(done(world, look, &deed), HK_OK);
	assert_int_equal(done(world, decide, &deed), HK_OK);
	assert_int_equal(done(world, withdraw, &deed), HK_CONFLICT);
	assert_int_equal(ctx_read(&world->cx, check_logs, &deed), HK_OK);
	assert_int_equal(deed.looked, 1);
	assert_int_equal(deed.faults, 0);
}

static enum hk_result cut_log(struct ctx *cx, void *data)
{
	const struct deed *deed = data;

	return db_send(cx->db, DB_DELETE("complaint_log", DB_WALKS "position = $2"),
		       DB_ARGS(deed->id));
}

static void a_log_without_its_last_line_is_found_out(void **state)
{
	struct house_world *world = *state;
	struct deed deed = { .number = complaint(world) };

	deed = found(world, deed.number);
	deed.id = deed.complaint.log_count;
	assert_int_equal(ctx_write(&world->cx, cut_log, &deed), HK_OK);
	assert_int_equal(ctx_read(&world->cx, check_logs, &deed), HK_OK);
	assert_int_equal(deed.faults, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(marking_twice_is_once_and_other_tickets_stay_what_they_are),
		in_house(a_ticket_that_becomes_a_complaint_is_recorded),
		in_house(a_complaint_without_words_of_the_customer_is_about_the_subject),
		in_house(what_has_ended_opens_again_as_a_complaint),
		in_house(an_open_complaint_is_put_away_only_when_it_was_none),
		in_house(days_over_a_change_of_clocks_end_at_the_same_hour),
		in_house(a_letter_that_is_taken_back_has_told_nothing),
		in_house(an_end_that_is_undone_is_no_end),
		in_house(what_was_written_goes_when_its_time_is_over_and_figures_stay),
		in_house(a_no_after_the_end_is_no_acceptance),
		in_house(a_yes_of_the_customer_ends_it_as_accepted),
		in_house(a_complaint_keeps_its_number_when_tickets_merge),
		in_house(a_mistake_is_taken_back_with_a_reason_until_it_is_decided),
		in_house(a_log_without_its_last_line_is_found_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
