/* The doorbell of PostgreSQL: LISTEN and NOTIFY on a connection of its own. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "db/postgres.h"

enum { CALL_MS = 2000, FLUSH_TRIES = 10, FLUSH_MS = 100 };

struct db_line {
	const struct pq *pq; /* the engine's */
	PGconn *handle;
	char *schema; /* several houses may live in one database */
	bool is_out;  /* a ring was sent and not answered */
	bool is_owed; /* another one is to follow */
};

static char *listen_to(const struct pq *pq, PGconn *handle)
{
	PGresult *schema = pq->PQexec(handle, "SELECT current_schema()");
	PGresult *listening = pq->PQexec(handle, "LISTEN hark_bell");
	bool is_good = pq->PQresultStatus(listening) == PGRES_COMMAND_OK &&
		       pq->PQresultStatus(schema) == PGRES_TUPLES_OK &&
		       pq->PQsetnonblocking(handle, 1) == 0;
	char *name = is_good ? strdup(pq->PQgetvalue(schema, 0, 0)) : NULL;

	pq->PQclear(listening);
	pq->PQclear(schema);
	return name;
}

struct db_line *db_notify_open(struct db_engine *engine)
{
	/* A ring is worth no wait for the disk: it may be lost. */
	PGconn *handle =
		db_postgres_connect(engine, "read-write", "-c synchronous_commit=off", CALL_MS);
	char *schema = handle ? listen_to(&engine->pq, handle) : NULL;

	if (!schema) {
		engine->pq.PQfinish(handle);
		return NULL;
	}

	struct db_line *line = calloc(1, sizeof(*line));

	if (!line)
		abort();
	line->pq = &engine->pq;
	line->handle = handle;
	line->schema = schema;
	return line;
}

void db_notify_close(struct db_line *line)
{
	line->pq->PQfinish(line->handle);
	hk_free(line->schema);
	hk_free(line);
}

int db_notify_fd(const struct db_line *line)
{
	return line->pq->PQsocket(line->handle);
}

static bool send_ring(struct db_line *line)
{
	const struct pq *pq = line->pq;
	int unsent =
		pq->PQsendQuery(line->handle, "SELECT pg_notify('hark_bell', current_schema())")
			? pq->PQflush(line->handle)
			: -1;

	line->is_owed = false;
	line->is_out = true;
	for (int tries = 0; unsent > 0 && tries < FLUSH_TRIES; tries++) {
		struct pollfd wait = { pq->PQsocket(line->handle), POLLOUT, 0 };
		(void)poll(&wait, 1, FLUSH_MS);
		unsent = pq->PQflush(line->handle);
	}
	return unsent == 0;
}

bool db_notify_read(struct db_line *line, bool *ret_rang)
{
	const struct pq *pq = line->pq;

	if (!pq->PQconsumeInput(line->handle))
		return false;
	while (line->is_out && !pq->PQisBusy(line->handle)) {
		PGresult *result = pq->PQgetResult(line->handle);
		line->is_out = result != NULL;
		pq->PQclear(result);
	}
	for (PGnotify *notify; (notify = pq->PQnotifies(line->handle)); pq->PQfreemem(notify))
		*ret_rang = *ret_rang || (notify->be_pid != pq->PQbackendPID(line->handle) &&
					  hk_equal(notify->extra, line->schema));
	if (line->is_owed && !line->is_out && !send_ring(line))
		return false;
	return pq->PQstatus(line->handle) == CONNECTION_OK;
}

bool db_notify_ring(struct db_line *line)
{
	if (!line->is_out)
		return send_ring(line);
	line->is_owed = true; /* until the answer to the last ring is here */
	return true;
}
