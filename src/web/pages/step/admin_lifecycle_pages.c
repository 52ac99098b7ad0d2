/* /admin/steps: the steps of each purpose, and how tickets go from one to the next. */
#include <inttypes.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "ticket/purpose/lifecycle.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/families.h"
#include "web/pages/ticket/purpose.h"

static const char place[] = "/admin/steps";

static const char *labels_of(struct ctx *cx, const struct lifecycle *lifecycle)
{
	const char *text = "";

	for (size_t i = 0; i < lifecycle->steps.count; i++)
		text = hk_format(cx->arena, "%s%s%s", text, *text ? " · " : "",
				 step_label(cx, &lifecycle->steps.items[i], cx->language));
	return text;
}

static enum hk_result show_list(struct web_request *req)
{
	static const char *const heads[] = { TR("Kind"), TR("Steps") };
	struct ctx *cx = req->cx;
	struct admin_list list = { .title = TR("Steps"),
				   .lead = TR(
					   "The steps of a ticket within its work: who may take "
					   "each, and what must be there first. What is promised "
					   "to the customer does not change with them."),
				   .add = "",
				   .add_title = "",
				   .empty = "",
				   .next = "",
				   .heads = { heads, HK_COUNT(heads) } };

	admin_list_room(req, &list, purposes.count);
	for (size_t i = 0; i < purposes.count; i++) {
		const char *type = purposes.items[i].type;
		struct admin_row *row = admin_row_add(req, &list);
		struct lifecycle lifecycle;

		HK_TRY(lifecycle_find(cx, type, &lifecycle));
		admin_cell_add(row, i18n_text(cx->language, type_word(type)->words),
			       hk_format(cx->arena, "%s/%s", place, type));
		admin_cell_add(row, labels_of(cx, &lifecycle), "");
	}
	return admin_list_show(req, &list);
}

static enum hk_result type_of(struct web_request *req, const char **ret)
{
	const char *type = web_path(req, "type");

	if (!ticket_type_exists(type))
		return HK_NOT_FOUND;
	*ret = type;
	return HK_OK;
}

static enum hk_result form_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = {
		.title = TR("Steps"), .button = TR("Save"), .back = place, .back_title = TR("Steps")
	};
	struct lifecycle lifecycle;
	const char *type;

	HK_TRY(type_of(req, &type));
	HK_TRY(lifecycle_find(cx, type, &lifecycle));
	form.lead = type_word(type)->words;
	form.action = hk_format(cx->arena, "%s/%s", place, type);
	form.version = lifecycle.version;
	admin_field_add(req, &form, "area", "steps", TR("Steps, a line each"),
			lifecycle_steps_write(cx, &lifecycle))
		->hint =
		TR("“packed: Packed / lt Supakuota”: a code, what people call it, and the same "
		   "in other languages. With “(end)” behind it tickets are resolved only at "
		   "such a step.");
	admin_field_add(req, &form, "area", "moves", TR("Ways from step to step, a line each"),
			lifecycle_moves_write(cx, &lifecycle))
		->hint =
		TR("“received > packed: ticket.reply, answer order, word, second”: from where to "
		   "where, which right it takes, and what must be there first: the answer to "
		   "a question, a few words, or a second person. Without a step before “>” it "
		   "begins.");
	return admin_form_show(req, &form);
}

static enum hk_result show_form(struct web_request *req)
{
	return form_work(req->cx, req);
}

static enum hk_result save_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	int64_t version = web_form_number(req, "version", 0);
	const char *type;

	HK_TRY(type_of(req, &type));
	HK_TRY(lifecycle_put(cx, type, version, page_form(req, "steps"), page_form(req, "moves")));
	return audit_record(cx, "steps.change",
			    hk_format(cx->arena, "%s %" PRId64, type, version + 1));
}

static enum hk_result post_form(struct web_request *req)
{
	return admin_save(req,
			  &(struct admin_save){ save_work, form_work, req, place, TR("Saved.") });
}

static const struct web_param params[] = {
	{ "steps", PARAM_TEXT, 20000 },
	{ "moves", PARAM_TEXT, 20000 },
	{ "version", PARAM_NUMBER, 0 },
	{ 0 },
};

const struct web_route admin_lifecycle_pages[] = {
	ROUTE("GET", "/admin/steps", RIGHT_ADMIN, show_list, 0, NULL),
	ROUTE("GET", "/admin/steps/{type}", RIGHT_ADMIN, show_form, 0, NULL),
	ROUTE("POST", "/admin/steps/{type}", RIGHT_ADMIN, post_form, 0, params),
	{ 0 },
};
