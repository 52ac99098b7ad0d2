#include "app/schema.h"

#include <string.h>

#include "app/pg_tool.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "db/migrations.h"

/* Of the setting; else "backups" beside the blobs, where room is made for much. */
static const char *copies_folder(const struct open_house *open)
{
	const char *named = setting(&open->settings, SETTING_BACKUPS);
	const char *blobs = setting(&open->settings, SETTING_BLOBS), *slash = strrchr(blobs, '/');

	if (*named)
		return named;
	return hk_format(open->arena, "%.*s/backups", slash ? (int)(slash - blobs) : 1,
			 slash ? blobs : ".");
}

static enum hk_result copy_make(struct open_house *open, const char *path)
{
	if (db_store_is_sqlite(open->house.store))
		return db_copy_to(open->house.store, path);
	return pg_tool_dump(open->arena, setting(&open->settings, SETTING_DB), path);
}

static const char *refusal(const struct open_house *open, const char *folder, enum hk_result result)
{
	if (result == HK_NOT_FOUND)
		return "The database must be brought up to date, and pg_dump, which makes a copy "
		       "first, is not installed. Please install the package postgresql-client, or "
		       "make a copy of your own and start once with HARK_BACKUPS=none. Nothing was "
		       "changed.";
	return hk_format(open->arena,
			 "The database must be brought up to date, and the copy before that could "
			 "not be made in %s. Please look for room there and at the lines above, or "
			 "make a copy of your own and start once with HARK_BACKUPS=none. Nothing "
			 "was changed.",
			 folder);
}

/* The way back, should a migration go wrong. */
static enum hk_result copy_first(struct open_house *open)
{
	const char *folder = copies_folder(open);
	const char *path =
		hk_format(open->arena, "%s/before-%lld.%s", folder, (long long)hk_clock_now(),
			  db_store_is_sqlite(open->house.store) ? "sqlite" : "dump");
	enum hk_result result;

	if (hk_equal(folder, "none"))
		return HK_OK;
	hk_log(HK_LOG_INFO, "db.copy", "reason=migration file=%s", path);
	result = hk_folder_make(folder, 0700);
	if (result == HK_OK)
		result = copy_make(open, path);
	if (result == HK_OK)
		return hk_folder_sync(folder);
	open->problem = refusal(open, folder, result);
	return HK_FAILED; /* trying again and again would not mend it */
}

enum hk_result schema_ready(struct open_house *open, bool may)
{
	size_t missing = 0, count = 0;
	enum hk_result result =
		db_migrations_missing(open->house.store, migrations, migration_count, &missing);

	if (result == HK_INVALID)
		open->problem = "The database is newer than this program; please install the "
				"version of Hark that it was last used with, or a newer one.";
	HK_TRY(result);
	if (missing == 0)
		return HK_OK;
	if (!may) {
		open->problem = missing == migration_count
					? "There is no organisation yet; run `hark init` first."
					: "The database is older than this program; `hark serve` "
					  "brings it up to date.";
		return HK_NOT_FOUND;
	}
	if (missing < migration_count)
		HK_TRY(copy_first(open));
	HK_TRY(db_migrate(open->house.store, migrations, migration_count, hk_clock_now(), &count));
	hk_log(HK_LOG_INFO, "db.migrated", "count=%zu", count);
	return HK_OK;
}
