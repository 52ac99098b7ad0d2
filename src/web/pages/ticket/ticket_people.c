#include "web/pages/ticket/ticket_people.h"

#include <string.h>

#include "base/text.h"
#include "core/i18n.h"

enum { ROLES = 3 };

static const char *const roles[ROLES] = { "to", "cc", "bcc" };

static const char *joined(struct web_request *req, const char *name, const char *between)
{
	const char *const *values, *line = "";
	size_t count = web_form_all(req, name, &values);

	for (size_t i = 0; i < count; i++)
		if (hk_has_ink(values[i]))
			line = hk_format(req->cx->arena, "%s%s%s", line, *line ? between : "",
					 values[i]);
	return line;
}

struct people_text people_form(struct web_request *req)
{
	return (struct people_text){ web_form_number(req, "addressed", 0) == 1,
				     joined(req, "to", ", "), joined(req, "cc", ", "),
				     joined(req, "bcc", ", ") };
}

const char *people_sure(struct web_request *req)
{
	return joined(req, "sure", " ");
}

static struct part_people_row *row_of(struct part_people *people, size_t k)
{
	struct part_people_row *const rows[ROLES] = { &people->to, &people->cc, &people->bcc };

	return rows[k];
}

static bool is_shown(struct part_people *people, const char *address)
{
	for (size_t k = 0; k < ROLES; k++)
		for (size_t i = 0; i < row_of(people, k)->people.count; i++)
			if (hk_equal_ascii(row_of(people, k)->people.items[i].address, address))
				return true;
	return false;
}

static void show_one(struct ctx *cx, const struct recipient *who, bool is_ticked,
		     struct part_people *ret)
{
	for (size_t k = 0; k < ROLES; k++) {
		struct part_persons *row = &row_of(ret, k)->people;

		if (strcmp(roles[k], who->role) != 0 || is_shown(ret, who->address))
			continue;
		row->items[row->count++] = (struct part_person){
			.value = people_line(cx, "", who),
			.name = hk_equal_ascii(who->name, who->address) ? "" : who->name,
			.address = who->address,
			.is_ticked = is_ticked,
		};
	}
}

static const char *wrong_of(const struct ctx *cx, const char *role)
{
	for (size_t i = 0; i < cx->field_count; i++)
		if (hk_equal(cx->fields[i].field, role))
			return cx->fields[i].sentence;
	return "";
}

static const char *left_out_words(struct ctx *cx, size_t count)
{
	const char *sentence = i18n_plural(
		cx->language,
		"{n} person on this mail is left out, because one mail goes to fifty at most. Set "
		"the tick in place of another, or write a second mail.",
		"{n} people on this mail are left out, because one mail goes to fifty at most. Set "
		"the ticks in place of others, or write a second mail.",
		(int64_t)count);

	return count ? i18n_fill(cx->arena, sentence, "n", hk_format(cx->arena, "%zu", count), NULL)
		     : "";
}

enum hk_result people_shown(struct ctx *cx, const struct ticket *ticket,
			    const struct people_text *text, bool with_usual,
			    const struct message_list *messages, struct part_people *ret)
{
	const char *const typed[ROLES] = { text->to, text->cc, text->bcc };
	struct recipient_list usual = { NULL, 0 }, chosen[ROLES];
	struct left_out left_out = { { NULL, 0 }, 0 };
	struct part_people people = { .has_copies = false };

	if (with_usual)
		HK_TRY(people_everybody(cx, ticket, messages, &usual, &left_out));
	for (size_t k = 0; k < ROLES; k++) {
		struct part_people_row *row = row_of(&people, k);

		row->people.items =
			hk_alloc(cx->arena, 2 * (size_t)PEOPLE_MOST + left_out.list.count,
				 sizeof(*row->people.items));
		row->error = wrong_of(cx, roles[k]);
		chosen[k] = people_scan(cx, roles[k], typed[k], &row->typed);
		people_name(&usual, &chosen[k]);
	}
	for (size_t i = 0; i < usual.count && !text->is_chosen; i++)
		show_one(cx, &usual.items[i], true, &people);
	for (size_t k = 0; k < ROLES; k++)
		for (size_t i = 0; i < chosen[k].count; i++)
			show_one(cx, &chosen[k].items[i], true, &people);
	for (size_t i = 0; i < usual.count; i++)
		show_one(cx, &usual.items[i], false, &people);
	for (size_t i = 0; i < left_out.list.count; i++)
		show_one(cx, &left_out.list.items[i], false, &people);
	people.left_out = left_out_words(cx, left_out.count);
	for (size_t k = 1; k < ROLES; k++)
		people.has_copies = people.has_copies || row_of(&people, k)->people.count ||
				    *row_of(&people, k)->typed || *row_of(&people, k)->error;
	*ret = people;
	return HK_OK;
}

struct part_doubts doubts_shown(struct ctx *cx, const struct doubt_list *doubts)
{
	struct part_doubt *items = hk_alloc(cx->arena, doubts->count, sizeof(*items));

	for (size_t i = 0; i < doubts->count; i++) {
		const struct doubt *one = &doubts->items[i];
		const char *at = strrchr(one->address, '@');

		items[i] = (struct part_doubt){
			.key = one->key,
			.name = one->name,
			.address = one->address,
			.domain = at ? at + 1 : "",
			.is_inside = one->is_inside,
			.is_customer = one->is_customer,
			.is_new = one->is_new,
			.is_hidden = strcmp(one->role, "bcc") == 0,
		};
	}
	return (struct part_doubts){ items, doubts->count };
}

enum hk_result people_asked(struct ctx *cx, const struct ticket *ticket,
			    const struct people_text *text, struct part_doubts *ret)
{
	struct ctx before = *cx;
	struct recipient_list list;
	struct doubt_list doubts;
	enum hk_result result = people_read(cx, ticket, text, &list);

	*ret = (struct part_doubts){ NULL, 0 };
	cx->problem = before.problem;
	cx->field_count = before.field_count;
	if (result != HK_OK)
		return result == HK_INVALID ? HK_OK : result;
	HK_TRY(people_doubts(cx, ticket, &list, &doubts));
	*ret = doubts_shown(cx, &doubts);
	return HK_OK;
}
