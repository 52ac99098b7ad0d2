#include <string.h>

#include "base/result.h"
#include "base/time.h"
#include "core/html.h"
#include "core/i18n.h"
#include "test.h"

struct world {
	struct hk_arena *arena;
	struct hk_buf to;
	struct html out;
};

static int open_world(void **state)
{
	static struct world world;

	world = (struct world){ .arena = hk_arena_new() };
	hk_buf_init(&world.to, 1 << 16);
	world.out = (struct html){
		.to = &world.to,
		.arena = world.arena,
		.formats = i18n_formats_new(),
		.language = "en",
		.timezone = "Europe/Vilnius",
		.now = 1795349100000, /* 22 November 2026, 14:05 in Vilnius */
	};
	*state = &world;
	return 0;
}

static int close_world(void **state)
{
	struct world *world = *state;

	i18n_formats_free(world->out.formats);
	hk_buf_done(&world->to);
	hk_arena_free(world->arena);
	return 0;
}

/* What was written since the last time. */
static const char *written(struct world *world)
{
	const char *text =
		hk_copy(world->arena, world->to.bytes ? world->to.bytes : "", world->to.length);

	hk_buf_clear(&world->to);
	return text;
}

static void nothing_a_person_writes_becomes_markup(void **state)
{
	struct world *world = *state;

	html_text(&world->out, "<script>\"it's\" & 'ক্ষ'");
	assert_string_equal(written(world),
			    "&lt;script&gt;&quot;it&#39;s&quot; &amp; &#39;ক্ষ&#39;");
	html_attribute(&world->out, "\"><b");
	assert_string_equal(written(world), "&quot;&gt;&lt;b");
	html_text(&world->out, (const char *)NULL);
	html_attribute(&world->out, "");
	assert_string_equal(written(world), "");
}

static void numbers_are_written_as_they_are(void **state)
{
	struct world *world = *state;

	html_text(&world->out, INT64_MIN);
	html_text(&world->out, -1);
	html_text(&world->out, UINT64_MAX);
	html_text(&world->out, sizeof(char));
	html_attribute(&world->out, 3U);
	assert_string_equal(written(world), "-9223372036854775808-11844674407370955161513");
}

static void addresses_that_run_something_become_a_hash(void **state)
{
	static const char *const good[] = {
		"",
		"/tickets/5",
		"?after=1",
		"#main",
		"tickets",
		"https://example.org",
		"HTTP://example.org",
		"mailto:a@example.org",
		"tel:+1",
		"cid:a@b",
		"/x?u=javascript:1",
		"./a:b",
	};
	static const char *const bad[] = {
		"javascript:alert(1)",
		"JAVASCRIPT:alert(1)",
		" javascript:alert(1)",
		"java\tscript:alert(1)",
		"\njavascript:alert(1)",
		"\x01javascript:alert(1)",
		"data:text/html,x",
		"vbscript:x",
		"//example.org",
		"/\\example.org",
		"/a\tb",
		"/a\\b",
		"\\\\example.org",
		":x",
		"blob:x",
		"filesystem:x",
		"https:x",
	};
	struct world *world = *state;

	for (size_t i = 0; i < HK_COUNT(good); i++) {
		html_url(&world->out, good[i]);
		assert_string_equal(written(world), good[i]);
	}
	for (size_t i = 0; i < HK_COUNT(bad); i++) {
		html_url(&world->out, bad[i]);
		assert_string_equal(written(world), "#");
	}
	html_url(&world->out, "/x?a=\"1\"&b");
	assert_string_equal(written(world), "/x?a=&quot;1&quot;&amp;b");
	html_url(&world->out, "/<x>'");
	assert_string_equal(written(world), "/&lt;x&gt;&#39;");
	html_url(&world->out, "/");
	assert_string_equal(written(world), "/");
	html_url(&world->out, (const char *)NULL);
	assert_string_equal(written(world), "");
}

static void parts_of_addresses_are_percent_encoded(void **state)
{
	struct world *world = *state;

	html_url_part(&world->out, "a/b?c=d&e#f %ক~-._");
	assert_string_equal(written(world), "a%2Fb%3Fc%3Dd%26e%23f%20%25%E0%A6%95~-._");
	html_url_part(&world->out, (const char *)NULL);
	html_url_part(&world->out, (int64_t)5);
	assert_string_equal(written(world), "5");
}

static void a_header_field_stays_one_line(void **state)
{
	struct world *world = *state;

	html_header(&world->out, "Hello\r\nBcc: a@example.org\n");
	assert_string_equal(written(world), "Hello Bcc: a@example.org ");
	html_plain(&world->out, "<a> & \"b\"\n");
	assert_string_equal(written(world), "<a> & \"b\"\n");
}

static void times_that_have_not_come_are_not_shown(void **state)
{
	struct world *world = *state;

	assert_string_equal(show_time(&world->out, 0), "");
	assert_string_equal(show_due(&world->out, 0), "");
	assert_string_equal(show_relative(&world->out, 0), "");
	assert_string_equal(show_iso(&world->out, 0), "");
}

static void filters_speak_the_language_of_the_reader(void **state)
{
	struct world *world = *state;
	struct html *out = &world->out;

	assert_string_equal(show_time(out, out->now), "14:05");
	assert_string_equal(show_date(out, out->now), "22 November 2026");
	assert_string_equal(show_day(out, out->now), "22 Nov");
	assert_string_equal(show_day(out, out->now - 200 * HK_DAY), "6 May");
	assert_string_equal(show_day(out, out->now - 365 * HK_DAY), "22 November 2025");
	assert_string_equal(show_day(out, out->now + 365 * HK_DAY), "22 November 2027");
	assert_string_equal(show_date_time(out, out->now), "22 November 2026, 14:05");
	assert_string_equal(show_due(out, out->now), "today 14:05");
	assert_string_equal(show_relative(out, out->now + 60000), "in 1 min");
	assert_string_equal(show_number(out, 1240), "1,240");
	assert_string_equal(show_tr(out, "today {time}"), "today {time}");
	out->language = "bn";
	out->native_digits = true;
	assert_string_equal(show_number(out, 1240), "১,২৪০");
	assert_string_equal(show_tr(out, "today {time}"), "আজ {time}");
	assert_string_equal(show_language(out, "lt"), "Lietuvių");
	assert_string_equal(show_language(out, "xx"), "");
	assert_string_equal(show_initials(out, "Fatima Rahman"), "FR");
	out->language = "en";
	out->native_digits = false;
}

static void an_address_breaks_before_its_signs_and_nothing_else_does(void **state)
{
	struct world *world = *state;
	struct html *out = &world->out;

	assert_string_equal(show_breakable(out, "ona.k@mail.example").html,
			    "ona<wbr>.k<wbr>@mail<wbr>.example");
	assert_string_equal(show_breakable(out, "<b>@x").html, "&lt;b&gt;<wbr>@x");
	assert_string_equal(show_breakable(out, "@.").html, "@<wbr>.");
	assert_string_equal(show_breakable(out, "St. Mary").html, "St. Mary");
	assert_string_equal(show_breakable(out, "\xE0\xA6\x86@\xE0\xA6\x86").html,
			    "\xE0\xA6\x86<wbr>@\xE0\xA6\x86");
	assert_string_equal(show_breakable(out, "").html, "");
	assert_string_equal(show_breakable(out, NULL).html, "");
}

static void sentences_have_the_digits_of_the_reader(void **state)
{
	static const char ten[] = "You can take it back for 10 seconds.";
	struct world *world = *state;
	struct html *out = &world->out;

	out->language = "bn";
	assert_non_null(strstr(html_gettext(out, ten), "10 "));
	assert_non_null(strstr(show_tr(out, ten), "10 "));
	out->native_digits = true;
	assert_non_null(strstr(html_gettext(out, ten), "১০ "));
	assert_non_null(strstr(show_tr(out, ten), "১০ "));
	assert_non_null(
		strstr(html_ngettext(out, "{n} older than 30 days", "{n} older than 30 days", 2),
		       "{n}টি ৩০ "));
	out->language = "en";
	out->native_digits = false;
}

static void phone_numbers_are_shown_in_our_digits_and_dialled_in_plain_ones(void **state)
{
	struct world *world = *state;
	struct html *out = &world->out;

	assert_string_equal(show_digits(out, "+370 5 200"), "+370 5 200");
	assert_string_equal(show_digits(out, NULL), "");
	out->native_digits = true;
	assert_string_equal(show_digits(out, "+370 5 a"), "+৩৭০ ৫ a");
	assert_string_equal(show_digits(out, NULL), "");
	assert_string_equal(show_phone_link(out, "+370 (5) 200-12"), "tel:+370520012");
	assert_string_equal(show_phone_link(out, "8 5+1"), "tel:851");
	assert_string_equal(show_phone_link(out, NULL), "tel:");
	out->native_digits = false;
}

static void sizes_are_short(void **state)
{
	struct world *world = *state;
	struct html *out = &world->out;

	assert_string_equal(show_size(out, 0), "0\xc2\xa0"
					       "B");
	assert_string_equal(show_size(out, 999), "999\xc2\xa0"
						 "B");
	assert_string_equal(show_size(out, 1234567), "1.2\xc2\xa0MB");
	assert_string_equal(show_size(out, 999999), "1\xc2\xa0MB");
	assert_string_equal(show_size(out, INT64_C(5000000000000)), "5,000\xc2\xa0GB");
	out->language = "lt";
	assert_string_equal(show_size(out, 1500), "1,5\xc2\xa0kB");
	out->language = "en";
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_a_person_writes_becomes_markup),
		cmocka_unit_test(numbers_are_written_as_they_are),
		cmocka_unit_test(addresses_that_run_something_become_a_hash),
		cmocka_unit_test(parts_of_addresses_are_percent_encoded),
		cmocka_unit_test(a_header_field_stays_one_line),
		cmocka_unit_test(times_that_have_not_come_are_not_shown),
		cmocka_unit_test(filters_speak_the_language_of_the_reader),
		cmocka_unit_test(an_address_breaks_before_its_signs_and_nothing_else_does),
		cmocka_unit_test(sentences_have_the_digits_of_the_reader),
		cmocka_unit_test(phone_numbers_are_shown_in_our_digits_and_dialled_in_plain_ones),
		cmocka_unit_test(sizes_are_short),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
