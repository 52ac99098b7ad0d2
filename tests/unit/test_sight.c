/* Who sees what, who may own what, and what can be taken back. */

#include "base/time.h"
#include "deeds.h"
#include "people/session.h"
#include "test.h"

/* A restricted team that nobody of the open team belongs to. */
struct secret {
	struct team team;
	struct actor member;
	const char *role;
};

static enum hk_result make(struct ctx *cx, void *data)
{
	struct secret *secret = data;
	struct staff staff = { .email = "eve@nordhome.example",
			       .name = "Eve",
			       .role = secret->role };
	struct session_view view;

	secret->team = (struct team){ .name = "Secret", .is_restricted = 1 };
	HK_TRY(team_add(cx, &secret->team));
	HK_TRY(staff_add(cx, &staff));
	HK_TRY(team_join(cx, secret->team.id, staff.id));
	return actor_of_staff(cx, staff.id, &secret->member, &view);
}

static struct secret secret_new(struct house_world *world, const char *role)
{
	struct secret secret = { .role = role };

	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, make, &secret), HK_OK);
	return secret;
}

struct search {
	const char *text;
	struct ticket_lines lines;
};

static enum hk_result look_for(struct ctx *cx, void *data)
{
	struct search *search = data;

	return ticket_search(cx, search->text, false, 10, &search->lines);
}

static size_t found_by(struct house_world *world, const struct actor *actor, const char *text)
{
	struct search search = { .text = text };

	world_act(world, actor);
	assert_int_equal(ctx_read(&world->cx, look_for, &search), HK_OK);
	return search.lines.count;
}

static void what_a_member_finds_stands_by_age_whosever_it_is(void **state)
{
	struct house_world *world = *state;
	struct secret secret = secret_new(world, "agent");
	struct search search = { .text = "kettle" };
	static const char *const subjects[] = { "One", "Two", "Three", "Four", "Five" };
	int64_t numbers[HK_COUNT(subjects)];

	for (size_t i = 0; i < HK_COUNT(numbers); i++) {
		world_act(world, &world->system);
		numbers[i] = world_ticket(world, subjects[i], "The kettle is broken.").number;
		world_act(world, &world->rasa);
		if (i % 2 == 1)
			assert_int_equal(deed_move(world, numbers[i], secret.team.id), HK_OK);
		world->cx.now += HK_MINUTE;
	}
	world_run_jobs(world);
	world_act(world, &secret.member);
	assert_int_equal(ctx_read(&world->cx, look_for, &search), HK_OK);
	assert_int_equal(search.lines.count, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(search.lines.items[i].number, numbers[4 - i]);
	assert_int_equal(found_by(world, &world->rasa, "kettle"), 3);
}

static void what_a_restricted_team_has_stays_within_it(void **state)
{
	struct house_world *world = *state;
	struct secret secret = secret_new(world, "manager");
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");

	world_act(world, &world->rasa);
	assert_int_equal(deed_move(world, ticket.number, secret.team.id), HK_OK);
	/* It has no agent, and yet nobody from outside gets it. */
	assert_int_equal(world_look(world, ticket.number).owner_id, secret.member.id);
	assert_int_equal(deed_note(world, ticket.number, "Still there?"), HK_NOT_FOUND);
	assert_int_equal(deed_note(world, 4711, "Still there?"), HK_NOT_FOUND);
	world_act(world, &secret.member);
	assert_int_equal(deed_note(world, ticket.number, "Mine."), HK_OK);
}

static void words_are_found_by_those_who_may_read_them(void **state)
{
	struct house_world *world = *state;
	struct secret secret = secret_new(world, "agent");
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");

	assert_int_equal(found_by(world, &world->rasa, "lid"), 1);
	assert_int_equal(found_by(world, &world->jonas, "lid"), 0);
	assert_int_equal(found_by(world, &world->system, "lid"), 0);
	world_act(world, &world->rasa);
	assert_int_equal(deed_move(world, ticket.number, secret.team.id), HK_OK);
	assert_int_equal(found_by(world, &world->rasa, "lid"), 0);
	assert_int_equal(found_by(world, &world->rasa, "#1"), 0);
	assert_int_equal(found_by(world, &secret.member, "lid"), 1);
	world_act(world, &secret.member);
	assert_int_equal(deed_note(world, ticket.number, "A saboteur."), HK_OK);
	assert_int_equal(found_by(world, &secret.member, "saboteur"), 1);
	assert_int_equal(deed_move(world, ticket.number, world->team.id), HK_OK);
	world_run_jobs(world);
	/* What was said while it was secret is found by all when it is no longer. */
	assert_int_equal(found_by(world, &world->rasa, "saboteur"), 1);
}

static void nobody_owns_what_he_cannot_see(void **state)
{
	struct house_world *world = *state;
	struct secret secret = secret_new(world, "employee");
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");

	world_act(world, &world->rasa);
	assert_int_equal(deed_assign(world, ticket.number, secret.member.id, NULL), HK_INVALID);
	assert_int_equal(world_look(world, ticket.number).owner_id, ticket.owner_id);
	assert_int_equal(deed_assign(world, ticket.number, world->admin.id, NULL), HK_OK);
}

static void who_leaves_hands_over_what_he_has(void **state)
{
	struct house_world *world = *state;
	int64_t rasa = world->rasa.id;

	for (int i = 0; i < 4; i++)
		(void)world_ticket(world, hk_format(world->arena, "Matter %d", i), "Please help.");
	world_act(world, &world->rasa);
	assert_int_equal(deed_assign(world, 1, rasa, NULL) == HK_OK ||
				 world_look(world, 1).owner_id == rasa,
			 true);
	assert_int_equal(deed_resolve(world, 1, NULL), HK_OK);
	world_act(world, &world->admin);
	assert_int_equal(world_leave(world, rasa), HK_OK);
	world_run_jobs(world);
	for (int64_t number = 2; number <= 4; number++)
		assert_int_equal(world_look(world, number).owner_id, world->tomas.id);
	/* What has come to its end stays his, until it comes back. */
	assert_int_equal(world_look(world, 1).owner_id, rasa);
	world_act(world, &world->jonas);
	assert_int_equal(deed_word(world, 1, "It broke again.", false), HK_OK);
	assert_int_equal(world_look(world, 1).owner_id, world->tomas.id);
}

static void only_the_last_deed_is_taken_back(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	int64_t assigned, spam, deleted;

	world_act(world, &world->rasa);
	assert_int_equal(deed_assign(world, ticket.number, world->admin.id, &assigned), HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(deed_undo(world, ticket.number, assigned), HK_NOT_FOUND);
	assert_int_equal(deed_assign(world, ticket.number, world->tomas.id, NULL), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(deed_undo(world, ticket.number, assigned), HK_CONFLICT);
	assert_int_equal(world_look(world, ticket.number).owner_id, world->tomas.id);
	assert_int_equal(deed_put_aside(world, ticket.number, "spam", &spam), HK_OK);
	assert_int_equal(deed_undo(world, ticket.number, spam), HK_OK);
	assert_string_equal(world_look(world, ticket.number).bucket, "active");
	world_act(world, &world->tomas);
	assert_int_equal(deed_put_aside(world, ticket.number, "deleted", &deleted), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(deed_undo(world, ticket.number, spam), HK_CONFLICT);
	assert_string_equal(world_look(world, ticket.number).bucket, "deleted");
}

struct reading {
	int64_t number;
	struct attachment_list files;
	struct message_list messages;
};

static enum hk_result read_all(struct ctx *cx, void *data)
{
	struct reading *reading = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, reading->number, &ticket));
	HK_TRY(message_attachments(cx, &ticket, &reading->files));
	return message_page(cx, &ticket, INT64_MAX, 50, &reading->messages);
}

/* A note and a held reply, each with a file. */
static enum hk_result write_with_files(struct ctx *cx, void *data)
{
	struct attachment files[] = { { .name = "a.txt",
					.type = "text/plain",
					.sha256 = "",
					.content_id = "",
					.blob = "",
					.encoding = "plain" } };
	struct reply reply = { .text = "See the file.",
			       .html = "<p>See the file.</p>",
			       .tokens = "",
			       .is_sure = true,
			       .hold_ms = REPLY_HOLD_MS,
			       .attachments = { files, 1 } };
	struct ticket ticket;
	int64_t id;

	HK_TRY(ticket_find(cx, ((struct reading *)data)->number, &ticket));
	HK_TRY(reply_add(cx, &ticket, &reply, &id));
	reply.is_note = true;
	reply.text = "He must not see this.";
	return reply_add(cx, &ticket, &reply, &id);
}

static void customers_get_no_file_of_what_they_may_not_read(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	struct reading reading = { .number = ticket.number };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, write_with_files, &reading), HK_OK);
	assert_int_equal(ctx_read(&world->cx, read_all, &reading), HK_OK);
	assert_int_equal(reading.files.count, 2);
	world_act(world, &world->jonas);
	assert_int_equal(ctx_read(&world->cx, read_all, &reading), HK_OK);
	assert_int_equal(reading.messages.count, 1);
	assert_int_equal(reading.files.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(what_a_member_finds_stands_by_age_whosever_it_is),
		in_house(what_a_restricted_team_has_stays_within_it),
		in_house(words_are_found_by_those_who_may_read_them),
		in_house(nobody_owns_what_he_cannot_see),
		in_house(who_leaves_hands_over_what_he_has),
		in_house(only_the_last_deed_is_taken_back),
		in_house(customers_get_no_file_of_what_they_may_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
