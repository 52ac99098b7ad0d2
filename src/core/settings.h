/*
 * What an operator can set: one table, from which the configuration file, the
 * environment (HARK_DB, HARK_LISTEN, ...), `hark settings` and the docs come.
 * The environment wins over the file, the file over the default. A secret may
 * stand in a file of its own: smtp_file = /etc/hark/smtp.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/result.h"

enum setting {
	SETTING_DB,
	SETTING_BLOBS,
	SETTING_BACKUPS,
	SETTING_LISTEN,
	SETTING_BASE_URL,
	SETTING_TRUSTED_PROXIES,
	SETTING_SMTP,
	SETTING_LMTP,
	SETTING_RUN_DIR,
	SETTING_SECRET_FILE,
	SETTING_LOG_LEVEL,
	SETTING_CLOCK,
	SETTING_REHEARSE,
	SETTING_WORKERS,
	SETTING_UPLOAD_MAX,
	SETTING_MAIL_MAX,
	SETTING_MAIL_FILES_MAX,
	SETTING_MAIL_FILE_MAX,
	SETTING_CLAMD,
	SETTING_FETCH_MOST,
	SETTING_FETCH_ALLOWED,
	SETTING_PARSE_CHILDREN,
	SETTING_PARSE_MESSAGES,
	SETTINGS,
};

enum setting_kind {
	SETTING_IS_TEXT,
	SETTING_IS_DATABASE,
	SETTING_IS_PATH,
	SETTING_IS_DOORS,
	SETTING_IS_DOOR,
	SETTING_IS_BASE,
	SETTING_IS_WAY_OUT,
	SETTING_IS_LEVEL,
	SETTING_IS_CLOCK,
	SETTING_IS_NUMBER,
};

struct setting_row {
	const char *name, *otherwise, *sentence;
	bool is_secret;
	enum setting_kind kind; /* what a value has to look like */
	int64_t least, most;    /* of a number */
};

extern const struct setting_row setting_rows[SETTINGS];

struct settings {
	const char *values[SETTINGS]; /* never NULL; "" when not set */
};

/*
 * path: NULL reads $HARK_CONFIG, else /etc/hark/hark.conf, which need not be there. A value that
 * its row does not take is HK_INVALID. environment: the process's own list "NAME=value".
 * ret_problem: a sentence for the operator on HK_INVALID or HK_NOT_FOUND.
 */
enum hk_result settings_read(struct hk_arena *arena, const char *path, char *const *environment,
			     struct settings *ret, const char **ret_problem);

const char *setting(const struct settings *settings, enum setting which);
/* 0 when it is no number. */
int64_t setting_number(const struct settings *settings, enum setting which);
/* True for 127.0.0.0/8, ::1 and localhost, in a URL or an address with a port. */
bool settings_is_loopback(const char *address);
