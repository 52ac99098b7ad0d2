/* What the files of the PostgreSQL driver share. */
#pragma once

#include "db/db_driver.h"
#include "db/pq.h"

struct db_engine {
	struct pq pq;
	PQconninfoOption *options; /* as the URL says, with the password: never logged */
	_Atomic int64_t logged_at; /* when a failure to connect was last logged, monotonic */
};

struct db_engine *db_postgres_engine_open(const char *url, bool *ret_is_damaged);
void db_postgres_engine_close(struct db_engine *engine);

/* session: settings in the form "-c name=value". NULL when no server answers; why is logged. */
PGconn *db_postgres_connect(struct db_engine *engine, const char *target, const char *session,
			    int64_t wait_ms);
enum hk_result db_postgres_lost(struct db_link *link);
/* What a result means; other faults than a person's are logged without values. */
enum hk_result db_postgres_judge(struct db_link *link, const PGresult *result);
void db_postgres_notice(void *data, const PGresult *result);
/* Without values and answers. */
enum hk_result db_postgres_send(struct db_link *link, const char *sql);
/* Asks for the answers to all that was sent and reads them; the last one's rows go to call. */
enum hk_result db_postgres_answer(struct db_link *link, struct db_call *call);
enum hk_result db_postgres_check(struct db_link *link, struct hk_arena *arena,
				 const char **ret_fault);

/* bell_notify.c: LISTEN and NOTIFY on a connection of their own. */
struct db_line *db_notify_open(struct db_engine *engine);
void db_notify_close(struct db_line *line);
int db_notify_fd(const struct db_line *line);
bool db_notify_read(struct db_line *line, bool *ret_rang);
bool db_notify_ring(struct db_line *line);
