/* The bell: named in a note, following a ticket, and mails by one's own wish. */

#include "base/time.h"
#include "core/job.h"
#include "feedback/cause.h"
#include "feedback/cause_stop.h"
#include "test.h"
#include "ticket/work/follower.h"
#include "ticket/work/mention.h"
#include "together.h"

struct looking {
	int64_t number;
	const char *text, *said;
	struct mentions mentions;
	bool is_following;
	int64_t id;
};

static enum hk_result read_work(struct ctx *cx, void *data)
{
	struct looking *looking = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, looking->number, &ticket));
	HK_TRY(mention_read(cx, &ticket, looking->text, &looking->mentions));
	looking->said = mention_say(cx, &looking->mentions);
	return HK_OK;
}

static struct looking read_note(struct house_world *world, int64_t number, const char *text)
{
	struct looking looking = { .number = number, .text = text };

	assert_int_equal(ctx_read(&world->cx, read_work, &looking), HK_OK);
	return looking;
}

static enum hk_result follow_work(struct ctx *cx, void *data)
{
	struct looking *looking = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, looking->number, &ticket));
	return follower_put(cx, &ticket, looking->is_following);
}

static void follow(struct house_world *world, int64_t number, bool is_following)
{
	struct looking looking = { .number = number, .is_following = is_following };

	assert_int_equal(ctx_write(&world->cx, follow_work, &looking), HK_OK);
}

static enum hk_result read_all_work(struct ctx *cx, void *data)
{
	return notification_read_all(cx, *(int64_t *)data);
}

static enum hk_result read_one_work(struct ctx *cx, void *data)
{
	return notification_read(cx, *(int64_t *)data);
}

static int64_t ticket_here(struct house_world *world)
{
	int64_t number = world_ticket(world, "Kettle", "It is broken.").number;

	world_run_jobs(world);
	world_let_leave(world);
	world_act(world, &world->rasa);
	return number;
}

static void who_is_named_in_a_note_hears_of_it(void **state)
{
	struct house_world *world = *state;
	int64_t number = ticket_here(world);

	assert_int_equal(deed_note(world, number, "@tomas, do you know this kettle?"), HK_OK);
	assert_int_equal(together_heard(world, "mention"), 0);
	world_act(world, &world->tomas);
	assert_int_equal(together_heard(world, "mention"), 1);
	assert_string_equal(together_bell(world).items[0].words,
			    "@tomas, do you know this kettle?");
	assert_int_equal(together_bell(world).items[0].may_see, 1);
	assert_int_equal(together_staff(world, world->tomas.id).unread_count, 1);
}

static void names_are_read_as_people_write_them(void **state)
{
	struct house_world *world = *state;
	int64_t number = ticket_here(world);
	struct looking looking;

	looking = read_note(world, number, "write to tomas@nordhome.example");
	assert_int_equal(looking.mentions.told.count, 0);
	assert_string_equal(looking.said, "");
	looking = read_note(world, number, "(@Tomas) and @TOMAS, @Ada; not @Tomasz nor @rasa");
	assert_int_equal(looking.mentions.told.count, 2);
	assert_int_equal(looking.mentions.unclear.count, 1);
	assert_string_equal(looking.mentions.unclear.items[0], "Tomasz");
	assert_string_equal(looking.said,
			    "Told: Tomas, Ada. Nobody was told of these names, since none or "
			    "several bear them: Tomasz.");
}

static void what_a_note_shows_as_code_names_nobody(void **state)
{
	struct house_world *world = *state;
	int64_t number = ticket_here(world);
	struct looking looking;

	looking = read_note(world, number,
			    "the handler is `@Tomas`, ``x `@Ada` y``\n\n```\n@Ada\n@nobody\n```\n");
	assert_int_equal(looking.mentions.told.count, 0);
	assert_string_equal(looking.said, "");
	looking = read_note(world, number, "`one` @Ada `two`, and a lone ` @Tomas");
	assert_int_equal(looking.mentions.told.count, 2);
}

static enum hk_result namesake_work(struct ctx *cx, void *data)
{
	struct staff staff = { .email = "ada2@nordhome.example",
			       .name = "Ada Lisauskaite",
			       .role = "agent" };

	(void)data;
	return staff_add(cx, &staff);
}

static void a_name_of_two_tells_nobody_until_it_is_whole(void **state)
{
	struct house_world *world = *state;
	int64_t number = ticket_here(world);
	struct looking looking;

	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, namesake_work, NULL), HK_OK);
	world_act(world, &world->rasa);
	looking = read_note(world, number, "@Ada Lisauskaite and nobody else");
	assert_int_equal(looking.mentions.told.count, 1);
	assert_string_equal(looking.mentions.told.items[0].name, "Ada Lisauskaite");
}

static enum hk_result restricted_work(struct ctx *cx, void *data)
{
	struct house_world *world = data;

	world->team = (struct team){ .name = "Board", .is_restricted = 1 };
	HK_TRY(team_add(cx, &world->team));
	return team_join(cx, world->team.id, world->rasa.id);
}

static void a_mention_never_opens_a_restricted_ticket(void **state)
{
	struct house_world *world = *state;
	struct actor ugne = together_employee(world, "ugne@nordhome.example", "Ugne");
	int64_t number = ticket_here(world);
	struct looking looking;

	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, restricted_work, world), HK_OK);
	assert_int_equal(deed_move(world, number, world->team.id), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(deed_note(world, number, "@Tomas @Ugne please look"), HK_OK);
	looking = read_note(world, number, "@Tomas @Ugne please look");
	assert_int_equal(looking.mentions.barred.count, 2);
	assert_string_equal(looking.said,
			    "Not told, because this ticket is not for their eyes: Tomas, Ugne.");
	world_act(world, &world->tomas);
	assert_int_equal(together_heard(world, "mention"), 0);
	world_act(world, &ugne);
	assert_int_equal(together_heard(world, "mention"), 0);
}

static void what_was_moved_out_of_sight_is_not_told_any_more(void **state)
{
	struct house_world *world = *state;
	int64_t number = ticket_here(world);

	assert_int_equal(deed_note(world, number, "@Tomas, the code of the safe is 1234"), HK_OK);
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, restricted_work, world), HK_OK);
	assert_int_equal(deed_move(world, number, world->team.id), HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(together_bell(world).items[0].may_see, 0);
	assert_string_equal(together_bell(world).items[0].words, "");
	assert_string_equal(notification_path(&world->cx, &together_bell(world).items[0]), "");
}

static int64_t mails(struct house_world *world)
{
	const struct actor *before = world->cx.actor;
	int64_t count;

	world_act(world, &world->system);
	world_run_jobs(world);
	count = world_outbox(world, "queued");
	world_let_leave(world);
	world->cx.actor = before;
	return count;
}

struct wish {
	int64_t staff_id, seen_at;
	const char *mail;
};

static enum hk_result wish_work(struct ctx *cx, void *data)
{
	const struct wish *wish = data;
	struct staff staff;

	HK_TRY(staff_find(cx, wish->staff_id, &staff));
	staff.notify_by_mail = wish->mail;
	HK_TRY(staff_change_own(cx, &staff));
	return wish->seen_at ? staff_seen(cx, wish->staff_id) : HK_OK;
}

static void wish(struct house_world *world, int64_t staff_id, const char *mail, bool is_looking)
{
	assert_int_equal(
		ctx_write(&world->cx, wish_work, &(struct wish){ staff_id, is_looking, mail }),
		HK_OK);
}

static void a_mail_comes_by_ones_own_wish(void **state)
{
	struct house_world *world = *state;
	int64_t number = ticket_here(world), tomas = world->tomas.id;

	wish(world, tomas, "", false);
	assert_int_equal(deed_note(world, number, "@Tomas, one"), HK_OK);
	assert_int_equal(mails(world), 1);
	wish(world, tomas, "never", false);
	assert_int_equal(deed_note(world, number, "@Tomas, two"), HK_OK);
	assert_int_equal(mails(world), 0);
	wish(world, tomas, "", true);
	assert_int_equal(deed_note(world, number, "@Tomas, three"), HK_OK);
	assert_int_equal(mails(world), 0);
	wish(world, tomas, "always", true);
	assert_int_equal(deed_note(world, number, "@Tomas, four"), HK_OK);
	assert_int_equal(mails(world), 1);
	world_act(world, &world->tomas);
	assert_int_equal(together_heard(world, "mention"), 4);
}

static enum hk_result stop_work(struct ctx *cx, void *data)
{
	struct cause cause = { .name = *(const char **)data };

	HK_TRY(cause_add(cx, &cause));
	return cause_stop_raise(cx, &cause, "Water runs out.");
}

static void stop(struct house_world *world, const char *name)
{
	assert_int_equal(ctx_write(&world->cx, stop_work, &name), HK_OK);
}

static void of_a_stopped_line_a_mail_leaves_in_minutes_unless_it_was_read(void **state)
{
	struct house_world *world = *state;
	int64_t admin = world->admin.id, every = 0;

	wish(world, admin, "", false);
	(void)mails(world);
	world_act(world, &world->rasa);
	stop(world, "Leaks");
	assert_int_equal(mails(world), 1);
	/* Who looks at something else has three minutes to see his bell. */
	wish(world, admin, "", true);
	stop(world, "Late vans");
	assert_int_equal(mails(world), 0);
	world->cx.now += 4 * HK_MINUTE;
	wish(world, admin, "", true);
	assert_int_equal(mails(world), 1);
	world_act(world, &world->rasa);
	stop(world, "Dark lamps");
	assert_int_equal(mails(world), 0);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, read_all_work, &every), HK_OK);
	world->cx.now += 4 * HK_MINUTE;
	assert_int_equal(mails(world), 0);
}

static void what_was_seen_is_seen(void **state)
{
	struct house_world *world = *state;
	int64_t number = ticket_here(world), ticket_id = world_look(world, number).id, id;
	int64_t other = world_ticket(world, "Lamp", "It is dark.").number;

	world_act(world, &world->rasa);
	assert_int_equal(deed_note(world, number, "@Tomas, look"), HK_OK);
	assert_int_equal(deed_note(world, number, "@Tomas, look again"), HK_OK);
	assert_int_equal(deed_note(world, number, "@Tomas, look once more"), HK_OK);
	assert_int_equal(deed_note(world, other, "@Tomas, and here"), HK_OK);
	world_act(world, &world->tomas);
	id = together_bell(world).items[3].id;
	for (int i = 0; i < 2; i++)
		assert_int_equal(ctx_write(&world->cx, read_one_work, &id), HK_OK);
	assert_int_equal(together_staff(world, world->tomas.id).unread_count, 3);
	/* Nobody reads them for him. */
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, read_all_work, &ticket_id), HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(together_staff(world, world->tomas.id).unread_count, 3);
	assert_int_equal(ctx_write(&world->cx, read_all_work, &ticket_id), HK_OK);
	assert_int_equal(together_staff(world, world->tomas.id).unread_count, 1);
	ticket_id = 0;
	assert_int_equal(ctx_write(&world->cx, read_all_work, &ticket_id), HK_OK);
	assert_int_equal(together_staff(world, world->tomas.id).unread_count, 0);
}

static void who_follows_hears_of_words_and_ends_but_not_of_his_own(void **state)
{
	struct house_world *world = *state;
	int64_t number = ticket_here(world), message_id;

	for (int i = 0; i < 2; i++) {
		follow(world, number, true);
		world_act(world, &world->tomas);
		follow(world, number, true);
		world_act(world, &world->rasa);
	}
	assert_int_equal(world_look(world, number).follower_count, 2);
	world_act(world, &world->system);
	assert_int_equal(deed_word(world, number, "Any news?", false), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, number, "Yes.", REPLY_KEEP_OPEN, &message_id), HK_OK);
	mails(world);
	world_act(world, &world->tomas);
	assert_int_equal(together_heard(world, "follow.word"), 1);
	/* The reply may still be taken back until now. */
	world->cx.now += REPLY_HOLD_MS;
	mails(world);
	assert_int_equal(together_heard(world, "follow.word"), 2);
	world_act(world, &world->rasa);
	assert_int_equal(together_heard(world, "follow.word"), 1);
	assert_int_equal(deed_resolve(world, number, &message_id), HK_OK);
	world->cx.now += REPLY_HOLD_MS;
	mails(world);
	assert_int_equal(together_heard(world, "follow.end"), 0);
	world_act(world, &world->tomas);
	assert_int_equal(together_heard(world, "follow.end"), 1);
	follow(world, number, false);
	assert_int_equal(deed_word(world, number, "Not solved", false), HK_OK);
	mails(world);
	world_act(world, &world->tomas);
	assert_int_equal(together_heard(world, "follow.again"), 0);
}

static void a_reply_that_was_taken_back_was_never_told(void **state)
{
	struct house_world *world = *state;
	int64_t number = ticket_here(world), message_id;

	world_act(world, &world->tomas);
	follow(world, number, true);
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, number, "Oops.", REPLY_KEEP_OPEN, &message_id), HK_OK);
	assert_int_equal(deed_undo_reply(world, number, message_id), HK_OK);
	world->cx.now += REPLY_HOLD_MS;
	mails(world);
	world_act(world, &world->tomas);
	assert_int_equal(together_heard(world, "follow.word"), 0);
}

static void a_word_that_names_a_follower_is_told_once(void **state)
{
	struct house_world *world = *state;
	int64_t number = ticket_here(world);

	world_act(world, &world->tomas);
	follow(world, number, true);
	world_act(world, &world->rasa);
	assert_int_equal(deed_note(world, number, "@Tomas, look"), HK_OK);
	mails(world);
	world_act(world, &world->tomas);
	assert_int_equal(together_bell(world).count, 1);
}

static void a_ticket_that_is_handed_over_rings(void **state)
{
	struct house_world *world = *state;
	int64_t number = ticket_here(world), undo;
	int64_t other = world_look(world, number).owner_id == world->tomas.id ? world->rasa.id
									      : world->tomas.id;

	world_act(world, &world->admin);
	assert_int_equal(deed_assign(world, number, other, &undo), HK_OK);
	world_act(world, other == world->tomas.id ? &world->tomas : &world->rasa);
	assert_int_equal(together_heard(world, "handed_over"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(who_is_named_in_a_note_hears_of_it),
		in_house(names_are_read_as_people_write_them),
		in_house(what_a_note_shows_as_code_names_nobody),
		in_house(a_name_of_two_tells_nobody_until_it_is_whole),
		in_house(a_mention_never_opens_a_restricted_ticket),
		in_house(what_was_moved_out_of_sight_is_not_told_any_more),
		in_house(a_mail_comes_by_ones_own_wish),
		in_house(of_a_stopped_line_a_mail_leaves_in_minutes_unless_it_was_read),
		in_house(what_was_seen_is_seen),
		in_house(who_follows_hears_of_words_and_ends_but_not_of_his_own),
		in_house(a_reply_that_was_taken_back_was_never_told),
		in_house(a_word_that_names_a_follower_is_told_once),
		in_house(a_ticket_that_is_handed_over_rings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
