#include "web/pages/admin/admin_view.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "tpl_admin_detail.h"
#include "tpl_admin_form.h"
#include "tpl_admin_list.h"
#include "web/pages/notice.h"

struct admin_field *admin_field_add(struct web_request *req, struct admin_form *form,
				    const char *kind, const char *name, const char *label,
				    const char *value)
{
	const char *typed = strcmp(req->method, "POST") == 0 ? web_form(req, name) : NULL;
	struct admin_field *field;

	if (!form->fields.items)
		form->fields.items =
			hk_alloc(req->cx->arena, ADMIN_FIELDS_MAX, sizeof(struct admin_field));
	field = &form->fields.items[form->fields.count++];
	*field = (struct admin_field){ .kind = kind,
				       .name = name,
				       .label = label,
				       .hint = "",
				       .value = typed ? typed : value,
				       .error = "" };
	for (size_t i = 0; i < req->cx->field_count; i++)
		if (strcmp(req->cx->fields[i].field, name) == 0)
			field->error = req->cx->fields[i].sentence;
	return field;
}

static struct admin_field *with_room(struct web_request *req, struct admin_field *field)
{
	field->choices = hk_alloc(req->cx->arena, ADMIN_OPTIONS_MAX, sizeof(struct part_option));
	field->options.items = field->choices;
	return field;
}

struct admin_field *admin_select_add(struct web_request *req, struct admin_form *form,
				     const char *name, const char *label, const char *value)
{
	struct admin_field *field = admin_field_add(req, form, "select", name, label, value);

	return with_room(req, field);
}

struct admin_field *admin_several_add(struct web_request *req, struct admin_form *form,
				      const char *name, const char *label)
{
	return with_room(req, admin_field_add(req, form, "several", name, label, ""));
}

static bool is_ticked(struct web_request *req, const char *name, const char *value)
{
	const char *const *ticked;
	size_t count = web_form_all(req, name, &ticked);

	return hk_one_of(value, ticked, count);
}

void admin_option_add(struct web_request *req, struct admin_field *field, const char *value,
		      const char *label)
{
	if (field->options.count == ADMIN_OPTIONS_MAX)
		return;
	field->choices[field->options.count++] =
		(struct part_option){ .value = value,
				      .label = i18n_text(req->cx->language, label),
				      .is_chosen = strcmp(value, field->value) == 0 };
}

void admin_tick_add(struct web_request *req, struct admin_field *field, const char *value,
		    const char *label, bool is_so)
{
	bool was_sent = strcmp(req->method, "POST") == 0;

	if (field->options.count == ADMIN_OPTIONS_MAX)
		return;
	field->choices[field->options.count++] = (struct part_option){
		.value = value,
		.label = i18n_text(req->cx->language, label),
		.is_chosen = was_sent ? is_ticked(req, field->name, value) : is_so,
	};
}

void admin_list_room(struct web_request *req, struct admin_list *list, size_t rows)
{
	list->rows.items = hk_alloc(req->cx->arena, rows, sizeof(struct admin_row));
	list->rows.count = 0;
}

struct admin_row *admin_row_add(struct web_request *req, struct admin_list *list)
{
	struct admin_row *row = &list->rows.items[list->rows.count++];

	row->cells.items = hk_alloc(req->cx->arena, ADMIN_CELLS_MAX, sizeof(struct admin_cell));
	return row;
}

void admin_cell_add(struct admin_row *row, const char *text, const char *url)
{
	row->cells.items[row->cells.count++] =
		(struct admin_cell){ .text = text, .url = url, .tone = "" };
}

void admin_words_add(struct web_request *req, struct admin_row *row, const char *words,
		     const char *tone)
{
	row->cells.items[row->cells.count++] = (struct admin_cell){
		.text = i18n_text(req->cx->language, words), .url = "", .tone = tone
	};
}

void admin_time_add(struct admin_row *row, int64_t at)
{
	row->cells.items[row->cells.count++] =
		(struct admin_cell){ .text = "", .url = "", .tone = "", .at = at };
}

void admin_ticket_add(struct web_request *req, struct admin_row *row, const struct ticket *ticket)
{
	struct hk_arena *arena = req->cx->arena;

	if (ticket->number)
		admin_cell_add(row, hk_format(arena, "#%" PRId64, ticket->number),
			       hk_format(arena, "/tickets/%" PRId64, ticket->number));
	else
		admin_cell_add(row, "", "");
}

void admin_time_link_add(struct admin_row *row, int64_t at, const char *url)
{
	row->cells.items[row->cells.count++] =
		(struct admin_cell){ .text = "", .url = url, .tone = "", .at = at };
}

void admin_coded_add(struct web_request *req, struct admin_row *row,
		     const struct ticket_word *words, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (hk_equal(words[i].code, code)) {
			admin_words_add(req, row, words[i].words, words[i].tone);
			return;
		}
	admin_cell_add(row, code, "");
}

struct admin_facts admin_facts_of(struct web_request *req, const struct admin_row *row,
				  const char *const *labels)
{
	struct admin_facts facts = { hk_alloc(req->cx->arena, row->cells.count,
					      sizeof(struct admin_fact)),
				     row->cells.count };

	for (size_t i = 0; i < facts.count; i++)
		facts.items[i] = (struct admin_fact){ labels[i], row->cells.items[i] };
	return facts;
}

static void deed_add(struct web_request *req, struct admin_deeds *deeds,
		     const struct admin_deed *deed)
{
	if (!deeds->items)
		deeds->items = hk_alloc(req->cx->arena, ADMIN_DEEDS_MAX, sizeof(struct admin_deed));
	if (deeds->count < ADMIN_DEEDS_MAX)
		deeds->items[deeds->count++] = *deed;
}

void admin_deed_add(struct web_request *req, struct admin_detail *detail,
		    const struct admin_deed *deed)
{
	deed_add(req, &detail->deeds, deed);
}

void admin_form_deed_add(struct web_request *req, struct admin_form *form,
			 const struct admin_deed *deed)
{
	deed_add(req, &form->deeds, deed);
}

void admin_form_fact_add(struct web_request *req, struct admin_form *form, const char *label,
			 const char *text, const char *url)
{
	struct admin_facts *facts = &form->facts;

	if (!facts->items)
		facts->items = hk_alloc(req->cx->arena, ADMIN_CELLS_MAX, sizeof(struct admin_fact));
	if (facts->count < ADMIN_CELLS_MAX)
		facts->items[facts->count++] =
			(struct admin_fact){ label,
					     { .text = text, .url = url, .tone = "", .at = 0 } };
}

const char *admin_addresses(struct ctx *cx, const char *recipients)
{
	const char *all = "", *line = recipients;

	while (*line) {
		const char *address = line + strcspn(line, "\t\n");
		if (*address == '\t')
			address++;
		all = hk_format(cx->arena, "%s%s%.*s", all, *all ? ", " : "",
				(int)strcspn(address, "\t\n"), address);
		line = strchrnul(line, '\n');
		line += *line == '\n';
	}
	return all;
}

enum hk_result admin_detail_show(struct web_request *req, struct admin_detail *detail)
{
	detail->problem = page_problem(req->cx);
	tpl_admin_detail(req->out, &req->page, detail);
	return HK_OK;
}

enum hk_result admin_form_show(struct web_request *req, struct admin_form *form)
{
	form->errors = page_errors(req->cx);
	form->problem = page_problem(req->cx);
	tpl_admin_form(req->out, &req->page, form);
	return HK_OK;
}

enum hk_result admin_list_show(struct web_request *req, const struct admin_list *list)
{
	tpl_admin_list(req->out, &req->page, list);
	return HK_OK;
}

enum hk_result admin_save(struct web_request *req, const struct admin_save *save)
{
	enum hk_result result = ctx_write(req->cx, save->work, save->data);

	if (result == HK_OK)
		return notice_answer(req, save->where, i18n_text(req->cx->language, save->notice),
				     "");
	if (!page_is_mendable(result))
		return result;
	return page_again(req, page_status_of(result), save->show, req);
}
