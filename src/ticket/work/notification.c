#include "ticket/work/notification.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/event.h"
#include "core/i18n.h"
#include "core/job.h"
#include "core/rights.h"
#include "ticket/seen.h"

enum { WORDS_MAX_BYTES = 300 };

/* is_mailed: of the others the house writes a mail of its own. */
static const struct kind {
	const char *name, *icon, *sentence;
	bool is_mailed;
} kinds[] = {
	{ "mention", "at-sign", TR("{name} named you in a note on ticket {number}"), true },
	{ "task.given", "list-checks", TR("{name} has a task for you"), true },
	{ "task.team", "list-checks", TR("{name} has a task for your team"), true },
	{ "task.done", "circle-check", TR("{name} did what you asked for"), true },
	{ "task.declined", "circle-help", TR("{name} declined a task of yours"), true },
	{ "task.taken_back", "undo-2", TR("{name} took back a task"), true },
	{ "task.late", "clock", TR("A task of yours is late"), true },
	{ "task.late_given", "clock", TR("A task that you gave is late"), true },
	{ "task.returned", "undo-2", TR("Who had your task has left: it came back to you"), true },
	{ "follow.word", "message-square", TR("{name} wrote on ticket {number}, which you follow"),
	  true },
	{ "follow.end", "circle-check", TR("Ticket {number}, which you follow, came to its end"),
	  true },
	{ "follow.again", "rotate-ccw", TR("Ticket {number}, which you follow, is open again"),
	  true },
	{ "side.word", "message-square", TR("{name} answered beside ticket {number}"), true },
	{ "reply.stopped", "triangle-alert",
	  TR("Your reply on ticket {number} waits for your decision"), false },
	{ "reply.unsent", "triangle-alert", TR("Your reply on ticket {number} has not left yet"),
	  false },
	{ "snooze.over", "alarm-clock", TR("Ticket {number} is back in your inbox"), true },
	{ "rule", "zap", TR("{name} asks you to look at ticket {number}"), true },
	{ "handed_over", "user-check", TR("{name} gave you ticket {number}"), false },
	{ "complaint.safety", "triangle-alert",
	  TR("A complaint says that somebody may be in danger: ticket {number}"), true },
	{ "line.stopped", "hand", TR("{name} stopped the line because of cause {number}"), true },
	{ "line.unheard", "hand",
	  TR("Nobody has answered yet: the line is stopped because of cause {number}"), true },
	{ "line.heard", "hand", TR("{name} looks after the line that you stopped"), true },
	{ "line.released", "play", TR("{name} let the line go on: cause {number}"), true },
	{ "prevention.given", "shield", TR("{name} gave you an action against cause {number}"),
	  true },
	{ "prevention.worked", "shield", TR("An action against cause {number} worked"), true },
	{ "prevention.none", "shield",
	  TR("An action against cause {number} was measured: no evidence that it worked"), true },
	{ "prevention.worse", "shield",
	  TR("An action against cause {number} was measured: it became worse"), true },
	{ "cause.given", "workflow", TR("{name} gave you cause {number}"), true },
	{ "cause.left", "workflow", TR("Who had cause {number} has left: it is yours now"), true },
	{ "cause.merged", "workflow", TR("{name} made a cause of yours and cause {number} one"),
	  true },
	{ "talks.wait", "messages-square",
	  TR("People who stay unknown wait for a word in this many talks: {number}"), true },
	{ "prevention.left", "shield",
	  TR("Who had an action against cause {number} has left: it is yours now"), true },
	{ "decision.given", "list-checks", TR("{name} wrote down that you see to a decision"),
	  true },
	{ "decision.left", "list-checks",
	  TR("Who saw to a decision of a meeting has left: it is yours now"), true },
	{ "decision.late", "clock", TR("A decision of a meeting that you see to is late"), true },
	{ "decision.late_given", "clock", TR("A decision that you wrote down is late"), true },
	{ "silent.given", "phone", TR("{name} asks you to call somebody who fell silent"), true },
	{ "silent.late", "clock", TR("Somebody who fell silent waits for a call of yours"), true },
	{ "loop.new", "message-square", TR("Somebody is not content and waits for a word of yours"),
	  false },
	{ "loop.soon", "clock", TR("The 24 hours for a word of yours are nearly up"), false },
	{ "loop.late", "clock", TR("Somebody has waited more than 24 hours for a word of ours"),
	  false },
	{ "loop.chain", "triangle-alert",
	  TR("Somebody still waits for a word of ours, and nobody has said that he sees to it"),
	  false },
	/* icons: workflow at-sign list-checks circle-check circle-help undo-2 clock message-square
	 * rotate-ccw triangle-alert user-check zap hand play shield alarm-clock phone
	 * messages-square */
};

static const struct db_column columns[] = {
	DB_COLUMN(struct notification, id),          DB_COLUMN(struct notification, staff_id),
	DB_COLUMN(struct notification, effect_key),  DB_COLUMN(struct notification, at),
	DB_COLUMN(struct notification, kind),        DB_COLUMN(struct notification, ticket_id),
	DB_COLUMN(struct notification, number),      DB_COLUMN(struct notification, task_id),
	DB_COLUMN(struct notification, from_name),   DB_COLUMN(struct notification, words),
	DB_COLUMN(struct notification, read_at),     DB_COLUMN(struct notification, cause_id),
	DB_COLUMN(struct notification, response_id), DB_COLUMN(struct notification, sheet_id),
};
static const struct db_record record = DB_RECORD("notification", struct notification, columns);

/* $2 is who looks. */
static const struct db_column shown_columns[] = {
	DB_COLUMN_AS(struct notification, id, "notification.id"),
	DB_COLUMN_AS(struct notification, staff_id, "notification.staff_id"),
	DB_COLUMN_AS(struct notification, effect_key, "notification.effect_key"),
	DB_COLUMN_AS(struct notification, at, "notification.at"),
	DB_COLUMN_AS(struct notification, kind, "notification.kind"),
	DB_COLUMN_AS(struct notification, ticket_id, "notification.ticket_id"),
	DB_COLUMN_AS(struct notification, number, "notification.number"),
	DB_COLUMN_AS(struct notification, task_id, "notification.task_id"),
	DB_COLUMN_AS(struct notification, from_name, "notification.from_name"),
	DB_COLUMN_AS(struct notification, words, "notification.words"),
	DB_COLUMN_AS(struct notification, read_at, "notification.read_at"),
	DB_COLUMN_AS(struct notification, cause_id, "notification.cause_id"),
	DB_COLUMN_AS(struct notification, response_id, "notification.response_id"),
	DB_COLUMN_AS(struct notification, sheet_id, "notification.sheet_id"),
	DB_COLUMN_AS(struct notification, may_see,
		     "CASE WHEN notification.ticket_id = 0 "
		     "OR notification.task_id <> 0 OR notification.cause_id <> 0 "
		     "OR " SEEN_BY_STAFF " THEN 1 ELSE 0 END"),
};
static const struct db_record shown_record =
	DB_RECORD_FROM("notification",
		       "notification LEFT JOIN ticket ON ticket.org_id = notification.org_id AND"
		       " ticket.id = notification.ticket_id",
		       struct notification, shown_columns);

static const struct kind *kind_of(const struct notification *notification)
{
	for (size_t i = 0; i < HK_COUNT(kinds); i++)
		if (strcmp(kinds[i].name, notification->kind) == 0)
			return &kinds[i];
	return NULL;
}

static const char *beginning(struct ctx *cx, const char *words)
{
	const char *line = hk_one_line(cx->arena, words);
	size_t length = hk_utf8_fit(line, WORDS_MAX_BYTES);

	return line[length] ? hk_format(cx->arena, "%.*s…", (int)length, line) : line;
}

/* His pages hear of it; nobody else learns what it is about. */
static enum hk_result tell(struct ctx *cx, int64_t staff_id)
{
	return event_record(cx, &(struct event){ .kind = "notification", .owner_id = staff_id });
}

enum hk_result notification_add(struct ctx *cx, const struct notification *wish)
{
	const struct kind *kind = kind_of(wish);
	int64_t id, count;

	if (!kind || !wish->staff_id ||
	    (cx->actor->kind == ACTOR_STAFF && cx->actor->id == wish->staff_id))
		return HK_OK;
	id = ctx_new_id(cx);
	HK_TRY(db_change(cx->db,
			 DB_ADD("notification",
				"id, staff_id, effect_key, at, kind, ticket_id, number, task_id,"
				" from_name, words, read_at",
				"$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0",
				"ON CONFLICT (org_id, staff_id, effect_key) DO NOTHING"),
			 DB_ARGS(id, wish->staff_id, wish->effect_key, cx->now, wish->kind,
				 wish->ticket_id, wish->number, wish->task_id, wish->from_name,
				 beginning(cx, wish->words)),
			 &count));
	if (count == 0)
		return HK_OK;
	if (wish->cause_id || wish->response_id || wish->sheet_id)
		HK_TRY(db_send(cx->db,
			       DB_UPDATE("notification",
					 "cause_id = $3, response_id = $4, sheet_id = $5",
					 "id = $2", ""),
			       DB_ARGS(id, wish->cause_id, wish->response_id, wish->sheet_id)));
	HK_TRY(db_send(cx->db, DB_UPDATE("staff", "unread_count = unread_count + 1", "id = $2", ""),
		       DB_ARGS(wish->staff_id)));
	if (kind->is_mailed)
		HK_TRY(job_add(cx, NOTIFICATION_JOB, id, cx->now,
			       hk_format(cx->arena, "%" PRId64, id)));
	return tell(cx, wish->staff_id);
}

bool notification_is_of_house(const struct notification *one)
{
	return one->cause_id || one->sheet_id || hk_equal(one->kind, "talks.wait");
}

/* Who may see no ticket at all sees what is about his tasks. */
static void veil(const struct ctx *cx, struct notification *one)
{
	bool may_read = actor_may(cx->actor, RIGHT_TICKET_READ);

	one->may_see = one->task_id || notification_is_of_house(one) || (one->may_see && may_read);
	if (!one->may_see)
		one->words = "";
}

enum hk_result notification_page(struct ctx *cx, int64_t before_id, int64_t limit,
				 struct notification_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &shown_record,
			 DB_WHERE("notification.staff_id = $2 AND notification.id < $3",
				  "ORDER BY notification.id DESC LIMIT $4"),
			 DB_ARGS(cx->actor->id, before_id, limit), &rows));
	*ret = (struct notification_list){ rows.items, rows.count };
	for (size_t i = 0; i < ret->count; i++)
		veil(cx, &ret->items[i]);
	return HK_OK;
}

enum hk_result notification_find(struct ctx *cx, int64_t id, struct notification *ret)
{
	HK_TRY(db_select_one(cx->db, &shown_record,
			     DB_WHERE("notification.staff_id = $2 AND notification.id = $3", ""),
			     DB_ARGS(cx->actor->id, id), ret));
	veil(cx, ret);
	return HK_OK;
}

enum hk_result notification_by_row(struct ctx *cx, int64_t id, struct notification *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

/* The kept count follows what was read just now. */
static enum hk_result count_down(struct ctx *cx, int64_t count)
{
	if (count == 0)
		return HK_OK;
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("staff",
				 "unread_count = CASE WHEN unread_count > $3 THEN"
				 " unread_count - $3 ELSE 0 END",
				 "id = $2", ""),
		       DB_ARGS(cx->actor->id, count)));
	return tell(cx, cx->actor->id);
}

enum hk_result notification_read(struct ctx *cx, int64_t id)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("notification", "read_at = $4",
				   "staff_id = $2 AND id = $3 AND read_at = 0", ""),
			 DB_ARGS(cx->actor->id, id, cx->now), &count));
	return count_down(cx, count);
}

enum hk_result notification_read_all(struct ctx *cx, int64_t ticket_id)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("notification", "read_at = $4",
				   "staff_id = $2 AND read_at = 0 AND"
				   " (ticket_id = $3 OR $3 = 0)",
				   ""),
			 DB_ARGS(cx->actor->id, ticket_id, cx->now), &count));
	return count_down(cx, count);
}

/* What nobody read in so long a time is not read any more, and leaves the kept count too. */
enum hk_result notification_forget(struct ctx *cx, int64_t before, int64_t limit,
				   int64_t *ret_count)
{
	HK_TRY(db_change(cx->db,
			 DB_DELETE("notification",
				   "id IN (SELECT id FROM notification WHERE org_id = $1 AND"
				   " at < $2 ORDER BY at LIMIT $3)"),
			 DB_ARGS(before, limit), ret_count));
	if (*ret_count == 0)
		return HK_OK;
	return db_send(cx->db,
		       DB_UPDATE("staff",
				 "unread_count = (SELECT count(*) FROM notification WHERE"
				 " notification.org_id = $1 AND"
				 " notification.staff_id = staff.id AND"
				 " notification.read_at = 0)",
				 "unread_count > 0", ""),
		       DB_NONE);
}

const char *notification_say(struct ctx *cx, const char *language,
			     const struct notification *notification)
{
	const struct kind *kind = kind_of(notification);
	const char *name = *notification->from_name ? notification->from_name
						    : i18n_text(language, TR("Hark"));

	if (!kind)
		return "";
	return i18n_fill(cx->arena, i18n_text(language, kind->sentence), "name", name, "number",
			 hk_format(cx->arena, "%" PRId64, notification->number), NULL);
}

const char *notification_path(struct ctx *cx, const struct notification *notification)
{
	if (notification->task_id)
		return hk_format(cx->arena, "/tasks/%" PRId64, notification->task_id);
	if (notification->cause_id)
		return hk_format(cx->arena, "/loop/causes/%" PRId64, notification->number);
	if (notification->response_id)
		return hk_format(cx->arena, "/loop/answers/%" PRId64, notification->response_id);
	if (notification->sheet_id)
		return hk_format(cx->arena, "/loop/sheets/%" PRId64, notification->sheet_id);
	if (hk_equal(notification->kind, "talks.wait"))
		return "/loop/talks";
	if (!notification->may_see)
		return "";
	if (strcmp(notification->kind, "reply.stopped") == 0)
		return hk_format(cx->arena, "/tickets/%" PRId64 "#later", notification->number);
	if (strncmp(notification->kind, "silent.", 7) == 0)
		return hk_format(cx->arena, "/loop/silent?call=%" PRId64, notification->number);
	return hk_format(cx->arena, "/tickets/%" PRId64, notification->number);
}

const char *notification_icon(const struct notification *notification)
{
	const struct kind *kind = kind_of(notification);

	return kind ? kind->icon : "bell";
}
