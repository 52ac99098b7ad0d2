/* Handing a message on: to a supplier, a partner, a colleague elsewhere. The customer sees nothing
 * of it, nor what comes back. */
#include <inttypes.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "core/blob.h"
#include "core/i18n.h"
#include "core/search.h"
#include "core/settings.h"
#include "ticket/write/reply.h"
#include "tpl_ticket_forward.h"
#include "web/file_answer.h"
#include "web/file_state.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/ticket_deeds.h"
#include "web/pages/ticket/ticket_drafts.h"
#include "web/pages/ticket/ticket_forward.h"
#include "web/pages/ticket/ticket_people.h"
#include "web/pages/ticket/ticket_saved.h"
#include "web/pages/ticket/ticket_screen.h"
#include "web/pages/ticket/ticket_send_files.h"

enum {
	TEXT_MAX_BYTES = 200 * 1000,
	QUOTED_MAX_BYTES = 60 * 1000, /* of short lines too it fits into the text with its marks */
	BLOB_MAX_BYTES = 200,
	OK = 200,
};

/* What is handed on, with its files. */
struct original {
	int64_t number, message_id;
	struct ticket ticket;
	struct message message;
	struct attachment_list files;
};

static enum hk_result original_find(struct ctx *cx, void *data)
{
	struct original *original = data;
	struct attachment_list all;

	HK_TRY(ticket_find(cx, original->number, &original->ticket));
	HK_TRY(message_find(cx, &original->ticket, original->message_id, &original->message));
	if (hk_equal(original->message.kind, "note") || hk_equal(original->message.sending, "held"))
		return HK_NOT_FOUND;
	HK_TRY(message_attachments(cx, &original->ticket, &all));
	original->files.count = 0;
	original->files.items = hk_alloc(cx->arena, all.count, sizeof(*all.items));
	for (size_t i = 0; i < all.count; i++)
		if (all.items[i].message_id == original->message_id)
			original->files.items[original->files.count++] = all.items[i];
	return HK_OK;
}

static const char *head_line(struct ctx *cx, const char *before, const char *sentence,
			     const char *value)
{
	if (!*value)
		return before;
	return hk_format(
		cx->arena, "%s> %s\n", before,
		i18n_fill(cx->arena, i18n_text(cx->language, sentence), "value", value, NULL));
}

/* Who got a hidden copy is no part of it. */
static enum hk_result named(struct ctx *cx, const struct original *original, const char *role,
			    const char **ret)
{
	struct recipient_list all;

	*ret = "";
	HK_TRY(message_recipients(cx, &original->ticket, &all));
	for (size_t i = 0; i < all.count; i++)
		if (all.items[i].message_id == original->message_id &&
		    hk_equal(all.items[i].role, role))
			*ret = people_line(cx, *ret, &all.items[i]);
	return HK_OK;
}

/* Its head in the words of the reader, then its text, as mail programs quote. */
static enum hk_result quoted(struct ctx *cx, const struct original *original, const char **ret)
{
	const struct message *message = &original->message;
	const struct i18n_reader reader = i18n_reader_of(cx);
	const struct recipient from = { .name = message->from_name,
					.address = message->from_address };
	const char *to, *cc, *next, *head = "";
	const char *body =
		hk_trim(cx->arena, hk_copy(cx->arena, message->body,
					   hk_utf8_fit(message->body, QUOTED_MAX_BYTES)));
	scoped_buf text;

	hk_buf_init(&text, 4 * (size_t)QUOTED_MAX_BYTES);
	HK_TRY(named(cx, original, "to", &to));
	HK_TRY(named(cx, original, "cc", &cc));
	head = head_line(cx, head, TR("From: {value}"),
			 *from.address ? people_line(cx, "", &from) : from.name);
	head = head_line(cx, head, TR("Date: {value}"),
			 i18n_time(&reader, I18N_DATE_TIME, message->at));
	head = head_line(cx, head, TR("Subject: {value}"), message->subject);
	head = head_line(cx, head, TR("To: {value}"), to);
	head = head_line(cx, head, TR("Copy: {value}"), cc);
	hk_buf_format(&text, "\n\n%s>\n", head);
	for (const char *line = body; line; line = next ? next + 1 : NULL) {
		next = strchr(line, '\n');
		hk_buf_format(&text, "> %.*s\n", (int)(next ? next - line : (long)strlen(line)),
			      line);
	}
	*ret = hk_copy(cx->arena, text.bytes ? text.bytes : "", text.length);
	return HK_OK;
}

/* What he has typed, or begun here before. */
struct forwarding {
	struct web_request *req;
	struct original original;
	struct reply reply;
	bool is_sent_back; /* the form came and was stopped */
};

static bool is_ticked(const struct forwarding *forwarding, int64_t position)
{
	const char *const *values;
	size_t count = web_form_all(forwarding->req, "original", &values);
	int64_t number;

	for (size_t i = 0; i < count; i++)
		if (hk_number(values[i], &number) && number == position)
			return true;
	return false;
}

/* What waits in the draft already, after it was taken back, is not offered twice. */
static bool is_waiting(const struct attachment_list *waiting, const struct attachment *file)
{
	for (size_t i = 0; i < waiting->count; i++)
		if (hk_equal(waiting->items[i].sha256, file->sha256))
			return true;
	return false;
}

static struct forward_files files_shown(struct ctx *cx, const struct forwarding *forwarding,
					const struct attachment_list *waiting)
{
	const struct attachment_list *all = &forwarding->original.files;
	struct forward_files files = { hk_alloc(cx->arena, all->count, sizeof(*files.items)), 0 };

	for (size_t i = 0; i < all->count; i++) {
		const struct attachment *one = &all->items[i];
		bool is_usual = !is_waiting(waiting, one);

		if (*file_why_not(one))
			continue;
		files.items[files.count++] = (struct forward_file){
			.position = one->position,
			.name = one->name,
			.size = one->size,
			.is_ticked = forwarding->is_sent_back ? is_ticked(forwarding, one->position)
							      : is_usual,
		};
	}
	return files;
}

/* The draft of this message; of another one it stays where it is. */
static enum hk_result begun_find(struct ctx *cx, const struct original *original, struct draft *ret)
{
	enum hk_result result = draft_find(cx, original->ticket.id, "forward", ret);

	if (result == HK_NOT_FOUND || (result == HK_OK && ret->about_id != original->message_id)) {
		*ret = (struct draft){
			.text = "", .addressee = "", .cc = "", .bcc = "", .files = ""
		};
		return HK_OK;
	}
	return result;
}

static enum hk_result show_form(struct ctx *cx, void *data)
{
	struct forwarding *forwarding = data;
	struct web_request *req = forwarding->req;
	struct ticket_forward view = { .problem = page_problem(cx), .errors = page_errors(cx) };
	struct people_text people = forwarding->reply.people;
	struct attachment_list waiting;
	struct draft begun;

	HK_TRY(original_find(cx, &forwarding->original));
	HK_TRY(begun_find(cx, &forwarding->original, &begun));
	waiting = draft_files(cx, &begun);
	view.ticket = &forwarding->original.ticket;
	view.self = hk_format(cx->arena, "/tickets/%" PRId64, view.ticket->number);
	view.message = forwarding->original.message_id;
	view.who = *forwarding->original.message.from_name
			   ? forwarding->original.message.from_name
			   : forwarding->original.message.from_address;
	view.text = forwarding->is_sent_back ? forwarding->reply.text : begun.text;
	if (!forwarding->is_sent_back)
		people = draft_people(&begun);
	if (!*view.text && !forwarding->is_sent_back)
		HK_TRY(quoted(cx, &forwarding->original, &view.text));
	HK_TRY(people_shown(cx, view.ticket, &people, false, NULL, &view.people));
	if (forwarding->is_sent_back)
		HK_TRY(people_asked(cx, view.ticket, &people, &view.doubts));
	view.kept =
		kept_shown(cx, view.ticket, "forward",
			   forwarding->is_sent_back ? &forwarding->reply.attachments : &waiting);
	view.files = files_shown(cx, forwarding, &waiting);
	view.saved_at = begun.updated_at;
	/* Sent back it shows its own words alone, and has not seen others in the draft. */
	view.drafted = forwarding->is_sent_back && !hk_equal(view.text, begun.text)
			       ? page_form(req, "drafted")
			       : draft_version(cx, &begun);
	HK_TRY(saved_choices(cx, &view.saved));
	view.file_max = setting_number(cx->house->settings, SETTING_UPLOAD_MAX);
	HK_TRY(message_last_own(cx, view.ticket, "out", &view.said));
	tpl_ticket_forward(req->out, &req->page, &view);
	return HK_OK;
}

/* Where none is named it is what the customer said last. */
static enum hk_result newest_find(struct ctx *cx, struct original *ret)
{
	struct ticket ticket;
	struct message newest;

	HK_TRY(ticket_find(cx, ret->number, &ticket));
	HK_TRY(message_last_word(cx, &ticket, NULL, &newest));
	ret->message_id = newest.id;
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	struct forwarding forwarding = {
		.req = req, .original = { .message_id = web_query_number(req, "message", 0) }
	};

	HK_TRY(web_path_number(req, "number", &forwarding.original.number));
	if (!forwarding.original.message_id)
		HK_TRY(newest_find(req->cx, &forwarding.original));
	return show_form(req->cx, &forwarding);
}

/* A file of the mail as it came is a part of it; on its way out it lies by itself. */
static enum hk_result file_take(struct ctx *cx, const struct attachment *file,
				struct attachment *ret)
{
	int64_t size;
	int opened;

	HK_TRY(file_open(cx, file, &opened, &size));

	scoped_fd fd = opened;

	*ret = (struct attachment){
		.name = file->name, .type = file->type, .content_id = "", .encoding = "plain"
	};
	HK_TRY(blob_put_file(cx->house->blobs, cx->arena, cx->org_id, fd, &ret->blob, &ret->size));
	ret->sha256 = ret->blob;
	ret->blob_length = ret->size;
	return HK_OK;
}

static enum hk_result files_take(const struct forwarding *forwarding, struct attachment_list *ret)
{
	const struct attachment_list *all = &forwarding->original.files,
				     *more = &forwarding->reply.attachments;
	struct ctx *cx = forwarding->req->cx;
	struct attachment_list list = {
		hk_alloc(cx->arena, all->count + more->count, sizeof(*list.items)), 0
	};

	for (size_t i = 0; i < all->count; i++)
		if (is_ticked(forwarding, all->items[i].position))
			HK_TRY(file_take(cx, &all->items[i], &list.items[list.count++]));
	for (size_t i = 0; i < more->count; i++)
		list.items[list.count++] = more->items[i];
	*ret = list;
	return HK_OK;
}

static enum hk_result read_form(struct forwarding *forwarding)
{
	struct web_request *req = forwarding->req;

	forwarding->reply = send_words_read(req, "text");
	forwarding->reply.is_forward = true;
	forwarding->reply.about_id = forwarding->original.message_id;
	/* Nobody gets it unless he is named. */
	forwarding->reply.people.is_chosen = true;
	return send_files_read(req, "forward", &forwarding->reply.attachments);
}

static enum hk_result forward_work(struct ctx *cx, struct ticket_deed *deed)
{
	const struct reply *reply = deed->data;

	HK_TRY(send_files_check(cx, &reply->attachments));
	return reply_add(cx, &deed->ticket, reply, &deed->undo_id);
}

static enum hk_result keep_work(struct ctx *cx, struct ticket_deed *deed)
{
	const struct reply *reply = deed->data;

	struct draft draft = draft_typed(deed, "forward", reply->text, &reply->people);
	bool are_both;

	HK_TRY(draft_form_keep(cx, deed, &draft, &are_both));
	HK_TRY(draft_about_put(cx, deed->ticket.id, reply->about_id));
	return draft_files_put(cx, deed->ticket.id, "forward", &reply->attachments);
}

static enum hk_result stop(struct forwarding *forwarding, enum hk_result result)
{
	struct web_request *req = forwarding->req;
	struct ctx before = *req->cx;
	struct ticket_deed deed;

	forwarding->is_sent_back = true;
	if (!req->cx->refused_count)
		HK_TRY(ticket_deed_do(req, keep_work, &forwarding->reply, &deed));
	req->cx->problem = result == HK_CONFLICT ? NULL : before.problem;
	req->cx->field_count = before.field_count;
	memcpy(req->cx->fields, before.fields, sizeof(before.fields));
	return page_again(req, result == HK_OK ? OK : page_status_of(result), show_form,
			  forwarding);
}

enum hk_result forward_again(struct web_request *req, enum hk_result result,
			     const struct reply *reply)
{
	struct forwarding forwarding = {
		.req = req,
		.original = { .message_id = web_form_number(req, "message", 0) },
		.reply = *reply,
		.is_sent_back = true,
	};

	HK_TRY(web_path_number(req, "number", &forwarding.original.number));
	return page_again(req, page_status_of(result), show_form, &forwarding);
}

/* Pressed without a script: a saved reply stands in the form, and nothing leaves. */
static enum hk_result put_in(struct forwarding *forwarding)
{
	enum hk_result result = saved_put_below(forwarding->req, &forwarding->original.ticket,
						"text", &forwarding->reply.text);

	if (result != HK_OK && result != HK_INVALID)
		return result;
	return stop(forwarding, result);
}

static enum hk_result send_on(struct web_request *req)
{
	struct forwarding forwarding = {
		.req = req, .original = { .message_id = web_form_number(req, "message", 0) }
	};
	struct ctx *cx = req->cx;
	struct ticket_deed deed;
	struct reply reply;
	enum hk_result result;

	HK_TRY(web_path_number(req, "number", &forwarding.original.number));
	HK_TRY(ctx_read(cx, original_find, &forwarding.original));
	HK_TRY(read_form(&forwarding));
	if (*page_form(req, "insert"))
		return put_in(&forwarding);
	reply = forwarding.reply;
	HK_TRY(files_take(&forwarding, &reply.attachments));
	result = ticket_deed_do(req, forward_work, &reply, &deed);
	if (result == HK_CONFLICT || result == HK_INVALID)
		return stop(&forwarding, result);
	HK_TRY(result);
	return notice_answer(
		req, hk_format(cx->arena, "/tickets/%" PRId64, deed.ticket.number),
		i18n_text(cx->language, TR("It goes out in 10 seconds. The customer sees nothing "
					   "of it.")),
		hk_format(cx->arena, "/tickets/%" PRId64 "/undo?message=%" PRId64,
			  deed.ticket.number, deed.undo_id));
}

static const struct web_param query_params[] = { { "message", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param form_params[] = {
	{ "message", PARAM_NUMBER, 0 },
	{ "text", PARAM_TEXT, TEXT_MAX_BYTES },
	{ "drafted", PARAM_TEXT, 0 },
	PEOPLE_PARAMS,
	{ "sure", PARAM_TEXT, SURE_MAX_BYTES },
	{ "original", PARAM_NUMBER, 0 },
	{ "files", PARAM_FILE, 0 },
	{ "kept", PARAM_TEXT, BLOB_MAX_BYTES },
	SAVED_PARAMS,
	{ 0 },
};

const struct web_route ticket_forward_pages[] = {
	ROUTE("GET", "/tickets/{number}/forward", RIGHT_TICKET_REPLY, show, 0, query_params),
	ROUTE("POST", "/tickets/{number}/forward", RIGHT_TICKET_REPLY, send_on, WEB_UPLOAD,
	      form_params),
	{ 0 },
};
