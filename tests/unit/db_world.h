/* Small functions and threads for the tests of writers: numbers without a gap, and a ledger. */
#pragma once

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "place.h"

struct world {
	struct place place;
	struct db_store *store;
	struct hk_arena *arena;
};

int world_open(void **state);
int world_close(void **state);
/* The same at a place that is made already and stays. */
void world_open_at(struct world **ret, const struct place *place);
void world_close_at(struct world *world);

typedef enum hk_result world_work(struct db *db, void *data);

enum hk_result world_write(struct world *world, int64_t org_id, world_work *work, void *data);
enum hk_result world_read(struct world *world, int64_t org_id, world_work *work, void *data);

/* Takes the next number of the organisation and writes a row with it. data: int64_t, the row's
 * id; a second row with the same id is a conflict that shows late. */
enum hk_result number_take(struct db *db, void *data);

struct numbers {
	int64_t rows, highest, counter;
};

/* How many rows there are, their highest number, and what the counter says. data: the struct. */
enum hk_result numbers_read(struct db *db, void *data);
void numbers_check(struct world *world, int64_t org_id, int64_t expected);
enum hk_result row_find(struct db *db, void *data); /* data: int64_t, the id */

/* One db_write in a thread of its own. */
struct submitter {
	struct db_store *store;
	struct db_task task;
	enum hk_result result;
	atomic_bool is_over;
	pthread_t thread;
};

void submitter_start(struct submitter *submitter, struct world *world, world_work *work,
		     void *data);
/* Its result, when it has ended. */
enum hk_result submitter_end(struct submitter *submitter);

/* A function that holds its lane until the gate is opened. data: struct gate. */
struct gate {
	sem_t is_in, may_go;
	struct submitter holder;
};

void gate_close(struct gate *gate, struct world *world, int64_t org_id);
void gate_open(struct gate *gate);
