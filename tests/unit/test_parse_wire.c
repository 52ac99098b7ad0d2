#include "test.h"
/* cmocka comes first */
#include "base/text.h"
#include "parse_help.h"

/* What an honest child says about a mail with everything in it. */
static GString *honest(struct hk_arena *arena, size_t *ret_len)
{
	struct request request = { .limits = parse_limits_usual };
	const char *path = TEST_CORPUS "/mail/en-inline-picture.eml";
	GString *out = g_string_new(NULL);
	char *raw;

	assert_int_equal(hk_file_read(arena, path, FILE_BYTES, &raw, ret_len), HK_OK);
	request.len = *ret_len;
	mail_parse(&request, raw, out);
	return out;
}

static enum hk_result read_back(struct hk_arena *arena, const GString *bytes, size_t raw_len,
				struct mail *ret)
{
	return mail_read(arena, (const unsigned char *)hk_copy(arena, bytes->str, bytes->len),
			 bytes->len, raw_len, &parse_limits_usual, ret);
}

static void every_shortened_result_is_refused(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = { .subject = "untouched" };
	size_t raw_len;
	g_autoptr(GString) bytes = honest(arena, &raw_len);

	(void)state;
	for (gsize len = bytes->len; len-- > 0;) {
		g_string_truncate(bytes, len);
		assert_int_equal(read_back(arena, bytes, raw_len, &mail), HK_INVALID);
	}
	assert_string_equal(mail.subject, "untouched");
}

static void a_longer_result_is_refused(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail;
	size_t raw_len;
	g_autoptr(GString) bytes = honest(arena, &raw_len);

	(void)state;
	assert_int_equal(read_back(arena, bytes, raw_len, &mail), HK_OK);
	g_string_append_c(bytes, '\0');
	assert_int_equal(read_back(arena, bytes, raw_len, &mail), HK_INVALID);
}

/* Whatever one byte becomes, what is accepted keeps every promise of the header. */
static void a_changed_byte_is_refused_or_harmless(void **state)
{
	static const unsigned char signs[] = { 0x00, 0x0a, '"', '<', '/', 0x7f, 0x80, 0xff };
	size_t raw_len;
	uint32_t refused = 0;
	scoped_arena *first = hk_arena_new();
	g_autoptr(GString) bytes = honest(first, &raw_len);

	(void)state;
	for (gsize i = 0; i < bytes->len; i++) {
		scoped_arena *arena = hk_arena_new();
		char before = bytes->str[i];

		for (size_t k = 0; k < sizeof(signs); k++) {
			struct mail mail;

			bytes->str[i] = (char)signs[k];
			if (read_back(arena, bytes, raw_len, &mail) != HK_OK) {
				refused++;
				continue;
			}
			assert_true(html_is_canonical(mail.html));
			assert_true(text_is_clean(mail.subject, strlen(mail.subject), true));
			assert_true(hk_utf8_is_valid(mail.text, strlen(mail.text)));
			for (uint32_t p = 0; p < mail.part_count; p++) {
				assert_true(mail.parts[p].offset + mail.parts[p].length <= raw_len);
				assert_null(strchr(mail.parts[p].name, '/'));
			}
		}
		bytes->str[i] = before;
	}
	assert_true(refused > bytes->len);
}

static void lie(const char *truth, const char *with)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail;
	size_t raw_len;
	g_autoptr(GString) bytes = honest(arena, &raw_len);
	char *at = memmem(bytes->str, bytes->len, truth, strlen(truth));

	assert_int_equal(strlen(truth), strlen(with));
	assert_non_null(at);
	memcpy(at, with, strlen(with));
	assert_int_equal(read_back(arena, bytes, raw_len, &mail), HK_INVALID);
}

static void a_lying_child_is_refused(void **state)
{
	static const unsigned char override[] = {
		'A', 'n', 'n', 0xe2, 0x80, 0xae, 'i', 't', 'h', 0
	};

	(void)state;
	lie("<p>See ", "<xx>ee ");
	lie("data-cid", "onerror=");
	lie("href=\"https:", "href=\"xttps:");
	lie("screen.png", ".creen.png");
	lie("screen.png", "scre/n.png");
	lie("text/csv", "text.csv");
	lie("The screen", "The\nscreen");
	lie("looks", "l\xff"
		     "oks");
	lie("Ann Smith", (const char *) override);
}

static void a_result_may_not_be_larger_than_the_lists_allow(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_limits limits = parse_limits_usual;
	struct mail mail;
	size_t raw_len;
	g_autoptr(GString) bytes = honest(arena, &raw_len);

	(void)state;
	limits.list_items = 2;
	assert_int_equal(
		mail_read(arena, (unsigned char *)bytes->str, bytes->len, raw_len, &limits, &mail),
		HK_INVALID);
	assert_int_equal(mail_read(arena, (unsigned char *)bytes->str, bytes->len, raw_len - 400,
				   &parse_limits_usual, &mail),
			 HK_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shortened_result_is_refused),
		cmocka_unit_test(a_longer_result_is_refused),
		cmocka_unit_test(a_changed_byte_is_refused_or_harmless),
		cmocka_unit_test(a_lying_child_is_refused),
		cmocka_unit_test(a_result_may_not_be_larger_than_the_lists_allow),
	};

	return cmocka_run_group_tests(tests, mail_setup, NULL);
}
