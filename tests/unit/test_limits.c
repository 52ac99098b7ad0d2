/* A mail that brings more than its mailbox takes: refused where it can be told, else kept in part.
 */
#include <string.h>

#include "base/buf.h"
#include "base/time.h"
#include "deeds.h"
#include "intake/ledger.h"
#include "test.h"

static void files_put(struct hk_buf *to, const char *const *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		hk_buf_format(to,
			      "--b\r\nContent-Type: application/octet-stream\r\n"
			      "Content-Disposition: attachment; filename=\"%c.bin\"\r\n\r\n%s\r\n",
			      'a' + (int)i, files[i]);
}

static const char *mail_of(struct house_world *world, const char *lines, const char *const *files,
			   size_t count)
{
	scoped_buf buf;

	hk_buf_init(&buf, 1024 * 1024);
	hk_buf_format(&buf,
		      "%sFrom: Jonas <jonas@example.net>\r\nTo: help@nordhome.example\r\n"
		      "Subject: Kettle\r\nMessage-ID: <%s@example.net>\r\nMIME-Version: 1.0\r\n"
		      "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
		      "--b\r\n\r\nIt leaks.\r\n",
		      lines, hk_token_new(world->arena));
	files_put(&buf, files, count);
	hk_buf_text(&buf, "--b--\r\n");
	return hk_copy(world->arena, buf.bytes, buf.length);
}

static enum hk_result take(struct house_world *world, const char *raw, bool is_at_door,
			   struct intake_outcome *ret)
{
	struct intake_mail mail = { .raw = raw,
				    .length = strlen(raw),
				    .mailbox = "help@nordhome.example",
				    .sender = "jonas@example.net",
				    .is_at_door = is_at_door };

	world_act(world, &world->system);
	return intake_mail(&world->cx, &mail, ret);
}

static enum hk_result change(struct ctx *cx, void *data)
{
	const struct mailbox *wish = data;
	struct mailbox mailbox;

	HK_TRY(mailbox_find(cx, wish->id, &mailbox));
	mailbox.mail_max = wish->mail_max;
	mailbox.files_max = wish->files_max;
	mailbox.file_max = wish->file_max;
	mailbox.spam_limit = wish->spam_limit;
	return mailbox_change(cx, &mailbox, "");
}

static void set(struct house_world *world, int64_t mail, int64_t files, int64_t file)
{
	world->mailbox.mail_max = mail;
	world->mailbox.files_max = files;
	world->mailbox.file_max = file;
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, change, &world->mailbox), HK_OK);
}

struct seen {
	int64_t number;
	struct attachment_list files;
	struct inbound_list rows;
};

static enum hk_result look(struct ctx *cx, void *data)
{
	struct seen *seen = data;
	struct ticket ticket;

	HK_TRY(inbound_page(cx, &(struct inbound_filter){ .outcome = "" }, INT64_MAX, 5,
			    &seen->rows));
	if (!seen->number)
		return HK_OK;
	HK_TRY(ticket_find(cx, seen->number, &ticket));
	return message_attachments(cx, &ticket, &seen->files);
}

static struct seen see(struct house_world *world, int64_t number)
{
	struct seen seen = { .number = number };

	world_act(world, &world->system);
	assert_int_equal(ctx_read(&world->cx, look, &seen), HK_OK);
	return seen;
}

struct row {
	int64_t id;
};

static const struct db_column row_columns[] = { DB_COLUMN(struct row, id) };
static const struct db_record row_record = DB_RECORD("outbox", struct row, row_columns);

static enum hk_result count_told(struct ctx *cx, void *data)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &row_record, DB_WHERE(DB_WALKS "effect_key LIKE 'left out %'", ""),
			 DB_NONE, &rows));
	*(size_t *)data = rows.count;
	return HK_OK;
}

/* How many mails say what was left out. */
static size_t told(struct house_world *world)
{
	size_t count = 0;

	world_run_jobs(world);
	assert_int_equal(ctx_read(&world->cx, count_told, &count), HK_OK);
	return count;
}

static const char *const three[] = { "small", "a file of more than twenty bytes", "tiny" };

static void at_the_door_what_is_too_much_is_refused_and_kept_for_a_person(void **state)
{
	static const struct {
		int64_t mail, files, file;
		const char *reason;
	} cases[] = {
		{ 300, 0, 0, "It is larger than its mailbox takes." },
		{ 0, 2, 0, "It has more files than its mailbox takes." },
		{ 0, 0, 20, "One of its files is larger than its mailbox takes." },
	};
	struct house_world *world = *state;
	struct intake_outcome outcome;

	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		set(world, cases[i].mail, cases[i].files, cases[i].file);
		assert_int_equal(take(world, mail_of(world, "", three, 3), true, &outcome),
				 HK_INVALID);
		assert_true(outcome.is_too_much);
		assert_string_equal(outcome.outcome, "rejected");
		assert_string_equal(outcome.reason, cases[i].reason);
		assert_true(*see(world, 0).rows.items[0].raw_blob);
	}
	assert_int_equal(told(world), 0);
}

static void elsewhere_what_fits_is_kept_and_the_sender_is_told_once(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;
	struct seen seen;

	set(world, 0, 0, 20);
	assert_int_equal(take(world, mail_of(world, "", three, 3), false, &outcome), HK_OK);
	assert_string_equal(outcome.outcome, "ticket");
	seen = see(world, outcome.ticket_number);
	assert_int_equal(seen.files.count, 3);
	assert_string_equal(seen.files.items[0].left_out, "");
	assert_string_equal(seen.files.items[1].left_out, "file");
	assert_string_equal(seen.files.items[2].left_out, "");
	assert_int_equal(told(world), 1);
	assert_int_equal(told(world), 1);
}

static void the_first_files_are_kept_as_far_as_there_is_room(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;
	struct seen seen;

	set(world, 0, 2, 0);
	assert_int_equal(take(world, mail_of(world, "", three, 3), false, &outcome), HK_OK);
	seen = see(world, outcome.ticket_number);
	assert_string_equal(seen.files.items[1].left_out, "");
	assert_string_equal(seen.files.items[2].left_out, "files");
	set(world, 20, 0, 0);
	assert_int_equal(take(world, mail_of(world, "", three, 3), false, &outcome), HK_OK);
	seen = see(world, outcome.ticket_number);
	assert_string_equal(seen.files.items[0].left_out, "");
	assert_string_equal(seen.files.items[1].left_out, "mail");
	assert_string_equal(seen.files.items[2].left_out, "");
}

static void a_machine_is_not_told_what_was_too_much(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;

	set(world, 0, 0, 20);
	assert_int_equal(take(world, mail_of(world, "Auto-Submitted: auto-replied\r\n", three, 3),
			      false, &outcome),
			 HK_OK);
	assert_int_equal(told(world), 0);
}

static void the_house_bounds_what_a_mailbox_may_take(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;

	world->settings.values[SETTING_MAIL_FILES_MAX] = "2";
	set(world, 0, 400, 0);
	assert_int_equal(take(world, mail_of(world, "", three, 3), true, &outcome), HK_INVALID);
	assert_string_equal(outcome.reason, "It has more files than its mailbox takes.");
	assert_int_equal(take(world, mail_of(world, "", three, 2), true, &outcome), HK_OK);
}

static enum hk_result fetch(struct house_world *world, const char *lines, bool is_at_door)
{
	const char *raw =
		hk_format(world->arena,
			  "%sFrom: Jonas <jonas@example.net>\r\n"
			  "To: help@nordhome.example\r\nSubject: Virdulys teka\r\n"
			  "Message-ID: <kettle@example.net>\r\n\r\n"
			  "Laba diena, mano naujas virdulys teka ir sušlapino visą stalą. "
			  "Siunčiu jums nuotraukas, kad matytumėte.\r\n",
			  lines);
	struct intake_mail mail = { .raw = raw,
				    .length = strlen(raw),
				    .mailbox = "help@nordhome.example",
				    .imap_validity = 7,
				    .imap_uid = 12,
				    .is_at_door = is_at_door };
	struct intake_outcome outcome;

	world_act(world, &world->system);
	return intake_mail_too_big(&world->cx, &mail, (int64_t)60 * 1024 * 1024, &outcome);
}

struct letter {
	const char *subject, *body, *recipients, *language, *in_reply_to;
	int64_t is_automatic;
};

static const struct db_column letter_columns[] = {
	DB_COLUMN(struct letter, subject),     DB_COLUMN(struct letter, body),
	DB_COLUMN(struct letter, recipients),  DB_COLUMN(struct letter, language),
	DB_COLUMN(struct letter, in_reply_to), DB_COLUMN(struct letter, is_automatic),
};
static const struct db_record letter_record = DB_RECORD("outbox", struct letter, letter_columns);

struct letters {
	struct letter *items;
	size_t count;
};

static enum hk_result letters_read(struct ctx *cx, void *data)
{
	struct letters *letters = data;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &letter_record,
			 DB_WHERE(DB_WALKS "effect_key LIKE 'too large %'", ""), DB_NONE, &rows));
	*letters = (struct letters){ rows.items, rows.count };
	return HK_OK;
}

static struct letters too_large_told(struct house_world *world)
{
	struct letters letters = { NULL, 0 };

	world_run_jobs(world);
	world_act(world, &world->system);
	assert_int_equal(ctx_read(&world->cx, letters_read, &letters), HK_OK);
	return letters;
}

static void who_sent_a_fetched_mail_that_was_too_large_hears_it_once_in_his_language(void **state)
{
	struct house_world *world = *state;
	struct letters told;
	struct seen seen;

	set(world, 20 * 1000 * 1000, 0, 0);
	assert_int_equal(fetch(world, "", false), HK_INVALID);
	seen = see(world, 0);
	assert_string_equal(seen.rows.items[0].outcome, "rejected");
	assert_string_equal(seen.rows.items[0].sender, "jonas@example.net");
	assert_string_equal(seen.rows.items[0].subject, "Virdulys teka");
	told = too_large_told(world);
	assert_int_equal(told.count, 1);
	assert_string_equal(told.items[0].language, "lt");
	assert_non_null(strstr(told.items[0].subject, "Virdulys teka"));
	assert_non_null(strstr(told.items[0].body, "20\u00a0MB"));
	assert_non_null(strstr(told.items[0].recipients, "jonas@example.net"));
	assert_string_equal(told.items[0].in_reply_to, "kettle@example.net");
	assert_int_equal(told.items[0].is_automatic, 1);
	/* Seen again by another road, or on another day: he was told. */
	assert_int_equal(fetch(world, "Received: from elsewhere\r\n", false), HK_INVALID);
	world->cx.now += (int64_t)3 * HK_DAY;
	assert_int_equal(fetch(world, "", false), HK_INVALID);
	assert_int_equal(too_large_told(world).count, 1);
}

static void nobody_hears_of_a_mail_too_large_whom_a_mail_server_or_sense_keeps_from_it(void **state)
{
	static const char *const lines[] = {
		"Auto-Submitted: auto-replied\r\n",
		"Precedence: bulk\r\n",
		"Return-Path: <>\r\nX-Failed-Recipients: a@example.net\r\n",
		"X-Spam-Flag: YES\r\nX-Spam-Score: 99\r\n",
	};
	struct house_world *world = *state;

	world->mailbox.spam_limit = 10;
	set(world, 0, 0, 0);
	assert_int_equal(fetch(world, "", true), HK_INVALID);
	for (size_t i = 0; i < HK_COUNT(lines); i++)
		assert_int_equal(fetch(world, lines[i], false), HK_INVALID);
	assert_int_equal(too_large_told(world).count, 0);
	assert_int_equal(fetch(world, "X-Spam-Score: 1\r\n", false), HK_INVALID);
	assert_int_equal(too_large_told(world).count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(at_the_door_what_is_too_much_is_refused_and_kept_for_a_person),
		in_reading_house(elsewhere_what_fits_is_kept_and_the_sender_is_told_once),
		in_reading_house(the_first_files_are_kept_as_far_as_there_is_room),
		in_reading_house(a_machine_is_not_told_what_was_too_much),
		in_reading_house(the_house_bounds_what_a_mailbox_may_take),
		in_reading_house(
			who_sent_a_fetched_mail_that_was_too_large_hears_it_once_in_his_language),
		in_reading_house(
			nobody_hears_of_a_mail_too_large_whom_a_mail_server_or_sense_keeps_from_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
