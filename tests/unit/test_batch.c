/* One deed for many tickets: looked at, done in slices, refused here and there, taken back. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/rights.h"
#include "deeds.h"
#include "test.h"
#include "ticket/history.h"
#include "ticket/link/batch.h"

enum { MANY = 60 };

struct step {
	struct batch batch;
	int64_t ids[MANY];
	size_t count;
	int64_t id, number;
	struct batch_item_list items;
	struct history_list history;
	struct ticket ticket;
	struct message_list messages;
};

static enum hk_result draft(struct ctx *cx, void *data)
{
	struct step *step = data;

	struct batch_choice choices[MANY];

	for (size_t i = 0; i < step->count; i++) {
		HK_TRY(ticket_by_row(cx, step->ids[i], &step->ticket));
		choices[i] = (struct batch_choice){ step->ids[i], step->ticket.last_message_id };
	}
	return batch_draft(cx, &step->batch, choices, step->count);
}

static enum hk_result start(struct ctx *cx, void *data)
{
	struct step *step = data;

	return batch_start(cx, step->batch.id, &step->batch);
}

static enum hk_result undo(struct ctx *cx, void *data)
{
	struct step *step = data;

	return batch_undo(cx, step->batch.id, &step->batch);
}

static enum hk_result slice_in_vain(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(batch_slice(cx, step->batch.id));
	return HK_UNAVAILABLE;
}

static enum hk_result look(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(batch_find(cx, step->batch.id, &step->batch));
	return batch_items(cx, &step->batch, true, 100, &step->items);
}

static enum hk_result look_at(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(ticket_by_row(cx, step->id, &step->ticket));
	HK_TRY(message_page(cx, &step->ticket, INT64_MAX, 20, &step->messages));
	return history_since(cx, &step->ticket, 0, &step->history);
}

static size_t lines_of(struct house_world *world, struct step *step, int64_t id, const char *kind)
{
	size_t count = 0;

	step->id = id;
	assert_int_equal(ctx_read(&world->cx, look_at, step), HK_OK);
	for (size_t i = 0; i < step->history.count; i++)
		count += strcmp(step->history.items[i].kind, kind) == 0;
	return count;
}

/* So many tickets, and the draft of a deed of Rasa for them. */
static struct step *drafted(struct house_world *world, size_t count, const char *kind,
			    const char *value)
{
	struct step *step = hk_alloc(world->arena, 1, sizeof(*step));

	step->batch = (struct batch){ .kind = kind, .value = value, .text = "" };
	for (size_t i = 0; i < count; i++)
		step->ids[step->count++] =
			world_ticket(world, hk_format(world->arena, "Ticket %zu", i), "It leaks.")
				.id;
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, draft, step), HK_OK);
	return step;
}

static void see(struct house_world *world, struct step *step)
{
	world_act(world, &world->rasa);
	assert_int_equal(ctx_read(&world->cx, look, step), HK_OK);
}

static void a_draft_does_nothing_until_it_is_started_once(void **state)
{
	struct house_world *world = *state;
	struct step *step = drafted(world, 3, "resolve", "");

	assert_int_equal(lines_of(world, step, step->ids[0], "resolved"), 0);
	assert_int_equal(ctx_write(&world->cx, start, step), HK_OK);
	assert_string_equal(step->batch.state, "done");
	assert_int_equal(step->batch.done, 3);
	assert_int_equal(ctx_write(&world->cx, start, step), HK_CONFLICT);
	for (size_t i = 0; i < step->count; i++)
		assert_int_equal(lines_of(world, step, step->ids[i], "resolved"), 1);
	/* It is of nobody else. */
	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, undo, step), HK_NOT_FOUND);
	world_agrees(world);
}

static void of_two_drafts_in_two_windows_both_work(void **state)
{
	struct house_world *world = *state;
	struct step *one = drafted(world, 1, "priority", "high");
	struct step *two = drafted(world, 1, "priority", "low");

	assert_int_equal(ctx_write(&world->cx, start, one), HK_OK);
	assert_int_equal(ctx_write(&world->cx, start, two), HK_OK);
	/* One that nobody started goes after a day. */
	one = drafted(world, 1, "priority", "high");
	world->cx.now += HK_DAY;
	drafted(world, 1, "priority", "low");
	assert_int_equal(ctx_write(&world->cx, start, one), HK_NOT_FOUND);
}

static void who_is_killed_between_two_slices_goes_on_where_he_was(void **state)
{
	struct house_world *world = *state;
	struct step *step = drafted(world, MANY, "priority", "high");

	assert_int_equal(ctx_write(&world->cx, start, step), HK_OK);
	assert_string_equal(step->batch.state, "running");
	assert_int_equal(step->batch.done, BATCH_SLICE);
	/* Killed in the middle of the second one: nothing of it is there. */
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, slice_in_vain, step), HK_UNAVAILABLE);
	see(world, step);
	assert_int_equal(step->batch.done, BATCH_SLICE);
	world_run_jobs(world);
	see(world, step);
	assert_string_equal(step->batch.state, "done");
	assert_int_equal(step->batch.done, MANY);
	assert_int_equal(step->batch.failed, 0);
	for (size_t i = 0; i < step->count; i++) {
		step->id = step->ids[i];
		assert_int_equal(ctx_read(&world->cx, look_at, step), HK_OK);
		assert_string_equal(step->ticket.priority, "high");
		assert_int_equal(step->ticket.version, 2);
	}
	/* A job that comes too late finds nothing to do. */
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, slice_in_vain, step), HK_CONFLICT);
}

static void what_could_not_be_done_says_why_and_the_others_are_done(void **state)
{
	struct house_world *world = *state;
	struct step *step = drafted(world, 3, "resolve", "");

	world_act(world, &world->rasa);
	assert_int_equal(deed_resolve(world, 2, NULL), HK_OK);
	assert_int_equal(ctx_write(&world->cx, start, step), HK_OK);
	see(world, step);
	assert_int_equal(step->batch.done, 2);
	assert_int_equal(step->batch.failed, 1);
	assert_int_equal(step->items.count, 1);
	assert_int_equal(step->items.items[0].ticket_id, step->ids[1]);
	assert_non_null(strstr(step->items.items[0].reason, "come to its end"));
}

static void a_customer_who_wrote_since_is_not_gone_over(void **state)
{
	static const struct {
		const char *kind, *value;
		int64_t done;
	} deeds[] = { { "resolve", "", 2 },
		      { "tell", "wait", 2 },
		      { "tell", "resolve", 2 },
		      { "tell", "open", 3 },
		      { "priority", "high", 3 } };
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(deeds); i++) {
		struct step *step = hk_alloc(world->arena, 1, sizeof(*step));
		int64_t number = 0;

		step->batch = (struct batch){ .kind = deeds[i].kind,
					      .value = deeds[i].value,
					      .text = "So." };
		for (int k = 0; k < 3; k++) {
			const char *subject = hk_format(world->arena, "Since %zu %d", i, k);
			struct ticket ticket = world_ticket(world, subject, "It leaks.");

			step->ids[step->count++] = ticket.id;
			number = ticket.number;
		}
		world_act(world, &world->rasa);
		assert_int_equal(ctx_write(&world->cx, draft, step), HK_OK);
		/* A machine has no say in it. */
		assert_int_equal(deed_word(world, number - 1, "I am on holiday.", true), HK_OK);
		assert_int_equal(deed_word(world, number, "It leaks more.", false), HK_OK);
		world_act(world, &world->rasa);
		assert_int_equal(ctx_write(&world->cx, start, step), HK_OK);
		assert_int_equal(step->batch.done, deeds[i].done);
		see(world, step);
		assert_int_equal(step->items.count, 3 - deeds[i].done);
		if (step->items.count)
			assert_string_equal(step->items.items[0].reason,
					    "A customer has written since.");
	}
}

static void each_ticket_asks_for_the_rights_of_who_started_it(void **state)
{
	struct house_world *world = *state;
	struct step *step = drafted(world, 2, "spam", "");
	struct actor weak = world->rasa;

	weak.rights &= ~((uint64_t)1 << RIGHT_TICKET_DELETE);
	world_act(world, &weak);
	assert_int_equal(ctx_write(&world->cx, start, step), HK_OK);
	assert_int_equal(step->batch.done, 0);
	assert_int_equal(step->batch.failed, 2);
	assert_string_equal(world_look(world, 1).bucket, "active");
}

static void an_undo_takes_back_what_nobody_touched_since(void **state)
{
	struct house_world *world = *state;
	struct step *step = drafted(world, 3, "priority", "urgent");

	assert_int_equal(ctx_write(&world->cx, start, step), HK_OK);
	assert_int_equal(deed_change(world, 2, "Another subject"), HK_OK);
	assert_int_equal(ctx_write(&world->cx, undo, step), HK_OK);
	see(world, step);
	assert_string_equal(step->batch.state, "undone");
	assert_int_equal(step->batch.undone, 2);
	assert_string_equal(world_look(world, 1).priority, "normal");
	assert_string_equal(world_look(world, 2).priority, "urgent");
	assert_int_equal(step->items.count, 1);
	assert_int_equal(ctx_write(&world->cx, undo, step), HK_CONFLICT);
}

static void each_deed_can_be_taken_back(void **state)
{
	static const char *const kinds[] = { "resolve", "spam", "assign" };
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(kinds); i++) {
		const char *subject = hk_format(world->arena, "Of %s", kinds[i]);
		struct ticket ticket = world_ticket(world, subject, "It leaks."), after;
		int64_t other =
			ticket.owner_id == world->rasa.id ? world->tomas.id : world->rasa.id;
		struct step *step = hk_alloc(world->arena, 1, sizeof(*step));

		step->batch = (struct batch){ .kind = kinds[i],
					      .value = hk_format(world->arena, "%" PRId64, other),
					      .text = "" };
		step->ids[step->count++] = ticket.id;
		world_act(world, &world->rasa);
		assert_int_equal(ctx_write(&world->cx, draft, step), HK_OK);
		assert_int_equal(ctx_write(&world->cx, start, step), HK_OK);
		assert_int_equal(step->batch.done, 1);
		assert_int_equal(ctx_write(&world->cx, undo, step), HK_OK);
		assert_int_equal(step->batch.undone, 1);
		after = world_look(world, ticket.number);
		assert_string_equal(after.bucket, "active");
		assert_int_equal(after.owner_id, ticket.owner_id);
		assert_int_equal(after.due_at, ticket.due_at);
	}
	world_agrees(world);
}

static void every_caller_is_told_by_his_own_mail(void **state)
{
	struct house_world *world = *state;
	struct step *step = hk_alloc(world->arena, 1, sizeof(*step));
	int64_t held;

	step->batch = (struct batch){ .kind = "tell", .value = "resolve", .text = "It burns." };
	for (int i = 0; i < 3; i++)
		step->ids[step->count++] =
			world_ticket(world, hk_format(world->arena, "Light %d", i), "Dark.").id;
	world_run_jobs(world);
	held = world_outbox(world, "held");
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, draft, step), HK_OK);
	assert_int_equal(ctx_write(&world->cx, start, step), HK_OK);
	assert_int_equal(step->batch.done, 3);
	assert_int_equal(world_outbox(world, "held"), held + 3);
	step->id = step->ids[1];
	assert_int_equal(ctx_read(&world->cx, look_at, step), HK_OK);
	assert_string_equal(step->ticket.state, "resolved");
	assert_int_equal(step->messages.count, 2);
	assert_string_equal(step->messages.items[1].body, "It burns.");
	/* Until they leave they can be taken back. */
	assert_int_equal(ctx_write(&world->cx, undo, step), HK_OK);
	assert_int_equal(step->batch.undone, 3);
	assert_string_equal(world_look(world, 1).state, "new");
}

static void a_wrong_deed_is_no_draft(void **state)
{
	struct house_world *world = *state;
	struct step *step = drafted(world, 1, "resolve", "");

	static const struct {
		const char *kind, *value, *field;
	} wrong[] = { { "dance", "", "deed" },
		      { "assign", "12", "owner" },
		      { "move", "x", "team" },
		      { "priority", "much", "priority" },
		      { "tell", "wait", "text" } };

	for (size_t i = 0; i < HK_COUNT(wrong); i++) {
		world_act(world, &world->rasa);
		step->batch = (struct batch){ .kind = wrong[i].kind,
					      .value = wrong[i].value,
					      .text = "  " };
		assert_int_equal(ctx_write(&world->cx, draft, step), HK_INVALID);
		assert_string_equal(world->cx.fields[0].field, wrong[i].field);
	}
	world_act(world, &world->rasa);
	step->batch = (struct batch){ .kind = "resolve", .value = "", .text = "" };
	step->count = 0;
	assert_int_equal(ctx_write(&world->cx, draft, step), HK_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_draft_does_nothing_until_it_is_started_once),
		in_house(of_two_drafts_in_two_windows_both_work),
		in_house(who_is_killed_between_two_slices_goes_on_where_he_was),
		in_house(what_could_not_be_done_says_why_and_the_others_are_done),
		in_house(a_customer_who_wrote_since_is_not_gone_over),
		in_house(each_ticket_asks_for_the_rights_of_who_started_it),
		in_house(an_undo_takes_back_what_nobody_touched_since),
		in_house(each_deed_can_be_taken_back),
		in_house(every_caller_is_told_by_his_own_mail),
		in_house(a_wrong_deed_is_no_draft),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
