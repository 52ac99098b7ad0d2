/* Themes: what texts have in common, in four languages, and whatever people send. */
#include <math.h>
#include <string.h>

#include "base/result.h"
#include "core/words.h"
#include "feedback/theme/found.h"
#include "feedback/theme/groups.h"
#include "near.h"
#include "test.h"

enum { MEGABYTE = 1 << 20 };

struct world {
	struct hk_arena *arena;
	struct words *words;
};

static int begin(void **state)
{
	struct world *world = test_calloc(1, sizeof(*world));

	world->arena = hk_arena_new();
	world->words = words_open();
	*state = world;
	return 0;
}

static int end(void **state)
{
	struct world *world = *state;

	words_close(world->words);
	hk_arena_free(world->arena);
	test_free(world);
	return 0;
}

static struct corpus *corpus_of(struct world *world, const char *language, const char *const *texts)
{
	struct corpus *corpus = corpus_new(world->arena, world->words, language);

	for (; *texts; texts++)
		corpus_add(corpus, *texts);
	return corpus;
}

/* The one theme whose word that is; fails where there is none. */
static const struct found *theme_with(const struct corpus *corpus, const struct found_list *list,
				      const char *key)
{
	for (size_t i = 0; i < list->count; i++)
		for (size_t k = 0; k < list->items[i].word_count; k++)
			if (strcmp(corpus->terms[list->items[i].words[k].term].key, key) == 0)
				return &list->items[i];
	fail_msg("no theme has the word %s", key);
	return NULL;
}

static void terms_are_words_and_what_follows_them(void **state)
{
	static const char *const texts[] = { "The parcel was lost. Delivery took two weeks!",
					     NULL };
	struct corpus *corpus = corpus_of(*state, "en", texts);

	assert_true(corpus_find(corpus, "parcel") >= 0);
	assert_true(corpus_find(corpus, "deliveri") >= 0);
	/* Over a word that says nothing, but not over the end of a sentence. */
	assert_true(corpus_find(corpus, "parcel was lost") >= 0);
	assert_int_equal(corpus_find(corpus, "lost deliveri"), -1);
	assert_int_equal(corpus_find(corpus, "the"), -1);
	assert_int_equal(corpus_find(corpus, "the parcel"), -1);
	assert_string_equal(corpus->terms[corpus_find(corpus, "deliveri")].shown, "delivery");
}

static void inflected_words_are_one_term_in_each_language(void **state)
{
	static const struct {
		const char *language, *one, *other;
	} pairs[] = {
		{ "en", "late deliveries", "a late delivery" },
		{ "lt", "Vėluoja siuntos", "vėluoja siunta" },
		{ "lt", "mokėjimai kortele", "mokėjimas kortele" },
		{ "bn", "ডেলিভারির", "ডেলিভারি" },
		{ "bn", "টাকাগুলো", "টাকা" },
		{ "ta", "வாடிக்கையாளர்கள்", "வாடிக்கையாளர்" },
	};
	struct world *world = *state;

	for (size_t i = 0; i < HK_COUNT(pairs); i++) {
		const char *const texts[] = { pairs[i].one, pairs[i].other, NULL };
		struct corpus *corpus = corpus_of(world, pairs[i].language, texts);
		const struct corpus_document *a = &corpus->documents[0], *b = &corpus->documents[1];

		if (a->count == 0 || a->count != b->count ||
		    memcmp(a->terms, b->terms, a->count * sizeof(*a->terms)) != 0)
			fail_msg("%s and %s differ", pairs[i].one, pairs[i].other);
	}
}

static void words_are_shown_as_most_people_write_them(void **state)
{
	static const char *const texts[] = { "Žemė", "žemės", "žemės", NULL };
	struct corpus *corpus = corpus_of(*state, "lt", texts);

	assert_int_equal(corpus->documents[0].count, 1);
	assert_string_equal(corpus->terms[corpus->documents[0].terms[0]].shown, "žemės");
}

/* Rayson and Garside's own shape of the formula, computed by hand: 2 (50 ln(50/20) + 10 ln(10/40)).
 */
static void keyness_is_the_log_likelihood_ratio(void **state)
{
	(void)state;
	assert_near(found_keyness(50, 1000, 10, 2000), 63.903, 0.001);
	assert_near(found_keyness(10, 2000, 50, 1000), -63.903, 0.001);
	assert_near(found_keyness(10, 100, 20, 200), 0, 1e-9);
	assert_near(found_keyness(0, 0, 0, 0), 0, 0);
	assert_near(found_keyness(3, 10, 0, 0), 0, 0);
	assert_true(isfinite(found_keyness(5, 5, 0, 1000)));
}

static const char *const english[] = {
	"My parcel arrived two weeks late",
	"The parcel was late again",
	"Late parcel, nobody told me",
	"Parcel came late and wet",
	"Why are your parcels always late?",
	"parcel late, third time",
	"The refund never came to my account",
	"I wait for my refund since March",
	"Where is my refund?",
	"Refund still not on the account",
	"No refund after a month",
	"You promised a refund, nothing came",
	"Everything fine",
	"Friendly people in the shop",
	NULL,
};

static void two_matters_become_two_themes(void **state)
{
	struct corpus *corpus = corpus_of(*state, "en", english);
	struct found_list list = found_themes(corpus, FOUND_LEAST);
	const struct found *late = theme_with(corpus, &list, "parcel");
	const struct found *refund = theme_with(corpus, &list, "refund");

	assert_int_equal(list.count, 2);
	assert_ptr_not_equal(late, refund);
	assert_int_equal(late->size, 6);
	assert_int_equal(refund->size, 6);
	for (size_t i = 0; i < late->size; i++)
		assert_true(late->members[i] < 6);
	assert_non_null(strstr(refund->name, "refund"));
}

static void a_new_text_fits_the_theme_that_it_speaks_of(void **state)
{
	struct corpus *corpus = corpus_of(*state, "en", english);
	struct found_list list = found_themes(corpus, FOUND_LEAST);
	const struct found *late = theme_with(corpus, &list, "parcel");
	const struct found *refund = theme_with(corpus, &list, "refund");
	struct corpus_document document = corpus_read(corpus, "Parcels come so late");
	struct corpus_document other = corpus_read(corpus, "Lovely weather in Vilnius");

	assert_true(found_fit(corpus, late->words, late->word_count, &document) >= found_fits);
	assert_true(found_fit(corpus, refund->words, refund->word_count, &document) < found_fits);
	assert_near(found_fit(corpus, late->words, late->word_count, &other), 0, 0);
}

static void themes_are_found_in_the_other_three_languages(void **state)
{
	static const struct {
		const char *language, *key;
		const char *texts[13];
	} all[] = {
		{ "lt",
		  "siunt",
		  { "Siunta vėluoja jau savaitę", "Siuntos vėluoja", "Mano siunta vėluoja",
		    "Vėl vėluoja siunta", "Siunta vėlavo, niekas nepranešė",
		    "Kavos aparatas sugedo", "Sugedo kavos aparatas po mėnesio", "Aparatas sugedo",
		    "Kavos aparatas vėl sugedo", "Kavos aparatas neveikia, sugedo", NULL } },
		{ "bn",
		  "ডেলিভারি",
		  { "ডেলিভারি দেরিতে এসেছে", "ডেলিভারি অনেক দেরি", "আমার ডেলিভারি দেরি হয়েছে",
		    "দেরিতে ডেলিভারি", "ডেলিভারির দেরি কেন", "মেশিন নষ্ট হয়েছে", "মেশিনটি নষ্ট",
		    "নতুন মেশিন নষ্ট", "মেশিন আবার নষ্ট", "মেশিন নষ্ট ছিল", NULL } },
		{ "ta",
		  "தாமதம்",
		  { "விநியோகம் தாமதம்", "விநியோகம் மிகவும் தாமதம்", "என் விநியோகம் தாமதம்",
		    "மீண்டும் விநியோகம் தாமதம்", "விநியோகம் தாமதம் ஏன்", "இயந்திரம் பழுது",
		    "புதிய இயந்திரம் பழுது", "இயந்திரம் மீண்டும் பழுது", "இயந்திரம் பழுது ஏன்",
		    "என் இயந்திரம் பழுது", NULL } },
	};
	struct world *world = *state;

	for (size_t i = 0; i < HK_COUNT(all); i++) {
		struct corpus *corpus = corpus_of(world, all[i].language, all[i].texts);
		struct found_list list = found_themes(corpus, FOUND_LEAST);

		if (list.count != 2)
			fail_msg("%s: %zu themes", all[i].language, list.count);
		for (size_t k = 0; k < list.count; k++)
			assert_int_equal(list.items[k].size, 5);
		for (size_t k = 0; k < list.items[0].size; k++)
			assert_int_equal(list.items[0].members[k], k);
	}
}

static void too_few_are_no_theme(void **state)
{
	static const char *const texts[] = { "late parcel", "late parcel", "late parcel",
					     "late parcel", "lovely shop", NULL };
	struct corpus *corpus = corpus_of(*state, "en", texts);

	assert_int_equal(found_themes(corpus, FOUND_LEAST).count, 0);
}

static void where_all_speak_of_the_same_that_is_the_theme(void **state)
{
	static const char *const texts[] = { "late parcel",   "parcel late",       "late parcel",
					     "a late parcel", "late, this parcel", NULL };
	struct corpus *corpus = corpus_of(*state, "en", texts);
	struct found_list list = found_themes(corpus, FOUND_LEAST);

	assert_int_equal(list.count, 1);
	assert_int_equal(list.items[0].size, 5);
}

static void the_same_texts_give_the_same_themes(void **state)
{
	struct corpus *one = corpus_of(*state, "en", english);
	struct corpus *other = corpus_of(*state, "en", english);
	struct found_list a = found_themes(one, FOUND_LEAST), b = found_themes(other, FOUND_LEAST);

	assert_int_equal(a.count, b.count);
	for (size_t i = 0; i < a.count; i++) {
		assert_string_equal(a.items[i].name, b.items[i].name);
		assert_int_equal(a.items[i].size, b.items[i].size);
	}
}

static void nothing_that_people_send_is_refused(void **state)
{
	struct world *world = *state;
	struct corpus *corpus = corpus_new(world->arena, world->words, "en");
	char *word = hk_alloc(world->arena, MEGABYTE + 1, 1);
	char *blanks = hk_alloc(world->arena, MEGABYTE + 1, 1);

	memset(word, 'a', MEGABYTE);
	for (size_t i = 0; i < MEGABYTE; i++)
		blanks[i] = "ab "[i % 3];
	for (int i = 0; i < 6; i++) {
		corpus_add(corpus, "");
		corpus_add(corpus, word);
		corpus_add(corpus, blanks);
		corpus_add(corpus, "\xff\xfe late \xc3\x28 parcel \xed\xa0\x80");
		corpus_add(corpus, "\xf0\x9f\x93\xa6\xf0\x9f\x98\xa1 !!! ??? ...");
		/* From right to left, and with the sign that turns what follows (U+202E). */
		corpus_add(corpus, hk_format(world->arena, "\xe2\x80%c%s", 0xae,
					     "\xd7\x94\xd7\x97\xd7\x91\xd7\x99\xd7\x9c\xd7\x94 "
					     "\xd7\x9e\xd7\x90\xd7\x97\xd7\xa8\xd7\xaa"));
		corpus_add(corpus, "\xe0\xa6\x95\xe2\x80\x8d\xe0\xa7\x8d \xcc\x81\xcc\x81\xcc\x81");
	}

	struct found_list list = found_themes(corpus, FOUND_LEAST);

	assert_int_equal(corpus->document_count, 42);
	assert_int_equal(corpus->documents[0].count, 0);
	assert_int_equal(corpus->documents[1].count, 0);
	assert_true(corpus->documents[2].length <= CORPUS_TEXT_WORDS * CORPUS_GRAM);
	(void)theme_with(corpus, &list, "parcel");
	(void)theme_with(corpus, &list, "\xd7\x94\xd7\x97\xd7\x91\xd7\x99\xd7\x9c\xd7\x94");
}

static void no_texts_have_no_theme(void **state)
{
	struct world *world = *state;
	struct corpus *corpus = corpus_new(world->arena, world->words, "");

	assert_int_equal(found_themes(corpus, FOUND_LEAST).count, 0);
	corpus_add(corpus, "");
	assert_int_equal(found_themes(corpus, FOUND_LEAST).count, 0);
}

/* Two triangles with one edge between them; all weights alike. */
static void nodes_that_are_joined_more_are_a_group(void **state)
{
	struct world *world = *state;
	size_t starts[] = { 0, 2, 4, 7, 10, 12, 14, 14 };
	uint32_t to[] = { 1, 2, 0, 2, 0, 1, 3, 2, 4, 5, 3, 5, 3, 4 };
	double weights[] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
	struct similar_graph graph = { 7, starts, to, weights };
	static const uint32_t expected[] = { 0, 0, 0, 1, 1, 1, 2 };
	size_t count;
	uint32_t *group = groups_find(world->arena, &graph, 1, &count);

	assert_int_equal(count, 3);
	assert_memory_equal(group, expected, sizeof(expected));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terms_are_words_and_what_follows_them),
		cmocka_unit_test(inflected_words_are_one_term_in_each_language),
		cmocka_unit_test(words_are_shown_as_most_people_write_them),
		cmocka_unit_test(keyness_is_the_log_likelihood_ratio),
		cmocka_unit_test(two_matters_become_two_themes),
		cmocka_unit_test(a_new_text_fits_the_theme_that_it_speaks_of),
		cmocka_unit_test(themes_are_found_in_the_other_three_languages),
		cmocka_unit_test(too_few_are_no_theme),
		cmocka_unit_test(where_all_speak_of_the_same_that_is_the_theme),
		cmocka_unit_test(the_same_texts_give_the_same_themes),
		cmocka_unit_test(nothing_that_people_send_is_refused),
		cmocka_unit_test(no_texts_have_no_theme),
		cmocka_unit_test(nodes_that_are_joined_more_are_a_group),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
