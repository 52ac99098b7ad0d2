#include <string.h>

#include "base/text.h"
#include "core/search.h"
#include "people/team.h"
#include "ticket/line.h"
#include "ticket/seen.h"
#include "ticket/ticket.h"

enum { SEARCH_DEPTH = 4, MESSAGES_A_TICKET = 3 };

/* clang-format off */
#define OWN_COLUMNS \
	DB_COLUMN_AS(struct ticket_line, id, "ticket.id"), \
	DB_COLUMN_AS(struct ticket_line, number, "ticket.number"), \
	DB_COLUMN_AS(struct ticket_line, subject, "ticket.subject"), \
	DB_COLUMN_AS(struct ticket_line, type, "ticket.type"), \
	DB_COLUMN_AS(struct ticket_line, priority, "ticket.priority"), \
	DB_COLUMN_AS(struct ticket_line, state, "ticket.state"), \
	DB_COLUMN_AS(struct ticket_line, bucket, "ticket.bucket"), \
	DB_COLUMN_AS(struct ticket_line, closed_as, "ticket.closed_as"), \
	DB_COLUMN_AS(struct ticket_line, language, "ticket.language"), \
	DB_COLUMN_AS(struct ticket_line, channel, "ticket.channel"), \
	DB_COLUMN_AS(struct ticket_line, owner_id, "ticket.owner_id"), \
	DB_COLUMN_AS(struct ticket_line, customer_id, "ticket.customer_id"), \
	DB_COLUMN_AS(struct ticket_line, opened_at, "ticket.opened_at"), \
	DB_COLUMN_AS(struct ticket_line, updated_at, "ticket.updated_at"), \
	DB_COLUMN_AS(struct ticket_line, due_at, "ticket.due_at"), \
	DB_COLUMN_AS(struct ticket_line, place_at, TICKET_PLACE), \
	DB_COLUMN_AS(struct ticket_line, due_kind, "ticket.due_kind"), \
	DB_COLUMN_AS(struct ticket_line, priority_harm, "ticket.priority_harm"), \
	DB_COLUMN_AS(struct ticket_line, priority_reason, "ticket.priority_reason"), \
	DB_COLUMN_AS(struct ticket_line, promise_due_at, "ticket.promise_due_at"), \
	DB_COLUMN_AS(struct ticket_line, last_in_at, "ticket.last_in_at"), \
	DB_COLUMN_AS(struct ticket_line, last_message_id, "ticket.last_message_id"), \
	DB_COLUMN_AS(struct ticket_line, snoozed_until, "ticket.snoozed_until"), \
	DB_COLUMN_AS(struct ticket_line, handled_at, "ticket.handled_at"), \
	DB_COLUMN_AS(struct ticket_line, preview, "ticket.preview"), \
	DB_COLUMN_AS(struct ticket_line, preview_language, "ticket.preview_language"), \
	DB_COLUMN_AS(struct ticket_line, customer_name, "customer.name")
#define LINE_COLUMNS \
	OWN_COLUMNS, \
	DB_COLUMN_AS(struct ticket_line, owner_name, "coalesce(staff.name, '')"), \
	DB_COLUMN_AS(struct ticket_line, owner_email, "coalesce(staff.email, '')")
/* clang-format on */

static const struct db_column columns[] = { LINE_COLUMNS };
static const struct db_column found_columns[] = {
	LINE_COLUMNS, DB_COLUMN_AS(struct ticket_line, found, "substr(message.reply, 1, 2000)")
};

#define WITH_CUSTOMER                                             \
	"ticket JOIN customer ON customer.org_id = ticket.org_id" \
	" AND customer.id = ticket.customer_id"

const struct db_record ticket_line_record = DB_RECORD_FROM(
	"ticket",
	WITH_CUSTOMER
	" LEFT JOIN staff ON staff.org_id = ticket.org_id AND staff.id = ticket.owner_id",
	struct ticket_line, columns);

/* Of tickets whose owner is known before, so that nobody looks for him once a row. */
static const struct db_column own_columns[] = { OWN_COLUMNS };
static const struct db_record own_record =
	DB_RECORD_FROM("ticket", WITH_CUSTOMER, struct ticket_line, own_columns);

/* Keyset paging both ways: by urgency upwards, by age downwards. SQLite finds its way in by what is
 * reckoned only where that stands alone. */
#define BY_DUE    " AND " TICKET_PLACE " >= $4 AND (" TICKET_PLACE ", ticket.id) > ($4, $5) AND "
#define BY_AGE    " AND (ticket.opened_at, ticket.id) < ($4, $5) AND "
#define DUE_ORDER "ORDER BY " TICKET_PLACE ", ticket.id LIMIT $6"
#define AGE_ORDER "ORDER BY ticket.opened_at DESC, ticket.id DESC LIMIT $6"
/* $3 is what the view is about; where it is about nothing it is 0. */
#define NOTHING "$3 = 0 AND "

/* Written as inequalities so that no engine takes them for the way in. */
#define IS_KEPT "ticket.bucket <> 'spam' AND ticket.bucket <> 'deleted'"

static struct db_sql view_sql(enum ticket_view view)
{
	switch (view) {
	case TICKETS_MINE:
		return DB_WHERE("ticket.owner_id = $3 AND ticket.bucket = 'active' AND"
				" ticket.snoozed_until = 0" BY_DUE SEEN_BY_STAFF,
				DUE_ORDER);
	case TICKETS_SNOOZED:
		return DB_WHERE("ticket.owner_id = $3 AND ticket.bucket = 'active' AND"
				" ticket.snoozed_until <> 0" BY_DUE SEEN_BY_STAFF,
				DUE_ORDER);
	case TICKETS_TEAM:
		return DB_WHERE(
			"ticket.team_id = $3 AND ticket.bucket = 'active'" BY_DUE SEEN_BY_STAFF,
			DUE_ORDER);
	case TICKETS_ACTIVE:
		return DB_WHERE(NOTHING "ticket.bucket = 'active'" BY_DUE SEEN_BY_STAFF, DUE_ORDER);
	case TICKETS_RESOLVED:
		return DB_WHERE(
			"ticket.owner_id = $3 AND ticket.bucket = 'resolved'" BY_DUE SEEN_BY_STAFF,
			DUE_ORDER);
	case TICKETS_CLOSED:
		return DB_WHERE(NOTHING "ticket.state = 'closed' AND " IS_KEPT BY_AGE SEEN_BY_STAFF,
				AGE_ORDER);
	case TICKETS_SPAM:
		return DB_WHERE(NOTHING "ticket.bucket = 'spam'" BY_DUE SEEN_BY_STAFF, DUE_ORDER);
	case TICKETS_DELETED:
		return DB_WHERE(
			NOTHING
			"ticket.bucket = 'deleted' AND ticket.merged_into = 0" BY_DUE SEEN_BY_STAFF,
			DUE_ORDER);
	case TICKETS_CUSTOMER: break;
	}
	return DB_WHERE("ticket.customer_id = $3 AND " IS_KEPT BY_AGE SEEN_BY_STAFF, AGE_ORDER);
}

static bool view_is_by_age(enum ticket_view view)
{
	return view == TICKETS_CLOSED || view == TICKETS_CUSTOMER;
}

static struct ticket_cursor begin(struct ticket_cursor after, bool is_by_age)
{
	if (after.at == 0 && after.id == 0 && is_by_age)
		return (struct ticket_cursor){ INT64_MAX, INT64_MAX };
	return after;
}

static enum hk_result customers_own(struct ctx *cx, struct ticket_cursor after, int64_t limit,
				    struct db_rows *ret)
{
	return db_select(cx->db, &ticket_line_record,
			 DB_WHERE(SEEN_BY_CUSTOMER " AND (ticket.opened_at, ticket.id) < ($3, $4)",
				  "ORDER BY ticket.opened_at DESC, ticket.id DESC LIMIT $5"),
			 DB_ARGS(cx->actor->id, after.at, after.id, limit), ret);
}

static bool is_own(const struct ctx *cx, enum ticket_view view, int64_t about)
{
	return about == cx->actor->id &&
	       (view == TICKETS_MINE || view == TICKETS_SNOOZED || view == TICKETS_RESOLVED);
}

static void owner_fill(const struct ctx *cx, struct db_rows *rows)
{
	struct ticket_line *lines = rows->items;

	for (size_t i = 0; i < rows->count; i++) {
		lines[i].owner_name = cx->actor->name;
		lines[i].owner_email = cx->actor->email;
	}
}

enum hk_result ticket_page(struct ctx *cx, enum ticket_view view, int64_t about,
			   struct ticket_cursor after, int64_t limit, struct ticket_lines *ret)
{
	struct ticket_cursor from = begin(after, view_is_by_age(view));
	bool knows_owner = cx->actor->kind == ACTOR_STAFF && is_own(cx, view, about);
	struct db_rows rows = { NULL, 0 };

	if (cx->actor->kind == ACTOR_CUSTOMER && view == TICKETS_CUSTOMER)
		HK_TRY(customers_own(cx, from, limit, &rows));
	else if (cx->actor->kind == ACTOR_STAFF)
		HK_TRY(db_select(cx->db, knows_owner ? &own_record : &ticket_line_record,
				 view_sql(view),
				 DB_ARGS(cx->actor->id, about, from.at, from.id, limit), &rows));
	if (knows_owner)
		owner_fill(cx, &rows);
	*ret = (struct ticket_lines){ rows.items, rows.count };
	return HK_OK;
}

struct counted {
	int64_t count;
};

/* Counted in the engine, no further than $3: a hundred rows would cost more than the rest. */
static const struct db_column counted_columns[] = {
	DB_COLUMN_AS(struct counted, count,
		     "(SELECT count(*) FROM (SELECT 1 FROM ticket WHERE ticket.org_id = $1 AND"
		     " ticket.owner_id = $2 AND ticket.bucket = 'resolved' LIMIT $3) AS counted)"),
};
static const struct db_record counted_record = DB_RECORD("staff", struct counted, counted_columns);

enum hk_result ticket_count_resolved(struct ctx *cx, int64_t limit, int64_t *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &counted_record, DB_WHERE("staff.id = $2", ""),
			 DB_ARGS(cx->actor->id, limit), &rows));
	*ret = rows.count ? ((struct counted *)rows.items)[0].count : 0;
	return HK_OK;
}

/* Each combination has an index that gives its order too; a customer has few tickets. */
static struct db_sql filter_sql(const struct ticket_filter *filter)
{
	if (filter->customer_id)
		return DB_WHERE(
			"ticket.customer_id = $7 AND ($8 = 0 OR ticket.owner_id = $8)"
			" AND ($3 = '' OR ticket.state = $3) AND " IS_KEPT BY_AGE SEEN_BY_STAFF,
			AGE_ORDER);
	if (filter->owner_id && filter->state)
		return DB_WHERE("$7 = 0 AND ticket.owner_id = $8 AND ticket.state = $3"
				" AND " IS_KEPT BY_AGE SEEN_BY_STAFF,
				AGE_ORDER);
	if (filter->owner_id)
		return DB_WHERE("$7 = 0 AND $3 = '' AND ticket.owner_id = $8"
				" AND " IS_KEPT BY_AGE SEEN_BY_STAFF,
				AGE_ORDER);
	if (filter->state)
		return DB_WHERE("$7 = 0 AND $8 = 0 AND ticket.state = $3"
				" AND " IS_KEPT BY_AGE SEEN_BY_STAFF,
				AGE_ORDER);
	return DB_WHERE("$7 = 0 AND $8 = 0 AND $3 = '' AND " IS_KEPT BY_AGE SEEN_BY_STAFF,
			AGE_ORDER);
}

enum hk_result ticket_page_filtered(struct ctx *cx, const struct ticket_filter *filter,
				    struct ticket_cursor after, int64_t limit,
				    struct ticket_lines *ret)
{
	struct ticket_cursor from = begin(after, true);
	struct db_rows rows = { NULL, 0 };

	if (cx->actor->kind == ACTOR_STAFF)
		HK_TRY(db_select(cx->db, &ticket_line_record, filter_sql(filter),
				 DB_ARGS(cx->actor->id, filter->state ? filter->state : "", from.at,
					 from.id, limit, filter->customer_id, filter->owner_id),
				 &rows));
	*ret = (struct ticket_lines){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result ticket_page_all(struct ctx *cx, const char *state, struct ticket_cursor after,
			       int64_t limit, struct ticket_lines *ret)
{
	struct ticket_cursor from = begin(after, true);
	struct db_rows rows = { NULL, 0 };

	if (cx->actor->kind == ACTOR_SYSTEM)
		HK_TRY(db_select(
			cx->db, &ticket_line_record,
			DB_WHERE("($2 = '' OR ticket.state = $2) AND " IS_KEPT
				 " AND (ticket.opened_at, ticket.id) < ($3, $4)",
				 "ORDER BY ticket.opened_at DESC, ticket.id DESC LIMIT $5"),
			DB_ARGS(state ? state : "", from.at, from.id, limit), &rows));
	*ret = (struct ticket_lines){ rows.items, rows.count };
	return HK_OK;
}

static enum hk_result line_of(struct ctx *cx, int64_t id, struct ticket_line *ret)
{
	if (cx->actor->kind != ACTOR_STAFF)
		return HK_NOT_FOUND;
	return db_select_one(cx->db, &ticket_line_record,
			     DB_WHERE("ticket.id = $3 AND " SEEN_BY_STAFF, ""),
			     DB_ARGS(cx->actor->id, id), ret);
}

enum hk_result ticket_lines_of(struct ctx *cx, const int64_t *ids, size_t count,
			       struct ticket_lines *ret)
{
	*ret = (struct ticket_lines){ hk_alloc(cx->arena, count, sizeof(struct ticket_line)), 0 };
	for (size_t i = 0; i < count; i++) {
		enum hk_result result = line_of(cx, ids[i], &ret->items[ret->count]);
		if (result != HK_OK && result != HK_NOT_FOUND)
			return result;
		ret->count += result == HK_OK;
	}
	return HK_OK;
}

static bool is_in(const struct ticket *ticket, enum ticket_view view, int64_t about)
{
	const char *bucket = ticket->bucket;

	switch (view) {
	case TICKETS_MINE:
		return ticket->owner_id == about && strcmp(bucket, "active") == 0 &&
		       !ticket->snoozed_until;
	case TICKETS_SNOOZED: return ticket->owner_id == about && ticket->snoozed_until;
	case TICKETS_TEAM: return ticket->team_id == about && strcmp(bucket, "active") == 0;
	case TICKETS_ACTIVE: return strcmp(bucket, "active") == 0;
	case TICKETS_RESOLVED: return ticket->owner_id == about && strcmp(bucket, "resolved") == 0;
	case TICKETS_CLOSED: return strcmp(bucket, "closed") == 0;
	case TICKETS_SPAM: return strcmp(bucket, "spam") == 0;
	case TICKETS_DELETED: return strcmp(bucket, "deleted") == 0;
	case TICKETS_CUSTOMER: break;
	}
	return ticket->customer_id == about && strcmp(bucket, "spam") != 0 &&
	       strcmp(bucket, "deleted") != 0;
}

enum hk_result ticket_page_only(struct ctx *cx, enum ticket_view view, int64_t about,
				const int64_t *numbers, size_t count, struct ticket_lines *ret)
{
	int64_t *ids = hk_alloc(cx->arena, count, sizeof(*ids));
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		struct ticket ticket;
		enum hk_result result = ticket_find(cx, numbers[i], &ticket);

		if (result != HK_OK && result != HK_NOT_FOUND)
			return result;
		if (result == HK_OK && is_in(&ticket, view, about))
			ids[found++] = ticket.id;
	}
	return ticket_lines_of(cx, ids, found, ret);
}

/* A message that was found, with the line of its ticket: one question instead of two. As much of
 * the message as is looked through for what to show of it. */
static const struct db_record found_record = DB_RECORD_FROM(
	"message",
	"message JOIN ticket ON ticket.org_id = message.org_id AND ticket.id = message.ticket_id"
	" JOIN customer ON customer.org_id = ticket.org_id"
	" AND customer.id = ticket.customer_id"
	" LEFT JOIN staff ON staff.org_id = ticket.org_id AND staff.id = ticket.owner_id",
	struct ticket_line, found_columns);

static bool has(const struct ticket_lines *lines, int64_t id)
{
	for (size_t i = 0; i < lines->count; i++)
		if (lines->items[i].id == id)
			return true;
	return false;
}

/* Adds the tickets of these messages until there are enough. */
static enum hk_result gather(struct ctx *cx, const struct search_ids *ids, size_t limit,
			     struct ticket_lines *lines)
{
	for (size_t i = 0; i < ids->count && lines->count < limit; i++) {
		struct ticket_line *line = &lines->items[lines->count];
		enum hk_result result = db_select_one(
			cx->db, &found_record, DB_WHERE("message.id = $3 AND " SEEN_BY_STAFF, ""),
			DB_ARGS(cx->actor->id, ids->items[i]), line);

		if (result != HK_OK && result != HK_NOT_FOUND)
			return result;
		if (result == HK_OK && !has(lines, line->id) &&
		    strcmp(line->bucket, "deleted") != 0)
			lines->count++;
	}
	return HK_OK;
}

/* Several messages of one ticket may match, so more are asked for than tickets are wanted, a few
 * times: asking costs more than its answer. */
static enum hk_result search_in(struct ctx *cx, const struct search_wish *asked,
				struct ticket_lines *lines)
{
	struct search_wish here = *asked, *wish = &here;
	size_t limit = (size_t)wish->limit;

	wish->limit *= MESSAGES_A_TICKET;
	for (int depth = 0; depth < SEARCH_DEPTH && lines->count < limit; depth++) {
		struct search_ids ids;
		HK_TRY(search_find(cx, wish, &ids));
		HK_TRY(gather(cx, &ids, limit, lines));
		if (ids.count < (size_t)wish->limit)
			break;
		wish->before_id = ids.items[ids.count - 1];
	}
	return HK_OK;
}

enum hk_result ticket_spaces(struct ctx *cx, int64_t spaces[TICKET_SPACES_MOST], size_t *ret_count)
{
	struct team_list teams;
	size_t count = 0;

	spaces[count++] = search_space(cx, SEARCH_TICKETS, 0);
	HK_TRY(team_of_actor(cx, &teams));
	for (size_t i = 0; i < teams.count && count < TICKET_SPACES_MOST; i++)
		if (teams.items[i].is_restricted)
			spaces[count++] = search_space(cx, SEARCH_TICKETS, teams.items[i].id);
	*ret_count = count;
	return HK_OK;
}

enum hk_result ticket_search(struct ctx *cx, const char *text, bool is_typing, int64_t limit,
			     struct ticket_lines *ret)
{
	struct ticket_lines lines = {
		hk_alloc(cx->arena, (size_t)limit + 1, sizeof(struct ticket_line)), 0
	};
	int64_t spaces[TICKET_SPACES_MOST];
	struct search_wish wish = { .spaces = spaces,
				    .text = text,
				    .is_typing = is_typing,
				    .before_id = INT64_MAX,
				    .limit = limit };
	struct ticket ticket;
	int64_t number;

	*ret = (struct ticket_lines){ NULL, 0 };
	if (cx->actor->kind != ACTOR_STAFF)
		return HK_OK;
	if (hk_number(*text == '#' ? text + 1 : text, &number)) {
		enum hk_result result = ticket_find(cx, number, &ticket);
		if (result == HK_OK)
			HK_TRY(line_of(cx, ticket.id, &lines.items[lines.count++]));
		else if (result != HK_NOT_FOUND)
			return result;
	}
	HK_TRY(ticket_spaces(cx, spaces, &wish.space_count));
	HK_TRY(search_in(cx, &wish, &lines));
	/* Who types may have written the word to its end, in another form of it, and who asks may
	 * have meant its beginning. A rare word, so that looking once more costs little. */
	if (lines.count < (size_t)limit) {
		wish.is_typing = !is_typing;
		HK_TRY(search_in(cx, &wish, &lines));
	}
	*ret = lines;
	return HK_OK;
}
