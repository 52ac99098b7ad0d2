/*
 * Speaks to other people's servers. The trusted process never does so itself:
 * it asks the net role over a unix socket, and gets one child process that
 * knows one server and one credential and nothing else of the house.
 *
 * Calls block; each has deadlines of its own (RFC 5321, 4.5.3.2), so that none
 * waits for ever. A session is for one thread at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/result.h"

/* The net role: takes connections on this listening unix socket until SIGTERM or until its parent
 * is gone. Gives up all rights that it does not need, so nothing may run after it in this process.
 * HK_UNAVAILABLE: it could not be caged. */
enum hk_result net_role_run(int listener);

enum net_tls {
	NET_TLS_FIRST,    /* before the first word */
	NET_STARTTLS,     /* must be offered, or nothing is said */
	NET_PLAIN_INSIDE, /* without, to loopback and private addresses alone */
	NET_PLAIN,        /* without, wherever that is: somebody asked for it by name */
};

/* With what somebody signs in. */
enum net_sign_in {
	NET_BY_PASSWORD,
	NET_BY_TOKEN, /* the password is an access token: XOAUTH2, or OAUTHBEARER (RFC 7628) */
};

enum { NET_TOKEN_MAX = 8000 };

struct net_server {
	const char *host;
	uint16_t port;
	enum net_tls tls;
	const char *user, *password; /* both "": none are asked for */
	const char *authority; /* PEM of the only authorities to be trusted; "": the system's */
	const char *hello;     /* how we call ourselves; "": localhost */
	enum net_sign_in sign_in;
	int64_t hurry_ms; /* in so long it must stand, for who waits at a screen; 0: as RFCs say */
};

struct net_smtp {
	const char *folder; /* NULL, or where each mail becomes a file instead of being sent */
	struct net_server server;
};

/* "smtps://user:pass@host", "smtp://host:587?starttls", "smtp://host:25", "dir:PATH"; with
 * "?ca=FILE" (read here), "?plain", "?hello=NAME", and %XX where a sign means something else.
 * HK_INVALID: ret_problem is an English sentence for who wrote it (without the password). */
enum hk_result net_smtp_read(struct hk_arena *arena, const char *text, struct net_smtp *ret,
			     const char **ret_problem);

enum net_outcome {
	NET_SENT,        /* the server took it over */
	NET_DEFERRED,    /* not now (4yz): try again later */
	NET_REFUSED,     /* never (5yz) */
	NET_UNKNOWN,     /* the line broke after the last dot: it may or may not have gone */
	NET_UNREACHABLE, /* nothing was handed over: no line, no trust, no sign-in */
	NET_OUTCOMES
};

enum { NET_TEXT = 500, NET_RECIPIENTS_MAX = 100 };

struct net_answer {
	enum net_outcome outcome;
	int code;         /* of the reply, such as 250; 0: none came */
	const char *text; /* what the server said, one line of UTF-8; hostile, so escape it */
};

/* The server does not let us in with this password or token, whatever the mail is. */
bool net_is_denied(const struct net_answer *answer);

struct net_verdict {
	struct net_answer all; /* NET_SENT when at least one recipient was taken */
	const struct net_answer
		*recipients; /* in the order of the mail; NULL when none was asked */
	size_t recipient_count;
	bool is_sender_refused; /* no recipient was asked, because of who sends */
};

struct net_mail {
	const char *from; /* of the envelope; "": the null path */
	const char *const *recipients;
	size_t recipient_count;  /* at most NET_RECIPIENTS_MAX */
	const char *envelope_id; /* for delivery reports (RFC 3461); "": none */
	bool wants_reports;      /* of failure and delay, where the server can do that */
	const void *bytes;
	size_t length;
	int64_t at; /* ms UTC; a mail that becomes a file is named by it */
};

struct net_session;

/* Connects, greets, secures and signs in. HK_UNAVAILABLE: verdict->all says why, and
 * its texts live in the arena. */
enum hk_result net_smtp_open(struct hk_arena *arena, const char *socket_path,
			     const struct net_smtp *smtp, struct net_session **ret,
			     struct net_verdict *ret_verdict);
/* Always fills the verdict, in the arena. HK_OK: sent. HK_INVALID: an address or a count that must
 * not leave the house; nothing was said to the server. Anything else: look at the outcome.
 * After NET_UNKNOWN and NET_UNREACHABLE the session is of no more use. */
enum hk_result net_smtp_send(struct hk_arena *arena, struct net_session *session,
			     const struct net_mail *mail, struct net_verdict *ret_verdict);
/* Ends the session; NULL is fine. */
void net_close(struct net_session *session);

struct net_wish {
	const char *url;
	const char *allowed; /* ADDRESS:PORT that may be fetched from though it is not public, for
				tests; "": none */
	size_t bytes_max;    /* more is refused; at most NET_FETCH_MAX */
};

enum { NET_FETCH_MAX = 64 * 1024 * 1024, NET_URL_MAX = 8000 };

struct net_fetched {
	const char *problem; /* what went wrong, an English line; hostile, so escape it */
	const char *bytes;
	size_t length;
};

/* Fetches what lies at that address (net/fetch.h says which addresses are gone to). HK_UNAVAILABLE:
 * ret->problem says why it could not be had. */
enum hk_result net_fetch(struct hk_arena *arena, const char *socket_path,
			 const struct net_wish *wish, struct net_fetched *ret);

enum net_scan_verdict {
	NET_SCAN_CLEAN,
	NET_SCAN_FOUND,  /* text names what */
	NET_SCAN_FAILED, /* text says why; nothing is known of the file */
};

struct net_scan {
	enum net_scan_verdict verdict;
	const char *text; /* what the scanner said, one line; hostile, so escape it */
};

struct net_file {
	int fd; /* read from its beginning by pread() */
	int64_t size;
};

/* Has a file looked through by clamd, at HOST:PORT or unix:PATH. HK_OK: the verdict is clean or
 * found. HK_UNAVAILABLE: it could not be had now. HK_INVALID: the address cannot be read. */
enum hk_result net_scan_file(struct hk_arena *arena, const char *socket_path, const char *address,
			     const struct net_file *file, struct net_scan *ret);

struct net_imap {
	struct net_server server;
	const char *folder;         /* such as INBOX, UTF-8 */
	const char *move_to;        /* where a kept mail goes; "": it stays and is marked as seen */
	bool wants_old;             /* the first time, also what somebody has read already */
	uint32_t after_uidvalidity; /* 0: the first time */
	uint32_t after_uid;         /* the newest that was kept */
	int64_t mail_bytes;         /* longer ones are told of, not fetched */
	bool only_reads; /* nothing there is marked, moved or waited for: an archive is copied */
};

/* "imaps://user:pass@host/INBOX?move=Done", "imap://…?starttls"; also ?ca=FILE, ?plain, ?all, and
 * ?oauth for who signs in with an access token, which the caller puts in place of the password. */
enum hk_result net_imap_read(struct hk_arena *arena, const char *text, struct net_imap *ret,
			     const char **ret_problem);

enum net_news_kind {
	NET_NEWS_READY, /* all that was there is dealt with; said again at least every five minutes
			 */
	NET_NEWS_MAIL,
	NET_NEWS_TOO_BIG, /* it was left alone; size says how big, and its beginning is here */
};

enum { NET_HEAD_MAX = 64 * 1024 };

struct net_news {
	enum net_news_kind kind;
	uint32_t uidvalidity, uid; /* which mail; together they name it for ever */
	/* What to give to the next watch as soon as this news is dealt with. Zeros while the folder
	 * is looked through for the first time. */
	uint32_t after_uidvalidity, after_uid;
	int fd; /* the raw message, from its beginning; -1 when none of it is here */
	int64_t size;
	int64_t head; /* of NET_NEWS_TOO_BIG: so many bytes are here, at most NET_HEAD_MAX */
	int64_t left; /* how many mails come after this one, as far as is known */
};

/* HK_OK: kept (or told), so it may be marked as seen; anything else ends the watch. */
typedef enum hk_result net_on_news(void *data, const struct net_news *news);

struct net_watch {
	const char *spool; /* folder for the unnamed file; NULL: in memory */
	int stop; /* a descriptor that becomes readable when the watch shall end; -1: none */
	net_on_news *on_news;
	void *data;
};

/* Fetches what is new, one by one in the order of UIDs, and waits for more (IDLE, or asking every
 * minute) until the line breaks (HK_UNAVAILABLE, ret_answer says why), on_news says anything but
 * HK_OK (that is returned), or stop is readable (HK_OK). The caller comes back after a pause. */
enum hk_result net_imap_watch(struct hk_arena *arena, const char *socket_path,
			      const struct net_imap *mailbox, const struct net_watch *watch,
			      struct net_answer *ret_answer);

/* One question to an HTTPS server, such as one that gives tokens: a form is posted, and whatever
 * comes back is handed over. */
struct net_post {
	struct net_server server;
	const char *path; /* with its query, "/" at least */
	const char *form; /* application/x-www-form-urlencoded, at most NET_FORM_MAX */
};

struct net_posted {
	struct net_answer answer; /* code: of HTTP. NET_SENT: it answered, whatever it said */
	const char *body;         /* UTF-8, at most NET_BODY_MAX; hostile */
};

enum { NET_FORM_MAX = 32 * 1024, NET_BODY_MAX = 64 * 1024 };

/* "https://host:port/path?query" and nothing else: server and path. HK_INVALID. */
enum hk_result net_post_read(struct hk_arena *arena, const char *text, struct net_post *ret);
/* HK_UNAVAILABLE: no answer came, ret->answer says why. */
enum hk_result net_post_ask(struct hk_arena *arena, const char *socket_path,
			    const struct net_post *post, struct net_posted *ret);
