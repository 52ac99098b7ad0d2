/*
 * Prints a page with control charts of each kind, as templates/parts/control_chart.html draws them,
 * for tests/browser/test_charts.mjs: chart_demo [LANGUAGE [light|dark]]. The style sheet is
 * /hark.css.
 */
#include <math.h>
#include <stdio.h>

#include "base/result.h"
#include "core/html.h"
#include "core/i18n.h"
#include "insight/chart.h"
#include "tpl_part_control_chart.h"
#include "web/pages/chart_view.h"

enum { DAY_MS = 86400000, WEEKS = 30, MOST_BYTES = 1 << 20 };

struct demo {
	struct html out;
	struct i18n_reader reader;
	const char *labels[WEEKS];
};

static int chart_show(struct demo *demo, enum hk_result made, const struct chart *chart,
		      struct chart_words words)
{
	struct chart_view view;

	if (made != HK_OK)
		return 1;
	words.labels = demo->labels;
	view = chart_view_of(&demo->reader, chart, &words);
	hk_buf_text(demo->out.to, "<section class=\"card card-p\">");
	tpl_part_control_chart(&demo->out, &view);
	hk_buf_text(demo->out.to, "</section>");
	return 0;
}

static int charts_show(struct demo *demo)
{
	struct hk_arena *arena = demo->reader.arena;
	struct chart_group groups[WEEKS];
	double values[WEEKS], between[WEEKS];
	struct chart chart;
	int failed = 0;

	for (int i = 0; i < WEEKS; i++) {
		double swing = sin(i * 2.4) + sin(i * 5.1);

		values[i] = 46 + 3 * swing + (i == 21 ? 22 : 0);
		groups[i].exposure = 1100 + 200 * (i % 5);
		groups[i].events =
			floor(groups[i].exposure * (i < 20 ? 0.041 + 0.004 * swing : 0.012));
		between[i] = i < 26 ? 9 + 4 * swing : 0.1;
	}
	failed += chart_show(
		demo, chart_single(arena, values, WEEKS, 20, &chart), &chart,
		(struct chart_words){
			.id = "single", .title = "Score, by week", .times = 1, .unit = "" });
	failed += chart_show(demo, chart_range(arena, values, WEEKS, 20, &chart), &chart,
			     (struct chart_words){ .id = "range",
						   .title = "Score, from week to week",
						   .times = 1,
						   .unit = "" });
	failed += chart_show(demo, chart_share(arena, groups, WEEKS, 20, true, &chart), &chart,
			     (struct chart_words){ .id = "share",
						   .title = "Orders with a complaint",
						   .times = 100,
						   .unit = "%" });
	failed += chart_show(demo, chart_until(arena, between, WEEKS, 20, &chart), &chart,
			     (struct chart_words){ .id = "until",
						   .title = "Days between serious complaints",
						   .times = 1,
						   .unit = "" });
	failed += chart_show(demo, chart_single(arena, values, 20, 0, &chart), &chart,
			     (struct chart_words){ .id = "usual",
						   .title = "Score, nothing happened",
						   .times = 1,
						   .unit = "" });
	return failed;
}

int main(int count, char **words)
{
	const char *language = count > 1 ? words[1] : "en";
	struct i18n_formats *formats = i18n_formats_new();
	scoped_arena *arena = hk_arena_new();
	scoped_buf to;
	struct demo demo = { .reader = { formats, arena, language, "Europe/Vilnius", false } };
	int failed;

	hk_buf_init(&to, MOST_BYTES);
	demo.out = (struct html){ .to = &to,
				  .arena = arena,
				  .formats = formats,
				  .language = language,
				  .timezone = "Europe/Vilnius" };
	for (int i = 0; i < WEEKS; i++)
		demo.labels[i] =
			i18n_time(&demo.reader, I18N_DAY, 1795349100000 + i * 7 * (int64_t)DAY_MS);
	hk_buf_format(&to,
		      "<!doctype html><html lang=\"%s\" data-theme=\"%s\"><head><meta "
		      "charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
		      "initial-scale=1\"><title>Charts</title><link rel=\"stylesheet\" "
		      "href=\"/hark.css\"></head><body><main class=\"main stack\"><h1>Charts</h1>",
		      language, count > 2 ? words[2] : "");
	failed = charts_show(&demo);
	hk_buf_text(&to, "</main></body></html>\n");
	if (to.is_cut || fwrite(to.bytes, 1, to.length, stdout) != to.length)
		failed++;
	i18n_formats_free(formats);
	return failed > 0;
}
