/* Reading old mailboxes: mbox files and Maildirs as programs really leave them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "channel/email/maildir.h"
#include "channel/email/mbox.h"
#include "test.h"

enum { MOST = 1024 * 1024 };

struct place {
	struct hk_arena *arena;
	char folder[64];
};

static int place_make(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	place->arena = hk_arena_new();
	strcpy(place->folder, "/tmp/stored-XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	*state = place;
	return 0;
}

static int place_remove(void **state)
{
	struct place *place = *state;

	assert_int_equal(system(hk_format(place->arena, "rm -r %s", place->folder)), 0);
	hk_arena_free(place->arena);
	free(place);
	return 0;
}

static const char *put(struct place *place, const char *name, const char *text)
{
	const char *path = hk_format(place->arena, "%s/%s", place->folder, name);

	assert_int_equal(hk_file_write(path, text, strlen(text), 0600), HK_OK);
	return path;
}

static struct mbox *open_mbox(struct place *place, const char *text)
{
	struct mbox *mbox;

	assert_int_equal(mbox_open(put(place, "box", text), "", &mbox), HK_OK);
	return mbox;
}

static struct stored_mail next(struct place *place, struct mbox *mbox)
{
	struct stored_mail mail;

	assert_int_equal(mbox_next(mbox, place->arena, MOST, &mail), HK_OK);
	return mail;
}

static void assert_end(struct place *place, struct mbox *mbox)
{
	struct stored_mail mail;

	assert_int_equal(mbox_next(mbox, place->arena, MOST, &mail), HK_NOT_FOUND);
	mbox_close(mbox);
}

#define FROM "From jonas@example.net Tue Feb  3 10:14:05 2015\n"

static void mails_of_an_mbox_come_one_after_the_other(void **state)
{
	struct place *place = *state;
	struct mbox *mbox = open_mbox(place, FROM "Subject: a\n\nOne\n\n" FROM
						  "Subject: b\r\n\r\nTwo\r\n\r\n\r\n" FROM
						  "Subject: c\n\nThree");
	struct stored_mail mail = next(place, mbox);

	assert_string_equal(mail.raw, "Subject: a\r\n\r\nOne\r\n");
	assert_int_equal(mail.length, strlen(mail.raw));
	assert_int_equal(mail.at, 1422958445000);
	assert_string_equal(mail.place, "0");
	/* Only one of the empty lines is the mailbox's. */
	assert_string_equal(next(place, mbox).raw, "Subject: b\r\n\r\nTwo\r\n\r\n");
	assert_string_equal(next(place, mbox).raw, "Subject: c\r\n\r\nThree");
	assert_end(place, mbox);
}

static void a_sentence_that_begins_with_from_parts_no_mail(void **state)
{
	struct place *place = *state;
	struct mbox *mbox =
		open_mbox(place, FROM "Subject: a\n\nHello\n\nFrom here on it leaks.\n\n"
				      "From 10:14 on it leaks since 2015.\nFrom a@b Tue Feb  3 "
				      "10:14:05 2015\nbehind no empty line\n");

	assert_string_equal(next(place, mbox).raw,
			    "Subject: a\r\n\r\nHello\r\n\r\nFrom here on it leaks.\r\n\r\n"
			    "From 10:14 on it leaks since 2015.\r\nFrom a@b Tue Feb  3 "
			    "10:14:05 2015\r\nbehind no empty line\r\n");
	assert_end(place, mbox);
}

static void what_was_quoted_is_as_it_was_again(void **state)
{
	struct place *place = *state;
	struct mbox *mbox = open_mbox(place, FROM "Subject: a\n\n>From you\n>>From me\n"
						  "> From them\n>Fromage\nx >From\n");

	assert_string_equal(next(place, mbox).raw, "Subject: a\r\n\r\nFrom you\r\n>From me\r\n"
						   "> From them\r\n>Fromage\r\nx >From\r\n");
	assert_end(place, mbox);
}

static void lines_of_many_programs_begin_a_mail(void **state)
{
	static const struct {
		const char *line;
		int64_t at;
	} lines[] = {
		{ "From - Tue Jul 05 10:00:00 2011", 1309860000000 },
		{ "From 1234567890@xxx Tue Feb 25 21:02:26 +0000 2014", 1393362146000 },
		{ "From a@b  Tue Feb 25 23:02:26 2014 +0200", 1393362146000 },
		{ "From MAILER-DAEMON Fri Jul  8 12:08 2011", 1310126880000 },
		{ "From a@b Fri Jul  8 12:08:34 GMT 2011", 1310126914000 },
		{ "From \"a b\"@c Fri Jul  8 12:08:34 2011", 1310126914000 },
	};
	struct place *place = *state;

	for (size_t i = 0; i < HK_COUNT(lines); i++) {
		struct mbox *mbox = open_mbox(
			place, hk_format(place->arena, "%s\nSubject: a\n\nOne\n", lines[i].line));
		assert_int_equal(next(place, mbox).at, lines[i].at);
		assert_end(place, mbox);
	}
}

static void an_mbox_goes_on_where_it_was_left(void **state)
{
	struct place *place = *state;
	const char *text = FROM "Subject: a\n\nOne\n\n" FROM "Subject: b\n\nTwo\n";
	struct mbox *mbox = open_mbox(place, text);
	struct stored_mail mail = next(place, mbox);

	mbox_close(mbox);
	assert_int_equal(mbox_open(put(place, "box", text), mail.next, &mbox), HK_OK);
	mail = next(place, mbox);
	assert_string_equal(mail.raw, "Subject: b\r\n\r\nTwo\r\n");
	assert_int_equal(mail.passed, mbox_size(mbox));
	assert_end(place, mbox);
	/* At the end nothing is left, and in the middle of a mail none begins. */
	assert_int_equal(mbox_open(put(place, "box", text), mail.next, &mbox), HK_OK);
	assert_end(place, mbox);
	assert_int_equal(mbox_open(put(place, "box", text), "60", &mbox), HK_INVALID);
	assert_int_equal(mbox_open(put(place, "box", text), "999999", &mbox), HK_INVALID);
	assert_int_equal(mbox_open(put(place, "box", text), "no", &mbox), HK_INVALID);
}

static void what_is_no_mbox_is_refused(void **state)
{
	struct place *place = *state;
	struct mbox *mbox;

	assert_int_equal(mbox_open("/nonexistent/box", "", &mbox), HK_NOT_FOUND);
	assert_int_equal(mbox_open(place->folder, "", &mbox), HK_INVALID);
	assert_int_equal(mbox_open(put(place, "box", "Subject: a\n\nOne\n"), "", &mbox),
			 HK_INVALID);
	assert_int_equal(mbox_open(put(place, "box", "From me to you\n\nOne\n"), "", &mbox),
			 HK_INVALID);
	assert_end(place, open_mbox(place, ""));
	assert_end(place, open_mbox(place, "\n\n"));
}

static void what_is_too_large_is_told_and_the_next_one_comes(void **state)
{
	struct place *place = *state;
	char *long_line = hk_alloc(place->arena, MOST + 2, 1);
	struct stored_mail mail;
	struct mbox *mbox;

	memset(long_line, 'x', MOST + 1);
	mbox = open_mbox(place, hk_format(place->arena,
					  FROM "Subject: a\n\n%s\n\n" FROM "Subject: b\n\nTwo\n",
					  long_line));
	mail = next(place, mbox);
	assert_null(mail.raw);
	assert_true(mail.size > MOST);
	assert_int_equal(mail.head_length, STORED_HEAD_MAX);
	assert_true(hk_starts(mail.head, "Subject: a\r\n\r\nxxx"));
	assert_string_equal(next(place, mbox).raw, "Subject: b\r\n\r\nTwo\r\n");
	assert_end(place, mbox);
}

static void a_line_longer_than_the_room_is_one_line(void **state)
{
	enum { LONG = 300 * 1024 };
	struct place *place = *state;
	char *line = hk_alloc(place->arena, LONG + 1, 1);
	struct mbox *mbox;

	memset(line, 'x', LONG);
	/* Where the room ends stands what would begin a mail at the beginning of a line. */
	memcpy(line + 256 * 1024 - strlen(FROM "\n"), FROM, strlen(FROM) - 1);
	mbox = open_mbox(place, hk_format(place->arena, FROM "\n%s\n", line));
	assert_int_equal(next(place, mbox).length, 2 + LONG + 2);
	assert_end(place, mbox);
}

static void maildir_make(struct place *place)
{
	assert_int_equal(mkdir(hk_format(place->arena, "%s/cur", place->folder), 0700), 0);
	assert_int_equal(mkdir(hk_format(place->arena, "%s/new", place->folder), 0700), 0);
}

static const char *next_raw(struct place *place, struct maildir *maildir)
{
	struct stored_mail mail;

	assert_int_equal(maildir_next(maildir, place->arena, MOST, &mail), HK_OK);
	return mail.raw;
}

static void mails_of_a_maildir_come_in_the_order_of_their_names(void **state)
{
	struct place *place = *state;
	struct maildir *maildir;
	struct stored_mail mail;

	maildir_make(place);
	put(place, "cur/1290000002.M3.host:2,S", "Subject: b\n\nTwo\n");
	put(place, "new/1290000001.M1.host", "Subject: a\r\n\r\nOne\r\n");
	put(place, "new/1290000003.M1.host", "Subject: c\n\nThree\n");
	put(place, "cur/1290000000.M1.host:2,DS", "a draft");
	put(place, "cur/1290000000.M2.host:2,ST", "in the trash");
	put(place, "cur/.hidden", "no mail");
	assert_int_equal(maildir_open(place->folder, "", &maildir), HK_OK);
	assert_int_equal(maildir_count(maildir), 3);
	assert_int_equal(maildir_next(maildir, place->arena, MOST, &mail), HK_OK);
	assert_string_equal(mail.raw, "Subject: a\r\n\r\nOne\r\n");
	assert_int_equal(mail.at, 1290000001000);
	assert_int_equal(maildir_next(maildir, place->arena, MOST, &mail), HK_OK);
	assert_string_equal(mail.raw, "Subject: b\r\n\r\nTwo\r\n");
	assert_string_equal(mail.place, "1290000002.M3.host");
	maildir_close(maildir);
	/* Its flags change meanwhile: it is the same mail. */
	assert_int_equal(
		rename(hk_format(place->arena, "%s/cur/1290000002.M3.host:2,S", place->folder),
		       hk_format(place->arena, "%s/cur/1290000002.M3.host:2,FS", place->folder)),
		0);
	assert_int_equal(maildir_open(place->folder, mail.next, &maildir), HK_OK);
	assert_string_equal(next_raw(place, maildir), "Subject: c\r\n\r\nThree\r\n");
	assert_int_equal(maildir_next(maildir, place->arena, MOST, &mail), HK_NOT_FOUND);
	maildir_close(maildir);
}

static void a_mail_that_moves_while_it_is_read_is_found(void **state)
{
	struct place *place = *state;
	struct maildir *maildir;

	maildir_make(place);
	put(place, "new/1.a", "Subject: a\n\nOne\n");
	assert_int_equal(maildir_open(place->folder, "", &maildir), HK_OK);
	assert_int_equal(rename(hk_format(place->arena, "%s/new/1.a", place->folder),
				hk_format(place->arena, "%s/cur/1.a:2,S", place->folder)),
			 0);
	assert_string_equal(next_raw(place, maildir), "Subject: a\r\n\r\nOne\r\n");
	maildir_close(maildir);
}

static void what_is_no_file_is_told_and_stops_nothing(void **state)
{
	struct place *place = *state;
	struct maildir *maildir;

	maildir_make(place);
	put(place, "secret", "Subject: s\n\nSecret\n");
	assert_int_equal(symlink(hk_format(place->arena, "%s/secret", place->folder),
				 hk_format(place->arena, "%s/cur/1.link", place->folder)),
			 0);
	assert_int_equal(mkfifo(hk_format(place->arena, "%s/cur/2.pipe", place->folder), 0600), 0);
	put(place, "cur/3.large", hk_format(place->arena, "%*s", MOST + 1, "x"));
	put(place, "cur/4.mail", "Subject: a\n\nOne\n");
	assert_int_equal(maildir_open(place->folder, "", &maildir), HK_OK);
	assert_null(next_raw(place, maildir));
	assert_null(next_raw(place, maildir));
	assert_null(next_raw(place, maildir));
	assert_string_equal(next_raw(place, maildir), "Subject: a\r\n\r\nOne\r\n");
	maildir_close(maildir);
}

static void what_is_no_maildir_is_refused(void **state)
{
	struct place *place = *state;
	struct maildir *maildir;

	assert_int_equal(maildir_open("/nonexistent/dir", "", &maildir), HK_NOT_FOUND);
	assert_int_equal(maildir_open(place->folder, "", &maildir), HK_INVALID);
}

#define in_place(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_place(mails_of_an_mbox_come_one_after_the_other),
		in_place(a_sentence_that_begins_with_from_parts_no_mail),
		in_place(what_was_quoted_is_as_it_was_again),
		in_place(lines_of_many_programs_begin_a_mail),
		in_place(an_mbox_goes_on_where_it_was_left),
		in_place(what_is_no_mbox_is_refused),
		in_place(what_is_too_large_is_told_and_the_next_one_comes),
		in_place(a_line_longer_than_the_room_is_one_line),
		in_place(mails_of_a_maildir_come_in_the_order_of_their_names),
		in_place(a_mail_that_moves_while_it_is_read_is_found),
		in_place(what_is_no_file_is_told_and_stops_nothing),
		in_place(what_is_no_maildir_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
