#include "intake/import_join.h"

#include "intake/import_made.h"
#include "intake/import_thread.h"
#include "ticket/mail/past.h"

/* The two tickets, and which runs have to do with them. */
struct halves {
	struct import *run; /* that is at work */
	struct ticket *into, from;
	struct import_made_list of_into, of_from;
	const struct import_made *ours; /* what the run did to the first; NULL: nothing yet */
};

static bool is_alike(const struct ticket *a, const struct ticket *b)
{
	return a->customer_id == b->customer_id && a->mailbox_id == b->mailbox_id &&
	       a->team_id == b->team_id && a->is_restricted == b->is_restricted &&
	       !a->merged_into && !b->merged_into;
}

static bool is_of_run(const struct halves *halves, const struct import_made *made)
{
	return made->import_id == halves->run->id;
}

static const struct import_made *made_by(const struct import_made_list *list, int64_t import_id)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].import_id == import_id)
			return &list->items[i];
	return NULL;
}

/* Runs made it, and nobody else has come to it since. */
static enum hk_result from_is_free(struct ctx *cx, struct halves *halves, bool *ret)
{
	bool is_ours, is_written;

	HK_TRY(import_made_of(cx, "ticket", halves->from.id, &halves->of_from));
	HK_TRY(import_is_ours(cx, halves->from.id, halves->from.version, &is_ours));
	HK_TRY(import_is_written_about(cx, &halves->from, &is_written));
	*ret = is_ours && !is_written;
	return HK_OK;
}

/* Runs are undone one after the other, the last one first: so what is brought here must belong to
 * none upon which others have built, but for the one at work. */
static enum hk_result into_is_free(struct ctx *cx, struct halves *halves, bool *ret)
{
	HK_TRY(import_made_of(cx, "ticket", halves->into->id, &halves->of_into));
	halves->ours = made_by(&halves->of_into, halves->run->id);
	*ret = true;
	for (size_t i = 0; i < halves->of_from.count; i++) {
		const struct import_made *moved = &halves->of_from.items[i];
		const struct import_made *there = made_by(&halves->of_into, moved->import_id);

		if (is_of_run(halves, moved))
			continue;
		if (halves->ours && halves->ours->is_new)
			*ret = false;
		for (size_t k = 0; there && k < halves->of_into.count; k++) {
			const struct import_made *other = &halves->of_into.items[k];

			if (!is_of_run(halves, other) && other->version > there->version)
				*ret = false;
		}
	}
	return HK_OK;
}

static enum hk_result one_note(struct ctx *cx, const struct halves *halves,
			       const struct import_made *moved, int64_t before)
{
	HK_TRY(import_made_settle(cx, moved, "undone", ""));
	if (moved->is_new && is_of_run(halves, moved))
		halves->run->tickets--;
	else if (moved->is_new)
		HK_TRY(db_send(cx->db, DB_UPDATE("import", "tickets = tickets - 1", "id = $2", ""),
			       DB_ARGS(moved->import_id)));
	if (is_of_run(halves, moved))
		return HK_OK;
	return import_made_note(cx, &(struct import_made){ .import_id = moved->import_id,
							   .kind = "ticket",
							   .about_id = halves->into->id,
							   .before = before,
							   .version = halves->into->version });
}

/* What others brought stands below what this run adds: undone, it leaves theirs. */
static enum hk_result note(struct ctx *cx, const struct halves *halves, int64_t before,
			   int64_t *ret_before)
{
	int64_t below = halves->ours ? halves->ours->before : before;
	bool has_others = false;

	HK_TRY(db_send(cx->db, DB_UPDATE("import_ref", "ticket_id = $3", "ticket_id = $2", ""),
		       DB_ARGS(halves->from.id, halves->into->id)));
	for (size_t i = 0; i < halves->of_from.count; i++) {
		const struct import_made *moved = &halves->of_from.items[i];

		HK_TRY(one_note(cx, halves, moved, below));
		has_others = has_others || !is_of_run(halves, moved);
	}
	*ret_before = has_others ? halves->into->version : before;
	if (!has_others)
		return HK_OK;
	return db_send(cx->db,
		       DB_UPDATE("import_made", "before = $4",
				 "import_id = $2 AND kind = 'ticket' AND about_id = $3", ""),
		       DB_ARGS(halves->run->id, halves->into->id, halves->into->version));
}

enum hk_result import_join(struct ctx *cx, struct import *run, const char *mail_id,
			   struct ticket *ticket, int64_t *ret_before)
{
	struct halves halves = { .run = run, .into = ticket };
	int64_t from_id, before = ticket->version;
	enum hk_result result = past_wanted_find(cx, mail_id, &from_id);
	bool is_free = false, is_ours;

	*ret_before = before;
	if (result == HK_OK && from_id != ticket->id)
		result = ticket_by_row(cx, from_id, &halves.from);
	if (result == HK_NOT_FOUND || (result == HK_OK && from_id == ticket->id))
		return HK_OK;
	HK_TRY(result);
	if (is_alike(ticket, &halves.from))
		HK_TRY(from_is_free(cx, &halves, &is_free));
	if (is_free)
		HK_TRY(into_is_free(cx, &halves, &is_free));
	if (!is_free)
		return HK_OK;
	HK_TRY(import_is_ours(cx, ticket->id, ticket->version, &is_ours));
	HK_TRY(past_join(cx, ticket, &halves.from, is_ours));
	return note(cx, &halves, before, ret_before);
}
