/* What has served its time goes; what proves something, or is named, stays. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/time.h"
#include "core/blob_kept.h"
#include "deeds.h"
#include "intake/ask.h"
#include "intake/intake.h"
#include "job/jobs.h"
#include "job/sweep.h"
#include "ruled.h"
#include "test.h"
#include "ticket/mail/outbox.h"

static enum hk_result run_tidy(struct ctx *cx, void *data)
{
	return tidy(cx, data);
}

static void tidy_all(struct house_world *world)
{
	bool is_done = false;

	for (int i = 0; i < 20 && !is_done; i++)
		assert_int_equal(ctx_write(&world->cx, run_tidy, &is_done), HK_OK);
	assert_true(is_done);
}

static void sent_mails_go_after_three_months_and_replies_stay(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	int64_t message_id, sent;

	world_run_jobs(world); /* the confirmation, which nobody wrote */
	world_act(world, &world->rasa);
	assert_int_equal(
		deed_reply(world, ticket.number, "A new one comes.", REPLY_WAIT, &message_id),
		HK_OK);
	world->cx.now += HK_MINUTE;
	world_let_leave(world);
	sent = world_outbox(world, "sent");
	assert_true(sent > 1);
	world->cx.now += 89 * HK_DAY;
	tidy_all(world);
	assert_int_equal(world_outbox(world, "sent"), sent);
	world->cx.now += 2 * HK_DAY;
	tidy_all(world);
	assert_int_equal(world_outbox(world, "sent"), 0);
	assert_int_equal(world_look(world, ticket.number).message_count, 2);
}

struct tally {
	int64_t count;
};

static const struct db_column tally_columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
static const struct db_record keys = DB_RECORD("idempotency", struct tally, tally_columns);

static enum hk_result key_add(struct ctx *cx, void *data)
{
	return db_send(cx->db,
		       DB_ADD("idempotency", "staff_id, name, digest, number, seen, at",
			      "1, $2, $3, 1, 1, $4", ""),
		       DB_ARGS((const char *)data, ((struct db_blob){ "x", 1 }), cx->now));
}

static enum hk_result count_keys(struct ctx *cx, void *data)
{
	return db_select_one(cx->db, &keys, DB_WHERE("staff_id = 1", ""), DB_NONE, data);
}

static void keys_of_programs_go_after_a_week(void **state)
{
	struct house_world *world = *state;
	struct tally tally;
	char old[] = "old", new[] = "new";

	assert_int_equal(ctx_write(&world->cx, key_add, old), HK_OK);
	world->cx.now += 8 * HK_DAY;
	assert_int_equal(ctx_write(&world->cx, key_add, new), HK_OK);
	tidy_all(world);
	assert_int_equal(ctx_read(&world->cx, count_keys, &tally), HK_OK);
	assert_int_equal(tally.count, 1);
}

/* A file of so many days; its name. */
static const char *file_put(struct house_world *world, const char *bytes, int days)
{
	const char *name, *path;

	assert_int_equal(blob_put(world->house.blobs, world->arena, world->cx.org_id, bytes,
				  strlen(bytes), &name),
			 HK_OK);
	if (days == 0)
		return name;

	int64_t then = hk_clock_now() - days * HK_DAY;
	struct timespec times[2] = { { .tv_sec = then / HK_SECOND },
				     { .tv_sec = then / HK_SECOND } };

	path = hk_format(world->arena, "%s/%lld/%.2s/%s", blobs_folder(world->house.blobs),
			 (long long)world->cx.org_id, name, name);
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
	return name;
}

static bool is_there(struct house_world *world, const char *name)
{
	return blob_check(&world->cx, name) == HK_OK;
}

/* Goes on until idle, or for so many steps. */
static void sweep_for(struct house_world *world, struct sweep *sweep, int steps)
{
	bool is_idle = false;

	for (int i = 0; i < steps && !is_idle; i++)
		assert_int_equal(sweep_step(sweep, &world->cx, hk_clock_now(), &is_idle), HK_OK);
	assert_true(is_idle || steps < 1000);
}

static enum hk_result take(struct house_world *world, const char **ret_blob)
{
	static const char raw[] = "From: jonas@example.net\r\nTo: help@nordhome.example\r\n"
				  "Subject: Kettle\r\n\r\nThe lid is broken.\r\n";
	struct intake_mail mail = { .raw = raw,
				    .length = strlen(raw),
				    .mailbox = "help@nordhome.example" };
	struct intake_outcome outcome;

	*ret_blob = file_put(world, raw, 9);
	return intake_mail(&world->cx, &mail, &outcome);
}

struct form {
	const char *blob, *key;
};

static enum hk_result form_begin(struct ctx *cx, void *data)
{
	struct form *form = data;
	struct ask ask = { .type = "inquiry",
			   .subject = "",
			   .body = "",
			   .files = "",
			   .harms = "",
			   .answers = "" };
	struct attachment file = { .name = "a.png",
				   .type = "image/png",
				   .size = 4,
				   .sha256 = form->blob,
				   .blob = form->blob,
				   .content_id = "",
				   .encoding = "plain" };

	ask.name = ask.email = ask.phone = "";
	HK_TRY(ask_begin(cx, &ask, (struct ask_visitor){ "a browser", NULL }, "192.0.2.1",
			 &form->key));
	HK_TRY(ask_file_add(cx, &ask, &file));
	return ask_put(cx, form->key, &ask);
}

static void only_old_files_that_nobody_names_are_swept_away(void **state)
{
	struct house_world *world = *state;
	struct sweep *sweep = sweep_new();
	const char *lost = file_put(world, "nobody", 2), *fresh = file_put(world, "fresh", 0);
	const char *mail;
	struct form form = { .blob = file_put(world, "of a form", 5) };

	assert_int_equal(take(world, &mail), HK_OK);
	(void)file_put(world,
		       "From: jonas@example.net\r\nTo: help@nordhome.example\r\n"
		       "Subject: Kettle\r\n\r\nThe lid is broken.\r\n",
		       9);
	assert_int_equal(ctx_write(&world->cx, form_begin, &form), HK_OK);
	sweep_for(world, sweep, 1000);
	assert_false(is_there(world, lost));
	assert_true(is_there(world, fresh));
	assert_true(is_there(world, mail));
	assert_true(is_there(world, form.blob));
	sweep_free(sweep);
}

static void a_file_that_is_put_again_meanwhile_stays(void **state)
{
	struct house_world *world = *state;
	struct sweep *sweep = sweep_new();
	const char *name = file_put(world, "again", 30);
	int64_t day_ago = hk_clock_now() - HK_DAY;

	sweep_for(world, sweep, 4); /* all names were read */
	(void)file_put(world, "again", 0);
	sweep_for(world, sweep, 1000);
	assert_true(is_there(world, name));
	assert_int_equal(blob_remove(world->house.blobs, world->cx.org_id, name, day_ago),
			 HK_CONFLICT);
	assert_int_equal(blob_remove(world->house.blobs, world->cx.org_id, name, INT64_MAX), HK_OK);
	sweep_free(sweep);
}

static void it_is_done_once_a_day_by_one_of_many(void **state)
{
	struct house_world *world = *state;
	struct sweep *first = sweep_new(), *second = sweep_new();
	const char *name;

	sweep_for(world, first, 1000);
	name = file_put(world, "later", 2);
	sweep_for(world, second, 1000);
	sweep_for(world, first, 1000);
	assert_true(is_there(world, name));
	world->cx.now += HK_DAY;
	sweep_for(world, second, 1000);
	assert_false(is_there(world, name));
	sweep_free(first);
	sweep_free(second);
}

static const struct db_record hits = DB_RECORD("rule_hit", struct tally, tally_columns);
static const struct db_record days = DB_RECORD("rule_day", struct tally, tally_columns);

static enum hk_result count_hits(struct ctx *cx, void *data)
{
	struct tally *ret = data;

	HK_TRY(db_select_one(cx->db, &hits, DB_WHERE("1 = 1", ""), DB_NONE, &ret[0]));
	return db_select_one(cx->db, &days, DB_WHERE("1 = 1", ""), DB_NONE, &ret[1]);
}

static void what_rules_did_goes_after_a_year_but_for_what_is_not_at_its_end(void **state)
{
	struct house_world *world = *state;
	int64_t ended, open;
	struct tally tally[2];

	ruled_add(world, "trigger", "opened", "", "note\t\tLook at it.");
	ended = world_ticket(world, "Kettle", "The lid is broken.").number;
	open = world_ticket(world, "Another kettle", "It leaks.").number;
	world_run_jobs(world);
	assert_int_equal(ruled_notes(world, ended), 1);
	assert_int_equal(ruled_notes(world, open), 1);
	world_act(world, &world->rasa);
	assert_int_equal(deed_close(world, ended, "withdrawn"), HK_OK);
	assert_int_equal(ctx_read(&world->cx, count_hits, tally), HK_OK);
	assert_int_equal(tally[0].count, 2);
	assert_int_equal(tally[1].count, 1);
	world_agrees(world);
	world->cx.now += 402 * HK_DAY;
	tidy_all(world);
	assert_int_equal(ctx_read(&world->cx, count_hits, tally), HK_OK);
	assert_int_equal(tally[0].count, 1);
	assert_int_equal(tally[1].count, 0);
	world_agrees(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(sent_mails_go_after_three_months_and_replies_stay),
		in_house(keys_of_programs_go_after_a_week),
		in_house(what_rules_did_goes_after_a_year_but_for_what_is_not_at_its_end),
		in_reading_house(only_old_files_that_nobody_names_are_swept_away),
		in_house(a_file_that_is_put_again_meanwhile_stays),
		in_house(it_is_done_once_a_day_by_one_of_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
