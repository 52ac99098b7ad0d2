#include "intake/import_made.h"

#include "base/text.h"
#include "ticket/write/later.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct import_made, import_id), DB_COLUMN(struct import_made, kind),
	DB_COLUMN(struct import_made, about_id),  DB_COLUMN(struct import_made, is_new),
	DB_COLUMN(struct import_made, before),    DB_COLUMN(struct import_made, version),
	DB_COLUMN(struct import_made, state),     DB_COLUMN(struct import_made, reason),
};
static const struct db_record record = DB_RECORD("import_made", struct import_made, columns);

enum hk_result import_made_note(struct ctx *cx, const struct import_made *made)
{
	return db_send(cx->db,
		       DB_ADD("import_made",
			      "import_id, kind, about_id, is_new, before, version, state, reason",
			      "$2, $3, $4, $5, $6, $7, 'made', ''",
			      "ON CONFLICT (org_id, import_id, kind, about_id) DO UPDATE SET"
			      " version = excluded.version"),
		       DB_ARGS(made->import_id, made->kind, made->about_id, made->is_new,
			       made->before, made->version));
}

enum hk_result import_made_page(struct ctx *cx, int64_t import_id, const char *kind, int64_t limit,
				struct import_made_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("import_id = $2 AND kind = $3 AND state = 'made'",
				  "ORDER BY about_id LIMIT $4"),
			 DB_ARGS(import_id, kind, limit), &rows));
	*ret = (struct import_made_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result import_made_of(struct ctx *cx, const char *kind, int64_t about_id,
			      struct import_made_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("kind = $2 AND about_id = $3 AND state <> 'undone'", ""),
			 DB_ARGS(kind, about_id), &rows));
	*ret = (struct import_made_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result import_made_settle(struct ctx *cx, const struct import_made *made, const char *state,
				  const char *reason)
{
	return db_send(cx->db,
		       DB_UPDATE("import_made", "state = $5, reason = $6",
				 "import_id = $2 AND kind = $3 AND about_id = $4", ""),
		       DB_ARGS(made->import_id, made->kind, made->about_id, state, reason));
}

enum hk_result import_is_ours(struct ctx *cx, int64_t ticket_id, int64_t version, bool *ret)
{
	struct import_made_list list;
	bool is_made = false, is_untouched = false;

	HK_TRY(import_made_of(cx, "ticket", ticket_id, &list));
	for (size_t i = 0; i < list.count; i++) {
		is_made = is_made || list.items[i].is_new;
		is_untouched = is_untouched || list.items[i].version == version;
	}
	*ret = is_made && is_untouched;
	return HK_OK;
}

struct tally {
	int64_t count;
};

static const struct db_column tally_columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
static const struct db_record drafts = DB_RECORD("draft", struct tally, tally_columns);

enum hk_result import_is_written_about(struct ctx *cx, const struct ticket *ticket, bool *ret)
{
	struct later_list waiting;
	struct tally tally;

	HK_TRY(later_of(cx, ticket, &waiting));
	HK_TRY(db_select_one(cx->db, &drafts, DB_WHERE("ticket_id = $2", ""), DB_ARGS(ticket->id),
			     &tally));
	*ret = waiting.count > 0 || tally.count > 0;
	return HK_OK;
}
