/* /saved-replies: who may write them makes, changes and puts them away here. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "people/team.h"
#include "ticket/write/saved_reply.h"
#include "ticket/write/saved_value.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"

static const char home[] = "/saved-replies";

/* By language, as i18n_languages has them. */
static const char *const text_names[I18N_LANGUAGES] = { "text_en", "text_bn", "text_lt",
							"text_ta" };

static const char *number_text(struct ctx *cx, int64_t number)
{
	return hk_format(cx->arena, "%" PRId64, number);
}

static const char *path_of(struct ctx *cx, int64_t id, const char *deed)
{
	return hk_format(cx->arena, "%s/%" PRId64 "%s", home, id, deed);
}

static enum hk_result team_name(struct ctx *cx, int64_t team_id, const char **ret)
{
	struct team team = { .name = "" };
	enum hk_result result = HK_OK;

	if (team_id)
		result = team_find(cx, team_id, &team);
	*ret = team_id ? team.name : i18n_text(cx->language, TR("Everybody"));
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result row_fill(struct web_request *req, const struct saved_reply *one,
			       struct admin_row *row)
{
	struct ctx *cx = req->cx;
	struct saved_text_list texts;
	const char *team, *languages = "";

	HK_TRY(team_name(cx, one->team_id, &team));
	HK_TRY(saved_reply_texts_of(cx, one->id, &texts));
	for (size_t i = 0; i < texts.count; i++) {
		const struct i18n_language *spoken = i18n_find(texts.items[i].language);

		if (spoken)
			languages = hk_format(cx->arena, "%s%s%s", languages,
					      *languages ? ", " : "", spoken->name);
	}
	admin_cell_add(row, one->title, path_of(cx, one->id, ""));
	admin_cell_add(row, one->shortcut, "");
	admin_cell_add(row, team, "");
	admin_cell_add(row, languages, "");
	admin_cell_add(row, number_text(cx, one->used_count), "");
	if (one->used_at)
		admin_time_add(row, one->used_at);
	else
		admin_words_add(req, row, TR("Not yet"), "");
	return HK_OK;
}

static enum hk_result show_every(struct web_request *req)
{
	static const char *const heads[] = { TR("Title"),     TR("Shortcut"), TR("For"),
					     TR("Languages"), TR("Used"),     TR("Last used") };
	bool is_archived = web_query_number(req, "archived", 0) == 1;
	struct admin_list list = {
		.title = is_archived ? TR("Saved replies that were put away") : TR("Saved replies"),
		.lead = is_archived ? TR("Open one to bring it back.")
				    : TR("Texts that are put into an answer with a few keys, in "
					 "the customer’s language."),
		.add = is_archived ? "" : "/saved-replies/new",
		.add_title = TR("Write a saved reply"),
		.empty = is_archived ? TR("None was put away.") : TR("There is none yet."),
		.back = is_archived ? home : "/me",
		.back_title = is_archived ? TR("Saved replies") : TR("My settings"),
		.next = is_archived ? "" : "/saved-replies?archived=1",
		.next_title = TR("Those that were put away"),
		.heads = { heads, HK_COUNT(heads) }
	};
	struct saved_reply_list all;

	HK_TRY(saved_reply_every(req->cx, is_archived, &all));
	admin_list_room(req, &list, all.count);
	for (size_t i = 0; i < all.count; i++)
		HK_TRY(row_fill(req, &all.items[i], admin_row_add(req, &list)));
	return admin_list_show(req, &list);
}

static enum hk_result team_choices(struct web_request *req, struct admin_form *form,
				   int64_t team_id)
{
	struct ctx *cx = req->cx;
	struct admin_field *field =
		admin_select_add(req, form, "team", TR("Who can use it"), number_text(cx, team_id));
	struct team_list teams;

	if (actor_may(cx->actor, RIGHT_ADMIN))
		HK_TRY(team_every(cx, &teams));
	else
		HK_TRY(team_of_actor(cx, &teams));
	admin_option_add(req, field, "0", TR("Everybody"));
	for (size_t i = 0; i < teams.count; i++)
		admin_option_add(req, field, number_text(cx, teams.items[i].id),
				 teams.items[i].name);
	return HK_OK;
}

static void values_fill(struct ctx *cx, struct admin_form *form)
{
	size_t count;
	const struct saved_value *values = saved_values(&count);
	struct part_option *items = hk_alloc(cx->arena, count, sizeof(*items));

	for (size_t i = 0; i < count; i++)
		items[i] = (struct part_option){ .value = hk_format(cx->arena, "{{%s}}",
								    values[i].name),
						 .label = values[i].words,
						 .hint = values[i].type };
	form->values = (struct part_options){ items, count };
}

static enum hk_result fields_fill(struct web_request *req, struct admin_form *form,
				  const struct saved_reply *reply,
				  const struct saved_text_list *texts)
{
	struct ctx *cx = req->cx;

	admin_field_add(req, form, "text", "title", TR("Title"), reply->title);
	admin_field_add(req, form, "text", "shortcut", TR("Shortcut"), reply->shortcut)->hint =
		TR("One word that finds it at once, such as thanks. It may be left empty.");
	HK_TRY(team_choices(req, form, reply->team_id));
	for (size_t i = 0; i < I18N_LANGUAGES; i++) {
		const char *label =
			i18n_fill(cx->arena, i18n_text(cx->language, TR("Text, in {language}")),
				  "language", i18n_languages[i].name, NULL);
		const char *text = "";

		for (size_t k = 0; k < texts->count; k++)
			if (hk_equal(texts->items[k].language, i18n_languages[i].code))
				text = texts->items[k].text;
		admin_field_add(req, form, "area", text_names[i], label, text);
	}
	values_fill(cx, form);
	return HK_OK;
}

static struct admin_form form_of(const char *title, const char *lead, const char *action,
				 const char *button)
{
	return (struct admin_form){ .title = title,
				    .lead = lead,
				    .action = action,
				    .button = button,
				    .back = home,
				    .back_title = TR("Saved replies") };
}

static enum hk_result new_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form =
		form_of(TR("Write a saved reply"),
			TR("Leave a language empty that you do not write: its customers get the "
			   "text in the mailbox’s language, and you are told so."),
			home, TR("Save"));
	const struct saved_reply none = { .title = "", .shortcut = "" };
	const struct saved_text_list nothing = { NULL, 0 };

	(void)cx;
	HK_TRY(fields_fill(req, &form, &none, &nothing));
	return admin_form_show(req, &form);
}

static enum hk_result show_new(struct web_request *req)
{
	return new_form(req->cx, req);
}

static enum hk_result one_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = form_of(TR("Change a saved reply"), "", "", TR("Save"));
	struct saved_text_list texts;
	struct saved_reply reply;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(saved_reply_find(cx, id, &reply));
	HK_TRY(saved_reply_texts_of(cx, id, &texts));
	form.version = reply.version;
	form.action = path_of(cx, id, "");
	admin_form_deed_add(
		req, &form,
		reply.archived_at
			? &(struct admin_deed){ path_of(cx, id, "/restore"), TR("Bring it back"),
						TR("It was put away: nobody can use it now."), "" }
			: &(struct admin_deed){ path_of(cx, id, "/archive"), TR("Put it away"),
						TR("It is no longer offered. It is kept, and can "
						   "be brought back."),
						"" });
	HK_TRY(fields_fill(req, &form, &reply, &texts));
	return admin_form_show(req, &form);
}

static enum hk_result show_one(struct web_request *req)
{
	return one_form(req->cx, req);
}

static enum hk_result put(struct ctx *cx, struct web_request *req, int64_t id)
{
	struct saved_text items[I18N_LANGUAGES];
	struct saved_reply reply = { .id = id,
				     .title = page_form(req, "title"),
				     .shortcut = page_form(req, "shortcut"),
				     .team_id = web_form_number(req, "team", 0),
				     .version = web_form_number(req, "version", 0) };
	int64_t put_id;

	for (size_t i = 0; i < I18N_LANGUAGES; i++)
		items[i] = (struct saved_text){ .language = i18n_languages[i].code,
						.text = page_form(req, text_names[i]) };
	return saved_reply_put(cx, &reply, &(struct saved_text_list){ items, I18N_LANGUAGES },
			       &put_id);
}

static enum hk_result add_work(struct ctx *cx, void *data)
{
	return put(cx, data, 0);
}

static enum hk_result change_work(struct ctx *cx, void *data)
{
	int64_t id;

	HK_TRY(web_path_number(data, "id", &id));
	return put(cx, data, id);
}

static enum hk_result post_new(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ add_work, new_form, req, home, TR("Added.") });
}

static enum hk_result post_one(struct web_request *req)
{
	return admin_save(req,
			  &(struct admin_save){ change_work, one_form, req, home, TR("Saved.") });
}

struct put_away {
	int64_t id;
	bool is_archived;
};

static enum hk_result archive_work(struct ctx *cx, void *data)
{
	const struct put_away *away = data;

	return saved_reply_archive(cx, away->id, away->is_archived);
}

static enum hk_result archive(struct web_request *req)
{
	struct put_away away = { .is_archived = true };

	HK_TRY(web_path_number(req, "id", &away.id));
	HK_TRY(ctx_write(req->cx, archive_work, &away));
	return notice_answer(req, home, i18n_text(req->cx->language, TR("It was put away.")),
			     path_of(req->cx, away.id, "/restore"));
}

static enum hk_result restore(struct web_request *req)
{
	struct put_away away = { .is_archived = false };

	HK_TRY(web_path_number(req, "id", &away.id));
	HK_TRY(ctx_write(req->cx, archive_work, &away));
	return notice_answer(req, home, i18n_text(req->cx->language, TR("It is back.")), "");
}

static const struct web_param list_params[] = { { "archived", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param form_params[] = {
	{ "title", PARAM_TEXT, 100 },
	{ "shortcut", PARAM_TEXT, 30 },
	{ "team", PARAM_NUMBER, 0 },
	{ "text_en", PARAM_TEXT, SAVED_TEXT_MAX_BYTES },
	{ "text_bn", PARAM_TEXT, SAVED_TEXT_MAX_BYTES },
	{ "text_lt", PARAM_TEXT, SAVED_TEXT_MAX_BYTES },
	{ "text_ta", PARAM_TEXT, SAVED_TEXT_MAX_BYTES },
	{ "version", PARAM_NUMBER, 0 },
	{ 0 },
};

const struct web_route saved_pages[] = {
	ROUTE("GET", "/saved-replies", RIGHT_REPLY_SAVE, show_every, 0, list_params),
	ROUTE("POST", "/saved-replies", RIGHT_REPLY_SAVE, post_new, 0, form_params),
	ROUTE("GET", "/saved-replies/new", RIGHT_REPLY_SAVE, show_new, 0, NULL),
	ROUTE("GET", "/saved-replies/{id}", RIGHT_REPLY_SAVE, show_one, 0, NULL),
	ROUTE("POST", "/saved-replies/{id}", RIGHT_REPLY_SAVE, post_one, 0, form_params),
	ROUTE("POST", "/saved-replies/{id}/archive", RIGHT_REPLY_SAVE, archive, 0, NULL),
	ROUTE("POST", "/saved-replies/{id}/restore", RIGHT_REPLY_SAVE, restore, 0, NULL),
	{ 0 },
};
