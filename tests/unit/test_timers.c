/*
 * Many clocks, called by two programs while the time goes forward, jumps and goes back, one of them
 * is stopped or killed in the middle of its work, and the promises cross nights in which clocks are
 * changed and a leap day: none is missed, none is called twice, and none waits once its time is
 * there. HARK_TIMERS: how many (100000 takes some minutes).
 */
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"
#include "core/id.h"
#include "db/migrations.h"
#include "house_world.h"
#include "job/clock_call.h"
#include "standard/calendar.h"
#include "standard/clock.h"
#include "test.h"

enum { WORKERS = 2, USUAL_TIMERS = 700, LATE_MS = 5000 };

/* What the programs see of each other. */
struct board {
	_Atomic int64_t now;
	_Atomic bool is_over;
	_Atomic int64_t rounds[WORKERS];
};

static struct board *board_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT, 0600);
	void *memory;

	assert_true(fd >= 0 && ftruncate(fd, sizeof(struct board)) == 0);
	memory = mmap(NULL, sizeof(struct board), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_true(memory != MAP_FAILED);
	close(fd);
	return memory;
}

static enum hk_result call_due(struct ctx *cx, void *data)
{
	return clock_call_due(cx, data);
}

/* The work role of another program, with nothing but its clocks. */
static int work(const char *url, const char *path, int64_t org_id, int me)
{
	static const struct subscriber nobody[] = { { NULL, NULL } };
	const struct actor system = {
		.kind = ACTOR_SYSTEM, .name = "", .email = "", .role = "", .rights = ~(uint64_t)0
	};
	struct db_settings settings = { .url = url, .connections = 2 };
	struct house house = { .ids = id_source_new(me + 10), .subscribers = nobody };
	struct hk_arena *arena = hk_arena_new();
	struct board *board = board_open(path);
	struct kit *kit = kit_new();

	if (db_store_open(&settings, &house.store) != HK_OK)
		return 1;
	while (!atomic_load(&board->is_over)) {
		struct ctx cx;
		size_t count = 0;

		ctx_init(&cx, &house, kit, arena, atomic_load(&board->now));
		cx.org_id = org_id;
		cx.actor = &system;
		(void)!ctx_write(&cx, call_due, &count);
		atomic_fetch_add(&board->rounds[me], 1);
		hk_arena_reset(arena);
		if (!count)
			hk_pause_ms(2);
	}
	db_store_close(house.store);
	kit_free(kit);
	hk_arena_free(arena);
	id_source_free(house.ids);
	return 0;
}

static pid_t worker_start(const struct house_world *world, const char *path, int me)
{
	char org[24], number[8];
	pid_t child = fork();

	if (child == 0) {
		snprintf(org, sizeof(org), "%" PRId64, world->cx.org_id);
		snprintf(number, sizeof(number), "%d", me);
		execl("/proc/self/exe", "test_timers", "work", world->place.url, path, org, number,
		      (char *)NULL);
		_exit(1);
	}
	assert_true(child > 0);
	return child;
}

/* Each night begins some time before it, in the zone whose clocks are changed. */
static const struct {
	const char *zone;
	int64_t at; /* ms UTC, before the night */
} nights[] = {
	{ "Europe/Vilnius", 1792800000000 },      /* 24 October 2026 */
	{ "America/New_York", 1793448000000 },    /* 31 October 2026 */
	{ "Europe/Vilnius", 1806134400000 },      /* 27 March 2027 */
	{ "America/New_York", 1804924800000 },    /* 13 March 2027 */
	{ "Australia/Lord_Howe", 1806652800000 }, /* 2 April 2027: half an hour */
	{ "Africa/Cairo", 1808697600000 },        /* 26 April 2027, for the night of the 30th */
	{ "Asia/Dhaka", 1835265600000 },          /* 27 February 2028, before a leap day */
};

struct filling {
	struct ticket first;
	int64_t count;
};

/* A shift that ends in the night, so that due times fall into it. */
static enum hk_result calendars_make(struct ctx *cx, void *data)
{
	int64_t *ids = data;

	for (size_t i = 0; i < HK_COUNT(nights); i++) {
		struct calendar calendar = { .name = hk_format(cx->arena, "Night %zu", i),
					     .timezone = nights[i].zone };

		for (size_t day = 0; day < BUSINESS_WEEK; day++)
			*calendar_hours(&calendar, day) = "00:00-05:00, 21:00-24:00";
		HK_TRY(calendar_add(cx, &calendar));
		ids[i] = calendar.id;
	}
	return HK_OK;
}

/* As many tickets as that, each like the first one. */
static const char copies[] =
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
	" INSERT INTO ticket (org_id, id, number, subject, type, priority, state, closed_as, "
	"bucket,"
	" language, channel, mailbox_id, team_id, is_restricted, owner_id, customer_id, opened_at,"
	" updated_at, answered_at, resolved_at, closed_at, due_at, due_kind, message_count,"
	" last_message_id, last_in_at, preview, preview_language, reopened, version, standard_id,"
	" standard_version) SELECT t.org_id, t.id + n.i, t.number + n.i, t.subject, t.type,"
	" t.priority, t.state, t.closed_as, t.bucket, t.language, t.channel, t.mailbox_id,"
	" t.team_id, t.is_restricted, t.owner_id, t.customer_id, t.opened_at, t.updated_at,"
	" t.answered_at, t.resolved_at, t.closed_at, t.due_at, t.due_kind, t.message_count,"
	" t.last_message_id, t.last_in_at, t.preview, t.preview_language, t.reopened, t.version,"
	" t.standard_id, t.standard_version FROM ticket t, n";

static uint32_t seed = 20261129;

static int64_t any(int64_t most)
{
	seed = seed * 1664525u + 1013904223u;
	return (int64_t)(seed >> 8) % most;
}

struct starting {
	const int64_t *calendars;
	int64_t first_id, from, until;
};

/* Each is promised some open hours before a night, so that it is due in it or after it. */
static enum hk_result clocks_make(struct ctx *cx, void *data)
{
	const struct starting *starting = data;

	for (int64_t i = starting->from; i < starting->until; i++) {
		size_t night = (size_t)i % HK_COUNT(nights);
		struct clock clock = { .ticket_id = starting->first_id + i,
				       .kind = "first_answer" };
		int64_t duration = any(30 * HK_HOUR);

		cx->now = nights[night].at + any(12 * HK_HOUR);
		HK_TRY(calendar_due(cx, starting->calendars[night], cx->now, duration,
				    &clock.due_at));
		clock.promised_ms = duration;
		clock.next_at = clock.due_at + 1;
		HK_TRY(clock_start(cx, &clock));
	}
	return HK_OK;
}

static int64_t timers(void)
{
	const char *asked = getenv("HARK_TIMERS");
	int64_t count;

	return asked && hk_number(asked, &count) && count > 0 ? count : USUAL_TIMERS;
}

struct tally {
	int64_t count, tickets, soonest;
};

static const struct db_column due_columns[] = {
	DB_COLUMN_AS(struct tally, count, "count(*)"),
	DB_COLUMN_AS(struct tally, tickets, "count(DISTINCT ticket_id)"),
	DB_COLUMN_AS(struct tally, soonest, "coalesce(min(clock.next_at), 0)"),
};
static const struct db_record due_record = DB_RECORD("clock", struct tally, due_columns);
static const struct db_column call_columns[] = {
	DB_COLUMN_AS(struct tally, count, "count(*)"),
	DB_COLUMN_AS(struct tally, tickets, "count(DISTINCT ticket_id)"),
	DB_COLUMN_AS(struct tally, soonest, "coalesce(min(at - due_at), 0)"),
};
static const struct db_record call_record = DB_RECORD("clock_call", struct tally, call_columns);
static const struct db_column line_columns[] = {
	DB_COLUMN_AS(struct tally, count, "count(*)"),
	DB_COLUMN_AS(struct tally, tickets, "count(DISTINCT ticket_id)"),
};
static const struct db_record line_record = DB_RECORD("history", struct tally, line_columns);
static const struct db_column job_columns[] = {
	DB_COLUMN_AS(struct tally, count, "count(*)"),
	DB_COLUMN_AS(struct tally, tickets, "count(DISTINCT about_id)"),
};
static const struct db_record job_record = DB_RECORD("job", struct tally, job_columns);

static enum hk_result waiting(struct ctx *cx, void *data)
{
	return db_select_one(cx->db, &due_record,
			     DB_WHERE("state = 'running' AND next_at <= $2", ""), DB_ARGS(cx->now),
			     data);
}

/* Within five seconds after its time has come everything was called: how many ms that took. */
static int64_t nobody_waits(struct house_world *world, struct board *board)
{
	int64_t began = hk_clock_monotonic(), until = began + LATE_MS;
	struct tally tally = { .count = 1 };

	world->cx.now = atomic_load(&board->now);
	while (tally.count) {
		assert_true(hk_clock_monotonic() < until);
		hk_pause_ms(5);
		assert_int_equal(ctx_read(&world->cx, waiting, &tally), HK_OK);
	}
	return hk_clock_monotonic() - began;
}

static enum hk_result results(struct ctx *cx, void *data)
{
	struct tally *tally = data;

	HK_TRY(db_select_one(cx->db, &call_record, DB_WHERE(DB_WALKS "step = 2", ""), DB_NONE,
			     &tally[0]));
	HK_TRY(db_select_one(cx->db, &line_record, DB_WHERE(DB_WALKS "kind = 'clock_late'", ""),
			     DB_NONE, &tally[1]));
	return db_select_one(cx->db, &job_record, DB_WHERE("kind = 'clock.tell'", ""), DB_NONE,
			     &tally[2]);
}

/* Stopped in whatever it does just then, and let go again; now and then it is killed. */
static void disturb(struct house_world *world, const char *path, pid_t *workers, int round)
{
	int which = (int)any(WORKERS);

	if (round % 7 == 3) {
		kill(workers[which], SIGKILL);
		assert_int_equal(waitpid(workers[which], NULL, 0), workers[which]);
		workers[which] = worker_start(world, path, which);
	} else if (round % 3 == 0) {
		kill(workers[which], SIGSTOP);
		hk_pause_ms(20 + any(200));
		kill(workers[which], SIGCONT);
	}
}

/* The longest that one of them waited, ms. */
static int64_t time_passes(struct house_world *world, const char *path, struct board *board,
			   pid_t *workers)
{
	int64_t now = nights[0].at, end = nights[HK_COUNT(nights) - 1].at + 6 * HK_DAY;
	int64_t longest = 0;

	for (int round = 0; now < end; round++) {
		bool is_near = false;

		for (size_t i = 0; i < HK_COUNT(nights); i++)
			is_near |= now > nights[i].at - HK_DAY && now < nights[i].at + 5 * HK_DAY;
		/* The clock of the machine jumps a day ahead or back now and then. */
		if (round % 11 == 5)
			now += HK_DAY;
		else if (round % 13 == 6)
			now -= HK_DAY;
		else
			now += is_near ? 3 * HK_HOUR + any(3 * HK_HOUR) : 30 * HK_DAY;
		atomic_store(&board->now, now);
		disturb(world, path, workers, round);

		int64_t waited = nobody_waits(world, board);

		longest = waited > longest ? waited : longest;
	}
	return longest;
}

static void fill(struct house_world *world, int64_t count)
{
	struct ticket first = world_ticket(world, "Kettle", "The lid is broken.");
	struct starting starting = { .first_id = first.id };
	int64_t calendars[HK_COUNT(nights)];
	struct db_migration *all;
	size_t ran;

	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, calendars_make, calendars), HK_OK);
	starting.calendars = calendars;
	all = hk_alloc(world->arena, migration_count + 1, sizeof(*all));
	memcpy(all, migrations, migration_count * sizeof(*all));
	all[migration_count] = (struct db_migration){
		.number = 9999, .name = "copies", .sql = hk_format(world->arena, copies, (int)count)
	};
	assert_int_equal(db_migrate(world->house.store, all, migration_count + 1, 1, &ran), HK_OK);
	for (int64_t from = 1; from <= count; from += 1000) {
		starting.from = from;
		starting.until = from + 1000 <= count + 1 ? from + 1000 : count + 1;
		assert_int_equal(ctx_write(&world->cx, clocks_make, &starting), HK_OK);
	}
}

static void each_of_many_clocks_calls_once_whatever_time_and_programs_do(void **state)
{
	struct house_world *world = *state;
	const char *path = hk_format(world->arena, "%s/board", world->place.folder);
	int64_t count = timers(), longest;
	pid_t workers[WORKERS];
	struct board *board;
	struct tally tally[3];

	fill(world, count);
	board = board_open(path);
	atomic_store(&board->now, nights[0].at - HK_DAY);
	for (int i = 0; i < WORKERS; i++)
		workers[i] = worker_start(world, path, i);
	longest = time_passes(world, path, board, workers);
	atomic_store(&board->is_over, true);
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(waitpid(workers[i], NULL, 0), workers[i]);
	assert_int_equal(ctx_read(&world->cx, results, tally), HK_OK);
	/* The first ticket has a clock of its own. */
	for (size_t i = 0; i < HK_COUNT(tally); i++) {
		assert_int_equal(tally[i].count, count + 1);
		assert_int_equal(tally[i].tickets, count + 1);
	}
	assert_true(tally[0].soonest > 0);
	print_message("%" PRId64 " clocks: 0 missed, 0 doubled, the slowest within %" PRId64
		      " ms\n",
		      count, longest);
	munmap(board, sizeof(*board));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		in_house(each_of_many_clocks_calls_once_whatever_time_and_programs_do),
	};
	int64_t org_id, me;

	if (argc == 6 && hk_number(argv[4], &org_id) && hk_number(argv[5], &me))
		return work(argv[2], argv[3], org_id, (int)me);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
