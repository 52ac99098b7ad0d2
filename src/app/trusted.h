/*
 * The trusted roles as groups of threads of one process: web answers, intake
 * takes mail over, work runs jobs and sends. They meet only in the database.
 */
#pragma once

#include "app/house.h"

enum role { ROLE_WEB = 1, ROLE_WORK = 2, ROLE_INTAKE = 4, ROLE_ALL = 7 };

/* Serves until SIGTERM or SIGINT, then lets everything in flight end. Returns an exit code;
 * EX_CONFIG when it could not start and another try would not help. */
int trusted_run(const char *config, unsigned roles);

/* A thread of work: what it owns, and whether it shall end. */
struct worker {
	struct open_house *open;
	struct db_bell *bell;
	struct kit *kit;
	struct hk_arena *arena;
	_Atomic bool *is_stopping;
	void *data;
};

/* One round over every organisation. ret_next: when to look again at the latest. */
typedef void worker_round(struct worker *worker, struct ctx *cx, int64_t *ret_next);

/* Runs rounds until it is stopped: at each ring of the bell, when something is due, and at least
 * once a second. */
struct worker_thread;
struct worker_thread *worker_start(struct open_house *open, worker_round *round, void *data);
/* For what nobody waits for: it answers a ring a tenth of a second later, and all others of it. */
struct worker_thread *worker_start_easy(struct open_house *open, worker_round *round, void *data);
void worker_stop(struct worker_thread *thread);
