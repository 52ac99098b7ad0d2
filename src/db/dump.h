/*
 * Tables as the schema has them, for whoever writes everything out: no table
 * and no column is forgotten when the schema grows. Only rows of the
 * organisation of db are seen.
 *
 * What db_tables() fills lives in db->arena, which must last as long as pages
 * are read.
 */
#pragma once

#include "db/db.h"

struct db_table {
	const char *name, *page;
	struct db_record record; /* all its columns, in the order of the schema */
};

struct db_tables {
	struct db_table *items;
	size_t count;
};

enum hk_result db_tables(struct db *db, struct db_tables *ret);
/* In the order of the primary key. */
enum hk_result db_table_page(struct db *db, const struct db_table *table, int64_t from,
			     int64_t count, struct db_rows *ret);
/* A text is bytes.bytes, which ends in NUL; NULL is SQL's NULL. */
struct db_value db_table_value(const struct db_table *table, const struct db_rows *rows, size_t row,
			       size_t column);

/* Between the two everything that a reader sees is of one moment, whoever writes meanwhile. */
enum hk_result db_moment_begin(struct db *db);
void db_moment_end(struct db *db);
