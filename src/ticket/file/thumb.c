#include "ticket/file/thumb.h"

#include "base/text.h"
#include "parse/picture.h"

/* What its bytes are found by. */
static const struct db_column columns[] = {
	DB_COLUMN(struct attachment, ticket_id),   DB_COLUMN(struct attachment, message_id),
	DB_COLUMN(struct attachment, position),    DB_COLUMN(struct attachment, size),
	DB_COLUMN(struct attachment, blob),        DB_COLUMN(struct attachment, blob_offset),
	DB_COLUMN(struct attachment, blob_length), DB_COLUMN(struct attachment, blob_skip),
	DB_COLUMN(struct attachment, encoding),    DB_COLUMN(struct attachment, thumb_blob),
};
static const struct db_record record = DB_RECORD("attachment", struct attachment, columns);

bool thumb_may_be(const struct attachment *file)
{
	static const char *const types[] = { "image/png", "image/jpeg", "image/jpg",
					     "image/gif", "image/webp", "image/pjpeg" };

	for (size_t i = 0; i < HK_COUNT(types) && file->size <= PICTURE_FILE_BYTES; i++)
		if (hk_equal_ascii(file->type, types[i]))
			return true;
	return false;
}

enum hk_result thumbs_due(struct ctx *cx, int64_t limit, struct attachment_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(
		cx->db, &record,
		DB_WHERE(DB_WALKS "thumb_due = 1", "ORDER BY message_id, position LIMIT $2"),
		DB_ARGS(limit), &rows));
	*ret = (struct attachment_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result thumb_put(struct ctx *cx, const struct attachment *file)
{
	return db_send(cx->db,
		       DB_UPDATE("attachment",
				 "thumb_blob = $5, thumb_width = $6, thumb_height = $7,"
				 " thumb_due = 0",
				 "ticket_id = $2 AND message_id = $3 AND position = $4", ""),
		       DB_ARGS(file->ticket_id, file->message_id, file->position, file->thumb_blob,
			       file->thumb_width, file->thumb_height));
}
