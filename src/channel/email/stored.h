/* A mail that lies in an old mailbox, as its reader hands it over. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { STORED_HEAD_MAX = 16 * 1024 };

struct stored_mail {
	/* As it came over the wire, lines ending in CRLF, and a NUL that length does not count.
	 * NULL: it is larger than the reader was allowed to hold, or could not be read. */
	const char *raw;
	size_t length;
	const char *head; /* of one that is too large its beginning; else NULL */
	size_t head_length;
	int64_t size;      /* in bytes there; also of one that is too large */
	int64_t at;        /* when it was put there, ms UTC, as the mailbox says; 0: it does not */
	const char *place; /* where it lies, for people: a byte, a name */
	const char *next;  /* give it to the one who opens the mailbox again behind this mail */
	int64_t passed; /* how far the mailbox is read then: of an mbox bytes, of a Maildir mails */
};
