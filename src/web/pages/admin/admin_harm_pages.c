/* The matrix of harms, which an administrator edits. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "tpl_admin_harm.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/admin/harm_view.h"
#include "web/pages/families.h"
#include "web/pages/ticket/harm_words.h"
#include "web/pages/ticket/ticket_words.h"

static const char *name_of(struct ctx *cx, size_t place, const char *which)
{
	return hk_format(cx->arena, "%s_%s", harm_codes[place], which);
}

/* What was typed where the form came back, with nothing where a box was left empty. */
static void matrix_typed(const struct web_request *req, struct harm_matrix *matrix)
{
	for (size_t i = 0; i < HARMS; i++)
		matrix->items[i] = (struct harm){
			.code = harm_codes[i],
			.alone = page_form(req, name_of(req->cx, i, "alone")),
			.together = page_form(req, name_of(req->cx, i, "together")),
			.is_asked = web_form_number(req, name_of(req->cx, i, "asked"), 0) == 1,
		};
}

/* Where somebody else has changed it meanwhile, what stands there now beside what was typed. */
static const char *stands(struct ctx *cx, bool is_overtaken, const char *typed, const char *now)
{
	if (!is_overtaken || strcmp(typed, now) == 0)
		return "";
	return i18n_fill(cx->arena, i18n_text(cx->language, TR("It stands at: {priority}")),
			 "priority", i18n_text(cx->language, priority_word(now)->words), NULL);
}

static const char *asked_stands(bool is_overtaken, const struct harm *typed, const struct harm *now)
{
	if (!is_overtaken || typed->is_asked == now->is_asked)
		return "";
	return now->is_asked ? TR("It stands at: customers are asked.")
			     : TR("It stands at: customers are not asked.");
}

static enum hk_result form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct harm_row rows[HARMS];
	struct harm_view view = { .rows = { rows, HARMS },
				  .problem = page_problem(cx),
				  .errors = page_errors(cx) };
	struct harm_matrix matrix, now;
	bool is_post = strcmp(req->method, "POST") == 0, is_overtaken;

	HK_TRY(harm_matrix_find(cx, &now));
	matrix = now;
	view.version = now.version;
	is_overtaken = is_post && web_form_number(req, "version", 0) != now.version;
	if (is_post)
		matrix_typed(req, &matrix);
	for (size_t i = 0; i < HARMS; i++) {
		const struct harm *harm = &matrix.items[i];
		rows[i] = (struct harm_row){
			.label = harm_label(harm_codes[i]),
			.alone = name_of(cx, i, "alone"),
			.together = name_of(cx, i, "together"),
			.is_asked = name_of(cx, i, "asked"),
			.alone_options = priority_options(cx, harm->alone),
			.together_options = priority_options(cx, harm->together),
			.is_chosen = harm->is_asked != 0,
			.alone_now = stands(cx, is_overtaken, harm->alone, now.items[i].alone),
			.together_now =
				stands(cx, is_overtaken, harm->together, now.items[i].together),
			.asked_now = i18n_text(cx->language,
					       asked_stands(is_overtaken, harm, &now.items[i])),
		};
	}
	tpl_admin_harm(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	return form(req->cx, req);
}

static enum hk_result save(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct harm_matrix matrix = { .version = web_form_number(req, "version", 0) };

	matrix_typed(req, &matrix);
	HK_TRY(harm_matrix_change(cx, &matrix));
	return audit_record(cx, "harm.change",
			    hk_format(cx->arena, "%" PRId64, matrix.version + 1));
}

static enum hk_result post(struct web_request *req)
{
	return admin_save(req,
			  &(struct admin_save){ save, form, req, "/admin/harm", TR("Saved.") });
}

/* clang-format off */
#define HARM_PARAMS(code) \
	{ code "_alone", PARAM_TEXT, 0 }, { code "_together", PARAM_TEXT, 0 }, \
	{ code "_asked", PARAM_NUMBER, 0 }
/* clang-format on */

static const struct web_param params[] = {
	HARM_PARAMS("safety"),
	HARM_PARAMS("stranded"),
	HARM_PARAMS("vulnerable"),
	HARM_PARAMS("money"),
	HARM_PARAMS("many"),
	HARM_PARAMS("deadline"),
	{ "version", PARAM_NUMBER, 0 },
	{ 0 },
};

const struct web_route admin_harm_pages[] = {
	ROUTE("GET", "/admin/harm", RIGHT_ADMIN, show, 0, NULL),
	ROUTE("POST", "/admin/harm", RIGHT_ADMIN, post, 0, params),
	{ 0 },
};
