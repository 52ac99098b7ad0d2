/* Leases of mails: what is lost is found again, and nothing is sent twice. */
#include <dirent.h>

#include "base/time.h"
#include "deeds.h"
#include "job/mail/send.h"
#include "standard/clock.h"
#include "test.h"
#include "ticket/mail/outbox.h"
#include "ticket/mail/returned.h"

struct step {
	struct outbox_list mails;
	const struct outbox *mail;
	const char *state;
};

static enum hk_result claim_mails(struct ctx *cx, void *data)
{
	return outbox_claim(cx, 10, &((struct step *)data)->mails);
}

static enum hk_result settle(struct ctx *cx, void *data)
{
	const struct step *step = data;

	return outbox_settle(cx, step->mail, step->state, "");
}

static void a_lost_lease_risks_only_a_persons_words(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	struct step first = { 0 }, second = { 0 };

	world_run_jobs(world);
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, ticket.number, "Here.", REPLY_WAIT, NULL), HK_OK);
	world->cx.now += REPLY_HOLD_MS;
	assert_int_equal(ctx_write(&world->cx, claim_mails, &first), HK_OK);
	assert_int_equal(first.mails.count, 3);
	world->cx.now += OUTBOX_LEASE_MS + 1;
	assert_int_equal(ctx_write(&world->cx, claim_mails, &second), HK_OK);
	assert_int_equal(second.mails.count, 1);
	assert_int_equal(second.mails.items[0].is_automatic, 0);
	assert_int_equal(world_outbox(world, "unknown"), 2);
	first.state = second.state = "sent";
	first.mail = &first.mails.items[0];
	second.mail = &second.mails.items[0];
	assert_int_equal(ctx_write(&world->cx, settle, &first), HK_CONFLICT);
	assert_int_equal(ctx_write(&world->cx, settle, &second), HK_OK);
	assert_int_equal(world_outbox(world, "sent"), 1);
}

static void what_has_left_is_not_taken_back(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	struct step step = { 0 };
	int64_t message_id;

	world_run_jobs(world);
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, ticket.number, "Here.", REPLY_WAIT, &message_id), HK_OK);
	world->cx.now += REPLY_HOLD_MS;
	/* From the moment at which a sender holds it, not from when the server has it. */
	assert_int_equal(ctx_write(&world->cx, claim_mails, &step), HK_OK);
	assert_int_equal(deed_undo_reply(world, ticket.number, message_id), HK_CONFLICT);
	assert_int_equal(world_look(world, ticket.number).message_count, 2);
}

static void a_mail_server_may_be_away_over_a_long_weekend(void **state)
{
	struct house_world *world = *state;
	struct step step = { .state = "queued" };
	int64_t begun = world->cx.now;

	(void)world_ticket(world, "Kettle", "The lid is broken.");
	world_run_jobs(world);
	while (world_outbox(world, "failed") == 0) {
		assert_int_equal(ctx_write(&world->cx, claim_mails, &step), HK_OK);
		for (size_t i = 0; i < step.mails.count; i++) {
			step.mail = &step.mails.items[i];
			assert_int_equal(ctx_write(&world->cx, settle, &step), HK_OK);
		}
		world->cx.now += HK_HOUR;
	}
	assert_true(world->cx.now - begun > 4 * HK_DAY);
	assert_true(world->cx.now - begun < 7 * HK_DAY);
}

static size_t files_in(const char *folder)
{
	DIR *dir = opendir(folder);
	size_t count = 0;

	/* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
	for (const struct dirent *one; dir && (one = readdir(dir));)
		count += one->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return count;
}

static void each_mail_is_sent_once_and_none_is_left(void **state)
{
	enum { QUESTIONS = 12 };
	struct house_world *world = *state;
	const char *folder = hk_format(world->arena, "%s/mail", world->place.folder);
	struct send_rest rest = { 0, 0 };
	int64_t next = 0;

	world->settings.values[SETTING_SMTP] = hk_format(world->arena, "dir:%s", folder);
	for (int i = 0; i < QUESTIONS; i++) {
		struct ticket ticket = world_ticket(
			world, hk_format(world->arena, "Question %d", i), "Please help me.");
		world_act(world, &world->rasa);
		assert_int_equal(deed_reply(world, ticket.number, "Here.", REPLY_WAIT, NULL),
				 HK_OK);
		world_act(world, &world->system);
	}
	assert_int_equal(send_due(&world->cx, &rest, &next), HK_OK);
	assert_int_equal(next, world->cx.now + REPLY_HOLD_MS);
	world->cx.now = next;
	do
		assert_int_equal(send_due(&world->cx, &rest, &next), HK_OK);
	while (next <= world->cx.now);
	assert_int_equal(next, INT64_MAX);
	assert_int_equal(world_outbox(world, "sent"), QUESTIONS);
	assert_int_equal(files_in(folder), QUESTIONS);
}

struct tried {
	int64_t attempts, most;
};

static const struct db_column tried_columns[] = {
	DB_COLUMN_AS(struct tried, attempts, "CAST(sum(attempts) AS bigint)"),
	DB_COLUMN_AS(struct tried, most, "max(attempts)"),
};
static const struct db_record tried_record = DB_RECORD("outbox", struct tried, tried_columns);

static enum hk_result count_tries(struct ctx *cx, void *data)
{
	return db_select_one(cx->db, &tried_record, DB_WHERE(DB_WALKS "is_automatic = 1", ""),
			     DB_NONE, data);
}

static void a_house_server_that_is_away_rests_and_is_asked_by_one_mail_at_a_time(void **state)
{
	struct house_world *world = *state;
	struct send_rest rest = { 0, 0 };
	struct tried tried;
	int64_t next = 0, begin = world->cx.now;

	world->settings.values[SETTING_SMTP] = "smtp://mail.nordhome.example?starttls";
	for (int i = 0; i < 12; i++)
		(void)world_ticket(world, hk_format(world->arena, "Question %d", i), "Help.");
	world_run_jobs(world);
	world_act(world, &world->system);
	for (int i = 1; i <= 3; i++) {
		for (int k = 0; k < 5; k++)
			assert_int_equal(send_due(&world->cx, &rest, &next), HK_OK);
		assert_int_equal(rest.tries, i);
		assert_int_equal(ctx_read(&world->cx, count_tries, &tried), HK_OK);
		assert_int_equal(tried.attempts, i);
		assert_int_equal(tried.most, 1);
		assert_true(next >= world->cx.now + ((int64_t)2 << i) * HK_SECOND);
		world->cx.now = next;
	}
	world->settings.values[SETTING_SMTP] =
		hk_format(world->arena, "dir:%s/mail", world->place.folder);
	for (int i = 0; i < 40 && world_outbox(world, "queued"); i++) {
		assert_int_equal(send_due(&world->cx, &rest, &next), HK_OK);
		world->cx.now += HK_SECOND;
	}
	assert_int_equal(world_outbox(world, "queued"), 0);
	assert_int_equal(rest.tries, 0);
	assert_true(world->cx.now < begin + 2 * HK_MINUTE);
}

static void what_waited_five_days_for_the_house_server_is_given_back(void **state)
{
	struct house_world *world = *state;
	struct send_rest rest = { 0, 0 };
	int64_t next = 0, waiting;

	world->settings.values[SETTING_SMTP] = "smtp://mail.nordhome.example?starttls";
	(void)world_ticket(world, "Question", "Help.");
	(void)world_ticket(world, "Another", "Help.");
	world_run_jobs(world);
	world_act(world, &world->system);
	waiting = world_outbox(world, "queued");
	assert_int_equal(send_due(&world->cx, &rest, &next), HK_OK);
	assert_int_equal(world_outbox(world, "failed"), 0);
	world->cx.now += 5 * HK_DAY + HK_HOUR;
	assert_int_equal(send_due(&world->cx, &rest, &next), HK_OK);
	assert_true(world_outbox(world, "failed") > 0);
	assert_true(world_outbox(world, "queued") < waiting);
}

struct lane {
	int64_t mailbox_id, next;
	struct outbox_list claimed;
};

static enum hk_result give_own_server(struct ctx *cx, void *data)
{
	struct lane *lane = data;
	struct mailbox_sending wish = { .mailbox_id = lane->mailbox_id,
					.host = "mail.other.example",
					.port = 587,
					.tls = "starttls",
					.sign_in = "none",
					.user_name = "",
					.authority = "" };

	return mailbox_sending_put(cx, &wish, "");
}

static enum hk_result look_at_house_lane(struct ctx *cx, void *data)
{
	struct lane *lane = data;

	HK_TRY(outbox_next_at(cx, &lane->next));
	return outbox_claim_of(cx, OUTBOX_HOUSE, cx->now, &lane->claimed);
}

static void the_house_takes_no_mail_of_a_mailbox_with_its_own_server(void **state)
{
	struct house_world *world = *state;
	struct lane lane = { .mailbox_id = world->mailbox.id };

	(void)world_ticket(world, "Question", "Help.");
	world_run_jobs(world);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, give_own_server, &lane), HK_OK);
	assert_int_equal(ctx_write(&world->cx, look_at_house_lane, &lane), HK_OK);
	assert_int_equal(lane.next, INT64_MAX);
	assert_int_equal(lane.claimed.count, 0);
}

struct trouble {
	int64_t id, count;
	struct outbox mail;
};

static enum hk_result look_at_trouble(struct ctx *cx, void *data)
{
	struct trouble *trouble = data;
	struct outbox_list list;

	HK_TRY(outbox_count_troubled(cx, 10, &trouble->count));
	HK_TRY(outbox_troubled(cx, INT64_MAX, 10, &list));
	if (!trouble->id && list.count)
		trouble->id = list.items[0].id;
	return trouble->id ? outbox_find(cx, trouble->id, &trouble->mail) : HK_OK;
}

static enum hk_result again(struct ctx *cx, void *data)
{
	return outbox_again(cx, *(const int64_t *)data);
}

static enum hk_result done(struct ctx *cx, void *data)
{
	return outbox_done(cx, *(const int64_t *)data);
}

/* A reply that the other server refused. */
static struct trouble in_trouble(struct house_world *world)
{
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	struct step step = { .state = "failed" };
	struct trouble trouble = { 0 };

	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, ticket.number, "Here.", REPLY_WAIT, NULL), HK_OK);
	world->cx.now += REPLY_HOLD_MS;
	assert_int_equal(ctx_write(&world->cx, claim_mails, &step), HK_OK);
	step.mail = &step.mails.items[0];
	assert_int_equal(ctx_write(&world->cx, settle, &step), HK_OK);
	assert_int_equal(ctx_read(&world->cx, look_at_trouble, &trouble), HK_OK);
	assert_int_equal(trouble.count, 1);
	world_act(world, &world->admin);
	return trouble;
}

static void what_failed_is_sent_again_as_the_same_mail(void **state)
{
	struct house_world *world = *state;
	struct trouble before = in_trouble(world), after = { .id = before.id };
	struct step step = { .state = "sent" };

	assert_int_equal(ctx_write(&world->cx, again, &before.id), HK_OK);
	assert_int_equal(ctx_write(&world->cx, again, &before.id), HK_CONFLICT);
	assert_int_equal(ctx_read(&world->cx, look_at_trouble, &after), HK_OK);
	assert_int_equal(after.count, 0);
	assert_string_equal(after.mail.state, "queued");
	assert_string_equal(after.mail.mail_id, before.mail.mail_id);
	assert_int_equal(after.mail.dated_at, before.mail.dated_at);
	assert_int_equal(ctx_write(&world->cx, claim_mails, &step), HK_OK);
	assert_int_equal(step.mails.count, 1);
	step.mail = &step.mails.items[0];
	assert_int_equal(ctx_write(&world->cx, settle, &step), HK_OK);
	assert_int_equal(world_outbox(world, "sent"), 1);
}

static void what_an_administrator_calls_done_is_counted_no_more(void **state)
{
	struct house_world *world = *state;
	struct trouble trouble = in_trouble(world);
	struct step step = { 0 };

	assert_int_equal(ctx_write(&world->cx, done, &trouble.id), HK_OK);
	assert_int_equal(ctx_write(&world->cx, done, &trouble.id), HK_CONFLICT);
	assert_int_equal(ctx_write(&world->cx, again, &trouble.id), HK_CONFLICT);
	assert_int_equal(ctx_read(&world->cx, look_at_trouble, &trouble), HK_OK);
	assert_int_equal(trouble.count, 0);
	assert_string_equal(trouble.mail.state, "failed");
	assert_int_equal(ctx_write(&world->cx, claim_mails, &step), HK_OK);
	assert_int_equal(step.mails.count, 0);
}

struct kept {
	int64_t ticket_id;
	struct clock_list clocks;
};

static enum hk_result find_clocks(struct ctx *cx, void *data)
{
	struct kept *kept = data;

	return clock_every(cx, kept->ticket_id, &kept->clocks);
}

static void an_answer_that_waited_too_long_for_the_mail_server_was_late(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	struct kept kept = { .ticket_id = ticket.id };
	struct send_rest rest = { 0, 0 };
	int64_t next = 0;

	world->settings.values[SETTING_SMTP] =
		hk_format(world->arena, "dir:%s/late", world->place.folder);
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, ticket.number, "Here.", REPLY_WAIT, NULL), HK_OK);
	assert_int_equal(ctx_read(&world->cx, find_clocks, &kept), HK_OK);
	assert_string_equal(kept.clocks.items[0].state, "met");
	world_act(world, &world->system);
	world->cx.now += HK_DAY;
	assert_int_equal(send_due(&world->cx, &rest, &next), HK_OK);
	assert_int_equal(world_outbox(world, "sent"), 1);
	assert_int_equal(ctx_read(&world->cx, find_clocks, &kept), HK_OK);
	assert_string_equal(kept.clocks.items[0].kind, "first_answer");
	assert_string_equal(kept.clocks.items[0].state, "missed");
	assert_true(kept.clocks.items[0].stopped_at >= WORLD_BEGIN + HK_DAY);
}

static enum hk_result refuse(struct ctx *cx, void *data)
{
	const struct trouble *trouble = data;
	struct ticket ticket;

	HK_TRY(ticket_by_row(cx, trouble->mail.ticket_id, &ticket));
	return reply_returned(cx, &ticket,
			      &(struct returned){ .message_id = trouble->mail.message_id,
						  .recipient = "",
						  .status = "",
						  .reason = "554 5.7.1 not today",
						  .is_final = true },
			      1, NULL);
}

static void an_answer_that_left_when_it_was_sent_again_is_one(void **state)
{
	struct house_world *world = *state;
	struct trouble trouble = in_trouble(world);
	struct kept kept = { .ticket_id = trouble.mail.ticket_id };
	struct send_rest rest = { 0, 0 };
	int64_t next = 0;

	world->settings.values[SETTING_SMTP] =
		hk_format(world->arena, "dir:%s/again", world->place.folder);
	assert_int_equal(ctx_write(&world->cx, refuse, &trouble), HK_OK);
	assert_int_equal(ctx_read(&world->cx, find_clocks, &kept), HK_OK);
	assert_string_equal(kept.clocks.items[0].kind, "first_answer");
	assert_string_equal(kept.clocks.items[0].state, "running");
	assert_int_equal(ctx_write(&world->cx, again, &trouble.id), HK_OK);
	world_act(world, &world->system);
	world->cx.now += HK_MINUTE;
	assert_int_equal(send_due(&world->cx, &rest, &next), HK_OK);
	assert_int_equal(world_outbox(world, "sent"), 1);
	assert_int_equal(ctx_read(&world->cx, find_clocks, &kept), HK_OK);
	assert_string_equal(kept.clocks.items[0].state, "met");
	assert_int_equal(world_look(world, 1).due_at, CLOCK_NEVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_lost_lease_risks_only_a_persons_words),
		in_house(what_has_left_is_not_taken_back),
		in_house(what_failed_is_sent_again_as_the_same_mail),
		in_house(what_an_administrator_calls_done_is_counted_no_more),
		in_house(a_mail_server_may_be_away_over_a_long_weekend),
		in_house(each_mail_is_sent_once_and_none_is_left),
		in_house(a_house_server_that_is_away_rests_and_is_asked_by_one_mail_at_a_time),
		in_house(what_waited_five_days_for_the_house_server_is_given_back),
		in_house(the_house_takes_no_mail_of_a_mailbox_with_its_own_server),
		in_house(an_answer_that_left_when_it_was_sent_again_is_one),
		in_house(an_answer_that_waited_too_long_for_the_mail_server_was_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
