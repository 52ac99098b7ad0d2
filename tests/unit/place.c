#include "place.h"

#include <ftw.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "db/migrations.h"
#include "test.h"

static PGconn *connect_to(const char *url)
{
	PGconn *handle = PQconnectdb(url);

	if (PQstatus(handle) != CONNECTION_OK)
		fail_msg("%s", PQerrorMessage(handle));
	return handle;
}

static void run_sql(const char *url, const char *sql)
{
	PGconn *handle = connect_to(url);
	PGresult *result = PQexec(handle, sql);

	if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(handle));
	PQclear(result);
	PQfinish(handle);
}

static void run_on_schema(const struct place *place, const char *format)
{
	char sql[128];

	snprintf(sql, sizeof(sql), format, strrchr(place->folder, '-') + 1);
	run_sql(getenv("HARK_TEST_DB"), sql);
}

void place_make(struct place *place)
{
	const char *url = getenv("HARK_TEST_DB");

	memcpy(place->folder, "/tmp/hark-db-XXXXXX", sizeof("/tmp/hark-db-XXXXXX"));
	assert_non_null(mkdtemp(place->folder));
	place->is_sqlite = !url || !*url;
	if (place->is_sqlite) {
		snprintf(place->url, sizeof(place->url), "sqlite:%s/hark.db", place->folder);
		return;
	}
	snprintf(place->url, sizeof(place->url), "%s%coptions=-c%%20search_path%%3D%%22%s%%22", url,
		 strchr(url, '?') ? '&' : '?', strrchr(place->folder, '-') + 1);
	run_on_schema(place, "CREATE SCHEMA \"%s\"");
}

static int remove_one(const char *path, const struct stat *what, int kind, struct FTW *at)
{
	(void)what;
	(void)kind;
	(void)at;
	return remove(path);
}

void place_remove(struct place *place)
{
	if (!place->is_sqlite)
		run_on_schema(place, "SET client_min_messages = warning;"
				     "DROP SCHEMA \"%s\" CASCADE");
	nftw(place->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *place_path(const struct place *place)
{
	return strchr(place->url, ':') + 1;
}

struct db_store *place_open(const struct place *place, size_t connections)
{
	struct db_store *store;

	assert_int_equal(db_store_open(&(struct db_settings){ place->url, connections }, &store),
			 HK_OK);
	return store;
}

struct db_store *place_open_house(const struct place *place)
{
	struct db_store *store = place_open(place, 4);
	size_t count;

	assert_int_equal(db_migrate(store, migrations, migration_count, 1, &count), HK_OK);
	return store;
}

void place_tables(struct db_store *store, const char *sql)
{
	const struct db_migration tables = { .number = 1, .name = "tables", .sql = sql };
	size_t count;

	assert_int_equal(db_migrate(store, &tables, 1, 1, &count), HK_OK);
}

static void run_cluster(const char *command, const char *folder, const char *mode)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(1);
		execl(TEST_CLUSTER, TEST_CLUSTER, command, folder, mode, (char *)NULL);
		_exit(1);
	}
	assert_true(child > 0 && waitpid(child, &status, 0) == child);
	assert_int_equal(status, 0);
}

/* What a failed test has left running. */
static char *servers[8];

static void stop_servers(void)
{
	for (size_t i = 0; i < HK_COUNT(servers); i++)
		if (servers[i])
			place_remove_server(servers[i]);
}

static void note_server(const char *before, char *after)
{
	static bool is_noted;
	size_t at = 0;

	if (!is_noted)
		atexit(stop_servers);
	is_noted = true;
	while (at < HK_COUNT(servers) && servers[at] != before)
		at++;
	if (at < HK_COUNT(servers))
		servers[at] = after;
}

char *place_make_server(struct place *place)
{
	char *folder;

	if (place->is_sqlite)
		return NULL;
	folder = strdup("/tmp/hark-pg-XXXXXX");
	assert_non_null(mkdtemp(folder));
	note_server(NULL, folder);
	run_cluster("start", folder, NULL);
	snprintf(place->url, sizeof(place->url), "postgresql:///postgres?host=%s&user=postgres",
		 folder);
	return folder;
}

void place_restart_server(const char *folder, const char *mode)
{
	run_cluster("restart", folder, mode);
}

void place_remove_server(char *folder)
{
	note_server(folder, NULL);
	run_cluster("stop", folder, NULL);
	hk_free(folder);
}

void place_sql(const struct place *place, const char *sql)
{
	run_sql(place->url, sql);
}
