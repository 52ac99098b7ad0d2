#include "house_world.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "core/blob_kept.h"
#include "core/id.h"
#include "core/org.h"
#include "feedback/feedback_kept.h"
#include "intake/intake.h"
#include "job/jobs.h"
#include "job/mail/settled.h"
#include "job/runner.h"
#include "parse/parse.h"
#include "people/session.h"
#include "plans.h"
#include "standard/standard.h"
#include "test.h"
#include "ticket/kept.h"
#include "ticket/mail/outbox.h"

static enum hk_result add_person(struct ctx *cx, struct house_world *world, const char *email,
				 const char *name, const char *role, struct actor *ret)
{
	struct staff staff = { .email = email, .name = name, .role = role };
	struct session_view view;

	HK_TRY(staff_add(cx, &staff));
	if (strcmp(role, "admin") != 0)
		HK_TRY(team_join(cx, world->team.id, staff.id));
	return actor_of_staff(cx, staff.id, ret, &view);
}

static enum hk_result furnish(struct ctx *cx, void *data)
{
	struct house_world *world = data;
	struct org org = { .code = "nordhome",
			   .name = "Nordhome",
			   .host = "",
			   .language = "en",
			   .timezone = "Europe/Vilnius",
			   .email = "help@nordhome.example" };
	struct standard standard = { .name = "Four hours",
				     .first_answer_ms = 4 * HK_HOUR,
				     .next_update_ms = HK_DAY };

	HK_TRY(org_add(cx, &org));
	world->team = (struct team){ .name = "Care" };
	HK_TRY(team_add(cx, &world->team));
	HK_TRY(add_person(cx, world, "rasa@nordhome.example", "Rasa", "agent", &world->rasa));
	HK_TRY(add_person(cx, world, "tomas@nordhome.example", "Tomas", "agent", &world->tomas));
	HK_TRY(add_person(cx, world, "admin@nordhome.example", "Ada", "admin", &world->admin));
	HK_TRY(standard_add(cx, &standard));
	world->mailbox = (struct mailbox){ .address = "help@nordhome.example",
					   .name = "Nordhome",
					   .language = "en",
					   .team_id = world->team.id,
					   .standard_id = standard.id,
					   .signature = "",
					   .confirmation = "",
					   .is_active = 1 };
	return mailbox_add(cx, &world->mailbox, "");
}

static void settings_make(struct house_world *world)
{
	for (int i = 0; i < SETTINGS; i++)
		world->settings.values[i] = setting_rows[i].otherwise;
	world->settings.values[SETTING_BLOBS] =
		hk_format(world->arena, "%s/blobs", world->place.folder);
	world->settings.values[SETTING_RUN_DIR] = world->place.folder;
}

static int open_with(void **state, bool has_parse)
{
	struct house_world *world = calloc(1, sizeof(*world));

	world->arena = hk_arena_new();
	assert_int_equal(hk_secret_start(), HK_OK);
	if (has_parse)
		assert_int_equal(parse_pool_open(&parse_settings_usual, &world->house.parse),
				 HK_OK);
	place_make(&world->place);
	settings_make(world);
	world->kit = kit_new();
	sem_init(&world->slots, 0, 2);
	world->system = (struct actor){
		.kind = ACTOR_SYSTEM, .name = "", .email = "", .role = "", .rights = ~(uint64_t)0
	};
	plans_watch();
	world->house.store = place_open_house(&world->place);
	world->house.blobs = blobs_open(world->settings.values[SETTING_BLOBS]);
	world->house.settings = &world->settings;
	world->house.ids = id_source_new(1);
	world->house.subscribers = job_subscribers;
	world->house.password_slots = &world->slots;
	ctx_init(&world->cx, &world->house, world->kit, world->arena, WORLD_BEGIN);
	world->cx.actor = &world->system;
	assert_int_equal(ctx_write(&world->cx, furnish, world), HK_OK);
	*state = world;
	return 0;
}

int house_world_open(void **state)
{
	return open_with(state, false);
}

int house_world_open_parse(void **state)
{
	return open_with(state, true);
}

int house_world_close(void **state)
{
	struct house_world *world = *state;
	bool is_good = true;

	parse_pool_close(world->house.parse);
	db_store_close(world->house.store);
	if (world->place.is_sqlite)
		is_good = plans_are_good(place_path(&world->place));
	blobs_close(world->house.blobs);
	id_source_free(world->house.ids);
	kit_free(world->kit);
	sem_destroy(&world->slots);
	place_remove(&world->place);
	hk_arena_free(world->arena);
	free(world);
	return is_good ? 0 : -1;
}

void world_act(struct house_world *world, const struct actor *actor)
{
	world->cx.actor = actor;
	world->cx.problem = NULL;
	world->cx.field_count = 0;
}

static enum hk_result leave(struct ctx *cx, void *data)
{
	struct staff staff;

	HK_TRY(staff_find(cx, *(const int64_t *)data, &staff));
	staff.is_active = 0;
	return staff_change(cx, &staff);
}

enum hk_result world_leave(struct house_world *world, int64_t staff_id)
{
	return ctx_write(&world->cx, leave, &staff_id);
}

struct meeting {
	int64_t customer_id;
	struct actor *actor;
};

static enum hk_result meet(struct ctx *cx, void *data)
{
	struct meeting *meeting = data;
	struct session_view view;

	return actor_of_customer(cx, meeting->customer_id, meeting->actor, &view);
}

struct ticket world_ticket(struct house_world *world, const char *subject, const char *text)
{
	struct intake_request request = { .channel = "web",
					  .type = "inquiry",
					  .priority = "normal",
					  .subject = subject,
					  .text = text,
					  .language = "",
					  .name = "Jonas",
					  .email = "jonas@example.net",
					  .phone = "",
					  .key = subject };
	struct ticket ticket;

	assert_int_equal(intake_request(&world->cx, &request, &ticket), HK_OK);

	struct meeting meeting = { ticket.customer_id, &world->jonas };

	assert_int_equal(ctx_read(&world->cx, meet, &meeting), HK_OK);
	return ticket;
}

struct look {
	int64_t number;
	struct ticket ticket;
};

static enum hk_result look(struct ctx *cx, void *data)
{
	struct look *what = data;

	return ticket_by_number(cx, what->number, &what->ticket);
}

struct ticket world_look(struct house_world *world, int64_t number)
{
	struct look what = { .number = number };

	assert_int_equal(ctx_read(&world->cx, look, &what), HK_OK);
	return what.ticket;
}

struct count {
	int64_t count;
	const char *state;
};

static const struct db_column count_columns[] = { DB_COLUMN_AS(struct count, count, "count(*)") };
static const struct db_record count_record = DB_RECORD("outbox", struct count, count_columns);

static enum hk_result count_outbox(struct ctx *cx, void *data)
{
	struct count *count = data;

	return db_select_one(cx->db, &count_record, DB_WHERE("state = $2", ""),
			     DB_ARGS(count->state), count);
}

int64_t world_outbox(struct house_world *world, const char *state)
{
	struct count count = { .state = state };

	assert_int_equal(ctx_read(&world->cx, count_outbox, &count), HK_OK);
	return count.count;
}

static enum hk_result lose(struct ctx *cx, void *data)
{
	int64_t count;

	HK_TRY(blob_row_remove(cx, data, INT64_MAX, &count));
	return count ? HK_OK : HK_NOT_FOUND;
}

void world_lose(struct house_world *world, const char *blob)
{
	assert_int_equal(ctx_write(&world->cx, lose, hk_copy_text(world->arena, blob)), HK_OK);
}

static enum hk_result let_leave(struct ctx *cx, void *data)
{
	struct outbox_list list;

	(void)data;
	HK_TRY(outbox_claim(cx, 20, &list));
	for (size_t i = 0; i < list.count; i++) {
		HK_TRY(outbox_settle(cx, &list.items[i], "sent", "250 ok"));
		HK_TRY(settled_tell(cx, &list.items[i], "sent", "250 ok"));
	}
	return HK_OK;
}

void world_let_leave(struct house_world *world)
{
	assert_int_equal(ctx_write(&world->cx, let_leave, NULL), HK_OK);
}

void world_run_jobs(struct house_world *world)
{
	const struct actor *before = world->cx.actor;
	int64_t next = 0;

	world->cx.actor = &world->system;
	do
		assert_int_equal(jobs_run_due(&world->cx, job_kinds, &next), HK_OK);
	while (next <= world->cx.now);
	world->cx.actor = before;
}

struct anew {
	ctx_work *work;
	void *data;
	const void *given;
	size_t size;
};

static enum hk_result begin_anew(struct ctx *cx, void *data)
{
	const struct anew *anew = data;

	memcpy(anew->data, anew->given, anew->size);
	return anew->work(cx, anew->data);
}

enum hk_result world_write_anew(struct house_world *world, ctx_work *work, void *data, size_t size)
{
	struct anew anew = {
		.work = work, .data = data, .given = hk_copy(world->arena, data, size), .size = size
	};

	return ctx_write(&world->cx, begin_anew, &anew);
}

static enum hk_result kept_work(struct ctx *cx, void *data)
{
	(void)data;
	for (size_t i = 0; i < kept_rules(); i++) {
		const char *sentence;
		int64_t wrong;

		HK_TRY(kept_check(cx, i, &sentence, &wrong));
		if (wrong)
			fail_msg("%" PRId64 " %s", wrong, sentence);
	}
	return HK_OK;
}

void world_agrees(struct house_world *world)
{
	assert_int_equal(ctx_read(&world->cx, kept_work, NULL), HK_OK);
}

struct wanted {
	int64_t ticket_id;
	const char *kind;
	struct clock clock;
};

static enum hk_result clock_work(struct ctx *cx, void *data)
{
	struct wanted *wanted = data;
	struct clock_list clocks;

	HK_TRY(clock_every(cx, wanted->ticket_id, &clocks));
	for (size_t i = 0; i < clocks.count; i++)
		if (strcmp(clocks.items[i].kind, wanted->kind) == 0)
			wanted->clock = clocks.items[i];
	return HK_OK;
}

struct clock world_clock(struct house_world *world, const struct ticket *ticket, const char *kind)
{
	struct wanted wanted = { ticket->id, kind, { .state = "none" } };

	assert_int_equal(ctx_read(&world->cx, clock_work, &wanted), HK_OK);
	return wanted.clock;
}

struct faults {
	const char *word;
	int64_t count;
};

static enum hk_result faults_work(struct ctx *cx, void *data)
{
	struct faults *faults = data;

	faults->count = 0;
	for (size_t i = 0; i < feedback_kept_rules(); i++) {
		const char *sentence;
		int64_t count;

		HK_TRY(feedback_kept_check(cx, i, &sentence, &count));
		if (!count || !strstr(sentence, faults->word))
			continue;
		print_message("%" PRId64 " %s\n", count, sentence);
		faults->count += count;
	}
	return HK_OK;
}

int64_t world_faults(struct house_world *world, const char *word)
{
	struct faults faults = { .word = word };

	assert_int_equal(ctx_read(&world->cx, faults_work, &faults), HK_OK);
	return faults.count;
}
