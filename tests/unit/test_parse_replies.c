/*
 * The replies of tests/corpus/replies: 120 mails as the usual programs write them in ten languages,
 * each with what is new in it. 49 of them are traps, where something only looks like history.
 * White space does not count, every word and mark does.
 */
#include "test.h"
/* cmocka comes first */
#include "parse_help.h"

enum { REPLIES = 120, EXACT_OF_100 = 95 };

struct tally {
	int seen, exact, lost;
};

static const char *const languages[] = {
	"en", "de", "fr", "es", "pl", "ru", "lt", "bn", "ta", "hi"
};

static char **words_of(const char *text)
{
	g_auto(GStrv) all = g_strsplit_set(text, " \t\n", -1);
	g_autoptr(GPtrArray) words = g_ptr_array_new();

	for (size_t i = 0; all[i]; i++)
		if (*all[i])
			g_ptr_array_add(words, g_strdup(all[i]));
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}

/* All words of part stand in whole, in this order. */
static bool holds(char **whole, char **part)
{
	for (; *whole && *part; whole++)
		part += strcmp(*whole, *part) == 0;
	return !*part;
}

static void reply_judge(const char *name, const char *raw, const char *new, struct tally *tally)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = mail_from_text(arena, raw);
	g_auto(GStrv) got = words_of(mail.reply), want = words_of(new);
	bool is_lost = !holds(got, want);
	bool is_exact = !is_lost && g_strv_length(got) == g_strv_length(want);

	tally->seen++;
	tally->exact += is_exact;
	tally->lost += is_lost;
	if (is_exact)
		return;
	print_message("# %s: %s\n", name,
		      is_lost ? "new text is LOST" : "more is shown than is new");
	if (g_getenv("HARK_REPLIES"))
		print_message("--- got\n%s--- wanted\n%s---\n", mail.reply, new);
}

/* "==== name", a mail, "==== new", what is new in it; and so on. */
static void file_judge(const char *language, struct tally *tally)
{
	scoped_arena *arena = hk_arena_new();
	const char *path = hk_format(arena, "%s/replies/%s.txt", TEST_CORPUS, language);
	g_auto(GStrv) pieces = NULL;
	char *all;
	size_t len;

	assert_int_equal(hk_file_read(arena, path, FILE_BYTES, &all, &len), HK_OK);
	assert_true(g_str_has_prefix(all, "==== "));
	pieces = g_strsplit(all + strlen("==== "), "\n==== ", -1);
	for (size_t i = 0; pieces[i]; i += 2) {
		char *raw = strchr(pieces[i], '\n');

		assert_non_null(raw);
		assert_non_null(pieces[i + 1]);
		assert_true(g_str_has_prefix(pieces[i + 1], "new\n"));
		*raw++ = '\0';
		reply_judge(pieces[i], raw, pieces[i + 1] + strlen("new\n"), tally);
	}
}

static void what_is_new_in_a_reply_is_found_and_never_lost(void **state)
{
	struct tally tally = { 0 };

	(void)state;
	for (size_t i = 0; i < HK_COUNT(languages); i++)
		file_judge(languages[i], &tally);
	print_message("# %d of %d replies are shown exactly, new text is lost in %d\n", tally.exact,
		      tally.seen, tally.lost);
	assert_int_equal(tally.seen, REPLIES);
	assert_int_equal(tally.lost, 0);
	assert_true(tally.exact * 100 >= tally.seen * EXACT_OF_100);
}

/* Programs and traps of no language in particular, which the rules met after the others. */
static void other_programs_and_traps_are_read_as_well(void **state)
{
	struct tally tally = { 0 };

	(void)state;
	file_judge("others", &tally);
	print_message("# %d of %d others are shown exactly, new text is lost in %d\n", tally.exact,
		      tally.seen, tally.lost);
	assert_true(tally.seen > 0);
	assert_int_equal(tally.lost, 0);
	assert_true(tally.exact * 100 >= tally.seen * EXACT_OF_100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_new_in_a_reply_is_found_and_never_lost),
		cmocka_unit_test(other_programs_and_traps_are_read_as_well),
	};

	return cmocka_run_group_tests(tests, mail_setup, NULL);
}
