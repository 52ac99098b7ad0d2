#include "core/settings.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "core/settings_check.h"

enum { FILE_MAX_BYTES = 256 * 1024, SECRET_MAX_BYTES = 4096 };

/* What a machine can be asked for. A mail is held in memory while it is read. */
enum {
	WORKERS_MOST = 1024,
	CHILDREN_MOST = 64,
	MESSAGES_MOST = 1000 * 1000,
	FETCHED_MOST = 192, /* net/role.c has 256 children, and mail wants to leave too */
	FILES_MOST = 500,   /* as many parts as a mail is read for */
	BYTES_LEAST = 1024,
	BYTES_MOST = 1024 * 1024 * 1024
};

const struct setting_row setting_rows[SETTINGS] = {
	[SETTING_DB] = { "db", "sqlite:var/hark.db",
			 "Where the data is: sqlite:PATH or postgresql://user:password@host/name.",
			 true, .kind = SETTING_IS_DATABASE },
	[SETTING_BLOBS] = { "blobs", "var/blobs", "The folder that keeps raw messages and files.",
			    false, .kind = SETTING_IS_PATH },
	[SETTING_BACKUPS] = { "backups", "",
			      "The folder for a copy of the database before its schema is changed; "
			      "not set: backups beside blobs; none: no copy, you make your own.",
			      .is_secret = false },
	[SETTING_LISTEN] = { "listen", "127.0.0.1:8025",
			     "Where pages are served: ADDRESS:PORT or unix:PATH, commas between.",
			     false, .kind = SETTING_IS_DOORS },
	[SETTING_BASE_URL] = { "base_url", "http://127.0.0.1:8025",
			       "The address that people see; it stands in every mailed link.",
			       false, .kind = SETTING_IS_BASE },
	[SETTING_TRUSTED_PROXIES] = { "trusted_proxies", "",
				      "Addresses whose X-Forwarded-For and -Proto are believed.",
				      .is_secret = false },
	[SETTING_SMTP] = { "smtp", "",
			   "How mail leaves: smtp://user:password@host:587?starttls, smtps://..., "
			   "dir:PATH; not set: nothing is sent, and staff see that.",
			   true, .kind = SETTING_IS_WAY_OUT },
	[SETTING_LMTP] = { "lmtp", "",
			   "Where mail comes in: 127.0.0.1:8024 or unix:PATH; not set: "
			   "no LMTP.",
			   false, .kind = SETTING_IS_DOOR },
	[SETTING_RUN_DIR] = { "run_dir", "var/run", "The folder for sockets between our processes.",
			      false, .kind = SETTING_IS_PATH },
	[SETTING_SECRET_FILE] = { "secret_file", "var/secret",
				  "The key of the house, made on first use; keep a copy of it.",
				  false, .kind = SETTING_IS_PATH },
	[SETTING_LOG_LEVEL] = { "log_level", "info", "debug, info, warning or error.", false,
				.kind = SETTING_IS_LEVEL },
	[SETTING_CLOCK] = { "clock", "",
			    "For tests only: fixed:MS or file:PATH instead of the machine's clock.",
			    false, .kind = SETTING_IS_CLOCK },
	[SETTING_REHEARSE] = { "rehearse", "0",
			       "For tests only: 1 loses each transaction once, so that whatever "
			       "writes runs twice.",
			       false, .kind = SETTING_IS_NUMBER, .least = 0, .most = 1 },
	[SETTING_WORKERS] = { "workers", "0",
			      "Threads that answer pages; 0: two for each processor and 16 more.",
			      false, .kind = SETTING_IS_NUMBER, .least = 0, .most = WORKERS_MOST },
	[SETTING_UPLOAD_MAX] = { "upload_max", "33554432", "Bytes of one upload at most.", false,
				 .kind = SETTING_IS_NUMBER, .least = BYTES_LEAST,
				 .most = BYTES_MOST },
	[SETTING_MAIL_MAX] = { "mail_max", "52428800", "Bytes of one mail at most.", false,
			       .kind = SETTING_IS_NUMBER, .least = BYTES_LEAST,
			       .most = BYTES_MOST },
	[SETTING_MAIL_FILES_MAX] = { "mail_files_max", "200", "Attachments of one mail at most.",
				     false, .kind = SETTING_IS_NUMBER, .least = 1,
				     .most = FILES_MOST },
	[SETTING_MAIL_FILE_MAX] = { "mail_file_max", "52428800",
				    "Bytes of one attachment of a mail at most.", false,
				    .kind = SETTING_IS_NUMBER, .least = BYTES_LEAST,
				    .most = BYTES_MOST },
	[SETTING_CLAMD] = { "clamd", "",
			    "The virus scanner of files that come: HOST:PORT or unix:PATH of "
			    "clamd; "
			    "not set: they are not scanned.",
			    false, .kind = SETTING_IS_DOOR },
	[SETTING_FETCH_MOST] = { "fetch_most", "128",
				 "Mailboxes that are fetched by IMAP at most; each takes a thread, "
				 "a process and a connection.",
				 false, .kind = SETTING_IS_NUMBER, .least = 1,
				 .most = FETCHED_MOST },
	[SETTING_FETCH_ALLOWED] = { "fetch_allowed", "",
				    "For tests only: ADDRESS:PORT of this machine that pictures "
				    "may "
				    "be fetched from, though it is not public.",
				    false, .kind = SETTING_IS_DOOR },
	[SETTING_PARSE_CHILDREN] = { "parse_children", "2",
				     "Processes that read hostile documents, beside one for "
				     "pictures.",
				     false, .kind = SETTING_IS_NUMBER, .least = 1,
				     .most = CHILDREN_MOST },
	[SETTING_PARSE_MESSAGES] = { "parse_messages", "20",
				     "Messages that one of them reads at most, while they follow "
				     "each other closely; else one.",
				     false, .kind = SETTING_IS_NUMBER, .least = 1,
				     .most = MESSAGES_MOST },
};

static const char *environment_find(char *const *environment, const char *name)
{
	size_t length = strlen(name);

	for (; environment && *environment; environment++)
		if (strncmp(*environment, name, length) == 0 && (*environment)[length] == '=')
			return *environment + length + 1;
	return NULL;
}

static bool row_find(const char *name, enum setting *ret)
{
	for (int i = 0; i < SETTINGS; i++)
		if (strcmp(setting_rows[i].name, name) == 0) {
			*ret = (enum setting)i;
			return true;
		}
	return false;
}

/* "smtp_file" names a file that holds the value of smtp. */
static enum hk_result set(struct hk_arena *arena, struct settings *settings, const char *name,
			  const char *value, const char **ret_problem)
{
	enum setting which;
	size_t length = strlen(name);

	if (row_find(name, &which)) {
		settings->values[which] = value;
		return HK_OK;
	}
	if (length > 5 && hk_ends(name, "_file") &&
	    row_find(hk_copy(arena, name, length - 5), &which)) {
		char *bytes;
		size_t size;
		if (hk_file_read(arena, value, SECRET_MAX_BYTES, &bytes, &size) != HK_OK) {
			*ret_problem = hk_format(arena, "%s: %s cannot be read.", name, value);
			return HK_INVALID;
		}
		settings->values[which] = hk_trim(arena, bytes);
		return HK_OK;
	}
	*ret_problem =
		hk_format(arena, "There is no setting called \"%s\"; see `hark settings`.", name);
	return HK_INVALID;
}

static enum hk_result read_line(struct hk_arena *arena, struct settings *settings, char *line,
				const char **ret_problem)
{
	char *text = hk_trim(arena, line), *equals = strchr(text, '=');

	if (!*text || *text == '#')
		return HK_OK;
	if (!equals) {
		*ret_problem = hk_format(arena, "This line has no \"=\": %s", text);
		return HK_INVALID;
	}
	*equals = '\0';
	return set(arena, settings, hk_trim(arena, text), hk_trim(arena, equals + 1), ret_problem);
}

static enum hk_result read_file(struct hk_arena *arena, const char *path, struct settings *settings,
				const char **ret_problem)
{
	char *bytes, *rest;
	size_t length;
	enum hk_result result = hk_file_read(arena, path, FILE_MAX_BYTES, &bytes, &length);

	if (result != HK_OK) {
		*ret_problem = hk_format(arena, "The configuration file %s cannot be read.", path);
		return result;
	}
	for (char *line = strtok_r(bytes, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		HK_TRY(read_line(arena, settings, line, ret_problem));
	return HK_OK;
}

static enum hk_result read_environment(struct hk_arena *arena, char *const *environment,
				       struct settings *settings, const char **ret_problem)
{
	for (int i = 0; i < SETTINGS; i++) {
		for (int is_file = 0; is_file <= 1; is_file++) {
			const char *name = hk_format(arena, "%s%s", setting_rows[i].name,
						     is_file ? "_file" : "");
			char *upper = hk_format(arena, "HARK_%s", name);

			for (char *at = upper; *at; at++)
				if (*at >= 'a' && *at <= 'z')
					*at = (char)(*at - ('a' - 'A'));

			const char *value = environment_find(environment, upper);

			/* secret_file is itself a setting, not a file for "secret". */
			if (value && (!is_file || setting_rows[i].is_secret))
				HK_TRY(set(arena, settings, name, value, ret_problem));
		}
	}
	return HK_OK;
}

static enum hk_result check(struct hk_arena *arena, struct settings *settings,
			    const char **ret_problem)
{
	const char *clock = setting(settings, SETTING_CLOCK);

	for (int i = 0; i < SETTINGS; i++) {
		const char *fault = setting_fault(arena, (enum setting)i, settings->values[i]);
		if (fault) {
			*ret_problem = fault;
			return HK_INVALID;
		}
	}
	if (*setting(settings, SETTING_FETCH_ALLOWED) &&
	    (!settings_is_loopback(setting(settings, SETTING_FETCH_ALLOWED)) ||
	     !settings_is_loopback(setting(settings, SETTING_LISTEN)) ||
	     !settings_is_loopback(setting(settings, SETTING_BASE_URL)))) {
		*ret_problem = "fetch_allowed is for tests: it, listen and base_url must be "
			       "loopback then.";
		return HK_INVALID;
	}
	if (*clock && (!settings_is_loopback(setting(settings, SETTING_LISTEN)) ||
		       !settings_is_loopback(setting(settings, SETTING_BASE_URL)))) {
		*ret_problem = "clock is for tests: listen and base_url must be loopback then.";
		return HK_INVALID;
	}
	return HK_OK;
}

enum hk_result settings_read(struct hk_arena *arena, const char *path, char *const *environment,
			     struct settings *ret, const char **ret_problem)
{
	static const char usual[] = "/etc/hark/hark.conf";
	struct settings settings;
	const char *named = path ? path : environment_find(environment, "HARK_CONFIG");

	*ret_problem = NULL;
	for (int i = 0; i < SETTINGS; i++)
		settings.values[i] = setting_rows[i].otherwise;
	/* Not to be allowed to read it is a fault, not a reason to go on without. */
	if (named || access(usual, F_OK) == 0 || errno != ENOENT)
		HK_TRY(read_file(arena, named ? named : usual, &settings, ret_problem));
	HK_TRY(read_environment(arena, environment, &settings, ret_problem));
	HK_TRY(check(arena, &settings, ret_problem));
	*ret = settings;
	return HK_OK;
}

const char *setting(const struct settings *settings, enum setting which)
{
	return settings->values[which];
}

int64_t setting_number(const struct settings *settings, enum setting which)
{
	int64_t number = 0;

	return hk_number(settings->values[which], &number) ? number : 0;
}

bool settings_is_loopback(const char *address)
{
	static const char *const near[] = { "127.", "localhost", "[::1]", "unix:" };
	const char *host = strstr(address, "://");

	host = host ? host + 3 : address;
	for (size_t i = 0; i < HK_COUNT(near); i++)
		if (hk_starts(host, near[i]))
			return true;
	return false;
}
