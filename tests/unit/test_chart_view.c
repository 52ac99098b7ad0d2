/* Where a control chart draws what, and what its part says. */
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "core/html.h"
#include "insight/chart.h"
#include "near.h"
#include "tpl_part_control_chart.h"
#include "web/pages/chart_view.h"

enum { MOST = 16 };

struct world {
	struct hk_arena *arena;
	struct hk_buf to;
	struct html out;
	struct i18n_reader reader;
};

static const char *const labels[MOST] = { "1 Nov", "2 Nov",  "3 Nov",  "4 Nov",  "5 Nov", "6 Nov",
					  "7 Nov", "8 Nov",  "9 Nov",  "10 Nov", "<b>",   "&",
					  "\"",    "14 Nov", "15 Nov", "16 Nov" };

static int open_world(void **state)
{
	static struct world world;

	world = (struct world){ .arena = hk_arena_new() };
	hk_buf_init(&world.to, 1 << 18);
	world.reader = (struct i18n_reader){ i18n_formats_new(), world.arena, "en", "UTC", false };
	world.out = (struct html){ .to = &world.to,
				   .arena = world.arena,
				   .formats = world.reader.formats,
				   .language = "en",
				   .timezone = "UTC" };
	*state = &world;
	return 0;
}

static int close_world(void **state)
{
	struct world *world = *state;

	i18n_formats_free(world->reader.formats);
	hk_buf_done(&world->to);
	hk_arena_free(world->arena);
	return 0;
}

static struct chart_view view_of(struct world *world, const struct chart *chart, double times,
				 const char *unit)
{
	struct chart_words words = { .id = "c1",
				     .title = "Score <of> the week",
				     .labels = labels,
				     .times = times,
				     .unit = unit };

	return chart_view_of(&world->reader, chart, &words);
}

static const char *drawn(struct world *world, const struct chart_view *view)
{
	hk_buf_clear(&world->to);
	tpl_part_control_chart(&world->out, view);
	assert_false(world->to.is_cut);
	return hk_copy(world->arena, world->to.bytes, world->to.length);
}

static size_t count_of(const char *text, const char *word)
{
	size_t count = 0;

	for (; (text = strstr(text, word)); text += strlen(word))
		count++;
	return count;
}

/* Is a percentage within the picture. */
static void assert_inside(const char *place)
{
	char *end;
	double share = strtod(place, &end);

	assert_string_equal(end, "%");
	assert_true(share >= 0 && share <= 100);
}

static const double leap[] = { 5, 6, 5, 6, 5, 6, 5, 6, 5, 12, 5 };

static void every_point_is_drawn_and_what_stands_out_has_a_ring(void **state)
{
	struct world *world = *state;
	struct chart chart;
	struct chart_view view;
	const char *html;

	assert_int_equal(chart_single(world->arena, leap, 11, 9, &chart), HK_OK);
	view = view_of(world, &chart, 1, "");
	assert_int_equal(view.signalled, 1);
	assert_int_equal(view.limits.count, 2);
	assert_false(view.limits_vary);
	for (size_t i = 0; i < view.points.count; i++) {
		assert_inside(view.points.items[i].x);
		assert_inside(view.points.items[i].y);
		assert_int_equal(view.points.items[i].is_signal, i == 9);
	}
	html = drawn(world, &view);
	assert_int_equal(count_of(html, "class=\"chart-dot\""), 11 + 2);
	assert_int_equal(count_of(html, "class=\"chart-ring\""), 1 + 1);
	assert_int_equal(count_of(html, "class=\"chart-line\""), 10);
	assert_int_equal(count_of(html, "<th scope=\"row\""), 11);
	assert_int_equal(count_of(html, "Beyond a limit"), 1);
	assert_non_null(strstr(html, "1 of 11 points stands out"));
	assert_non_null(strstr(html, "Usual is 2.8 to 8.1, around 5.4."));
	assert_null(strstr(html, "style="));
}

static void nothing_stands_out_and_the_words_say_so(void **state)
{
	struct world *world = *state;
	struct chart chart;
	struct chart_view view;
	const char *html;

	assert_int_equal(chart_single(world->arena, leap, 9, 0, &chart), HK_OK);
	view = view_of(world, &chart, 1, "");
	html = drawn(world, &view);
	assert_int_equal(count_of(html, "No point stands out"), 2);
	assert_int_equal(count_of(html, "class=\"chart-ring\""), 1);
}

/* Nine weeks in a row above the middle, then hardly any: eight in a row are no rule there. */
static void where_runs_are_not_judged_the_words_say_that_there_are_too_few(void **state)
{
	static const double weeks[MOST] = { 2, 1, 2, 1, 2, 1, 2, 1, 1, 0, 0, 1, 0, 0, 0, 0 };
	struct world *world = *state;
	struct chart_group groups[MOST];
	struct chart chart;
	struct chart_view view;
	const char *html;

	for (size_t i = 0; i < MOST; i++)
		groups[i] = (struct chart_group){ weeks[i], 1 };
	assert_int_equal(chart_rate(world->arena, groups, MOST, 0, true, &chart), HK_OK);
	view = view_of(world, &chart, 1, "");
	assert_int_equal(view.signalled, 0);
	html = drawn(world, &view);
	assert_int_equal(count_of(html, "Too few to tell"), 2);
	assert_int_equal(count_of(html, "usual ups and downs"), 0);
}

static void a_higher_value_is_drawn_higher(void **state)
{
	struct world *world = *state;
	struct chart chart;
	struct chart_view view;

	assert_int_equal(chart_single(world->arena, leap, 11, 9, &chart), HK_OK);
	view = view_of(world, &chart, 1, "");
	assert_true(strtod(view.points.items[9].y, NULL) < strtod(view.points.items[8].y, NULL));
	assert_true(strtod(view.points.items[9].x, NULL) > strtod(view.points.items[8].x, NULL));
	assert_near(strtod(view.points.items[9].y, NULL), 6, 0.01);
}

static void limits_step_with_the_size_of_the_groups(void **state)
{
	static const struct chart_group groups[] = {
		{ 10, 100 }, { 12, 100 }, { 8, 100 }, { 21, 200 }, { 19, 200 }
	};
	struct world *world = *state;
	struct chart chart;
	struct chart_view view;

	assert_int_equal(chart_share(world->arena, groups, 5, 0, false, &chart), HK_OK);
	view = view_of(world, &chart, 100, "%");
	assert_true(view.limits_vary);
	assert_int_equal(view.limits.count, 4);
	assert_string_equal(view.limits.items[0].x2, view.limits.items[1].x1);
	assert_string_equal(view.points.items[3].value, "10.5\xc2\xa0%");
	assert_non_null(strstr(drawn(world, &view), "At the end, "));
}

static void the_first_range_is_left_out(void **state)
{
	struct world *world = *state;
	struct chart chart;
	struct chart_view view;
	const char *html;

	assert_int_equal(chart_range(world->arena, leap, 9, 0, &chart), HK_OK);
	view = view_of(world, &chart, 1, "");
	assert_string_equal(view.points.items[0].value, "");
	assert_int_equal(view.path.count, 7);
	html = drawn(world, &view);
	assert_int_equal(count_of(html, "<th scope=\"row\""), 8);
	assert_null(strstr(html, "1 Nov</th>"));
}

static void what_people_wrote_is_no_markup(void **state)
{
	struct world *world = *state;
	struct chart chart;
	struct chart_view view;
	const char *html;

	assert_int_equal(chart_single(world->arena, leap, 11, 0, &chart), HK_OK);
	view = view_of(world, &chart, 1, "<i>");
	html = drawn(world, &view);
	assert_null(strstr(html, "<of>"));
	assert_null(strstr(html, "<i>"));
	assert_non_null(strstr(html, "Score &lt;of&gt; the week"));
	assert_non_null(strstr(html, "&lt;b&gt;</th>"));
}

/* Marks that would overlap are left out, and nothing divides by a height of 0. */
static void a_chart_without_height_is_drawn_in_the_middle(void **state)
{
	static const double same[] = { 7, 7, 7 };
	static const double zero[] = { 0, 0, 0 };
	struct world *world = *state;
	struct chart chart;
	struct chart_view view;

	assert_int_equal(chart_single(world->arena, same, 3, 0, &chart), HK_OK);
	view = view_of(world, &chart, 1, "");
	assert_int_equal(view.marks.count, 1);
	assert_string_equal(view.points.items[1].y, "46.00%");
	assert_int_equal(chart_single(world->arena, zero, 3, 0, &chart), HK_OK);
	view = view_of(world, &chart, 1, "");
	assert_string_equal(view.points.items[1].y, "46.00%");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_point_is_drawn_and_what_stands_out_has_a_ring),
		cmocka_unit_test(nothing_stands_out_and_the_words_say_so),
		cmocka_unit_test(where_runs_are_not_judged_the_words_say_that_there_are_too_few),
		cmocka_unit_test(a_higher_value_is_drawn_higher),
		cmocka_unit_test(limits_step_with_the_size_of_the_groups),
		cmocka_unit_test(the_first_range_is_left_out),
		cmocka_unit_test(what_people_wrote_is_no_markup),
		cmocka_unit_test(a_chart_without_height_is_drawn_in_the_middle),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
