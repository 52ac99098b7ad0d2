#include "ticket/write/later.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/job.h"
#include "core/language.h"
#include "core/markdown.h"
#include "core/search.h"
#include "people/session.h"
#include "ticket/file/file_lines.h"
#include "ticket/history.h"
#include "ticket/write/draft.h"

enum { SHOWN = 20 /* of one ticket */ };

static const struct db_column columns[] = {
	DB_COLUMN(struct later, id),           DB_COLUMN(struct later, ticket_id),
	DB_COLUMN(struct later, staff_id),     DB_COLUMN(struct later, text),
	DB_COLUMN(struct later, is_addressed), DB_COLUMN(struct later, addressee),
	DB_COLUMN(struct later, cc),           DB_COLUMN(struct later, bcc),
	DB_COLUMN(struct later, sure_of),      DB_COLUMN(struct later, files),
	DB_COLUMN(struct later, promises),     DB_COLUMN(struct later, turn),
	DB_COLUMN(struct later, send_at),      DB_COLUMN(struct later, seen_id),
	DB_COLUMN(struct later, stood_id),     DB_COLUMN(struct later, bucket),
	DB_COLUMN(struct later, state),        DB_COLUMN(struct later, reason),
	DB_COLUMN(struct later, message_id),   DB_COLUMN(struct later, created_at),
	DB_COLUMN(struct later, settled_at),   DB_COLUMN(struct later, version),
};
static const struct db_record record = DB_RECORD("later_reply", struct later, columns);

static const char *const turns[] = {
	[REPLY_WAIT] = "wait", [REPLY_KEEP_OPEN] = "open", [REPLY_RESOLVE] = "resolve"
};

static enum reply_then then_of(const struct later *later)
{
	for (size_t i = 0; i < HK_COUNT(turns); i++)
		if (strcmp(turns[i], later->turn) == 0)
			return (enum reply_then)i;
	return REPLY_KEEP_OPEN;
}

/* A job for each time that was chosen: one of an older time finds that it is not due yet. */
static enum hk_result appoint(struct ctx *cx, const struct later *later)
{
	return job_add(cx, LATER_JOB, later->id, later->send_at,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, later->id, later->version));
}

static enum hk_result check_time(struct ctx *cx, int64_t send_at)
{
	if (send_at <= cx->now)
		return field_problem(cx, "later_at",
				     TR("This time has passed. Please choose a later one."));
	if (send_at > cx->now + LATER_MOST_DAYS * HK_DAY)
		return field_problem(cx, "later_at",
				     TR("Please choose a time within a year from now."));
	return HK_OK;
}

/* It cannot be kept before it is said. */
static enum hk_result check_promises(struct ctx *cx, const struct promise_list *promises,
				     int64_t send_at)
{
	for (size_t i = 0; i < promises->count; i++)
		if (promises->items[i].due_at <= send_at)
			return field_problem(cx, "promise_at",
					     TR("What is promised would be due before the reply "
						"leaves. Please choose a later time for it."));
	return HK_OK;
}

/* A form that was sent twice. */
static enum hk_result twin_find(struct ctx *cx, const struct ticket *ticket,
				const struct reply *reply, int64_t send_at, int64_t *ret_id)
{
	struct later twin;
	enum hk_result result = db_select_one(
		cx->db, &record,
		DB_WHERE("ticket_id = $2 AND state = 'waiting' AND staff_id = $3 AND send_at = $4"
			 " AND text = $5",
			 "ORDER BY +id LIMIT 1"),
		DB_ARGS(ticket->id, cx->actor->id, send_at, reply->text), &twin);

	*ret_id = result == HK_OK ? twin.id : 0;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

enum hk_result later_add(struct ctx *cx, struct ticket *ticket, const struct reply *reply,
			 int64_t send_at, int64_t *ret_id)
{
	struct later later = {
		.ticket_id = ticket->id,
		.staff_id = cx->actor->id,
		.text = reply->text,
		.is_addressed = reply->people.is_chosen,
		.addressee = or_empty(reply->people.to),
		.cc = or_empty(reply->people.cc),
		.bcc = or_empty(reply->people.bcc),
		.sure_of = or_empty(reply->sure_of),
		.files = file_lines_write(cx, &reply->attachments),
		.promises = promise_lines_write(cx, &reply->promises),
		.turn = turns[reply->then],
		.send_at = send_at,
		.seen_id = reply->seen_id,
		.stood_id = reply->stood_id,
		.bucket = ticket->bucket,
		.state = "waiting",
		.reason = "",
		.created_at = cx->now,
		.version = 1,
	};

	const struct draft sent = { .ticket_id = ticket->id,
				    .kind = "reply",
				    .text = reply->text,
				    .addressee = "",
				    .cc = "",
				    .bcc = "" };

	HK_TRY(twin_find(cx, ticket, reply, send_at, ret_id));
	if (*ret_id)
		return HK_OK;
	HK_TRY(check_time(cx, send_at));
	HK_TRY(check_promises(cx, &reply->promises, send_at));
	HK_TRY(reply_check(cx, ticket, reply));
	later.id = ctx_new_id(cx);
	HK_TRY(db_insert(cx->db, &record, &later));
	HK_TRY(draft_end(cx, &sent, reply->drafted ? reply->drafted : "", &reply->attachments));
	HK_TRY(history_record(cx, ticket->id, "later", "", NULL));
	HK_TRY(appoint(cx, &later));
	*ret_id = later.id;
	return ticket_tell(cx, ticket, "reply.later");
}

enum hk_result later_of(struct ctx *cx, const struct ticket *ticket, struct later_list *ret)
{
	struct db_rows rows;

	/* A list and a limit would each make a table in SQLite's memory, though mostly there is
	 * none. */
	HK_TRY(db_select(
		cx->db, &record,
		DB_WHERE("ticket_id = $2 AND NOT (state <> 'waiting' AND state <> 'stopped')",
			 "ORDER BY send_at, id"),
		DB_ARGS(ticket->id), &rows));
	*ret = (struct later_list){ rows.items, rows.count < SHOWN ? rows.count : SHOWN };
	return HK_OK;
}

enum hk_result later_find(struct ctx *cx, const struct ticket *ticket, int64_t id,
			  struct later *ret)
{
	return db_select_one(cx->db, &record,
			     DB_WHERE("ticket_id = $2 AND id = $3 AND"
				      " state IN ('waiting', 'stopped')",
				      ""),
			     DB_ARGS(ticket->id, id), ret);
}

struct newest {
	int64_t id;
};

static const struct db_column newest_columns[] = { DB_COLUMN_AS(struct newest, id,
								"coalesce(max(+id), 0)") };
static const struct db_record newest_record =
	DB_RECORD("later_reply", struct newest, newest_columns);

enum hk_result later_last_own(struct ctx *cx, const struct ticket *ticket, int64_t *ret_id)
{
	struct newest newest;

	HK_TRY(db_select_one(cx->db, &newest_record,
			     DB_WHERE("ticket_id = $2 AND staff_id = $3", ""),
			     DB_ARGS(ticket->id, cx->actor->id), &newest));
	*ret_id = newest.id;
	return HK_OK;
}

/* Only what still stands as it was read. */
static enum hk_result settle(struct ctx *cx, const struct later *later, const char *state,
			     const char *reason, int64_t message_id)
{
	bool is_over = strcmp(state, "stopped") != 0;
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("later_reply",
				   "state = $4, reason = $5, message_id = $6, settled_at = $7,"
				   " version = version + 1",
				   "id = $2 AND version = $3 AND state IN ('waiting', 'stopped')",
				   ""),
			 DB_ARGS(later->id, later->version, state, reason, message_id,
				 is_over ? cx->now : 0),
			 &count));
	return count ? HK_OK : HK_CONFLICT;
}

static struct reply reply_of(struct ctx *cx, const struct later *later)
{
	int64_t space = search_space(cx, SEARCH_TICKETS, 0);

	return (struct reply){
		.text = later->text,
		.html = markdown_render(cx->arena, later->text).html,
		.language = language_of(cx->kit->languages, later->text),
		.people = { later->is_addressed != 0, later->addressee, later->cc, later->bcc },
		.sure_of = later->sure_of,
		.tokens_space = space,
		.tokens = search_tokens(cx, space, "", later->text),
		.then = then_of(later),
		.seen_id = later->seen_id,
		.stood_id = later->stood_id,
		.attachments = file_lines_read(cx, later->files, DRAFT_FILES_MAX),
		.promises = promise_lines_read(cx, later->promises),
		/* 0: at once; what its writer has begun since stays his draft. */
		.hold_ms = 0,
	};
}

/* As its writer, whose name it bears and whose own words are no news to it. */
static enum hk_result send_as_writer(struct ctx *cx, struct ticket *ticket,
				     const struct later *later, const struct reply *reply,
				     int64_t *ret_message_id)
{
	const struct actor *before = cx->actor;
	struct actor writer;
	struct session_view view;
	enum hk_result result = actor_of_staff(cx, later->staff_id, &writer, &view);

	if (result != HK_OK)
		return result == HK_NOT_FOUND
			       ? problem(cx, HK_INVALID,
					 TR("Who wrote this is no longer here. Please look whether "
					    "it still fits."))
			       : result;
	cx->actor = &writer;
	result = reply_add(cx, ticket, reply, ret_message_id);
	cx->actor = before;
	return result;
}

static const char *sentence_of(struct ctx *cx)
{
	return cx->problem ? cx->problem : cx->field_count ? cx->fields[0].sentence : "";
}

static enum hk_result stop(struct ctx *cx, const struct ticket *ticket, const struct later *later,
			   const char *reason)
{
	HK_TRY(settle(cx, later, "stopped", reason, 0));
	HK_TRY(history_record(cx, ticket->id, "later_stopped", "", NULL));
	return ticket_tell(cx, ticket, "reply.stopped");
}

static bool is_moved(const struct ticket *ticket, const struct later *later)
{
	return strcmp(ticket->bucket, later->bucket) != 0;
}

static const char moved_words[] =
	TR("The ticket came to its end, or was opened again, meanwhile. Please look whether this "
	   "reply still fits.");

enum hk_result later_send_due(struct ctx *cx, int64_t id)
{
	struct later later;
	struct ticket ticket;
	struct reply reply;
	enum hk_result result;
	int64_t message_id = 0;

	HK_TRY(db_select_one(cx->db, &record, DB_WHERE("id = $2 AND state = 'waiting'", ""),
			     DB_ARGS(id), &later));
	if (later.send_at > cx->now)
		return HK_OK;
	HK_TRY(ticket_by_row(cx, later.ticket_id, &ticket));
	if (is_moved(&ticket, &later))
		return stop(cx, &ticket, &later, moved_words);
	reply = reply_of(cx, &later);
	result = send_as_writer(cx, &ticket, &later, &reply, &message_id);
	if (result == HK_CONFLICT || result == HK_INVALID) {
		const char *reason = sentence_of(cx);

		cx->problem = NULL;
		cx->field_count = 0;
		return stop(cx, &ticket, &later, reason);
	}
	HK_TRY(result);
	return settle(cx, &later, "sent", "", message_id);
}

/* What its writer has not seen. NULL: it may still go. */
static enum hk_result why_not(struct ctx *cx, const struct ticket *ticket,
			      const struct later *later, const char **ret)
{
	const struct actor *before = cx->actor;
	const struct actor writer = {
		.kind = ACTOR_STAFF, .id = later->staff_id, .name = "", .email = "", .role = ""
	};
	struct message_list words;
	struct history_list deeds = { NULL, 0 };
	enum hk_result result;

	cx->actor = &writer;
	result = message_unseen(cx, ticket, later->seen_id, &words);
	if (result == HK_OK && later->stood_id)
		result = history_unseen(cx, ticket, later->stood_id, &deeds);
	cx->actor = before;
	HK_TRY(result);
	*ret = NULL;
	if (words.count)
		*ret = TR("Something new arrived meanwhile. Please look whether this reply still "
			  "fits.");
	else if (is_moved(ticket, later))
		*ret = moved_words;
	else if (deeds.count)
		*ret = TR("Somebody changed the ticket meanwhile. Please look whether this reply "
			  "still fits.");
	return HK_OK;
}

enum hk_result later_look(struct ctx *cx, int64_t ticket_id, struct later_list *ret_stopped)
{
	struct later_list stopped = { NULL, 0 };
	struct db_rows rows;
	struct ticket ticket;

	*ret_stopped = stopped;
	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("ticket_id = $2 AND state = 'waiting'", "ORDER BY +id LIMIT 20"),
			 DB_ARGS(ticket_id), &rows));
	if (rows.count == 0)
		return HK_OK;
	HK_TRY(ticket_by_row(cx, ticket_id, &ticket));
	stopped.items = hk_alloc(cx->arena, rows.count, sizeof(*stopped.items));
	for (size_t i = 0; i < rows.count; i++) {
		const struct later *one = &((struct later *)rows.items)[i];
		const char *reason;

		HK_TRY(why_not(cx, &ticket, one, &reason));
		if (!reason)
			continue;
		HK_TRY(stop(cx, &ticket, one, reason));
		stopped.items[stopped.count++] = *one;
	}
	*ret_stopped = stopped;
	return HK_OK;
}

enum hk_result later_now(struct ctx *cx, struct ticket *ticket, int64_t id,
			 const struct later_sight *sight)
{
	struct later later;
	struct reply reply;
	int64_t message_id = 0;

	HK_TRY(later_find(cx, ticket, id, &later));
	reply = reply_of(cx, &later);
	reply.seen_id = sight->seen_id;
	reply.stood_id = sight->stood_id;
	/* He has them before his eyes. */
	reply.knows_tasks = true;
	HK_TRY(send_as_writer(cx, ticket, &later, &reply, &message_id));
	return settle(cx, &later, "sent", "", message_id);
}

static enum hk_result seen_since(struct ctx *cx, const struct ticket *ticket,
				 const struct later_sight *sight)
{
	struct message_list words;
	struct history_list deeds;

	HK_TRY(message_unseen(cx, ticket, sight->seen_id, &words));
	HK_TRY(history_unseen(cx, ticket, sight->stood_id, &deeds));
	if (words.count + deeds.count == 0)
		return HK_OK;
	return problem(cx, HK_CONFLICT,
		       TR("Something happened on this ticket just now. Please look at it first."));
}

enum hk_result later_keep(struct ctx *cx, const struct ticket *ticket, int64_t id,
			  const struct later_sight *sight)
{
	struct later later;

	HK_TRY(later_find(cx, ticket, id, &later));
	HK_TRY(check_time(cx, later.send_at));
	HK_TRY(seen_since(cx, ticket, sight));
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("later_reply",
				 "state = 'waiting', reason = '', seen_id = $3, stood_id = $4,"
				 " bucket = $5, version = version + 1",
				 "id = $2", ""),
		       DB_ARGS(id, sight->seen_id, sight->stood_id, ticket->bucket)));
	later.version++;
	HK_TRY(appoint(cx, &later));
	return ticket_tell(cx, ticket, "reply.later");
}

/* Before what has been begun since, with its files. */
static enum hk_result draft_again(struct ctx *cx, const struct ticket *ticket,
				  const struct later *later)
{
	const struct people_text people = { later->is_addressed != 0, later->addressee, later->cc,
					    later->bcc };
	struct draft begun = { .text = "", .files = "" };
	enum hk_result result = draft_find(cx, ticket->id, "reply", &begun);
	const char *text = later->text;
	struct attachment_list files;

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (*begun.text && strcmp(begun.text, text) != 0)
		text = hk_format(cx->arena, "%s\n\n%s", text, begun.text);
	HK_TRY(draft_put_with(cx, ticket->id, "reply", text, &people));
	files = file_lines_read(cx, hk_format(cx->arena, "%s%s", later->files, begun.files),
				DRAFT_FILES_MAX);
	return draft_files_put(cx, ticket->id, "reply", &files);
}

enum hk_result later_cancel(struct ctx *cx, const struct ticket *ticket, int64_t id, bool is_change)
{
	const struct actor *before = cx->actor;
	struct actor writer = *before;
	struct later later;
	enum hk_result result;

	HK_TRY(later_find(cx, ticket, id, &later));
	HK_TRY(settle(cx, &later, "cancelled", "", 0));
	if (!is_change)
		writer.id = later.staff_id;
	cx->actor = &writer;
	result = draft_again(cx, ticket, &later);
	cx->actor = before;
	HK_TRY(result);
	HK_TRY(history_record(cx, ticket->id, "later_cancelled", "", NULL));
	return ticket_tell(cx, ticket, "reply.later");
}

enum hk_result later_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count)
{
	return db_change(cx->db,
			 DB_DELETE("later_reply",
				   "id IN (SELECT " DB_WALKS
				   "id FROM later_reply WHERE org_id = $1 AND"
				   " state IN ('sent', 'cancelled') AND settled_at < $2"
				   " ORDER BY id LIMIT $3)"),
			 DB_ARGS(before, limit), ret_count);
}
