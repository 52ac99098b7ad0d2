/* The tickets of a saved list, and how many they are, asked for in parts. One by words asks the
 * index of words first: where few messages have them their tickets are looked up, some at a time.
 * One by purpose or language goes along the list of each purpose in each language, so that it finds
 * what is rare without going along what is not. Any other goes along the whole list. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/search.h"
#include "ticket/line.h"
#include "ticket/link/saved_view.h"
#include "ticket/seen.h"

/* So few messages, so many of them in one question. */
enum { MENTIONS_MOST = 1000, MENTIONS_AT_ONCE = 40, SAVED_VALUES = 16 };

/* Which of the values are $8, $10 and $17. */
enum { TYPE_AT = 6, LANGUAGE_AT = 8, LATEST_AT = 15 };

/* Conditions that do not hold for any are "" or 0. Letters of ASCII are the same in either case. */
#define BY_CONDITIONS                                                                     \
	" AND ($7 = '' OR ticket.state = $7)"                                             \
	" AND ($8 = '' OR ticket.type = $8) AND ($9 = '' OR ticket.priority = $9)"        \
	" AND ($10 = '' OR ticket.language = $10) AND ($11 = '' OR ticket.channel = $11)" \
	" AND ($12 = 0 OR ticket.owner_id = $12) AND ($13 = 0 OR ticket.team_id = $13)"   \
	" AND ($14 = 0 OR ticket.mailbox_id = $14) AND ticket.opened_at <= $15"           \
	" AND ($16 = '' OR lower(ticket.subject) LIKE $16 ESCAPE '!') AND " SEEN_BY_STAFF

/* After the cursor, and no later than what was found so far. */
#define BY_DUE                                           \
	" AND " TICKET_PLACE " >= $4 AND (" TICKET_PLACE \
	", ticket.id) > ($4, $5) AND " TICKET_PLACE " <= $17"
#define DUE_ORDER "ORDER BY " TICKET_PLACE ", ticket.id LIMIT $6"

/* Whether it goes along purposes and languages; of one person it need not, and of a team only where
 * both are named is that narrower. */
static bool is_by_kind(const struct saved_view *view)
{
	bool has_type = *view->type, has_language = *view->language;

	return !view->owner_id &&
	       (view->team_id ? has_type && has_language : has_type || has_language);
}

/* The narrowest way in. */
static struct db_sql along_sql(const struct saved_view *view)
{
	if (view->owner_id)
		return DB_WHERE("ticket.owner_id = $12 AND ticket.bucket = $3" BY_DUE BY_CONDITIONS,
				DUE_ORDER);
	if (is_by_kind(view))
		return DB_WHERE("ticket.bucket = $3 AND ticket.type = $8"
				" AND ticket.language = $10" BY_DUE BY_CONDITIONS,
				DUE_ORDER);
	if (view->team_id)
		return DB_WHERE("ticket.team_id = $13 AND ticket.bucket = $3" BY_DUE BY_CONDITIONS,
				DUE_ORDER);
	return DB_WHERE("ticket.bucket = $3" BY_DUE BY_CONDITIONS, DUE_ORDER);
}

/* Of some messages, whose ids are $18 on; 0: of none. What is reckoned has no index, so that no
 * engine goes along the list all the same; the time of the message, which any has, keeps it from
 * the index of a whole organisation. */
static struct db_sql mentioned_sql(void)
{
	return DB_WHERE("ticket.id IN (SELECT message.ticket_id FROM message WHERE message.org_id"
			" = $1 AND message.at > 0 AND message.id IN ($18, $19, $20, $21, $22, $23,"
			" $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37,"
			" $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51,"
			" $52, $53, $54, $55, $56, $57)) AND ticket.bucket || '' = $3"
			" AND (" TICKET_PLACE " + 0, ticket.id) > ($4, $5)"
			" AND " TICKET_PLACE " + 0 <= $17" BY_CONDITIONS,
			"ORDER BY " TICKET_PLACE " + 0, ticket.id LIMIT $6");
}

static const char *pattern_of(struct ctx *cx, const char *words)
{
	const char *pattern = "%";

	if (!*words)
		return "";
	for (const char *at = hk_lower_ascii(cx->arena, words); *at; at++)
		pattern =
			hk_format(cx->arena, "%s%s%c", pattern, strchr("%_!", *at) ? "!" : "", *at);
	return hk_format(cx->arena, "%s%%", pattern);
}

/* What a saved list asks for: everybody's part of the values, and where the words stand. */
struct saved_ask {
	const struct saved_view *view;
	struct db_value values[SAVED_VALUES + MENTIONS_AT_ONCE];
	struct search_ids mentions;
	bool is_mentioned; /* they are all that have its words */
};

static void saved_values_put(struct ctx *cx, struct saved_ask *ask, struct ticket_cursor after,
			     int64_t limit)
{
	const struct saved_view *view = ask->view;
	bool is_resolved = strcmp(view->state, "resolved") == 0;
	const struct db_value values[SAVED_VALUES] = {
		db_int(cx->actor->id),
		db_text(is_resolved ? "resolved" : "active"),
		db_int(after.at),
		db_int(after.id),
		db_int(limit),
		db_text(view->state),
		db_text(view->type),
		db_text(view->priority),
		db_text(view->language),
		db_text(view->channel),
		db_int(view->owner_id == VIEW_OWN ? cx->actor->id : view->owner_id),
		db_int(view->team_id),
		db_int(view->mailbox_id),
		db_int(cx->now - view->age_hours * (int64_t)HK_HOUR),
		db_text(pattern_of(cx, view->words)),
		db_int(INT64_MAX),
	};

	memcpy(ask->values, values, sizeof(values));
}

/* Messages by the index of words, where few enough have them. */
static enum hk_result mentions_find(struct ctx *cx, struct saved_ask *ask)
{
	int64_t spaces[TICKET_SPACES_MOST];
	struct search_wish wish = { .spaces = spaces,
				    .text = ask->view->words,
				    .is_typing = true,
				    .before_id = INT64_MAX,
				    .limit = MENTIONS_MOST };

	if (!*wish.text)
		return HK_OK;
	HK_TRY(ticket_spaces(cx, spaces, &wish.space_count));
	if (wish.space_count == TICKET_SPACES_MOST || !search_has_word(cx, &wish))
		return HK_OK;
	HK_TRY(search_find(cx, &wish, &ask->mentions));
	ask->is_mentioned = ask->mentions.count < MENTIONS_MOST;
	return HK_OK;
}

static enum hk_result saved_ask_begin(struct ctx *cx, const struct saved_view *view,
				      struct ticket_cursor after, int64_t limit,
				      struct saved_ask *ret)
{
	*ret = (struct saved_ask){ .view = view };
	saved_values_put(cx, ret, after, limit);
	return mentions_find(cx, ret);
}

static size_t parts_of(const struct saved_ask *ask)
{
	const struct saved_view *view = ask->view;
	size_t types = *view->type ? 1 : TICKET_TYPES;
	size_t languages = *view->language ? 1 : I18N_LANGUAGES;

	if (ask->is_mentioned)
		return (ask->mentions.count + MENTIONS_AT_ONCE - 1) / MENTIONS_AT_ONCE;
	return is_by_kind(view) ? types * languages : 1;
}

static enum hk_result mentioned_select(struct ctx *cx, struct saved_ask *ask,
				       const struct db_record *what, size_t part,
				       struct db_rows *ret)
{
	size_t from = part * MENTIONS_AT_ONCE;

	for (size_t i = 0; i < MENTIONS_AT_ONCE; i++)
		ask->values[SAVED_VALUES + i] =
			db_int(from + i < ask->mentions.count ? ask->mentions.items[from + i] : 0);
	return db_select(cx->db, what, mentioned_sql(),
			 (struct db_args){ ask->values, HK_COUNT(ask->values) }, ret);
}

/* One part of what it asks for, by place. */
static enum hk_result part_select(struct ctx *cx, struct saved_ask *ask,
				  const struct db_record *what, size_t part, struct db_rows *ret)
{
	const struct saved_view *view = ask->view;

	if (ask->is_mentioned)
		return mentioned_select(cx, ask, what, part, ret);
	if (is_by_kind(view) && !*view->type)
		ask->values[TYPE_AT] = db_text(ticket_types[part % TICKET_TYPES]);
	if (is_by_kind(view) && !*view->language)
		ask->values[LANGUAGE_AT] = db_text(i18n_languages[part % I18N_LANGUAGES].code);
	return db_select(cx->db, what, along_sql(view),
			 (struct db_args){ ask->values, SAVED_VALUES }, ret);
}

static bool has(const struct ticket_lines *lines, int64_t id)
{
	for (size_t i = 0; i < lines->count; i++)
		if (lines->items[i].id == id)
			return true;
	return false;
}

static int by_place(const void *left, const void *right)
{
	const struct ticket_line *one = left, *other = right;

	if (one->place_at != other->place_at)
		return one->place_at < other->place_at ? -1 : 1;
	return one->id < other->id ? -1 : one->id > other->id;
}

/* The first of those that were found so far, and of these. */
static void lines_merge(struct ticket_lines *lines, const struct db_rows *rows, size_t limit)
{
	const struct ticket_line *items = rows->items;

	for (size_t i = 0; i < rows->count; i++)
		if (!has(lines, items[i].id))
			lines->items[lines->count++] = items[i];
	qsort(lines->items, lines->count, sizeof(*lines->items), by_place);
	if (lines->count > limit)
		lines->count = limit;
}

enum hk_result ticket_page_saved(struct ctx *cx, const struct saved_view *view,
				 struct ticket_cursor after, int64_t limit,
				 struct ticket_lines *ret)
{
	size_t most = (size_t)limit;
	struct ticket_lines lines = { NULL, 0 };
	struct saved_ask ask;

	*ret = lines;
	if (cx->actor->kind != ACTOR_STAFF)
		return HK_OK;
	HK_TRY(saved_ask_begin(cx, view, after, limit, &ask));
	lines.items = hk_alloc(cx->arena, 2 * most, sizeof(*lines.items));
	for (size_t part = 0; part < parts_of(&ask); part++) {
		struct db_rows rows;

		HK_TRY(part_select(cx, &ask, &ticket_line_record, part, &rows));
		lines_merge(&lines, &rows, most);
		if (lines.count == most)
			ask.values[LATEST_AT] = db_int(lines.items[most - 1].place_at);
	}
	*ret = lines;
	return HK_OK;
}

struct of_saved {
	int64_t id;
};

static const struct db_column of_saved_columns[] = { DB_COLUMN(struct of_saved, id) };
static const struct db_record of_saved_record =
	DB_RECORD("ticket", struct of_saved, of_saved_columns);

/* A ticket with several messages may stand in several parts. */
static size_t ids_merge(int64_t *ids, size_t count, const struct db_rows *rows)
{
	const struct of_saved *items = rows->items;

	for (size_t i = 0; i < rows->count; i++) {
		size_t k = 0;

		while (k < count && ids[k] != items[i].id)
			k++;
		ids[k] = items[i].id;
		count += k == count;
	}
	return count;
}

enum hk_result ticket_count_saved(struct ctx *cx, const struct saved_view *view, int64_t *ret)
{
	int64_t ids[2 * VIEW_COUNT_MOST] = { 0 };
	struct saved_ask ask;
	size_t count = 0;

	HK_TRY(saved_ask_begin(cx, view, (struct ticket_cursor){ 0, 0 }, VIEW_COUNT_MOST, &ask));
	for (size_t part = 0; part < parts_of(&ask) && count < VIEW_COUNT_MOST; part++) {
		struct db_rows rows;

		HK_TRY(part_select(cx, &ask, &of_saved_record, part, &rows));
		count = ids_merge(ids, count, &rows);
	}
	*ret = (int64_t)(count < VIEW_COUNT_MOST ? count : VIEW_COUNT_MOST);
	return HK_OK;
}
