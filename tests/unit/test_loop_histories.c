/*
 * The clock of whoever needs a word: random histories, each replayed from its beginning by a slow
 * reference that knows only what happened and when, and nothing of how the house keeps it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/job.h"
#include "feedback/loop/loop_case.h"
#include "job/jobs.h"
#include "loop_reference.h"
#include "survey_world.h"
#include "test.h"
#include "ticket/mail/outbox.h"
#include "ticket/mail/returned.h"
#include "ticket/owner/assignment.h"
#include "ticket/write/automatic.h"

enum { HISTORIES = 1000, STEPS = 16, FACTS = 200, WORDS = 40, SEED = 20261129 };

struct word {
	int64_t message_id;
	bool is_sent, is_failed;
};

struct history {
	struct house_world *world;
	uint64_t random;
	struct survey survey;
	struct survey_version version;
	struct ticket ticket;
	struct invitation invitation;
	int64_t response_id, key, first_owner;
	struct fact facts[FACTS];
	size_t fact_count;
	struct word words[WORDS];
	size_t word_count;
	int64_t reached, late, lost, ended, again, differences;
};

/* splitmix64 (Steele, Lea, Flood 2014). */
static size_t below(struct history *history, uint64_t limit)
{
	uint64_t z = (history->random += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (size_t)((z ^ (z >> 31)) % limit);
}

static void note(struct history *history, struct fact fact)
{
	assert_true(history->fact_count < FACTS);
	fact.at = history->world->cx.now;
	history->facts[history->fact_count++] = fact;
}

/* The house. */

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* All of a history is one transaction: a thousand of them write as much as the test can bear. */
static enum hk_result now(struct history *history, ctx_work *work, void *data)
{
	struct ctx *cx = &history->world->cx;

	cx->problem = NULL;
	cx->field_count = 0;
	return work(cx, data);
}

static enum hk_result answer_work(struct ctx *cx, void *data)
{
	struct history *history = data;
	const struct response_new new = { .survey = &history->survey,
					  .version = &history->version,
					  .invitation = &history->invitation,
					  .channel = "email",
					  .language = "en",
					  .values = { history->key % 2 ? "2" : "10", "" } };
	struct response response;

	HK_TRY(response_put(cx, &new, &response));
	history->response_id = response.id;
	return HK_OK;
}

static void answer(struct history *history, bool is_happy)
{
	history->key = is_happy ? 0 : 1;
	world_act(history->world, &actor_house);
	if (now(history, answer_work, history) == HK_OK)
		note(history,
		     (struct fact){ is_happy ? ANSWERED_HAPPY : ANSWERED_UNHAPPY, .word = WORDS });
}

static enum hk_result invite_work(struct ctx *cx, void *data)
{
	static const struct db_column columns[] = { DB_COLUMN(struct survey_event, id) };
	static const struct db_record events =
		DB_RECORD("survey_event", struct survey_event, columns);
	struct history *history = data;
	const struct survey_event could = {
		.effect_key = hk_format(cx->arena, "order %" PRId64, history->ticket.id),
		.ticket_id = history->ticket.id,
		.order_name = "",
		.customer_id = history->ticket.customer_id,
		.staff_id = history->ticket.owner_id,
		.team_id = history->ticket.team_id,
		.channel = "",
		.outcome = "",
		.at = cx->now,
	};
	struct survey_event event;

	HK_TRY(survey_event_add(cx, "purchase", &could));
	HK_TRY(db_select_one(cx->db, &events,
			     DB_WHERE("customer_id = $2", "ORDER BY id DESC LIMIT 1"),
			     DB_ARGS(could.customer_id), &event));
	history->invitation = (struct invitation){ .survey_id = history->survey.id,
						   .version = 1,
						   .event_id = event.id,
						   .customer_id = could.customer_id,
						   .account = "",
						   .channel = "email",
						   .language = "en",
						   .remind_at = CLOCK_NEVER,
						   .expires_at = CLOCK_NEVER };
	return invitation_add(cx, &history->invitation);
}

static const struct actor *somebody(struct history *history)
{
	return below(history, 2) ? &history->world->rasa : &history->world->tomas;
}

static struct reply words(bool is_note)
{
	return (struct reply){ .is_note = is_note,
			       .text = "I am sorry for it.",
			       .html = "<p>text</p>",
			       .tokens = "",
			       .then = REPLY_KEEP_OPEN,
			       .is_sure = true,
			       .hold_ms = REPLY_HOLD_MS };
}

static enum hk_result reply_work(struct ctx *cx, void *data)
{
	struct history *history = data;
	const struct reply reply = words(false);
	struct ticket ticket;

	HK_TRY(ticket_by_row(cx, history->ticket.id, &ticket));
	return reply_add(cx, &ticket, &reply, &history->words[history->word_count].message_id);
}

static enum hk_result note_work(struct ctx *cx, void *data)
{
	const struct reply reply = words(true);
	struct ticket ticket;
	int64_t id;

	HK_TRY(ticket_by_row(cx, ((struct history *)data)->ticket.id, &ticket));
	return reply_add(cx, &ticket, &reply, &id);
}

static void write_reply(struct history *history)
{
	struct word *word = &history->words[history->word_count];

	if (history->word_count == WORDS)
		return;
	world_act(history->world, somebody(history));
	*word = (struct word){ .message_id = 0 };
	assert_int_equal(now(history, reply_work, history), HK_OK);
	note(history, (struct fact){ WRITTEN, .word = history->word_count++ });
}

/* One mail that the outbox hands over, and what the server says of it. */
struct serving {
	struct history *history;
	const struct outbox *mail;
	const char *state;
};

static enum hk_result serve_work(struct ctx *cx, void *data)
{
	struct serving *serving = data;
	struct ticket ticket;

	HK_TRY(outbox_settle(cx, serving->mail, serving->state, "554 no"));
	if (!serving->mail->message_id)
		return HK_OK;
	HK_TRY(ticket_by_row(cx, serving->mail->ticket_id, &ticket));
	if (is(serving->state, "failed"))
		return reply_returned(cx, &ticket,
				      &(struct returned){ .message_id = serving->mail->message_id,
							  .recipient = "",
							  .status = "",
							  .reason = "554 no",
							  .is_final = true },
				      1, NULL);
	return ticket_tell(cx, &ticket, "message.sending");
}

static size_t word_of(const struct history *history, int64_t message_id)
{
	for (size_t i = 0; i < history->word_count; i++)
		if (history->words[i].message_id == message_id)
			return i;
	return WORDS;
}

static void serve(struct history *history, const struct outbox *mail)
{
	static const char *const states[] = {
		"sent", "sent", "sent", "failed", "unknown", "queued"
	};
	size_t which = word_of(history, mail->message_id);
	struct serving serving = { history, mail,
				   which == WORDS ? "sent"
						  : states[below(history, HK_COUNT(states))] };

	assert_int_equal(now(history, serve_work, &serving), HK_OK);
	if (which == WORDS)
		return;
	history->words[which].is_sent = is(serving.state, "sent");
	history->words[which].is_failed = is(serving.state, "failed");
	if (history->words[which].is_sent)
		note(history, (struct fact){ SENT, .word = which });
	if (history->words[which].is_failed)
		note(history, (struct fact){ RETURNED, .word = which });
}

static enum hk_result claim_work(struct ctx *cx, void *data)
{
	return outbox_claim(cx, 20, data);
}

static void let_leave(struct history *history)
{
	struct outbox_list list;

	world_act(history->world, &actor_house);
	assert_int_equal(now(history, claim_work, &list), HK_OK);
	for (size_t i = 0; i < list.count; i++)
		serve(history, &list.items[i]);
}

static enum hk_result return_work(struct ctx *cx, void *data)
{
	const struct returned *returned = data;
	struct ticket ticket;
	struct outbox mail;

	HK_TRY(outbox_of_message(cx, returned->message_id, &mail));
	HK_TRY(ticket_by_row(cx, mail.ticket_id, &ticket));
	return reply_returned(cx, &ticket, returned, 1, NULL);
}

static void come_back(struct history *history)
{
	size_t which = history->word_count ? below(history, history->word_count) : WORDS;
	struct returned returned = { .recipient = "",
				     .status = "5.7.1",
				     .reason = "not wanted",
				     .is_final = below(history, 4) != 0 };

	if (which == WORDS || !history->words[which].is_sent)
		return;
	returned.message_id = history->words[which].message_id;
	world_act(history->world, &actor_house);
	assert_int_equal(now(history, return_work, &returned), HK_OK);
	if (!returned.is_final)
		return;
	history->words[which].is_sent = false;
	history->words[which].is_failed = true;
	history->lost++;
	note(history, (struct fact){ RETURNED, .word = which });
}

static enum hk_result again_work(struct ctx *cx, void *data)
{
	const struct word *word = data;
	struct outbox mail;

	HK_TRY(outbox_of_message(cx, word->message_id, &mail));
	return outbox_again(cx, mail.id);
}

static void send_again(struct history *history)
{
	size_t which = history->word_count ? below(history, history->word_count) : WORDS;

	if (which == WORDS || !history->words[which].is_failed)
		return;
	world_act(history->world, &history->world->admin);
	assert_int_equal(now(history, again_work, &history->words[which]), HK_OK);
	history->words[which].is_failed = false;
}

static enum hk_result automatic_work(struct ctx *cx, void *data)
{
	struct history *history = data;
	struct ticket ticket;

	HK_TRY(ticket_by_row(cx, history->ticket.id, &ticket));
	return automatic_add(
		cx, &ticket,
		&(struct automatic){ .effect_key = hk_format(cx->arena, "%" PRId64, ctx_new_id(cx)),
				     .text = "We are looking into it.",
				     .language = "en",
				     .to = "jonas@example.net",
				     .name = "Jonas" });
}

/* What staff do on the page of an answer. */
struct doing {
	struct history *history;
	enum fact_kind kind;
	const char *text;
	int64_t number;
};

static enum hk_result do_work(struct ctx *cx, void *data)
{
	struct doing *doing = data;
	struct loop_case one;

	HK_TRY(loop_case_find(cx, doing->history->response_id, &one));
	switch (doing->kind) {
	case TRIED: return loop_case_tried(cx, &one, "No reply to the phone.");
	case CALLED: return loop_case_called(cx, &one, "I said that I am sorry.");
	case ENDED: return loop_case_end(cx, &one, doing->text, "A new one is on its way.");
	case OWNED: return loop_case_hand(cx, &one, doing->number);
	case KNOWN: return loop_case_know(cx, &one);
	default: return loop_case_answer(cx, &one, doing->kind == SAID_YES, "");
	}
}

static void act(struct history *history, enum fact_kind kind, const char *text)
{
	struct house_world *world = history->world;
	struct doing doing = { history, kind, text, 0 };

	world_act(world, somebody(history));
	doing.number = kind == OWNED ? somebody(history)->id : world->cx.actor->id;
	if (now(history, do_work, &doing) == HK_OK)
		note(history,
		     (struct fact){ kind, .number = doing.number, .word = WORDS, .text = text });
}

/* Only whoever was asked can say so, with the link that he got. */
static enum hk_result word_work(struct ctx *cx, void *data)
{
	struct doing *doing = data;
	struct loop_case one;

	HK_TRY(loop_case_by_row(cx, doing->history->response_id, &one));
	HK_TRY(loop_case_by_token(cx, loop_case_token(cx, &one), &one));
	if (*one.put_right)
		return HK_CONFLICT;
	return loop_case_answer(cx, &one, doing->kind == SAID_YES, "");
}

static void say(struct history *history)
{
	struct doing doing = { history, below(history, 2) ? SAID_YES : SAID_NO, NULL, 0 };

	world_act(history->world, &actor_house);
	if (now(history, word_work, &doing) != HK_OK)
		return;
	history->again += doing.kind == SAID_NO;
	note(history, (struct fact){ doing.kind, .word = WORDS });
}

static enum hk_result erase_work(struct ctx *cx, void *data)
{
	return response_erase(cx, ((struct history *)data)->response_id);
}

/* Of the queue only what belongs to this. */
static enum hk_result jobs_work(struct ctx *cx, void *data)
{
	struct job_list list;

	do {
		HK_TRY(job_claim(cx, 20, &list));
		for (size_t i = 0; i < list.count; i++) {
			enum hk_result result = HK_OK;

			for (size_t k = 0; job_kinds[k]; k++)
				if (is(job_kinds[k]->kind, list.items[i].kind) &&
				    hk_starts(list.items[i].kind, "loop."))
					result = job_kinds[k]->run(cx, &list.items[i]);
			if (result != HK_OK && result != HK_CONFLICT && result != HK_NOT_FOUND)
				return result;
			HK_TRY(job_finish(cx, &list.items[i]));
		}
	} while (list.count);
	(void)data;
	return HK_OK;
}

static void let_pass(struct history *history, int64_t ms)
{
	history->world->cx.now += ms;
	world_act(history->world, &actor_house);
	assert_int_equal(now(history, jobs_work, NULL), HK_OK);
	note(history, (struct fact){ LOOKED, .word = WORDS });
}

static enum hk_result assign_work(struct ctx *cx, void *data)
{
	const struct doing *doing = data;
	struct ticket ticket;

	HK_TRY(ticket_by_row(cx, doing->history->ticket.id, &ticket));
	return ticket_assign(cx, &ticket, doing->number, NULL);
}

static void assign(struct history *history)
{
	struct doing doing = { history, OWNED, "", somebody(history)->id };

	world_act(history->world, &history->world->admin);
	if (now(history, assign_work, &doing) == HK_OK)
		note(history, (struct fact){ OWNED, .number = doing.number, .word = WORDS });
}

static void step(struct history *history)
{
	static const char *const outcomes[] = { "fixed",      "fixed",      "explained",
						"explained",  "no_contact", "unreachable",
						"unreachable" };
	size_t dice = below(history, 100);

	history->world->cx.now += (int64_t)(1 + below(history, 40)) * HK_MINUTE;
	if (dice < 16)
		write_reply(history);
	else if (dice < 32)
		let_leave(history);
	else if (dice < 38)
		come_back(history);
	else if (dice < 40)
		send_again(history);
	else if (dice < 43)
		assert_int_equal(now(history, note_work, history), HK_OK);
	else if (dice < 46)
		assert_int_equal(now(history, automatic_work, history), HK_OK);
	else if (dice < 51)
		act(history, TRIED, "");
	else if (dice < 54)
		act(history, CALLED, "");
	else if (dice < 62)
		act(history, ENDED, outcomes[below(history, HK_COUNT(outcomes))]);
	else if (dice < 65)
		act(history, OWNED, "");
	else if (dice < 67)
		assign(history);
	else if (dice < 69)
		act(history, KNOWN, "");
	else if (dice < 78)
		say(history);
	else if (dice < 82)
		answer(history, below(history, 2) != 0);
	else if (dice < 99)
		let_pass(history, (int64_t)(1 + below(history, 30)) * HK_HOUR);
	else if (now(history, erase_work, history) == HK_OK)
		note(history, (struct fact){ ERASED, .word = WORDS });
}

/* Both beside each other. */

static enum hk_result case_work(struct ctx *cx, void *data)
{
	struct loop_case *one = data;

	return loop_case_by_row(cx, one->response_id, one);
}

static bool agrees(const struct history *history, const struct loop_case *one,
		   const struct reference *ref)
{
	bool is_same = one->round == ref->round && is(one->state, ref->state) &&
		       one->opened_at == ref->begun && one->due_at == ref->due &&
		       one->answered_at == ref->answered && one->owner_id == ref->owner &&
		       one->tries == ref->tries && one->step == ref->step &&
		       one->known_by == ref->known && is(one->outcome, ref->outcome) &&
		       one->ended_at == ref->ended && one->asked_at == ref->asked &&
		       is(one->put_right, ref->said);

	if (!is_same) {
		const struct fact *last = &history->facts[history->fact_count - 1];

		printf("response %" PRId64 " after fact %zu (kind %d): house round %" PRId64
		       " %s answered %" PRId64 " step %" PRId64 " %s asked %" PRId64
		       " owner %" PRId64 ", reference round %" PRId64 " %s answered %" PRId64
		       " step %" PRId64 " %s asked %" PRId64 " owner %" PRId64 "\n",
		       history->response_id, history->fact_count, (int)last->kind, one->round,
		       one->state, one->answered_at, one->step, one->outcome, one->asked_at,
		       one->owner_id, ref->round, ref->state, ref->answered, ref->step,
		       ref->outcome, ref->asked, ref->owner);
	}
	return is_same;
}

static int64_t differences(struct history *history)
{
	struct loop_case one = { .response_id = history->response_id };
	struct reference ref =
		reference_of(history->facts, history->fact_count, history->first_owner);
	enum hk_result result = now(history, case_work, &one);

	if (!ref.exists)
		return result != HK_NOT_FOUND;
	assert_int_equal(result, HK_OK);
	history->reached += ref.answered != 0;
	history->late += ref.step >= 2;
	history->ended += is(ref.state, "ended");
	return !agrees(history, &one, &ref);
}

static enum hk_result live_work(struct ctx *cx, void *data)
{
	struct history *history = *(struct history **)data;

	HK_TRY(ticket_by_row(cx, history->ticket.id, &history->ticket));
	world_act(history->world, &actor_house);
	history->first_owner = history->ticket.owner_id;
	HK_TRY(invite_work(cx, history));
	cx->now += HK_MINUTE;
	answer(history, below(history, 8) == 0);
	for (int i = 0; i < STEPS && !history->differences; i++) {
		step(history);
		history->differences += differences(history);
	}
	return HK_OK;
}

static void live(struct history *history)
{
	struct house_world *world = history->world;

	history->fact_count = history->word_count = 0;
	history->response_id = 0;
	world->cx.now += HK_HOUR;
	history->ticket = world_ticket(
		world, hk_format(world->arena, "Kettle %" PRId64, world->cx.now), "It is broken.");
	assert_int_equal(ctx_write(&world->cx, live_work, &history), HK_OK);
}

static enum hk_result version_work(struct ctx *cx, void *data)
{
	struct history *history = data;

	return survey_version_find(cx, history->survey.id, 1, &history->version);
}

static void a_thousand_random_histories_stop_the_clock_as_a_slow_reference_does(void **state)
{
	static struct history room;
	struct history *history = &room;

	room = (struct history){ .world = *state, .random = SEED };
	room.survey = survey_begin(room.world, "nps", "purchase", "named");
	assert_int_equal(ctx_read(&room.world->cx, version_work, history), HK_OK);
	for (int i = 0; i < HISTORIES && !room.differences; i++)
		live(history);
	printf("%d histories: moments answered %" PRId64 ", late %" PRId64 ", ended %" PRId64
	       "; mails that came back %" PRId64 ", said no %" PRId64 "; differences %" PRId64 "\n",
	       HISTORIES, history->reached, history->late, history->ended, history->lost,
	       history->again, history->differences);
	assert_int_equal(history->differences, 0);
	assert_true(history->reached > 1500);
	assert_true(history->late > 1000);
	assert_true(history->lost > 50);
	assert_true(history->again > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_thousand_random_histories_stop_the_clock_as_a_slow_reference_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
