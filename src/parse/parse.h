/*
 * parse: hostile bytes in, clean structures out. A pool of caged children does
 * the reading; the caller only ever sees what the validator has checked.
 *
 * The raw message stays where it is: a part is a range of it, so no result is
 * larger than result_bytes and nothing is stored twice. All that a result
 * points to lives in the caller's arena.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/result.h"

struct parse_settings {
	uint32_t children;           /* for mails; one more reads pictures */
	uint32_t messages_per_child; /* at most, and more than one only when they follow each other
					within 200 ms; 1: no message ever shares a process */
	uint32_t cpu_seconds;        /* over the life of a child */
	uint64_t memory_bytes;       /* address space of a child */
};

struct parse_limits {
	uint64_t mail_bytes, result_bytes;
	uint32_t deadline_ms;                        /* for each attempt; there are at most three */
	uint32_t header_bytes, header_fields, parts; /* checked before the MIME library sees them */
	uint32_t depth, text_bytes, list_items;      /* what is beyond is named in mail.flags */
	uint32_t look_bytes; /* of markup that are looked at to find text_bytes of words */
	bool is_days;        /* it is no mail: see parse/days.h */
};

/* What to use unless a setting says otherwise: limits.c explains each number. */
extern const struct parse_settings parse_settings_usual;
extern const struct parse_limits parse_limits_usual;

/* A file or bytes in memory: fd is read from 0 to len with pread(), or is -1. */
struct parse_source {
	int fd;
	const char *bytes;
	uint64_t len;
};

enum mail_flag {
	MAIL_HEADERS_ONLY = 1, /* too complex: show subject and sender, offer the raw message */
	MAIL_CUT = 2,          /* a text was longer or deeper than allowed */
	MAIL_PARTS_SKIPPED = 4,
	MAIL_CHARSET_GUESSED = 8,
	MAIL_LESS =
		MAIL_HEADERS_ONLY | MAIL_CUT | MAIL_PARTS_SKIPPED, /* the raw message has more */
};

enum mail_role { MAIL_FROM, MAIL_SENDER, MAIL_REPLY_TO, MAIL_TO, MAIL_CC, MAIL_ROLES };

enum mail_encoding { MAIL_PLAIN, MAIL_BASE64, MAIL_QUOTED, MAIL_UUENCODED, MAIL_ENCODINGS };

/* As the sender wrote it: hk_is_address() decides whether anything may be sent there. */
struct mail_address {
	enum mail_role role;
	const char *name, *address;
};

struct mail_header {
	const char *name, *value;
};

struct mail_part {
	uint64_t offset, length, size; /* range of the raw message; size when decoded */
	uint64_t skip; /* not 0: a file within the part: size bytes of what it decodes to, after
			* so many; 0: all of it */
	enum mail_encoding encoding;
	bool is_inline;
	const unsigned char *sha256; /* 32 bytes, a claim: never an address in the blob store */
	const char *name, *type, *content_id;
};

enum mail_action { MAIL_FAILED, MAIL_DELAYED, MAIL_OTHER_ACTION, MAIL_ACTIONS };

/* What a report about a mail of ours (RFC 3464) says of one recipient. Anybody can write one: it
 * counts only for a mail that it names and a recipient which that mail had. */
struct mail_report {
	enum mail_action action;
	const char *recipient;  /* as the mail was addressed, where that is told */
	const char *status;     /* such as 5.1.1 (RFC 3463); "" */
	const char *diagnostic; /* the words of the server; "" */
};

/* Texts are never NULL; what the mail does not say is "". */
struct mail {
	uint32_t flags;
	int64_t sent_at; /* ms UTC, 0 when the mail does not say */
	const char *subject, *message_id, *text;
	const char *reply;     /* the new part of text: history and signature cut; never empty when
				* text is not */
	const char *html;      /* canonical: passed html_is_canonical(), safe to put into a page */
	uint32_t address_more; /* so many more stand in To and Cc than are listed */
	uint32_t address_count, reference_count, header_count, part_count, report_count;
	struct mail_address *addresses;
	const char **references;     /* In-Reply-To first, then References, newest first */
	struct mail_header *headers; /* those that header.c keeps, in the order of the mail */
	struct mail_part *parts;
	struct mail_report *reports; /* recipients of a report about a mail; mostly none */
};

struct parse_pool;

/*
 * Forks the keeper, which forks the nursery: call it before threads start and before secrets are
 * read (the environment does not count: they wipe their copy). HK_FAILED: no process or no socket
 * was to be had.
 */
enum hk_result parse_pool_open(const struct parse_settings *settings, struct parse_pool **ret);
void parse_pool_close(struct parse_pool *pool);

/*
 * False when keeper and nursery are both gone. The pool cannot make new ones, because by now the
 * process has threads and secrets: start the process again. One of them alone is replaced or
 * not missed.
 */
bool parse_pool_is_alive(struct parse_pool *pool);

/*
 * HK_OK: an answer within three deadlines, perhaps MAIL_HEADERS_ONLY; an empty source is a mail
 * that says nothing. HK_INVALID: larger than mail_bytes or unreadable even so; keep the raw
 * message for a person. HK_UNAVAILABLE: no child can be had, see parse_pool_is_alive(); the
 * message is not to blame, try again. Thread-safe; waits for a free child.
 */
enum hk_result parse_mail(struct parse_pool *pool, struct hk_arena *arena,
			  const struct parse_source *source, const struct parse_limits *limits,
			  struct mail *ret);

/* The value of the first kept header of that name, or "". */
const char *mail_header_value(const struct mail *mail, const char *name);
