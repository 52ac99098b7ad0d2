#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"
#include "place.h"
#include "test.h"

enum { LONG_MS = 5000, SHORT_MS = 300 };

struct world {
	struct place place;
	struct db_store *store;
};

static int open_world(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	place_make(&world->place);
	world->store = place_open(&world->place, 1);
	*state = world;
	return 0;
}

static int close_world(void **state)
{
	struct world *world = *state;

	db_store_close(world->store);
	place_remove(&world->place);
	hk_free(world);
	return 0;
}

/* When a bell's line has come up it rings once, because somebody may have rung before. */
static void quiet(struct db_bell *bell)
{
	while (db_bell_wait(bell, SHORT_MS))
		continue;
}

static void a_ring_is_heard_by_every_bell(void **state)
{
	struct world *world = *state;
	struct db_bell *one = db_bell_open(world->store), *two = db_bell_open(world->store);

	quiet(one);
	quiet(two);
	db_ring(world->store);
	assert_true(db_bell_wait(one, LONG_MS));
	assert_true(db_bell_wait(two, LONG_MS));
	assert_false(db_bell_wait(one, SHORT_MS));
	assert_false(db_bell_wait(two, SHORT_MS));
	db_bell_close(one);
	db_bell_close(two);
}

static void rings_before_the_wait_are_one_ring(void **state)
{
	struct world *world = *state;
	struct db_bell *bell = db_bell_open(world->store);

	quiet(bell);
	for (int i = 0; i < 100; i++)
		db_ring(world->store);
	assert_true(db_bell_wait(bell, 0));
	assert_false(db_bell_wait(bell, SHORT_MS));
	db_bell_close(bell);
}

static void *wake_soon(void *data)
{
	hk_pause_ms(50);
	db_bell_wake(data);
	return NULL;
}

static void a_waiting_thread_can_be_woken_to_end(void **state)
{
	struct world *world = *state;
	struct db_bell *bell = db_bell_open(world->store);
	int64_t start;
	pthread_t waker;

	quiet(bell);
	start = hk_clock_monotonic();
	pthread_create(&waker, NULL, wake_soon, bell);
	db_bell_wait(bell, LONG_MS);
	assert_true(hk_clock_monotonic() - start < LONG_MS / 2);
	pthread_join(waker, NULL);
	db_bell_close(bell);
}

/* In a process of its own: says when it listens, and when it heard the last of the rings. */
static pid_t listen_in_child(const struct world *world, int *ret_pipe)
{
	int pipes[2];

	assert_int_equal(pipe(pipes), 0);

	pid_t child = fork();

	if (child == 0) {
		struct db_store *store = place_open(&world->place, 1);
		struct db_bell *bell = db_bell_open(store);

		quiet(bell);
		if (write(pipes[1], "l", 1) != 1)
			_exit(1);
		while (db_bell_wait(bell, LONG_MS))
			if (write(pipes[1], "r", 1) != 1)
				break;
		_exit(0);
	}
	close(pipes[1]);
	*ret_pipe = pipes[0];
	return child;
}

static char next_sign(int pipe)
{
	char sign = 0;

	assert_int_equal(read(pipe, &sign, 1), 1);
	return sign;
}

static void a_ring_reaches_other_processes(void **state)
{
	struct world *world = *state;
	int pipe;
	pid_t child = listen_in_child(world, &pipe);

	assert_int_equal(next_sign(pipe), 'l');
	for (int i = 0; i < 3; i++) {
		int64_t start = hk_clock_monotonic();
		db_ring(world->store);
		assert_int_equal(next_sign(pipe), 'r');
		assert_true(hk_clock_monotonic() - start < LONG_MS / 2);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(pipe);
}

/* 200 rings within a moment come out as a few, and one of them is after the last. */
static void many_rings_are_few_for_others_and_the_last_is_not_lost(void **state)
{
	struct world *world = *state;
	int pipe;
	pid_t child = listen_in_child(world, &pipe);
	char signs[256];
	ssize_t count;

	assert_int_equal(next_sign(pipe), 'l');
	for (int i = 0; i < 200; i++) {
		db_ring(world->store);
		hk_pause_ms(1);
	}
	hk_pause_ms(SHORT_MS);
	count = read(pipe, signs, sizeof(signs));
	assert_in_range(count, 2, 30);
	fcntl(pipe, F_SETFL, O_NONBLOCK);
	assert_int_equal(read(pipe, signs, sizeof(signs)), -1);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(pipe);
}

static int count_sockets(const struct world *world)
{
	char path[600];
	int count = 0;

	snprintf(path, sizeof(path), "%s-bell", place_path(&world->place));

	DIR *folder = opendir(path);

	assert_non_null(folder);
	for (struct dirent *entry; (entry = readdir(folder));)
		count += entry->d_name[0] != '.';
	closedir(folder);
	return count;
}

static void the_socket_of_a_killed_process_is_removed(void **state)
{
	struct world *world = *state;
	int pipe;

	if (!world->place.is_sqlite)
		skip();

	pid_t child = listen_in_child(world, &pipe);

	assert_int_equal(next_sign(pipe), 'l');
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(pipe);
	db_ring(world->store);
	hk_pause_ms(SHORT_MS);
	assert_int_equal(count_sockets(world), 1);
}

static void a_lost_line_is_called_again(void **state)
{
	struct world *outer = *state;
	struct world world = { .place = outer->place };
	char *server = place_make_server(&world.place);
	int pipe;

	if (!server)
		skip();
	world.store = place_open(&world.place, 1);

	pid_t child = listen_in_child(&world, &pipe);

	assert_int_equal(next_sign(pipe), 'l');
	db_ring(world.store);
	assert_int_equal(next_sign(pipe), 'r');
	place_sql(&world.place, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
				" WHERE query LIKE '%hark_bell%' AND pid <> pg_backend_pid()");
	/* Its own return rings, and after it rings come through again. */
	assert_int_equal(next_sign(pipe), 'r');
	hk_pause_ms(1500);
	db_ring(world.store);
	assert_int_equal(next_sign(pipe), 'r');
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(pipe);
	db_store_close(world.store);
	place_remove_server(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ring_is_heard_by_every_bell),
		cmocka_unit_test(rings_before_the_wait_are_one_ring),
		cmocka_unit_test(a_waiting_thread_can_be_woken_to_end),
		cmocka_unit_test(a_ring_reaches_other_processes),
		cmocka_unit_test(many_rings_are_few_for_others_and_the_last_is_not_lost),
		cmocka_unit_test(the_socket_of_a_killed_process_is_removed),
		cmocka_unit_test(a_lost_line_is_called_again),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
