/* The doorbell of PostgreSQL: LISTEN and NOTIFY on a connection of its own. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "db/postgres.h"

enum { CALL_MS = 2000, FLUSH_TRIES = 10, FLUSH_MS = 100 };

struct db_line {
	PGconn *handle;
	char *schema; /* several houses may live in one database */
	bool is_out;  /* a ring was sent and not answered */
	bool is_owed; /* another one is to follow */
};

static char *listen_to(PGconn *handle)
{
	PGresult *schema = PQexec(handle, "SELECT current_schema()");
	PGresult *listening = PQexec(handle, "LISTEN hark_bell");
	bool is_good = PQresultStatus(listening) == PGRES_COMMAND_OK &&
		       PQresultStatus(schema) == PGRES_TUPLES_OK &&
		       PQsetnonblocking(handle, 1) == 0;
	char *name = is_good ? strdup(PQgetvalue(schema, 0, 0)) : NULL;

	PQclear(listening);
	PQclear(schema);
	return name;
}

struct db_line *db_notify_open(struct db_engine *engine)
{
	/* A ring is worth no wait for the disk: it may be lost. */
	PGconn *handle =
		db_postgres_connect(engine, "read-write", "-c synchronous_commit=off", CALL_MS);
	char *schema = handle ? listen_to(handle) : NULL;

	if (!schema) {
		PQfinish(handle);
		return NULL;
	}

	struct db_line *line = calloc(1, sizeof(*line));

	if (!line)
		abort();
	line->handle = handle;
	line->schema = schema;
	return line;
}

void db_notify_close(struct db_line *line)
{
	PQfinish(line->handle);
	hk_free(line->schema);
	hk_free(line);
}

int db_notify_fd(const struct db_line *line)
{
	return PQsocket(line->handle);
}

static bool send_ring(struct db_line *line)
{
	int unsent = PQsendQuery(line->handle, "SELECT pg_notify('hark_bell', current_schema())")
			     ? PQflush(line->handle)
			     : -1;

	line->is_owed = false;
	line->is_out = true;
	for (int tries = 0; unsent > 0 && tries < FLUSH_TRIES; tries++) {
		struct pollfd wait = { PQsocket(line->handle), POLLOUT, 0 };
		(void)poll(&wait, 1, FLUSH_MS);
		unsent = PQflush(line->handle);
	}
	return unsent == 0;
}

bool db_notify_read(struct db_line *line, bool *ret_rang)
{
	if (!PQconsumeInput(line->handle))
		return false;
	while (line->is_out && !PQisBusy(line->handle)) {
		PGresult *result = PQgetResult(line->handle);
		line->is_out = result != NULL;
		PQclear(result);
	}
	for (PGnotify *notify; (notify = PQnotifies(line->handle)); PQfreemem(notify))
		*ret_rang = *ret_rang || (notify->be_pid != PQbackendPID(line->handle) &&
					  hk_equal(notify->extra, line->schema));
	if (line->is_owed && !line->is_out && !send_ring(line))
		return false;
	return PQstatus(line->handle) == CONNECTION_OK;
}

bool db_notify_ring(struct db_line *line)
{
	if (!line->is_out)
		return send_ring(line);
	line->is_owed = true; /* until the answer to the last ring is here */
	return true;
}
