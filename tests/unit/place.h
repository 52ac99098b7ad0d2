/*
 * A database of its own for one test program: a file in a temporary folder, or,
 * where HARK_TEST_DB is the URL of a PostgreSQL, a schema of its own in it.
 */
#pragma once

#include "db/db.h"

struct place {
	char folder[32]; /* for whatever else the test needs; goes with the place */
	char url[512];
	bool is_sqlite;
	struct house *house; /* the database of PostgreSQL that place_open_house() gave it */
};

/* Fails the test when there is no such place. */
void place_make(struct place *place);
void place_remove(struct place *place);
/* The file of a SQLite place. */
const char *place_path(const struct place *place);

/* An open store on it, empty. */
struct db_store *place_open(const struct place *place, size_t connections);
/*
 * The same with all tables of the house. On PostgreSQL the place becomes one of the two databases
 * of the program, emptied: not more than two at once.
 */
struct db_store *place_open_house(struct place *place);
/* Runs the text, with statements as a migration has them. */
void place_tables(struct db_store *store, const char *sql);

/* A PostgreSQL server that this test may stop; NULL on SQLite. Its URL is put into the place. */
char *place_make_server(struct place *place);
void place_restart_server(const char *folder, const char *mode);
void place_remove_server(char *folder);
/* On a connection of its own, as the owner of the server. */
void place_sql(const struct place *place, const char *sql);
