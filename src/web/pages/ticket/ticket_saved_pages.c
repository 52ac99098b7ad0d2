/* Saved replies in the reply box: what there is, and putting one in. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "ticket/write/saved_reply.h"
#include "ticket/write/saved_value.h"
#include "tpl_part_saved_answer.h"
#include "tpl_part_saved_options.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/ticket_deeds.h"
#include "web/pages/ticket/ticket_drafts.h"
#include "web/pages/ticket/ticket_people.h"
#include "web/pages/ticket/ticket_saved.h"
#include "web/pages/ticket/ticket_send_files.h"

enum { TEXT_MAX_BYTES = 200 * 1000, BLOB_MAX_BYTES = 200, SUBJECT_MAX_BYTES = 300 };

static enum hk_result options_find(struct ctx *cx, const struct ticket *ticket,
				   struct saved_options *ret)
{
	struct saved_reply_list replies;
	struct saved_text_list texts;
	struct saved_option *items;
	struct saved_wish wish;

	HK_TRY(saved_reply_usable(cx, &replies));
	HK_TRY(saved_reply_texts(cx, &texts));
	HK_TRY(saved_wish_of(cx, ticket, &wish));
	items = hk_alloc(cx->arena, replies.count, sizeof(*items));
	*ret = (struct saved_options){ items, 0 };
	for (size_t i = 0; i < replies.count; i++) {
		const struct saved_reply *one = &replies.items[i];
		const struct saved_text *text = saved_text_choose(&wish, &texts, one->id);

		if (text)
			items[ret->count++] = (struct saved_option){
				.id = one->id,
				.title = one->title,
				.shortcut = one->shortcut,
				.text = text->text,
				.language = text->language,
				.spoken = hk_equal(text->language, wish.language)
						  ? ""
						  : i18n_language_name(text->language),
			};
	}
	return HK_OK;
}

enum hk_result saved_choices(struct ctx *cx, struct part_options *ret)
{
	struct saved_reply_list list;
	struct part_option *items;

	HK_TRY(saved_reply_usable(cx, &list));
	items = hk_alloc(cx->arena, list.count, sizeof(*items));
	for (size_t i = 0; i < list.count; i++)
		items[i] = (struct part_option){ .value = hk_format(cx->arena, "%" PRId64,
								    list.items[i].id),
						 .label = list.items[i].title };
	*ret = (struct part_options){ items, list.count };
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	struct saved_options options;
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(req->cx, number, &ticket));
	HK_TRY(options_find(req->cx, &ticket, &options));
	tpl_part_saved_options(req->out, &req->page, &options);
	return HK_OK;
}

struct insert {
	int64_t id;
	struct saved_answer answer;
	struct attachment_list files; /* of the form */
};

/* In another language than the customer's it goes with a word. */
static const char *notice_of(struct ctx *cx, const struct saved_wish *wish, const char *language)
{
	if (hk_equal(wish->language, language))
		return i18n_text(cx->language, TR("It is in your reply now."));
	return i18n_fill(cx->arena,
			 i18n_text(cx->language, TR("It has no text in {language}; this one is in "
						    "{other}.")),
			 "language", i18n_language_name(wish->language), "other",
			 i18n_language_name(language), NULL);
}

static enum hk_result fill(struct ctx *cx, const struct ticket *ticket, struct insert *insert)
{
	const struct saved_text *text;
	struct saved_text_list texts;
	struct saved_reply reply;
	struct saved_wish wish;

	HK_TRY(saved_reply_find(cx, insert->id, &reply));
	if (reply.archived_at)
		return HK_NOT_FOUND;
	HK_TRY(saved_reply_texts_of(cx, reply.id, &texts));
	HK_TRY(saved_wish_of(cx, ticket, &wish));
	text = saved_text_choose(&wish, &texts, reply.id);
	if (!text)
		return HK_NOT_FOUND;
	HK_TRY(saved_text_fill(cx, ticket, text->language, text->text, &insert->answer.text));
	insert->answer.notice = notice_of(cx, &wish, text->language);
	return saved_reply_use(cx, ticket, reply.id);
}

static enum hk_result fill_work(struct ctx *cx, struct ticket_deed *deed)
{
	return fill(cx, &deed->ticket, deed->data);
}

/* For the script, which puts the text where the cursor stands. */
static enum hk_result use(struct web_request *req)
{
	struct insert insert = { .answer = { "", "" } };
	struct ticket_deed deed;

	HK_TRY(web_path_number(req, "id", &insert.id));
	HK_TRY(ticket_deed_do(req, fill_work, &insert, &deed));
	tpl_part_saved_answer(req->out, &req->page, &insert.answer);
	return HK_OK;
}

static const char *below(struct ctx *cx, const char *before, const char *text)
{
	return hk_has_ink(before) ? hk_format(cx->arena, "%s\n\n%s", before, text) : text;
}

struct put_below {
	const struct ticket *ticket;
	struct insert insert;
};

static enum hk_result put_below_work(struct ctx *cx, void *data)
{
	struct put_below *put = data;

	return fill(cx, put->ticket, &put->insert);
}

enum hk_result saved_put_below(struct web_request *req, const struct ticket *ticket,
			       const char *field, const char **ret_text)
{
	struct put_below put = { ticket, { .id = web_form_number(req, "saved", 0) } };

	if (!put.insert.id)
		return problem(req->cx, HK_INVALID, TR("Please choose a saved reply first."));
	HK_TRY(ctx_write(req->cx, put_below_work, &put));
	*ret_text = below(req->cx, page_form(req, field), put.insert.answer.text);
	return HK_OK;
}

/* For a first mail: whom it goes to and what it is about, as far as the form says by now. */
static struct ticket not_opened(const struct web_request *req, int64_t customer_id,
				const char *subject)
{
	return (struct ticket){ .customer_id = customer_id,
				.subject = subject ? subject : "",
				.language = "",
				.owner_id = req->cx->actor->id };
}

static enum hk_result show_new(struct web_request *req)
{
	struct ticket ticket = not_opened(req, web_query_number(req, "customer", 0), "");
	struct saved_options options;

	HK_TRY(options_find(req->cx, &ticket, &options));
	tpl_part_saved_options(req->out, &req->page, &options);
	return HK_OK;
}

static enum hk_result use_new(struct web_request *req)
{
	struct ticket ticket =
		not_opened(req, web_form_number(req, "customer", 0), page_form(req, "subject"));
	struct put_below put = { &ticket, { .answer = { "", "" } } };

	HK_TRY(web_path_number(req, "id", &put.insert.id));
	HK_TRY(ctx_write(req->cx, put_below_work, &put));
	tpl_part_saved_answer(req->out, &req->page, &put.insert.answer);
	return HK_OK;
}

/* Without a script: below what is written already. */
static enum hk_result insert_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct people_text people = people_form(deed->req);
	struct insert *insert = deed->data;
	struct draft draft;
	const char *text;
	bool are_both;

	if (!insert->id)
		return problem(cx, HK_INVALID, TR("Please choose a saved reply first."));
	HK_TRY(fill_work(cx, deed));
	text = below(cx, page_form(deed->req, "text"), insert->answer.text);
	HK_TRY(people_settle(cx, &deed->ticket, &people));
	draft = draft_typed(deed, "reply", text, &people);
	HK_TRY(draft_form_keep(cx, deed, &draft, &are_both));
	return draft_files_put(cx, deed->ticket.id, "reply", &insert->files);
}

static enum hk_result put_in(struct web_request *req)
{
	struct insert insert = { .id = web_form_number(req, "saved", 0) };
	struct ticket_deed deed;
	enum hk_result result;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(send_files_read(req, "reply", &insert.files));
	result = ticket_deed_do(req, insert_work, &insert, &deed);
	if (result == HK_INVALID) {
		struct reply reply = send_words_read(req, "text");

		reply.attachments = insert.files;
		return send_again(req, result, &reply);
	}
	if (result != HK_OK)
		return ticket_deed_answer(req, result, &deed, "", "");
	return notice_answer(
		req, hk_format(req->cx->arena, "/tickets/%" PRId64 "?kind=reply#composer", number),
		insert.answer.notice, "");
}

static const struct web_param insert_params[] = {
	{ "text", PARAM_TEXT, TEXT_MAX_BYTES },
	{ "drafted", PARAM_TEXT, 0 },
	PEOPLE_PARAMS,
	{ "saved", PARAM_NUMBER, 0 },
	{ "files", PARAM_FILE, 0 },
	{ "kept", PARAM_TEXT, BLOB_MAX_BYTES },
	{ 0 },
};

static const struct web_param new_query[] = { { "customer", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param new_params[] = {
	{ "customer", PARAM_NUMBER, 0 },
	{ "subject", PARAM_TEXT, SUBJECT_MAX_BYTES },
	{ 0 },
};

const struct web_route ticket_saved_pages[] = {
	ROUTE("GET", "/tickets/new/saved", RIGHT_TICKET_CREATE, show_new, WEB_PART, new_query),
	ROUTE("POST", "/tickets/new/saved/{id}", RIGHT_TICKET_CREATE, use_new, WEB_PART,
	      new_params),
	ROUTE("GET", "/tickets/{number}/saved", RIGHT_TICKET_REPLY, show, WEB_PART, NULL),
	ROUTE("POST", "/tickets/{number}/saved", RIGHT_TICKET_REPLY, put_in, WEB_UPLOAD,
	      insert_params),
	ROUTE("POST", "/tickets/{number}/saved/{id}", RIGHT_TICKET_REPLY, use, WEB_PART, NULL),
	{ 0 },
};
