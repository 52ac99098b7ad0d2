/* Sudden ends: a killed process, a full disk. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"
#include "db_world.h"
#include "test.h"

enum { ROUNDS = 6, WRITERS = 8, IDS_MAX = 200000 };

struct crowd {
	struct world world;
	atomic_llong *next_id;
	int pipe;
};

/* What was acknowledged goes into the pipe; whoever reads it believes that it is kept. */
static void *write_until_killed(void *data)
{
	struct crowd *crowd = data;
	struct hk_arena *arena = hk_arena_new();

	for (;;) {
		int64_t id = atomic_fetch_add(crowd->next_id, 1);
		struct db_task task = {
			.work = number_take, .data = &id, .arena = arena, .org_id = 1
		};
		if (db_write(crowd->world.store, &task) == HK_OK &&
		    write(crowd->pipe, &id, sizeof(id)) != sizeof(id))
			return NULL;
		hk_arena_reset(arena);
	}
}

static void child_main(const struct world *world, int64_t first_id, int pipe)
{
	atomic_llong next_id = first_id;
	struct crowd crowd = { .world = { .place = world->place },
			       .next_id = &next_id,
			       .pipe = pipe };
	pthread_t threads[WRITERS];

	crowd.world.store = place_open(&world->place, 4);
	for (size_t i = 0; i < WRITERS; i++)
		pthread_create(&threads[i], NULL, write_until_killed, &crowd);
	pthread_join(threads[0], NULL);
	_exit(1);
}

static int64_t round_of_killing(struct world *world, int64_t first_id, int64_t ms)
{
	int64_t id, count = 0;
	int pipes[2];

	assert_int_equal(pipe(pipes), 0);

	pid_t child = fork();

	if (child == 0)
		child_main(world, first_id, pipes[1]);
	close(pipes[1]);
	fcntl(pipes[0], F_SETPIPE_SZ, 1 << 20);
	hk_pause_ms(ms);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	while (read(pipes[0], &id, sizeof(id)) == sizeof(id)) {
		if (world_read(world, 1, row_find, &id) != HK_OK)
			fail_msg("row %lld is lost", (long long)id);
		count++;
	}
	close(pipes[0]);
	return count;
}

static void killing_the_process_loses_nothing_acknowledged(void **state)
{
	struct world *world = *state;
	const char *fault;
	int64_t kept = 0;

	for (int i = 0; i < ROUNDS; i++)
		kept += round_of_killing(world, (int64_t)i * IDS_MAX, 250 + 37 * i);
	assert_true(kept > 0);

	int64_t id = INT64_MAX;

	/* Waits for what a killed client left running on a server, too. */
	assert_int_equal(world_write(world, 1, number_take, &id), HK_OK);
	numbers_check(world, 1, -1);
	assert_int_equal(db_check(world->store, world->arena, &fault), HK_OK);
	assert_null(fault);
}

/* Fills up what is left but for some pages. */
static void make_filler(const char *folder, char *path, size_t size)
{
	static const char block[4096];
	int file;

	snprintf(path, size, "%s/filler", folder);
	file = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(file >= 0);
	while (write(file, block, sizeof(block)) == sizeof(block))
		continue;
	assert_int_equal(errno, ENOSPC);
	assert_int_equal(ftruncate(file, lseek(file, 0, SEEK_CUR) - 64 * (off_t)sizeof(block)), 0);
	close(file);
}

static void write_until_full(struct world *world, int64_t *ret_kept)
{
	enum hk_result result = HK_OK;
	int64_t id;

	for (id = 1; id < IDS_MAX && result == HK_OK; id++)
		result = world_write(world, 1, number_take, &id);
	assert_int_equal(result, HK_UNAVAILABLE);
	*ret_kept = id - 2;
}

/* Several at once, so that a group meets the full disk. */
static void crowd_meets_full_disk(struct world *world, int64_t *kept)
{
	struct submitter submitters[4] = { 0 };
	int64_t ids[4];
	struct gate gate;

	gate_close(&gate, world, 1);
	for (int64_t i = 0; i < 4; i++) {
		ids[i] = IDS_MAX + i;
		submitter_start(&submitters[i], world, number_take, &ids[i]);
	}
	gate_open(&gate);
	for (size_t i = 0; i < 4; i++) {
		enum hk_result result = submitter_end(&submitters[i]);
		assert_true(result == HK_OK || result == HK_UNAVAILABLE);
		*kept += result == HK_OK ? 1 : 0;
	}
}

static void a_full_disk_keeps_what_was_acknowledged(void **state)
{
	struct world *own;
	struct place place = { .is_sqlite = true };
	char filler[128];
	int64_t kept, id = INT64_MAX;
	const char *fault;
	struct world *outer = *state;

	if (!outer->place.is_sqlite)
		skip();
	snprintf(place.folder, sizeof(place.folder), "%.31s", outer->place.folder);
	if (mount("tmpfs", place.folder, "tmpfs", 0, "size=4m") != 0) {
		print_message("skipped: a small disk can be mounted by root only\n");
		skip();
	}
	snprintf(place.url, sizeof(place.url), "sqlite:%s/small.db", place.folder);
	world_open_at(&own, &place);
	make_filler(place.folder, filler, sizeof(filler));
	write_until_full(own, &kept);
	crowd_meets_full_disk(own, &kept);
	numbers_check(own, 1, kept);
	assert_int_equal(unlink(filler), 0);
	assert_int_equal(world_write(own, 1, number_take, &id), HK_OK);
	numbers_check(own, 1, kept + 1);
	assert_int_equal(db_check(own->store, own->arena, &fault), HK_OK);
	assert_null(fault);
	world_close_at(own);
	assert_int_equal(umount(place.folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killing_the_process_loses_nothing_acknowledged),
		cmocka_unit_test(a_full_disk_keeps_what_was_acknowledged),
	};

	return cmocka_run_group_tests(tests, world_open, world_close);
}
