/* Commands and answers of one IMAP session; what comes unasked is noted on the way. */
#pragma once

#include "net/imap_text.h"
#include "net/line.h"

struct imap {
	struct net_line *line;
	struct hk_arena *arena; /* emptied by each command */
	unsigned commands;
	bool has_news; /* "* n EXISTS" was said since this was last cleared */
	bool can_idle, can_move, can_expunge_one;
	bool is_login_forbidden, can_plain, can_xoauth2, can_bearer;
	bool is_denied; /* the server did not let us in */
	bool was_ok;    /* the last answer with our tag was OK */
	uint32_t uidvalidity;
	char tag[16];
	char text[NET_TEXT]; /* what was said last, or what is wrong with the line */
	/* Asked for each FETCH; text stands behind the word. May be NULL. */
	enum hk_result (*on_fetch)(void *data, const struct imap_line *line);
	void *data;
};

void imap_init(struct imap *imap, struct net_line *line);
void imap_done(struct imap *imap);

/* Greeting, TLS, sign-in, folder. HK_OK, or anything else with the words in imap->text. */
enum hk_result imap_begin(struct imap *imap, const struct net_imap *mailbox);

/* Sends a line without its tag, and reads until the answer with that tag. HK_OK; HK_DENIED: NO or
 * BAD; HK_UNAVAILABLE: the line is of no more use. */
__attribute__((format(printf, 2, 3))) enum hk_result imap_command(struct imap *imap,
								  const char *format, ...);

/* IDLE until there is news or the time is over, or the owner is gone (HK_NOT_FOUND). */
enum hk_result imap_idle(struct imap *imap, int64_t ms);

/* Leaves words in imap->text. */
enum hk_result imap_broken(struct imap *imap, const char *problem);
