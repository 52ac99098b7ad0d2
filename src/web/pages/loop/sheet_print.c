/* What a sheet is called part by part, and how it stands on paper. */

#include "base/text.h"
#include "core/i18n.h"
#include "web/pages/loop/sheet_view.h"
#include "web/paper.h"

static const struct {
	const char *title, *hint;
} kinds[SHEET_KINDS] = {
	[SHEET_GOOD] = { TR("What delighted them"), TR("Read one of these aloud.") },
	[SHEET_BAD] = { TR("What let them down"), TR("And one of these.") },
	[SHEET_CAUSE] = { TR("The cause that moved most"),
			  TR("Why did it happen, not who did it.") },
	[SHEET_PROMISES] = { TR("Promises that were broken, and somebody still waits"), "" },
	[SHEET_COMPLAINT] = { TR("The oldest open complaint"), "" },
	[SHEET_SILENT] = { TR("Who fell silent"),
			   TR("Closed without their word in the last three weeks, and nothing from "
			      "them since.") },
	[SHEET_METRIC] = { TR("One figure"), "" },
	[SHEET_NOTES] = { TR("Notes"), "" },
};

const char *sheet_kind_title(enum sheet_kind kind)
{
	return kinds[kind].title;
}

const char *sheet_kind_hint(enum sheet_kind kind)
{
	return kinds[kind].hint;
}

static void decisions_print(struct web_request *req, struct paper *paper,
			    const struct sheet_decisions *decisions)
{
	struct ctx *cx = req->cx;
	const struct i18n_reader reader = i18n_reader_of(cx);

	if (!decisions->count)
		return;
	paper_heading(paper, i18n_text(cx->language, TR("What was decided")));
	for (size_t i = 0; i < decisions->count; i++) {
		const struct sheet_decision *one = &decisions->items[i];
		const char *until = i18n_fill(
			cx->arena, i18n_text(cx->language, TR("{name}, until {day}")), "name",
			one->owner, "day", i18n_time(&reader, I18N_DATE, one->due_at), NULL);

		paper_text(paper,
			   hk_format(cx->arena, "%s %s", one->done_at ? "☑" : "☐", one->text));
		paper_small(paper, until);
	}
}

bool sheet_print(struct web_request *req, const struct sheet *sheet,
		 const struct sheet_texts *texts, const struct sheet_decisions *decisions)
{
	struct ctx *cx = req->cx;
	const struct i18n_reader reader = i18n_reader_of(cx);
	struct paper *paper = paper_new(cx->arena, sheet->title, cx->language, sheet->made_at);

	paper_small(paper, req->page.organisation);
	paper_title(paper, sheet->title);
	paper_small(paper, i18n_time(&reader, I18N_DATE, sheet->meets_at));
	for (int kind = 0; kind < SHEET_KINDS; kind++)
		if (*texts->of[kind]) {
			paper_heading(paper, i18n_text(cx->language, kinds[kind].title));
			paper_text(paper, texts->of[kind]);
		}
	decisions_print(req, paper, decisions);
	return paper_end(paper, req->out->to);
}
