/*
 * SQLite writes each page of its log by two calls, the head of a frame and then the page, and a
 * commit has some eighty of them. Here what follows on what was written before is kept until there
 * is much of it, and goes out at once: before anything else is done with the file, and with the
 * last page of a commit, so that nobody is told of a page which only this process has.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "db/sqlite.h"

enum { FRAME_HEAD = 24, HELD_MAX = 128 * 1024 };

static const char vfs_name[] = "hark";

/* The file of the system's own VFS stands behind it. */
struct log {
	struct sqlite3_file file;
	sqlite3_file *real;
	unsigned char *held; /* NULL until the first writing */
	sqlite3_int64 at;    /* where it belongs */
	int length;
	bool is_last; /* the page of a commit comes next */
};

static struct log *log_of(sqlite3_file *file)
{
	return (struct log *)(void *)file;
}

/* What could not be written is forgotten: the transaction is told, and begins anew. */
static int flush(struct log *log)
{
	int length = log->length;

	log->length = 0;
	return length ? log->real->pMethods->xWrite(log->real, log->held, length, log->at)
		      : SQLITE_OK;
}

static int log_close(sqlite3_file *file)
{
	struct log *log = log_of(file);
	int first = flush(log), rc = log->real->pMethods->xClose(log->real);

	sqlite3_free(log->held);
	return first ? first : rc;
}

static int log_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 at)
{
	struct log *log = log_of(file);
	int rc = flush(log);

	return rc ? rc : log->real->pMethods->xRead(log->real, bytes, length, at);
}

/* "Write-Ahead Log File Format": the second word of a frame's head is the size of the database
 * after the commit, and 0 in every other frame. */
static bool ends_commit(const unsigned char *bytes, int length)
{
	static const unsigned char none[4];

	return length == FRAME_HEAD && memcmp(bytes + sizeof(none), none, sizeof(none)) != 0;
}

static int log_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
	struct log *log = log_of(file);
	bool is_end = log->is_last;
	int rc = SQLITE_OK;

	if (!log->held)
		log->held = sqlite3_malloc(HELD_MAX);
	if (log->length && (at != log->at + log->length || length > HELD_MAX - log->length))
		rc = flush(log);
	if (rc != SQLITE_OK)
		return rc;
	if (!log->held || length > HELD_MAX)
		return log->real->pMethods->xWrite(log->real, bytes, length, at);
	if (log->length == 0)
		log->at = at;
	memcpy(log->held + log->length, bytes, (size_t)length);
	log->length += length;
	log->is_last = ends_commit(bytes, length);
	return is_end ? flush(log) : SQLITE_OK;
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct log *log = log_of(file);
	int rc = flush(log);

	return rc ? rc : log->real->pMethods->xTruncate(log->real, size);
}

static int log_sync(sqlite3_file *file, int flags)
{
	struct log *log = log_of(file);
	int rc = flush(log);

	return rc ? rc : log->real->pMethods->xSync(log->real, flags);
}

static int log_size(sqlite3_file *file, sqlite3_int64 *ret)
{
	struct log *log = log_of(file);
	int rc = flush(log);

	return rc ? rc : log->real->pMethods->xFileSize(log->real, ret);
}

static int log_lock(sqlite3_file *file, int level)
{
	return log_of(file)->real->pMethods->xLock(log_of(file)->real, level);
}

static int log_unlock(sqlite3_file *file, int level)
{
	return log_of(file)->real->pMethods->xUnlock(log_of(file)->real, level);
}

static int log_is_reserved(sqlite3_file *file, int *ret)
{
	return log_of(file)->real->pMethods->xCheckReservedLock(log_of(file)->real, ret);
}

static int log_control(sqlite3_file *file, int what, void *data)
{
	return log_of(file)->real->pMethods->xFileControl(log_of(file)->real, what, data);
}

static int log_sector(sqlite3_file *file)
{
	return log_of(file)->real->pMethods->xSectorSize(log_of(file)->real);
}

static int log_traits(sqlite3_file *file)
{
	return log_of(file)->real->pMethods->xDeviceCharacteristics(log_of(file)->real);
}

static const sqlite3_io_methods methods = {
	.iVersion = 1,
	.xClose = log_close,
	.xRead = log_read,
	.xWrite = log_write,
	.xTruncate = log_truncate,
	.xSync = log_sync,
	.xFileSize = log_size,
	.xLock = log_lock,
	.xUnlock = log_unlock,
	.xCheckReservedLock = log_is_reserved,
	.xFileControl = log_control,
	.xSectorSize = log_sector,
	.xDeviceCharacteristics = log_traits,
};

/* The log is ours, of the database one method; everything else is opened as it always is. */
static int file_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
		     int *ret_flags)
{
	sqlite3_vfs *system = vfs->pAppData;

	if (!(flags & SQLITE_OPEN_WAL)) {
		int rc = system->xOpen(system, name, file, flags, ret_flags);
		if (rc == SQLITE_OK && flags & SQLITE_OPEN_MAIN_DB)
			db_sqlite_map_keep(file);
		return rc;
	}

	struct log *log = log_of(file);

	*log = (struct log){ .real = (sqlite3_file *)(void *)(log + 1) };

	int rc = system->xOpen(system, name, log->real, flags, ret_flags);

	if (rc == SQLITE_OK)
		log->file.pMethods = &methods;
	return rc;
}

static void vfs_register(void)
{
	static sqlite3_vfs vfs;
	sqlite3_vfs *system = sqlite3_vfs_find(NULL);

	vfs = *system;
	vfs.pNext = NULL;
	vfs.zName = vfs_name;
	vfs.pAppData = system;
	vfs.szOsFile = system->szOsFile + (int)sizeof(struct log) + db_sqlite_map_bytes();
	vfs.xOpen = file_open;
	if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK)
		abort();
}

const char *db_sqlite_vfs(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, vfs_register);
	return vfs_name;
}
