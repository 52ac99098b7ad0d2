/* What becomes of a picture whose child fails: the test's own picture_write() stands before the
 * real one (the linker's --wrap), and goes wrong in a child that has read another before. */
#include "test.h"
/* cmocka comes first */
#include "parse/inside.h"
#include "picture_help.h"

/* What a child says when there is no small picture to be had. */
static const char none[8] = { 0 };

void write_really(const char *bytes, size_t len, GString *out) __asm__("__real_picture_write");
void write_once(const char *bytes, size_t len, GString *out) __asm__("__wrap_picture_write");

/* What a child says that has answered before; set before the pool forks. */
static struct {
	const char *bytes;
	size_t len;
} wrong;

void write_once(const char *bytes, size_t len, GString *out)
{
	static int answered;

	if (answered++ > 0)
		g_string_append_len(out, wrong.bytes, (gssize)wrong.len);
	else
		write_really(bytes, len, out);
}

static enum hk_result ask(struct parse_pool *pool, GString *file)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_source source = { -1, file->str, file->len };
	struct picture picture;
	enum hk_result result = parse_picture(pool, arena, &source, &picture);

	g_string_free(file, TRUE);
	return result;
}

/* Of three good pictures that follow each other, while children that are used speak like that. */
static void expect_all_read(const char *bytes, size_t len)
{
	struct parse_pool *pool;

	wrong.bytes = bytes;
	wrong.len = len;
	assert_int_equal(parse_pool_open(&parse_settings_usual, &pool), HK_OK);
	for (int i = 0; i < 3; i++)
		assert_int_equal(ask(pool, png_make(40, 20)), HK_OK);
	parse_pool_close(pool);
}

static void a_picture_that_a_used_child_cannot_read_is_read_by_a_fresh_one(void **state)
{
	(void)state;
	expect_all_read(none, sizeof(none));
}

static void a_child_that_is_not_believed_reads_nothing_more(void **state)
{
	static const char *const lies[] = { "", "words", "RIFF....WEBP",
					    "\x20\0\0\0\x20\0\0\0and more than twelve" };
	static const size_t lengths[] = { 0, 5, 12, 28 };

	(void)state;
	for (size_t i = 0; i < HK_COUNT(lies); i++)
		expect_all_read(lies[i], lengths[i]);
}

/* The first is read by a fresh child whether the machine rested before it or not. */
static void a_broken_picture_is_asked_of_a_fresh_child_once(void **state)
{
	static const char broken[] = "GIF89a and then some words";
	struct parse_pool *pool;

	(void)state;
	wrong.bytes = none;
	wrong.len = sizeof(none);
	assert_int_equal(parse_pool_open(&parse_settings_usual, &pool), HK_OK);
	assert_int_equal(ask(pool, png_make(40, 20)), HK_OK);
	assert_int_equal(ask(pool, g_string_new(broken)), HK_INVALID);
	assert_int_equal(parse_pool_births(pool), 2);
	assert_int_equal(ask(pool, g_string_new(broken)), HK_INVALID);
	assert_int_equal(parse_pool_births(pool), 3);
	parse_pool_close(pool);
}

static void what_begins_like_no_picture_is_asked_of_no_child(void **state)
{
	struct parse_pool *pool;

	(void)state;
	assert_int_equal(parse_pool_open(&parse_settings_usual, &pool), HK_OK);
	assert_int_equal(ask(pool, g_string_new("%PDF-1.7 called photo.png")), HK_INVALID);
	assert_int_equal(ask(pool, g_string_new("GIF89a")), HK_INVALID);
	assert_int_equal(ask(pool, g_string_new("")), HK_INVALID);
	assert_int_equal(parse_pool_births(pool), 0);
	parse_pool_close(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_picture_that_a_used_child_cannot_read_is_read_by_a_fresh_one),
		cmocka_unit_test(a_child_that_is_not_believed_reads_nothing_more),
		cmocka_unit_test(a_broken_picture_is_asked_of_a_fresh_child_once),
		cmocka_unit_test(what_begins_like_no_picture_is_asked_of_no_child),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
