/*
 * What programs write around history and below a mail, in the languages that their people set. A
 * list ends in NULL. All of it is in Unicode's composed form (NFC), and a new language is a few
 * words here and its mails in tests/corpus/replies.
 */
#pragma once

#include <stdbool.h>

/* Before the colon that ends "... wrote:". */
extern const char *const reply_verbs[];
/* The same where other words stand between it and the colon. */
extern const char *const reply_inner_verbs[];
/* How a line begins that names a day and then an author; figures of any script do so too. */
extern const char *const reply_openers[];

/* The names of the fields that Outlook repeats above what it answers. */
extern const char *const reply_senders[];
extern const char *const reply_dates[];
extern const char *const reply_receivers[];
extern const char *const reply_subjects[];

/* Between dashes, above what is answered or passed on; the second also before a colon. */
extern const char *const reply_originals[];
extern const char *const reply_forwards[];

/* "Sent from my telephone": how the line begins and what else it holds; names_thing: one of
 * reply_things as well. */
struct reply_device {
	const char *begin, *hold;
	bool names_thing;
};

extern const struct reply_device reply_devices[]; /* the last begins with NULL */
extern const char *const reply_things[];

/* "See my answers below": a word of either list says that history holds new text. */
extern const char *const reply_places[];
extern const char *const reply_answers[];
