/* What a run made or added to, by the version in which it left it: another version now means that
 * somebody touched it since. For this room's import files alone. */
#pragma once

#include "intake/import.h"
#include "ticket/ticket.h"

struct import_made {
	int64_t import_id;
	const char *kind; /* ticket, customer */
	int64_t about_id, is_new, before, version;
	const char *state; /* made, undone, kept */
	const char *reason;
};

struct import_made_list {
	struct import_made *items;
	size_t count;
};

/* Adds it, or writes the version that it has now. */
enum hk_result import_made_note(struct ctx *cx, const struct import_made *made);
/* Some of those that were not undone yet, by about_id. */
enum hk_result import_made_page(struct ctx *cx, int64_t import_id, const char *kind, int64_t limit,
				struct import_made_list *ret);
/* Of all runs that have to do with it. */
enum hk_result import_made_of(struct ctx *cx, const char *kind, int64_t about_id,
			      struct import_made_list *ret);
enum hk_result import_made_settle(struct ctx *cx, const struct import_made *made, const char *state,
				  const char *reason);
/* The ticket was made by a run, and stands as a run left it. */
enum hk_result import_is_ours(struct ctx *cx, int64_t ticket_id, int64_t version, bool *ret);
/* Neither a draft nor a reply that waits for its time changes the ticket's version. */
enum hk_result import_is_written_about(struct ctx *cx, const struct ticket *ticket, bool *ret);
