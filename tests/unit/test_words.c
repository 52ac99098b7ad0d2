/* The analyser, and that both engines find the same by it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "core/fold.h"
#include "core/words.h"
#include "place.h"
#include "test.h"

enum { PAIRS_MAX = 200, PAIRS_SPACE = 3, FILE_MAX = 1 << 20, TEXT_BYTES = 100 * 1000 };

struct pair {
	const char *language, *text, *query;
	bool is_hit;
};

struct world {
	struct place place;
	struct db_store *store;
	struct hk_arena *arena;
	struct words *words;
	struct pair pairs[PAIRS_MAX];
	int64_t pair_count;
};

struct document {
	int64_t id, limit;
	const char *tokens, *query;
	struct db_rows hits;
};

struct hit {
	int64_t id;
};

static const struct db_column hit_columns[] = { DB_COLUMN(struct hit, id) };
static const struct db_record hit_record = DB_RECORD("search", struct hit, hit_columns);

static enum hk_result document_put(struct db *db, void *data)
{
	const struct document *document = data;

	return db_send(db, db_search(db)->put, DB_ARGS(document->id, document->tokens));
}

static enum hk_result document_drop(struct db *db, void *data)
{
	const struct document *document = data;

	return db_send(db, db_search(db)->drop, DB_ARGS(document->id));
}

/* id: only documents before it. */
static enum hk_result document_find(struct db *db, void *data)
{
	struct document *document = data;

	return db_select(db, &hit_record, db_search(db)->find,
			 DB_ARGS(document->query, document->id, document->limit), &document->hits);
}

static void put(struct world *world, int64_t space, int64_t id, const char *language,
		const char *text)
{
	struct document document = { .id = id };
	struct db_task task = {
		.work = document_put, .data = &document, .arena = world->arena, .org_id = 1
	};

	document.tokens = words_document(world->words, world->arena, space, language, text);
	assert_int_equal(db_write(world->store, &task), HK_OK);
}

static void drop(struct world *world, int64_t id)
{
	struct document document = { .id = id };
	struct db_task task = {
		.work = document_drop, .data = &document, .arena = world->arena, .org_id = 1
	};

	assert_int_equal(db_write(world->store, &task), HK_OK);
}

/* The ids that are found, newest first, with spaces between them. */
static const char *find(struct world *world, int64_t space, const char *query, int64_t before,
			int64_t limit)
{
	struct document document = { .id = before, .limit = limit };
	struct db_task task = {
		.work = document_find, .data = &document, .arena = world->arena, .org_id = 1
	};
	const char *ids = "";

	document.query =
		words_query(world->words, world->arena, space, !world->place.is_sqlite, query);
	if (document.query && db_read(world->store, &task) != HK_OK)
		fail_msg("cannot ask for %s: %s", query, document.query);
	for (size_t i = 0; i < document.hits.count; i++)
		ids = hk_format(world->arena, "%s%s%lld", ids, i ? " " : "",
				(long long)((struct hit *)document.hits.items)[i].id);
	return ids;
}

/* Cuts the next field off: up to a tab or the end of the line. */
static const char *field(char **at)
{
	char *start = *at, *end = start + strcspn(start, "\t\n");

	*at = *end ? end + 1 : end;
	*end = 0;
	return start;
}

static void pairs_read(struct world *world)
{
	char *text;
	size_t length;

	assert_int_equal(hk_file_read(world->arena, TEST_CORPUS "/search/pairs.tsv", FILE_MAX,
				      &text, &length),
			 HK_OK);
	while (*text && world->pair_count < PAIRS_MAX) {
		struct pair *pair = &world->pairs[world->pair_count];

		pair->language = field(&text);
		pair->text = field(&text);
		pair->query = field(&text);
		pair->is_hit = strcmp(field(&text), "hit") == 0;
		world->pair_count += *pair->language != '#';
	}
}

static int open_world(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	place_make(&world->place);
	world->store = place_open_house(&world->place);
	world->arena = hk_arena_new();
	world->words = words_open();
	pairs_read(world);
	for (int64_t i = 0; i < world->pair_count; i++) {
		const struct pair *pair = &world->pairs[i];
		put(world, PAIRS_SPACE, i + 1, *pair->language == '-' ? NULL : pair->language,
		    pair->text);
	}
	*state = world;
	return 0;
}

static int close_world(void **state)
{
	struct world *world = *state;

	words_close(world->words);
	hk_arena_free(world->arena);
	db_store_close(world->store);
	place_remove(&world->place);
	hk_free(world);
	return 0;
}

static bool has_id(const char *ids, int64_t id)
{
	char padded[4096], wanted[32];

	snprintf(padded, sizeof(padded), " %s ", ids);
	snprintf(wanted, sizeof(wanted), " %lld ", (long long)id);
	return strstr(padded, wanted) != NULL;
}

static void texts_are_found_in_four_languages(void **state)
{
	struct world *world = *state;

	assert_in_range(world->pair_count, 70, PAIRS_MAX - 1);
	for (int64_t i = 0; i < world->pair_count; i++) {
		const struct pair *pair = &world->pairs[i];
		const char *ids = find(world, PAIRS_SPACE, pair->query, INT64_MAX, PAIRS_MAX);
		if (has_id(ids, i + 1) != pair->is_hit)
			fail_msg("%s %s: %s", pair->query, pair->is_hit ? "misses" : "hits",
				 pair->text);
	}
}

/* found.tsv was written once; each engine must find just that. */
static void both_engines_find_the_same(void **state)
{
	struct world *world = *state;
	char *text;
	size_t length;
	int count = 0;

	assert_int_equal(hk_file_read(world->arena, TEST_CORPUS "/search/found.tsv", FILE_MAX,
				      &text, &length),
			 HK_OK);
	while (*text) {
		const char *query = field(&text), *expected = field(&text);
		const char *ids = find(world, PAIRS_SPACE, query, INT64_MAX, PAIRS_MAX);
		if (strcmp(ids, expected) != 0)
			fail_msg("%s finds %s instead of %s", query, ids, expected);
		count++;
	}
	assert_true(count > 50);
}

static void show(struct world *world, const char *query, const char *text,
		 struct words_snippet *ret)
{
	words_find(world->words, words_seek(world->words, world->arena, query), text, ret);
}

static void a_snippet_shows_what_was_found(void **state)
{
	struct world *world = *state;
	struct words_snippet snippet;

	for (int64_t i = 0; i < world->pair_count; i++) {
		const struct pair *pair = &world->pairs[i];
		show(world, pair->query, pair->text, &snippet);
		if (pair->is_hit != (snippet.count > 0) && pair->is_hit)
			fail_msg("%s shows nothing in %s", pair->query, pair->text);
	}
}

static void a_snippet_is_a_window_around_the_first_hit(void **state)
{
	struct world *world = *state;
	struct words_snippet snippet;
	scoped_buf text = { 0 };

	hk_buf_init(&text, 1 << 16);
	for (int i = 0; i < 100; i++)
		hk_buf_text(&text, "গ্রাহক পরিষেবা ");

	size_t at = text.length;

	hk_buf_text(&text, "KETTLES and more");
	for (int i = 0; i < 100; i++)
		hk_buf_text(&text, " e\u0301");
	show(world, "kettle", text.bytes, &snippet);
	assert_int_equal(snippet.count, 1);
	assert_int_equal(snippet.hits[0].start, at);
	assert_int_equal(snippet.hits[0].end, at + strlen("KETTLES"));
	assert_true(snippet.start > 0 && snippet.start < at);
	assert_true(snippet.end > at && snippet.end < text.length);
	/* No letter is parted from its marks. */
	assert_int_not_equal((unsigned char)text.bytes[snippet.start] & 0xc0, 0x80);
	assert_int_not_equal((unsigned char)text.bytes[snippet.end] & 0xc0, 0x80);
	assert_int_not_equal((unsigned char)text.bytes[snippet.end], 0xcc);
}

static void a_snippet_cuts_nothing_that_is_read_as_one(void **state)
{
	static const char family[] = "👩‍👩‍👧"; /* five letters of Unicode */
	const size_t size = strlen(family);
	struct world *world = *state;
	struct words_snippet snippet;
	scoped_buf text = { 0 };

	hk_buf_init(&text, 1 << 16);
	for (int i = 0; i < 100; i++)
		hk_buf_text(&text, family);
	hk_buf_text(&text, " kettle ");
	for (int i = 0; i < 100; i++)
		hk_buf_text(&text, family);
	show(world, "kettle", text.bytes, &snippet);
	assert_int_equal(snippet.count, 1);
	assert_in_range(snippet.start, 80 * size, 90 * size);
	assert_int_equal(snippet.start % size, 0);
	assert_in_range(snippet.end, 120 * size, 140 * size);
	assert_int_equal((snippet.end - strlen(" kettle ")) % size, 0);
}

static void a_snippet_shows_hits_no_farther_than_it_reaches(void **state)
{
	struct world *world = *state;
	struct words_snippet snippet;
	scoped_buf text = { 0 };

	hk_buf_init(&text, 1 << 16);
	hk_buf_text(&text, "Kettles, and a kettle: ");
	for (int i = 0; i < 40; i++)
		hk_buf_text(&text, "words ");
	hk_buf_text(&text, "KETTLE");
	show(world, "kettle", text.bytes, &snippet);
	assert_int_equal(snippet.count, 2);
	assert_int_equal(snippet.start, 0);
	assert_int_equal(snippet.end, 160);
	/* Nothing found: its beginning. */
	show(world, "teapot", text.bytes, &snippet);
	assert_int_equal(snippet.count, 0);
	assert_int_equal(snippet.end, 160);
}

static void beginnings_are_found_from_three_letters_on(void **state)
{
	static const char *const found[] = { "ket*",       "kett*",        "kettle*",  "kettleho*",
					     "kettlehol*", "kettleholde*", "KETTLEH*", "žem*",
					     "zem*",       "গ্রা*",         "வாடி*" };
	static const char *const missed[] = { "ke*", "k*", "kettleholders*", "kettlex*", "tle*" };
	struct world *world = *state;

	put(world, 50, 500, "en", "Kettleholder žemė গ্রাহকের வாடிக்கையாளர்");
	for (size_t i = 0; i < HK_COUNT(found); i++)
		if (strcmp(find(world, 50, found[i], INT64_MAX, 9), "500") != 0)
			fail_msg("%s misses", found[i]);
	for (size_t i = 0; i < HK_COUNT(missed); i++)
		if (*find(world, 50, missed[i], INT64_MAX, 9))
			fail_msg("%s hits", missed[i]);
}

static void of_an_address_that_is_a_beginning_its_last_piece_is_one(void **state)
{
	static const char *const found[] = { "out3@customer.example*", "out3@customer.exa*",
					     "out3@cust*", "out3*", "out3_*" };
	static const char *const missed[] = { "out@customer.example*", "out3@cust.example*",
					      "ou*t3@customer.example*" };
	struct world *world = *state;

	put(world, 52, 520, "", "out3@customer.example");
	put(world, 52, 521, "", "out39@customers.example");
	for (size_t i = 0; i < HK_COUNT(found); i++)
		if (!strstr(find(world, 52, found[i], INT64_MAX, 9), "520"))
			fail_msg("%s misses", found[i]);
	for (size_t i = 0; i < HK_COUNT(missed); i++)
		if (*find(world, 52, missed[i], INT64_MAX, 9))
			fail_msg("%s hits", missed[i]);
	assert_string_equal(find(world, 52, "out3@customer.example*", INT64_MAX, 9), "520");
}

static void a_short_beginning_is_a_word(void **state)
{
	struct world *world = *state;

	put(world, 51, 510, "en", "An ox and a cow");
	assert_string_equal(find(world, 51, "ox*", INT64_MAX, 9), "510");
	assert_string_equal(find(world, 51, "o*", INT64_MAX, 9), "");
}

static void spaces_are_apart(void **state)
{
	struct world *world = *state;

	put(world, 60, 600, "en", "kettle");
	put(world, 601, 601, "en", "kettle");
	assert_string_equal(find(world, 60, "kettle", INT64_MAX, 9), "600");
	assert_string_equal(find(world, 60, "ket*", INT64_MAX, 9), "600");
	assert_string_equal(find(world, 6, "kettle", INT64_MAX, 9), "");
	assert_string_equal(find(world, 601, "kettle", INT64_MAX, 9), "601");
}

static void the_newest_come_first_and_page_by_page(void **state)
{
	struct world *world = *state;

	for (int64_t id = 700; id < 710; id++)
		put(world, 70, id, "en", id % 2 ? "lamp" : "lamp kettle");
	assert_string_equal(find(world, 70, "lamp", INT64_MAX, 3), "709 708 707");
	assert_string_equal(find(world, 70, "lamp", 707, 3), "706 705 704");
	assert_string_equal(find(world, 70, "kettle lamp", 706, 9), "704 702 700");
	assert_string_equal(find(world, 70, "ket*", 702, 9), "700");
}

struct many {
	struct world *world;
	int64_t space, first, count;
};

/* Every fifth has a common word, every hundredth a rarer one, the oldest one of its own. */
static enum hk_result many_put(struct db *db, void *data)
{
	const struct many *many = data;

	for (int64_t i = 0; i < many->count; i++) {
		struct document document = { .id = many->first + i };
		const char *text = i == 0         ? "oldest"
				   : i % 100 == 0 ? "rare common"
				   : i % 5 == 0   ? "common"
						  : "plain";

		document.tokens = words_document(many->world->words, many->world->arena,
						 many->space, "en", text);
		HK_TRY(document_put(db, &document));
	}
	return HK_OK;
}

static void the_newest_are_found_however_common_the_word_is(void **state)
{
	struct world *world = *state;
	struct many many = { .world = world, .space = 90, .first = 1000000, .count = 6000 };
	struct db_task task = {
		.work = many_put, .data = &many, .arena = world->arena, .org_id = 1
	};

	assert_int_equal(db_write(world->store, &task), HK_OK);
	assert_string_equal(find(world, 90, "common", INT64_MAX, 3), "1005995 1005990 1005985");
	assert_true(hk_starts(find(world, 90, "rare", INT64_MAX, 25), "1005900 1005800 1005700 "));
	assert_true(hk_ends(find(world, 90, "rare", INT64_MAX, 25), " 1003600 1003500"));
	assert_true(hk_ends(find(world, 90, "rare", INT64_MAX, 90), " 1000200 1000100"));
	assert_true(hk_starts(find(world, 90, "rare", 1003500, 25), "1003400 1003300 "));
	assert_string_equal(find(world, 90, "oldest", INT64_MAX, 25), "1000000");
}

static void what_is_replaced_or_dropped_is_not_found(void **state)
{
	struct world *world = *state;

	put(world, 80, 800, "en", "yesterday's kettle");
	put(world, 80, 801, "en", "another kettle");
	put(world, 80, 800, "en", "today's lamp");
	assert_string_equal(find(world, 80, "kettle", INT64_MAX, 9), "801");
	assert_string_equal(find(world, 80, "ket*", INT64_MAX, 9), "801");
	assert_string_equal(find(world, 80, "lam*", INT64_MAX, 9), "800");
	drop(world, 801);
	drop(world, 802);
	assert_string_equal(find(world, 80, "kettle", INT64_MAX, 9), "");
	assert_string_equal(find(world, 80, "ket*", INT64_MAX, 9), "");
}

static void each_token_of_a_document_is_written_once(void **state)
{
	struct world *world = *state;
	const char *tokens = words_document(world->words, world->arena, 7, "en",
					    "The lamp, the lamps and the lamp: THE LAMPS.");

	assert_string_equal(tokens, "7wthe 7wlamp 7wlamps 7elamp 7wand");
}

static void nothing_that_people_type_breaks_the_query(void **state)
{
	static const char *const odd[] = {
		"",
		"*",
		"\"",
		"' OR 1=1 --",
		"kettle\"*",
		"NEAR(a b)",
		"a AND",
		"OR OR",
		"NOT kettle",
		"words : x",
		"{words} : x",
		"^kettle",
		"kettle + ",
		"(((",
		"a:*b | c & !d <-> e",
		"\\",
		"kettle\\'",
		"\xf0\x9f\x98\x80",
		"\xe2\x80\x8d\xe2\x80\x8d",
		"00000000000000000000000",
		"-- kettle",
		"؟؟؟",
		"e\xcc\x81\xcc\x81\xcc\x81",
		"<b>kettle</b>",
		"ked\xcc",
	};
	struct world *world = *state;

	put(world, 90, 900, "en", "kettle");
	for (size_t i = 0; i < HK_COUNT(odd); i++)
		find(world, 90, odd[i], INT64_MAX, 9);
	assert_string_equal(find(world, 90, "kettle\"*", INT64_MAX, 9), "900");
	assert_string_equal(find(world, 90, "-- kettle", INT64_MAX, 9), "900");
	assert_null(words_query(world->words, world->arena, 90, true, "؟ ... *"));
}

static const char *long_text(struct hk_arena *arena, const char *word, size_t bytes)
{
	scoped_buf text = { 0 };

	hk_buf_init(&text, bytes);
	while (!text.is_cut)
		hk_buf_text(&text, word);
	return hk_copy(arena, text.bytes, text.length);
}

static void long_texts_and_long_words_are_no_trouble(void **state)
{
	struct world *world = *state;
	scoped_buf words = { 0 };

	hk_buf_init(&words, TEXT_BYTES);
	for (int i = 0; !words.is_cut; i++)
		hk_buf_format(&words, "word%d vandenų ", i);
	put(world, 95, 950, NULL, words.bytes);
	put(world, 95, 951, NULL, long_text(world->arena, "a", TEXT_BYTES));
	put(world, 95, 952, NULL, long_text(world->arena, "vėluoja ", TEXT_BYTES));
	assert_string_equal(find(world, 95, "word77", INT64_MAX, 9), "950");
	assert_string_equal(find(world, 95, "veluo*", INT64_MAX, 9), "952");
	assert_string_equal(find(world, 95, long_text(world->arena, "word77 ", 5000), INT64_MAX, 9),
			    "950");
	assert_string_equal(words_document(world->words, world->arena, 1, "en", ""), "");
	assert_string_equal(words_document(world->words, world->arena, 1, "en", " ... "), "");
}

static void words_of_a_person_are_found_whole_or_by_their_beginning(void **state)
{
	struct hk_arena *arena = hk_arena_new();

	static const struct {
		const char *text, *word;
		bool is_there;
	} cases[] = {
		{ "Tow me, please", "tow", true },
		{ "In the town", "tow", false },
		{ "In the town", "tow*", true },
		{ "A stowed bag", "tow*", false },
		{ "GEDIMAS! Šaldytuvas", "šald*", true },
		{ "Straße", "STRASSE", true },
		{ "গাড়ি নষ্ট", "গাড়ি", true },
		{ "গাড়িতে", "গাড়ি", false },
		{ "வண்டி பழுது", "பழுது", true },
		{ "flat tyre now", "flat tyre", true },
		{ "anything", "", true },
		{ "", "tow", false },
	};

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++)
		assert_int_equal(fold_has(arena, fold_text(arena, cases[i].text),
					  fold_text(arena, cases[i].word)),
				 cases[i].is_there);
	hk_arena_free(arena);
}

static void words_are_alike_however_they_are_typed(void **state)
{
	struct hk_arena *arena = hk_arena_new();

	(void)state;
	assert_true(words_alike(arena, "Late Parcels", "late parcels"));
	/* A letter as one, and with its sign. */
	assert_true(words_alike(arena, "\u0161altis", "S\u030Caltis"));
	assert_true(words_alike(arena, "\u09B9\u09AF\u09BC\u09C7", "\u09B9\u09DF\u09C7"));
	assert_false(words_alike(arena, "late parcels", "late parcel"));
	assert_false(words_alike(arena, "\u0161altis", "saltis"));
	hk_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_a_person_are_found_whole_or_by_their_beginning),
		cmocka_unit_test(texts_are_found_in_four_languages),
		cmocka_unit_test(both_engines_find_the_same),
		cmocka_unit_test(a_snippet_shows_what_was_found),
		cmocka_unit_test(a_snippet_is_a_window_around_the_first_hit),
		cmocka_unit_test(a_snippet_cuts_nothing_that_is_read_as_one),
		cmocka_unit_test(a_snippet_shows_hits_no_farther_than_it_reaches),
		cmocka_unit_test(beginnings_are_found_from_three_letters_on),
		cmocka_unit_test(of_an_address_that_is_a_beginning_its_last_piece_is_one),
		cmocka_unit_test(a_short_beginning_is_a_word),
		cmocka_unit_test(spaces_are_apart),
		cmocka_unit_test(the_newest_come_first_and_page_by_page),
		cmocka_unit_test(what_is_replaced_or_dropped_is_not_found),
		cmocka_unit_test(each_token_of_a_document_is_written_once),
		cmocka_unit_test(nothing_that_people_type_breaks_the_query),
		cmocka_unit_test(long_texts_and_long_words_are_no_trouble),
		cmocka_unit_test(the_newest_are_found_however_common_the_word_is),
		cmocka_unit_test(words_are_alike_however_they_are_typed),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
