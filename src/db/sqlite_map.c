/*
 * SQLite gives its mapping of the database up whenever somebody else has committed, so that in a
 * busy house each reading maps the whole file anew and takes a fault for each place it looks at.
 * It fears a file that was cut and grew again meanwhile; where the system keeps one copy of a
 * file's pages, as Linux does, a mapping shows that file as well. Only one whose length has changed
 * is mapped again.
 */
#include "db/sqlite.h"

/* Behind the system's own file. */
struct map {
	sqlite3_io_methods methods;
	const sqlite3_io_methods *real;
	sqlite3_int64 length; /* of the file when its mapping was given up last */
};

/* Of a kept file: its methods are the first that stands there. */
static struct map *map_of(sqlite3_file *file)
{
	return (struct map *)(void *)file->pMethods;
}

/* page NULL: the whole mapping. */
static int map_unfetch(sqlite3_file *file, sqlite3_int64 at, void *page)
{
	struct map *map = map_of(file);
	sqlite3_int64 length;

	if (!page) {
		int rc = map->real->xFileSize(file, &length);
		if (rc != SQLITE_OK || length == map->length)
			return rc;
		map->length = length;
	}
	return map->real->xUnfetch(file, at, page);
}

int db_sqlite_map_bytes(void)
{
	return (int)sizeof(struct map);
}

void db_sqlite_map_keep(sqlite3_file *file)
{
	const sqlite3_vfs *system = sqlite3_vfs_find(NULL);
	struct map *map = (struct map *)(void *)((char *)file + system->szOsFile);

	if (file->pMethods->iVersion < 3 || !file->pMethods->xUnfetch)
		return;
	*map = (struct map){ .methods = *file->pMethods, .real = file->pMethods };
	map->methods.xUnfetch = map_unfetch;
	file->pMethods = &map->methods;
}
