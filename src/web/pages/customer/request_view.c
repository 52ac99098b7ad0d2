#include "web/pages/customer/request_view.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/markdown.h"
#include "people/staff.h"
#include "ticket/clock/promises.h"
#include "ticket/told.h"
#include "web/file_state.h"
#include "web/pages/ticket/ticket_files.h"
#include "web/pages/ticket/ticket_words.h"

enum { MESSAGES_SHOWN = 30 };

static bool is_state(const char *state, const char *wanted)
{
	return strcmp(state, wanted) == 0;
}

static int64_t steps_done(const char *state)
{
	if (is_state(state, "closed"))
		return 4;
	if (is_state(state, "resolved"))
		return 3;
	return is_state(state, "new") ? 1 : 2;
}

static const char *url_of(const struct web_request *req, int64_t number)
{
	return hk_format(req->cx->arena, "%s/my/requests/%" PRId64, req->page.base, number);
}

/* What was said of them has left the house. */
static enum hk_result promises_find(struct ctx *cx, const struct ticket *ticket,
				    struct request_promises *ret)
{
	struct promise_list told;

	HK_TRY(promises_told(cx, ticket, &told));
	ret->items = hk_alloc(cx->arena, told.count, sizeof(*ret->items));
	ret->count = told.count;
	for (size_t i = 0; i < told.count; i++)
		ret->items[i] = (struct request_promise){ told.items[i].text, told.items[i].due_at,
							  told.items[i].due_at <= cx->now };
	return HK_OK;
}

/* Fills what follows from state and time. */
static enum hk_result card_settle(struct ctx *cx, int64_t ticket_id, struct request_card *card)
{
	struct told told;
	bool is_held;

	HK_TRY(told_find(cx, ticket_id, &told, &is_held));
	if (is_held) {
		card->state = told.state;
		card->closed_as = told.closed_as ? told.closed_as : "";
		card->due_at = told.due_at;
		card->answered_at = told.answered_at;
		card->resolved_at = told.resolved_at;
		card->closed_at = told.closed_at;
	}
	card->step = steps_done(card->state);
	card->is_late = card->due_at < cx->now;
	return HK_OK;
}

enum hk_result request_card_of_line(struct web_request *req, const struct ticket_line *line,
				    struct request_card *ret)
{
	*ret = (struct request_card){
		.number = line->number,
		.url = url_of(req, line->number),
		.subject = ticket_subject(req->cx->language, line->subject),
		.language = line->language,
		.state = line->state,
		.closed_as = "",
		.owner = line->owner_name,
		.due_at = line->due_at,
	};
	HK_TRY(promises_find(
		req->cx, &(struct ticket){ .id = line->id, .promise_due_at = line->promise_due_at },
		&ret->promises));
	return card_settle(req->cx, line->id, ret);
}

enum hk_result request_card_of(struct web_request *req, const struct ticket *ticket,
			       struct request_card *ret)
{
	struct staff owner = { .name = "" };
	enum hk_result result = staff_find(req->cx, ticket->owner_id, &owner);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = (struct request_card){
		.number = ticket->number,
		.url = url_of(req, ticket->number),
		.subject = ticket_subject(req->cx->language, ticket->subject),
		.language = ticket->language,
		.state = ticket->state,
		.closed_as = ticket->closed_as ? ticket->closed_as : "",
		.owner = owner.name,
		.answered_at = ticket->answered_at,
		.resolved_at = ticket->resolved_at,
		.closed_at = ticket->closed_at,
		.due_at = ticket->due_at,
	};
	HK_TRY(promises_find(req->cx, ticket, &ret->promises));
	return card_settle(req->cx, ticket->id, ret);
}

/* A sentence with the owner and the time in their places. */
static const char *fill(struct web_request *req, const struct request_card *card,
			const char *sentence)
{
	return i18n_fill(req->cx->arena, html_gettext(req->out, sentence), "owner", card->owner,
			 "time", show_due(req->out, card->due_at), NULL);
}

static const char *promise_words(struct web_request *req, const struct request_card *card)
{
	if (card->due_at >= CLOCK_NEVER)
		return "";
	if (card->is_late)
		return fill(req, card,
			    TR("We promised it by {time} and are late. {owner} knows; we are "
			       "sorry."));
	return fill(req, card, TR("{owner} does it by {time}."));
}

static const char *work_words(struct web_request *req, const struct request_card *card)
{
	if (is_state(card->state, "waiting"))
		return html_gettext(req->out, TR("We need your answer to go on."));
	if (card->due_at >= CLOCK_NEVER || card->is_late)
		return promise_words(req, card);
	return fill(req, card, TR("{owner} tells you how it stands by {time}."));
}

static const char *end_words(struct web_request *req, const struct request_card *card)
{
	const char *how = card->closed_as;

	if (is_state(how, "confirmed"))
		return html_gettext(req->out, TR("You told us that it is solved."));
	if (is_state(how, "by_phone"))
		return html_gettext(req->out, TR("You told us on the phone that it is solved."));
	if (is_state(how, "not_asked"))
		return html_gettext(req->out, TR("We could not ask you and closed it. A word from "
						 "you opens it again."));
	if (is_state(how, "not_confirmed"))
		return html_gettext(req->out, TR("We heard nothing from you and closed it. A word "
						 "from you opens it again."));
	if (is_state(how, "archived"))
		return html_gettext(req->out, TR("This came to its end some time ago. A word from "
						 "you opens it again."));
	if (is_state(how, "withdrawn"))
		return html_gettext(req->out, TR("You took it back."));
	return "";
}

struct part_steps request_steps(struct web_request *req, int64_t opened_at,
				const struct request_card *card)
{
	struct part_step *items = hk_alloc(req->cx->arena, REQUEST_STEPS, sizeof(*items));
	int64_t now = card->step;

	items[0] = (struct part_step){ .title = TR("Your request has arrived"),
				       .words = "",
				       .at = opened_at };
	items[1] = (struct part_step){ .title = TR("A person answers you"),
				       .words = now == 1 ? promise_words(req, card) : "",
				       .at = card->answered_at };
	items[2] = (struct part_step){ .title = TR("We work on it until it is solved"),
				       .words = now == 2 ? work_words(req, card) : "",
				       .at = card->resolved_at };
	items[3] = (struct part_step){ .title = TR("You tell us whether it is really solved"),
				       .words = end_words(req, card),
				       .at = card->closed_at };
	for (int i = 0; i < REQUEST_STEPS; i++) {
		items[i].title = html_gettext(req->out, items[i].title);
		items[i].is_done = i < now;
		items[i].is_current = i == now;
		if (!items[i].is_done)
			items[i].at = 0;
	}
	if (now <= 1 || card->answered_at)
		return (struct part_steps){ items, REQUEST_STEPS };
	/* It came to its end, or waits for him, without an answer: nobody is told that there was
	 * one. */
	for (int i = 1; i + 1 < REQUEST_STEPS; i++)
		items[i] = items[i + 1];
	return (struct part_steps){ items, REQUEST_STEPS - 1 };
}

static struct part_files files_of(struct web_request *req, const struct ticket *ticket,
				  const struct attachment_list *list, int64_t message_id)
{
	struct hk_arena *arena = req->cx->arena;
	struct part_file *items = hk_alloc(arena, list->count, sizeof(*items));
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct attachment *file = &list->items[i];

		if (file->message_id != message_id)
			continue;
		items[count] = (struct part_file){
			.name = file->name,
			.url = hk_format(arena, "%s/files/%" PRId64 "/%" PRId64,
					 url_of(req, ticket->number), message_id, file->position),
			.thumb = "",
			.why = i18n_text(req->cx->language, file_why_not(file)),
			.size = file->size,
		};
		part_file_thumb(arena, file, &items[count++]);
	}
	return (struct part_files){ items, count };
}

/* His own words as he wrote them; ours as they were sent. */
static struct markup body_of(struct web_request *req, const struct ticket *ticket,
			     const struct message *message, const struct attachment_list *files)
{
	struct hk_arena *arena = req->cx->arena;
	struct markup_picture *pictures = hk_alloc(arena, files->count, sizeof(*pictures));
	size_t count = 0;
	bool has_remote;

	if (is_state(message->kind, "in"))
		return markup_from_text(arena, message->reply);
	for (size_t i = 0; i < files->count; i++)
		if (files->items[i].message_id == message->id && *files->items[i].content_id)
			pictures[count++] = (struct markup_picture){
				files->items[i].content_id,
				hk_format(arena, "%s/files/%" PRId64 "/%" PRId64 "?inline=1",
					  url_of(req, ticket->number), message->id,
					  files->items[i].position)
			};
	return markup_show_pictures(arena,
				    message->html ? markup_from_canonical(arena, message->html)
						  : markdown_render(arena, message->body),
				    pictures, count, &has_remote);
}

/* What he sent along with them; of ours nothing is folded away. */
static struct markup quoted_of(struct web_request *req, const struct message *message)
{
	const char *rest = message_rest(req->cx->arena, message);

	if (!is_state(message->kind, "in") || !*rest)
		return (struct markup){ "" };
	return markup_from_text(req->cx->arena, rest);
}

/* The rest of a letter that is far too long stands where it is asked for. */
static void shorten(struct web_request *req, const struct ticket *ticket,
		    const struct message *message, struct part_message *part)
{
	struct ctx *cx = req->cx;
	bool is_body_long = markup_begin(cx->arena, part->body, &part->body);
	bool is_rest_long = markup_begin(cx->arena, part->quoted, &part->quoted);
	int64_t before = web_query_number(req, "before", 0);

	if (is_body_long || is_rest_long)
		part->in_full = hk_format(
			cx->arena, "%s?%slong=%" PRId64 "#m%" PRId64, url_of(req, ticket->number),
			before ? hk_format(cx->arena, "before=%" PRId64 "&", before) : "",
			message->id, message->id);
}

/* Whoever else is on the mail speaks under his own name. */
static const char *who_of(struct web_request *req, const struct ticket *ticket,
			  const struct message *message)
{
	bool is_own = !is_state(message->author_kind, "customer") ||
		      message->author_id == ticket->customer_id;

	if (!is_state(message->kind, "in"))
		return *message->from_name ? message->from_name : req->page.organisation;
	if (is_own)
		return html_gettext(req->out, TR("You"));
	return *message->from_name ? message->from_name : message->from_address;
}

static struct part_message message_of(struct web_request *req, const struct ticket *ticket,
				      const struct message *message,
				      const struct attachment_list *files)
{
	const struct ticket_word *channel = channel_word(message->channel);
	const char *name = *message->from_name ? message->from_name : req->page.organisation;

	struct part_message part = {
		.id = hk_format(req->cx->arena, "m%" PRId64, message->id),
		.kind = message->kind,
		.who = who_of(req, ticket, message),
		.initials_of = name,
		.icon = channel->icon,
		.channel = show_tr(req->out, channel->words),
		.state = "",
		.state_words = "",
		.undo = "",
		.language = message->language,
		.dir = "auto",
		.to = "",
		.at = message->at,
		.is_partial = message->is_partial,
		.body = body_of(req, ticket, message, files),
		.quoted = quoted_of(req, message),
		.forward = "",
		.quote = "",
		.cite = "",
		.whole = "",
		.files = files_of(req, ticket, files, message->id),
	};

	if (web_query_number(req, "long", 0) != message->id)
		shorten(req, ticket, message, &part);
	return part;
}

enum hk_result request_messages_load(struct web_request *req, const struct ticket *ticket,
				     int64_t before_id, struct request_view *ret)
{
	struct ctx *cx = req->cx;
	struct message_list list;
	struct attachment_list files;
	const char *day = "";

	HK_TRY(message_page(cx, ticket, before_id, MESSAGES_SHOWN + 1, &list));
	HK_TRY(message_attachments(cx, ticket, &files));

	size_t first = list.count > MESSAGES_SHOWN ? 1 : 0;
	struct request_message *items = hk_alloc(cx->arena, list.count, sizeof(*items));

	for (size_t i = first; i < list.count; i++) {
		const struct message *message = &list.items[i];
		const char *its_day = show_date(req->out, message->at);

		items[i - first].message = message_of(req, ticket, message, &files);
		items[i - first].day = strcmp(day, its_day) == 0 ? "" : its_day;
		day = its_day;
	}
	ret->messages = (struct request_messages){ items, list.count - first };
	ret->older = first ? hk_format(cx->arena, "%s?before=%" PRId64, url_of(req, ticket->number),
				       list.items[1].id)
			   : "";
	return HK_OK;
}
