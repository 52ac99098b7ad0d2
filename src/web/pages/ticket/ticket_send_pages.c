/* What agents write on a ticket: replies and notes; and that they are there. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/markdown.h"
#include "core/search.h"
#include "people/staff.h"
#include "ticket/file/picture.h"
#include "ticket/work/mention.h"
#include "ticket/work/notification.h"
#include "ticket/write/draft.h"
#include "ticket/write/later.h"
#include "ticket/write/reply.h"
#include "tpl_part_ticket_stop.h"
#include "tpl_ticket.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/promise_view.h"
#include "web/pages/ticket/ticket_deeds.h"
#include "web/pages/ticket/ticket_drafts.h"
#include "web/pages/ticket/ticket_people.h"
#include "web/pages/ticket/ticket_screen.h"
#include "web/pages/ticket/ticket_send_files.h"
#include "web/pages/ticket/ticket_unseen.h"
#include "web/pages/upload.h"

enum { TEXT_MAX_BYTES = 200 * 1000, BLOB_MAX_BYTES = 200, OK = 200, NOTHING_TO_SAY = 204 };

/* What leaves later says by itself whose turn it is then. */
static const char *then_word(const struct web_request *req)
{
	return page_form(req, *page_form(req, "later") ? "later_then" : "then");
}

/* What no button says is refused: sent all the same, it would not be what was meant. */
static enum reply_then then_of(const struct web_request *req)
{
	const char *then = then_word(req);

	if (hk_equal(then, "resolve"))
		return REPLY_RESOLVE;
	if (hk_equal(then, "wait"))
		return REPLY_WAIT;
	if (*then && !hk_equal(then, "open"))
		field_refuse(req->cx, "text",
			     TR("Please say by one of the buttons what happens after the reply."));
	return REPLY_KEEP_OPEN;
}

static const char *sentence_of(enum reply_then then)
{
	static const char *const sentences[] = {
		[REPLY_WAIT] = TR("Your reply goes out in 10 seconds. The customer has the word."),
		[REPLY_KEEP_OPEN] = TR("Your reply goes out in 10 seconds. You go on with it."),
		[REPLY_RESOLVE] =
			TR("Your reply goes out in 10 seconds, and the ticket is resolved."),
	};

	return sentences[then];
}

struct owner {
	int64_t id;
	struct staff staff;
};

static enum hk_result owner_find(struct ctx *cx, void *data)
{
	struct owner *owner = data;

	return staff_find(cx, owner->id, &owner->staff);
}

/* Who answers another's ticket does not take it: its owner goes on with it. */
static const char *done_words(struct web_request *req, enum reply_then then, int64_t owner_id)
{
	struct ctx *cx = req->cx;
	struct owner owner = { .id = owner_id };

	if (then != REPLY_KEEP_OPEN || owner_id == cx->actor->id ||
	    ctx_read(cx, owner_find, &owner) != HK_OK)
		return i18n_text(cx->language, sentence_of(then));
	return i18n_fill(cx->arena,
			 i18n_text(cx->language, TR("Your reply goes out in 10 seconds. {name} "
						    "goes on with it.")),
			 "name", owner.staff.name, NULL);
}

/* Everything that takes time comes before the transaction. */
static enum hk_result reply_read(struct web_request *req, bool is_note, struct reply *ret)
{
	const struct ticket_seen seen = seen_read(req);

	*ret = send_words_read(req, "text");
	ret->is_note = is_note;
	ret->then = then_of(req);
	ret->knows_tasks = *page_form(req, "tasks") != 0;
	ret->seen_id = seen.message_id;
	ret->stood_id = seen.history_id;
	if (!is_note)
		ret->promises = promises_form(req);
	return send_files_read(req, is_note ? "note" : "reply", &ret->attachments);
}

/* When it shall leave, ms UTC: one of the choices, or the field of a time by the writer's clocks;
 * -1: that is no time. */
static int64_t later_at(const struct web_request *req)
{
	const struct ctx *cx = req->cx;
	int64_t at;

	if (!hk_equal(page_form(req, "later"), "at"))
		return hk_number(page_form(req, "later"), &at) ? at : -1;
	return i18n_clock_read(cx->kit->formats, cx->timezone, page_form(req, "later_at"), &at)
		       ? at
		       : -1;
}

static const char *later_word(const struct web_request *req)
{
	return *page_form(req, "later") ? hk_format(req->cx->arena, "%" PRId64, later_at(req)) : "";
}

static enum hk_result files_work(struct ctx *cx, const struct ticket_deed *deed)
{
	const struct reply *reply = deed->data;

	HK_TRY(send_files_check(cx, &reply->attachments));
	HK_TRY(upload_need_bytes(deed->req, "files"));
	if (picture_is_missing(cx->arena, reply->text, &reply->attachments))
		return field_problem(cx, "text",
				     TR("The text shows a picture that is not among the files any "
					"more. Please take it out of the text, or add it again."));
	return HK_OK;
}

static enum hk_result reply_work(struct ctx *cx, struct ticket_deed *deed)
{
	HK_TRY(files_work(cx, deed));
	return reply_add(cx, &deed->ticket, deed->data, &deed->undo_id);
}

static enum hk_result later_work(struct ctx *cx, struct ticket_deed *deed)
{
	int64_t at = later_at(deed->req);

	if (at < 0)
		return field_problem(cx, "later_at", TR("Please choose a day and a time."));
	HK_TRY(files_work(cx, deed));
	return later_add(cx, &deed->ticket, deed->data, at, &deed->undo_id);
}

struct stopped {
	struct web_request *req;
	const struct reply *reply;
	bool is_new_word; /* else something in the form is wrong */
};

/* Text and files are on the server, whatever becomes of the page. */
static enum hk_result keep_work(struct ctx *cx, struct ticket_deed *deed)
{
	const struct reply *reply = deed->data;
	const char *kind = reply->is_note ? "note" : "reply";

	struct people_text people = reply->people;
	struct draft draft;
	bool are_both;

	HK_TRY(people_settle(cx, &deed->ticket, &people));
	draft = draft_typed(deed, kind, reply->text, reply->is_note ? NULL : &people);
	HK_TRY(draft_form_keep(cx, deed, &draft, &are_both));
	return draft_files_put(cx, deed->ticket.id, kind, &reply->attachments);
}

static enum hk_result stop_find(struct ctx *cx, const struct ticket *ticket,
				const struct stopped *stopped, struct ticket_stop *ret)
{
	const struct ticket_seen seen = { stopped->reply->seen_id, stopped->reply->stood_id };
	struct unseen_shown unseen;

	HK_TRY(unseen_shown_find(cx, ticket, &seen, &unseen));
	*ret = (struct ticket_stop){ .text = stopped->reply->text,
				     .then = then_word(stopped->req),
				     .tasks = page_form(stopped->req, "tasks"),
				     .later = later_word(stopped->req),
				     .kept = kept_shown(cx, ticket, "reply",
							&stopped->reply->attachments),
				     .promises = promises_carried(stopped->req),
				     .items = unseen.items,
				     .version = unseen.version,
				     .is_change = unseen.is_change,
				     .is_news = unseen.items.count > 0 };
	HK_TRY(people_shown(cx, ticket, &stopped->reply->people, true, NULL, &ret->people));
	return people_asked(cx, ticket, &stopped->reply->people, &ret->doubts);
}

/* A sentence of the domain in place of the text's own field: the composer names it otherwise. */
static struct part_errors errors_of(struct ctx *cx, bool is_note)
{
	struct part_errors errors = page_errors(cx);
	struct field_problem *items = hk_alloc(cx->arena, errors.count + 1, sizeof(*items));

	for (size_t i = 0; i < errors.count; i++) {
		items[i] = errors.items[i];
		if (hk_equal(items[i].field, "text"))
			items[i].field = is_note ? "note" : "reply";
	}
	if (errors.count == 0 && cx->problem)
		items[errors.count++] =
			(struct field_problem){ is_note ? "note" : "reply", cx->problem };
	return (struct part_errors){ items, errors.count };
}

/* What was refused is in no draft. */
static enum hk_result composer_fill(struct ctx *cx, const struct ticket *ticket,
				    const struct reply *reply, struct part_composer *composer)
{
	composer->kind = reply->is_note ? "note" : "reply";
	if (reply->is_note) {
		composer->note = reply->text;
		return HK_OK;
	}
	composer->reply = reply->text;
	return people_shown(cx, ticket, &reply->people, true, NULL, &composer->people);
}

/* The box shows these words alone, so its page has not seen what stands in the draft beside them.
 */
static void drafted_keep(const struct web_request *req, const struct reply *reply,
			 struct part_composer *composer)
{
	const char **drafted = reply->is_note ? &composer->note_drafted : &composer->reply_drafted;

	if (!hk_equal(reply->is_note ? composer->note : composer->reply, reply->text))
		*drafted = page_form(req, "drafted");
}

static enum hk_result show_stopped(struct ctx *cx, void *data)
{
	const struct timeline_wish newest = { INT64_MAX, 0, 0 };
	const struct stopped *stopped = data;
	struct web_request *req = stopped->req;
	struct part_errors errors = errors_of(cx, stopped->reply->is_note);
	struct ticket_screen screen;
	struct ticket_stop stop;
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(cx, number, &ticket));
	HK_TRY(ticket_screen_find(req, &ticket, &newest, &screen));
	drafted_keep(req, stopped->reply, &screen.composer);
	if (stopped->is_new_word) {
		HK_TRY(stop_find(cx, &ticket, stopped, &stop));
		stop.stood = screen.composer.stood;
		stop.said = screen.composer.reply_said;
		stop.drafted = screen.composer.reply_drafted;
		screen.stop = &stop;
	} else {
		screen.errors = errors;
		HK_TRY(composer_fill(cx, &ticket, stopped->reply, &screen.composer));
		HK_TRY(guide_again(req, &ticket, stopped->reply->text, &screen.composer.guide));
	}
	if (web_is_part(req) && screen.stop)
		tpl_part_ticket_stop(req->out, &req->page, screen.stop, &screen.deeds);
	else
		tpl_ticket(req->out, &req->page, &screen);
	return HK_OK;
}

enum hk_result send_again(struct web_request *req, enum hk_result result, struct reply *reply)
{
	struct stopped stopped = { req, reply, result == HK_CONFLICT };
	struct ctx before = *req->cx;
	struct ticket_deed deed;

	if (!req->cx->refused_count)
		HK_TRY(ticket_deed_do(req, keep_work, reply, &deed));
	req->cx->problem = before.problem;
	req->cx->field_count = before.field_count;
	memcpy(req->cx->fields, before.fields, sizeof(before.fields));
	return page_again(req, page_status_of(result), show_stopped, &stopped);
}

static enum hk_result send_later(struct web_request *req, struct reply *reply)
{
	struct ctx *cx = req->cx;
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, later_work, reply, &deed);
	const char *when;

	if (result == HK_CONFLICT || result == HK_INVALID)
		return send_again(req, result, reply);
	HK_TRY(result);
	when = show_due(req->out, later_at(req));
	return notice_answer(req, ticket_back(req, deed.ticket.number),
			     i18n_fill(cx->arena,
				       i18n_text(cx->language, TR("Your reply leaves {time}.")),
				       "time", when, NULL),
			     hk_format(cx->arena, "/tickets/%" PRId64 "/later/%" PRId64 "/cancel",
				       deed.ticket.number, deed.undo_id));
}

static enum hk_result send_reply(struct web_request *req)
{
	struct ticket_deed deed;
	struct reply reply;
	enum hk_result result;

	HK_TRY(reply_read(req, false, &reply));
	if (*page_form(req, "later"))
		return send_later(req, &reply);
	result = ticket_deed_do(req, reply_work, &reply, &deed);
	if (result == HK_CONFLICT || result == HK_INVALID)
		return send_again(req, result, &reply);
	HK_TRY(result);
	return notice_answer(req, ticket_back(req, deed.ticket.number),
			     done_words(req, reply.then, deed.ticket.owner_id),
			     hk_format(req->cx->arena, "/tickets/%" PRId64 "/undo?message=%" PRId64,
				       deed.ticket.number, deed.undo_id));
}

/* For those without a script: what is found in the text; nothing is sent, and nothing kept. */
static enum hk_result look_first(struct web_request *req)
{
	struct reply reply;
	struct stopped stopped = { req, &reply, false };

	HK_TRY(reply_read(req, false, &reply));
	return page_again(req, OK, show_stopped, &stopped);
}

struct naming {
	int64_t number;
	const char *text, *said;
};

static enum hk_result naming_work(struct ctx *cx, void *data)
{
	struct naming *naming = data;
	struct mentions mentions;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, naming->number, &ticket));
	HK_TRY(mention_read(cx, &ticket, naming->text, &mentions));
	naming->said = mention_say(cx, &mentions);
	return HK_OK;
}

/* Who is told of it, and who is not though he was named. */
static const char *noted_words(struct web_request *req, const struct reply *note, int64_t number)
{
	struct ctx *cx = req->cx;
	struct naming naming = { number, note->text, "" };
	const char *words =
		i18n_text(cx->language, TR("The note is saved. Only colleagues see it."));

	if (!strchr(note->text, '@') || ctx_read(cx, naming_work, &naming) != HK_OK ||
	    !*naming.said)
		return words;
	return hk_format(cx->arena, "%s %s", words, naming.said);
}

static enum hk_result save_note(struct web_request *req)
{
	struct ticket_deed deed;
	struct reply note;
	enum hk_result result;

	HK_TRY(reply_read(req, true, &note));
	result = ticket_deed_do(req, reply_work, &note, &deed);
	if (result == HK_CONFLICT || result == HK_INVALID)
		return send_again(req, result, &note);
	HK_TRY(result);
	return notice_answer(req, ticket_back(req, deed.ticket.number),
			     noted_words(req, &note, deed.ticket.number), "");
}

struct taken_back {
	int64_t message_id;
	int64_t about_id; /* out: of what was forwarded; 0: it was a reply */
	int64_t side_id;  /* out: of what was written beside the ticket; 0 */
};

static enum hk_result undo_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct taken_back *back = deed->data;
	struct message message;

	HK_TRY(message_find(cx, &deed->ticket, back->message_id, &message));
	back->about_id = message.about_id;
	back->side_id = message.side_id;
	return reply_undo(cx, &deed->ticket, back->message_id);
}

enum hk_result ticket_undo_reply(struct web_request *req, int64_t message_id)
{
	struct taken_back back = { .message_id = message_id };
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, undo_work, &back, &deed);
	const char *done = TR("Your reply was taken back. It is a draft again.");

	if (result == HK_OK && back.about_id)
		return notice_answer(req,
				     hk_format(req->cx->arena,
					       "/tickets/%" PRId64 "/forward?message=%" PRId64,
					       deed.ticket.number, back.about_id),
				     i18n_text(req->cx->language, done), "");
	if (result == HK_OK && back.side_id)
		return notice_answer(req,
				     hk_format(req->cx->arena,
					       "/tickets/%" PRId64 "/sides/%" PRId64,
					       deed.ticket.number, back.side_id),
				     i18n_text(req->cx->language, done), "");
	if (result == HK_OK)
		return notice_answer(req,
				     hk_format(req->cx->arena, "/tickets/%" PRId64 "#text-reply",
					       deed.ticket.number),
				     i18n_text(req->cx->language, done), "");
	deed.undo_id = 0;
	return ticket_deed_answer(req, result, &deed, done, "");
}

struct looking {
	int64_t number;
	bool is_note;
	struct markup_picture *pictures; /* out: those that wait in the draft */
	size_t count;
};

static enum hk_result look_work(struct ctx *cx, void *data)
{
	struct looking *looking = data;
	const char *kind = looking->is_note ? "note" : "reply";
	struct draft reply, note;
	struct attachment_list files;
	struct part_kept kept;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, looking->number, &ticket));
	HK_TRY(draft_both(cx, ticket.id, &reply, &note));
	files = draft_files(cx, looking->is_note ? &note : &reply);
	kept = kept_shown(cx, &ticket, kind, &files);
	looking->pictures = hk_alloc(cx->arena, kept.count, sizeof(*looking->pictures));
	looking->count = 0;
	for (size_t i = 0; i < kept.count; i++)
		if (*kept.items[i].picture)
			looking->pictures[looking->count++] =
				(struct markup_picture){ kept.items[i].picture, kept.items[i].url };
	return HK_OK;
}

/* What it will look like; nothing is kept. */
static enum hk_result preview(struct web_request *req)
{
	struct looking looking = { .is_note = hk_equal(page_form(req, "kind"), "note") };
	struct markup shown = markdown_render(req->cx->arena, page_form(req, "text"));
	bool has_remote;

	HK_TRY(web_path_number(req, "number", &looking.number));
	HK_TRY(ctx_read(req->cx, look_work, &looking));
	html_markup(req->out, markup_show_pictures(req->cx->arena, shown, looking.pictures,
						   looking.count, &has_remote));
	return HK_OK;
}

static const char *doing_of(const struct web_request *req)
{
	static const char *const words[] = { "viewing", "writing", "noting", "gone" };
	const char *doing = page_form(req, "doing");

	for (size_t i = 0; i < HK_COUNT(words); i++)
		if (strcmp(words[i], doing) == 0)
			return words[i];
	return "viewing";
}

static enum hk_result presence_work(struct ctx *cx, struct ticket_deed *deed)
{
	const struct ticket *ticket = &deed->ticket;
	bool is_new;

	HK_TRY(presence_put(cx, ticket->id, doing_of(deed->req), &is_new));
	/* Who looks at it has seen what his bell says about it. */
	HK_TRY(notification_read_all(cx, ticket->id));
	if (!is_new)
		return HK_OK;
	return ticket_tell(cx, ticket, "presence");
}

static enum hk_result tell_presence(struct web_request *req)
{
	struct ticket_deed deed;

	HK_TRY(ticket_deed_do(req, presence_work, NULL, &deed));
	req->status = NOTHING_TO_SAY;
	return HK_OK;
}

static const struct web_param send_params[] = {
	{ "text", PARAM_TEXT, TEXT_MAX_BYTES },
	{ "drafted", PARAM_TEXT, 0 },
	PEOPLE_PARAMS,
	PROMISE_PARAMS,
	{ "sure", PARAM_TEXT, SURE_MAX_BYTES },
	{ "then", PARAM_TEXT, 0 },
	{ "tasks", PARAM_TEXT, 0 },
	{ "later", PARAM_TEXT, 0 },
	{ "later_at", PARAM_TEXT, 0 },
	{ "later_then", PARAM_TEXT, 0 },
	SEEN_PARAMS,
	{ "files", PARAM_FILE, 0 },
	{ "kept", PARAM_TEXT, BLOB_MAX_BYTES },
	{ 0 },
};
static const struct web_param preview_params[] = { { "text", PARAM_TEXT, TEXT_MAX_BYTES },
						   { "kind", PARAM_TEXT, 0 },
						   { 0 } };
static const struct web_param presence_params[] = { { "doing", PARAM_TEXT, 0 }, { 0 } };

const struct web_route ticket_send_pages[] = {
	ROUTE("POST", "/tickets/{number}/replies", RIGHT_TICKET_REPLY, send_reply,
	      WEB_PART | WEB_UPLOAD, send_params),
	ROUTE("POST", "/tickets/{number}/look", RIGHT_TICKET_REPLY, look_first, WEB_UPLOAD,
	      send_params),
	ROUTE("POST", "/tickets/{number}/notes", RIGHT_TICKET_REPLY, save_note,
	      WEB_PART | WEB_UPLOAD, send_params),
	ROUTE("POST", "/tickets/{number}/preview", RIGHT_TICKET_REPLY, preview, WEB_PART,
	      preview_params),
	ROUTE("POST", "/tickets/{number}/presence", RIGHT_TICKET_READ, tell_presence, WEB_PART,
	      presence_params),
	{ 0 },
};
