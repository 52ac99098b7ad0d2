#include "test.h"
/* cmocka comes first */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "parse/part.h"

static void expect(enum mail_encoding encoding, const char *raw, const char *bytes, size_t len)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_source source = { -1, raw, strlen(raw) };
	struct mail_part part = { .length = source.len, .encoding = encoding };
	struct part_decoder decoder;
	char one_by_one[512];
	const char *got;
	size_t size;

	assert_int_equal(mail_part_load(arena, &source, &part, 4000, &got, &size), HK_OK);
	assert_int_equal(size, len);
	assert_memory_equal(got, bytes, len);
	part_decoder_init(&decoder, encoding);
	size = 0;
	for (const char *at = raw; *at; at++)
		size += part_decoder_step(&decoder, at, 1, one_by_one + size);
	size += part_decoder_end(&decoder, one_by_one + size);
	assert_int_equal(size, len);
	assert_memory_equal(one_by_one, bytes, len);
}

static void base64_is_decoded(void **state)
{
	(void)state;
	expect(MAIL_BASE64, "QUJD\r\nREVG\r\n", "ABCDEF", 6);
	expect(MAIL_BASE64, "QQ==", "A", 1);
	expect(MAIL_BASE64, "QUI=", "AB", 2);
	expect(MAIL_BASE64, "AP+/", "\x00\xff\xbf", 3);
	expect(MAIL_BASE64, "", "", 0);
}

static void broken_base64_loses_no_more_than_it_must(void **state)
{
	(void)state;
	expect(MAIL_BASE64, "QUI", "AB", 2); /* no padding */
	expect(MAIL_BASE64, "Q", "", 0);
	expect(MAIL_BASE64, "Q!U#J\tD", "ABC", 3);
	expect(MAIL_BASE64, "QQ==QUJD", "AABC", 4); /* two files joined */
	expect(MAIL_BASE64, "====QUJD", "ABC", 3);
}

static void quoted_printable_is_decoded(void **state)
{
	(void)state;
	expect(MAIL_QUOTED, "caf=C3=A9 =3D soft=\r\n line=\nend", "café = soft lineend", 20);
	expect(MAIL_QUOTED, "low=c3=a9", "lowé", 5);
}

static void broken_quoted_printable_stands_as_it_is(void **state)
{
	(void)state;
	expect(MAIL_QUOTED, "a=", "a=", 2);
	expect(MAIL_QUOTED, "a=4", "a=4", 3);
	expect(MAIL_QUOTED, "a=4x", "a=4x", 4);
	expect(MAIL_QUOTED, "a==41", "a=A", 3);
	expect(MAIL_QUOTED, "a=\rb", "a=\rb", 4);
	expect(MAIL_QUOTED, "a=zz", "a=zz", 4);
}

static void uuencode_is_decoded(void **state)
{
	(void)state;
	expect(MAIL_UUENCODED, "begin 644 a.txt\n#0V%T\n`\nend\n", "Cat", 3);
	expect(MAIL_UUENCODED, "prose before\r\nbegin 644 a\r\n#0V%T\r\n`\r\nend\r\nafter", "Cat",
	       3);
	expect(MAIL_UUENCODED, "no beginning at all\n#0V%T\n", "", 0);
	expect(MAIL_UUENCODED, "begin 644 a\n$0V%T\n#0V%T\nend\n", "CatCat", 6); /* short line */
}

static void plain_is_copied(void **state)
{
	(void)state;
	expect(MAIL_PLAIN, "as=41 it QUJD is\n", "as=41 it QUJD is\n", 17);
}

static void a_range_of_a_file_goes_into_a_file(void **state)
{
	int from = memfd_create("from", MFD_CLOEXEC), to = memfd_create("to", MFD_CLOEXEC);
	char got[8] = "";
	uint64_t size = 0;

	(void)state;
	assert_int_equal(write(from, "xxQUJDREVGyy", 12), 12);

	struct parse_source source = { .fd = from, .len = 12 };
	struct mail_part part = { .offset = 2, .length = 8, .encoding = MAIL_BASE64 };

	assert_int_equal(mail_part_decode(&source, &part, to, &size), HK_OK);
	assert_int_equal(size, 6);
	assert_int_equal(pread(to, got, sizeof(got), 0), 6);
	assert_string_equal(got, "ABCDEF");
	close(from);
	close(to);
}

static void a_large_part_is_decoded_piece_by_piece(void **state)
{
	scoped_arena *arena = hk_arena_new();
	size_t len = 200001, got;
	char *raw = hk_alloc(arena, len, 1);
	const char *bytes;

	(void)state;
	for (size_t i = 0; i < len; i++)
		raw[i] = "QUJD"[i % 4];

	struct parse_source source = { -1, raw, len };
	struct mail_part part = { .length = len, .encoding = MAIL_BASE64 };

	assert_int_equal(mail_part_load(arena, &source, &part, len, &bytes, &got), HK_OK);
	assert_int_equal(got, 150000);
	assert_memory_equal(bytes + 149997, "ABC", 3);
}

static void ranges_and_limits_are_kept(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_source source = { -1, "0123456789", 10 };
	struct mail_part beyond = { .offset = 8, .length = 3 }, far = { .offset = UINT64_MAX };
	struct mail_part wraps = { .offset = 5, .length = UINT64_MAX }, good = { .length = 10 };
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	const char *bytes = NULL;
	uint64_t size = 77;
	size_t len;

	(void)state;
	assert_int_equal(mail_part_load(arena, &source, &beyond, 99, &bytes, &len), HK_INVALID);
	assert_int_equal(mail_part_load(arena, &source, &far, 99, &bytes, &len), HK_INVALID);
	assert_int_equal(mail_part_load(arena, &source, &wraps, 99, &bytes, &len), HK_INVALID);
	assert_int_equal(mail_part_load(arena, &source, &good, 9, &bytes, &len), HK_INVALID);
	assert_null(bytes);
	assert_int_equal(mail_part_load(arena, &source, &good, 10, &bytes, &len), HK_OK);
	assert_int_equal(mail_part_decode(&source, &good, full, &size), HK_UNAVAILABLE);
	assert_int_equal(size, 77);
	close(full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64_is_decoded),
		cmocka_unit_test(broken_base64_loses_no_more_than_it_must),
		cmocka_unit_test(quoted_printable_is_decoded),
		cmocka_unit_test(broken_quoted_printable_stands_as_it_is),
		cmocka_unit_test(uuencode_is_decoded),
		cmocka_unit_test(plain_is_copied),
		cmocka_unit_test(a_range_of_a_file_goes_into_a_file),
		cmocka_unit_test(a_large_part_is_decoded_piece_by_piece),
		cmocka_unit_test(ranges_and_limits_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
