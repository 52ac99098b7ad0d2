/*
 * Makes the tables of the house in an empty database: make_house URL. tools/test_all.py runs it
 * once for each engine, and the places of all programs are copies of what it made.
 */
#include <stdio.h>

#include "db/db.h"
#include "db/migrations.h"

int main(int argc, char **argv)
{
	struct db_store *store;
	size_t count;
	enum hk_result result;

	if (argc != 2)
		return 2;
	if (db_store_open(&(struct db_settings){ .url = argv[1], .connections = 1 }, &store) !=
	    HK_OK)
		return 1;
	result = db_migrate(store, migrations, migration_count, 1, &count);
	db_store_close(store);
	if (result != HK_OK)
		fprintf(stderr, "make_house: %zu of %zu migrations\n", count, migration_count);
	return result == HK_OK ? 0 : 1;
}
