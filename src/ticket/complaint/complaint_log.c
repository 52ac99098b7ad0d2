#include "ticket/complaint/complaint_log.h"

#include <inttypes.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "ticket/complaint/complaint_row.h"

enum { LINES_MOST = 2000, PAGE = 200 };

static const struct db_column columns[] = {
	DB_COLUMN(struct complaint_line, ticket_id),  DB_COLUMN(struct complaint_line, position),
	DB_COLUMN(struct complaint_line, at),         DB_COLUMN(struct complaint_line, kind),
	DB_COLUMN(struct complaint_line, actor_kind), DB_COLUMN(struct complaint_line, actor_id),
	DB_COLUMN(struct complaint_line, actor_name), DB_COLUMN(struct complaint_line, detail),
	DB_COLUMN(struct complaint_line, digest),
};
static const struct db_record record = DB_RECORD("complaint_log", struct complaint_line, columns);

/* Lengths stand before the texts, so that no two lines are written alike. */
static const char *digest_of(struct ctx *cx, const char *before, const struct complaint_line *line)
{
	unsigned char digest[HK_DIGEST];
	const char *text = hk_format(cx->arena,
				     "%s\n%" PRId64 " %" PRId64 " %" PRId64 " %s %s %" PRId64
				     "\n%zu %s\n%zu %s",
				     before, line->ticket_id, line->position, line->at, line->kind,
				     line->actor_kind, line->actor_id, strlen(line->actor_name),
				     line->actor_name, strlen(line->detail), line->detail);

	hk_sha256(text, strlen(text), digest);
	return hk_hex(cx->arena, digest, sizeof(digest));
}

enum hk_result complaint_log_add(struct ctx *cx, struct complaint *complaint, const char *kind,
				 const char *detail)
{
	struct complaint_line line = { .ticket_id = complaint->ticket_id,
				       .position = complaint->log_count + 1,
				       .at = cx->now,
				       .kind = kind,
				       .actor_kind = actor_kind_name(cx->actor),
				       .actor_id = cx->actor->id,
				       .actor_name = cx->actor->name,
				       .detail = detail };

	line.digest = digest_of(cx, complaint->log_digest, &line);
	HK_TRY(db_insert(cx->db, &record, &line));
	complaint->log_count = line.position;
	complaint->log_digest = line.digest;
	return HK_OK;
}

static enum hk_result lines_of(struct ctx *cx, const struct complaint *complaint,
			       struct complaint_lines *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("ticket_id = $2", "ORDER BY position LIMIT $3"),
			 DB_ARGS(complaint->ticket_id, LINES_MOST), &rows));
	*ret = (struct complaint_lines){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result complaint_log_find(struct ctx *cx, const struct complaint *complaint,
				  struct complaint_lines *ret)
{
	*ret = (struct complaint_lines){ NULL, 0 };
	return complaint_may_see(cx, complaint) ? lines_of(cx, complaint, ret) : HK_OK;
}

enum hk_result complaint_log_has(struct ctx *cx, const struct complaint *complaint,
				 const char *kind, const char *detail, bool *ret)
{
	struct complaint_line line;
	enum hk_result result =
		db_select_one(cx->db, &record,
			      DB_WHERE("ticket_id = $2 AND kind = $3 AND detail = $4", "LIMIT 1"),
			      DB_ARGS(complaint->ticket_id, kind, detail), &line);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = result == HK_OK;
	return HK_OK;
}

static enum hk_result refused_at(struct ctx *cx, const struct complaint *complaint,
				 int64_t *ret_position)
{
	struct complaint_line line = { .position = 0 };
	enum hk_result result =
		db_select_one(cx->db, &record,
			      DB_WHERE("ticket_id = $2 AND (kind = 'rejected' OR"
				       " (kind = 'open again' AND detail = 'rejected'))",
				       "ORDER BY position DESC LIMIT 1"),
			      DB_ARGS(complaint->ticket_id), &line);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret_position = line.position;
	return HK_OK;
}

enum hk_result complaint_log_decided_before(struct ctx *cx, const struct complaint *complaint,
					    bool *ret)
{
	bool is_later = strcmp(complaint->stage, "refused") == 0 || complaint->round > 1;
	struct complaint_line line;
	enum hk_result result;
	int64_t position;

	*ret = false;
	if (!is_later || cx->actor->kind != ACTOR_STAFF)
		return HK_OK;
	HK_TRY(refused_at(cx, complaint, &position));
	result = db_select_one(cx->db, &record,
			       DB_WHERE("ticket_id = $2 AND kind = 'decided' AND"
					" actor_kind = 'staff' AND actor_id = $3 AND position < $4",
					"LIMIT 1"),
			       DB_ARGS(complaint->ticket_id, cx->actor->id, position), &line);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = result == HK_OK || complaint->decided_first == cx->actor->id;
	return HK_OK;
}

static enum hk_result look(struct ctx *cx, const struct complaint *complaint, bool *ret_is_whole)
{
	struct complaint_lines lines;
	const char *before = "";

	HK_TRY(lines_of(cx, complaint, &lines));
	*ret_is_whole = lines.count == LINES_MOST || (int64_t)lines.count == complaint->log_count;
	for (size_t i = 0; i < lines.count && *ret_is_whole; i++) {
		*ret_is_whole =
			lines.items[i].position == (int64_t)i + 1 &&
			strcmp(digest_of(cx, before, &lines.items[i]), lines.items[i].digest) == 0;
		before = lines.items[i].digest;
	}
	if (lines.count < LINES_MOST)
		*ret_is_whole = *ret_is_whole && strcmp(before, complaint->log_digest) == 0;
	return HK_OK;
}

enum hk_result complaint_log_check(struct ctx *cx, int64_t *ret_looked, int64_t *ret_faults)
{
	int64_t after = 0, looked = 0, faults = 0;
	struct db_rows rows;

	do {
		HK_TRY(db_select(cx->db, &complaint_record,
				 DB_WHERE("ticket_id > $2", "ORDER BY ticket_id LIMIT $3"),
				 DB_ARGS(after, PAGE), &rows));
		for (size_t i = 0; i < rows.count; i++) {
			const struct complaint *one = &((struct complaint *)rows.items)[i];
			bool is_whole;

			HK_TRY(look(cx, one, &is_whole));
			looked++;
			faults += !is_whole;
			after = one->ticket_id;
		}
	} while (rows.count == PAGE);
	*ret_looked = looked;
	*ret_faults = faults;
	return HK_OK;
}
