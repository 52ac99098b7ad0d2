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

/* The URL of a PostgreSQL that tests may fill; "": they use SQLite. */
static const char *server(void)
{
	const char *url = getenv("HARK_TEST_DB");

	return url ? url : "";
}

/* That of its schema and of its database. */
static const char *place_name(const struct place *place)
{
	return strrchr(place->folder, '-') + 1;
}

static void run_with_name(const struct place *place, const char *format)
{
	char sql[128];

	snprintf(sql, sizeof(sql), format, place_name(place));
	run_sql(server(), sql);
}

void place_make(struct place *place)
{
	const char *url = server();

	place->house = NULL;
	memcpy(place->folder, "/tmp/hark-db-XXXXXX", sizeof("/tmp/hark-db-XXXXXX"));
	assert_non_null(mkdtemp(place->folder));
	place->is_sqlite = !*url;
	if (place->is_sqlite) {
		snprintf(place->url, sizeof(place->url), "sqlite:%s/hark.db", place->folder);
		return;
	}
	snprintf(place->url, sizeof(place->url), "%s%coptions=-c%%20search_path%%3D%%22%s%%22", url,
		 strchr(url, '?') ? '&' : '?', place_name(place));
	run_with_name(place, "CREATE SCHEMA \"%s\"");
}

/*
 * The tables of the house are made once per program, or are taken from what make_house.c made for
 * all programs of a run. SQLite copies their file for every place. To PostgreSQL a database is some
 * hundred new files: its places follow one another in these, for some tests have two at once.
 */
static struct house {
	struct place place;
	bool is_taken;
} houses[2];

static int remove_one(const char *path, const struct stat *what, int kind, struct FTW *at)
{
	(void)what;
	(void)kind;
	(void)at;
	return remove(path);
}

void place_remove(struct place *place)
{
	if (place->house)
		place->house->is_taken = false;
	if (!place->is_sqlite)
		run_with_name(place, "SET client_min_messages = warning;"
				     "DROP SCHEMA \"%s\" CASCADE");
	nftw(place->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *place_path(const struct place *place)
{
	return strchr(place->url, ':') + 1;
}

struct db_store *place_open(const struct place *place, size_t connections)
{
	const char *twice = getenv("HARK_TEST_TWICE");
	const struct db_settings settings = { .url = place->url,
					      .connections = connections,
					      .is_rehearsed = twice && strcmp(twice, "1") == 0 };
	struct db_store *store;

	assert_int_equal(db_store_open(&settings, &store), HK_OK);
	return store;
}

static void houses_remove(void)
{
	for (size_t i = 0; i < HK_COUNT(houses); i++) {
		if (!*houses[i].place.url)
			continue;
		if (!houses[i].place.is_sqlite)
			run_with_name(&houses[i].place, "DROP DATABASE \"%s\" WITH (FORCE)");
		place_remove(&houses[i].place);
	}
}

/* Leads the place to the database that bears its name. */
static void enter_database(struct place *place)
{
	const char *url = server();
	const char *path = strchr(strstr(url, "://") + strlen("://"), '/');

	assert_non_null(path);
	snprintf(place->url, sizeof(place->url), "%.*s/%s%s", (int)(path - url), url,
		 place_name(place), path + strcspn(path, "?"));
}

static void copy_file(const char *from, const char *to)
{
	char buffer[65536];
	FILE *in = fopen(from, "rb");
	FILE *out = fopen(to, "wb");
	size_t got;

	assert_true(in && out);
	while ((got = fread(buffer, 1, sizeof(buffer), in)) > 0)
		assert_int_equal(fwrite(buffer, 1, got, out), got);
	assert_int_equal(fclose(in) | fclose(out), 0);
}

/* False: this program runs by itself, so nobody made one. */
static bool house_copy(const struct place *house)
{
	const char *folder = getenv("HARK_TEST_HOUSES");
	char path[512];

	if (!folder)
		return false;
	if (!house->is_sqlite) {
		run_with_name(house,
			      "CREATE DATABASE \"%s\" TEMPLATE hark_house STRATEGY file_copy");
		return true;
	}
	snprintf(path, sizeof(path), "%s/house.db", folder);
	copy_file(path, place_path(house));
	return true;
}

static void house_make(struct place *house)
{
	struct db_store *store;
	size_t count;
	bool is_made;

	if (!*houses[0].place.url)
		assert_int_equal(atexit(houses_remove), 0);
	place_make(house);
	is_made = house_copy(house);
	if (!house->is_sqlite) {
		if (!is_made)
			run_with_name(house, "CREATE DATABASE \"%s\"");
		enter_database(house);
	}
	if (is_made)
		return;
	store = place_open(house, 1);
	assert_int_equal(db_migrate(store, migrations, migration_count, 1, &count), HK_OK);
	db_store_close(store);
}

static void house_empty(const struct place *house)
{
	run_sql(house->url,
		"DO $$ DECLARE one text; BEGIN "
		"SET LOCAL session_replication_role = replica; " /* no order of tables */
		"FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
		"AND tablename <> 'migration' LOOP "
		"EXECUTE format('DELETE FROM %I', one); END LOOP; END $$");
}

struct db_store *place_open_house(struct place *place)
{
	struct house *house = &houses[houses[0].is_taken];

	assert_false(house->is_taken);
	if (!*house->place.url)
		house_make(&house->place);
	if (place->is_sqlite) {
		copy_file(place_path(&house->place), place_path(place));
		return place_open(place, 4);
	}
	house_empty(&house->place);
	memcpy(place->url, house->place.url, sizeof(place->url));
	place->house = house;
	house->is_taken = true;
	return place_open(place, 4);
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
