
#include "net/imap_text.h"
#include "test.h"

static void the_lines_of_a_server_are_told_apart(void **state)
{
	static const struct {
		const char *text;
		enum imap_line_kind kind;
		uint32_t number;
		const char *word, *rest;
	} cases[] = {
		{ "* OK [UIDVALIDITY 7] ready", IMAP_UNTAGGED, 0, "OK", "[UIDVALIDITY 7] ready" },
		{ "* 12 exists", IMAP_NUMBERED, 12, "EXISTS", "" },
		{ "* 3 FETCH (UID 4)", IMAP_NUMBERED, 3, "FETCH", "(UID 4)" },
		{ "A7 NO not now", IMAP_TAGGED, 0, "NO", "not now" },
		{ "+ go on", IMAP_CONTINUE, 0, "", " go on" },
		{ "+", IMAP_CONTINUE, 0, "", "" },
		{ "* BYE", IMAP_UNTAGGED, 0, "BYE", "" },
	};

	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct imap_line line;

		assert_int_equal(imap_line_read(arena, cases[i].text, &line), HK_OK);
		assert_int_equal(line.kind, cases[i].kind);
		assert_int_equal(line.number, cases[i].number);
		assert_string_equal(line.word, cases[i].word);
		assert_string_equal(line.text, cases[i].rest);
		assert_false(line.has_literal);
	}
}

static void what_no_server_says_is_refused(void **state)
{
	static const char *const bad[] = { "",           "*",  "* ", "* 5", "* 99999999999 EXISTS",
					   "* 5x FETCH", "A1", "A1 " };
	scoped_arena *arena = hk_arena_new();
	struct imap_line line;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(imap_line_read(arena, bad[i], &line), HK_INVALID);
}

static void a_literal_is_announced_at_the_end_of_a_line(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct imap_line line;

	(void)state;
	assert_int_equal(imap_line_read(arena, "* 1 FETCH (BODY[] {123}", &line), HK_OK);
	assert_true(line.has_literal);
	assert_int_equal(line.literal, 123);
	assert_int_equal(imap_line_read(arena, "* 1 FETCH (BODY[] {12a}", &line), HK_OK);
	assert_false(line.has_literal);
	assert_int_equal(imap_line_read(arena, "* OK {123} is no literal", &line), HK_OK);
	assert_false(line.has_literal);
	assert_int_equal(imap_line_read(arena, "* 1 FETCH (BODY[] {9999999999999999999999}", &line),
			 HK_OK);
	assert_false(line.has_literal);
}

static void what_is_said_about_a_mail_is_read_in_any_order(void **state)
{
	static const char *const texts[] = {
		"(UID 5 RFC822.SIZE 100 FLAGS (\\Answered \\seen))",
		"(FLAGS (\\Seen $x) MODSEQ (12) uid 5 RFC822.SIZE 100)",
		"(X-GM-LABELS (\"a) b\" \"c\\\"\" (d (e))) RFC822.SIZE 100 FLAGS (\\Seen) UID 5)",
	};
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct imap_fetch fetch = { .size = -1 };

		assert_int_equal(imap_fetch_read(arena, texts[i], &fetch), HK_OK);
		assert_int_equal(fetch.uid, 5);
		assert_int_equal(fetch.size, 100);
		assert_true(fetch.is_seen);
		assert_false(fetch.is_deleted);
		assert_int_equal(fetch.body, IMAP_BODY_NONE);
	}
}

static void a_body_comes_as_literal_as_string_or_not_at_all(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct imap_fetch fetch = { .size = -1 };

	(void)state;
	assert_int_equal(imap_fetch_read(arena, "(UID 5 BODY[] {10}", &fetch), HK_OK);
	assert_int_equal(fetch.body, IMAP_BODY_LITERAL);
	assert_int_equal(imap_fetch_read(arena, " FLAGS (\\Seen))", &fetch), HK_OK);
	assert_int_equal(fetch.uid, 5);
	assert_true(fetch.is_seen);
	fetch = (struct imap_fetch){ .size = -1 };
	assert_int_equal(imap_fetch_read(arena, "(BODY[] \"a\\\"b\\\\\" UID 6)", &fetch), HK_OK);
	assert_int_equal(fetch.body, IMAP_BODY_QUOTED);
	assert_string_equal(fetch.quoted, "a\"b\\");
	assert_int_equal(fetch.uid, 6);
	fetch = (struct imap_fetch){ .size = -1 };
	assert_int_equal(imap_fetch_read(arena, "(BODY[] NIL UID 6)", &fetch), HK_OK);
	assert_int_equal(fetch.body, IMAP_BODY_NIL);
}

static void a_list_that_cannot_be_read_changes_nothing(void **state)
{
	static const char *const bad[] = { "(UID x)",
					   "(UID 99999999999)",
					   "(FLAGS \\Seen)",
					   "(FLAGS (\\Seen",
					   "(BODY[] \"a",
					   "(BODY[] x)",
					   "(X (((((((((((1))))))))))))",
					   "(UID 5 X",
					   "(X \"",
					   "(UID 5",
					   "(" };
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct imap_fetch fetch = { .uid = 1, .size = -1 };

		if (imap_fetch_read(arena, bad[i], &fetch) != HK_INVALID)
			fail_msg("%s was taken", bad[i]);
		assert_int_equal(fetch.uid, 1);
	}
}

static void names_of_folders_are_written_in_the_servers_alphabet(void **state)
{
	static const char *const cases[][2] = {
		{ "INBOX", "INBOX" },
		{ "A&B", "A&-B" },
		{ "~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-" },
		{ "Šlamštas", "&AWA-lam&AWE-tas" },
		{ "আ", "&CYY-" },
		{ "😀!", "&2D3eAA-!" },
		{ "", "" },
	};
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(imap_folder_name(arena, cases[i][0]), cases[i][1]);
}

static void codes_and_words_are_found_whole(void **state)
{
	(void)state;
	assert_int_equal(imap_code_number("[UIDVALIDITY 42] ok", "UIDVALIDITY"), 42);
	assert_int_equal(imap_code_number("[UIDVALIDITY 42 ok", "UIDVALIDITY"), 0);
	assert_int_equal(imap_code_number("[UIDNEXT 42] ok", "UIDVALIDITY"), 0);
	assert_int_equal(imap_code_number("", "UIDVALIDITY"), 0);
	assert_true(imap_has_word("IMAP4rev1 IDLE MOVE", "idle"));
	assert_false(imap_has_word("IMAP4rev1 XIDLE IDLEX", "IDLE"));
	assert_false(imap_has_word("", "IDLE"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_lines_of_a_server_are_told_apart),
		cmocka_unit_test(what_no_server_says_is_refused),
		cmocka_unit_test(a_literal_is_announced_at_the_end_of_a_line),
		cmocka_unit_test(what_is_said_about_a_mail_is_read_in_any_order),
		cmocka_unit_test(a_body_comes_as_literal_as_string_or_not_at_all),
		cmocka_unit_test(a_list_that_cannot_be_read_changes_nothing),
		cmocka_unit_test(names_of_folders_are_written_in_the_servers_alphabet),
		cmocka_unit_test(codes_and_words_are_found_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
