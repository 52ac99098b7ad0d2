
#include "base/time.h"
#include "core/search.h"
#include "deeds.h"
#include "house_world.h"
#include "standard/clock.h"
#include "test.h"
#include "ticket/clock/follow_up.h"
#include "ticket/mail/outbox.h"
#include "ticket/owner/assignment.h"
#include "ticket/state.h"
#include "ticket/told.h"
#include "ticket/write/draft.h"
#include "ticket/write/reply.h"

/* One step of a test, run in a transaction as the actor of the moment. */
struct step {
	struct ticket ticket;
	struct reply reply;
	struct message_new word;
	int64_t id, message_id;
	bool is_solved;
	const char *text;
	struct ticket_lines lines;
	struct draft draft;
	struct staff staff;
	struct message_list messages;
};

static enum hk_result find(struct ctx *cx, void *data)
{
	struct step *step = data;

	return ticket_find(cx, step->ticket.number, &step->ticket);
}

static enum hk_result read_messages(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(ticket_find(cx, step->ticket.number, &step->ticket));
	return message_page(cx, &step->ticket, INT64_MAX, 30, &step->messages);
}

static enum hk_result answer(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(ticket_find(cx, step->ticket.number, &step->ticket));
	return reply_add(cx, &step->ticket, &step->reply, &step->message_id);
}

static enum hk_result take_back(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(ticket_find(cx, step->ticket.number, &step->ticket));
	return reply_undo(cx, &step->ticket, step->message_id);
}

static enum hk_result customer_says(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(ticket_find(cx, step->ticket.number, &step->ticket));
	step->word = (struct message_new){
		.message = { .kind = "in",
			     .channel = "portal",
			     .at = cx->now,
			     .author_kind = "customer",
			     .author_id = step->ticket.customer_id,
			     .from_name = "Jonas",
			     .from_address = "jonas@example.net",
			     .subject = "",
			     .body = step->text,
			     .reply = step->text,
			     .language = "en",
			     .mail_id = "",
			     .raw_blob = "",
			     .sending = "" },
	};
	return answer_add(cx, &step->ticket, &step->word);
}

static enum hk_result resolve(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(ticket_find(cx, step->ticket.number, &step->ticket));
	return ticket_resolve(cx, &step->ticket, &step->id);
}

static enum hk_result undo(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(ticket_find(cx, step->ticket.number, &step->ticket));
	return ticket_undo(cx, &step->ticket, step->id);
}

static enum hk_result says_solved(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(ticket_find(cx, step->ticket.number, &step->ticket));
	return follow_up_answer(cx, &step->ticket, step->is_solved);
}

static enum hk_result assign(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(ticket_find(cx, step->ticket.number, &step->ticket));
	return ticket_assign(cx, &step->ticket, step->id, NULL);
}

static struct step begin(struct house_world *world, const char *subject)
{
	struct step step = { .ticket = world_ticket(world, subject, "The lid is broken.") };

	step.reply = (struct reply){ .text = "I am sorry. A new lid is on its way.",
				     .html = "<p>I am sorry. A new lid is on its way.</p>",
				     .tokens = "",
				     .seen_id = step.ticket.last_message_id,
				     .hold_ms = REPLY_HOLD_MS };
	world_act(world, step.ticket.owner_id == world->rasa.id ? &world->rasa : &world->tomas);
	return step;
}

static void a_ticket_is_born_with_a_number_an_owner_and_a_promise(void **state)
{
	struct house_world *world = *state;
	struct ticket first = world_ticket(world, "Kettle", "The lid is broken.");
	struct ticket second = world_ticket(world, "Toaster", "It burns.");

	assert_int_equal(first.number, 1);
	assert_int_equal(second.number, 2);
	assert_string_equal(first.state, "new");
	assert_int_equal(first.due_at, WORLD_BEGIN + 4 * HK_HOUR);
	assert_string_equal(first.due_kind, "first_answer");
	assert_true(first.owner_id == world->rasa.id || first.owner_id == world->tomas.id);
	/* Who has had him knows him. */
	assert_int_equal(first.owner_id, second.owner_id);
}

static void the_same_request_sent_twice_is_one_ticket(void **state)
{
	struct house_world *world = *state;

	assert_int_equal(world_ticket(world, "Kettle", "Once.").number,
			 world_ticket(world, "Kettle", "Once.").number);
}

static void an_answer_leaves_after_ten_seconds_and_keeps_the_promise(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "Kettle");

	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_OK);
	assert_string_equal(step.ticket.state, "waiting");
	assert_int_equal(step.ticket.due_at, CLOCK_NEVER);
	assert_int_equal(step.ticket.answered_at, WORLD_BEGIN);
	assert_int_equal(world_outbox(world, "held"), 1);
}

static void an_answer_is_taken_back_within_the_hold(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "Kettle");

	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_OK);
	world->cx.now += 5 * HK_SECOND;
	assert_int_equal(ctx_write(&world->cx, take_back, &step), HK_OK);
	assert_int_equal(world_outbox(world, "held"), 0);
	assert_string_equal(step.ticket.state, "new");
	assert_int_equal(step.ticket.due_at, WORLD_BEGIN + 4 * HK_HOUR);
	assert_int_equal(step.ticket.message_count, 1);
}

static void nobody_else_takes_an_answer_back(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "Kettle");

	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_OK);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, take_back, &step), HK_NOT_FOUND);
	assert_int_equal(world_outbox(world, "held"), 1);
}

static void an_answer_stops_when_something_unseen_arrived(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "Kettle"), word = step;
	const struct actor *agent = world->cx.actor;

	world_act(world, &world->jonas);
	word.text = "Please wait, I found the lid.";
	assert_int_equal(ctx_write(&world->cx, customer_says, &word), HK_OK);
	world_act(world, agent);
	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_CONFLICT);
	assert_non_null(world->cx.problem);
	assert_int_equal(world_outbox(world, "held"), 0);
	step.reply.is_sure = true;
	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_OK);
}

static void a_note_never_leaves_and_no_customer_reads_it(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "Kettle");

	step.reply.is_note = true;
	step.reply.text = "He is a good customer.";
	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_OK);
	assert_int_equal(world_outbox(world, "held") + world_outbox(world, "queued"), 0);
	world_act(world, &world->jonas);
	assert_int_equal(ctx_read(&world->cx, read_messages, &step), HK_OK);
	assert_int_equal(step.messages.count, 1);
	assert_string_equal(step.messages.items[0].kind, "in");
}

static void a_customer_sees_his_own_tickets_alone(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "Kettle");
	struct actor stranger = { .kind = ACTOR_CUSTOMER,
				  .id = world->jonas.id + 1,
				  .name = "Ona",
				  .email = "",
				  .role = "customer" };
	struct actor nobody = { .kind = ACTOR_NOBODY, .name = "", .email = "", .role = "" };

	world_act(world, &stranger);
	assert_int_equal(ctx_read(&world->cx, find, &step), HK_NOT_FOUND);
	world_act(world, &nobody);
	assert_int_equal(ctx_read(&world->cx, find, &step), HK_NOT_FOUND);
	world_act(world, &world->jonas);
	assert_int_equal(ctx_read(&world->cx, find, &step), HK_OK);
}

static void yes_closes_it_as_confirmed(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "Kettle");

	assert_int_equal(ctx_write(&world->cx, resolve, &step), HK_OK);
	world->cx.now += 11 * HK_SECOND;
	world_run_jobs(world);
	world_act(world, &world->jonas);
	step.is_solved = true;
	assert_int_equal(ctx_write(&world->cx, says_solved, &step), HK_OK);
	assert_string_equal(step.ticket.state, "closed");
	assert_string_equal(step.ticket.closed_as, "confirmed");
	/* The same button again changes nothing. */
	assert_int_equal(ctx_write(&world->cx, says_solved, &step), HK_OK);
	assert_int_equal(world_look(world, 1).version, step.ticket.version);
}

static void no_reopens_it_to_the_same_owner_with_a_fresh_promise(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "Kettle");
	int64_t owner_id = step.ticket.owner_id;

	assert_int_equal(ctx_write(&world->cx, resolve, &step), HK_OK);
	world->cx.now += HK_DAY;
	world_run_jobs(world);
	world_act(world, &world->jonas);
	step.is_solved = false;
	assert_int_equal(ctx_write(&world->cx, says_solved, &step), HK_OK);
	assert_string_equal(step.ticket.state, "open");
	assert_int_equal(step.ticket.owner_id, owner_id);
	assert_int_equal(step.ticket.due_at, world->cx.now + HK_DAY);
	assert_int_equal(step.ticket.reopened, 1);
}

static void silence_is_reminded_once_and_then_counted_apart(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "Kettle");
	int64_t mails;

	assert_int_equal(ctx_write(&world->cx, resolve, &step), HK_OK);
	world->cx.now += 11 * HK_SECOND;
	world_run_jobs(world);
	mails = world_outbox(world, "queued");
	world->cx.now += 3 * HK_DAY + HK_SECOND;
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), mails + 1);
	assert_string_equal(world_look(world, 1).state, "resolved");
	world->cx.now += 4 * HK_DAY;
	world_run_jobs(world);
	assert_string_equal(world_look(world, 1).state, "closed");
	assert_string_equal(world_look(world, 1).closed_as, "not_confirmed");
	assert_int_equal(world_outbox(world, "queued"), mails + 1);
}

static void an_undone_resolution_asks_nobody(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "Kettle");
	int64_t mails;

	world_run_jobs(world);
	mails = world_outbox(world, "queued");
	assert_int_equal(ctx_write(&world->cx, resolve, &step), HK_OK);
	assert_int_equal(ctx_write(&world->cx, undo, &step), HK_OK);
	assert_string_equal(step.ticket.state, "new");
	assert_int_equal(step.ticket.due_at, WORLD_BEGIN + 4 * HK_HOUR);
	world->cx.now += HK_MINUTE;
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), mails);
}

static void a_word_of_the_customer_reopens_what_was_closed(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "Kettle");

	assert_int_equal(ctx_write(&world->cx, resolve, &step), HK_OK);
	world->cx.now += 8 * HK_DAY;
	world_run_jobs(world);
	world_run_jobs(world);
	world_act(world, &world->jonas);
	step.text = "It broke again.";
	assert_int_equal(ctx_write(&world->cx, customer_says, &step), HK_OK);
	assert_string_equal(step.ticket.state, "open");
	assert_null(step.ticket.closed_as);
	assert_int_equal(step.ticket.due_at, world->cx.now + HK_DAY);
}

static void a_hand_over_leaves_no_gap_and_moves_the_load(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "Kettle");
	int64_t other = step.ticket.owner_id == world->rasa.id ? world->tomas.id : world->rasa.id;

	step.id = other;
	assert_int_equal(ctx_write(&world->cx, assign, &step), HK_OK);
	assert_int_equal(world_look(world, 1).owner_id, other);
	step.id = 12345;
	assert_int_equal(ctx_write(&world->cx, assign, &step), HK_INVALID);
	assert_int_equal(world_look(world, 1).owner_id, other);
}

struct telling {
	int64_t id;
	struct told told;
	bool is_held;
};

static enum hk_result tell(struct ctx *cx, void *data)
{
	struct telling *telling = data;

	return told_find(cx, telling->id, &telling->told, &telling->is_held);
}

static enum hk_result leaves(struct ctx *cx, void *data)
{
	struct outbox_list list;

	(void)data;
	HK_TRY(outbox_claim(cx, 10, &list));
	for (size_t i = 0; i < list.count; i++)
		HK_TRY(outbox_settle(cx, &list.items[i], "sent", ""));
	return HK_OK;
}

static struct telling told_of(struct house_world *world, int64_t id)
{
	struct telling telling = { .id = id };

	assert_int_equal(ctx_read(&world->cx, tell, &telling), HK_OK);
	return telling;
}

static void a_reply_that_may_be_taken_back_is_not_told(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "Kettle");
	struct ticket before = step.ticket;
	struct telling telling;

	assert_false(told_of(world, step.ticket.id).is_held);
	step.reply.then = REPLY_KEEP_OPEN;
	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_OK);
	assert_string_equal(step.ticket.state, "open");
	assert_string_equal(step.ticket.due_kind, "next_update");
	telling = told_of(world, step.ticket.id);
	assert_true(telling.is_held);
	assert_string_equal(telling.told.state, "new");
	assert_int_equal(telling.told.due_at, before.due_at);
	assert_int_equal(telling.told.answered_at, 0);
	world->cx.now += REPLY_HOLD_MS;
	assert_int_equal(ctx_write(&world->cx, leaves, NULL), HK_OK);
	assert_false(told_of(world, step.ticket.id).is_held);
}

static enum hk_result call_spam(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(ticket_find(cx, step->ticket.number, &step->ticket));
	return ticket_put_aside(cx, &step->ticket, "spam", NULL);
}

static void whom_we_answered_is_heard_though_somebody_called_it_spam(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "Kettle");

	assert_int_equal(ctx_write(&world->cx, call_spam, &step), HK_OK);
	step.text = "Buy this.";
	assert_int_equal(ctx_write(&world->cx, customer_says, &step), HK_OK);
	assert_string_equal(world_look(world, 1).bucket, "spam");

	step = begin(world, "Toaster");
	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_OK);
	world->cx.now += HK_HOUR;
	assert_int_equal(ctx_write(&world->cx, call_spam, &step), HK_OK);
	step.text = "But it still burns.";
	assert_int_equal(ctx_write(&world->cx, customer_says, &step), HK_OK);

	struct ticket back = world_look(world, 2);

	assert_string_equal(back.bucket, "active");
	assert_string_equal(back.state, "open");
	assert_int_equal(back.owner_id, step.ticket.owner_id);
	assert_int_equal(back.due_at, world->cx.now + HK_DAY);
}

static enum hk_result make_manager(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(staff_find(cx, step->id, &step->staff));
	step->staff.role = "manager";
	return staff_change(cx, &step->staff);
}

static void who_only_reads_cannot_have_a_ticket(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "Kettle");
	int64_t owner = step.ticket.owner_id;

	step.id = owner == world->rasa.id ? world->tomas.id : world->rasa.id;
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, make_manager, &step), HK_OK);
	assert_int_equal(ctx_write(&world->cx, assign, &step), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "owner");
	assert_int_equal(world_look(world, 1).owner_id, owner);
}

static void five_automatic_mails_an_hour_are_enough_for_one_address(void **state)
{
	struct house_world *world = *state;

	for (int i = 0; i < 9; i++)
		world_ticket(world, hk_format(world->arena, "Question %d", i), "Please help me.");
	world_run_jobs(world);
	/* Nine questions: seven to who knows the customer, two to the other one when she had an
	 * hour more to do. Five mails to the customer, five and two to them. */
	assert_int_equal(world_outbox(world, "queued"), 5 + 5 + 2);
}

static void a_hand_over_is_taken_back_though_hark_held_a_mail_back_since(void **state)
{
	struct house_world *world = *state;
	int64_t owner, undo, number = 0;

	for (int i = 0; i < 9; i++)
		number = world_ticket(world, hk_format(world->arena, "Question %d", i), "Please.")
				 .number;
	owner = world_look(world, number).owner_id;
	world_act(world, &world->admin);
	assert_int_equal(deed_assign(world, number,
				     owner == world->rasa.id ? world->tomas.id : world->rasa.id,
				     &undo),
			 HK_OK);
	world_run_jobs(world);
	assert_int_equal(deed_undo(world, number, undo), HK_OK);
	assert_int_equal(world_look(world, number).owner_id, owner);
	assert_int_equal(deed_undo(world, number, undo), HK_CONFLICT);
}

static void the_hour_of_automatic_mails_glides(void **state)
{
	struct house_world *world = *state;
	int64_t before;

	world->cx.now += 50 * HK_MINUTE;
	for (int i = 0; i < 5; i++)
		world_ticket(world, hk_format(world->arena, "Question %d", i), "Please help me.");
	world_run_jobs(world);
	world->cx.now += 20 * HK_MINUTE;
	/* Another hour has struck, but these were written within this one. */
	before = world_outbox(world, "queued");
	world_act(world, &world->system);
	(void)world_ticket(world, "One more", "Please help me.");
	world_run_jobs(world);
	/* Its owner, who knows the customer, has had as many. */
	assert_int_equal(world_outbox(world, "queued"), before);
	world->cx.now += HK_HOUR;
	(void)world_ticket(world, "And another", "Please help me.");
	world_run_jobs(world);
	/* Customer and owner; and what the owner was not told an hour ago, in a mail of its own. */
	assert_int_equal(world_outbox(world, "queued"), before + 2 + 1);
}

struct finding {
	int64_t space;
	size_t inside, outside;
};

static enum hk_result find_words(struct ctx *cx, struct finding *finding, size_t *ret)
{
	struct search_wish wish = { .spaces = &finding->space,
				    .space_count = 1,
				    .text = "gizmo",
				    .before_id = INT64_MAX,
				    .limit = 10 };
	struct search_ids ids;

	HK_TRY(search_find(cx, &wish, &ids));
	*ret = ids.count;
	return HK_OK;
}

static enum hk_result put_words(struct ctx *cx, void *data)
{
	struct finding *finding = data;

	HK_TRY(search_put(cx, 77, search_tokens(cx, finding->space, "en", "A gizmo.")));
	HK_TRY(search_put(cx, 78, search_tokens(cx, finding->space, "en", "A gizmo too.")));
	return find_words(cx, finding, &finding->inside);
}

static enum hk_result put_words_in_vain(struct ctx *cx, void *data)
{
	struct finding *finding = data;

	HK_TRY(search_put(cx, 79, search_tokens(cx, finding->space, "en", "A gizmo again.")));
	return HK_INVALID;
}

static enum hk_result look_for_words(struct ctx *cx, void *data)
{
	struct finding *finding = data;

	return find_words(cx, finding, &finding->outside);
}

static void words_are_found_by_who_stores_them_and_not_when_it_failed(void **state)
{
	struct house_world *world = *state;
	struct finding finding = { .space = search_space(&world->cx, SEARCH_TICKETS, 0) };

	assert_int_equal(ctx_write(&world->cx, put_words, &finding), HK_OK);
	assert_int_equal(finding.inside, 2);
	assert_int_equal(ctx_write(&world->cx, put_words_in_vain, &finding), HK_INVALID);
	assert_int_equal(ctx_read(&world->cx, look_for_words, &finding), HK_OK);
	assert_int_equal(finding.outside, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_ticket_is_born_with_a_number_an_owner_and_a_promise),
		in_house(the_same_request_sent_twice_is_one_ticket),
		in_house(an_answer_leaves_after_ten_seconds_and_keeps_the_promise),
		in_house(an_answer_is_taken_back_within_the_hold),
		in_house(nobody_else_takes_an_answer_back),
		in_house(an_answer_stops_when_something_unseen_arrived),
		in_house(a_note_never_leaves_and_no_customer_reads_it),
		in_house(a_customer_sees_his_own_tickets_alone),
		in_house(yes_closes_it_as_confirmed),
		in_house(no_reopens_it_to_the_same_owner_with_a_fresh_promise),
		in_house(silence_is_reminded_once_and_then_counted_apart),
		in_house(an_undone_resolution_asks_nobody),
		in_house(a_word_of_the_customer_reopens_what_was_closed),
		in_house(a_hand_over_leaves_no_gap_and_moves_the_load),
		in_house(a_reply_that_may_be_taken_back_is_not_told),
		in_house(whom_we_answered_is_heard_though_somebody_called_it_spam),
		in_house(who_only_reads_cannot_have_a_ticket),
		in_house(a_hand_over_is_taken_back_though_hark_held_a_mail_back_since),
		in_house(the_hour_of_automatic_mails_glides),
		in_house(five_automatic_mails_an_hour_are_enough_for_one_address),
		in_house(words_are_found_by_who_stores_them_and_not_when_it_failed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
