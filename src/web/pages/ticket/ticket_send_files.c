#include "web/pages/ticket/ticket_send_files.h"

#include "base/text.h"
#include "core/language.h"
#include "core/markdown.h"
#include "core/search.h"
#include "core/settings.h"
#include "ticket/write/draft.h"
#include "web/pages/again.h"
#include "web/pages/ticket/ticket_people.h"
#include "web/pages/upload.h"

struct reply send_words_read(struct web_request *req, const char *field)
{
	struct ctx *cx = req->cx;
	const char *text = page_form(req, field);
	int64_t space = search_space(cx, SEARCH_TICKETS, 0);

	return (struct reply){
		.text = text,
		.html = markdown_render(cx->arena, text).html,
		.language = language_of(cx->kit->languages, text),
		.people = people_form(req),
		.sure_of = people_sure(req),
		.tokens_space = space,
		.tokens = search_tokens(cx, space, "", text),
		.drafted = page_form(req, "drafted"),
		.hold_ms = REPLY_HOLD_MS,
	};
}

struct begun {
	int64_t number;
	const char *kind;
	struct attachment_list files;
};

static enum hk_result begun_find(struct ctx *cx, void *data)
{
	struct begun *begun = data;
	struct ticket ticket;
	struct draft draft;

	HK_TRY(ticket_find(cx, begun->number, &ticket));

	enum hk_result result = draft_find(cx, ticket.id, begun->kind, &draft);

	begun->files = (struct attachment_list){ NULL, 0 };
	if (result == HK_OK)
		begun->files = draft_files(cx, &draft);
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static bool is_ticked(const struct web_request *req, const char *blob)
{
	const char *const *ticked;
	size_t count = web_form_all(req, "kept", &ticked);

	for (size_t i = 0; i < count; i++)
		if (hk_equal(ticked[i], blob))
			return true;
	return false;
}

enum hk_result send_files_read(struct web_request *req, const char *kind,
			       struct attachment_list *ret)
{
	struct begun begun = { .kind = kind };
	struct attachment_list chosen, list = { NULL, 0 };
	const char *const *ticked;

	HK_TRY(upload_keep(req, "files", &chosen));
	if (web_form_all(req, "kept", &ticked)) {
		HK_TRY(web_path_number(req, "number", &begun.number));
		HK_TRY(ctx_read(req->cx, begun_find, &begun));
	}
	list.items =
		hk_alloc(req->cx->arena, begun.files.count + chosen.count, sizeof(*list.items));
	for (size_t i = 0; i < begun.files.count; i++)
		if (is_ticked(req, begun.files.items[i].blob))
			list.items[list.count++] = begun.files.items[i];
	for (size_t i = 0; i < chosen.count; i++)
		list.items[list.count++] = chosen.items[i];
	*ret = list;
	return HK_OK;
}

enum hk_result send_files_check(struct ctx *cx, const struct attachment_list *files)
{
	int64_t size = 0;

	for (size_t i = 0; i < files->count; i++)
		size += files->items[i].size;
	if (size <= setting_number(cx->house->settings, SETTING_UPLOAD_MAX) &&
	    files->count <= DRAFT_FILES_MAX)
		return HK_OK;
	return field_problem(
		cx, "files",
		TR("These files are too much for one message. Please leave some out."));
}
