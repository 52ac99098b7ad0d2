/*
 * hark backup FILE, hark restore FILE: everything (database, blobs, key of the
 * house) in one encrypted file, taken while the server runs.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <termios.h>

#include "app/command/command.h"
#include "app/pg_tool.h"
#include "app/vault.h"
#include "base/file.h"
#include "base/text.h"
#include "core/blob.h"
#include "db/migrations.h"

enum { PASSPHRASE_LEAST = 12, PASSPHRASE_MOST = 400 };

struct wish {
	const char *path, *passphrase;
	int64_t files;
};

/* Typed without showing it; a pipe gives it as its first line. */
static const char *passphrase_ask(struct hk_arena *arena, const char *question)
{
	struct termios before, quiet;
	bool is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;
	char line[PASSPHRASE_MOST + 2];

	if (is_terminal) {
		fprintf(stderr, "%s", question);
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}

	char *got = fgets(line, sizeof(line), stdin);

	if (is_terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fprintf(stderr, "\n");
	}
	if (!got)
		return "";
	line[strcspn(line, "\n")] = '\0';

	const char *copy = hk_copy_text(arena, line);

	explicit_bzero(line, sizeof(line));
	return copy;
}

static enum hk_result add_path(struct vault *vault, const char *name, const char *path)
{
	scoped_fd fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? HK_FAILED : vault_add(vault, name, fd);
}

/* Whole blobs only: what is just being written has a name of its own until it is. */
static enum hk_result add_folder(struct vault *vault, struct hk_arena *arena, const char *folder,
				 const char *name, int64_t *files)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	enum hk_result result = HK_OK;

	/* NOLINTNEXTLINE(concurrency-mt-unsafe): this folder is read by this thread alone */
	while (dir && result == HK_OK && (entry = readdir(dir))) {
		const char *path = hk_format(arena, "%s/%s", folder, entry->d_name);
		const char *inside = hk_format(arena, "%s/%s", name, entry->d_name);
		struct stat status;
		if (entry->d_name[0] == '.' || hk_ends(entry->d_name, ".new") ||
		    stat(path, &status) != 0)
			continue;
		if (S_ISDIR(status.st_mode)) {
			result = add_folder(vault, arena, path, inside, files);
		} else if (access(path, F_OK) == 0) { /* not swept away meanwhile */
			result = add_path(vault, inside, path);
			(*files)++;
		}
	}
	if (dir)
		closedir(dir);
	return result;
}

/* A consistent copy of the running database as one file. */
static enum hk_result database_copy(struct ctx *cx, struct open_house *open, const char *path)
{
	if (db_store_is_sqlite(cx->house->store))
		return db_copy_to(cx->house->store, path);
	return pg_tool_dump(cx->arena, setting(&open->settings, SETTING_DB), path);
}

static enum hk_result fill(struct ctx *cx, struct open_house *open, struct wish *wish,
			   struct vault *vault)
{
	const char *copy = hk_format(cx->arena, "%s.database", wish->path);
	bool is_sqlite = db_store_is_sqlite(cx->house->store);
	enum hk_result result = database_copy(cx, open, copy);

	/* The database first: every blob that it names was there before it. */
	if (result == HK_OK)
		result = add_path(vault, is_sqlite ? "database.sqlite" : "database.dump", copy);
	unlink(copy);
	if (result == HK_NOT_FOUND)
		return problem(cx, HK_UNAVAILABLE,
			       "pg_dump is not installed; please install the package "
			       "postgresql-client.");
	HK_TRY(result);
	HK_TRY(add_path(vault, "secret", setting(&open->settings, SETTING_SECRET_FILE)));
	return add_folder(vault, cx->arena, blobs_folder(cx->house->blobs), "blobs", &wish->files);
}

static enum hk_result backup(struct ctx *cx, struct open_house *open, void *data)
{
	struct wish *wish = data;
	struct vault *vault;

	wish->passphrase = passphrase_ask(cx->arena, "Passphrase for the backup: ");
	if (strlen(wish->passphrase) < PASSPHRASE_LEAST)
		return problem(cx, HK_INVALID,
			       "The passphrase needs at least 12 characters; without it nobody can "
			       "read the backup, you included.");
	if (vault_create(wish->path, wish->passphrase, &vault) != HK_OK)
		return problem(cx, HK_CONFLICT, "The file cannot be made, or is there already.");

	enum hk_result result = fill(cx, open, wish, vault);

	if (result != HK_OK) {
		vault_abandon(vault);
		return problem(cx, HK_UNAVAILABLE,
			       cx->problem ? cx->problem : "The backup could not be completed.");
	}
	HK_TRY(vault_finish(vault));
	printf("%s holds the database, %lld files and the key of the house, encrypted.\n",
	       wish->path, (long long)wish->files);
	return HK_OK;
}

struct restore {
	struct settings settings;
	struct hk_arena *arena;
	int64_t files;
};

static bool name_is_safe(const char *name)
{
	return !strstr(name, "..") && name[0] != '/' &&
	       (hk_starts(name, "blobs/") || strcmp(name, "secret") == 0 ||
		hk_starts(name, "database."));
}

static const char *place_of(struct restore *restore, const char *name)
{
	const char *db = setting(&restore->settings, SETTING_DB);

	if (strcmp(name, "secret") == 0)
		return setting(&restore->settings, SETTING_SECRET_FILE);
	if (hk_starts(name, "blobs/"))
		return hk_format(restore->arena, "%s/%s",
				 setting(&restore->settings, SETTING_BLOBS),
				 name + strlen("blobs/"));
	if (strcmp(name, "database.sqlite") == 0 && hk_starts(db, "sqlite:"))
		return db + strlen("sqlite:");
	if (strcmp(name, "database.dump") == 0 && !hk_starts(db, "sqlite:"))
		return hk_format(restore->arena, "%s.dump",
				 setting(&restore->settings, SETTING_SECRET_FILE));
	return NULL;
}

static enum hk_result only_check(void *data, struct vault *vault, const char *name, int64_t size)
{
	struct restore *restore = data;

	if (!name_is_safe(name) || !place_of(restore, name))
		return HK_INVALID;
	restore->files += hk_starts(name, "blobs/");
	return vault_copy(vault, size, -1);
}

static enum hk_result database_load(struct restore *restore, const char *path)
{
	enum hk_result result =
		pg_tool_restore(restore->arena, setting(&restore->settings, SETTING_DB), path);

	unlink(path);
	HK_TRY(result);

	struct db_settings where = { .url = setting(&restore->settings, SETTING_DB),
				     .connections = 1 };
	struct db_store *store;

	HK_TRY(db_store_open(&where, &store));
	result = db_survey(store);
	db_store_close(store);
	return result;
}

static enum hk_result put_back(void *data, struct vault *vault, const char *name, int64_t size)
{
	struct restore *restore = data;
	const char *path = place_of(restore, name), *slash = strrchr(path, '/');

	if (slash && slash != path)
		HK_TRY(hk_folder_make(hk_copy(restore->arena, path, (size_t)(slash - path)), 0700));

	scoped_fd fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return HK_UNAVAILABLE;
	HK_TRY(vault_copy(vault, size, fd));
	if (fsync(fd) != 0)
		return HK_UNAVAILABLE;
	return strcmp(name, "database.dump") == 0 ? database_load(restore, path) : HK_OK;
}

static int refuse(const char *sentence, int code)
{
	fprintf(stderr, "hark: %s\n", sentence);
	return code;
}

static bool is_empty(const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	bool is_so = true;

	/* NOLINTNEXTLINE(concurrency-mt-unsafe): this folder is read by this thread alone */
	while (dir && is_so && (entry = readdir(dir)))
		is_so = entry->d_name[0] == '.';
	if (dir)
		closedir(dir);
	return is_so;
}

/* The key of another house, or its files: without a database they are what is left of it. */
static const char *left_over(struct restore *restore)
{
	const char *secret = setting(&restore->settings, SETTING_SECRET_FILE);
	const char *blobs = setting(&restore->settings, SETTING_BLOBS);

	if (access(secret, F_OK) == 0)
		return secret;
	return is_empty(blobs) ? NULL : blobs;
}

/* An existing database is never overwritten: who wants that moves it away first. */
static bool is_in_the_way(const struct restore *restore)
{
	struct db_settings where = { .url = setting(&restore->settings, SETTING_DB),
				     .connections = 1 };
	struct db_store *store;
	size_t missing = migration_count;

	if (hk_starts(where.url, "sqlite:"))
		return access(where.url + strlen("sqlite:"), F_OK) == 0;
	if (db_store_open(&where, &store) != HK_OK)
		return false;
	hk_ignore(db_migrations_missing(store, migrations, migration_count, &missing));
	db_store_close(store);
	return missing < migration_count;
}

int command_restore(struct command_line *line)
{
	scoped_arena *arena = hk_arena_new();
	struct restore restore = { .arena = arena };
	const char *path = command_word(line), *fault = "cannot start", *passphrase;

	if (!path || !command_is_done(line))
		return refuse("restore needs the file that `hark backup` made.", EX_USAGE);
	if (hk_secret_start() != HK_OK ||
	    settings_read(arena, line->config, environ, &restore.settings, &fault) != HK_OK)
		return refuse(fault, EX_CONFIG);
	if (is_in_the_way(&restore))
		return refuse(
			"there is a database already; stop the server and move it away first.",
			EX_CANTCREAT);
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return refuse(hk_format(arena, "there is no file %s.", path), EX_NOINPUT);

	const char *left = left_over(&restore);

	if (left)
		return refuse(hk_format(arena,
					"%s is there already; stop the server and move it away "
					"first.",
					left),
			      EX_CANTCREAT);
	passphrase = passphrase_ask(arena, "Passphrase of the backup: ");
	/* Read to its end before anything is written: a damaged backup changes nothing. */
	if (vault_read(path, passphrase, only_check, &restore) != HK_OK)
		return refuse(
			"this is no backup for this place, it is damaged, or the passphrase is "
			"another one.",
			EX_DATAERR);
	if (vault_read(path, passphrase, put_back, &restore) != HK_OK)
		return refuse("the disk is full or the database does not answer.", EX_IOERR);
	printf("The database, %lld files and the key of the house are back. Run `hark fsck`, then "
	       "`hark serve`.\n",
	       (long long)restore.files);
	return 0;
}

int command_backup(struct command_line *line)
{
	struct wish wish = { .path = command_word(line) };

	/* The copy of the database lies beside the file for a moment, in the clear. */
	umask(077);
	if (!wish.path || !command_is_done(line))
		return refuse("backup needs the name of a file to make.", EX_USAGE);
	return command_run_plain(line, 0, backup, &wish);
}
