#include "insight/board/board_read.h"

#include "base/text.h"
#include "core/event.h"
#include "people/team.h"
#include "standard/availability.h"
#include "standard/clock.h"
#include "ticket/mail/mailbox.h"
#include "ticket/mail/outbox.h"

enum { EVENTS = 500, EVENTS_MOST = 20000, TROUBLED_MOST = 100 };

/* As it stands in the tables. */
struct line_row {
	int64_t id, number, team_id, is_restricted, is_active, is_ours, is_word, due_at, since;
	int64_t met_at, late_at, is_urgent;
};

/* Of the clocks of the ticket that promise a word. A condition on their state would lead SQLite
 * through all clocks of that state. */
#define OF_WORDS(what)                                                            \
	"coalesce((SELECT " what " FROM clock WHERE clock.org_id = ticket.org_id" \
	" AND clock.ticket_id = ticket.id AND clock.kind <> 'resolve'), 0)"

/* It is solved, but the reply that says so has not left: what it would keep runs on. */
#define IS_UNSENT "(ticket.bucket = 'resolved' AND ticket.due_kind <> '')"

/* clang-format off */
static const struct db_column line_columns[] = {
	DB_COLUMN_AS(struct line_row, id, "ticket.id"),
	DB_COLUMN_AS(struct line_row, number, "ticket.number"),
	DB_COLUMN_AS(struct line_row, team_id, "ticket.team_id"),
	DB_COLUMN_AS(struct line_row, is_restricted, "ticket.is_restricted"),
	DB_COLUMN_AS(struct line_row, is_active,
		     "CASE WHEN ticket.bucket = 'active' OR " IS_UNSENT " THEN 1 ELSE 0 END"),
	DB_COLUMN_AS(struct line_row, is_ours,
		     "CASE WHEN ticket.state IN ('new', 'open') OR " IS_UNSENT " THEN 1 ELSE 0 END"),
	DB_COLUMN_AS(struct line_row, is_word,
		     "CASE WHEN ticket.due_kind IN ('first_answer', 'next_update')"
		     " THEN 1 ELSE 0 END"),
	DB_COLUMN_AS(struct line_row, is_urgent,
		     "CASE WHEN ticket.priority = 'urgent' AND ticket.state IN ('new', 'open')"
		     " THEN 1 ELSE 0 END"),
	DB_COLUMN_AS(struct line_row, due_at, "ticket.due_at"),
	DB_COLUMN_AS(struct line_row, since,
		     OF_WORDS("min(CASE WHEN clock.state = 'running' THEN clock.started_at END)")),
	DB_COLUMN_AS(struct line_row, met_at,
		     OF_WORDS("max(CASE WHEN clock.state = 'met' THEN clock.stopped_at END)")),
	DB_COLUMN_AS(struct line_row, late_at,
		     OF_WORDS("max(CASE WHEN clock.state IN ('missed', 'unanswered')"
			      " THEN clock.stopped_at END)")),
};
/* clang-format on */
static const struct db_record lines = DB_RECORD("ticket", struct line_row, line_columns);

struct member_row {
	int64_t team_id, people, here;
};

static const struct db_column member_columns[] = {
	DB_COLUMN_AS(struct member_row, team_id, "team_member.team_id"),
	DB_COLUMN_AS(struct member_row, people, "count(*)"),
	DB_COLUMN_AS(struct member_row, here,
		     "coalesce(sum(CASE WHEN staff.free_from <= $2 AND staff.free_until > $2"
		     " THEN 1 ELSE 0 END), 0)"),
};
static const struct db_record members =
	DB_RECORD_FROM("team_member",
		       "team_member JOIN staff ON staff.org_id = team_member.org_id"
		       " AND staff.id = team_member.staff_id",
		       struct member_row, member_columns);

struct access_row {
	int64_t mailbox_id;
};

static const struct db_column access_columns[] = { DB_COLUMN(struct access_row, mailbox_id) };
static const struct db_record accesses =
	DB_RECORD("mailbox_access", struct access_row, access_columns);

struct queue_row {
	int64_t count, since;
};

static const struct db_column queue_columns[] = {
	DB_COLUMN_AS(struct queue_row, count, "count(*)"),
	DB_COLUMN_AS(struct queue_row, since, "coalesce(min(send_at), 0)"),
};
static const struct db_record queue = DB_RECORD("outbox", struct queue_row, queue_columns);

static void line_take(struct book *book, int64_t today, const struct line_row *row)
{
	const struct book_line line = { .id = row->id,
					.number = row->number,
					.team_id = row->team_id,
					.due_at = row->due_at,
					.since = row->since,
					.met_at = row->met_at,
					.late_at = row->late_at,
					.is_active = row->is_active,
					.is_ours = row->is_ours,
					.is_word = row->is_word,
					.is_restricted = row->is_restricted,
					.is_urgent = row->is_urgent };

	if (row->is_active || row->met_at >= today || row->late_at >= today)
		book_put(book, &line);
	else
		book_remove(book, row->id);
}

enum hk_result board_read_book(struct ctx *cx, int64_t today, struct book *book, int64_t *ret_seq)
{
	struct db_rows active, unsent, ended;

	HK_TRY(event_last(cx, ret_seq));
	HK_TRY(db_select(cx->db, &lines, DB_WHERE("ticket.bucket = 'active'", ""), DB_NONE,
			 &active));
	HK_TRY(db_select(cx->db, &lines,
			 DB_WHERE("ticket.bucket = 'resolved' AND ticket.due_at < $2", ""),
			 DB_ARGS(CLOCK_NEVER), &unsent));
	/* What ended today left an event behind. */
	HK_TRY(db_select(
		cx->db, &lines,
		DB_WHERE("ticket.bucket <> 'active' AND ticket.id IN (SELECT event.ticket_id"
			 " FROM event WHERE event.org_id = $1 AND event.at >= $2)",
			 ""),
		DB_ARGS(today), &ended));
	for (size_t i = 0; i < active.count; i++)
		line_take(book, today, &((const struct line_row *)active.items)[i]);
	for (size_t i = 0; i < unsent.count; i++)
		line_take(book, today, &((const struct line_row *)unsent.items)[i]);
	for (size_t i = 0; i < ended.count; i++)
		line_take(book, today, &((const struct line_row *)ended.items)[i]);
	return HK_OK;
}

static enum hk_result line_follow(struct ctx *cx, int64_t today, struct book *book, int64_t id)
{
	struct line_row row;
	enum hk_result result =
		db_select_one(cx->db, &lines, DB_WHERE("ticket.id = $2", ""), DB_ARGS(id), &row);

	if (result == HK_NOT_FOUND) {
		book_remove(book, id);
		return HK_OK;
	}
	HK_TRY(result);
	line_take(book, today, &row);
	return HK_OK;
}

/* Neither who looks at a ticket nor whose bell rang changes a figure. */
static bool event_counts(const struct event *event)
{
	return event->ticket_id && !hk_equal(event->kind, "presence") &&
	       !hk_equal(event->kind, "notification");
}

static bool is_named_later(const struct event_list *list, size_t at)
{
	for (size_t i = at + 1; i < list->count; i++)
		if (list->items[i].ticket_id == list->items[at].ticket_id &&
		    event_counts(&list->items[i]))
			return true;
	return false;
}

enum hk_result board_follow_book(struct ctx *cx, int64_t today, struct book *book, int64_t *seq)
{
	struct event_list list;

	for (int i = 0; i < EVENTS_MOST / EVENTS; i++) {
		HK_TRY(event_after(cx, *seq, EVENTS, &list));
		for (size_t k = 0; k < list.count; k++)
			if (event_counts(&list.items[k]) && !is_named_later(&list, k))
				HK_TRY(line_follow(cx, today, book, list.items[k].ticket_id));
		if (list.count)
			*seq = list.items[list.count - 1].seq;
		if (list.count < EVENTS)
			return HK_OK;
	}
	return HK_CONFLICT;
}

enum hk_result board_read_teams(struct ctx *cx, struct hk_arena *arena, struct board_teams *ret)
{
	struct team_list teams;
	struct db_rows rows;

	HK_TRY(team_every(cx, &teams));
	HK_TRY(db_select(cx->db, &members,
			 DB_WHERE("staff.is_active = 1 AND staff.role IN ('agent', 'supervisor')",
				  "GROUP BY team_member.team_id"),
			 DB_ARGS(cx->now), &rows));
	ret->count = teams.count + 1;
	ret->items = hk_alloc(arena, ret->count, sizeof(*ret->items));
	ret->items[teams.count].name = "";

	const struct member_row *item = rows.items;

	for (size_t i = 0; i < teams.count; i++) {
		struct board_team *team = &ret->items[i];
		team->id = teams.items[i].id;
		team->name = hk_copy_text(arena, teams.items[i].name);
		team->is_restricted = teams.items[i].is_restricted;
		for (size_t k = 0; k < rows.count; k++)
			if (item[k].team_id == team->id) {
				team->here = item[k].here;
				team->people = item[k].people;
			}
	}
	return HK_OK;
}

enum hk_result board_read_people(struct ctx *cx, struct hk_arena *arena, struct board_people *ret)
{
	struct availability_list list;

	HK_TRY(availability_every(cx, &list));
	ret->count = list.count;
	ret->items = hk_alloc(arena, list.count, sizeof(*ret->items));
	for (size_t i = 0; i < list.count; i++) {
		const struct availability *one = &list.items[i];
		ret->items[i] = (struct board_person){
			.id = one->staff_id,
			.name = hk_copy_text(arena, one->name),
			.status = hk_copy_text(arena, one->status),
			.status_until = one->status_until,
			.free_from = one->free_from,
			.free_until = one->free_until,
			.tickets = one->active_count,
			.work = one->work,
			.is_free = availability_is_free(one, cx->now),
		};
	}
	return HK_OK;
}

static enum board_trouble trouble_of(const struct mailbox *mailbox, const struct db_rows *revoked)
{
	const struct access_row *items = revoked->items;

	for (size_t i = 0; i < revoked->count; i++)
		if (items[i].mailbox_id == mailbox->id)
			return BOARD_REVOKED;
	return mailbox->imap_url.bytes && *mailbox->imap_problem ? BOARD_FETCH : BOARD_WELL;
}

static enum hk_result read_mailboxes(struct ctx *cx, struct hk_arena *arena,
				     struct board_mailboxes *ret)
{
	struct mailbox_list list;
	struct db_rows revoked;

	HK_TRY(mailbox_every(cx, &list));
	HK_TRY(db_select(cx->db, &accesses, DB_WHERE("state = 'revoked'", ""), DB_NONE, &revoked));
	ret->count = 0;
	ret->items = hk_alloc(arena, list.count, sizeof(*ret->items));
	for (size_t i = 0; i < list.count; i++) {
		const struct mailbox *one = &list.items[i];
		if (!one->is_active)
			continue;
		ret->items[ret->count++] = (struct board_mailbox){
			.id = one->id,
			.team_id = one->team_id,
			.name = hk_copy_text(arena, one->name),
			.address = hk_copy_text(arena, one->address),
			.is_fetched = one->imap_url.bytes != NULL,
			.trouble = trouble_of(one, &revoked),
		};
	}
	return HK_OK;
}

enum hk_result board_read_channels(struct ctx *cx, struct hk_arena *arena, struct board *board)
{
	struct queue_row row;

	HK_TRY(read_mailboxes(cx, arena, &board->mailboxes));
	HK_TRY(db_select_one(cx->db, &queue, DB_WHERE("state = 'queued' AND send_at <= $2", ""),
			     DB_ARGS(cx->now), &row));
	board->queued = row.count;
	board->queued_since = row.since;
	return outbox_count_troubled(cx, TROUBLED_MOST, &board->troubled);
}
