/* What is written on a complaint is kept as long as the house says, and then goes; when it came,
 * how bad it was, its cause and how it was decided stay for the figures. */
#include "ticket/complaint/complaint.h"

struct over {
	int64_t ticket_id;
};

static const struct db_column columns[] = { DB_COLUMN(struct over, ticket_id) };
static const struct db_record record = DB_RECORD("complaint", struct over, columns);

static enum hk_result words_remove(struct ctx *cx, int64_t ticket_id)
{
	HK_TRY(db_send(cx->db, DB_DELETE("complaint_log", "ticket_id = $2"), DB_ARGS(ticket_id)));
	return db_send(
		cx->db,
		DB_UPDATE("complaint",
			  "description = '', remedy = '', product = '', immediate = '',"
			  " reasons = '', remedies = '', reply_words = '', process_words = '',"
			  " received_by = 0, assessed_by = 0, subject_id = 0, reviewer_id = 0,"
			  " decided_by = 0, decided_first = 0, done_by = 0, letter_digest = '',"
			  " log_count = 0, log_digest = '', version = version + 1",
			  "ticket_id = $2", ""),
		DB_ARGS(ticket_id));
}

enum hk_result complaint_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count)
{
	const struct over *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("keep_until > 0 AND keep_until <= $2 AND log_count > 0",
				  "ORDER BY keep_until LIMIT $3"),
			 DB_ARGS(before, limit), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(words_remove(cx, items[i].ticket_id));
	*ret_count = (int64_t)rows.count;
	return HK_OK;
}
