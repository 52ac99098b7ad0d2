#include "test.h"
/* cmocka comes first */
#include <webp/decode.h>

#include "base/time.h"
#include "parse/picture_kinds.h"
#include "parse_help.h"
#include "picture_help.h"

enum { NEAR = 40, TRIES = 50 };

static const uint8_t red[] = { 255, 0, 0, 255 }, blue[] = { 0, 0, 255, 255 },
		     green[] = { 0, 255, 0, 255 }, white[] = { 255, 255, 255, 255 },
		     nothing[] = { 0, 0, 0, 0 };

/* Frees the file. */
static enum hk_result small_of(struct hk_arena *arena, GString *file, struct picture *ret)
{
	g_autoptr(GString) out = g_string_new(NULL);

	picture_write(file->str, file->len, out);
	g_string_free(file, TRUE);
	return picture_check((unsigned char *)hk_copy(arena, out->str, out->len), out->len, ret);
}

static void expect_colour(const uint8_t *pixels, int width, int x, int y, const uint8_t *colour)
{
	const uint8_t *at = pixels + ((size_t)y * (size_t)width + (size_t)x) * PIXEL;

	assert_in_range(at[3] + NEAR, colour[3], colour[3] + 2 * NEAR);
	for (int i = 0; i < 3 && colour[3]; i++)
		assert_in_range(at[i] + NEAR, colour[i], colour[i] + 2 * NEAR);
}

/* The colours of the four quarters, row by row. */
static void expect_quarters(const struct picture *picture, uint32_t width, uint32_t height,
			    const uint8_t *const colours[4])
{
	int w, h;
	uint8_t *pixels = WebPDecodeRGBA((const uint8_t *)picture->bytes, picture->len, &w, &h);

	assert_non_null(pixels);
	assert_int_equal(picture->width, width);
	assert_int_equal(picture->height, height);
	assert_int_equal(w, width);
	assert_int_equal(h, height);
	for (int i = 0; i < 4; i++)
		expect_colour(pixels, w, i % 2 ? 3 * w / 4 : w / 4, i < 2 ? h / 4 : 3 * h / 4,
			      colours[i]);
	WebPFree(pixels);
}

static const uint8_t *const upright[] = { red, blue, green, white };

static void four_kinds_of_pictures_become_small(void **state)
{
	static const uint8_t *const with_hole[] = { red, blue, green, nothing };
	scoped_arena *arena = hk_arena_new();
	struct picture picture;

	(void)state;
	assert_int_equal(small_of(arena, jpeg_make(4000, 3000, 0, false), &picture), HK_OK);
	expect_quarters(&picture, 320, 240, upright);
	assert_int_equal(small_of(arena, jpeg_make(700, 1400, 0, true), &picture), HK_OK);
	expect_quarters(&picture, 160, 320, upright);
	assert_int_equal(small_of(arena, png_make(1000, 500), &picture), HK_OK);
	expect_quarters(&picture, 320, 160, upright);
	assert_int_equal(small_of(arena, webp_make(640, 640), &picture), HK_OK);
	expect_quarters(&picture, 320, 320, upright);
	assert_int_equal(small_of(arena, gif_make(500, 400, false), &picture), HK_OK);
	expect_quarters(&picture, 320, 256, with_hole);
	assert_int_equal(small_of(arena, gif_make(500, 400, true), &picture), HK_OK);
	expect_quarters(&picture, 320, 256, with_hole);
}

static void a_small_picture_is_not_blown_up(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct picture picture;

	(void)state;
	assert_int_equal(small_of(arena, png_make(20, 10), &picture), HK_OK);
	expect_quarters(&picture, 20, 10, upright);
	assert_int_equal(small_of(arena, png_make(1, 1), &picture), HK_OK);
	assert_int_equal(picture.width, 1);
	assert_int_equal(small_of(arena, png_make(20000, 2), &picture), HK_OK);
	assert_int_equal(picture.width, 320);
	assert_int_equal(picture.height, 1);
}

static void a_picture_is_shown_the_right_way_up(void **state)
{
	static const uint8_t *const turned[9][4] = {
		[1] = { red, blue, green, white }, [2] = { blue, red, white, green },
		[3] = { white, green, blue, red }, [4] = { green, white, red, blue },
		[5] = { red, green, blue, white }, [6] = { green, red, white, blue },
		[7] = { white, blue, green, red }, [8] = { blue, white, red, green },
	};

	(void)state;
	for (int i = 1; i <= 8; i++) {
		scoped_arena *arena = hk_arena_new();
		struct picture picture;

		assert_int_equal(small_of(arena, jpeg_make(800, 400, i, i % 2), &picture), HK_OK);
		expect_quarters(&picture, i >= 5 ? 160 : 320, i >= 5 ? 320 : 160, turned[i]);
		/* and says nothing of where and by what it was taken */
		assert_null(memmem(picture.bytes, picture.len, "EXIF", 4));
		assert_null(memmem(picture.bytes, picture.len, "Exif", 4));
	}
}

static void what_is_no_picture_gives_none(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct picture picture;

	(void)state;
	assert_int_equal(small_of(arena, g_string_new(""), &picture), HK_NOT_FOUND);
	assert_int_equal(small_of(arena, g_string_new("<svg xmlns=\"http://x\"></svg>"), &picture),
			 HK_NOT_FOUND);
	assert_int_equal(
		small_of(arena, g_string_new("\xff\xd8\xff and then some words"), &picture),
		HK_NOT_FOUND);
	assert_int_equal(small_of(arena, g_string_new("GIF89a and then some words"), &picture),
			 HK_NOT_FOUND);
	assert_int_equal(small_of(arena, g_string_new("RIFF....WEBPVP8 and then"), &picture),
			 HK_NOT_FOUND);
}

static void a_file_that_ends_anywhere_is_harmless(void **state)
{
	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		g_autoptr(GString) file = kind == 0   ? jpeg_make(64, 64, 6, false)
					  : kind == 1 ? png_make(64, 64)
					  : kind == 2 ? gif_make(64, 64, true)
						      : webp_make(64, 64);

		for (size_t len = 0; len < file->len; len += 1 + file->len / 200) {
			scoped_arena *arena = hk_arena_new();
			struct picture picture;

			assert_int_not_equal(
				small_of(arena, g_string_new_len(file->str, (gssize)len), &picture),
				HK_INVALID);
		}
	}
}

static uint32_t crc(const char *bytes, size_t len)
{
	uint32_t value = 0xffffffff;

	for (size_t i = 0; i < len; i++) {
		value ^= (unsigned char)bytes[i];
		for (int bit = 0; bit < 8; bit++)
			value = value >> 1 ^ (value & 1 ? 0xedb88320 : 0);
	}
	return ~value;
}

static void big_endian(char *to, uint32_t value, int size)
{
	for (int i = 0; i < size; i++)
		to[i] = (char)(value >> 8 * (size - 1 - i) & 0xff);
}

/* Of these few bytes a careless reader makes gigabytes. */
static void a_file_that_claims_to_be_huge_is_refused_before_it_is_read(void **state)
{
	scoped_arena *arena = hk_arena_new();
	GString *png = png_make(8, 8), *gif = gif_make(8, 8, false);
	GString *jpeg = jpeg_make(8, 8, 0, false);
	char *sof = memmem(jpeg->str, jpeg->len, "\xff\xc0", 2);
	int64_t began = hk_clock_monotonic();
	struct picture picture;
	char *frame;

	(void)state;
	big_endian(png->str + 16, 60000, 4);
	big_endian(png->str + 20, 60000, 4);
	big_endian(png->str + 29, crc(png->str + 12, 17), 4);
	assert_int_equal(small_of(arena, png, &picture), HK_NOT_FOUND);
	big_endian(sof + 5, 65000, 2);
	big_endian(sof + 7, 65000, 2);
	assert_int_equal(small_of(arena, jpeg, &picture), HK_NOT_FOUND);
	frame = memmem(gif->str, gif->len, "\x2c\0\0\0\0\x08\0\x08\0", 9);
	memset(frame + 5, 0xff, 4);
	assert_int_equal(small_of(arena, gif, &picture), HK_NOT_FOUND);
	assert_true(hk_clock_monotonic() - began < 1000);
}

static struct parse_pool *pool_of(uint32_t messages_per_child)
{
	struct parse_settings settings = parse_settings_usual;
	struct parse_pool *pool;

	settings.messages_per_child = messages_per_child;
	assert_int_equal(parse_pool_open(&settings, &pool), HK_OK);
	return pool;
}

static enum hk_result ask(struct parse_pool *pool, struct hk_arena *arena, GString *file,
			  struct picture *ret)
{
	struct parse_source source = { -1, file->str, file->len };
	enum hk_result result = parse_picture(pool, arena, &source, ret);

	g_string_free(file, TRUE);
	return result;
}

/* How many children are born for so many pictures of that length, one after the other. */
static uint32_t births_for(struct parse_pool *pool, int pictures, size_t length)
{
	scoped_arena *arena = hk_arena_new();
	uint32_t before = parse_pool_births(pool);
	struct picture picture;

	for (int i = 0; i < pictures; i++) {
		GString *file = png_make(20, 10);

		while (file->len < length)
			g_string_append_c(file, 0); /* behind its end */
		assert_int_equal(ask(pool, arena, file, &picture), HK_OK);
	}
	return parse_pool_births(pool) - before;
}

static void small_pictures_that_follow_each_other_share_a_child(void **state)
{
	struct parse_pool *pool = pool_of(20), *careful = pool_of(1);
	uint32_t births = 5;

	(void)state;
	/* Mostly one at once; but a machine may rest between any two. */
	for (int i = 0; i < TRIES && births == 5; i++)
		births = births_for(pool, 5, 1000);
	assert_true(births < 5);
	assert_int_equal(births_for(careful, 5, 1000), 5);
	(void)births_for(pool, 1, 300000);
	assert_int_equal(births_for(pool, 5, 300000), 5);
	parse_pool_close(pool);
	parse_pool_close(careful);
}

static void pictures_and_mails_are_read_by_the_same_pool(void **state)
{
	static const char mail_bytes[] = "Subject: between\n\nwords\n";
	scoped_arena *arena = hk_arena_new();
	struct parse_pool *pool = pool_of(parse_settings_usual.messages_per_child);
	struct parse_source source = { -1, mail_bytes, sizeof(mail_bytes) - 1 };
	struct picture picture;
	struct mail mail;

	(void)state;
	assert_int_equal(ask(pool, arena, jpeg_make(4000, 3000, 6, false), &picture), HK_OK);
	assert_int_equal(picture.width, 240);
	assert_int_equal(picture.height, 320);
	assert_int_equal(parse_mail(pool, arena, &source, &parse_limits_usual, &mail), HK_OK);
	assert_string_equal(mail.subject, "between");
	assert_int_equal(ask(pool, arena, png_make(300, 200), &picture), HK_OK);
	assert_int_equal(ask(pool, arena, gif_make(300, 200, false), &picture), HK_OK);
	assert_int_equal(ask(pool, arena, webp_make(300, 200), &picture), HK_OK);
	assert_int_equal(ask(pool, arena, g_string_new("words"), &picture), HK_INVALID);
	assert_int_equal(parse_mail(pool, arena, &source, &parse_limits_usual, &mail), HK_OK);
	parse_pool_close(pool);
}

/* As many pixels as are allowed, of next to no bytes. */
static void the_largest_pictures_stay_within_time_and_memory(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_pool *pool = pool_of(parse_settings_usual.messages_per_child);
	GString *jpeg = jpeg_make(16, 16, 0, false), *slow = jpeg_make(16, 16, 0, true);
	char *sof = memmem(jpeg->str, jpeg->len, "\xff\xc0", 2);
	char *slow_sof = memmem(slow->str, slow->len, "\xff\xc2", 2);
	int64_t began = hk_clock_monotonic();
	struct picture picture;

	(void)state;
	big_endian(sof + 5, 12000, 2);
	big_endian(sof + 7, 12000, 2);
	(void)ask(pool, arena, jpeg, &picture);
	big_endian(slow_sof + 5, 6000, 2);
	big_endian(slow_sof + 7, 6000, 2);
	(void)ask(pool, arena, slow, &picture);
	assert_int_equal(ask(pool, arena, png_make(6000, 6000), &picture), HK_OK);
	assert_true(hk_clock_monotonic() - began < 20000);
	assert_true(parse_pool_is_alive(pool));
	parse_pool_close(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_kinds_of_pictures_become_small),
		cmocka_unit_test(small_pictures_that_follow_each_other_share_a_child),
		cmocka_unit_test(a_small_picture_is_not_blown_up),
		cmocka_unit_test(a_picture_is_shown_the_right_way_up),
		cmocka_unit_test(what_is_no_picture_gives_none),
		cmocka_unit_test(a_file_that_ends_anywhere_is_harmless),
		cmocka_unit_test(a_file_that_claims_to_be_huge_is_refused_before_it_is_read),
		cmocka_unit_test(pictures_and_mails_are_read_by_the_same_pool),
		cmocka_unit_test(the_largest_pictures_stay_within_time_and_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
