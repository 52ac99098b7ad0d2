#include "ticket/write/saved_reply.h"

#include <string.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "core/rights.h"
#include "people/customer.h"
#include "people/team.h"
#include "ticket/mail/mailbox.h"
#include "ticket/write/saved_value.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct saved_reply, id),          DB_COLUMN(struct saved_reply, title),
	DB_COLUMN(struct saved_reply, shortcut),    DB_COLUMN(struct saved_reply, team_id),
	DB_COLUMN(struct saved_reply, used_count),  DB_COLUMN(struct saved_reply, used_at),
	DB_COLUMN(struct saved_reply, archived_at), DB_COLUMN(struct saved_reply, created_at),
	DB_COLUMN(struct saved_reply, version),
};
static const struct db_record record = DB_RECORD("saved_reply", struct saved_reply, columns);

static const struct db_column text_columns[] = {
	DB_COLUMN(struct saved_text, reply_id),
	DB_COLUMN(struct saved_text, language),
	DB_COLUMN(struct saved_text, text),
};
static const struct db_record text_record =
	DB_RECORD("saved_reply_text", struct saved_text, text_columns);

struct used {
	int64_t at;
};

static const struct db_column used_columns[] = { DB_COLUMN(struct used, at) };
static const struct db_record used_record = DB_RECORD("saved_reply_use", struct used, used_columns);

/* Everybody's, those of the teams of a member of staff, and with all: every one. */
#define SEEN(staff, all)                                                                     \
	"(saved_reply.team_id = 0 OR " all " = 1 OR EXISTS (SELECT 1 FROM team_member WHERE" \
	" team_member.org_id = $1 AND team_member.team_id = saved_reply.team_id AND"         \
	" team_member.staff_id = " staff "))"

static int64_t sees_all(const struct ctx *cx)
{
	return actor_may(cx->actor, RIGHT_ADMIN);
}

static int64_t staff_of(const struct ctx *cx)
{
	return cx->actor->kind == ACTOR_STAFF ? cx->actor->id : 0;
}

enum hk_result saved_reply_usable(struct ctx *cx, struct saved_reply_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("archived_at = 0 AND " SEEN("$2", "$3"),
				  "ORDER BY used_count DESC, title, id LIMIT $4"),
			 DB_ARGS(staff_of(cx), 0, (int64_t)SAVED_MOST), &rows));
	*ret = (struct saved_reply_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result saved_reply_texts(struct ctx *cx, struct saved_text_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &text_record,
			 DB_WHERE("reply_id IN (SELECT saved_reply.id FROM saved_reply WHERE"
				  " saved_reply.org_id = $1 AND saved_reply.archived_at = 0 AND"
				  " " SEEN("$2", "$3") ")",
				  "ORDER BY reply_id, language"),
			 DB_ARGS(staff_of(cx), 0), &rows));
	*ret = (struct saved_text_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result saved_reply_every(struct ctx *cx, bool is_archived, struct saved_reply_list *ret)
{
	struct db_rows rows;

	HK_TRY(right_need(cx, RIGHT_REPLY_SAVE));
	HK_TRY(db_select(
		cx->db, &record,
		DB_WHERE("(archived_at <> 0) = ($4 = 1) AND " SEEN("$2", "$3"),
			 "ORDER BY title, id LIMIT $5"),
		DB_ARGS(staff_of(cx), sees_all(cx), (int64_t)is_archived, (int64_t)SAVED_MOST),
		&rows));
	*ret = (struct saved_reply_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result saved_reply_find(struct ctx *cx, int64_t id, struct saved_reply *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $4 AND " SEEN("$2", "$3"), ""),
			     DB_ARGS(staff_of(cx), sees_all(cx), id), ret);
}

enum hk_result saved_reply_texts_of(struct ctx *cx, int64_t id, struct saved_text_list *ret)
{
	struct saved_reply reply;
	struct db_rows rows;

	HK_TRY(saved_reply_find(cx, id, &reply));
	HK_TRY(db_select(cx->db, &text_record, DB_WHERE("reply_id = $2", "ORDER BY language"),
			 DB_ARGS(id), &rows));
	*ret = (struct saved_text_list){ rows.items, rows.count };
	return HK_OK;
}

/* Only among those that their writer sees: a name tells nothing of other teams. */
static enum hk_result shortcut_check(struct ctx *cx, const struct saved_reply *reply)
{
	struct saved_reply other;
	enum hk_result result;

	if (!*reply->shortcut)
		return HK_OK;
	if (strpbrk(reply->shortcut, " \t\n/"))
		return field_problem(cx, "shortcut",
				     TR("Please take one word, without spaces and strokes."));
	result = db_select_one(
		cx->db, &record,
		DB_WHERE("shortcut = $2 AND id <> $3 AND archived_at = 0 AND team_id IN (0, $4)",
			 "ORDER BY id LIMIT 1"),
		DB_ARGS(reply->shortcut, reply->id, reply->team_id), &other);
	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	return field_problem(cx, "shortcut",
			     TR("Another saved reply has this shortcut. Please take another one."));
}

static enum hk_result team_check(struct ctx *cx, const struct saved_reply *reply)
{
	struct team team;
	bool is_member;
	enum hk_result result = HK_OK;

	if (reply->team_id == 0)
		return HK_OK;
	result = team_find(cx, reply->team_id, &team);
	if (result == HK_OK && !sees_all(cx)) {
		HK_TRY(team_has(cx, reply->team_id, staff_of(cx), &is_member));
		result = is_member ? HK_OK : HK_NOT_FOUND;
	}
	return result == HK_NOT_FOUND ? field_problem(cx, "team", TR("Please choose a team."))
				      : result;
}

static enum hk_result texts_check(struct ctx *cx, const struct saved_text_list *texts)
{
	enum hk_result result = HK_OK;
	bool has_any = false;

	for (size_t i = 0; i < texts->count; i++) {
		const struct saved_text *one = &texts->items[i];
		const char *field = hk_format(cx->arena, "text_%s", one->language);

		has_any = has_any || hk_has_ink(one->text);
		if (saved_text_check(cx, field, one->text) != HK_OK)
			result = HK_INVALID;
	}
	if (!has_any)
		return field_problem(cx, "text_en",
				     TR("Please write the text in one language at least."));
	return result;
}

static enum hk_result check(struct ctx *cx, const struct saved_reply *reply,
			    const struct saved_text_list *texts)
{
	enum hk_result results[] = {
		hk_has_ink(reply->title) ? HK_OK
					 : field_problem(cx, "title", TR("Please give a title.")),
		shortcut_check(cx, reply),
		team_check(cx, reply),
		texts_check(cx, texts),
	};

	for (size_t i = 0; i < HK_COUNT(results); i++)
		HK_TRY(results[i]);
	return HK_OK;
}

static enum hk_result texts_put(struct ctx *cx, int64_t id, const struct saved_text_list *texts)
{
	for (size_t i = 0; i < texts->count; i++) {
		const struct saved_text *one = &texts->items[i];

		HK_TRY(db_send(cx->db,
			       DB_DELETE("saved_reply_text", "reply_id = $2 AND language = $3"),
			       DB_ARGS(id, one->language)));
		if (hk_has_ink(one->text))
			HK_TRY(db_insert(cx->db, &text_record,
					 &(struct saved_text){ id, one->language, one->text }));
	}
	return HK_OK;
}

static enum hk_result is_changed_since(struct ctx *cx)
{
	return problem(cx, HK_CONFLICT,
		       TR("Somebody else has changed this meanwhile. Please look again."));
}

static enum hk_result change(struct ctx *cx, const struct saved_reply *wish)
{
	int64_t count;

	HK_TRY(db_change(
		cx->db,
		DB_UPDATE("saved_reply",
			  "title = $4, shortcut = $5, team_id = $6, version = version + 1",
			  "id = $2 AND version = $3", ""),
		DB_ARGS(wish->id, wish->version, wish->title, wish->shortcut, wish->team_id),
		&count));
	return count ? HK_OK : is_changed_since(cx);
}

enum hk_result saved_reply_put(struct ctx *cx, const struct saved_reply *reply,
			       const struct saved_text_list *texts, int64_t *ret_id)
{
	struct saved_reply wish = *reply, before;

	HK_TRY(right_need(cx, RIGHT_REPLY_SAVE));
	if (wish.id)
		HK_TRY(saved_reply_find(cx, wish.id, &before));
	wish.title = hk_one_line(cx->arena, reply->title);
	wish.shortcut = hk_trim(cx->arena, reply->shortcut);
	HK_TRY(check(cx, &wish, texts));
	if (wish.id) {
		HK_TRY(change(cx, &wish));
	} else {
		wish.id = ctx_new_id(cx);
		wish.used_count = wish.used_at = wish.archived_at = 0;
		wish.created_at = cx->now;
		wish.version = 1;
		HK_TRY(db_insert(cx->db, &record, &wish));
	}
	HK_TRY(texts_put(cx, wish.id, texts));
	HK_TRY(audit_record(cx, reply->id ? "saved_reply.change" : "saved_reply.add", wish.title));
	*ret_id = wish.id;
	return HK_OK;
}

/* What comes back gives its shortcut up where another one has taken it. */
static enum hk_result shortcut_free(struct ctx *cx, struct saved_reply *reply)
{
	size_t problems = cx->field_count;

	if (shortcut_check(cx, reply) != HK_INVALID)
		return HK_OK;
	cx->field_count = problems;
	cx->problem = NULL;
	reply->shortcut = "";
	return HK_OK;
}

enum hk_result saved_reply_archive(struct ctx *cx, int64_t id, bool is_archived)
{
	struct saved_reply reply;

	HK_TRY(right_need(cx, RIGHT_REPLY_SAVE));
	HK_TRY(saved_reply_find(cx, id, &reply));
	if ((reply.archived_at != 0) == is_archived)
		return HK_OK;
	if (!is_archived)
		HK_TRY(shortcut_free(cx, &reply));
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("saved_reply",
				 "archived_at = $3, shortcut = $4, version = version + 1",
				 "id = $2", ""),
		       DB_ARGS(id, is_archived ? cx->now : 0, reply.shortcut)));
	return audit_record(cx, is_archived ? "saved_reply.archive" : "saved_reply.restore",
			    reply.title);
}

static const struct saved_text *text_in(const struct saved_text_list *texts, int64_t id,
					const char *language)
{
	for (size_t i = 0; i < texts->count; i++)
		if (texts->items[i].reply_id == id &&
		    (!language || strcmp(texts->items[i].language, language) == 0))
			return &texts->items[i];
	return NULL;
}

enum hk_result saved_wish_of(struct ctx *cx, const struct ticket *ticket, struct saved_wish *ret)
{
	struct customer customer = { .language = "" };
	struct mailbox mailbox = { .language = "" };
	enum hk_result result;

	if (ticket->id || ticket->customer_id)
		HK_TRY(customer_find(cx, ticket->customer_id, &customer));
	result = mailbox_or_usual(cx, ticket->mailbox_id, &mailbox);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	ret->language = *customer.language ? customer.language : ticket->language;
	if (!*ret->language)
		ret->language = mailbox.language;
	ret->otherwise = mailbox.language;
	return HK_OK;
}

const struct saved_text *saved_text_choose(const struct saved_wish *wish,
					   const struct saved_text_list *texts, int64_t id)
{
	const struct saved_text *text = text_in(texts, id, wish->language);

	if (!text)
		text = text_in(texts, id, wish->otherwise);
	return text ? text : text_in(texts, id, NULL);
}

enum hk_result saved_reply_use(struct ctx *cx, const struct ticket *ticket, int64_t id)
{
	struct used before;
	enum hk_result result = HK_NOT_FOUND;

	if (ticket->id)
		result = db_select_one(
			cx->db, &used_record,
			DB_WHERE("reply_id = $2 AND ticket_id = $3 AND staff_id = $4", ""),
			DB_ARGS(id, ticket->id, staff_of(cx)), &before);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (ticket->id)
		HK_TRY(db_send(
			cx->db,
			DB_ADD("saved_reply_use", "reply_id, ticket_id, staff_id, at",
			       "$2, $3, $4, $5",
			       "ON CONFLICT (org_id, reply_id, ticket_id, staff_id) DO UPDATE SET"
			       " at = excluded.at"),
			DB_ARGS(id, ticket->id, staff_of(cx), cx->now)));
	return db_send(cx->db,
		       DB_UPDATE("saved_reply", "used_count = used_count + $3, used_at = $4",
				 "id = $2", ""),
		       DB_ARGS(id, (int64_t)(result == HK_NOT_FOUND), cx->now));
}
