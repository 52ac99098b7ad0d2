/*
 * hark fsck: is everything there that the database names, and does everything
 * that is kept twice (counts, earliest clocks) agree with what it is kept from?
 */
#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>

#include "app/command/command.h"
#include "core/blob_kept.h"
#include "feedback/feedback_kept.h"
#include "ticket/complaint/complaint_log.h"
#include "ticket/kept.h"
#include "ticket/message.h"

enum { PAGE = 500 };

struct check {
	int64_t faults, looked; /* of what look() found, which begins anew when it is done again */
	int64_t database_faults;
	bool looks_at_words;
};

struct name {
	int64_t id;
	const char *blob;
};

static const struct db_column raw_columns[] = { DB_COLUMN(struct name, id),
						DB_COLUMN_AS(struct name, blob, "raw_blob") };
static const struct db_record raw_record = DB_RECORD("inbound", struct name, raw_columns);
static const struct db_column file_columns[] = { DB_COLUMN_AS(struct name, id, "message_id"),
						 DB_COLUMN(struct name, blob) };
static const struct db_record file_record = DB_RECORD("attachment", struct name, file_columns);
static const struct db_column thumb_columns[] = { DB_COLUMN_AS(struct name, id, "message_id"),
						  DB_COLUMN_AS(struct name, blob, "thumb_blob") };
static const struct db_record thumb_record = DB_RECORD("attachment", struct name, thumb_columns);

static const struct db_record picture_record =
	DB_RECORD("remote_picture", struct name, file_columns);

static void blob_look(struct ctx *cx, struct check *check, const struct name *one, const char *what)
{
	check->looked++;
	if (blob_check(cx, one->blob) == HK_OK)
		return;
	check->faults++;
	printf("%s %" PRId64 ": the file %s is missing or damaged\n", what, one->id, one->blob);
}

struct raw_walk {
	struct check *check;
	int64_t after;
};

static enum hk_result raw_page(struct ctx *cx, void *data, bool *ret_is_last)
{
	struct raw_walk *walk = data;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &raw_record,
			 DB_WHERE("id > $2 AND raw_blob <> ''", "ORDER BY id LIMIT $3"),
			 DB_ARGS(walk->after, PAGE), &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct name *one = &((struct name *)rows.items)[i];

		blob_look(cx, walk->check, one, "message");
		walk->after = one->id;
	}
	*ret_is_last = rows.count < PAGE;
	return HK_OK;
}

static enum hk_result raw_blobs(struct ctx *cx, struct check *check)
{
	struct raw_walk walk = { .check = check };

	return command_pages(cx, raw_page, &walk);
}

static enum hk_result picture_blobs(struct ctx *cx, struct check *check)
{
	struct db_rows rows = { .count = 0 };
	int64_t after = 0;

	/* A message has fifty at most, so that a page is never within one alone. */
	do {
		int64_t last = after;

		HK_TRY(db_select(
			cx->db, &picture_record,
			DB_WHERE("message_id > $2 AND blob <> ''", "ORDER BY message_id LIMIT $3"),
			DB_ARGS(after, PAGE), &rows));
		for (size_t i = 0; i < rows.count; i++) {
			const struct name *one = &((struct name *)rows.items)[i];

			if (rows.count == PAGE &&
			    one->id == ((struct name *)rows.items)[PAGE - 1].id)
				break;
			blob_look(cx, check, one, "picture of message");
			last = one->id;
		}
		after = last;
	} while (rows.count == PAGE);
	return HK_OK;
}

/* Files of mails lie in the raw message, which was looked at; the others are their own. */
static enum hk_result blobs_of_files(struct ctx *cx, struct check *check,
				     const struct db_record *record, struct db_sql page,
				     const char *what)
{
	int64_t after = 0, last = 0;
	struct db_rows rows;

	do {
		HK_TRY(db_select(cx->db, record, page, DB_ARGS(after, PAGE), &rows));
		for (size_t i = 0; i < rows.count; i++) {
			const struct name *one = &((struct name *)rows.items)[i];
			blob_look(cx, check, one, what);
			last = one->id;
		}
		/* The next page begins with the same message: it may have more files. */
		after = last - 1 > after ? last - 1 : last;
	} while (rows.count == PAGE);
	return HK_OK;
}

static enum hk_result file_blobs(struct ctx *cx, struct check *check)
{
	HK_TRY(blobs_of_files(cx, check, &file_record,
			      DB_WHERE("message_id > $2 AND encoding = 'plain' AND"
				       " blob_offset = 0",
				       "ORDER BY message_id LIMIT $3"),
			      "attachment of message"));
	return blobs_of_files(
		cx, check, &thumb_record,
		DB_WHERE("message_id > $2 AND thumb_blob <> ''", "ORDER BY message_id LIMIT $3"),
		"small picture of message");
}

static enum hk_result kept_counts(struct ctx *cx, struct check *check)
{
	for (size_t i = 0; i < kept_rules(); i++) {
		const char *sentence;
		int64_t count;
		HK_TRY(kept_check(cx, i, &sentence, &count));
		check->looked++;
		check->faults += count;
		if (count)
			printf("%" PRId64 " %s\n", count, sentence);
	}
	return HK_OK;
}

static enum hk_result survey_sums(struct ctx *cx, struct check *check)
{
	for (size_t i = 0; i < feedback_kept_rules(); i++) {
		const char *sentence;
		int64_t count;
		HK_TRY(feedback_kept_check(cx, i, &sentence, &count));
		check->looked++;
		check->faults += count;
		if (count)
			printf("%" PRId64 " %s\n", count, sentence);
	}
	return HK_OK;
}

static enum hk_result lost_words(struct ctx *cx, struct check *check)
{
	int64_t count;

	HK_TRY(message_words_lost(cx, &count));
	check->looked++;
	check->faults += count;
	if (count)
		printf("%" PRId64 " messages that no search finds\n", count);
	return HK_OK;
}

static enum hk_result complaint_logs(struct ctx *cx, struct check *check)
{
	int64_t looked, faults;

	HK_TRY(complaint_log_check(cx, &looked, &faults));
	check->looked += looked;
	check->faults += faults;
	if (faults)
		printf("%" PRId64 " complaints whose log was changed\n", faults);
	return HK_OK;
}

static enum hk_result look(struct ctx *cx, void *data)
{
	struct check *check = data;

	check->faults = check->looked = 0;
	HK_TRY(raw_blobs(cx, check));
	HK_TRY(file_blobs(cx, check));
	HK_TRY(picture_blobs(cx, check));
	HK_TRY(lost_words(cx, check));
	HK_TRY(complaint_logs(cx, check));
	HK_TRY(survey_sums(cx, check));
	return kept_counts(cx, check);
}

static void fault_say(struct check *check, const char *fault)
{
	if (!fault)
		return;
	check->database_faults++;
	printf("database: %s\n", fault);
}

static enum hk_result fsck(struct ctx *cx, struct open_house *open, void *data)
{
	struct check *check = data;
	const char *fault = NULL;

	(void)open;
	HK_TRY(db_check(cx->house->store, cx->arena, &fault));
	fault_say(check, fault);
	if (check->looks_at_words) {
		HK_TRY(db_check_words(cx->house->store, cx->arena, &fault));
		fault_say(check, fault);
	}
	HK_TRY(ctx_read(cx, look, check));
	check->faults += check->database_faults;
	printf("%" PRId64 " things looked at, %" PRId64 " faults\n", check->looked, check->faults);
	return check->faults ? problem(cx, HK_INVALID, "Something is not as it should be.") : HK_OK;
}

int command_fsck(struct command_line *line)
{
	struct check check = { .looks_at_words = command_flag(line, "--words") };

	return command_is_done(line) ? command_run_plain(line, 0, fsck, &check) : EX_USAGE;
}
