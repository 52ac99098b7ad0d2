#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/secret.h"
#include "base/text.h"
#include "net/net.h"
#include "net/smtp.h"
#include "test.h"

static void the_ways_to_write_an_smtp_server_are_understood(void **state)
{
	static const struct {
		const char *url, *host;
		uint16_t port;
		enum net_tls tls;
		const char *user, *password;
	} cases[] = {
		{ "smtps://mail.example", "mail.example", 465, NET_TLS_FIRST, "", "" },
		{ "smtps://u:p@mail.example:4650/", "mail.example", 4650, NET_TLS_FIRST, "u", "p" },
		{ "smtp://mail.example", "mail.example", 25, NET_PLAIN_INSIDE, "", "" },
		{ "smtp://mail.example?plain", "mail.example", 25, NET_PLAIN, "", "" },
		{ "smtp://u%40x:p%3A%2F%3F@mail.example?starttls", "mail.example", 587,
		  NET_STARTTLS, "u@x", "p:/?" },
		{ "smtp://u@x.example:p@q@mail.example:26?starttls", "mail.example", 26,
		  NET_STARTTLS, "u@x.example", "p@q" },
		{ "smtp://[::1]:2525", "::1", 2525, NET_PLAIN_INSIDE, "", "" },
		{ "smtp://[::1]", "::1", 25, NET_PLAIN_INSIDE, "", "" },
	};

	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		struct net_smtp smtp;
		const char *problem = "";

		if (net_smtp_read(arena, cases[i].url, &smtp, &problem) != HK_OK)
			fail_msg("%s: %s", cases[i].url, problem);
		assert_null(smtp.folder);
		assert_string_equal(smtp.server.host, cases[i].host);
		assert_int_equal(smtp.server.port, cases[i].port);
		assert_int_equal(smtp.server.tls, cases[i].tls);
		assert_string_equal(smtp.server.user, cases[i].user);
		assert_string_equal(smtp.server.password, cases[i].password);
	}
}

static void what_is_no_smtp_server_is_refused_with_a_sentence(void **state)
{
	static const char *const bad[] = {
		"",
		"dir:",
		"mail.example",
		"http://mail.example",
		"smtp://",
		"smtp://:25",
		"smtp://m:0",
		"smtp://m:65536",
		"smtp://m:x",
		"smtp://m?startls",
		"smtps://m?starttls",
		"smtps://m?plain",
		"smtp://m/folder",
		"smtp://m?move=x",
		"smtp://u%0d%0a:p@m",
		"smtp://u%zz:p@m",
		"smtp://u%ff:p@m",
		"smtp://[::1",
		"smtp://[::1]x:25",
		"smtp://m?ca=/nonexistent",
		"imap://u@m",
		"smtp://m?hello=a%20b",
	};
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(bad); i++) {
		struct net_smtp smtp;
		const char *problem = NULL;

		if (net_smtp_read(arena, bad[i], &smtp, &problem) != HK_INVALID)
			fail_msg("%s was taken", bad[i]);
		assert_non_null(problem);
		assert_true(hk_ends(problem, "."));
	}
}

static void the_ways_to_write_a_mailbox_are_understood(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct net_imap mailbox;
	const char *problem;

	(void)state;
	assert_int_equal(net_imap_read(arena, "imaps://u%40x:p@m", &mailbox, &problem), HK_OK);
	assert_string_equal(mailbox.folder, "INBOX");
	assert_string_equal(mailbox.move_to, "");
	assert_int_equal(mailbox.server.port, 993);
	assert_int_equal(mailbox.after_uidvalidity, 0);
	assert_true(mailbox.mail_bytes > 1000000);
	assert_int_equal(net_imap_read(arena, "imap://u:p@m/A%2FB?starttls&move=Done%20now&all",
				       &mailbox, &problem),
			 HK_OK);
	assert_string_equal(mailbox.folder, "A/B");
	assert_string_equal(mailbox.move_to, "Done now");
	assert_true(mailbox.wants_old);
	assert_int_equal(mailbox.server.port, 143);
	assert_int_equal(net_imap_read(arena, "imaps://m", &mailbox, &problem), HK_INVALID);
	assert_int_equal(net_imap_read(arena, "smtp://u:p@m", &mailbox, &problem), HK_INVALID);
}

static void an_authority_is_read_from_its_file(void **state)
{
	static const char pem[] = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n";
	scoped_arena *arena = hk_arena_new();
	char path[] = "/tmp/hark-ca-XXXXXX";
	scoped_fd fd = mkstemp(path);
	struct net_smtp smtp;
	const char *problem;

	(void)state;
	assert_true(hk_fd_write(fd, pem, strlen(pem)));
	assert_int_equal(
		net_smtp_read(arena, hk_format(arena, "smtps://m?ca=%s", path), &smtp, &problem),
		HK_OK);
	assert_string_equal(smtp.server.authority, pem);
	assert_int_equal(ftruncate(fd, 5), 0);
	assert_int_equal(
		net_smtp_read(arena, hk_format(arena, "smtps://m?ca=%s", path), &smtp, &problem),
		HK_INVALID);
	unlink(path);
}

static void a_folder_keeps_each_mail_as_a_file_with_its_envelope(void **state)
{
	static const char *const recipients[] = { "a@b.example", "c@d.example" };
	const struct net_mail mail = { "x@y.example", recipients,           2,  "",
				       false,         "Subject: x\r\n\r\n", 14, 0 };
	scoped_arena *arena = hk_arena_new();
	char folder[] = "/tmp/hark-out-XXXXXX";
	struct net_session *session;
	struct net_verdict verdict;
	struct net_smtp smtp;
	const char *problem, *path;
	char *bytes;
	size_t length;
	glob_t found;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(
		net_smtp_read(arena, hk_format(arena, "dir:%s/new", folder), &smtp, &problem),
		HK_OK);
	assert_int_equal(net_smtp_open(arena, "/nonexistent", &smtp, &session, &verdict), HK_OK);
	assert_int_equal(net_smtp_send(arena, session, &mail, &verdict), HK_OK);
	assert_int_equal(verdict.all.outcome, NET_SENT);
	assert_int_equal(verdict.recipient_count, 2);
	assert_int_equal(glob(hk_format(arena, "%s/new/*.eml", folder), 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	path = hk_copy_text(arena, found.gl_pathv[0]);
	globfree(&found);
	assert_int_equal(hk_file_read(arena, path, 10000, &bytes, &length), HK_OK);
	assert_string_equal(bytes, "Return-Path: <x@y.example>\r\nEnvelope-To: <a@b.example>\r\n"
				   "Envelope-To: <c@d.example>\r\nSubject: x\r\n\r\n");
	net_close(session);
	unlink(path);
	rmdir(smtp.folder);
	rmdir(folder);
}

static void what_must_not_leave_the_house_is_stopped_before_the_server(void **state)
{
	static const char *const good[] = { "a@b.example" };
	static const char *const bad[] = { "a@b.example> NOTIFY=NEVER", "a@b.example\r\nDATA", "",
					   "a" };
	scoped_arena *arena = hk_arena_new();
	struct net_smtp smtp = { .folder = "/nonexistent/x" };
	struct net_session *session;
	struct net_verdict verdict;
	struct net_mail mail = { "x@y.example", good, 0, "", false, "", 0, 0 };

	(void)state;
	assert_int_equal(net_smtp_open(arena, "/nonexistent", &smtp, &session, &verdict), HK_OK);
	assert_int_equal(net_smtp_send(arena, session, &mail, &verdict), HK_INVALID);
	for (size_t i = 0; i < HK_COUNT(bad); i++) {
		mail = (struct net_mail){ "x@y.example", &bad[i], 1, "", false, "", 0, 0 };
		assert_int_equal(net_smtp_send(arena, session, &mail, &verdict), HK_INVALID);
		assert_int_equal(verdict.all.outcome, NET_REFUSED);
		mail = (struct net_mail){ bad[i], good, 1, "", false, "", 0, 0 };
		if (*bad[i])
			assert_int_equal(net_smtp_send(arena, session, &mail, &verdict),
					 HK_INVALID);
	}
	mail = (struct net_mail){ "", good, 1, "x\r\nDATA", false, "", 0, 0 };
	assert_int_equal(net_smtp_send(arena, session, &mail, &verdict), HK_INVALID);
	net_close(session);
}

static void without_the_role_nothing_was_sent_and_it_is_said(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct net_session *session = NULL;
	struct net_verdict verdict;
	struct net_answer answer;
	struct net_smtp smtp;
	struct net_imap mailbox;
	const struct net_watch watch = { .stop = -1 };
	const char *problem;

	(void)state;
	assert_int_equal(net_smtp_read(arena, "smtp://localhost", &smtp, &problem), HK_OK);
	assert_int_equal(net_smtp_open(arena, "/nonexistent", &smtp, &session, &verdict),
			 HK_UNAVAILABLE);
	assert_null(session);
	assert_int_equal(verdict.all.outcome, NET_UNREACHABLE);
	assert_true(hk_ends(verdict.all.text, "."));
	assert_int_equal(net_imap_read(arena, "imaps://u:p@localhost", &mailbox, &problem), HK_OK);
	assert_int_equal(net_imap_watch(arena, "/nonexistent", &mailbox, &watch, &answer),
			 HK_UNAVAILABLE);
	assert_int_equal(answer.outcome, NET_UNREACHABLE);
}

static void dots_and_line_ends_are_made_safe_for_data(void **state)
{
	static const char *const cases[][2] = {
		{ ".", ".." },
		{ "a\n.\nb", "a\r\n..\r\nb" },
		{ "a\r\n.b\r\n..\r\n", "a\r\n..b\r\n...\r\n" },
		{ "a\r.\rb", "a\r\n..\r\nb" },
		{ "a\r\r\n.", "a\r\n\r\n.." },
		{ "", "" },
		{ "\n.", "\r\n.." },
	};

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		bool is_at_start = true;
		scoped_buf out;

		hk_buf_init(&out, 1000);
		hk_buf_text(&out, "");
		smtp_stuff(&out, cases[i][0], strlen(cases[i][0]), &is_at_start);
		assert_string_equal(out.bytes, cases[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ways_to_write_an_smtp_server_are_understood),
		cmocka_unit_test(what_is_no_smtp_server_is_refused_with_a_sentence),
		cmocka_unit_test(the_ways_to_write_a_mailbox_are_understood),
		cmocka_unit_test(an_authority_is_read_from_its_file),
		cmocka_unit_test(a_folder_keeps_each_mail_as_a_file_with_its_envelope),
		cmocka_unit_test(what_must_not_leave_the_house_is_stopped_before_the_server),
		cmocka_unit_test(without_the_role_nothing_was_sent_and_it_is_said),
		cmocka_unit_test(dots_and_line_ends_are_made_safe_for_data),
	};

	assert_int_equal(hk_secret_start(), HK_OK);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
