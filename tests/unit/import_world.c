#include "import_world.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "test.h"

enum hk_result import_add_work(struct ctx *cx, void *data)
{
	return import_add(cx, data, "");
}

enum hk_result import_claim_work(struct ctx *cx, void *data)
{
	struct import *run = data;

	return import_claim(cx, run->id, run);
}

struct import import_begin(struct house_world *world, const char *target, int64_t since,
			   int64_t before)
{
	struct import run = { .kind = "mbox",
			      .source = "/old/box",
			      .mailbox_id = world->mailbox.id,
			      .since_at = since,
			      .before_at = before,
			      .target = target };

	assert_int_equal(ctx_write(&world->cx, import_add_work, &run), HK_OK);
	assert_int_equal(ctx_write(&world->cx, import_claim_work, &run), HK_OK);
	assert_string_equal(run.state, "running");
	return run;
}

/* A mail of the past, days after BEFORE. */
const char *import_letter(struct house_world *world, int days, const char *id, const char *from,
			  const char *to, const char *more)
{
	return hk_format(world->arena,
			 "Date: %s\r\nMessage-ID: <%s@example.net>\r\nFrom: %s\r\nTo: %s\r\n"
			 "Subject: Kettle %s\r\n%s\r\nWords of %s.\r\n",
			 hk_time_rfc5322(world->arena, BEFORE + days * HK_DAY), id, from, to, id,
			 more, id);
}

/* Files these as one batch behind what the run has. */
enum hk_result import_feed(struct house_world *world, struct import *run, const char *const *raws,
			   size_t count)
{
	struct import_item *items = hk_alloc(world->arena, count, sizeof(*items));

	for (size_t i = 0; i < count; i++) {
		int64_t place = run->passed + (int64_t)i + 1;
		items[i] = (struct import_item){
			.raw = raws[i],
			.length = raws[i] ? strlen(raws[i]) : 0,
			.size = raws[i] ? (int64_t)strlen(raws[i]) : INT32_MAX,
			.place = hk_format(world->arena, "%" PRId64, place),
			.position = hk_format(world->arena, "%" PRId64, place),
			.passed = place,
			.total = 100,
		};
	}
	return import_file(&world->cx, run, &(struct import_batch){ items, count }, run);
}

void import_feed_one(struct house_world *world, struct import *run, const char *raw)
{
	assert_int_equal(import_feed(world, run, &raw, 1), HK_OK);
}

enum hk_result import_end_work(struct ctx *cx, void *data)
{
	return import_end(cx, data, "done", "");
}

void import_finish(struct house_world *world, struct import *run)
{
	assert_int_equal(ctx_write(&world->cx, import_end_work, run), HK_OK);
}

enum hk_result import_undo_work(struct ctx *cx, void *data)
{
	struct import *run = data;

	HK_TRY(import_undo(cx, run->id));
	return import_claim(cx, run->id, run);
}

void import_undo_all(struct house_world *world, struct import *run)
{
	bool is_done = false;

	assert_int_equal(ctx_write(&world->cx, import_undo_work, run), HK_OK);
	while (!is_done)
		assert_int_equal(import_undo_step(&world->cx, run, &is_done), HK_OK);
}

struct messages {
	int64_t number;
	struct message_list list;
};

static enum hk_result read_messages(struct ctx *cx, void *data)
{
	struct messages *messages = data;
	struct ticket ticket;

	HK_TRY(ticket_by_number(cx, messages->number, &ticket));
	return message_page(cx, &ticket, INT64_MAX, 100, &messages->list);
}

struct message_list import_messages(struct house_world *world, int64_t number)
{
	struct messages messages = { .number = number };

	assert_int_equal(ctx_read(&world->cx, read_messages, &messages), HK_OK);
	return messages.list;
}

struct tally {
	int64_t count;
};

static const struct db_column tally_columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
const struct db_record count_tickets = DB_RECORD("ticket", struct tally, tally_columns);
const struct db_record count_customers = DB_RECORD("customer", struct tally, tally_columns);
const struct db_record count_addresses = DB_RECORD("address", struct tally, tally_columns);
const struct db_record count_messages = DB_RECORD("message", struct tally, tally_columns);
const struct db_record count_recipients = DB_RECORD("recipient", struct tally, tally_columns);
const struct db_record count_histories = DB_RECORD("history", struct tally, tally_columns);
const struct db_record count_mail_ids = DB_RECORD("mail_id", struct tally, tally_columns);
const struct db_record count_words = DB_RECORD("search", struct tally, tally_columns);
const struct db_record count_clocks = DB_RECORD("clock", struct tally, tally_columns);
const struct db_record count_outbox = DB_RECORD("outbox", struct tally, tally_columns);
const struct db_record count_events = DB_RECORD("event", struct tally, tally_columns);
/* That a standard is looked at again one day has nothing to do with an import. */
static const struct db_column job_columns[] = { DB_COLUMN_AS(
	struct tally, count, "count(CASE WHEN kind <> 'standard.review' THEN 1 END)") };
const struct db_record count_jobs = DB_RECORD("job", struct tally, job_columns);
const struct db_record count_refs = DB_RECORD("import_ref", struct tally, tally_columns);

struct question {
	const struct db_record *record;
	struct tally tally;
};

static enum hk_result count_rows(struct ctx *cx, void *data)
{
	struct question *question = data;

	return db_select_one(cx->db, question->record, DB_WHERE("1 = 1", ""), DB_NONE,
			     &question->tally);
}

int64_t import_count(struct house_world *world, const struct db_record *record)
{
	struct question question = { .record = record };

	assert_int_equal(ctx_read(&world->cx, count_rows, &question), HK_OK);
	return question.tally.count;
}

/* Everything agrees with what it is kept from. */
void assert_sound(struct house_world *world)
{
	world_agrees(world);
}

/* Nobody was written to, told or woken. */
void assert_quiet(struct house_world *world)
{
	world_run_jobs(world);
	assert_int_equal(import_count(world, &count_outbox), 0);
	assert_int_equal(import_count(world, &count_events), 0);
	assert_int_equal(import_count(world, &count_jobs), 0);
}

struct left {
	int64_t id;
	struct import_left_list list;
};

static enum hk_result read_kept(struct ctx *cx, void *data)
{
	struct left *left = data;

	return import_kept(cx, left->id, 0, 100, &left->list);
}

struct import_left_list import_kept_of(struct house_world *world, const struct import *run)
{
	struct left left = { .id = run->id };

	assert_int_equal(ctx_read(&world->cx, read_kept, &left), HK_OK);
	return left.list;
}

const char *import_ticket_reason(struct house_world *world, const struct import *run)
{
	struct import_left_list kept = import_kept_of(world, run);

	for (size_t i = 0; i < kept.count; i++)
		if (hk_equal(kept.items[i].place, "ticket"))
			return kept.items[i].reason;
	return "";
}
