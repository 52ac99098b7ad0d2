#include "ticket/write/draft.h"

#include <string.h>

#include "base/buf.h"
#include "base/secret.h"
#include "base/text.h"
#include "ticket/file/file_lines.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct draft, ticket_id),    DB_COLUMN(struct draft, staff_id),
	DB_COLUMN(struct draft, kind),         DB_COLUMN(struct draft, text),
	DB_COLUMN(struct draft, is_addressed), DB_COLUMN(struct draft, addressee),
	DB_COLUMN(struct draft, cc),           DB_COLUMN(struct draft, bcc),
	DB_COLUMN(struct draft, files),        DB_COLUMN(struct draft, about_id),
	DB_COLUMN(struct draft, updated_at),
};
static const struct db_record record = DB_RECORD("draft", struct draft, columns);

static const struct db_column presence_columns[] = {
	DB_COLUMN_AS(struct presence, ticket_id, "presence.ticket_id"),
	DB_COLUMN_AS(struct presence, staff_id, "presence.staff_id"),
	DB_COLUMN_AS(struct presence, doing, "presence.doing"),
	DB_COLUMN_AS(struct presence, at, "presence.at"),
	DB_COLUMN_AS(struct presence, name, "staff.name"),
};
static const struct db_record presence_record = DB_RECORD_FROM(
	"presence",
	"presence JOIN staff ON staff.org_id = presence.org_id AND staff.id = presence.staff_id",
	struct presence, presence_columns);

enum hk_result draft_find(struct ctx *cx, int64_t ticket_id, const char *kind, struct draft *ret)
{
	return db_select_one(cx->db, &record,
			     DB_WHERE("ticket_id = $2 AND staff_id = $3 AND kind = $4", ""),
			     DB_ARGS(ticket_id, cx->actor->id, kind), ret);
}

enum hk_result draft_drop(struct ctx *cx, int64_t ticket_id, const char *kind)
{
	return db_send(cx->db, DB_DELETE("draft", "ticket_id = $2 AND staff_id = $3 AND kind = $4"),
		       DB_ARGS(ticket_id, cx->actor->id, kind));
}

enum hk_result draft_both(struct ctx *cx, int64_t ticket_id, struct draft *ret_reply,
			  struct draft *ret_note)
{
	const struct draft none = { .ticket_id = ticket_id,
				    .staff_id = cx->actor->id,
				    .kind = "",
				    .text = "",
				    .addressee = "",
				    .cc = "",
				    .bcc = "",
				    .files = "" };
	struct db_rows rows;
	struct draft *items;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("ticket_id = $2 AND staff_id = $3", ""),
			 DB_ARGS(ticket_id, cx->actor->id), &rows));
	*ret_reply = *ret_note = none;
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		if (strcmp(items[i].kind, "forward") != 0)
			*(strcmp(items[i].kind, "note") == 0 ? ret_note : ret_reply) = items[i];
	return HK_OK;
}

/* Nothing is left of it. */
static enum hk_result drop_if_empty(struct ctx *cx, int64_t ticket_id, const char *kind)
{
	return db_send(cx->db,
		       DB_DELETE("draft", "ticket_id = $2 AND staff_id = $3 AND kind = $4 AND"
					  " text = '' AND is_addressed = 0 AND cc = '' AND"
					  " bcc = '' AND files = ''"),
		       DB_ARGS(ticket_id, cx->actor->id, kind));
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

enum hk_result draft_put_with(struct ctx *cx, int64_t ticket_id, const char *kind, const char *text,
			      const struct people_text *people)
{
	static const struct people_text nobody = { .is_chosen = false };

	people = people ? people : &nobody;
	HK_TRY(db_send(cx->db,
		       DB_ADD("draft",
			      "ticket_id, staff_id, kind, text, is_addressed, addressee, cc, bcc,"
			      " updated_at",
			      "$2, $3, $4, $5, $6, $7, $8, $9, $10",
			      "ON CONFLICT (org_id, ticket_id, staff_id, kind) DO UPDATE SET"
			      " text = excluded.text, is_addressed = excluded.is_addressed,"
			      " addressee = excluded.addressee, cc = excluded.cc,"
			      " bcc = excluded.bcc, updated_at = excluded.updated_at"),
		       DB_ARGS(ticket_id, cx->actor->id, kind, text, (int64_t)people->is_chosen,
			       or_empty(people->to), or_empty(people->cc), or_empty(people->bcc),
			       cx->now)));
	return drop_if_empty(cx, ticket_id, kind);
}

/* So many bytes of a digest tells two drafts of one person apart. */
enum { VERSION_BYTES = 12 };

static bool is_blank(const struct draft *draft)
{
	return !*draft->text && !draft->is_addressed && !*draft->cc && !*draft->bcc;
}

const char *draft_version(struct ctx *cx, const struct draft *draft)
{
	unsigned char digest[HK_DIGEST];
	scoped_buf version = { 0 };
	const char *all;

	if (is_blank(draft))
		return "";
	all = hk_format(cx->arena, "%s\x1f%d\x1f%s\x1f%s\x1f%s", draft->text,
			draft->is_addressed != 0, or_empty(draft->addressee), draft->cc,
			draft->bcc);
	hk_sha256(all, strlen(all), digest);
	hk_buf_init(&version, (size_t)2 * VERSION_BYTES + 1);
	for (size_t i = 0; i < VERSION_BYTES; i++)
		hk_buf_format(&version, "%02x", digest[i]);
	return hk_copy(cx->arena, version.bytes, version.length);
}

/* "" of it when nothing is begun. */
static enum hk_result begun_find(struct ctx *cx, const struct draft *draft, struct draft *ret)
{
	enum hk_result result = draft_find(cx, draft->ticket_id, draft->kind, ret);

	if (result != HK_NOT_FOUND)
		return result;
	*ret = (struct draft){
		.kind = draft->kind, .text = "", .addressee = "", .cc = "", .bcc = "", .files = ""
	};
	return HK_OK;
}

/* Nothing is lost when it is written over: it was seen, or is the same, or says nothing. */
static bool is_known(struct ctx *cx, const struct draft *begun, const struct draft *draft,
		     const char *seen)
{
	const char *version = draft_version(cx, begun);

	return !*version || hk_equal(version, seen) || hk_equal(version, draft_version(cx, draft));
}

enum hk_result draft_put_seen(struct ctx *cx, const struct draft *draft, const char *seen,
			      struct draft *ret_newer)
{
	struct people_text people = draft_people(draft);
	struct draft begun;

	HK_TRY(begun_find(cx, draft, &begun));
	if (!is_known(cx, &begun, draft, seen)) {
		*ret_newer = begun;
		return HK_CONFLICT;
	}
	return draft_put_with(cx, draft->ticket_id, draft->kind, draft->text, &people);
}

enum hk_result draft_put_both(struct ctx *cx, const struct draft *draft, const char *seen,
			      bool *ret_are_both)
{
	struct people_text people = draft_people(draft);
	const char *text = draft->text;
	struct draft begun;

	HK_TRY(begun_find(cx, draft, &begun));
	*ret_are_both = !is_known(cx, &begun, draft, seen) && !strstr(text, begun.text);
	if (*ret_are_both)
		text = hk_has_ink(text) ? hk_format(cx->arena, "%s\n\n%s", begun.text, text)
					: begun.text;
	return draft_put_with(cx, draft->ticket_id, draft->kind, text, &people);
}

/* Its files but those that were sent. */
static enum hk_result files_stay(struct ctx *cx, const struct draft *begun,
				 const struct attachment_list *sent)
{
	struct attachment_list list = draft_files(cx, begun), rest = { NULL, 0 };

	rest.items = hk_alloc(cx->arena, list.count, sizeof(*rest.items));
	for (size_t i = 0; i < list.count; i++) {
		bool is_sent = false;

		for (size_t j = 0; j < sent->count; j++)
			is_sent = is_sent || hk_equal(sent->items[j].blob, list.items[i].blob);
		if (!is_sent)
			rest.items[rest.count++] = list.items[i];
	}
	return draft_files_put(cx, begun->ticket_id, begun->kind, &rest);
}

enum hk_result draft_end(struct ctx *cx, const struct draft *sent, const char *seen,
			 const struct attachment_list *files)
{
	struct draft begun;

	HK_TRY(begun_find(cx, sent, &begun));
	if (is_known(cx, &begun, sent, seen) || strstr(sent->text, begun.text))
		return draft_drop(cx, sent->ticket_id, sent->kind);
	return files_stay(cx, &begun, files);
}

enum hk_result draft_put_before(struct ctx *cx, int64_t ticket_id, const char *text)
{
	struct people_text people;
	struct draft reply, note;

	HK_TRY(draft_both(cx, ticket_id, &reply, &note));
	if (hk_starts(reply.text, text))
		return HK_OK;
	if (hk_has_ink(reply.text))
		text = hk_format(cx->arena, "%s\n\n%s", text, reply.text);
	people = draft_people(&reply);
	return draft_put_with(cx, ticket_id, "reply", text, &people);
}

enum hk_result draft_about_put(struct ctx *cx, int64_t ticket_id, int64_t message_id)
{
	return db_send(cx->db,
		       DB_UPDATE("draft", "about_id = $4",
				 "ticket_id = $2 AND staff_id = $3 AND kind = 'forward'", ""),
		       DB_ARGS(ticket_id, cx->actor->id, message_id));
}

struct people_text draft_people(const struct draft *draft)
{
	return (struct people_text){ draft->is_addressed != 0, draft->addressee, draft->cc,
				     draft->bcc };
}

struct attachment_list draft_files(struct ctx *cx, const struct draft *draft)
{
	return file_lines_read(cx, draft->files, DRAFT_FILES_MAX);
}

enum hk_result draft_files_put(struct ctx *cx, int64_t ticket_id, const char *kind,
			       const struct attachment_list *files)
{
	if (files->count)
		return db_send(
			cx->db,
			DB_ADD("draft", "ticket_id, staff_id, kind, text, files, updated_at",
			       "$2, $3, $4, '', $5, $6",
			       "ON CONFLICT (org_id, ticket_id, staff_id, kind) DO UPDATE SET"
			       " files = excluded.files, updated_at = excluded.updated_at"),
			DB_ARGS(ticket_id, cx->actor->id, kind, file_lines_write(cx, files),
				cx->now));
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("draft", "files = ''",
				 "ticket_id = $2 AND staff_id = $3 AND kind = $4", ""),
		       DB_ARGS(ticket_id, cx->actor->id, kind)));
	return drop_if_empty(cx, ticket_id, kind);
}

enum hk_result presence_put(struct ctx *cx, int64_t ticket_id, const char *doing, bool *ret_is_new)
{
	struct presence before = { .doing = "" };
	enum hk_result result =
		db_select_one(cx->db, &presence_record,
			      DB_WHERE("presence.ticket_id = $2 AND presence.staff_id = $3", ""),
			      DB_ARGS(ticket_id, cx->actor->id), &before);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret_is_new = before.at < cx->now - PRESENCE_BEAT_MS || strcmp(before.doing, doing) != 0;
	return db_send(cx->db,
		       DB_ADD("presence", "ticket_id, staff_id, doing, at", "$2, $3, $4, $5",
			      "ON CONFLICT (org_id, ticket_id, staff_id) DO UPDATE SET"
			      " doing = excluded.doing, at = excluded.at"),
		       DB_ARGS(ticket_id, cx->actor->id, doing, cx->now));
}

enum hk_result presence_others(struct ctx *cx, int64_t ticket_id, struct presence_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &presence_record,
			 DB_WHERE("presence.ticket_id = $2 AND presence.staff_id <> $3 AND"
				  " presence.at > $4 AND presence.doing <> 'gone'",
				  "ORDER BY presence.at DESC LIMIT 5"),
			 DB_ARGS(ticket_id, cx->actor->id, cx->now - PRESENCE_MS), &rows));
	*ret = (struct presence_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result presence_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count)
{
	return db_change(
		cx->db,
		DB_DELETE("presence",
			  "(ticket_id, staff_id) IN (SELECT ticket_id, staff_id FROM presence WHERE"
			  " org_id = $1 AND at < $2 ORDER BY at LIMIT $3)"),
		DB_ARGS(before, limit), ret_count);
}

enum hk_result presence_of(struct ctx *cx, int64_t ticket_id, int64_t staff_id,
			   struct presence *ret)
{
	return db_select_one(cx->db, &presence_record,
			     DB_WHERE("presence.ticket_id = $2 AND presence.staff_id = $3", ""),
			     DB_ARGS(ticket_id, staff_id), ret);
}
