/*
 * scan: what the virus scanner says of a file, whoever it is from. Where the
 * house has a scanner, each file waits for it and is handed to nobody until it
 * was found clean, and so do those that were there before the scanner; one that
 * is infected is kept and handed to nobody ever. A message that came is there at
 * once; a mail of ours leaves when its files are clean.
 */
#pragma once

#include "ticket/message.h"

struct scan_wait {
	int64_t message_id, position, ticket_id, due_at, attempts;
};

struct scan_wait_list {
	struct scan_wait *items;
	size_t count;
};

/* Before a file is stored: fills scan and scan_found, and has it wait when the house has a scanner.
 */
enum hk_result scan_begin(struct ctx *cx, struct attachment *file);
/* Of files as they were read: what no scanner was asked about waits, when the house has one now. */
void scan_apply(const struct ctx *cx, struct attachment *files, size_t count);
/* Whether there are files that no scanner was asked about. */
enum hk_result scan_has_old(struct ctx *cx, bool *ret);
/* Has some files wait that were there before the scanner, at most limit of them; ret_count: how
 * many. */
enum hk_result scan_collect(struct ctx *cx, int64_t limit, int64_t *ret_count);

/* Those that are due, oldest first. */
enum hk_result scan_due_list(struct ctx *cx, int64_t limit, struct scan_wait_list *ret);
/* When the next one is due, or INT64_MAX. */
enum hk_result scan_next_at(struct ctx *cx, int64_t *ret);

/* It was looked through; found "": nothing is in it. A virus stands in the history of the ticket.
 * HK_NOT_FOUND: the file is gone, and waits no more. */
enum hk_result scan_settle(struct ctx *cx, const struct scan_wait *wait, const char *found);
/* It could not be: later again, with doubling pauses up to an hour. */
enum hk_result scan_put_off(struct ctx *cx, const struct scan_wait *wait);

/* Whether a file of that message waits, or is infected, so that the mail as it came, which has it
 * too, is not handed out either: a sentence for people, or "". Also for message 0. */
enum hk_result scan_why_not(struct ctx *cx, int64_t ticket_id, int64_t message_id,
			    const char **ret);
/* "virus.zip (Eicar-Signature), ..." of one message; "" when there is none. */
enum hk_result scan_infected_names(struct ctx *cx, int64_t ticket_id, int64_t message_id,
				   const char **ret);

/* Why a file with that scan cannot be had: a sentence for people; "" when it can. */
const char *scan_words(const char *scan);
