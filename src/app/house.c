#include "app/house.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/schema.h"
#include "base/cond.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "core/blob.h"
#include "core/id.h"
#include "core/node.h"
#include "job/jobs.h"
#include "net/net.h"
#include "parse/parse.h"

enum { READERS = 16, PARSE_CPU_SECONDS = 20 };

/* One mail of the usual limit at a time, or many of middling size. */
enum { GATE_ROOM = 48 * 1024 * 1024, GATE_SMALL = 512 * 1024 };

static enum hk_log_level level_of(const char *name)
{
	static const char *const names[] = { "debug", "info", "warning", "error" };

	for (int i = 0; i < (int)HK_COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return (enum hk_log_level)i;
	return HK_LOG_INFO;
}

/* Two numbers are read before the rest: the children that are forked here must not find the
 * secrets of the settings in their memory, so these settings are forgotten again. */
static enum hk_result parse_open(struct open_house *open, const char *config)
{
	struct hk_arena *arena = hk_arena_new();
	struct parse_settings how = parse_settings_usual;
	struct settings settings;
	const char *fault;
	enum hk_result result = settings_read(arena, config, environ, &settings, &fault);

	if (result == HK_OK) {
		how.children = (uint32_t)setting_number(&settings, SETTING_PARSE_CHILDREN);
		how.messages_per_child =
			(uint32_t)setting_number(&settings, SETTING_PARSE_MESSAGES);
		how.children = how.children ? how.children : 1;
		how.messages_per_child = how.messages_per_child ? how.messages_per_child : 1;
		how.cpu_seconds = PARSE_CPU_SECONDS + how.messages_per_child / 10;
	} else {
		open->problem = hk_copy_text(open->arena, fault);
	}
	hk_arena_wipe(arena);
	return result == HK_OK ? parse_pool_open(&how, &open->house.parse) : result;
}

/* A copy of it belongs into every backup. One that is lost is not quietly made anew: links that
 * were mailed would stop working, and sealed passwords could not be read. */
static enum hk_result key_read(struct open_house *open, bool may_create)
{
	const char *path = setting(&open->settings, SETTING_SECRET_FILE);
	unsigned char fresh[HK_KEY];
	char *bytes;
	size_t length;
	enum hk_result result = hk_file_read(open->arena, path, HK_KEY, &bytes, &length);

	if (result == HK_NOT_FOUND && !may_create) {
		open->problem = hk_format(open->arena,
					  "The key of the house is not in %s. Please bring it back "
					  "from a backup, or let `hark init` make a new one.",
					  path);
		return HK_NOT_FOUND;
	}
	if (result == HK_NOT_FOUND) {
		hk_random(fresh, sizeof(fresh));
		HK_TRY(hk_file_write(path, fresh, sizeof(fresh), 0600));
		memcpy(open->house.key, fresh, sizeof(fresh));
		return HK_OK;
	}
	if (result != HK_OK || length != HK_KEY) {
		open->problem = hk_format(open->arena,
					  result == HK_OK || result == HK_INVALID
						  ? "secret_file: %s is not a key of Hark."
						  : "secret_file: %s cannot be read.",
					  path);
		return HK_INVALID;
	}
	memcpy(open->house.key, bytes, HK_KEY);
	return HK_OK;
}

static enum hk_result folder_ready(struct open_house *open, const char *name, const char *path)
{
	if (hk_folder_make(path, 0700) == HK_OK && access(path, W_OK | X_OK) == 0)
		return HK_OK;
	open->problem = hk_format(open->arena, "%s: the folder %s cannot be made or written to.",
				  name, path);
	return HK_INVALID;
}

/* What only the client of that server can judge. */
static enum hk_result smtp_check(struct open_house *open)
{
	const char *smtp = setting(&open->settings, SETTING_SMTP), *fault = "";
	struct net_smtp server;

	if (hk_starts(smtp, "dir:"))
		return folder_ready(open, "smtp", smtp + strlen("dir:"));
	if (!*smtp || net_smtp_read(open->arena, smtp, &server, &fault) == HK_OK)
		return HK_OK;
	open->problem = hk_format(open->arena, "smtp: %s", fault);
	return HK_INVALID;
}

static const char *sqlite_path(const struct open_house *open)
{
	const char *url = setting(&open->settings, SETTING_DB);

	return hk_starts(url, "sqlite:") ? url + strlen("sqlite:") : NULL;
}

/* A thread, because every process needs it for as long as it lives: those without the work role,
 * and commands that load for an hour. */
struct keeper {
	const struct open_house *open;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t is_called;
	bool is_stopping;
};

static void node_keep_on(const struct open_house *open)
{
	enum hk_result result =
		node_keep(open->house.store, open->node, open->holder, hk_clock_now());

	if (result != HK_CONFLICT)
		return;
	/* Ids that are made from now on could be made by somebody else too. The supervisor starts
	 * us again, with a number of our own. */
	hk_log(HK_LOG_ERROR, "node.lost", "node=%lld", (long long)open->node);
	abort();
}

static void *keeper_main(void *data)
{
	struct keeper *keeper = data;

	pthread_mutex_lock(&keeper->mutex);
	while (!keeper->is_stopping) {
		if (hk_cond_wait(&keeper->is_called, &keeper->mutex,
				 hk_clock_monotonic() + NODE_LEASE_MS / 5))
			continue;
		pthread_mutex_unlock(&keeper->mutex);
		node_keep_on(keeper->open);
		pthread_mutex_lock(&keeper->mutex);
	}
	pthread_mutex_unlock(&keeper->mutex);
	return NULL;
}

static void keeper_start(struct open_house *open)
{
	struct keeper *keeper = calloc(1, sizeof(*keeper));

	if (!keeper)
		abort();
	keeper->open = open;
	pthread_mutex_init(&keeper->mutex, NULL);
	hk_cond_init(&keeper->is_called);
	if (pthread_create(&keeper->thread, NULL, keeper_main, keeper) != 0)
		abort();
	open->keeper = keeper;
}

static void keeper_stop(struct keeper *keeper)
{
	if (!keeper)
		return;
	pthread_mutex_lock(&keeper->mutex);
	keeper->is_stopping = true;
	pthread_cond_signal(&keeper->is_called);
	pthread_mutex_unlock(&keeper->mutex);
	pthread_join(keeper->thread, NULL);
	pthread_cond_destroy(&keeper->is_called);
	pthread_mutex_destroy(&keeper->mutex);
	hk_free(keeper);
}

static enum hk_result damaged(struct open_house *open)
{
	open->is_damaged = true;
	open->problem = "The file of the database is damaged. Please keep it, and bring a backup "
			"back with `hark restore`.";
	return HK_UNAVAILABLE;
}

/* Whoever only looks must not leave an empty database behind, least of all in the place of one that
 * is open. A file without a byte was one once. */
static enum hk_result file_ready(struct open_house *open, bool may_create)
{
	const char *path = sqlite_path(open), *slash = path ? strrchr(path, '/') : NULL;
	struct stat status;

	if (!path)
		return HK_OK;
	if (may_create)
		return slash && slash != path
			       ? hk_folder_make(hk_copy(open->arena, path, (size_t)(slash - path)),
						0700)
			       : HK_OK;
	if (stat(path, &status) == 0)
		return status.st_size ? HK_OK : damaged(open);
	if (errno != ENOENT)
		return HK_OK; /* opening it says why */
	open->problem = hk_format(open->arena,
				  "There is no database at %s. `hark init` makes one, `hark "
				  "restore` brings one back.",
				  path);
	return HK_NOT_FOUND;
}

static enum hk_result store_open(struct open_house *open, unsigned needs)
{
	const struct db_settings where = {
		.url = setting(&open->settings, SETTING_DB),
		.connections = READERS,
		.is_rehearsed = setting_number(&open->settings, SETTING_REHEARSE) != 0,
	};
	enum hk_result result = db_store_open(&where, &open->house.store);

	if (result == HK_INVALID)
		return damaged(open);
	if (result != HK_OK) {
		open->problem = "The database cannot be opened; the log says why.";
		return HK_UNAVAILABLE;
	}
	result = schema_ready(open, needs & HOUSE_MIGRATE);
	if (result != HK_OK && db_is_damaged(open->house.store))
		return damaged(open);
	HK_TRY(result);
	return node_take(open->house.store, open->holder, hk_clock_now(), &open->node);
}

enum hk_result house_open(struct open_house *open, const char *config, unsigned needs)
{
	*open = (struct open_house){ .arena = hk_arena_new(), .node = -1 };
	HK_TRY(hk_secret_start());
	if (needs & HOUSE_PARSE) {
		HK_TRY(parse_open(open, config));
		open->gate = mail_gate_new(GATE_ROOM, GATE_SMALL);
	}
	HK_TRY(settings_read(open->arena, config, environ, &open->settings, &open->problem));
	HK_TRY(smtp_check(open));
	hk_log_start(level_of(setting(&open->settings, SETTING_LOG_LEVEL)));
	open->house.settings = &open->settings;
	open->house.subscribers = job_subscribers;
	open->house.password_slots = &open->password_slots;
	sem_init(&open->password_slots, 0, 2);
	open->holder = hk_token_new(open->arena);
	HK_TRY(folder_ready(open, "run_dir", setting(&open->settings, SETTING_RUN_DIR)));
	HK_TRY(file_ready(open, needs & HOUSE_CREATE));
	HK_TRY(key_read(open, needs & HOUSE_CREATE));
	HK_TRY(folder_ready(open, "blobs", setting(&open->settings, SETTING_BLOBS)));
	open->house.blobs = blobs_open(setting(&open->settings, SETTING_BLOBS));
	HK_TRY(store_open(open, needs));
	open->house.ids = id_source_new(open->node);
	keeper_start(open);
	if (*setting(&open->settings, SETTING_CLOCK))
		hk_log(HK_LOG_WARNING, "clock.set", "this is a test: time does not go by");
	return HK_OK;
}

void house_close(struct open_house *open)
{
	keeper_stop(open->keeper);
	if (open->node >= 0)
		hk_ignore(node_give(open->house.store, open->node, open->holder, hk_clock_now()));
	db_store_close(open->house.store);
	blobs_close(open->house.blobs);
	id_source_free(open->house.ids);
	parse_pool_close(open->house.parse);
	mail_gate_free(open->gate);
	hk_arena_free(open->arena);
	memset(open, 0, sizeof(*open));
}

int64_t house_now(const struct open_house *open)
{
	const char *clock = setting(&open->settings, SETTING_CLOCK);
	int64_t now;

	if (hk_starts(clock, "fixed:") && hk_number(clock + strlen("fixed:"), &now))
		return now;
	if (hk_starts(clock, "file:")) {
		scoped_arena *arena = hk_arena_new();
		char *text;
		size_t length;
		if (hk_file_read(arena, clock + strlen("file:"), 64, &text, &length) == HK_OK &&
		    hk_number(hk_trim(arena, text), &now))
			return now;
	}
	return hk_clock_now();
}
