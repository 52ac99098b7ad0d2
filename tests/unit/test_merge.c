/* Two tickets that are one matter, one that is two, and how each hangs together with others. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "standard/clock.h"
#include "test.h"
#include "ticket/history.h"
#include "ticket/link/merge.h"
#include "ticket/mail/mail_id.h"
#include "ticket/mail/people.h"
#include "ticket/write/draft.h"

struct joint {
	int64_t from, into;
	bool is_sure, is_in_vain;
	struct ticket ticket;
	int64_t passage_id;
};

static enum hk_result join(struct ctx *cx, void *data)
{
	struct joint *joint = data;
	struct ticket from, into;
	struct merge wish = { .from = &from, .into = &into, .is_sure = joint->is_sure };

	HK_TRY(ticket_find(cx, joint->from, &from));
	HK_TRY(ticket_find(cx, joint->into, &into));
	HK_TRY(merge(cx, &wish, &joint->ticket, &joint->passage_id));
	return joint->is_in_vain ? HK_UNAVAILABLE : HK_OK;
}

static enum hk_result part(struct ctx *cx, void *data)
{
	struct joint *joint = data;
	struct ticket into;

	HK_TRY(ticket_find(cx, joint->into, &into));
	return merge_undo(cx, &into, joint->passage_id, &joint->ticket);
}

/* What is written may be undone by the engine and run again. */
static enum hk_result merged(struct house_world *world, struct joint *joint)
{
	joint->is_in_vain = true;

	enum hk_result result = ctx_write(&world->cx, join, joint);

	if (result != HK_UNAVAILABLE)
		return result;
	joint->is_in_vain = false;
	return ctx_write(&world->cx, join, joint);
}

struct sight {
	int64_t number;
	struct ticket ticket;
	struct message_list messages;
	struct recipient_list recipients, usual;
	struct clock_list clocks;
	struct history_list history;
};

static enum hk_result look(struct ctx *cx, void *data)
{
	struct sight *sight = data;

	HK_TRY(ticket_find(cx, sight->number, &sight->ticket));
	HK_TRY(message_page(cx, &sight->ticket, INT64_MAX, 50, &sight->messages));
	HK_TRY(message_recipients(cx, &sight->ticket, &sight->recipients));
	HK_TRY(people_usual(cx, &sight->ticket, &sight->usual));
	HK_TRY(clock_every(cx, sight->ticket.id, &sight->clocks));
	return history_since(cx, &sight->ticket, 0, &sight->history);
}

static struct sight see(struct house_world *world, const struct actor *actor, int64_t number)
{
	struct sight sight = { .number = number };

	world_act(world, actor);
	assert_int_equal(ctx_read(&world->cx, look, &sight), HK_OK);
	return sight;
}

static enum hk_result find_only(struct ctx *cx, void *data)
{
	struct sight *sight = data;

	return ticket_find(cx, sight->number, &sight->ticket);
}

static struct intake_outcome take(struct house_world *world, const char *raw)
{
	return deed_mail(world, "help@nordhome.example", raw);
}

static const char *mail(struct house_world *world, const char *from, const char *head,
			const char *body)
{
	return hk_format(
		world->arena,
		"From: %s\r\nTo: help@nordhome.example\r\n%sMessage-ID: <%s@example.net>\r\n"
		"\r\n%s\r\n",
		from, head, hk_token_new(world->arena), body);
}

static struct ticket open_by_mail(struct house_world *world, const char *from, const char *id)
{
	const char *raw = hk_format(world->arena,
				    "From: %s\r\nTo: help@nordhome.example, Anna <anna@example.lt>"
				    "\r\nSubject: %s\r\nMessage-ID: <%s@example.net>\r\n\r\n"
				    "The lid of my %s is broken.\r\n",
				    from, id, id, id);

	return world_look(world, take(world, raw).ticket_number);
}

static const struct clock *clock_of(const struct sight *sight, const char *kind)
{
	for (size_t i = 0; i < sight->clocks.count; i++)
		if (strcmp(sight->clocks.items[i].kind, kind) == 0)
			return &sight->clocks.items[i];
	return NULL;
}

static size_t lines_of(const struct sight *sight, const char *kind)
{
	size_t count = 0;

	for (size_t i = 0; i < sight->history.count; i++)
		count += strcmp(sight->history.items[i].kind, kind) == 0;
	return count;
}

static void a_merged_ticket_brings_its_words_with_their_times(void **state)
{
	struct house_world *world = *state;
	struct ticket first = open_by_mail(world, "Jonas <jonas@example.net>", "kettle");
	int64_t mails;

	world->cx.now += HK_HOUR;

	struct ticket second = open_by_mail(world, "Jonas <jonas@example.net>", "again");
	struct joint joint = { .from = second.number, .into = first.number };

	world->cx.now += HK_HOUR;
	world_run_jobs(world);
	mails = world_outbox(world, "queued");
	world_act(world, &world->rasa);
	assert_int_equal(merged(world, &joint), HK_OK);

	struct sight sight = see(world, &world->rasa, first.number);

	assert_int_equal(sight.messages.count, 2);
	assert_int_equal(sight.messages.items[0].at, WORLD_BEGIN);
	assert_int_equal(sight.messages.items[1].at, WORLD_BEGIN + HK_HOUR);
	assert_int_equal(sight.ticket.message_count, 2);
	assert_int_equal(sight.ticket.last_in_at, WORLD_BEGIN + HK_HOUR);
	assert_int_equal(sight.ticket.owner_id, first.owner_id);
	assert_int_equal(lines_of(&sight, "merged"), 1);
	/* Who stood on the second mail stands there still. */
	assert_true(sight.recipients.count >= 4);
	/* Its number leads there, for staff and for him. */
	assert_int_equal(see(world, &world->rasa, second.number).ticket.number, first.number);
	/* He hears nothing of it. */
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), mails);
	world_agrees(world);
}

static void of_two_promises_the_earlier_one_holds(void **state)
{
	struct house_world *world = *state;
	struct ticket first = open_by_mail(world, "Jonas <jonas@example.net>", "kettle");

	world->cx.now += HK_HOUR;

	struct ticket second = open_by_mail(world, "Jonas <jonas@example.net>", "again");
	struct joint joint = { .from = first.number, .into = second.number };

	world_act(world, &world->rasa);
	assert_int_equal(merged(world, &joint), HK_OK);

	struct sight sight = see(world, &world->rasa, second.number);

	assert_int_equal(sight.ticket.due_at, WORLD_BEGIN + 4 * HK_HOUR);
	assert_int_equal(clock_of(&sight, "first_answer")->due_at, WORLD_BEGIN + 4 * HK_HOUR);
	world_agrees(world);
}

static void who_waits_on_one_of_two_waits_on_what_becomes_of_them(void **state)
{
	struct house_world *world = *state;
	struct ticket solved = open_by_mail(world, "Jonas <jonas@example.net>", "kettle");
	struct ticket asked;
	struct joint joint = { .into = solved.number };
	struct sight sight;

	world_act(world, &world->rasa);
	assert_int_equal(deed_resolve(world, solved.number, NULL), HK_OK);
	asked = open_by_mail(world, "Jonas <jonas@example.net>", "again");
	joint.from = asked.number;
	world_act(world, &world->rasa);
	assert_int_equal(merged(world, &joint), HK_OK);
	sight = see(world, &world->rasa, solved.number);
	assert_string_equal(sight.ticket.state, "open");
	assert_string_equal(sight.ticket.bucket, "active");
	assert_int_equal(sight.ticket.due_at, asked.due_at);
	/* Nobody is asked whether it is solved. */
	world->cx.now += HK_HOUR;
	world_run_jobs(world);
	assert_string_equal(see(world, &world->rasa, solved.number).ticket.state, "open");
	world_agrees(world);
}

static void mail_about_the_merged_one_finds_the_other_by_every_way(void **state)
{
	struct house_world *world = *state;
	struct ticket first = open_by_mail(world, "Jonas <jonas@example.net>", "kettle");
	struct ticket second = open_by_mail(world, "Jonas <jonas@example.net>", "again");
	const char *ours = mail_id_make(&world->cx, second.id, 99, "help@nordhome.example");
	const char *plus = mail_plus_make(&world->cx, second.id, "help@nordhome.example");
	struct joint joint = { .from = second.number, .into = first.number };
	const char *heads[] = {
		"In-Reply-To: <again@example.net>\r\n",
		hk_format(world->arena, "References: <%s>\r\n", ours),
		hk_format(world->arena, "Cc: %s\r\n", plus),
		hk_format(world->arena, "Subject: Re: lid [#%" PRId64 "]\r\n", second.number),
	};

	world_act(world, &world->rasa);
	assert_int_equal(merged(world, &joint), HK_OK);
	for (size_t i = 0; i < HK_COUNT(heads); i++)
		assert_int_equal(
			take(world, mail(world, "jonas@example.net", heads[i], "Any news?"))
				.ticket_number,
			first.number);
	assert_int_equal(
		take(world, mail(world, "jonas@example.net", "Subject: lid\r\n",
				 hk_format(world->arena, "> [%s]", mail_mark_of(&world->cx, ours))))
			.ticket_number,
		first.number);
	/* What he writes on his own page too. */
	world_act(world, &world->system);
	assert_int_equal(deed_word(world, second.number, "And one more thing.", false), HK_OK);
	assert_int_equal(see(world, &world->rasa, first.number).messages.count, 8);
	world_agrees(world);
}

static void until_something_happens_a_merge_can_be_undone(void **state)
{
	struct house_world *world = *state;
	struct ticket first = open_by_mail(world, "Jonas <jonas@example.net>", "kettle");

	world->cx.now += HK_HOUR;

	struct ticket second = open_by_mail(world, "Jonas <jonas@example.net>", "again");
	struct joint joint = { .from = first.number, .into = second.number };
	struct sight one, two;

	world_act(world, &world->rasa);
	assert_int_equal(merged(world, &joint), HK_OK);
	assert_int_equal(ctx_write(&world->cx, part, &joint), HK_OK);
	one = see(world, &world->rasa, first.number);
	two = see(world, &world->rasa, second.number);
	assert_int_equal(one.ticket.number, first.number);
	assert_string_equal(one.ticket.bucket, "active");
	assert_int_equal(one.messages.count, 1);
	assert_int_equal(two.messages.count, 1);
	assert_int_equal(one.recipients.count, 2);
	assert_int_equal(one.ticket.due_at, first.due_at);
	assert_int_equal(two.ticket.due_at, second.due_at);
	assert_string_equal(two.ticket.preview, second.preview);
	assert_int_equal(ctx_write(&world->cx, part, &joint), HK_CONFLICT);
	world_agrees(world);
}

static void what_happened_since_is_not_taken_back_with_a_merge(void **state)
{
	struct house_world *world = *state;
	struct ticket first = open_by_mail(world, "Jonas <jonas@example.net>", "kettle");
	struct ticket second = open_by_mail(world, "Jonas <jonas@example.net>", "again");
	struct joint joint = { .from = second.number, .into = first.number };

	world_act(world, &world->rasa);
	assert_int_equal(merged(world, &joint), HK_OK);
	(void)take(world, mail(world, "jonas@example.net", "In-Reply-To: <again@example.net>\r\n",
			       "Any news?"));
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, part, &joint), HK_CONFLICT);
	assert_int_equal(see(world, &world->rasa, second.number).messages.count, 3);
	/* Nor by the number of another merge. */
	joint.into = open_by_mail(world, "Jonas <jonas@example.net>", "third").number;
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, part, &joint), HK_NOT_FOUND);
	world_agrees(world);
}

static void tickets_of_two_customers_are_merged_only_by_who_was_warned(void **state)
{
	struct house_world *world = *state;
	struct ticket first = open_by_mail(world, "Jonas <jonas@example.net>", "kettle");
	struct ticket other = open_by_mail(world, "Ona <ona@example.org>", "lamp");
	struct joint joint = { .from = other.number, .into = first.number };

	world_act(world, &world->rasa);
	assert_int_equal(merged(world, &joint), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "sure");
	world->cx.field_count = 0;
	joint.is_sure = true;
	assert_int_equal(merged(world, &joint), HK_OK);
	world_agrees(world);
}

/* Acts as the customer of that ticket. */
static struct actor customer_of(const struct ticket *ticket)
{
	return (struct actor){ .kind = ACTOR_CUSTOMER,
			       .id = ticket->customer_id,
			       .name = "",
			       .email = "",
			       .role = "" };
}

static void of_two_customers_neither_reads_the_other_or_is_written_to_with_him(void **state)
{
	struct house_world *world = *state;
	struct ticket first = open_by_mail(world, "Jonas <jonas@example.net>", "kettle");
	struct ticket other = open_by_mail(world, "Ona <ona@example.org>", "lamp");
	struct joint joint = { .from = other.number, .into = first.number, .is_sure = true };
	struct actor jonas = customer_of(&first), ona = customer_of(&other);
	struct sight sight, gone = { .number = other.number };

	world_act(world, &world->rasa);
	assert_int_equal(merged(world, &joint), HK_OK);
	sight = see(world, &jonas, first.number);
	assert_int_equal(sight.messages.count, 1);
	assert_non_null(strstr(sight.messages.items[0].body, "kettle"));
	world_act(world, &ona);
	assert_int_equal(ctx_read(&world->cx, find_only, &gone), HK_NOT_FOUND);
	sight = see(world, &world->rasa, first.number);
	assert_int_equal(sight.messages.count, 2);
	for (size_t i = 0; i < sight.usual.count; i++)
		assert_string_not_equal(sight.usual.items[i].address, "ona@example.org");
	/* What she writes now stays among us, and answers still go to him alone. */
	assert_int_equal(take(world, mail(world, "ona@example.org",
					  "In-Reply-To: <lamp@example.net>\r\n", "Any news?"))
				 .ticket_number,
			 first.number);
	assert_int_equal(see(world, &jonas, first.number).messages.count, 1);
	sight = see(world, &world->rasa, first.number);
	assert_int_equal(sight.messages.count, 3);
	assert_int_equal(sight.messages.items[2].is_inner, 1);
	for (size_t i = 0; i < sight.usual.count; i++)
		assert_string_not_equal(sight.usual.items[i].address, "ona@example.org");
	world_agrees(world);
}

static void what_was_hidden_by_a_merge_is_seen_after_its_undo(void **state)
{
	struct house_world *world = *state;
	struct ticket first = open_by_mail(world, "Jonas <jonas@example.net>", "kettle");
	struct ticket other = open_by_mail(world, "Ona <ona@example.org>", "lamp");
	struct joint joint = { .from = other.number, .into = first.number, .is_sure = true };
	struct actor ona = customer_of(&other);

	world_act(world, &world->rasa);
	assert_int_equal(merged(world, &joint), HK_OK);
	assert_int_equal(ctx_write(&world->cx, part, &joint), HK_OK);
	assert_int_equal(see(world, &ona, other.number).messages.count, 1);
	world_agrees(world);
}

static void a_chain_of_merges_leads_to_its_end(void **state)
{
	struct house_world *world = *state;
	struct ticket one = open_by_mail(world, "Jonas <jonas@example.net>", "one");
	struct ticket two = open_by_mail(world, "Jonas <jonas@example.net>", "two");
	struct ticket three = open_by_mail(world, "Jonas <jonas@example.net>", "three");
	struct joint joint = { .from = one.number, .into = two.number };
	struct actor jonas = customer_of(&one);

	world_act(world, &world->rasa);
	assert_int_equal(merged(world, &joint), HK_OK);
	joint = (struct joint){ .from = two.number, .into = three.number };
	assert_int_equal(merged(world, &joint), HK_OK);
	assert_int_equal(see(world, &world->rasa, one.number).messages.count, 3);
	assert_int_equal(see(world, &jonas, one.number).ticket.number, three.number);
	assert_int_equal(take(world, mail(world, "jonas@example.net",
					  "In-Reply-To: <one@example.net>\r\n", "Any news?"))
				 .ticket_number,
			 three.number);
	/* Neither with itself, also by an older number. */
	world_act(world, &world->rasa);
	joint = (struct joint){ .from = three.number, .into = one.number };
	assert_int_equal(merged(world, &joint), HK_INVALID);
	world_agrees(world);
}

static void no_merge_while_a_reply_may_still_be_taken_back(void **state)
{
	struct house_world *world = *state;
	struct ticket first = open_by_mail(world, "Jonas <jonas@example.net>", "kettle");
	struct ticket second = open_by_mail(world, "Jonas <jonas@example.net>", "again");
	struct joint joint = { .from = second.number, .into = first.number };

	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, second.number, "We look at it.", REPLY_WAIT, NULL),
			 HK_OK);
	assert_int_equal(merged(world, &joint), HK_CONFLICT);
	world->cx.now += HK_MINUTE;
	world_let_leave(world);
	world_act(world, &world->rasa);
	assert_int_equal(merged(world, &joint), HK_OK);
	assert_int_equal(see(world, &world->rasa, first.number).messages.count, 3);
	/* A report about it finds the reply there. */
	world_agrees(world);
}

static void what_was_put_aside_is_merged_with_nothing(void **state)
{
	struct house_world *world = *state;
	struct ticket first = open_by_mail(world, "Jonas <jonas@example.net>", "kettle");
	struct ticket second = open_by_mail(world, "Jonas <jonas@example.net>", "again");
	struct joint joint = { .from = second.number, .into = first.number };

	world_act(world, &world->rasa);
	assert_int_equal(deed_put_aside(world, first.number, "spam", NULL), HK_OK);
	assert_int_equal(merged(world, &joint), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "into");
}

struct writing {
	int64_t ticket_id;
	const char *text;
	struct draft draft;
};

static enum hk_result write_down(struct ctx *cx, void *data)
{
	const struct writing *writing = data;
	struct people_text nobody = { .is_chosen = false };

	return draft_put_with(cx, writing->ticket_id, "note", writing->text, &nobody);
}

static enum hk_result read_again(struct ctx *cx, void *data)
{
	struct writing *writing = data;

	return draft_find(cx, writing->ticket_id, "note", &writing->draft);
}

static void what_was_begun_to_write_on_both_is_kept(void **state)
{
	struct house_world *world = *state;
	struct ticket first = open_by_mail(world, "Jonas <jonas@example.net>", "kettle");
	struct ticket second = open_by_mail(world, "Jonas <jonas@example.net>", "again");
	struct joint joint = { .from = second.number, .into = first.number };
	struct writing one = { first.id, "Call him", { 0 } },
		       two = { second.id, "He is away", { 0 } };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, write_down, &one), HK_OK);
	assert_int_equal(ctx_write(&world->cx, write_down, &two), HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, write_down, &two), HK_OK);
	assert_int_equal(merged(world, &joint), HK_OK);
	assert_int_equal(ctx_read(&world->cx, read_again, &one), HK_OK);
	assert_string_equal(one.draft.text, "He is away");
	world_act(world, &world->rasa);
	assert_int_equal(ctx_read(&world->cx, read_again, &one), HK_OK);
	assert_string_equal(one.draft.text, "Call him\n\nHe is away");
}

struct judged {
	int64_t number;
	const char *harms, *priority, *reason;
};

static enum hk_result judge(struct ctx *cx, void *data)
{
	const struct judged *judged = data;
	struct ticket wish;

	HK_TRY(ticket_find(cx, judged->number, &wish));
	wish.harms = judged->harms;
	wish.priority = judged->priority;
	wish.priority_reason = judged->reason;
	return ticket_change(cx, &wish);
}

static void suffer(struct house_world *world, const struct judged *judged)
{
	struct judged copy = *judged;

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, judge, &copy), HK_OK);
}

static void stands(struct house_world *world, int64_t number, const char *priority,
		   const char *harm, const char *harms)
{
	struct ticket ticket = world_look(world, number);

	assert_string_equal(ticket.priority, priority);
	assert_string_equal(ticket.priority_harm, harm);
	assert_string_equal(ticket.harms, harms);
}

static void what_is_suffered_on_one_of_two_is_on_what_becomes_of_them(void **state)
{
	struct house_world *world = *state;
	int64_t from = open_by_mail(world, "Jonas <jonas@example.net>", "kettle").number;
	int64_t into = open_by_mail(world, "Jonas <jonas@example.net>", "toaster").number;
	struct joint joint = { .from = from, .into = into };

	suffer(world, &(struct judged){ from, "safety", "", "" });
	suffer(world, &(struct judged){ into, "money", "", "" });
	stands(world, into, "high", "money", "money");
	world_act(world, &world->rasa);
	assert_int_equal(merged(world, &joint), HK_OK);
	stands(world, into, "urgent", "safety", "safety money");
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, part, &joint), HK_OK);
	stands(world, into, "high", "money", "money");
	stands(world, from, "urgent", "safety", "safety");
	world_act(world, &world->rasa);
	assert_int_equal(merged(world, &joint), HK_OK);
	/* Who ticks one more does not take the danger away. */
	suffer(world, &(struct judged){ into, "safety money deadline", "", "" });
	stands(world, into, "urgent", "safety", "safety money deadline");
}

static void harms_of_two_weigh_together_unless_somebody_had_a_reason(void **state)
{
	struct house_world *world = *state;
	int64_t first = open_by_mail(world, "Jonas <jonas@example.net>", "kettle").number;
	int64_t second = open_by_mail(world, "Jonas <jonas@example.net>", "toaster").number;
	int64_t third = open_by_mail(world, "Jonas <jonas@example.net>", "boiler").number;

	suffer(world, &(struct judged){ first, "vulnerable", "", "" });
	suffer(world, &(struct judged){ second, "deadline", "", "" });
	suffer(world, &(struct judged){ third, "safety", "low", "He is out of it." });
	world_act(world, &world->rasa);
	assert_int_equal(merged(world, &(struct joint){ .from = first, .into = second }), HK_OK);
	stands(world, second, "urgent", "vulnerable", "vulnerable deadline");
	world_act(world, &world->rasa);
	first = open_by_mail(world, "Jonas <jonas@example.net>", "lamp").number;
	world_act(world, &world->rasa);
	assert_int_equal(merged(world, &(struct joint){ .from = third, .into = first }), HK_OK);
	stands(world, first, "normal", "", "safety");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(a_merged_ticket_brings_its_words_with_their_times),
		in_reading_house(of_two_promises_the_earlier_one_holds),
		in_reading_house(who_waits_on_one_of_two_waits_on_what_becomes_of_them),
		in_reading_house(mail_about_the_merged_one_finds_the_other_by_every_way),
		in_reading_house(until_something_happens_a_merge_can_be_undone),
		in_reading_house(what_happened_since_is_not_taken_back_with_a_merge),
		in_reading_house(tickets_of_two_customers_are_merged_only_by_who_was_warned),
		in_reading_house(
			of_two_customers_neither_reads_the_other_or_is_written_to_with_him),
		in_reading_house(what_was_hidden_by_a_merge_is_seen_after_its_undo),
		in_reading_house(a_chain_of_merges_leads_to_its_end),
		in_reading_house(no_merge_while_a_reply_may_still_be_taken_back),
		in_reading_house(what_was_put_aside_is_merged_with_nothing),
		in_reading_house(what_was_begun_to_write_on_both_is_kept),
		in_reading_house(what_is_suffered_on_one_of_two_is_on_what_becomes_of_them),
		in_reading_house(harms_of_two_weigh_together_unless_somebody_had_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
