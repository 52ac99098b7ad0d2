#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "test.h"
#include "web/form.h"
#include "web/negotiate.h"

static enum hk_result read_query(struct hk_arena *arena, const char *text, struct form *form)
{
	return form_read_urlencoded(arena, text, strlen(text), form);
}

static void fields_are_decoded(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct form form = { 0 };

	(void)state;
	assert_int_equal(HK_OK, read_query(arena, "a=1+2&&b=%41%4a&c&d=&=e&f=x=y&a=second", &form));
	assert_string_equal("1 2", form_find(&form, "a"));
	assert_string_equal("AJ", form_find(&form, "b"));
	assert_string_equal("", form_find(&form, "c"));
	assert_string_equal("", form_find(&form, "d"));
	assert_string_equal("e", form_find(&form, ""));
	assert_string_equal("x=y", form_find(&form, "f"));
	assert_null(form_find(&form, "g"));
	assert_int_equal(7, form.field_count);
	form_done(&form);
}

static void a_percent_that_begins_no_code_stands_for_itself(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct form form = { 0 };

	(void)state;
	assert_int_equal(HK_OK, read_query(arena, "a=100%&b=%4&c=%zz&d=%%41", &form));
	assert_string_equal("100%", form_find(&form, "a"));
	assert_string_equal("%4", form_find(&form, "b"));
	assert_string_equal("%zz", form_find(&form, "c"));
	assert_string_equal("%A", form_find(&form, "d"));
}

static void texts_are_made_clean(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct form form = { 0 };

	(void)state;
	assert_int_equal(HK_OK,
			 read_query(arena, "a=%00x%01&b=%ff%e0%a6%95&c=1%0d%0a2&d%00=3", &form));
	assert_true(hk_utf8_is_valid(form_find(&form, "a"), strlen(form_find(&form, "a"))));
	assert_null(strchr(form_find(&form, "a"), 1));
	assert_string_equal("\xef\xbf\xbd\xe0\xa6\x95", form_find(&form, "b"));
	assert_string_equal("1\n2", form_find(&form, "c"));
}

static void too_many_fields_are_refused(void **state)
{
	scoped_arena *arena = hk_arena_new();
	scoped_buf text;
	struct form form = { 0 };

	(void)state;
	hk_buf_init(&text, 100000);
	for (int i = 0; i < FORM_FIELDS_MAX; i++)
		hk_buf_format(&text, "f%d=v&", i);
	assert_int_equal(HK_OK, read_query(arena, text.bytes, &form));
	assert_int_equal(HK_INVALID, read_query(arena, "one=more", &form));
}

static void too_much_text_is_refused(void **state)
{
	scoped_arena *arena = hk_arena_new();
	size_t length = FORM_TEXT_MAX + 2;
	char *text = hk_alloc(arena, length + 1, 1);
	struct form form = { 0 };

	(void)state;
	memset(text, 'a', length);
	text[1] = '=';
	assert_int_equal(HK_INVALID, form_read_urlencoded(arena, text, length, &form));
	assert_int_equal(HK_OK, form_read_urlencoded(arena, text, length - 2, &form));
	assert_int_equal(HK_INVALID, read_query(arena, "b=12345678", &form));
}

static enum hk_result read_parts(struct hk_arena *arena, const char *body, size_t length,
				 const char *boundary, struct form *form)
{
	struct form_source source = { .bytes = body, .length = length, .fd = -1 };

	return form_read_multipart(arena, source, boundary, "/tmp", form);
}

#define PART(head, content) "--b\r\nContent-Disposition: form-data; " head "\r\n\r\n" content "\r\n"

static void parts_become_fields_and_files(void **state)
{
	static const char body[] =
		"a preamble that nobody reads\r\n" PART("name=\"text\"", "two\r\nlines")
			PART("name=\"file\"; filename=\"C:\\fakepath\\k%22.png\"\r\n"
			     "content-type:  image/png; x=y",
			     "\r\n--x\r\n-") "--b--\r\nan epilogue";
	scoped_arena *arena = hk_arena_new();
	struct form form = { 0 };
	char *bytes;
	size_t length;

	(void)state;
	assert_int_equal(HK_OK, read_parts(arena, body, sizeof(body) - 1, "b", &form));
	assert_string_equal("two\nlines", form_find(&form, "text"));
	assert_int_equal(1, form.file_count);
	assert_string_equal("file", form.files[0].field);
	assert_string_equal("k\".png", form.files[0].file.name);
	assert_string_equal("image/png", form.files[0].file.type);
	assert_int_equal(HK_OK, hk_fd_read(arena, form.files[0].file.fd, 100, &bytes, &length));
	assert_string_equal("\r\n--x\r\n-", bytes);
	form_done(&form);
}

static void a_file_input_that_was_left_alone_is_no_file(void **state)
{
	static const char body[] = PART("name=\"file\"; filename=\"\"", "")
		PART("name=\"file\"; filename=\"empty.txt\"", "") "--b--";
	scoped_arena *arena = hk_arena_new();
	struct form form = { 0 };

	(void)state;
	assert_int_equal(HK_OK, read_parts(arena, body, sizeof(body) - 1, "b", &form));
	assert_int_equal(1, form.file_count);
	assert_string_equal("empty.txt", form.files[0].file.name);
	form_done(&form);
}

/* Every way in which browsers and programs quote, and a trap. */
static void names_are_read_as_senders_write_them(void **state)
{
	static const struct {
		const char *sent, *read;
	} names[] = {
		{ "a\\\"b", "a\"b" },
		{ "back\\", "back\\" },
		{ "a%0Ab", "a b" },
		{ "a%41", "a%41" },
		{ "\xe0\xa6\x95", "\xe0\xa6\x95" },
		{ "\xff", "\xef\xbf\xbd" },
		{ "a; name=x", "a; name=x" },
	};

	(void)state;
	for (size_t i = 0; i < HK_COUNT(names); i++) {
		scoped_arena *arena = hk_arena_new();
		struct form form = { 0 };
		char *body = hk_format(arena, PART("name=\"%s\"", "v") "--b--", names[i].sent);

		assert_int_equal(HK_OK, read_parts(arena, body, strlen(body), "b", &form));
		assert_string_equal(names[i].read, form.fields[0].name);
	}
}

static void malformed_bodies_are_refused(void **state)
{
	static const char *const bodies[] = {
		"",
		"--",
		"--b",
		"--b\r\n",
		"--c\r\n\r\n\r\n--c--",
		"--b\r\n\r\nno head\r\n--b--",
		"--b\r\nContent-Type: text/plain\r\n\r\nno disposition\r\n--b--",
		"--b\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end",
		"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nbare\n--b--",
		"--bx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv\r\n--bx--",
	};

	(void)state;
	for (size_t i = 0; i < HK_COUNT(bodies); i++) {
		scoped_arena *arena = hk_arena_new();
		struct form form = { 0 };

		assert_int_equal(HK_INVALID,
				 read_parts(arena, bodies[i], strlen(bodies[i]), "b", &form));
		form_done(&form);
	}
}

static void files_beyond_what_fits_are_read_past_and_said(void **state)
{
	scoped_arena *arena = hk_arena_new();
	scoped_buf body;
	struct form form = { 0 };

	(void)state;
	hk_buf_init(&body, 100000);
	for (int i = 0; i <= FORM_FILES_MAX; i++)
		hk_buf_text(&body, PART("name=\"f\"; filename=\"x\"", "y"));
	hk_buf_text(&body, PART("name=\"t\"", "words behind them"));
	hk_buf_text(&body, "--b--");
	assert_int_equal(HK_OK, read_parts(arena, body.bytes, body.length, "b", &form));
	assert_int_equal(FORM_FILES_MAX, form.file_count);
	assert_string_equal("f", form.crowded);
	assert_string_equal("words behind them", form_find(&form, "t"));

	int fd = form.files[0].file.fd;

	form_done(&form);
	assert_int_equal(-1, fcntl(fd, F_GETFD));
}

/* The delimiter at every place around the edge of the window, from a file too. */
static void a_delimiter_is_found_wherever_the_window_ends(void **state)
{
	enum { WINDOW = 32 * 1024 };

	(void)state;
	for (size_t size = WINDOW - 70; size < WINDOW + 10; size++) {
		scoped_arena *arena = hk_arena_new();
		scoped_buf body;
		scoped_fd fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
		struct form form = { 0 };
		char *content = hk_alloc(arena, size + 1, 1);

		memset(content, '\r', size);
		hk_buf_init(&body, 1000000);
		hk_buf_format(&body, PART("name=\"f\"; filename=\"x\"", "%s") "--b--", content);
		assert_true(hk_fd_write(fd, body.bytes, body.length));
		assert_int_equal(HK_OK, form_read_multipart(arena, (struct form_source){ .fd = fd },
							    "b", "/tmp", &form));
		assert_int_equal(size, form.files[0].file.size);
		form_done(&form);
	}
}

static void a_full_disk_is_unavailable(void **state)
{
	static const char body[] = PART("name=\"f\"; filename=\"x\"", "y") "--b--";
	scoped_arena *arena = hk_arena_new();
	struct form_source source = { .bytes = body, .length = sizeof(body) - 1, .fd = -1 };
	struct form form = { 0 };

	(void)state;
	assert_int_equal(HK_UNAVAILABLE,
			 form_read_multipart(arena, source, "b", "/nowhere", &form));
}

static void boundaries_are_read_from_the_header(void **state)
{
	static const struct {
		const char *header, *boundary;
	} headers[] = {
		{ "multipart/form-data; boundary=abc", "abc" },
		{ "multipart/form-data;charset=utf-8;Boundary=\"a b\"", "a b" },
		{ "multipart/form-data; boundary=abc; x=y", "abc" },
		{ "multipart/form-data", NULL },
		{ "multipart/form-data; boundary=", NULL },
		{ "multipart/form-data; boundary=\"abc", NULL },
		{ "multipart/form-data; boundary="
		  "1234567890123456789012345678901234567890123456789012345678901234567890x",
		  NULL },
	};

	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(headers); i++) {
		const char *found = form_boundary(arena, headers[i].header);

		assert_true(hk_equal(headers[i].boundary, found));
	}
	assert_true(form_is_type("Multipart/Form-Data; boundary=x", "multipart/form-data"));
	assert_false(form_is_type("multipart/form-datax", "multipart/form-data"));
	assert_false(form_is_type(NULL, "multipart/form-data"));
}

static void ranges_outside_of_the_file_are_not_taken(void **state)
{
	int64_t from = -1, size = -1;

	(void)state;
	assert_true(range_find("bytes=2-3", 10, &from, &size));
	assert_int_equal(2, from);
	assert_int_equal(2, size);
	assert_true(range_find("bytes=-20", 10, &from, &size));
	assert_int_equal(0, from);
	assert_int_equal(10, size);
	assert_true(range_find("bytes=9-99", 10, &from, &size));
	assert_int_equal(1, size);
	assert_false(range_find("bytes=10-", 10, &from, &size));
	assert_false(range_find("bytes=-0", 10, &from, &size));
	assert_false(range_find("bytes=0-", 0, &from, &size));
	assert_false(range_find("bytes=99999999999999999999-", 10, &from, &size));
	assert_false(range_find("bytes=", 10, &from, &size));
	assert_false(range_find("bytes=-", 10, &from, &size));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_decoded),
		cmocka_unit_test(a_percent_that_begins_no_code_stands_for_itself),
		cmocka_unit_test(texts_are_made_clean),
		cmocka_unit_test(too_many_fields_are_refused),
		cmocka_unit_test(too_much_text_is_refused),
		cmocka_unit_test(parts_become_fields_and_files),
		cmocka_unit_test(a_file_input_that_was_left_alone_is_no_file),
		cmocka_unit_test(names_are_read_as_senders_write_them),
		cmocka_unit_test(malformed_bodies_are_refused),
		cmocka_unit_test(files_beyond_what_fits_are_read_past_and_said),
		cmocka_unit_test(a_delimiter_is_found_wherever_the_window_ends),
		cmocka_unit_test(a_full_disk_is_unavailable),
		cmocka_unit_test(boundaries_are_read_from_the_header),
		cmocka_unit_test(ranges_outside_of_the_file_are_not_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
